import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GetPresenceRequestInput, PresenceResult } from '@imps-wsi/contract/presence';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

let provider: TestProvider;
let chess: Party;
beforeAll(async () => {
  provider = await startTestProvider();
  chess = new Party(provider, 'wv:chess@b1.example', { secret: await provider.addService('chess') });
});
afterAll(() => provider.drop());

let people = 0;
/** A person of a name of her own: tests share the provider. */
async function person(): Promise<Party> {
  people += 1;
  return new Party(provider, await provider.addPerson(`p${String(people)}`));
}

async function seen(watcher: Party, presentity: string, wish: Partial<GetPresenceRequestInput> = {}) {
  const { presence } = await watcher.presence('GetPresence', { presentity: [presentity], ...wish });
  return presence[0]!;
}

const online = { name: 'OnlineStatus', value: 'T' };
const values = ({ attribute }: PresenceResult): Record<string, string | undefined> =>
  Object.fromEntries(attribute.map(({ name, value }) => [name, value]));

const allow = (owner: Party, watcher: string | undefined, attributeName: readonly string[] = []) =>
  owner.presence('SetWatcherPolicy', { rule: [{ watcher, access: 'ALLOW', attributeName }] });

test('WSI-2, WSI-28, GIM-1: one credential and one user id do for presence and for messages', async () => {
  const u1 = await person();
  await u1.presence('PublishPresence', { attribute: [online, { name: 'StatusText', value: 'Ready' }] });
  await allow(u1, chess.address);

  expect(values(await seen(chess, u1.address))).toEqual({ OnlineStatus: 'T', StatusText: 'Ready' });
  expect((await chess.send(u1.address, 'Your move')).code).toBe(200);
  expect(await u1.get()).toHaveLength(1);
});

test('OMA-DEF-5: setting Busy leaves online and location as they are', async () => {
  const u1 = await person();
  const location = { name: 'Location', property: [{ name: 'Longitude', value: '8.55' }] };
  await u1.presence('PublishPresence', { attribute: [online, location] });
  await u1.presence('PublishPresence', { attribute: [{ name: 'UserAvailability', value: 'NOT_AVAILABLE' }] });

  const { attribute } = await seen(u1, u1.address);
  expect(attribute.map(({ name, value, property }) => [name, value ?? property])).toEqual([
    ['OnlineStatus', 'T'],
    ['Location', [{ name: 'Longitude', value: '8.55' }]],
    ['UserAvailability', 'NOT_AVAILABLE'],
  ]);
});

test('WSI-4: an unknown scheme comes back unchanged, and the same name under two schemes stays two', async () => {
  const u1 = await person();
  const elo = { name: 'Rating', value: ' 1 900\n<elo> ', qualifier: false };
  const result = await u1.presence('PublishPresence', {
    attribute: [
      { scheme: 'urn:chess', ...elo },
      { scheme: 'urn:go', ...elo, value: '3 dan' },
      { ...elo, value: 'without a scheme' },
    ],
  });
  expect([result.code, ...result.result.map(({ code }) => code)]).toEqual([201, 200, 200, 402]);
  const { attribute } = await seen(u1, u1.address, { attributeName: ['Rating'] });
  expect(attribute.slice(1)).toMatchObject([
    { scheme: 'urn:chess', ...elo },
    { scheme: 'urn:go', value: '3 dan', qualifier: false },
  ]);
});

test('GU-5: a stranger sees nothing until the owner opts in, and then no more than that', async () => {
  const [u1, stranger] = [await person(), await person()];
  await u1.presence('PublishPresence', {
    attribute: [online, { name: 'StatusText', value: 'Hi' }, { name: 'FreeTextLocation', value: 'Bern' }],
  });
  expect((await seen(stranger, u1.address)).code).toBe(534);

  await allow(u1, stranger.address, ['StatusText']);
  expect(values(await seen(stranger, u1.address))).toEqual({ OnlineStatus: 'T', StatusText: 'Hi' });
  await u1.presence('SetWatcherPolicy', { rule: [{ watcher: stranger.address, access: 'FORGET' }] });
  expect((await seen(stranger, u1.address)).code).toBe(534);

  await allow(u1, undefined);
  expect(Object.keys(values(await seen(stranger, u1.address)))).toHaveLength(3);
  await u1.presence('SetWatcherPolicy', { rule: [{ watcher: stranger.address, access: 'BLOCK' }] });
  expect((await seen(stranger, u1.address)).code).toBe(534);
});

test('an attribute is gone by itself when its lifetime is over, and the others are not', async () => {
  const u1 = await person();
  const { result } = await u1.presence('PublishPresence', {
    attribute: [
      { ...online, lifetimeSeconds: 600 },
      { name: 'Activity', value: 'PLAYING', lifetimeSeconds: 1 },
    ],
  });
  expect(result.map(({ expiresAt }) => expiresAt instanceof Date)).toEqual([true, true]);
  for (;;) {
    const left = values(await seen(u1, u1.address));
    if (left['Activity'] === undefined) {
      expect(left).toEqual({ OnlineStatus: 'T' });
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

test('what is withdrawn is gone; what is not there counts as withdrawn', async () => {
  const u1 = await person();
  await u1.presence('PublishPresence', { attribute: [online, { name: 'Alias', value: 'Ann' }] });
  const { code } = await u1.presence('PublishPresence', { withdraw: [{ name: 'Alias' }, { name: 'StatusMood' }] });
  expect(code).toBe(200);
  expect(values(await seen(u1, u1.address))).toEqual({ OnlineStatus: 'T' });
});

test('PP-4, T2-2: who waits for messages is online, and nobody has to publish that', async () => {
  const [u1, watcher] = [await person(), await person()];
  await allow(u1, watcher.address);
  expect(values(await seen(watcher, u1.address))).toEqual({ OnlineStatus: 'F' });

  const leaving = new AbortController();
  const waiting = u1.call('GetMessages', { waitSeconds: 60 }, { signal: leaving.signal }).catch(() => undefined);
  while (values(await seen(watcher, u1.address))['OnlineStatus'] !== 'T') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  leaving.abort();
  await waiting;
});

test('the grace over, who waits no more is offline', async () => {
  const hasty = await startTestProvider({ settings: { presenceGraceSeconds: 3 } });
  try {
    const u1 = new Party(hasty, await hasty.addPerson('u1'));
    await u1.call('GetMessages', { waitSeconds: 1 });
    expect(values(await seen(u1, u1.address))).toEqual({ OnlineStatus: 'T' });
    while (values(await seen(u1, u1.address))['OnlineStatus'] !== 'F') {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await hasty.drop();
  }
});

test('a service publishes for the addresses of its domain, and its players decide there who sees it', async () => {
  const watcher = await person();
  const player = 'wv:u2@chess.b1.example';
  await chess.presence('PublishPresence', { presentity: player, attribute: [online] });
  expect((await seen(watcher, player)).code).toBe(534);
  await chess.presence('SetWatcherPolicy', { presentity: player, rule: [{ access: 'ALLOW' }] });
  expect(values(await seen(watcher, player))).toEqual({ OnlineStatus: 'T' });
  expect((await seen(watcher, 'wv:u3@chess.b1.example')).code).toBe(534);
});

test('who asked in vain stands in the list of watchers until the owner decides', async () => {
  const [u1, asker] = [await person(), await person()];
  await seen(asker, u1.address);
  const entries = async () => {
    const { watcher } = await u1.presence('ListWatchers', {});
    return watcher.map(({ watcher: who, access }) => [who, access]);
  };
  while ((await entries()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await entries()).toEqual([[asker.address, 'ASKED']]);
  await allow(u1, asker.address);
  await allow(u1, undefined);
  expect(await entries()).toEqual([
    [undefined, 'ALLOW'],
    [asker.address, 'ALLOW'],
  ]);
  const first = await u1.presence('ListWatchers', { maxWatchers: 1 });
  expect([first.watcher.length, first.moreAvailable]).toEqual([1, true]);
  const second = await u1.presence('ListWatchers', { after: '' });
  expect(second.watcher.map(({ watcher }) => watcher)).toEqual([asker.address]);
});

test('OMTP-NS, IM-0120, IM-0140: a presence is given as the IMPS document, element by element', async () => {
  const u1 = await person();
  await u1.presence('PublishPresence', {
    attribute: [
      online,
      { name: 'StatusText', value: 'Unknown (SMS) <&>' },
      { name: 'ClientInfo', property: [{ name: 'ClientType', value: 'CLI' }] },
      { scheme: 'urn:chess', name: 'Rating', value: '1900' },
    ],
  });
  const { document, attribute } = await seen(u1, u1.address, { format: 'PRESENCE_SUB_LIST' });
  expect(attribute).toEqual([]);
  expect(document).toBe(
    '<PresenceSubList xmlns="http://www.openmobilealliance.org/DTD/WV-PA1.2">' +
      '<OnlineStatus><Qualifier>T</Qualifier><PresenceValue>T</PresenceValue></OnlineStatus>' +
      '<StatusText><Qualifier>T</Qualifier><PresenceValue>Unknown (SMS) &lt;&amp;&gt;</PresenceValue></StatusText>' +
      '<ClientInfo><Qualifier>T</Qualifier><ClientType>CLI</ClientType></ClientInfo></PresenceSubList>',
  );
});

test('a presence is given as PIDF (RFC 3863)', async () => {
  const u1 = await person();
  await u1.presence('PublishPresence', { attribute: [online, { name: 'StatusText', value: 'Ready' }] });
  const { document = '' } = await seen(u1, u1.address, { format: 'PIDF' });
  const user = u1.address.slice('wv:'.length);
  expect(document.replace(/<timestamp>[^<]+Z<\/timestamp>/, '')).toBe(
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:${user}"><tuple id="imps"><status><basic>open</basic></status>` +
      `<contact>im:${user}</contact><note>Ready</note></tuple></presence>`,
  );
});

test('all spellings of an address are one presence; each is given back as it was written', async () => {
  const u1 = await person();
  await u1.presence('PublishPresence', { attribute: [online] });
  const user = u1.address.slice('wv:'.length);
  const spellings = [u1.address.toUpperCase().replace('WV:', 'wv:'), `im:${user}`, `pres:${user}`, user];
  const { code, presence } = await u1.presence('GetPresence', { presentity: [...spellings, 'nobody'] });
  expect([code, ...presence.map(({ presentity }) => presentity)]).toEqual([201, ...spellings, 'nobody']);
  expect(presence.map((each) => [each.code, values(each)['OnlineStatus']])).toEqual([
    ...spellings.map(() => [200, 'T']),
    [901, undefined],
  ]);
});

test('what many publish at once is all there', async () => {
  const u1 = await person();
  const names = Array.from({ length: 20 }, (_, index) => `n${String(index)}`);
  await Promise.all(
    names.map((name) => u1.presence('PublishPresence', { attribute: [{ scheme: 'urn:t', name, value: name }] })),
  );
  const { attribute } = await seen(u1, u1.address);
  expect(
    attribute
      .slice(1)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...names].sort());
});
