import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ALICE, openHouse, type House } from '../wire/house.js';
import { envelope, message, passwordText, request, sendMessages } from '../wire/envelope.js';
import { faultOf, valuesOf } from '../wire/exchange.js';
import { attachment, pack, postPackage, reference, rootPart } from '../wire/raw-package.js';

/** What other SOAP servers were seen to do wrong, each tried here. */
let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(await house.stillAnswers()).toBe(true);
  expect(house.indiscretions()).toEqual([]);
  await house.drop();
});

const good = passwordText(ALICE);
const text = (content: string): string => `<part><contentType>text/plain</contentType>${content}</part>`;
/** The texts that Bob reads. */
const read = async (): Promise<string[]> => valuesOf(await house.asBob(request('GetMessages')), 'text');

test('WSI-26: an error of an operation is a fault with 500, not an answer with 200', async () => {
  const answer = await house.asAlice(request('GetMessageContent', '<messageId>nothing</messageId><part>1</part>'));
  expect(answer.status).toBe(500);
  expect(faultOf(answer)).toMatchObject({ code: 'Client', detail: { errorName: 'MessageNotFound' } });
});

test('GS-4: a body that says gzip and is none is refused, and the process lives', async () => {
  const whole = envelope(good, request('GetCapabilities'));
  const headers = { 'Content-Encoding': 'gzip' };
  for (const body of [Buffer.from(whole), gzipSync(whole).subarray(0, 50), Buffer.alloc(0), randomBytes(2_000)]) {
    expect((await house.post(body, { headers })).status).toBe(400);
  }
  expect((await house.post(gzipSync(whole), { headers })).status).toBe(200);
});

test('GS-4: a body without an end is cut off at its bound', async () => {
  const answer = await house.post(Buffer.alloc(17 * 1024 * 1024, ' '));
  expect(answer.status).toBe(413);
});

test('WSI-26: an Envelope of another namespace is not dispatched', async () => {
  const answer = await house.post(envelope(good, sendMessages(message()), 'urn:not-soap'));
  expect(faultOf(answer).code).toBe('VersionMismatch');
  expect(await house.deliveries()).toBe(0);
});

test('WSI-26: a header that must be understood and is not stops the request', async () => {
  const header = `${good}<x:pay xmlns:x="urn:x" s:mustUnderstand="1"/>`;
  const answer = await house.post(envelope(header, sendMessages(message())));
  expect(faultOf(answer).code).toBe('MustUnderstand');
  expect(await house.deliveries()).toBe(0);
});

test('WSI-12: CDATA that looks like XML is text', async () => {
  const part = text('<text><![CDATA[<text>inner</text> & <![CDATA[ ]]></text>');
  expect((await house.asAlice(sendMessages(message({ part })))).status).toBe(200);
  expect(await read()).toEqual(['<text>inner</text> & <![CDATA[ ']);
});

test('WSI-12: space at the ends of a text is part of it', async () => {
  const part = text('<text> \t two\n\n lines &#13; </text>');
  expect((await house.asAlice(sendMessages(message({ part })))).status).toBe(200);
  expect(await read()).toEqual([' \t two\n\n lines \r ']);
});

test('WSI-26: whole numbers beyond 2^53 are refused, not rounded', async () => {
  const offset = (value: string) =>
    house.asAlice(
      request('GetMessageContent', `<messageId>x</messageId><part>1</part><offset>${value}</offset><length>1</length>`),
    );
  expect(faultOf(await offset('9007199254740993')).detail).toMatchObject({ errorName: 'SchemaViolation' });
  expect(faultOf(await offset('9007199254740991')).detail).toMatchObject({ errorName: 'MessageNotFound' });
});

test('WSI-12: a character that is cut between two pieces of a body is whole again', async () => {
  const body = Buffer.from(envelope(good, sendMessages(message({ part: text('<text>Schön 😀 日本</text>') }))));
  const chunks = Array.from({ length: body.length }, (_, index) => body.subarray(index, index + 1));
  const headers = { 'Transfer-Encoding': 'chunked' };
  expect((await house.post('', { chunks, headers })).status).toBe(200);
  expect(await read()).toEqual(['Schön 😀 日本']);
});

test('WSI-12: attachments are taken', async () => {
  const part = `<part><contentType>image/png</contentType>${reference('mtom', 'a@b')}</part>`;
  const whole = envelope(good, sendMessages(message({ part })));
  const packaged = pack('mtom', [rootPart('mtom', whole), attachment('a@b', randomBytes(100))]);
  expect((await postPackage(`${house.url}/mtom`, packaged)).status).toBe(200);
});

test('GS-4: a failure of the inside is told as a reference, without stack, statement or path', async () => {
  const wounded = await openHouse();
  try {
    await wounded.database.pool.query('ALTER TABLE inbox RENAME TO inbox_elsewhere');
    const sent = await wounded.asAlice(sendMessages(message()));
    const asked = await wounded.asBob(request('GetMessages'));
    expect(faultOf(asked)).toMatchObject({ code: 'Server', detail: { errorName: expect.any(String) } });
    expect([200, 500]).toContain(sent.status);
    expect(valuesOf(sent, 'code')).not.toContain('200');
    expect(wounded.indiscretions()).toEqual([]);
  } finally {
    await wounded.drop();
  }
});
