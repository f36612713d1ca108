import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';
import { stage, U1 } from './parties.js';

/** How long messages are worth delivering, and how urgent they are, as a consumer says and hears it. */

let b1: TestProvider;
let alice: InstantInboxClient;
let bob: InstantInboxClient;
let carol: InstantInboxClient;

beforeAll(async () => {
  b1 = await startTestProvider();
  const connect = async (name: string) =>
    new InstantInboxClient({ endpoint: b1.url, username: await b1.addPerson(name), password: PASSWORD });
  [alice, bob, carol] = [await connect('alice'), await connect('bob'), await connect('carol')];
});
afterAll(async () => {
  for (const client of [alice, bob, carol]) await client.close();
  await b1.drop();
});

test('PP2-33: timeToLiveSeconds and expiresAt say until when, and the reader sees it', async () => {
  const expiresAt = new Date(Date.now() + 3_600_000);
  await alice.send({ to: 'wv:bob@b1.example', text: 'an hour', expiresAt });
  await alice.send({ to: 'wv:bob@b1.example', text: 'a minute', timeToLiveSeconds: 60 });
  await alice.send({ to: 'wv:bob@b1.example', text: 'for ever' });
  const batch = await bob.receive();
  const messages = batch.items;
  expect(messages.map(({ text }) => text)).toEqual(['an hour', 'a minute', 'for ever']);
  const [hour, minute, forever] = messages;
  expect(hour!.expiresAt).toEqual(expiresAt);
  expect(minute!.expiresAt!.getTime()).toBe(minute!.acceptedAt.getTime() + 60_000);
  expect(forever!.expiresAt).toBeUndefined();
  await batch.acknowledge();
});

test('priority says how urgent it is among those of other senders, and the reader sees it', async () => {
  const send = (from: InstantInboxClient, text: string, priority?: 'LOW' | 'HIGH') =>
    from.send({ to: 'wv:bob@b1.example', text, priority });
  await send(alice, 'later', 'LOW');
  await send(bob, 'note to self');
  await send(alice, 'behind what I said');
  await send(carol, 'now', 'HIGH');
  const got: [string, string | undefined][] = [];
  while (got.length < 4) {
    const batch = await bob.receive({ maxMessages: 1 });
    got.push(...batch.items.map(({ priority, text }): [string, string | undefined] => [priority, text]));
    await batch.acknowledge();
  }
  expect(got).toEqual([
    ['HIGH', 'now'],
    ['NORMAL', 'note to self'],
    ['LOW', 'later'],
    ['NORMAL', 'behind what I said'],
  ]);
});

test('an expiresAt that has passed is Expired', async () => {
  const late = alice.send({ to: 'wv:bob@b1.example', text: 'too late', expiresAt: new Date(0) });
  await expect(late).rejects.toMatchObject({ code: 'Expired', impsCode: 542, retryable: false });
});

test('the fake provider hands out no expired message either', async () => {
  const { b1: fake, game, clock } = stage();
  fake.deliver({ from: U1, to: 'wv:U2@chess.B1.example', text: 'short', timeToLiveSeconds: 10 });
  fake.deliver({ from: U1, to: 'wv:U2@chess.B1.example', text: 'long', timeToLiveSeconds: 20 });
  await clock.advance(10_000);
  expect((await game.receive()).items.map(({ text }) => text)).toEqual(['long']);
  expect(fake.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual(['EXPIRED', 'DELIVERING']);
});
