import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { wholeBytes } from '@imps-wsi/contract/xml';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { clientUrl, Device, textOf, type Listening } from './device.js';

/** What is said comes through as it was said, and what others send is never a page of ours. */
let provider: TestProvider;
let alice: Device;
let bob: Device;
let atBob: Listening;

beforeAll(async () => {
  provider = await startTestProvider({ settings: { maxClientRequestBytes: '4MiB' } });
  alice = await Device.signIn(provider, await provider.addPerson('alice'));
  bob = await Device.signIn(provider, await provider.addPerson('bob'));
  atBob = await bob.listen();
});
afterAll(async () => {
  atBob.cut();
  await provider.drop();
});

/** Alice sends, Bob's stream tells. */
async function through(draft: Omit<Parameters<Device['send']>[0], 'to'>) {
  const before = atBob.messages.length;
  const [sent] = await alice.send({ to: bob.address, ...draft });
  expect(sent).toMatchObject({ state: 'sent' });
  await atBob.until(() => atBob.messages.length > before);
  return atBob.messages[before]!;
}

async function download(device: Device, id: string, part: number) {
  const response = await fetch(`${clientUrl(provider)}/messages/${id}/parts/${String(part)}`, {
    headers: { Cookie: device.cookie },
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

test.each([
  ['a hundred kilobytes', 'Lorem ipsum dolor sit amet. '.repeat(3_700)],
  ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈 ♟️♔ 😀'.repeat(20)],
  ['right to left, with controls', 'שלום \u202eabc\u202c مرحبا \u200f'],
  ['markup', '<script>alert("x")</script>&amp;]]><![CDATA['],
  ['line ends and spaces as they are', ' \r\n\t two \n\n lines \r'],
  ['what looks like an event', 'data: x\n\nevent: signed-out\ndata: {}\n\n'],
  ['line separators', 'a\u2028b\u2029c\u0085d'],
  ['NUL and other controls', 'a\0b\u0001c\ufffe\uffff'],
  ['a replacement character', 'as it is: \ufffd'],
  ['nothing', ''],
])('text comes through, character for character: %s', async (_name, text) => {
  const message = await through({ text });
  expect(textOf(message)).toBe(text);
  expect(message.parts[0]!.size).toBe(Buffer.byteLength(text));
  const { messages } = await alice.history(bob.address, '&limit=1');
  expect(textOf(messages[0]!)).toBe(text);
  const part = await download(bob, message.id, 1);
  expect(part.bytes.toString('utf8')).toBe(text);
});

test('what XML cannot carry as text reaches a reader over SOAP as the bytes of a plain text', async () => {
  const carol = await provider.addPerson('carol');
  const text = 'zero \0 and 👍';
  await alice.say(carol, text);
  await alice.say(carol, 'plain');
  const [odd, plain] = await new Party(provider, carol).get();
  expect(odd!.content!.part).toMatchObject([{ contentType: 'text/plain; charset=utf-8' }]);
  expect(Buffer.from(wholeBytes(odd!.content!.part[0]!.data!)).toString('utf8')).toBe(text);
  expect(plain!.content!.part).toMatchObject([{ contentType: 'text/plain', text: 'plain' }]);
});

test('all that SOAP carries arrives: several parts, a name, a subject; texts come along, all else is fetched', async () => {
  const image = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const before = atBob.messages.length;
  await new Party(provider, alice.address).call('SendMessages', {
    message: [
      {
        clientMessageId: 'parts',
        senderName: 'Alice A.',
        subject: 'photo',
        recipient: [bob.address],
        part: [
          { contentType: 'text/plain', text: 'look:' },
          { contentType: 'image/png', name: 'a b.png', data: image },
          { contentType: 'text/plain', text: 'ß'.repeat(150_000) },
          { contentType: 'text/plain', text: 'end' },
        ],
      },
    ],
  });
  await atBob.until(() => atBob.messages.length > before);
  const message = atBob.messages[before]!;
  expect(message).toMatchObject({ peer: alice.address, peerName: 'Alice A.', subject: 'photo' });
  expect(message.parts).toEqual([
    { number: 1, contentType: 'text/plain', size: 5, text: 'look:' },
    { number: 2, contentType: 'image/png', name: 'a b.png', size: 300_000, omitted: true },
    { number: 3, contentType: 'text/plain', size: 300_000, omitted: true },
    { number: 4, contentType: 'text/plain', size: 3, text: 'end' },
  ]);
  expect((await download(bob, message.id, 2)).bytes.equals(image)).toBe(true);
  expect((await download(bob, message.id, 3)).bytes.toString('utf8')).toBe('ß'.repeat(150_000));
  expect((await download(bob, message.id, 5)).status).toBe(404);
  expect((await download(alice, message.id, 1)).status).toBe(404);
});

test('a message of thousands of parts costs no more than its size', async () => {
  const before = atBob.messages.length;
  const part = Array.from({ length: 5_000 }, (_, index) => ({
    contentType: 'text/plain',
    text: `${String(index)} `.repeat(12),
  }));
  await new Party(provider, alice.address).call('SendMessages', {
    message: [{ clientMessageId: 'many', recipient: [bob.address], part }],
  });
  await atBob.until(() => atBob.messages.length > before);
  const { parts, id } = atBob.messages[before]!;
  expect(parts).toHaveLength(5_000);
  // Together they are more than comes along: the first do, the others are fetched.
  expect(parts.filter(({ text }) => text !== undefined)).toEqual(parts.slice(0, 20));
  expect((await download(bob, id, 5_000)).bytes.toString()).toBe('4999 '.repeat(12));
});

test('a part of several megabytes is fetched whole', async () => {
  const bytes = Buffer.from(Array.from({ length: 2_500_000 }, (_, index) => (index * 7) % 256));
  const { id } = await through({ data: bytes.toString('base64'), contentType: 'application/octet-stream' });
  const part = await download(bob, id, 1);
  expect(part.headers.get('content-length')).toBe('2500000');
  expect(part.bytes.equals(bytes)).toBe(true);
});

test.each([
  ['text/html', 'page.html', '<script>alert(1)</script>'],
  ['image/svg+xml', 'drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['application/xhtml+xml; charset="utf-8"', undefined, '<html/>'],
])('what others send as %s is a download, never a page of ours', async (contentType, name, content) => {
  const message = await through({
    data: Buffer.from(content).toString('base64'),
    contentType,
    ...(name === undefined ? {} : { name }),
  });
  expect(message.parts[0]).toMatchObject({ contentType, omitted: true });
  const { headers, bytes } = await download(bob, message.id, 1);
  expect(bytes.toString()).toBe(content);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-disposition': expect.stringMatching(/^attachment; filename=/),
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-type': contentType,
  });
});

test.each([
  ['../../etc/passwd', 'attachment; filename=passwd'],
  ['C:\\autoexec.bat', 'attachment; filename=autoexec.bat'],
  ['"quoted".txt', 'attachment; filename=_quoted_.txt'],
  ['a\tb.txt', 'attachment; filename=ab.txt'],
  ['\u202egpj.exe', 'attachment; filename=gpj.exe'],
  ['Grüße ♟.txt', `attachment; filename="Gr??e ?.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E2%99%9F.txt`],
  ['..', /^attachment; filename=message-\d+-part-1$/],
])('a file named %j gets a name that is safe to save', async (name, expected) => {
  const { id } = await through({ data: 'AAAA', contentType: 'application/octet-stream', name });
  const disposition = (await download(bob, id, 1)).headers.get('content-disposition');
  if (typeof expected === 'string') expect(disposition).toBe(expected);
  else expect(disposition).toMatch(expected);
});

test('a message that is larger than the provider takes is failed', async () => {
  const small = await startTestProvider({ settings: { maxMessageBytes: '1KiB' } });
  try {
    const sender = await Device.signIn(small, await small.addPerson('alice'));
    expect(await sender.say('wv:alice@b1.example', 'x'.repeat(1025))).toMatchObject({ state: 'failed', code: 432 });
  } finally {
    await small.drop();
  }
});
