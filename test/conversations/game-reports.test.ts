import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openWorld, WAIT, type World } from '../gaming/world.js';
import { texts, type Party } from '../support/party.js';

/** Reports beside the game: players may ask for them, and what lies in the game's own inboxes does not hold it up. */
let world: World;
let u1: Party;
let u2: Party;

beforeAll(async () => {
  world = await openWorld();
  u1 = await world.player(world.b1, 'alice', 'u1');
  u2 = await world.player(world.b2, 'bob', 'u2');
  await world.match('u1', 'u2');
  world.bridge().start();
});
afterAll(() => world.close());

test('PP-15: U1 asks, and hears that the game has passed the message on', async () => {
  await u1.call('SendMessages', {
    message: [
      {
        clientMessageId: 'asked',
        recipient: ['wv:u2@chess.b1.example'],
        part: [{ contentType: 'text/plain', text: 'your move' }],
        report: ['DELIVERY', 'FAILURE'],
      },
    ],
  });
  expect(texts(await u2.get(WAIT))).toEqual(['your move']);
  const [report] = await u1.get(WAIT);
  expect(report).toMatchObject({
    kind: 'DELIVERY_REPORT',
    deliveryReport: { clientMessageId: 'asked', reportedRecipient: 'wv:u2@chess.b1.example', state: 'DELIVERED' },
  });
});

test('a report in an inbox of the game waits for whoever asked for it, and the game goes on', async () => {
  const game = world.accounts.serving(u1.address)!.client;
  const sent = await game.send({ to: u1.address, text: 'by hand', reports: ['DELIVERY'] });
  expect(texts(await u1.get(WAIT))).toEqual(['by hand']);
  const [report] = await game.receive({ kinds: ['DELIVERY_REPORT'], waitSeconds: 20 });
  expect(report!.deliveryReport).toMatchObject({ reportedMessageId: sent.messageId, state: 'DELIVERED' });
  await report!.release();
  await u1.send('wv:u2@chess.b1.example', 'still working');
  expect(texts(await u2.get(WAIT))).toEqual(['still working']);
});
