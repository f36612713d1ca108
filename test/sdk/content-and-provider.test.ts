import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InstantInboxClient, type ExchangeRecord, type InboxMessage, type OutgoingPart } from '@imps-wsi/consumer-sdk';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';
import { bytesOf, sha256, Source } from './content-kit.js';

/** Content of any size through a real provider: alice sends, bob reads. */
const MIB = 1_048_576;
let b1: TestProvider;
let alice: InstantInboxClient;
let bob: InstantInboxClient;
const exchanges: ExchangeRecord[] = [];

beforeAll(async () => {
  b1 = await startTestProvider({ settings: { maxInlineBytes: 65_536 } });
  await b1.addPerson('alice');
  await b1.addPerson('bob');
  const open = (name: string): InstantInboxClient =>
    new InstantInboxClient({
      endpoint: b1.url,
      username: `wv:${name}@b1.example`,
      password: PASSWORD,
      onExchange: (record) => exchanges.push(record),
    });
  alice = open('alice');
  bob = open('bob');
});
afterEach(() => {
  exchanges.length = 0;
});
afterAll(async () => {
  await alice.close();
  await bob.close();
  await b1.drop();
});

/** Sends, and answers what arrived. */
async function through(...parts: OutgoingPart[]): Promise<InboxMessage> {
  await alice.send({ to: 'wv:bob@b1.example', parts });
  const [message] = (await bob.receive({ waitSeconds: 10 })).items;
  return message!;
}

test('any bytes in any form, small ones and large ones, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 3 })), {
        minLength: 1,
        maxLength: 5,
      }),
      async (shapes) => {
        const contents = shapes.map(([size], index) => bytesOf(size, index + 1));
        const forms = [
          (data: Uint8Array): OutgoingPart => ({ contentType: 'image/png', data }),
          (data: Uint8Array): OutgoingPart => new Blob([data], { type: 'image/webp' }),
          (data: Uint8Array): OutgoingPart => ({
            contentType: 'multipart/mixed; boundary=x',
            stream: new Source(data),
          }),
          (data: Uint8Array): OutgoingPart => ({
            contentType: 'text/plain; charset=utf-16',
            stream: () => new Source(data),
          }),
        ];
        const parts = shapes.map(([, form], index) => forms[form]!(contents[index]!));
        const message = await through('look:', ...parts);
        expect(message.text).toBe('look:');
        const read = await Promise.all(message.parts.slice(1).map((part) => part.bytes()));
        expect(read.map(sha256)).toEqual(contents.map(sha256));
        await message.acknowledge();
      },
    ),
    { numRuns: 15 },
  );
});

test('100 MB go in and come out as a stream, over the MTOM port, never more than a few MiB ahead of the reader', async () => {
  const chunks = 1600;
  const source = new Source(Buffer.concat(Array<Uint8Array>(chunks).fill(bytesOf(65_536))), { chunk: 65_536 });
  const size = chunks * 65_536;
  const sent: number[] = [];
  await alice.send(
    { to: 'wv:bob@b1.example', parts: [{ contentType: 'video/mp4', name: 'game.mp4', stream: source, size }] },
    { onProgress: ({ sentBytes }) => sent.push(sentBytes) },
  );
  expect(sent.at(-1)).toBe(size);
  const [message] = (await bob.receive({ waitSeconds: 10 })).items;
  const [part] = message!.parts;
  expect(part).toMatchObject({ contentOmitted: true, size, name: 'game.mp4', contentType: 'video/mp4' });
  const hash = createHash('sha256');
  for await (const chunk of part!.stream()) hash.update(chunk);
  await message!.acknowledge();
  const once = createHash('sha256');
  for (let index = 0; index < chunks; index += 1) once.update(bytesOf(65_536));
  expect(hash.digest('hex')).toBe(once.digest('hex'));
  const large = exchanges.filter(({ requestBytes, responseBytes }) => requestBytes + responseBytes > MIB);
  expect(new Set(large.map(({ endpoint }) => endpoint))).toEqual(new Set([`${b1.url}/mtom`]));
  // Ranges as they are: base64 would be a third more.
  expect(Math.max(...exchanges.map(({ responseBytes }) => responseBytes))).toBeLessThan(4 * MIB + 4000);
}, 120_000);

test('an upload that is given up stores nothing; the same message can be sent anew', async () => {
  const controller = new AbortController();
  const draft = { to: 'wv:bob@b1.example', clientMessageId: 'given-up' };
  const data = bytesOf(8 * MIB);
  const sending = alice.send(
    { ...draft, parts: [{ contentType: 'a/b', stream: new Source(data) }] },
    { signal: controller.signal, onProgress: ({ sentBytes }) => sentBytes > 2 * MIB && controller.abort() },
  );
  await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
  expect((await bob.receive()).items).toEqual([]);
  await alice.send({ ...draft, parts: [{ contentType: 'a/b', stream: new Source(data) }] });
  const [message] = (await bob.receive({ waitSeconds: 10 })).items;
  expect(sha256(await message!.parts[0]!.bytes())).toBe(sha256(data));
  await message!.acknowledge();
});

test('the same content under the same id, inline or beside the envelope, is one message', async () => {
  const draft = {
    to: 'wv:bob@b1.example',
    clientMessageId: 'twice',
    parts: [{ contentType: 'a/b', data: bytesOf(100_000) }],
  };
  const first = await alice.send(draft);
  const inline = new InstantInboxClient({
    endpoint: b1.url,
    mtomEndpoint: false,
    username: 'wv:alice@b1.example',
    password: PASSWORD,
  });
  const second = await inline.send(draft);
  await inline.close();
  expect(second.messageId).toBe(first.messageId);
  const { items } = await bob.receive({ waitSeconds: 10 });
  expect(items).toHaveLength(1);
  await items[0]!.acknowledge();
});

test('a person without the right password learns it before a large content has left', async () => {
  const stranger = new InstantInboxClient({ endpoint: b1.url, username: 'wv:alice@b1.example', password: 'guessed 1' });
  const source = new Source(bytesOf(8 * MIB));
  await expect(
    stranger.send({ to: 'wv:bob@b1.example', parts: [{ contentType: 'a/b', stream: source }] }),
  ).rejects.toMatchObject({ code: 'FailedAuthentication' });
  expect(source.given).toBe(0);
  await stranger.close();
});

test('a message that is larger than the provider takes is refused as itself', async () => {
  const small = await startTestProvider({
    domain: 'b7.example',
    settings: { maxMessageBytes: MIB, maxPartBytes: MIB },
  });
  await small.addPerson('carol');
  const carol = new InstantInboxClient({ endpoint: small.url, username: 'wv:carol@b7.example', password: PASSWORD });
  const part: OutgoingPart = { contentType: 'a/b', stream: () => new Source(bytesOf(2 * MIB)) };
  await expect(carol.send({ to: 'wv:carol@b7.example', parts: [part] })).rejects.toMatchObject({
    code: 'MessageTooLarge',
    impsCode: 432,
  });
  await carol.close();
  await small.drop();
});
