import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import type { BridgeWatch } from '../../examples/gaming/dist/server/messaging/bridge.js';
import { openWorld, WAIT, type World } from '../gaming/world.js';
import { texts, type Party } from '../support/party.js';

/** A asks its providers less often, or more often, while it runs. */
let world: World;
let u1: Party;
let u2: Party;
/** Emits the name of the provider when a poll begins there, and `states` when one of them changes. */
let seen: EventEmitter;
let watch: BridgeWatch;
const HOUR = 3_600_000;

beforeAll(async () => {
  world = await openWorld();
  u1 = await world.player(world.b1, 'alice', 'u1');
  u2 = await world.player(world.b2, 'bob', 'u2');
  await world.match('u1', 'u2');
});
afterAll(() => world.close());
beforeEach(() => {
  world.transcript.length = 0;
  seen = new EventEmitter();
  watch = {
    onPoll: (provider) => void seen.emit(provider),
    onStates: (states) => void seen.emit('states', states),
  };
});
afterEach(() => {
  seen.removeAllListeners();
});

test('UC-B.7-alt: while A rests U1 sends two messages; one GetMessages brings both, one SendMessages carries both', async () => {
  const a = world.bridge({ pace: { waitSeconds: 20 }, watch });
  const polling = once(seen, 'b1.example');
  a.start();
  await polling;
  // The poll that waits for messages would answer with the first of them; it is broken off.
  a.setPace({ waitSeconds: 0, restMs: HOUR });
  await u1.send('wv:u2@chess.b1.example', 'first');
  await u1.send('wv:u2@chess.b1.example', 'second');
  expect(world.transcript).toEqual([]);
  // The rest ends
  a.setPace({ waitSeconds: 0, restMs: 1 });
  const { item } = await u2.call('GetMessages', WAIT);
  expect(texts(item)).toEqual(['first', 'second']);
  await a.stop(false);
  expect(world.transcript).toEqual([
    'B1 GetMessages 2 items 200',
    'B2 SendMessages 2 messages 200',
    'B1 AcknowledgeMessages 200',
  ]);
});

test('a message whose answer was broken off is asked for again by the same name, and does not rest for its lease', async () => {
  const a = world.bridge({ pace: { waitSeconds: 20, leaseSeconds: 3600 }, watch });
  const kept = world.lineToB2.keepBack();
  const polling = once(seen, 'b2.example');
  a.start();
  await polling;
  await u2.send('wv:u1@chess.b2.example', 'just on its way');
  // B2 has leased it to A, and A does not know
  await kept;
  a.setPace({ waitSeconds: 20, restMs: 0 });
  expect(texts(await u1.get(WAIT))).toEqual(['just on its way']);
  await a.stop();
});

test('a bridge that rests stops at once, and begins with a poll when it starts again', async () => {
  const a = world.bridge({ watch });
  const polling = once(seen, 'b1.example');
  a.start();
  await polling;
  a.setPace({ waitSeconds: 0, restMs: HOUR });
  await a.stop(false);
  const again = once(seen, 'b1.example');
  a.start();
  await again;
  await a.stop();
});

test('what cannot be a pace is refused', () => {
  const a = world.bridge();
  for (const pace of [
    { waitSeconds: -1, restMs: 0 },
    { waitSeconds: 0.5, restMs: 0 },
    { waitSeconds: 601, restMs: 0 },
    { waitSeconds: 1, restMs: -1 },
    { waitSeconds: 1, restMs: Number.NaN },
    { waitSeconds: 1, restMs: HOUR + 1 },
  ]) {
    expect(() => a.setPace(pace)).toThrow(RangeError);
  }
});

test('the state of the connection to each provider is told when it changes, and only then', async () => {
  const states: unknown[] = [];
  seen.on('states', (now) => states.push(now));
  const told = (provider: string, state: string) =>
    new Promise<void>((resolve) => {
      seen.on('states', (now: Record<string, string>) => {
        if (now[provider] === state) resolve();
      });
    });
  const a = world.bridge({ pace: { waitSeconds: 0 }, watch });
  const working = Promise.all([told('b1.example', 'working'), told('b2.example', 'working')]);
  a.start();
  await working;
  const failing = told('b2.example', 'failing');
  world.lineToB2.cut();
  await failing;
  const mended = told('b2.example', 'working');
  world.lineToB2.mend();
  await mended;
  await a.stop();
  for (const [index, state] of states.entries()) expect(state).not.toEqual(states[index - 1]);
  expect(states.at(-1)).toEqual({ 'b1.example': 'stopped', 'b2.example': 'stopped' });
});
