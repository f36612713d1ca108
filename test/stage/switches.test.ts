import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { GameCommand, GameEvent } from '../../examples/gaming/dist/demo/game-messages.js';
import type { ProcessState } from '../../examples/gaming/dist/demo/stage-messages.js';
import { StageFeed } from '../../examples/gaming/dist/demo/stage-feed.js';
import { Supervised } from '../../examples/gaming/dist/demo/supervised.js';
import { Switches, type SwitchesParts } from '../../examples/gaming/dist/demo/switches.js';
import { upstream, type Upstream } from './upstreams.js';

/** A party that is started and stopped without a process, and notes what it is asked. */
class FakeParty {
  readonly asked: string[] = [];
  readonly exited: Promise<void>;
  url = 'http://127.0.0.1:1';
  #end: () => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => (this.#end = resolve));
  }

  tell(command: GameCommand): void {
    this.asked.push(command.type);
  }

  stop(): Promise<void> {
    return this.#ended('stop');
  }

  kill(): Promise<void> {
    return this.#ended('kill');
  }

  async #ended(how: string): Promise<void> {
    this.asked.push(how);
    await new Promise((resolve) => setImmediate(resolve));
    this.#end();
  }
}

let b1: Upstream;
/** Statuses of the answers to messages that are sent. */
let answers: number[];
let feed: StageFeed;
let listeners: Set<(event: GameEvent) => void>;
let started: FakeParty[];
let switches: Switches;

function party(name: 'b1' | 'a' | 'b2'): Supervised<FakeParty> {
  return new Supervised({
    name,
    start: () => {
      const fake = new FakeParty();
      started.push(fake);
      return Promise.resolve(fake);
    },
    onState: (_name, state: ProcessState) => feed.setProcess(name, state),
    onOwnEnd: () => undefined,
  });
}

beforeEach(async () => {
  answers = [];
  b1 = await upstream((request, response) => {
    const isSignIn = request.url === '/client/session';
    const status = isSignIn ? 201 : (answers.shift() ?? 200);
    response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'imps-b1.example=c; HttpOnly' });
    const refusal = { error: 'NOT_SIGNED_IN', message: 'Sign in.' };
    response.end(JSON.stringify(isSignIn ? { csrfToken: 'x' } : status === 200 ? { messages: [] } : refusal));
  });
  feed = new StageFeed([]);
  listeners = new Set();
  started = [];
  const parties = { b1: party('b1'), b2: party('b2'), game: party('a') };
  for (const each of Object.values(parties)) await each.start();
  const parts = {
    parties: { ...parties, provider: (name: 'b1' | 'b2') => parties[name], originOf: () => b1.url },
    feed,
    onGameEvent: (listener: (event: GameEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  switches = new Switches(parts as unknown as SwitchesParts);
});
afterEach(() => b1.close());

const tell = (event: GameEvent): void => listeners.forEach((listener) => listener(event));
const notes = (): string[] =>
  feed.snapshot().data.entries.flatMap((entry) => (entry.kind === 'note' ? [entry.text] : []));

test('pressing twice does it once; something else on the same subject has to wait', async () => {
  const [, b2] = started;
  const [first, second] = [switches.press('b2', { on: true }), switches.press('b2', { on: true })];
  await expect(switches.press('b2', { on: false })).rejects.toMatchObject({ status: 409 });
  expect([await first, await second]).toEqual([
    { name: 'b2', on: true, busy: false },
    { name: 'b2', on: true, busy: false },
  ]);
  expect(b2!.asked).toEqual(['stop']);
  await switches.press('b2', { on: false });
  expect(feed.snapshot().data.processes).toContainEqual({ name: 'b2', state: 'running' });
});

test('the bridge is killed where it is held, told in the chart, and started again', async () => {
  const [, , game] = started;
  const done = switches.press('kill-bridge', { at: 'before-send' });
  while (b1.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  tell({ type: 'holding', at: 'before-send', messages: 1 });
  await done;
  expect(game!.asked).toEqual(['hold', 'kill']);
  expect(started).toHaveLength(4);
  expect(notes()).toEqual([
    'A was killed between GetMessages and SendMessages, with 1 message in hand.',
    'A runs again. When the lease has ended, what it had in hand is delivered again.',
  ]);
});

test('when no message can be sent the bridge is let go again, and the chart says why', async () => {
  const [, , game] = started;
  await b1.close();
  await expect(switches.press('kill-bridge', { at: 'before-send' })).rejects.toMatchObject({ status: 503 });
  expect(game!.asked).toEqual(['hold', 'unhold']);
  expect(notes()).toEqual(['The provider of wv:alice@b1.example does not answer.']);
  expect(listeners.size).toBe(0);
  expect(feed.switch('kill-bridge').busy).toBe(false);
});

test('a bridge that was slowed is slowed again after it was killed', async () => {
  await switches.press('slow-poll', { on: true });
  switches.gameStarted();
  const [, , game] = started;
  expect(game!.asked).toEqual(['pace', 'pace']);
  await switches.press('slow-poll', { on: false });
  switches.gameStarted();
  expect(game!.asked).toEqual(['pace', 'pace', 'pace']);
});

test('what needs a party that does not run is refused with what would help', async () => {
  await switches.press('b2', { on: true });
  await expect(switches.press('kill-bridge', { at: 'before-acknowledge' })).rejects.toThrow(
    'B2 does not run; start it first.',
  );
});

test('U1 signs in once, and again when the session has ended', async () => {
  await switches.press('send-two', {});
  answers = [401];
  await switches.press('send-two', {});
  expect(b1.requests.map(({ url }) => url)).toEqual([
    '/client/session',
    '/client/messages',
    '/client/messages',
    '/client/session',
    '/client/messages',
  ]);
  expect(b1.requests[1]!.headers).toMatchObject({ cookie: 'imps-b1.example=c', 'x-csrf-token': 'x' });
});
