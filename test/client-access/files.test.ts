import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { wholeBytes } from '@imps-wsi/contract/xml';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { clientUrl, Device, type Listening, type Message } from './device.js';

/** Files go to the provider as they are, and come from it as they were; nothing is left of what breaks off. */
let provider: TestProvider;
let pool: pg.Pool;
let alice: Device;
let bob: Device;
let atBob: Listening;

const MAX_BYTES = 12 * 1024 * 1024;

beforeAll(async () => {
  provider = await startTestProvider({ settings: { maxMessageBytes: MAX_BYTES } });
  pool = new pg.Pool({ connectionString: provider.database.url, max: 1 });
  alice = await Device.signIn(provider, await provider.addPerson('alice'));
  bob = await Device.signIn(provider, await provider.addPerson('bob'));
  atBob = await bob.listen();
});
afterAll(async () => {
  atBob.cut();
  await pool.end();
  await provider.drop();
});

interface FileToSend {
  readonly to?: string;
  readonly clientMessageId?: string;
  readonly name?: string;
  readonly contentType?: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const queryOf = ({ to = bob.address, clientMessageId = randomUUID(), name }: Partial<FileToSend>): string =>
  new URLSearchParams({ to, clientMessageId, ...(name === undefined ? {} : { name }) }).toString();

async function upload(file: FileToSend, device = alice, headers: Record<string, string> = {}) {
  const response = await fetch(`${clientUrl(provider)}/files?${queryOf(file)}`, {
    method: 'POST',
    headers: {
      Cookie: device.cookie,
      'X-CSRF-Token': device.csrfToken,
      'Content-Type': file.contentType ?? 'application/octet-stream',
      ...headers,
    },
    body: file.bytes,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function send(file: FileToSend): Promise<Message> {
  const { status, body } = await upload(file);
  expect(status).toBe(200);
  const { messages } = body as unknown as { messages: Message[] };
  expect(messages).toHaveLength(1);
  return messages[0]!;
}

async function received(sent: Message): Promise<Message> {
  const find = () => atBob.messages.find(({ messageId }) => messageId === sent.messageId);
  await atBob.until(() => find() !== undefined);
  return find()!;
}

async function download(device: Device, { id }: Message, headers: Record<string, string> = {}) {
  const response = await fetch(`${clientUrl(provider)}/messages/${id}/parts/1`, {
    headers: { Cookie: device.cookie, ...headers },
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What lies in the store of large content, and how many messages there are. */
async function stored(): Promise<{ contents: number; chunks: number; messages: number }> {
  const { rows } = await pool.query<{ contents: string; chunks: string; messages: string }>(
    `SELECT (SELECT count(*) FROM content) AS contents, (SELECT count(*) FROM content_chunk) AS chunks,
       (SELECT count(*) FROM conversation_entry) + (SELECT count(*) FROM inbox) AS messages`,
  );
  const { contents, chunks, messages } = rows[0]!;
  return { contents: Number(contents), chunks: Number(chunks), messages: Number(messages) };
}

/** What breaks off is removed behind the answer's back. */
async function untilStored(expected: Awaited<ReturnType<typeof stored>>): Promise<void> {
  for (let tries = 0; tries < 900; tries += 1) {
    if (JSON.stringify(await stored()) === JSON.stringify(expected)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await stored()).toEqual(expected);
}

test.each([
  ['nothing', 0],
  ['a few bytes', 5],
  ['what still lies with its message', 128 * 1024],
  ['what lies apart', 128 * 1024 + 1],
  ['several megabytes', 5_000_001],
])('a file comes through byte for byte, of whatever size: %s', async (_name, size) => {
  const bytes = randomBytes(size);
  const sent = await send({ bytes, name: 'Grüße & 100 %.bin', contentType: 'application/x-made-up; v="1;2"' });
  const part = { number: 1, contentType: 'application/x-made-up; v="1;2"', name: 'Grüße & 100 %.bin', size };
  expect(sent).toMatchObject({ state: 'sent', direction: 'out', peer: bob.address, parts: [part] });
  const got = await received(sent);
  expect(got).toMatchObject({ state: 'received', peer: alice.address, parts: [part] });
  for (const [device, message] of [
    [alice, sent],
    [bob, got],
  ] as const) {
    expect(sha256((await download(device, message)).bytes)).toBe(sha256(bytes));
  }
});

test('a reader over SOAP gets the same file', async () => {
  const carol = await provider.addPerson('carol');
  const bytes = randomBytes(300_000);
  expect(await send({ to: carol, bytes, contentType: 'image/png', name: 'a.png' })).toMatchObject({ state: 'sent' });
  const [item] = await new Party(provider, carol).get();
  const [part] = item!.content!.part;
  expect(part).toMatchObject({ contentType: 'image/png', name: 'a.png' });
  expect(sha256(wholeBytes(part!.data!))).toBe(sha256(bytes));
});

test('texts sent as files come along, as other texts do', async () => {
  const sent = await send({ bytes: Buffer.from('Grüße'), contentType: 'text/plain; charset=utf-8', name: 'a.txt' });
  expect(sent.parts).toMatchObject([{ text: 'Grüße', name: 'a.txt' }]);
});

test('sent again under the same id it is answered as the first time, and delivered and kept once', async () => {
  const bytes = randomBytes(400_000);
  const file = { bytes, clientMessageId: 'photo-1', contentType: 'image/png' };
  const first = await send(file);
  await received(first);
  const before = await stored();
  const again = await send(file);
  expect([again.id, again.messageId]).toEqual([first.id, first.messageId]);
  await untilStored(before);
  // Other bytes, and other messages, are not taken for it.
  expect(await send({ ...file, bytes: randomBytes(400_000) })).toMatchObject({ state: 'failed', code: 402, id: '0' });
  const text = await alice.send({ to: bob.address, clientMessageId: 'photo-1', text: 'hello' });
  expect(text).toMatchObject([{ state: 'failed', code: 402 }]);
  await untilStored(before);
});

test.each([
  ['no address', { to: 'nobody@' }, 901],
  ['a name that is too long', { name: 'x'.repeat(1025) }, 402],
  ['no media type', { contentType: 'picture' }, 415],
])('a message that cannot be is failed before its bytes are taken: %s', async (_name, wrong, code) => {
  const before = await stored();
  const bytes = randomBytes(1_000_000);
  const message = await send({ bytes, ...wrong });
  expect(message).toMatchObject({ id: '0', state: 'failed', code });
  await untilStored(before);
});

test('a file for somebody who is not there is failed, and kept with its sender to be seen', async () => {
  const bytes = randomBytes(200_000);
  const sent = await send({ bytes, to: 'wv:nobody@b1.example' });
  expect(sent).toMatchObject({ state: 'failed', retryable: false });
  expect(sha256((await download(alice, sent)).bytes)).toBe(sha256(bytes));
});

/** Begins an upload and leaves it to the test how it goes on. */
function begin(headers: Record<string, string | number>, query = queryOf({}), at = provider) {
  const request = httpRequest(`${clientUrl(at)}/files?${query}`, {
    method: 'POST',
    headers: { Cookie: alice.cookie, 'X-CSRF-Token': alice.csrfToken, 'Content-Type': 'image/png', ...headers },
  });
  const answer = once(request, 'response').then(async ([response]) => {
    const chunks: Buffer[] = [];
    for await (const chunk of response as Readable) chunks.push(chunk as Buffer);
    const { statusCode } = response as { statusCode: number };
    return { status: statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> };
  });
  return { request, answer };
}

test('what breaks off midway leaves nothing: no message, no content, no piece of it', async () => {
  const before = await stored();
  const { request, answer } = begin({ 'Content-Length': 8_000_000 });
  answer.catch(() => undefined);
  request.write(randomBytes(4_000_000));
  for (;;) {
    if ((await stored()).chunks > before.chunks) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  request.destroy();
  await untilStored(before);
});

test('a file that is too large is refused in words: at once when it says so, else when it comes to it', async () => {
  const before = await stored();
  const told = { error: 'TOO_LARGE', message: expect.stringContaining('12 MiB') as unknown };
  const said = begin({ 'Content-Length': MAX_BYTES + 1 });
  said.request.flushHeaders();
  expect(await said.answer).toEqual({ status: 413, body: told });
  said.request.destroy();

  const { request, answer } = begin({ 'Transfer-Encoding': 'chunked' });
  for (let sent = 0; sent <= MAX_BYTES + 4_000_000; sent += 1_000_000) request.write(randomBytes(1_000_000));
  request.end();
  expect(await answer).toEqual({ status: 413, body: told });
  await untilStored(before);
});

test('a session that was ended while the file came sends nothing', async () => {
  const before = await stored();
  const device = await Device.signIn(provider, 'alice');
  const { request, answer } = begin({
    'Content-Length': 2_000_000,
    Cookie: device.cookie,
    'X-CSRF-Token': device.csrfToken,
  });
  request.write(randomBytes(1_999_999));
  while ((await stored()).contents === before.contents) await new Promise((resolve) => setTimeout(resolve, 20));
  await device.call('DELETE', '/session');
  request.end('x');
  expect(await answer).toMatchObject({ status: 401, body: { error: 'NOT_SIGNED_IN' } });
  await untilStored(before);
});

test('strangers, pages of other sites and requests of another shape are refused before a byte is taken', async () => {
  const bytes = randomBytes(10);
  const nobody = new Device(provider);
  expect(await upload({ bytes }, nobody)).toMatchObject({ status: 401 });
  expect(await upload({ bytes }, alice, { 'X-CSRF-Token': 'x' })).toMatchObject({
    status: 403,
    body: { error: 'WRONG_CSRF_TOKEN' },
  });
  expect(await upload({ bytes }, alice, { Origin: 'https://evil.example' })).toMatchObject({ status: 403 });
  expect(await upload({ bytes }, alice, { 'Content-Encoding': 'gzip' })).toMatchObject({ status: 415 });
  expect(await alice.call('GET', '/files')).toMatchObject({ status: 405 });
  for (const query of ['', '?to=wv:bob@b1.example', '?to=wv:bob@b1.example&clientMessageId=', '?a=b']) {
    const answer = await alice.call('POST', `/files${query}`, { body: 'x', headers: { 'Content-Type': 'image/png' } });
    expect([query, answer.status]).toEqual([query, 400]);
  }
  const two = `/files?${queryOf({})}&to=wv:carol@b1.example`;
  expect(await alice.call('POST', two, { body: 'x', headers: { 'Content-Type': 'image/png' } })).toMatchObject({
    status: 400,
    body: { error: 'BAD_REQUEST', message: expect.stringMatching(/to must be string/) as unknown },
  });
});

test('a file may take longer than other requests, as long as it goes on coming', async () => {
  const impatient = await startTestProvider({ settings: { requestBodyTimeoutMilliseconds: 5_000 } });
  try {
    const carol = await Device.signIn(impatient, await impatient.addPerson('carol'));
    const headers = { 'Content-Length': 8, Cookie: carol.cookie, 'X-CSRF-Token': carol.csrfToken };
    const { request, answer } = begin(headers, queryOf({ to: carol.address }), impatient);
    for (let piece = 0; piece < 8; piece += 1) {
      request.write('x');
      await new Promise((resolve) => setTimeout(resolve, 750));
    }
    expect(await answer).toMatchObject({ status: 200, body: { messages: [{ state: 'sent' }] } });
    // Nobody is waited for who is not known.
    const stranger = begin({ 'Content-Length': 8, Cookie: '' }, queryOf({}), impatient);
    stranger.request.write('x');
    expect(await stranger.answer).toMatchObject({ status: 401 });
    stranger.request.destroy();
  } finally {
    await impatient.drop();
  }
});

test('how large a file may be is told with the session', async () => {
  expect(await alice.call('GET', '/session')).toMatchObject({ body: { maxFileBytes: MAX_BYTES } });
});

test('an account sends ten files at once; one more is told to wait, and others are not held up', async () => {
  const before = await stored();
  const uploads = Array.from({ length: 11 }, () => begin({ 'Content-Length': 1_000_000 }));
  for (const { request } of uploads) request.write(randomBytes(300_000));
  const answers = uploads.map(({ answer }) => answer);
  const refused = await Promise.race(answers);
  expect(refused).toMatchObject({ status: 429, body: { error: 'TOO_MANY_FILES' } });
  expect(await upload({ bytes: randomBytes(1), to: alice.address }, bob)).toMatchObject({ status: 200 });
  for (const { request } of uploads) request.destroy();
  await Promise.allSettled(answers);
  await untilStored({ ...before, messages: before.messages + 2 });
  expect(await upload({ bytes: randomBytes(1) })).toMatchObject({ status: 200 });
});

test('a range of a part is answered as such, from wherever the part lies', async () => {
  for (const size of [1_000, 3_000_000]) {
    const bytes = randomBytes(size);
    const sent = await send({ bytes, name: 'a.bin' });
    const whole = await download(alice, sent);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const tag = whole.headers.get('etag')!;
    const last = size - 1;
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 0],
      ['bytes=10-', 10, last],
      [`bytes=5-${String(size * 2)}`, 5, last],
      ['bytes=-7', size - 7, last],
    ] as const) {
      const part = await download(alice, sent, { Range: range, 'If-Range': tag });
      expect([range, part.status]).toEqual([range, 206]);
      expect(part.headers.get('content-range')).toBe(`bytes ${String(from)}-${String(to)}/${String(size)}`);
      expect(part.headers.get('content-length')).toBe(String(to - from + 1));
      expect(part.bytes.equals(bytes.subarray(from, to + 1))).toBe(true);
      expect(part.headers.get('content-disposition')).toBe('attachment; filename=a.bin');
      expect(part.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
      expect(part.headers.get('x-content-type-options')).toBe('nosniff');
    }
    // Several ranges, other units and the range of another content are answered whole, as HTTP has it.
    for (const headers of [
      { Range: 'bytes=0-1,5-6' },
      { Range: 'lines=0-1' },
      { Range: 'bytes=x' },
      { Range: 'bytes=0-1', 'If-Range': '"another"' },
    ]) {
      const answer = await download(alice, sent, headers);
      expect(answer.status).toBe(200);
      expect(answer.bytes.equals(bytes)).toBe(true);
    }
    const beyond = await download(alice, sent, { Range: `bytes=${String(size)}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${String(size)}`]);
    expect(JSON.parse(beyond.bytes.toString())).toMatchObject({ error: 'RANGE_NOT_SATISFIABLE' });
  }
});
