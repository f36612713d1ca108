import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { envelope, passwordText, request } from './envelope.js';
import { post, SOAP_HEADERS, type Answer } from './exchange.js';
import { ALICE, openHouse, type House } from './house.js';
import { TEST_CERTIFICATE, TEST_KEY } from './test-certificate.js';

const get = (url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  post(url, '', { method, headers: { 'Content-Type': undefined, SOAPAction: undefined, ...headers } });

/** The contract as consumers fetch it (WSI-26; BP R2001 to R2004). */
describe('the contract over HTTP', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.drop());

  const addressIn = ({ text }: Answer) => /<soap:address location="([^"]*)"/.exec(text)?.[1];
  const importsIn = ({ text }: Answer) => [...text.matchAll(/schemaLocation="([^"]*)"/g)].map(([, file = '']) => file);

  test.each(['?wsdl', '?WSDL', '?Wsdl', '?wsdl=', '?wsdl&x=1'])('%s gives the WSDL', async (query) => {
    const answer = await get(house.url + query);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(answer.text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<wsdl:definitions/);
    expect(addressIn(answer)).toBe(house.url);
  });

  test('its schemas, and theirs, are found beside it, by names without a path (R2001)', async () => {
    const seen = new Map<string, Answer>();
    const visit = async (url: string): Promise<void> => {
      if (seen.has(url)) return;
      const answer = await get(url);
      seen.set(url, answer);
      expect([url, answer.status, answer.headers['content-type']]).toEqual([url, 200, 'text/xml; charset=utf-8']);
      for (const file of importsIn(answer)) {
        expect(file).toMatch(/^[a-z0-9.-]+$/);
        await visit(new URL(file, url).href);
      }
    };
    await visit(`${house.url}?wsdl`);
    expect([...seen.keys()].map((url) => url.slice(url.lastIndexOf('/') + 1)).sort()).toEqual([
      'common.xsd',
      'im.xsd',
      'im?wsdl',
    ]);
    for (const [url, { text }] of seen)
      if (url.endsWith('.xsd')) expect(text).toMatch(/<xs:schema [^>]*targetNamespace="urn:/);
  });

  test.each([
    ['a name', 'b1.example'],
    ['a name and a port', 'im.b1.example:8443'],
    ['an IPv6 address', '[::1]:8080'],
  ])('the address is what the caller reached us by: %s', async (_what, host) => {
    expect(addressIn(await get(`${house.url}?wsdl`, { Host: host }))).toBe(`http://${host}/soap/im`);
  });

  test.each([
    ['markup', 'evil"><script>alert(1)</script>'],
    ['a path', 'evil.example/path'],
    ['a user', 'user@evil.example'],
    ['nothing', ''],
  ])('a Host that is none is not repeated: %s (GS-4)', async (_what, host) => {
    const answer = await get(`${house.url}?wsdl`, { Host: host });
    expect(answer.text).not.toContain('evil');
    expect(addressIn(answer) ?? 'refused').toMatch(/^(?:http:\/\/[\w.:]+\/soap\/im|refused)$/);
  });

  test('?singleWsdl gives all of it in one document, whatever its case (R2001, R2003, R2007)', async () => {
    const answers = await Promise.all(
      ['?singleWsdl', '?singlewsdl', '?SINGLEWSDL='].map((query) => get(house.url + query)),
    );
    const [answer] = answers;
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect([answer?.status, answer?.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(addressIn(answer!)).toBe(house.url);
    expect(answer!.text).not.toContain('schemaLocation');
    expect(answer!.text.match(/<xs:schema /g)).toHaveLength(2);
    expect(answer!.text.match(/<xs:import namespace="urn:imps-wsi:common:1"\/>/g)).toHaveLength(1);
  });

  test('?xsd gives each schema by its name, and what there is for a name that is none', async () => {
    for (const name of ['im.xsd', 'common.xsd']) {
      const answer = await get(`${house.url}?XSD=${name}`);
      expect([answer.status, answer.text]).toEqual([200, (await get(new URL(name, house.url).href)).text]);
    }
    const unknown = await get(`${house.url}?xsd=../im.xsd`);
    expect([unknown.status, unknown.text]).toEqual([
      404,
      'There is no such schema here; those there are: ?xsd=common.xsd, ?xsd=im.xsd.\n',
    ]);
  });

  test.each(['?wsdl', '?singleWsdl', '?xsd=im.xsd'])(
    '%s costs nothing a second time, and little the first',
    async (query) => {
      const whole = await get(house.url + query);
      const { etag } = whole.headers;
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      const again = await get(house.url + query, { 'If-None-Match': etag! });
      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag]);
      expect((await get(house.url + query, { 'If-None-Match': '"another"' })).status).toBe(200);

      const fetched = await fetch(house.url + query, { headers: { 'Accept-Encoding': 'gzip' } });
      expect(fetched.headers.get('content-encoding')).toBe('gzip');
      expect(fetched.headers.get('etag')).not.toBe(etag);
      expect(Number(fetched.headers.get('content-length'))).toBeLessThan(whole.text.length / 3);
      expect(await fetched.text()).toBe(whole.text);
      const zipped = { 'Accept-Encoding': 'gzip', 'If-None-Match': fetched.headers.get('etag')! };
      expect((await get(house.url + query, zipped)).status).toBe(304);
      for (const none of ['identity', 'gzip;q=0']) {
        expect((await get(house.url + query, { 'Accept-Encoding': none })).headers).not.toHaveProperty(
          'content-encoding',
        );
      }
    },
  );

  test('what was made for one Host is kept by no shared cache, and given to nobody else (GS-4)', async () => {
    const evil = await get(`${house.url}?wsdl`, { Host: 'evil.example' });
    expect(evil.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Accept-Encoding' });
    expect(addressIn(evil)).toBe('http://evil.example/soap/im');
    const own = await get(`${house.url}?wsdl`);
    expect(addressIn(own)).toBe(house.url);
    expect(own.headers.etag).not.toBe(evil.headers.etag);
    // However many are asked for, what is remembered is bounded, and what is asked for again is right.
    for (let index = 0; index < 100; index += 1) await get(`${house.url}?wsdl`, { Host: `h${index}.example` });
    expect(addressIn(await get(`${house.url}?wsdl`, { Host: 'h0.example' }))).toBe('http://h0.example/soap/im');
  });

  test("an X-Forwarded-Host is nobody's to set (GS-4)", async () => {
    const answer = await get(`${house.url}?wsdl`, { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' });
    expect(addressIn(answer)).toBe(house.url);
  });

  test('HEAD gives the head of GET', async () => {
    const head = await get(`${house.url}?wsdl`, {}, 'HEAD');
    expect([head.status, head.text, head.headers['content-type']]).toEqual([200, '', 'text/xml; charset=utf-8']);
    const { text } = await get(`${house.url}?wsdl`);
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(text)));
  });

  test.each([
    '/soap/nothing.xsd',
    '/soap/im?xsd=nothing.xsd',
    '/soap/..%2fim.xsd',
    '/soap/constructor',
    '/soap/im.wsdl/x',
    '/favicon.ico',
  ])('%s is not there: 404 in one line', async (path) => {
    const answer = await get(new URL(house.url).origin + path);
    expect(answer.status).toBe(404);
    expect(answer.text.trim().split('\n')).toHaveLength(1);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
  });

  test('a path that cannot be decoded is a bad request', async () => {
    expect((await get(`${new URL(house.url).origin}/soap/%ff%`)).status).toBe(400);
  });

  test('healthz and readyz say so', async () => {
    const { origin } = new URL(house.url);
    expect((await get(`${origin}/healthz`)).text).toBe('{"status":"ok"}');
    const ready = await get(`${origin}/readyz`);
    expect([ready.status, ready.text, ready.headers['cache-control']]).toEqual([200, '{"status":"ready"}', 'no-store']);
  });
});

describe('over TLS (WSI-13)', () => {
  let house: House;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'imps-tls-'));
    const tlsCertificateFile = join(directory, 'cert.pem');
    const tlsKeyFile = join(directory, 'key.pem');
    await writeFile(tlsCertificateFile, TEST_CERTIFICATE);
    await writeFile(tlsKeyFile, TEST_KEY, { mode: 0o600 });
    house = await openHouse({ settings: { tlsCertificateFile, tlsKeyFile } });
  });
  afterAll(async () => {
    await house.drop();
    await rm(directory, { recursive: true, force: true });
  });

  /** `fetch` and `http` know no certificate of ours; `https` is told. */
  const over = (method: string, path: string, body = '', headers: OutgoingHttpHeaders = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const url = new URL(path, house.url);
      const sent = httpsRequest(url, { method, headers, ca: TEST_CERTIFICATE, agent: false }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
      });
      sent.on('error', reject);
      sent.end(body);
    });

  test('the WSDL names the https address', async () => {
    expect(house.url).toMatch(/^https:/);
    const { status, text } = await over('GET', '/soap/im?wsdl');
    expect(status).toBe(200);
    expect(text).toContain(`<soap:address location="${house.url}"`);
  });

  test('a password in clear is taken, through a proxy too', async () => {
    const ask = envelope(passwordText(ALICE), request('GetCapabilities'));
    const { status, text } = await over('POST', '/soap/im', ask, { ...SOAP_HEADERS, 'X-Forwarded-For': '192.0.2.7' });
    expect([status, text]).toEqual([200, expect.stringContaining('GetCapabilitiesResponse')]);
  });

  test('who speaks plain HTTP to it is told so, and the others are served', async () => {
    const answer = await post(
      house.url.replace('https:', 'http:'),
      envelope(passwordText(ALICE), request('GetCapabilities')),
    );
    expect(answer).toMatchObject({ status: 400, text: 'This port speaks TLS; use https.\n' });
    expect((await over('GET', '/healthz')).status).toBe(200);
  });
});
