import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Bridge } from '../../examples/gaming/dist/server/messaging/bridge.js';
import { openWorld, WAIT, type World } from '../gaming/world.js';
import { texts, type Party } from '../support/party.js';

/** The bridge dies with messages in hand: its object is left hanging for ever, and another one takes its place. */
let world: World;
let u1: Party;
let u2: Party;
const crashed: (() => void)[] = [];

beforeAll(async () => {
  world = await openWorld();
  u1 = await world.player(world.b1, 'alice', 'u1');
  u2 = await world.player(world.b2, 'bob', 'u2');
  await world.match('u1', 'u2');
});
afterEach(() => {
  world.transcript.length = 0;
});
afterAll(async () => {
  for (const release of crashed) release();
  await world.close();
});

/** A bridge that gets messages and dies at the named place; resolves when it is there. */
async function crashAt(place: 'beforeSend' | 'beforeAcknowledge'): Promise<Bridge> {
  let reached: () => void = () => undefined;
  const there = new Promise<void>((resolve) => (reached = resolve));
  const bridge = world.bridge({
    // The lease is as long as the messages rest after the crash.
    pace: { leaseSeconds: 1 },
    hooks: {
      [place]: () => {
        reached();
        return new Promise<void>((_resolve, reject) => crashed.push(() => reject(new Error('dead'))));
      },
    },
  });
  bridge.start();
  await there;
  return bridge;
}

test('UC-5.16-s5: A dies between GetMessages and SendMessages: nothing is lost', async () => {
  await u1.send('wv:u2@chess.b1.example', 'before the crash');
  await u1.send('wv:u2@chess.b1.example', 'also before');
  await crashAt('beforeSend');
  expect(world.transcript).toEqual(['B1 GetMessages 2 items 200']);

  const next = world.bridge();
  next.start();
  const got: string[] = [];
  while (got.length < 2) got.push(...texts(await u2.get(WAIT)));
  await next.stop(false);
  expect(got).toEqual(['before the crash', 'also before']);
  expect(await u2.get()).toEqual([]);
});

test('UC-5.16-s5: A dies between SendMessages and AcknowledgeMessages: nothing is doubled', async () => {
  await u1.send('wv:u2@chess.b1.example', 'only once');
  await crashAt('beforeAcknowledge');
  expect(texts(await u2.get(WAIT))).toEqual(['only once']);

  // The next bridge gets the message again, sends it again, and B2 knows it
  const next = world.bridge();
  next.start();
  await u1.send('wv:u2@chess.b1.example', 'the next');
  expect(texts(await u2.get(WAIT))).toEqual(['the next']);
  await next.stop(false);
  expect(await u2.get()).toEqual([]);
  expect(world.transcript.filter((line) => line.startsWith('B2 SendMessages')).length).toBeGreaterThanOrEqual(2);
  expect((await world.accounts.named('b1.example')!.client.receive()).items).toEqual([]);
});

test('UC-5.16-s4: what was decided before a crash holds after it, so that one message never has two fates', async () => {
  // u3 does not exist when the message is looked at
  await u1.send('wv:u3@chess.b1.example', 'to nobody yet');
  await crashAt('beforeSend');
  await world.player(world.b2, 'carol', 'u3');
  const next = world.bridge();
  next.start();
  expect(texts(await u1.get(WAIT))).toEqual([
    'Your message was not passed on: nobody in the chess game is called u3. Check the name and write again.',
  ]);
  await next.stop(false);
});
