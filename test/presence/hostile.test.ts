import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FaultReceived, Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

let provider: TestProvider;
let [alice, mallory, chess]: Party[] = [];
beforeAll(async () => {
  provider = await startTestProvider();
  alice = new Party(provider, await provider.addPerson('alice'));
  mallory = new Party(provider, await provider.addPerson('mallory'));
  chess = new Party(provider, 'wv:chess@b1.example', { secret: await provider.addService('chess') });
});
afterAll(() => provider.drop());

const fault = async (work: Promise<unknown>): Promise<string | undefined> => {
  const refusal: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return refusal instanceof FaultReceived ? refusal.errorName : 'no fault';
};

test.each([
  'wv:alice@b1.example',
  'wv:u1@chess.b1.example',
  'wv:chess@b1.example',
  'nonsense',
  'wv:mallory@b2.example',
])('GU-5: nobody changes or lists the presence of %s but who owns it', async (presentity) => {
  const attribute = [{ name: 'StatusText', value: 'I am a fool' }];
  expect(await fault(mallory!.presence('PublishPresence', { presentity, attribute }))).toBe('PresentityNotOwned');
  const rule = [{ watcher: mallory!.address, access: 'ALLOW' as const }];
  expect(await fault(mallory!.presence('SetWatcherPolicy', { presentity, rule }))).toBe('PresentityNotOwned');
  expect(await fault(mallory!.presence('ListWatchers', { presentity }))).toBe('PresentityNotOwned');
});

test('asking does not tell who has an account: nobody, a stranger and who blocks look alike', async () => {
  await alice!.presence('PublishPresence', { attribute: [{ name: 'OnlineStatus', value: 'T' }] });
  const ask = async (presentity: string) => {
    const { presence } = await mallory!.presence('GetPresence', { presentity: [presentity] });
    const { presentity: _echo, ...rest } = presence[0]!;
    return rest;
  };
  const nobody = await ask('wv:nobody@b1.example');
  expect(nobody.code).toBe(534);
  expect(await ask(alice!.address)).toEqual(nobody);
  await alice!.presence('SetWatcherPolicy', { rule: [{ watcher: mallory!.address, access: 'BLOCK' }] });
  expect(await ask(alice!.address)).toEqual(nobody);
  expect(await ask('wv:nobody@chess.b1.example')).toEqual(nobody);
});

test('who is blocked politely sees just what a friend sees of somebody offline', async () => {
  await alice!.presence('PublishPresence', {
    attribute: [
      { name: 'OnlineStatus', value: 'T' },
      { name: 'StatusText', value: 'Hello friends' },
    ],
  });
  await alice!.presence('SetWatcherPolicy', {
    rule: [
      { watcher: mallory!.address, access: 'POLITE_BLOCK' },
      { watcher: chess!.address, access: 'ALLOW' },
    ],
  });
  const ask = async (who: Party, format: 'ATTRIBUTES' | 'PIDF') => {
    const { presence } = await who.presence('GetPresence', { presentity: [alice!.address], format });
    return presence[0];
  };
  const polite = [await ask(mallory!, 'ATTRIBUTES'), await ask(mallory!, 'PIDF')];
  expect(await ask(chess!, 'ATTRIBUTES')).not.toEqual(polite[0]);
  await alice!.presence('PublishPresence', { attribute: [{ name: 'OnlineStatus', value: 'F' }] });
  expect([await ask(chess!, 'ATTRIBUTES'), await ask(chess!, 'PIDF')]).toEqual(polite);
});

test('who asks for names without end leaves a bounded trace', async () => {
  const presentity = Array.from({ length: 100 }, (_, index) => `wv:n${String(index)}@chess.b1.example`);
  await mallory!.presence('GetPresence', { presentity });
  await provider.stop();
  await provider.restart();
  const trace = await Promise.all(
    presentity.map((name) =>
      chess!.presence('ListWatchers', { presentity: name }).then(({ watcher }) => watcher.length),
    ),
  );
  const all = trace.reduce((sum, each) => sum + each, 0);
  expect(all).toBeGreaterThan(0);
  expect(all).toBeLessThanOrEqual(20);
});

test.each([
  ['a value that is no word of the attribute', { name: 'OnlineStatus', value: 'maybe' }],
  ['a name that IMPS lacks', { name: 'toString', value: 'x' }],
  ['a value and properties', { name: 'StatusText', value: 'x', property: [{ name: 'a', value: 'b' }] }],
  ['nothing at all', { name: 'StatusText' }],
  ['a property that the attribute lacks', { name: 'ClientInfo', property: [{ name: '__proto__', value: 'x' }] }],
  ['no time to live', { name: 'StatusText', value: 'x', lifetimeSeconds: 0 }],
])('%s is refused, and what stands beside it is not', async (_what, bad) => {
  const { code, result } = await alice!.presence('PublishPresence', {
    attribute: [bad, { name: 'Alias', value: 'Alice' }],
  });
  expect([code, ...result.map((each) => each.code)]).toEqual([201, 402, 200]);
});

test('what is named twice, and watchers that are no accounts here, are refused', async () => {
  const attribute = [
    { name: 'Alias', value: 'a' },
    { name: 'Alias', value: 'b' },
  ];
  expect(await fault(alice!.presence('PublishPresence', { attribute }))).toBe('BadRequestParameter');
  const rule = ['wv:mallory@b1.example', 'im:Mallory@b1.example'].map((watcher) => ({
    watcher,
    access: 'BLOCK' as const,
  }));
  expect(await fault(alice!.presence('SetWatcherPolicy', { rule }))).toBe('BadRequestParameter');
  const { result } = await alice!.presence('SetWatcherPolicy', {
    rule: [
      { watcher: 'wv:u1@b2.example', access: 'ALLOW' },
      { watcher: 'who?', access: 'ALLOW' },
      { watcher: mallory!.address, access: 'BLOCK', attributeName: ['Alias'] },
    ],
  });
  expect(result.map(({ code }) => code)).toEqual([516, 901, 402]);
});

test('requests of the one service are none of the other', async () => {
  const { url } = provider;
  const text = alice!.envelope((writer) => writer.raw('<GetPresenceRequest xmlns="urn:imps-wsi:presence:1"/>'));
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body: text });
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('UnknownOperation')]);
});
