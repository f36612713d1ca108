import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { DemoGame } from '../../examples/gaming/dist/demo/demo-game.js';
import { GameClient } from '../../examples/gaming/dist/demo/game-client.js';
import type { GameEvent } from '../../examples/gaming/dist/demo/game-messages.js';
import { emptyDatabase } from '../gaming/database.js';
import { WAIT } from '../gaming/world.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** The game in a process of its own, as the demonstration's parent directs and watches it. */
let b1: TestProvider;
let b2: TestProvider;
let own: Awaited<ReturnType<typeof emptyDatabase>>;
let game: DemoGame;
let player1: GameClient;
let player2: GameClient;
let u1: Party;
let u2: Party;
const events: GameEvent[] = [];
const onEvent = new EventEmitter();

/** The first event of that type, come or to come, that suits. */
async function told<Type extends GameEvent['type']>(
  type: Type,
  suits: (event: Extract<GameEvent, { type: Type }>) => boolean = () => true,
): Promise<Extract<GameEvent, { type: Type }>> {
  for (;;) {
    const found = events.find(
      (event): event is Extract<GameEvent, { type: Type }> =>
        event.type === type && suits(event as Extract<GameEvent, { type: Type }>),
    );
    if (found !== undefined) return found;
    await once(onEvent, 'event');
  }
}

beforeAll(async () => {
  [b1, b2, own] = await Promise.all([
    startTestProvider({ domain: 'b1.example' }),
    startTestProvider({ domain: 'b2.example' }),
    emptyDatabase(),
  ]);
  const providers = await Promise.all(
    [b1, b2].map(async (provider) => ({
      domains: [provider.domain],
      endpoint: provider.url,
      account: `wv:chess@${provider.domain}`,
      serviceDomain: `chess.${provider.domain}`,
      secret: await provider.addService('chess'),
    })),
  );
  game = await DemoGame.start({
    port: 0,
    dataDir: '',
    providers,
    settings: { GAME_DATABASE_URL: own.url, GAME_WAIT_SECONDS: '1' },
    onEvent: (event) => {
      events.push(event);
      onEvent.emit('event');
    },
  });
  u1 = new Party(b1, await b1.addPerson('alice'));
  u2 = new Party(b2, await b2.addPerson('bob'));
  const url = (): string => game.url;
  player1 = await GameClient.register(url, 'u1', u1.address);
  player2 = await GameClient.register(url, 'u2', u2.address);
});
afterAll(async () => {
  await game.stop();
  await Promise.all([b1.drop(), b2.drop()]);
  await own.drop();
});
beforeEach(() => {
  events.length = 0;
});

test('reset seats the two at a new game, again and again; what is wrong with it is told', async () => {
  game.tell({ type: 'reset', white: 'u1', black: 'u2' });
  const first = await told('reset');
  await player1.move('gameId' in first ? first.gameId : '', 'e4');
  events.length = 0;
  game.tell({ type: 'reset', white: 'u2', black: 'u1' });
  const second = await told('reset');
  expect((await player1.state()).game).toMatchObject({
    id: 'gameId' in second ? second.gameId : '',
    white: 'u2',
    black: 'u1',
    moves: [],
  });
  events.length = 0;
  game.tell({ type: 'reset', white: 'u2', black: 'nobody' });
  expect(await told('reset')).toEqual({ type: 'reset', error: 'Nobody here is called nobody.' });
  expect((await player2.state()).opponent).toBe('u1');
});

test('each poll is told when it begins, each exchange with its XML when it has ended', async () => {
  expect(await told('polling', ({ provider }) => provider === 'b1.example')).toBeDefined();
  await u1.send('wv:u2@chess.b1.example', 'seen on the wire');
  expect(texts(await u2.get(WAIT))).toEqual(['seen on the wire']);
  const sent = await told('exchange', ({ record }) => record.operation === 'SendMessages');
  expect(sent).toMatchObject({ provider: 'b2.example', record: { status: 200, counts: { messages: 1 } } });
  expect(sent.record.requestXml).toContain('<text>seen on the wire</text>');
  expect(sent.record.responseXml).toContain('<code>200</code>');
  expect(sent).not.toHaveProperty('requestXmlCut');
  expect(sent.facts?.accepted).toHaveLength(1);
  await told('exchange', ({ record }) => record.operation === 'AcknowledgeMessages');
});

test('XML longer than 64 KiB is cut, in between characters, and says so; the facts are of the whole', async () => {
  await u1.send('wv:u2@chess.b1.example', '♟️🏆'.repeat(20_000));
  const sent = await told('exchange', ({ record }) => record.operation === 'SendMessages');
  expect(sent).toMatchObject({ requestXmlCut: true, facts: { accepted: [{}] } });
  expect(sent).not.toHaveProperty('responseXmlCut');
  expect(sent.record.requestXml!.length).toBeLessThanOrEqual(64 * 1024);
  expect(sent.record.requestXml!.length).toBeGreaterThan(64 * 1024 - 2);
  expect(sent.record.requestXml).not.toMatch(/\p{Cs}/u);
  const got = await told('exchange', ({ record }) => (record.counts.items ?? 0) > 0);
  expect(got).toMatchObject({ responseXmlCut: true, facts: { got: [{ automatic: false }] } });
  expect(texts(await u2.get(WAIT))).toEqual(['♟️🏆'.repeat(20_000)]);
});

test('a hold keeps one batch back, until unhold; what comes after it goes through', async () => {
  game.tell({ type: 'hold', at: 'before-send' });
  await u1.send('wv:u2@chess.b1.example', 'held');
  expect(await told('holding')).toEqual({ type: 'holding', at: 'before-send', messages: 1 });
  // The other way is open
  await u2.send('wv:u1@chess.b2.example', 'not held');
  expect(texts(await u1.get(WAIT))).toEqual(['not held']);
  expect(await u2.get()).toEqual([]);
  game.tell({ type: 'unhold' });
  expect(texts(await u2.get(WAIT))).toEqual(['held']);
  await u1.send('wv:u2@chess.b1.example', 'after it');
  expect(texts(await u2.get(WAIT))).toEqual(['after it']);
  expect(events.filter(({ type }) => type === 'holding')).toHaveLength(1);
});

test('unhold also takes back a hold that nothing came to', async () => {
  game.tell({ type: 'hold', at: 'before-acknowledge' });
  game.tell({ type: 'unhold' });
  await u1.send('wv:u2@chess.b1.example', 'free');
  expect(texts(await u2.get(WAIT))).toEqual(['free']);
  await told('exchange', ({ record }) => record.operation === 'AcknowledgeMessages');
  expect(events.filter(({ type }) => type === 'holding')).toEqual([]);
});

test('the pace can be changed, and an impossible one changes nothing', async () => {
  game.tell({ type: 'pace', waitSeconds: 0, restMs: 3_600_000 });
  game.tell({ type: 'pace', waitSeconds: -1, restMs: 0 });
  // A pause ends at once although the bridge rests for an hour
  game.tell({ type: 'pause' });
  await told('paused');
  expect(
    (await told('loops', ({ states }) => Object.values(states).every((state) => state === 'stopped'))).states,
  ).toEqual({
    'b1.example': 'stopped',
    'b2.example': 'stopped',
  });
  game.tell({ type: 'pace', waitSeconds: 1, restMs: 0 });
  game.tell({ type: 'resume' });
  await told('loops', ({ states }) => Object.values(states).every((state) => state === 'working'));
});
