import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { brotliCompressSync, constants, createGzip, gzipSync } from 'node:zlib';
import { envelope, message, passwordText, request, sendMessages } from '../wire/envelope.js';
import { faultOf, until } from '../wire/exchange.js';
import { ALICE, openHouse, type House } from '../wire/house.js';

/** A few bytes that become many: none of it is stored, and what is held of it is bounded (GS-4). */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(await house.deliveries()).toBe(0);
  expect(await house.stillAnswers()).toBe(true);
  await house.drop();
});

const [before = '', after = ''] = envelope(
  passwordText(ALICE),
  sendMessages(message({ part: '<part><contentType>application/zip</contentType><data>~</data></part>' })),
).split('~');

/** 400 MB of base64 in gzip, without ever holding them. */
async function gzipBomb(): Promise<Buffer> {
  const pieces = Readable.from(
    (function* () {
      yield before;
      const block = Buffer.alloc(1_000_000, 'A');
      for (let count = 0; count < 400; count += 1) yield block;
      yield after;
    })(),
  );
  return Buffer.concat(await pieces.pipe(createGzip({ level: 1 })).toArray());
}

test('content that unpacks to more than 200 times its size: 413, and nothing stays in the store', async () => {
  const bomb = await gzipBomb();
  expect(bomb.length).toBeLessThan(2_000_000);
  const held = process.memoryUsage().arrayBuffers;
  const answer = await house.post(bomb, { headers: { 'Content-Encoding': 'gzip' } });
  expect(answer).toMatchObject({ status: 413, text: expect.stringMatching(/200 times its size/) });
  // Not a measure of time or of the garbage of others: 400 MB would be plain to see.
  expect(process.memoryUsage().arrayBuffers - held).toBeLessThan(200_000_000);
  await until('what was stored of it is removed', async () => {
    const { rows } = await house.database.pool.query('SELECT FROM content_chunk LIMIT 1');
    return rows.length === 0;
  });
});

test.each([
  ['gzip', (text: string) => gzipSync(text)],
  ['br', (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
])('an envelope of blanks in %s is stopped at its bound', async (coding, compress) => {
  const blanks = envelope(passwordText(ALICE), request('GetCapabilities')).replace(
    '<s:Body>',
    `${' '.repeat(64e6)}<s:Body>`,
  );
  expect(blanks.length).toBeGreaterThan(60e6);
  const answer = await house.post(compress(blanks), { headers: { 'Content-Encoding': coding } });
  expect(answer.status === 413 || faultOf(answer).detail?.errorName === 'RequestTooLarge').toBe(true);
});

test('gzip within gzip is one gzip, whose content is no envelope', async () => {
  const twice = gzipSync(gzipSync(before + after));
  const answer = await house.post(twice, { headers: { 'Content-Encoding': 'gzip' } });
  expect(faultOf(answer).detail).toMatchObject({ errorName: 'MalformedXml' });
  expect((await house.post(twice, { headers: { 'Content-Encoding': 'gzip, gzip' } })).status).toBe(415);
});

test.each([
  ['entities that multiply', `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`],
  ['an entity of a file', `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`],
  ['a DTD from elsewhere', `<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">`],
])('%s: there are none (R1008)', async (_what, prolog) => {
  const text = `${prolog}${envelope(passwordText(ALICE), request('GetCapabilities')).replace(/^<\?xml[^>]*>/, '')}`;
  expect(faultOf(await house.post(text)).detail).toMatchObject({ errorName: 'MalformedXml' });
});
