import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { InstantInboxClient, InstantInboxError } from '@imps-wsi/consumer-sdk';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';

/** The SDK against the real provider: a service A, and alice and bob who are people. */
let b1: TestProvider;
let secret: string;
let clients: InstantInboxClient[] = [];

beforeAll(async () => {
  b1 = await startTestProvider();
  await b1.addPerson('alice');
  await b1.addPerson('bob');
  secret = await b1.addService('chess');
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
});
afterAll(() => b1.drop());

const open = (name: string, credential: { password: string } | { secret: string }): InstantInboxClient => {
  const client = new InstantInboxClient({ endpoint: b1.url, username: `wv:${name}@b1.example`, ...credential });
  clients.push(client);
  return client;
};
const person = (name: string) => open(name, { password: PASSWORD });
const service = () => open('chess', { secret });

test('WSI-13: a service proves itself by digest, a person by password; a wrong one is a typed error', async () => {
  expect(await service().capabilities()).toMatchObject({ domain: ['b1.example', 'chess.b1.example'] });
  expect(await person('alice').capabilities()).toMatchObject({ domain: ['b1.example'] });
  const wrong = open('alice', { password: 'wrong password' }).capabilities();
  await expect(wrong).rejects.toBeInstanceOf(InstantInboxError);
  await expect(wrong).rejects.toMatchObject({ code: 'FailedAuthentication', retryable: false });
});

test('people write to a service and it answers each', async () => {
  const alice = person('alice');
  const a = service();
  const stop = new AbortController();
  const serving = a.process(
    async (message) => {
      await message.reply({ text: `got “${String(message.text)}”` });
      if (message.text === 'second') stop.abort();
    },
    { signal: stop.signal },
  );
  await Promise.all(['first', 'second'].map((text) => alice.send({ to: 'wv:u2@chess.b1.example', text })));
  await serving;
  const { items } = await alice.receive({ waitSeconds: 10 });
  expect(items.map(({ text, sender }) => ({ text, sender }))).toEqual([
    { text: 'got “first”', sender: 'wv:u2@chess.b1.example' },
    { text: 'got “second”', sender: 'wv:u2@chess.b1.example' },
  ]);
  await Promise.all(items.map((item) => item.acknowledge()));
});

test('a refusal throws for one recipient and is a result for several', async () => {
  const alice = person('alice');
  await expect(alice.send({ to: 'wv:nobody@b1.example', text: 'x' })).rejects.toMatchObject({
    code: 'UnknownUser',
    impsCode: 531,
  });
  const results = await alice.send({ to: ['wv:bob@b1.example', 'wv:nobody@b1.example'], text: 'x' });
  expect(results.map(({ ok }) => ok)).toEqual([true, false]);
  expect((await person('bob').receive({ mode: 'AUTO' })).items).toHaveLength(1);
});

test('GM-3: the loop goes on over a restart of the provider, and leaving it gives back what was not settled', async () => {
  const other = await startTestProvider({ domain: 'b9.example', settings: { port: 0 } });
  await other.addPerson('carol');
  await other.addPerson('dave');
  // The restarted provider is at another port, so the client goes through whatever the address is at the time.
  const { UndiciTransport } = await import('@imps-wsi/consumer-sdk');
  const wire = new UndiciTransport();
  const open9 = (name: string): InstantInboxClient => {
    const client = new InstantInboxClient({
      endpoint: other.url,
      username: `wv:${name}@b9.example`,
      password: PASSWORD,
      retry: { baseDelayMs: 5, maxDelayMs: 50, maxAttempts: 50 },
      transport: { post: (request) => wire.post({ ...request, url: other.url }), close: () => wire.close() },
    });
    clients.push(client);
    return client;
  };
  const carol = open9('carol');
  const dave = open9('dave');
  await carol.send({ to: 'wv:dave@b9.example', text: 'before' });
  const seen: (string | undefined)[] = [];
  for await (const message of dave.messages()) {
    seen.push(message.text);
    if (message.text === 'before') {
      await message.acknowledge({ wait: true });
      await other.restart();
      await carol.send({ to: 'wv:dave@b9.example', text: 'after' });
      await carol.send({ to: 'wv:dave@b9.example', text: 'last' });
    } else break;
  }
  expect(seen).toEqual(['before', 'after']);
  const { items } = await dave.receive({ waitSeconds: 10 });
  expect(items.map(({ text, deliveryAttempt }) => [text, deliveryAttempt])).toEqual([
    ['after', 2],
    ['last', expect.any(Number)],
  ]);
  await Promise.all(clients.map((client) => client.close()));
  await other.drop();
});

test('WSI-7: “all” is all, however many wait', async () => {
  const alice = person('alice');
  const bob = person('bob');
  const drafts = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ to: 'wv:bob@b1.example', text: `n ${String(from + index)}` }));
  for (const from of [0, 4000, 8000]) await alice.sendAll(drafts(from, from === 8000 ? 2050 : 4000));
  const { items, moreAvailable } = await bob.receive({ mode: 'AUTO' });
  expect(moreAvailable).toBe(false);
  expect(items).toHaveLength(10_050);
  expect(items.every(({ text }, index) => text === `n ${String(index)}`)).toBe(true);
});
