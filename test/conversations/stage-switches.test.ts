import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import type { ExchangeDetail, ExchangeView, SwitchName } from '../../examples/gaming/dist/demo/stage-messages.js';
import type { StageState } from '../../examples/gaming/web/dist/modules/stage/model/state.js';
import { call, press } from '../stage/calls.js';
import { FeedReader } from '../stage/feed-reader.js';
import { freePorts } from '../support/free-ports.js';

/** The switches of `npm start`, used as the page uses them; Bob reads at B2 what Alice writes at B1. */
const START = fileURLToPath(new URL('../../examples/gaming/dist/demo/start.js', import.meta.url));
const TO_U2 = 'wv:u2@chess.b1.example';
let directory: string;
let demo: ChildProcess;
let port: number;
let feed: FeedReader;
let alice: InstantInboxClient;
let bob: InstantInboxClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imps-switches-'));
  // Else the databases of a run as root would be kept elsewhere and stay behind.
  await chmod(directory, 0o711);
  const [game, b1, b2] = await freePorts(3);
  port = game!;
  demo = spawn(process.execPath, [START], {
    cwd: directory,
    env: { ...process.env, GAME_PORT: String(game), B1_PORT: String(b1), B2_PORT: String(b2), DEMO_HOST: '127.0.0.1' },
  });
  await new Promise<void>((resolve, reject) => {
    demo.stdout!.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('What the game exchanges')) resolve();
    });
    demo.once('close', () => reject(new Error('it did not start')));
  });
  alice = new InstantInboxClient({
    endpoint: `http://127.0.0.1:${b1}/soap/im`,
    username: 'wv:alice@b1.example',
    password: 'alice-secret',
  });
  bob = new InstantInboxClient({
    endpoint: `http://127.0.0.1:${b2}/soap/im`,
    username: 'wv:bob@b2.example',
    password: 'bob-secret',
  });
  feed = await FeedReader.open(port);
  await feed.until(({ connection }) => connection === 'open');
});
afterAll(async () => {
  feed.close();
  await Promise.all([alice.close(), bob.close()]);
  demo.kill('SIGTERM');
  await new Promise((resolve) => demo.once('close', resolve));
  await rm(directory, { recursive: true, force: true });
});

/** What Bob finds when he has got so many. */
async function bobReads(count: number): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  while (texts.length < count) {
    const { items } = await bob.receive({ mode: 'AUTO', waitSeconds: 20 });
    texts.push(...items.map(({ text }) => text));
  }
  return texts;
}

/** Exchanges since an entry that carried messages, as `b1 GetMessages 2`. */
function carriedSince(state: StageState, lastId: number): string[] {
  return state.entries.flatMap((entry) => {
    if (entry.kind !== 'exchange' || entry.id <= lastId || entry.status !== 200) return [];
    const { provider, operation, counts } = entry;
    const count = operation === 'GetMessages' ? counts.items : operation === 'SendMessages' ? counts.messages : 0;
    return count === undefined || count === 0 ? [] : [`${provider} ${operation} ${count}`];
  });
}

/** Presses a switch that does what it says; what takes long is answered before it is done. */
async function pressed(name: SwitchName, body: object): Promise<void> {
  expect((await press(port, name, body)).status).toBeLessThan(300);
  await feed.until(({ switches }) => !switches[name].busy);
}

const lastId = (): number => feed.state.entries.at(-1)?.id ?? 0;
const waiting = ({ ledger }: StageState): number => ledger[0]?.waiting ?? 0;
const noted = (text: RegExp, since: number) => (state: StageState) =>
  state.entries.some((entry) => entry.kind === 'note' && entry.id > since && text.test(entry.text));

test('UC-B.7-alt: two messages sent at once take one GetMessages and one SendMessages; the call works when pasted', async () => {
  const since = lastId();
  await pressed('send-two', {});
  const [first, second] = await bobReads(2);
  expect([first, second]).toEqual([expect.stringMatching(/^First of two/), expect.stringMatching(/^Second of two/)]);
  const state = await feed.until(({ ledger }) => ledger[0]?.passedOn === 2);
  expect(carriedSince(state, since)).toEqual(['b1 GetMessages 2', 'b2 SendMessages 2']);

  const send = state.entries.find(
    (entry): entry is ExchangeView => entry.kind === 'exchange' && entry.operation === 'SendMessages',
  )!;
  const { body } = await call(port, { path: `/stage/exchanges/${send.id}`, headers: { host: `localhost:${port}` } });
  const { requestXml, responseXml, curl } = JSON.parse(body) as ExchangeDetail;
  expect(requestXml).toContain('PasswordDigest');
  const pasted = await promisify(execFile)('sh', ['-c', curl!]);
  // The provider recognises what it has got already: the answer is the same, and Bob gets nothing twice.
  expect(pasted.stdout.trim()).toBe(responseXml);
  expect((await bob.receive({ mode: 'AUTO' })).items).toEqual([]);
});

test('what is written while B2 is stopped waits, and arrives in order when it runs again', async () => {
  await pressed('b2', { on: true });
  await feed.until(({ processes }) => processes.b2 === 'stopped');
  expect((await call(port, { path: '/im/b2.example/session' })).status).toBe(503);
  for (const text of ['one', 'two', 'three']) await alice.send({ to: TO_U2, text });
  await feed.until((state) => waiting(state) > 0);
  // Pressing twice does no harm.
  await pressed('b2', { on: true });
  await pressed('b2', { on: false });
  await feed.until(({ processes, switches }) => processes.b2 === 'running' && !switches.b2.on);
  expect(await bobReads(3)).toEqual(['one', 'two', 'three']);
  await feed.until((state) => waiting(state) === 0);
});

test.each(['before-send', 'before-acknowledge'])(
  'a bridge that is killed %s loses nothing and doubles nothing',
  async (at) => {
    // Back at the inbox: what it had in hand before is acknowledged, and is not counted here.
    await feed.until(({ waiting: polls }) => polls.b1);
    const [since, before] = [lastId(), feed.state.ledger[0]!];
    await pressed('kill-bridge', { at });
    await feed.until(noted(/^A was killed between .* with 1 message in hand\.$/, since));
    await feed.until(noted(/^A runs again/, since));
    await alice.send({ to: TO_U2, text: `After the kill ${at}` });
    expect(await bobReads(2)).toEqual([expect.stringMatching(/^Message \d+, sent just/), `After the kill ${at}`]);
    const { ledger } = await feed.until((state) => state.ledger[0]!.passedOn === before.passedOn + 2);
    expect(ledger[0]).toMatchObject({
      got: before.got + 2,
      gotAgain: before.gotAgain + 1,
      recognised: before.recognised + (at === 'before-send' ? 0 : 1),
      lost: 0,
      doubled: 0,
    });
    expect((await bob.receive({ mode: 'AUTO' })).items).toEqual([]);
  },
);

test('slowed, A fetches with one GetMessages what came in between', async () => {
  const before = lastId();
  await pressed('slow-poll', { on: true });
  // A poll that brought nothing: A rests for eight seconds now.
  const isRest = ({ kind, id }: StageState['entries'][number]): boolean => kind === 'exchange' && id > before;
  await feed.until(({ entries }) =>
    entries.some((entry) => isRest(entry) && 'provider' in entry && entry.provider === 'b1'),
  );
  const since = lastId();
  await alice.send({ to: TO_U2, text: 'slow' });
  await alice.send({ to: TO_U2, text: 'and steady' });
  expect(await bobReads(2)).toEqual(['slow', 'and steady']);
  // Bob may have them before A has read that B2 took them.
  const state = await feed.until((each) => carriedSince(each, since).length === 2);
  expect(carriedSince(state, since)).toEqual(['b1 GetMessages 2', 'b2 SendMessages 2']);
  await pressed('slow-poll', { on: false });
  await feed.until(({ switches }) => !switches['slow-poll'].on);
});

test('what cannot be done is refused with what would help, and everything goes on', async () => {
  await pressed('b1', { on: true });
  await feed.until(({ processes }) => processes.b1 === 'stopped');
  const { status, body } = await press(port, 'send-two', {});
  expect([status, JSON.parse(body)]).toEqual([409, { error: 'BUSY', message: 'B1 does not run; start it first.' }]);
  await pressed('b1', { on: false });
  await feed.until(({ processes }) => processes.b1 === 'running');
  await pressed('send-two', {});
  await bobReads(2);
});

test('a new game: u1 has White whatever was before', async () => {
  const phone = JSON.parse((await call(port, { path: '/demo/phone/u1' })).body) as { readonly token: string };
  const game = async () => {
    const { body } = await call(port, { path: '/api/state', headers: { authorization: `Bearer ${phone.token}` } });
    return (JSON.parse(body) as { readonly game: { readonly id: string; readonly white: string } }).game;
  };
  const before = await game();
  await pressed('reset', {});
  const after = await game();
  expect(after.id).not.toBe(before.id);
  expect(after).toMatchObject({ white: 'u1', black: 'u2', moves: [] });
});
