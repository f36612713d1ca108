import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { Device, textOf } from './device.js';

/** Two people talk; what their devices show is one log for each. */
let provider: TestProvider;
let names = 0;

beforeAll(async () => {
  provider = await startTestProvider();
});
afterAll(() => provider.drop());

/** A new person's first device. */
async function somebody(name: string): Promise<Device> {
  names += 1;
  return Device.signIn(provider, await provider.addPerson(`${name}${String(names)}`));
}

test('what one says the other hears at once, and both find it in their conversation', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const atBob = await bob.listen();
  const said = await alice.say(bob.address, 'Hello Bob');
  expect(said).toMatchObject({ direction: 'out', peer: bob.address, parts: [{ text: 'Hello Bob' }] });
  expect(await atBob.receive(1)).toEqual(['Hello Bob']);
  await bob.say(alice.address, 'Hello Alice');
  const atAlice = await alice.listen();
  expect(await atAlice.receive(1)).toEqual(['Hello Alice']);
  for (const [device, peer] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const { messages, moreBefore } = await device.history(peer.address);
    expect(messages.map(textOf)).toEqual(['Hello Bob', 'Hello Alice']);
    expect(moreBefore).toBe(false);
  }
  atBob.cut();
  atAlice.cut();
});

test('UC-5.13-s07: a message is "sent" until the recipient’s side took it, and "delivered" only then', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const atAlice = await alice.listen();
  const { id } = await alice.say(bob.address, 'are you there?');
  await atAlice.untilState(id, 'sent');
  expect((await alice.history(bob.address)).messages.map(({ state }) => state)).toEqual(['sent']);
  const reader = new Party(provider, bob.address);
  const { item, receipt } = await reader.lease();
  expect(texts(item)).toEqual(['are you there?']);
  expect((await alice.history(bob.address)).messages.map(({ state }) => state)).toEqual(['sent']);
  await reader.call('AcknowledgeMessages', { receipt: receipt! });
  await atAlice.untilState(id, 'delivered');
  expect((await alice.history(bob.address)).messages.map(({ state }) => state)).toEqual(['delivered']);
  expect(atAlice.messages.map(({ state }) => state)).toEqual(['sent', 'delivered']);
  atAlice.cut();
});
