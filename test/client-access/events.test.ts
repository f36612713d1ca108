import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { clientUrl, Device, textOf } from './device.js';

/** Event streams: whatever breaks in between, each message is told, and told once. */
let provider: TestProvider;
let names = 0;

beforeAll(async () => {
  provider = await startTestProvider();
});
afterAll(() => provider.drop());

async function somebody(name: string): Promise<Device> {
  names += 1;
  return Device.signIn(provider, await provider.addPerson(`${name}${String(names)}`));
}
const said = async (from: Device, to: Device, ...words: string[]) => {
  await from.send(...words.map((text) => ({ to: to.address, text })));
};

test('a stream begins with who it is for and where it is, and each event is a place to go on from', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const response = await fetch(`${clientUrl(provider)}/events`, { headers: { Cookie: bob.cookie } });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  await response.body!.cancel();
  const listening = await bob.listen();
  expect(listening.events).toEqual([{ event: 'ready', id: '0', data: { address: bob.address, cursor: '0' } }]);
  await said(alice, bob, 'one');
  await listening.receive(1);
  const { event, id, data } = listening.events[1]!;
  expect({ event, id }).toEqual({ event: 'message', id: data['cursor'] });
  listening.cut();
});

test('what came while nobody was there waits, through a restart, and comes once at the next sign-in', async () => {
  const alice = await somebody('alice');
  const address = await provider.addPerson('away');
  await alice.send(...['one', 'two', 'three'].map((text) => ({ to: address, text })));
  expect((await alice.history(address)).messages.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  await provider.restart();
  const phone = await Device.signIn(provider, address);
  const first = await phone.listen();
  expect(await first.receive(3)).toEqual(['one', 'two', 'three']);
  first.cut();
  const laptop = await Device.signIn(provider, address);
  const second = await laptop.listen();
  await alice.say(address, 'four');
  expect(await second.receive(1)).toEqual(['four']);
  expect((await laptop.history(alice.address)).messages.map(textOf)).toEqual(['one', 'two', 'three', 'four']);
  second.cut();
});

test('while no stream is open a message stays in the inbox, where a reader over SOAP gets it', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  await said(alice, bob, 'for whoever comes first');
  expect(texts(await new Party(provider, bob.address).get())).toEqual(['for whoever comes first']);
  const listening = await bob.listen();
  await said(alice, bob, 'the next');
  expect(await listening.receive(1)).toEqual(['the next']);
  expect(await new Party(provider, bob.address).get()).toEqual([]);
  listening.cut();
});

test('after a cut, and after a restart of the provider, a stream goes on where it was', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const first = await bob.listen();
  await said(alice, bob, '1', '2');
  await first.receive(2);
  first.cut();
  await said(alice, bob, '3', '4');
  const second = await bob.listen({ lastEventId: first.cursor });
  expect(await second.receive(2)).toEqual(['3', '4']);
  await provider.restart();
  await second.ended;
  await said(alice, bob, '5');
  const third = await bob.listen({ after: second.cursor });
  expect(await third.receive(1)).toEqual(['5']);
  third.cut();
  // From the middle: the rest, each message once, and in its latest state.
  const middle = first.messages[0]!.cursor;
  const fourth = await bob.listen({ lastEventId: middle });
  expect(await fourth.receive(4)).toEqual(['2', '3', '4', '5']);
  await said(alice, bob, '6');
  expect(await fourth.receive(5)).toEqual(['2', '3', '4', '5', '6']);
  fourth.cut();
});

test('who resumes is told of a message that changed several times once, in its latest state', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const before = await alice.listen();
  await before.until((events) => events.length === 1);
  const atBob = await bob.listen();
  const { id } = await alice.say(bob.address, 'hello');
  await before.untilState(id, 'delivered');
  const after = await alice.listen({ after: '0' });
  await alice.say(alice.address, 'marker');
  await after.receive(1);
  expect(after.messages.filter((message) => message.id === id).map(({ state }) => state)).toEqual(['delivered']);
  for (const listening of [before, after, atBob]) listening.cut();
});

test.each(['not a cursor', '-1', '9223372036854775807', '99999999999999999999'])(
  'a place that nobody knows (%s) is answered with "reset"; the stream goes on from now',
  async (lastEventId) => {
    const [alice, bob] = [await somebody('alice'), await somebody('bob')];
    const listening = await bob.listen({ lastEventId });
    await listening.until((events) => events.some(({ event }) => event === 'reset'));
    await said(alice, bob, 'now');
    expect(await listening.receive(1)).toEqual(['now']);
    listening.cut();
  },
);

test('who missed more than a thousand changes is told to load the history anew', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const first = await bob.listen();
  const words = Array.from({ length: 1_001 }, (_, index) => String(index));
  for (let at = 0; at < words.length; at += 100) await said(alice, bob, ...words.slice(at, at + 100));
  expect(await first.receive(1_001)).toEqual(words);
  first.cut();
  const all = await bob.listen({ after: first.messages[0]!.cursor });
  expect(await all.receive(1_000)).toEqual(words.slice(1));
  all.cut();
  const late = await bob.listen({ after: '0' });
  await late.until((events) => events.some(({ event }) => event === 'reset'));
  expect(late.events.find(({ event }) => event === 'reset')).toEqual({
    event: 'reset',
    id: first.cursor,
    data: { cursor: first.cursor },
  });
  await said(alice, bob, 'from now');
  expect(await late.receive(1)).toEqual(['from now']);
  late.cut();
});

test('a stream respects what a reader over SOAP holds, and gets it in order when that gives it back', async () => {
  const [alice, carol, bob] = [await somebody('alice'), await somebody('carol'), await somebody('bob')];
  const reader = new Party(provider, bob.address);
  await said(alice, bob, 'a1', 'a2');
  const { item, receipt } = await reader.lease({ maxMessages: 1 });
  expect(texts(item)).toEqual(['a1']);
  const listening = await bob.listen();
  await said(carol, bob, 'c1');
  expect(await listening.receive(1)).toEqual(['c1']);
  await reader.call('AcknowledgeMessages', {
    receipt: receipt!,
    entry: [{ messageId: item[0]!.messageId, outcome: 'RELEASED' }],
  });
  expect(await listening.receive(3)).toEqual(['c1', 'a1', 'a2']);
  listening.cut();
});

test('what comes back because a lease ran out is taken in at that moment', async () => {
  // Nobody looks after the inbox meanwhile but the stream itself, which lets a sign of life pass when it has nothing to do.
  const alone = await startTestProvider({ settings: { wakeupFallbackMilliseconds: 600_000 } });
  try {
    const alice = await Device.signIn(alone, await alone.addPerson('alice'));
    const bob = await Device.signIn(alone, await alone.addPerson('bob'));
    await said(alice, bob, 'held', 'behind it');
    const reader = new Party(alone, bob.address);
    const { receipt } = await reader.lease({ maxMessages: 1, leaseSeconds: 2 });
    const listening = await bob.listen();
    expect(await listening.receive(2)).toEqual(['held', 'behind it']);
    expect(listening.comments).toBe(0);
    // The late acknowledgement learns that the message went elsewhere.
    const late = await reader.call('AcknowledgeMessages', { receipt: receipt! });
    expect(late.reason).toMatch(/1/);
    listening.cut();
  } finally {
    await alone.drop();
  }
});

test('readers over SOAP and streams compete for an inbox: every message goes to one of them, once, none is lost', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const words = Array.from({ length: 200 }, (_, index) => `m${String(index)}`);
  const reader = new Party(provider, bob.address);
  const overSoap: string[] = [];
  let sending = true;
  const read = async (): Promise<void> => {
    while (sending) overSoap.push(...texts(await reader.get({ maxMessages: 3, waitSeconds: 1 })));
  };
  const reading = read();
  const cursors: string[] = ['0'];
  const streaming = async (): Promise<void> => {
    while (sending) {
      const listening = await bob.listen({ after: cursors.at(-1)! });
      await new Promise((resolve) => setTimeout(resolve, 30));
      listening.cut();
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const streams = streaming();
  for (let at = 0; at < words.length; at += 4) {
    await said(alice, bob, ...words.slice(at, at + 4));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  sending = false;
  await Promise.all([reading, streams]);
  const last = await bob.listen();
  await said(alice, bob, 'end');
  await last.until(() => last.received.includes('end'));
  last.cut();
  const logged = (await logOf(bob, alice)).filter((word) => word !== 'end');
  expect([...overSoap, ...logged].sort()).toEqual([...words].sort());
  const order = (list: string[]) => list.map((word) => Number(word.slice(1)));
  expect(order(logged)).toEqual(order(logged).sort((a, b) => a - b));
});

/** All texts of a conversation, oldest first. */
async function logOf(device: Device, peer: Device): Promise<string[]> {
  const all: string[] = [];
  for (let query = '&limit=200'; ;) {
    const { messages, moreBefore } = await device.history(peer.address, query);
    all.unshift(...messages.map(textOf));
    if (!moreBefore) return all;
    query = `&limit=200&before=${messages[0]!.id}`;
  }
}

test('an account has twenty streams at most; who closes one may open another', async () => {
  const bob = await somebody('bob');
  const streams = await Promise.all(Array.from({ length: 20 }, () => bob.listen()));
  expect(await bob.call('GET', '/events')).toMatchObject({ status: 429, body: { error: 'TOO_MANY_STREAMS' } });
  streams.pop()!.cut();
  for (;;) {
    try {
      streams.push(await bob.listen());
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const alice = await somebody('alice');
  await said(alice, bob, 'to all');
  expect(await Promise.all(streams.map((each) => each.receive(1)))).toEqual(streams.map(() => ['to all']));
  for (const each of streams) each.cut();
});

test('a reader that leaves before its stream begins takes nobody’s place', async () => {
  const bob = await somebody('bob');
  const { pool } = provider.database;
  const lock = await pool.connect();
  // Holds back the look-up of the session, so that the readers leave during it.
  await lock.query('BEGIN; LOCK TABLE client_session IN ACCESS EXCLUSIVE MODE');
  try {
    const leave = new AbortController();
    const asked = Array.from({ length: 20 }, () =>
      fetch(`${clientUrl(provider)}/events`, { headers: { Cookie: bob.cookie }, signal: leave.signal }),
    );
    const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await pool.query<{ n: number }>(waiting)).rows[0]!.n < 10) continue;
    leave.abort();
    await Promise.allSettled(asked);
    // Answered after what the readers' connections had to say.
    for (let round = 0; round < 5; round += 1) await fetch(new URL('/healthz', provider.url));
  } finally {
    await lock.query('ROLLBACK');
    lock.release();
  }
  // As many as there are places: none may be kept for those who left.
  const streams = [];
  for (let place = 0; place < 20; place += 1) streams.push(await bob.listen());
  for (const each of streams) each.cut();
});

test('a stop of the provider ends open streams and does not wait for them', async () => {
  const patient = await startTestProvider({ settings: { shutdownGraceMilliseconds: 600_000 } });
  const device = await Device.signIn(patient, await patient.addPerson('alice'));
  const streams = [await device.listen(), await device.listen()];
  // Waiting out the grace time would end this test by its time limit.
  await patient.stop();
  await Promise.all(streams.map(({ ended }) => ended));
  await patient.drop();
});
