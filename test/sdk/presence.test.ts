import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InstantInboxClient, type InstantInboxClientOptions } from '@imps-wsi/consumer-sdk';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';

/** The SDK's presence against the real provider: a service A, and alice, bob and carol who are people. */
let b1: TestProvider;
let secret: string;
const clients: InstantInboxClient[] = [];
beforeAll(async () => {
  b1 = await startTestProvider();
  for (const name of ['alice', 'bob', 'carol', 'dora']) await b1.addPerson(name);
  secret = await b1.addService('chess');
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await b1.drop();
});

const open = (name: string, options: Partial<InstantInboxClientOptions> = {}): InstantInboxClient => {
  const credential = name === 'chess' ? { secret } : { password: PASSWORD };
  const all = { endpoint: b1.url, username: `wv:${name}@b1.example`, ...credential, ...options };
  const client = new InstantInboxClient(all as InstantInboxClientOptions);
  clients.push(client);
  return client;
};

test('WSI-2, WSI-28: one client with one credential drives both services with one user id', async () => {
  const alice = open('alice');
  const a = open('chess');
  await alice.presence.publish([{ name: 'OnlineStatus', value: 'T' }]);
  await alice.presence.setWatcherPolicy([{ watcher: a.username, access: 'ALLOW' }]);

  expect((await a.presence.get(alice.username)).isOnline).toBe(true);
  await a.send({ to: alice.username, text: 'Your move' });
  const { items } = await alice.receive({ mode: 'AUTO' });
  expect(items.map(({ text }) => text)).toEqual(['Your move']);
});

test('IM-0140: whose ClientType is CLI is a legacy contact; of another type, or of none, is not', async () => {
  const a = open('chess');
  const types = { cli: 'CLI', phone: 'MOBILE_PHONE', strange: 'TOASTER' };
  for (const [name, value] of Object.entries(types)) {
    const property = [{ name: 'ClientType', value }];
    await a.presence.publish([{ name: 'ClientInfo', property }], { presentity: `wv:${name}@chess.b1.example` });
  }
  const names = [...Object.keys(types), 'none'].map((name) => `wv:${name}@chess.b1.example`);
  expect((await a.presence.get(names)).map(({ isLegacy }) => isLegacy)).toEqual([true, false, false, false]);
});

test('IM-0120: a status text is read; one that is not to be relied upon is none', async () => {
  const bob = open('bob');
  await bob.presence.publish([
    { name: 'StatusText', value: 'Unknown (SMS)' },
    { name: 'Alias', value: 'Bobby', qualifier: false },
  ]);
  const presence = await bob.presence.get(bob.username);
  expect([presence.value('StatusText'), presence.value('Alias')]).toEqual(['Unknown (SMS)', undefined]);
  const { document } = await bob.presence.get(bob.username, { format: 'PRESENCE_SUB_LIST' });
  expect(document).toContain('<PresenceValue>Unknown (SMS)</PresenceValue>');
});

test('WSI-4: attributes of schemes stay apart, and a refused one is a result', async () => {
  const carol = open('carol');
  const results = await carol.presence.publish([
    { scheme: 'urn:chess', name: 'Rating', value: '1900' },
    { scheme: 'urn:go', name: 'Rating', value: '3 dan' },
    { name: 'Rating', value: 'no such attribute' },
  ]);
  expect(results.map(({ code }) => code)).toEqual([200, 200, 402]);
  const presence = await carol.presence.get(carol.username);
  expect([presence.value('Rating', 'urn:chess'), presence.value('Rating', 'urn:go')]).toEqual(['1900', '3 dan']);
  expect(presence.value('Rating')).toBeUndefined();
});

test('more presences than one request takes are asked for in several; each answers for itself', async () => {
  const dora = open('dora');
  const asked = Array.from({ length: 150 }, (_, index) => `wv:n${String(index)}@b1.example`);
  const found = await dora.presence.get([...asked, dora.username]);
  expect(found.map(({ presentity }) => presentity)).toEqual([...asked, dora.username]);
  expect(found.filter(({ isVisible }) => isVisible)).toHaveLength(1);
  expect(await dora.presence.get([])).toEqual([]);
});

test('watchers are listed, who asked in vain among them', async () => {
  const dora = open('dora');
  await open('alice').presence.get(dora.username);
  const listed = async (): Promise<string[]> => {
    const all: string[] = [];
    for await (const { watcher, access } of dora.presence.watchers()) all.push(`${watcher ?? 'everybody'} ${access}`);
    return all;
  };
  while ((await listed()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await dora.presence.setWatcherPolicy([{ access: 'POLITE_BLOCK' }]);
  expect(await listed()).toEqual(['everybody POLITE_BLOCK', 'wv:alice@b1.example ASKED']);
});

test('SOAP 1.2 is spoken to presence, too; where the address is not told by the endpoint it has to be given', async () => {
  const endpoint = `${b1.url}/soap12`;
  const alice = open('alice', { endpoint, soapVersion: '1.2' });
  expect((await alice.presence.get(alice.username)).isVisible).toBe(true);

  const elsewhere = open('alice', { endpoint: new URL('/messages', b1.url).href, mtomEndpoint: false });
  await expect(elsewhere.presence.get(alice.username)).rejects.toMatchObject({
    code: 'InvalidOptions',
    path: 'presenceEndpoint',
  });
});

test('somebody else’s presence is refused with a typed error', async () => {
  const refused = open('bob').presence.publish([{ name: 'Alias', value: 'x' }], { presentity: 'wv:alice@b1.example' });
  await expect(refused).rejects.toMatchObject({ code: 'PresentityNotOwned', impsCode: 534, retryable: false });
});
