import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { envelope, message, passwordText, request, sendMessages } from './envelope.js';
import { faultOf, post, valuesOf } from './exchange.js';
import { ALICE, openHouse, type House } from './house.js';

const MAX_BYTES = 65_536;
const capabilities = envelope(passwordText(ALICE), request('GetCapabilities'));
const send = envelope(passwordText(ALICE), sendMessages(message()));
const oversized = send.replace('hello', 'x'.repeat(MAX_BYTES));

let house: House;
beforeAll(async () => {
  house = await openHouse({ settings: { maxRequestBytes: MAX_BYTES } });
});
afterEach(async () => {
  expect(await house.deliveries()).toBe(0);
});
afterAll(async () => {
  expect(await house.stillAnswers()).toBe(true);
  expect(house.indiscretions()).toEqual([]);
  await house.drop();
});

describe('HTTP that carries SOAP (WSI-26: BP R1012, R4001, R1109, R1127, R1141)', () => {
  test('an answer is text/xml in UTF-8 with its length, and not to be cached', async () => {
    const { status, headers, text } = await house.post(capabilities);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']).toBeUndefined();
  });

  test.each([
    ['the right one, quoted', '"urn:imps-wsi:im:1/GetCapabilities"'],
    ['the right one without quotes', 'urn:imps-wsi:im:1/GetCapabilities'],
    ['an empty one in quotes', '""'],
    ['an empty one', ''],
    ['none', undefined],
    ['that of another operation: the Body decides (R1127)', '"urn:imps-wsi:im:1/SendMessages"'],
    ['nonsense', '"urn:nonsense"'],
  ])('SOAPAction may be %s', async (_what, action) => {
    const answer = await house.post(capabilities, { headers: { SOAPAction: action } });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('GetCapabilitiesResponse');
  });

  const utf16 = (text: string, bigEndian: boolean, mark: boolean) => {
    const bytes = Buffer.from((mark ? '\ufeff' : '') + text.replace('UTF-8', 'UTF-16'), 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };
  test.each([
    ['UTF-8 without charset', Buffer.from(capabilities), 'text/xml'],
    ['UTF-8 with a quoted charset', Buffer.from(capabilities), 'text/xml; charset="UTF-8"'],
    ['UTF-8 with a byte order mark (R4001)', Buffer.from(`\ufeff${capabilities}`), 'text/xml; charset=utf-8'],
    ['UTF-16, little-endian with a mark', utf16(capabilities, false, true), 'text/xml; charset=utf-16'],
    ['UTF-16, big-endian with a mark', utf16(capabilities, true, true), 'text/xml; charset=utf-16'],
    ['UTF-16 without charset', utf16(capabilities, false, true), 'text/xml'],
    ['UTF-16LE by its name', utf16(capabilities, false, false), 'text/xml; charset=utf-16le'],
    ['parameters that mean nothing here', Buffer.from(capabilities), 'Text/XML; action="x"; charset=utf-8'],
  ])('%s is read', async (_what, bytes, contentType) => {
    const answer = await house.post(bytes, { headers: { 'Content-Type': contentType } });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('GetCapabilitiesResponse')]);
  });

  test.each([
    ['gzip', gzipSync(capabilities)],
    ['x-gzip', gzipSync(capabilities)],
    ['deflate', deflateSync(capabilities)],
    ['br', brotliCompressSync(capabilities)],
    ['identity', Buffer.from(capabilities)],
  ])('a body in %s is read', async (coding, bytes) => {
    expect((await house.post(bytes, { headers: { 'Content-Encoding': coding } })).status).toBe(200);
  });

  test('an answer in pieces: a chunked request is a request like any other', async () => {
    const bytes = Buffer.from(capabilities);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
      bytes.subarray(index * 7, index * 7 + 7),
    );
    expect((await house.post('', { chunks })).status).toBe(200);
  });
});

describe('HTTP that carries no SOAP is refused below it, without an envelope (BP R1125)', () => {
  const refused = async (answer: ReturnType<typeof post>, status: number, text: RegExp) => {
    const { status: got, headers, text: body } = await answer;
    expect([got, body]).toEqual([status, expect.stringMatching(text)]);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(body.trim().split('\n')).toHaveLength(1);
    return headers;
  };

  // Without a body, which the sender of these tests would not frame for all of them.
  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s: 405 and what is allowed (R1114)', async (method) => {
    const headers = await refused(house.post('', { method }), 405, /POST/);
    expect(headers.allow).toContain('POST');
  });

  test('GET without ?wsdl: 405 and where the contract is', async () => {
    await refused(house.post('', { method: 'GET', headers: { 'Content-Type': undefined } }), 405, /wsdl/);
  });

  test.each([
    ['application/json', /text\/xml/],
    ['application/x-www-form-urlencoded', /text\/xml/],
    ['text/plain', /text\/xml/],
    ['application/xml', /text\/xml/],
    ['application/soap+xml; charset=utf-8', /SOAP 1\.2/],
    ['multipart/related; boundary=x', /attachments/],
    ['text/xml-external-parsed-entity', /text\/xml/],
    ['nonsense', /text\/xml/],
  ])('Content-Type %s: 415 (R1115)', async (contentType, text) => {
    await refused(house.post(send, { headers: { 'Content-Type': contentType } }), 415, text);
  });

  test('no Content-Type: 415', async () => {
    await refused(house.post(send, { headers: { 'Content-Type': undefined } }), 415, /no Content-Type/);
  });

  test.each([
    ['iso-8859-1', send],
    ['windows-1252', send],
    ['utf-16', send],
    ['us-ascii', send.replace('hello', 'na\u00efve')],
  ])(
    'charset %s, which the bytes are not or which is not spoken, is a fault: the text has arrived',
    async (charset, text) => {
      const answer = await house.post(text, { headers: { 'Content-Type': `text/xml; charset=${charset}` } });
      expect(answer.status).toBe(500);
      expect(faultOf(answer)).toMatchObject({ code: 'Client', detail: { errorName: 'MalformedXml' } });
    },
  );

  test('a body too large by its Content-Length: 413, before it is read (GS-4)', async () => {
    await refused(house.post(oversized), 413, /65536/);
  });

  test('a body too large and without Content-Length: 413 as soon as it is counted (GS-4)', async () => {
    const piece = Buffer.alloc(1_024, 'x');
    await refused(house.post('', { chunks: Array.from({ length: 80 }, () => piece) }), 413, /65536/);
  });

  test('a small body that unpacks to a gigabyte is stopped at the bound (GS-4)', async () => {
    const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024), { level: 9 });
    expect(bomb.length).toBeLessThan(MAX_BYTES);
    await refused(house.post(bomb, { headers: { 'Content-Encoding': 'gzip' } }), 413, /65536/);
  });

  test.each([
    ['is none', Buffer.from(send)],
    ['is cut off', gzipSync(send).subarray(0, -20)],
    ['has a wrong checksum', Buffer.concat([gzipSync(send).subarray(0, -8), Buffer.alloc(8, 0x55)])],
  ])('gzip that %s: 400', async (_what, bytes) => {
    await refused(house.post(bytes, { headers: { 'Content-Encoding': 'gzip' } }), 400, /gzip/);
  });

  test.each(['compress', 'zstd', 'gzip, gzip', 'toString'])('Content-Encoding %s: 415', async (coding) => {
    await refused(house.post(send, { headers: { 'Content-Encoding': coding } }), 415, /gzip/);
  });

  test.each(['/', '/soap', '/soap/IM', '/soap/im/', '/soap/im/../../etc/passwd', '/soap/im%00', '/admin'])(
    'POST %s: 404 and where the service is',
    async (path) => {
      const { status, text } = await post(new URL(house.url).origin + path, send);
      expect([status, text]).toEqual([404, expect.stringContaining('/soap/im')]);
    },
  );

  test('a query behind the address does not change it', async () => {
    expect(valuesOf(await post(`${house.url}?version=1`, capabilities), 'domain')).toEqual(['b1.example']);
  });
});
