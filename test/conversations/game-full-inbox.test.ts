import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openWorld, WAIT, type World } from '../gaming/world.js';
import { texts, type Party } from '../support/party.js';

/** U2's inbox at B2 holds two messages. */
let world: World;
let u1: Party;
let u2: Party;

beforeAll(async () => {
  world = await openWorld({ b2: { inboxDepthLimit: 2 } });
  u1 = await world.player(world.b1, 'alice', 'u1');
  u2 = await world.player(world.b2, 'bob', 'u2');
  await world.match('u1', 'u2');
});
afterAll(() => world.close());

test('UC-5.16-s5: U2’s inbox is full: U1 is told once, the message is kept, and all arrive in order', async () => {
  const a = world.bridge();
  // Somebody else filled U2's inbox
  const other = await world.person(world.b2, 'other');
  await other.send('wv:bob@b2.example', 'filler 1');
  await other.send('wv:bob@b2.example', 'filler 2');

  // U1 sends three
  for (const text of ['one', 'two', 'three']) await u1.send('wv:u2@chess.b1.example', text);
  a.start();

  // A tells U1, once for each message, that it waits
  const told = [];
  while (told.length < 3) told.push(...texts(await u1.get(WAIT)));
  expect(new Set(told)).toEqual(
    new Set(['The inbox of u2 is full. I keep your message and deliver it as soon as there is room.']),
  );

  // U2 makes room, again and again; what waited comes in the order of sending
  const got: string[] = [];
  while (got.length < 5) got.push(...texts(await u2.get(WAIT)));
  expect(got).toEqual(['filler 1', 'filler 2', 'one', 'two', 'three']);

  // nothing is left at B1, and U1 heard nothing more
  await a.stop(false);
  expect((await world.accounts.named('b1.example')!.client.receive()).items).toEqual([]);
  expect(await u1.get()).toEqual([]);
});

test('UC-5.16: a bridge that is stopped while a message waits gives it back, and the next one delivers it', async () => {
  const other = await world.person(world.b2, 'another');
  await other.send('wv:bob@b2.example', 'filler 3');
  await other.send('wv:bob@b2.example', 'filler 4');
  await u1.send('wv:u2@chess.b1.example', 'patient');
  const first = world.bridge();
  first.start();
  expect(texts(await u1.get(WAIT))).toHaveLength(1);
  await first.stop(false);

  expect(texts(await u2.get())).toEqual(['filler 3', 'filler 4']);
  const second = world.bridge();
  second.start();
  expect(texts(await u2.get(WAIT))).toEqual(['patient']);
  await second.stop(false);
});
