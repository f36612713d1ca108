import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Bridge } from '../../examples/gaming/dist/server/messaging/bridge.js';
import { ProviderAccounts } from '../../examples/gaming/dist/server/messaging/provider-accounts.js';
import { openWorld, WAIT, type World } from '../gaming/world.js';
import { texts, type Party } from '../support/party.js';

/** What goes wrong between A and a provider is A's business: senders see nothing of it but a delay. */
let world: World;
let u1: Party;
let u2: Party;

beforeAll(async () => {
  world = await openWorld();
  u1 = await world.player(world.b1, 'alice', 'u1');
  u2 = await world.player(world.b2, 'bob', 'u2');
  await world.match('u1', 'u2');
});
afterAll(() => world.close());

test('UC-5.16-pre: A is not registered to use B2: the operator is told, messages wait, and arrive when A is', async () => {
  const [b1, b2] = world.accounts.all.map(({ settings }) => settings);
  let told: (line: string) => void = () => undefined;
  const waits = new Promise<string>((resolve) => (told = resolve));
  const lines: string[] = [];
  const log = (level: string, message: string): void => {
    lines.push(`${level} ${message}`);
    if (message.includes('waits')) told(message);
  };
  const accounts = new ProviderAccounts([b1!, { ...b2!, secret: 'imps_not_the_secret' }], { log });
  const bridge = new Bridge({
    accounts,
    players: world.players,
    database: world.database,
    howToRegister: '',
    log,
    pace: { waitSeconds: 1, leaseSeconds: 20, retryMs: 20, maxRetryMs: 100 },
  });
  bridge.start();
  await u1.send('wv:u2@chess.b1.example', 'patience');
  expect(await waits).toContain('The user name, password or token was not accepted.');
  expect(bridge.states).toEqual({ 'b1.example': expect.stringMatching(/working|starting/), 'b2.example': 'failing' });
  await bridge.stop(false);
  await accounts.close();
  expect(lines).toContainEqual(expect.stringMatching(/^error b2\.example: the inbox cannot be read, trying again: /));
  expect(lines.join('\n')).not.toContain('imps_not_the_secret');

  const mended = world.bridge();
  mended.start();
  expect(texts(await u2.get(WAIT))).toEqual(['patience']);
  await mended.stop(false);
  expect(await u1.get()).toEqual([]);
});

test('UC-5.16: what U1 sends while an earlier message waits does not overtake it', async () => {
  const bridge = world.bridge();
  const { noticed } = world.lineToB2.cut();
  bridge.start();
  await u1.send('wv:u2@chess.b1.example', 'one');
  await noticed;
  for (const text of ['two', 'three']) await u1.send('wv:u2@chess.b1.example', text);
  world.lineToB2.mend();
  const got: string[] = [];
  while (got.length < 3) got.push(...texts(await u2.get(WAIT)));
  expect(got).toEqual(['one', 'two', 'three']);
  await bridge.stop(false);
});
