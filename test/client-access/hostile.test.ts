import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { createLogger } from '../../packages/provider/dist/log.js';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';
import { clientUrl, Device } from './device.js';

/** Whatever comes in, the answer is a refusal that says what to do, and the provider goes on. */
let provider: TestProvider;
let alice: Device;
const log: string[] = [];

beforeAll(async () => {
  provider = await startTestProvider({ log: createLogger({ level: 'warn', write: (line) => log.push(line) }) });
  alice = await Device.signIn(provider, await provider.addPerson('alice'));
});
afterEach(async () => {
  expect(await alice.say(alice.address, 'still there')).toMatchObject({ state: 'sent' });
  expect(log).toEqual([]);
});
afterAll(() => provider.drop());

const post = (body: unknown, headers?: Record<string, string>) =>
  alice.call('POST', '/messages', { body, ...(headers === undefined ? {} : { headers }) });
const message = { clientMessageId: 'm', to: 'wv:alice@b1.example', text: 'x' };
const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['a number', '5'],
  ['null', 'null'],
  ['a list', '[]'],
  ['deep lists', `{"messages":${deep('[', ']')}}`],
  ['deep objects', `{"messages":[${deep('{"to":', '}')}]}`],
  ['no messages', '{"messages":[]}'],
  ['101 messages', JSON.stringify({ messages: Array.from({ length: 101 }, () => message) })],
  ['a prototype', '{"messages":[{"clientMessageId":"m","to":"wv:alice@b1.example","text":"x","__proto__":{"a":1}}]}'],
  ['a prototype outside', '{"__proto__":{"messages":[]}}'],
  ['a constructor', '{"messages":[{"clientMessageId":"m","to":"x","text":"x","constructor":"y"}]}'],
  ['an unknown field', { messages: [{ ...message, sender: 'wv:bob@b1.example' }] }],
  ['a number for a text', { messages: [{ ...message, text: 5 }] }],
  ['null for a text', { messages: [{ ...message, text: null }] }],
  ['a list for an address', { messages: [{ ...message, to: ['wv:alice@b1.example'] }] }],
  ['neither text nor data', { messages: [{ clientMessageId: 'm', to: 'x' }] }],
  ['text and data', { messages: [{ ...message, data: 'AAAA', contentType: 'image/png' }] }],
  ['text and contentType', { messages: [{ ...message, contentType: 'text/html' }] }],
  ['data without contentType', { messages: [{ clientMessageId: 'm', to: 'x', data: 'AAAA' }] }],
  ['no id', { messages: [{ to: 'x', text: 'x' }] }],
  ['an empty id', { messages: [{ ...message, clientMessageId: '' }] }],
  ['a long id', { messages: [{ ...message, clientMessageId: 'x'.repeat(256) }] }],
  ['an id with NUL', { messages: [{ ...message, clientMessageId: 'a\0b' }] }],
  ['an id of half a character', '{"messages":[{"clientMessageId":"\\ud800","to":"x","text":"x"}]}'],
])('a body of %s is refused', async (_name, body) => {
  const { status, body: answer } = await post(body);
  expect({ status, answer }).toEqual({
    status: 400,
    answer: { error: 'BAD_REQUEST', message: expect.stringMatching(/^The body .{5,200}[.]$/) },
  });
});

test('the message of a refusal names the place and what is wrong with it', async () => {
  const why = async (body: unknown) => ((await post(body)).body as { message: string }).message;
  expect(await why({ messages: [message, { ...message, colour: 'red' }] })).toBe(
    'The body cannot be used: messages.1 holds the field "colour", which is not known.',
  );
  expect(await why({ messages: [{ clientMessageId: 'm', to: 'x' }] })).toBe(
    'The body cannot be used: messages.0 must hold either text, or data and contentType.',
  );
  expect(await why({ messages: [{ ...message, text: 7 }] })).toBe(
    'The body cannot be used: messages.0.text must be string.',
  );
});

test('a body of ten megabytes, or that unpacks to ten, is too large', async () => {
  const body = JSON.stringify({ messages: [{ ...message, text: 'x'.repeat(10_000_000) }] });
  expect(await post(body)).toMatchObject({ status: 413, body: { error: 'TOO_LARGE' } });
  const response = await fetch(`${clientUrl(provider)}/messages`, {
    method: 'POST',
    headers: {
      Cookie: alice.cookie,
      'X-CSRF-Token': alice.csrfToken,
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
    },
    body: gzipSync(body),
  });
  expect(response.status).toBe(413);
});

test('other media types, other encodings and broken UTF-8 are refused, not guessed at', async () => {
  const body = JSON.stringify({ messages: [message] });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json; charset=utf-16',
  ]) {
    const { status } = await post(body, { 'Content-Type': type });
    expect([type, status]).toEqual([type, type.includes('utf-16') ? 400 : 415]);
  }
  expect(await post(body, { 'Content-Encoding': 'gzip' })).toMatchObject({
    status: 400,
    body: { error: 'BAD_REQUEST' },
  });
  expect(await post(body, { 'Content-Encoding': 'rot13' })).toMatchObject({ status: 415 });
  const response = await fetch(`${clientUrl(provider)}/messages`, {
    method: 'POST',
    headers: { Cookie: alice.cookie, 'X-CSRF-Token': alice.csrfToken, 'Content-Type': 'application/json' },
    body: Buffer.from(body.replace('"x"', '"\xff"'), 'latin1'),
  });
  expect(response.status).toBe(400);
});

test.each([
  '/messages?peer=%E0%A4%A',
  '/messages',
  '/messages?peer=a&peer=b',
  '/messages?peer=no%20address',
  '/messages?peer=',
  `/messages?peer=wv:${'a'.repeat(2000)}@b1.example`,
  '/messages?peer=wv:bob@b1.example&before=0',
  '/messages?peer=wv:bob@b1.example&before=9223372036854775808',
  '/messages?peer=wv:bob@b1.example&before=99999999999999999999999999',
  '/messages?peer=wv:bob@b1.example&before=1%00',
  '/messages?peer=wv:bob@b1.example&limit=0',
  '/messages?peer=wv:bob@b1.example&limit=-1',
  '/messages?peer=wv:bob@b1.example&limit=1e9',
  '/messages?peer=wv:bob@b1.example&other=1',
  '/messages?__proto__=1&peer=x@y',
  '/messages/%E0%A4%A/parts/1',
  '/events?after=x',
  '/events?after=-1',
  '/events?after=1&after=2',
  '/events?after=9223372036854775808',
])('%s is refused', async (path) => {
  const { status, body } = await alice.call('GET', path);
  expect({ status, body }).toEqual({
    status: 400,
    body: { error: 'BAD_REQUEST', message: expect.stringMatching(/\.$/) },
  });
});

test.each(['0', '-1', '1.0', '01', '9223372036854775808', '1'.repeat(300), '%00', "1'--", '..%2f..%2fx', '1e3'])(
  'part %s of a message, and message of that id, there is none',
  async (id) => {
    for (const path of [`/messages/${id}/parts/1`, `/messages/1/parts/${id}`]) {
      expect(await alice.call('GET', path)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } });
    }
  },
);

test.each([
  '=',
  ';;;',
  'imps-b1.example',
  'imps-b1.example="',
  '__proto__=x',
  `imps-b1.example=${'%'.repeat(4000)}`,
  'a=b; '.repeat(1000),
])('a cookie of %j is nobody’s', async (cookie) => {
  const stranger = new Device(provider);
  stranger.cookie = cookie.slice(0, 5000);
  expect(await stranger.call('GET', '/session')).toMatchObject({ status: 401 });
});

test.each([
  {},
  { userId: 'alice' },
  { userId: 5, password: PASSWORD },
  { userId: '', password: PASSWORD },
  { userId: 'a'.repeat(1025), password: PASSWORD },
  { userId: 'alice', password: 'x'.repeat(4097) },
  { userId: 'alice', password: PASSWORD, admin: true },
  [],
  'null',
])('a sign-in of %j is refused', async (body) => {
  const { status, headers } = await new Device(provider).call('POST', '/session', { body });
  expect(status).toBe(400);
  expect(headers.getSetCookie()).toEqual([]);
});
