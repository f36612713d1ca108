import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { InstantInboxClient, InstantInboxError, type InboxMessage, type SoapRequest } from '@imps-wsi/consumer-sdk';
import { openWorld, type World } from '../gaming/world.js';
import { PASSWORD } from '../support/provider.js';
import { bytesOf, sha256, Source } from '../sdk/content-kit.js';

/** A player drops a film into the chat: it goes from B1 through A to B2, and A never holds it. */
const MIB = 1_048_576;
let world: World;
let u1: InstantInboxClient;
let u2: InstantInboxClient;

beforeAll(async () => {
  world = await openWorld();
  const [alice, bob] = await Promise.all([world.player(world.b1, 'alice', 'u1'), world.player(world.b2, 'bob', 'u2')]);
  await world.match('u1', 'u2');
  u1 = new InstantInboxClient({ endpoint: world.b1.url, username: alice.address, password: PASSWORD });
  u2 = new InstantInboxClient({ endpoint: world.b2.url, username: bob.address, password: PASSWORD });
});
afterEach(() => {
  world.transcript.length = 0;
});
afterAll(async () => {
  await u1.close();
  await u2.close();
  await world.close();
});

const film = bytesOf(12 * MIB);
const sendFilm = () =>
  u1.send({
    to: 'wv:u2@chess.b1.example',
    parts: ['look:', { contentType: 'video/mp4', name: 'mate.mp4', stream: () => new Source(film) }],
  });

/** The next message that u2 gets; one that is not acknowledged keeps back those behind it. */
async function next(): Promise<InboxMessage> {
  for (;;) {
    const [message] = (await u2.receive({ maxMessages: 1, waitSeconds: 20 })).items;
    if (message !== undefined) return message;
  }
}

/** Has every chunk that A sends to B2 pass here. */
function onTheWayToB2(pass: (came: number) => Promise<void>): { undo(): void } {
  const line = world.lineToB2;
  const post = line.post.bind(line);
  async function* passed(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let came = 0;
    for await (const chunk of body) {
      yield chunk;
      came += chunk.length;
      await pass(came);
    }
  }
  line.post = (request: SoapRequest) =>
    post(request.body instanceof Uint8Array ? request : { ...request, body: passed(request.body) });
  return { undo: () => (line.post = post) };
}

test('a film arrives byte for byte, before what was written after it', async () => {
  const bridge = world.bridge();
  bridge.start();
  await sendFilm();
  await u1.send({ to: 'wv:u2@chess.b1.example', text: 'did you see it?' });
  const first = await next();
  expect(first).toMatchObject({ text: 'look:', sender: 'wv:u1@chess.b2.example' });
  expect(first.parts[1]).toMatchObject({ contentType: 'video/mp4', name: 'mate.mp4', size: film.length });
  expect(sha256(await first.parts[1]!.bytes())).toBe(sha256(film));
  await first.acknowledge();
  const second = await next();
  expect(second.text).toBe('did you see it?');
  await second.acknowledge();
  await bridge.stop(false);
});

test('a connection to B2 that breaks midway: the film is read from B1 again, and arrives once', async () => {
  let cuts = 0;
  const { undo } = onTheWayToB2((came) => {
    if (came < 4 * MIB || cuts === 2) return Promise.resolve();
    cuts += 1;
    return Promise.reject(new InstantInboxError('NetworkError', { message: 'the line was cut' }));
  });
  const bridge = world.bridge();
  bridge.start();
  await sendFilm();
  const message = await next();
  await bridge.stop(false);
  undo();
  expect(cuts).toBe(2);
  expect(sha256(await message.parts[1]!.bytes())).toBe(sha256(film));
  await message.acknowledge();
  expect((await u2.receive()).items).toEqual([]);
});

test('a transfer that takes longer than the lease keeps it: nobody is given the message meanwhile', async () => {
  let pauses = 0;
  const { undo } = onTheWayToB2(async (came) => {
    if (came < (pauses + 1) * 2 * MIB) return;
    pauses += 1;
    await pause(600);
  });
  const bridge = world.bridge({ pace: { leaseSeconds: 1 } });
  bridge.start();
  await sendFilm();
  const message = await next();
  await bridge.stop(false);
  undo();
  expect(pauses).toBeGreaterThanOrEqual(5);
  expect(sha256(await message.parts[1]!.bytes())).toBe(sha256(film));
  await message.acknowledge();
  expect(world.transcript.filter((line) => line.startsWith('B1 GetMessages'))).toEqual(['B1 GetMessages 1 item 200']);
  expect(world.transcript.filter((line) => line.startsWith('B1 AcknowledgeMessages')).length).toBeGreaterThan(1);
});
