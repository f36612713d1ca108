import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** Two provider processes over one database: what one process orders by itself, here only the database can. */
let here: TestProvider;
let there: TestProvider;
let bob: Party;
let count = 0;

beforeAll(async () => {
  here = await startTestProvider();
  there = await startTestProvider({ database: here.database });
  await here.addPerson('alice');
});
beforeEach(async () => {
  count += 1;
  bob = new Party(here, await here.addPerson(`bob${String(count)}`));
});
afterAll(async () => {
  await there.drop();
  await here.drop();
});

const aliceAt = (provider: TestProvider) => new Party(provider, 'wv:alice@b1.example');
const message = (clientMessageId: string, text: string) => ({
  clientMessageId,
  recipient: [bob.address],
  part: [{ contentType: 'text/plain', text }],
});

describe('WSI-23: copies of one message that race at two processes', () => {
  test('are one message: every copy is answered with the same messageId', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = `${bob.address} round ${String(round)}`;
      const copies = [here, there, here, there, here, there].map((provider) =>
        aliceAt(provider).send(bob.address, `round ${String(round)}`, id),
      );
      const answers = await Promise.all(copies);
      expect(answers.map(({ code }) => code)).toEqual(Array(6).fill(200));
      expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
    }
    expect(texts(await bob.get())).toEqual(Array.from({ length: 10 }, (_, round) => `round ${String(round)}`));
  });

  test('with different content: one is stored, the other is told that the id is taken', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = `${bob.address} conflict ${String(round)}`;
      const [one, two] = await Promise.all([
        aliceAt(here).send(bob.address, 'from here', id),
        aliceAt(there).send(bob.address, 'from there', id),
      ]);
      expect([one.code, two.code].sort()).toEqual([200, 402]);
      const [item, ...others] = await bob.get();
      expect(others).toEqual([]);
      expect(texts([item!])).toEqual([one.code === 200 ? 'from here' : 'from there']);
      expect(item!.messageId).toBe((one.code === 200 ? one : two).messageId);
    }
  });

  test('many at once, in opposite order: the database’s deadlocks are nobody’s concern', async () => {
    const words = Array.from({ length: 100 }, (_, index) => `word ${String(index)}`);
    const drafts = words.map((word) => message(`${bob.address} ${word}`, word));
    const [one, two] = await Promise.all([
      aliceAt(here).call('SendMessages', { message: drafts }),
      aliceAt(there).call('SendMessages', { message: [...drafts].reverse() }),
    ]);
    const idsOf = ({ result }: typeof one) =>
      new Map(result.map(({ clientMessageId, code, messageId }) => [clientMessageId, `${String(code)} ${messageId!}`]));
    expect([one.code, two.code]).toEqual([200, 200]);
    expect([...idsOf(one)].sort()).toEqual([...idsOf(two)].sort());
    expect(new Set(texts(await bob.get()))).toEqual(new Set(words));
  });
});

describe('MT-3: one inbox that several readers read at two processes', () => {
  test('gives each message to one of them, and each sender’s in order', async () => {
    const senders: Party[] = [];
    for (const name of ['x', 'y', 'z']) {
      senders.push(new Party(here, await here.addPerson(`${name}${String(count)}`)));
    }
    const words = Array.from({ length: 20 }, (_, index) => String(index));
    for (const sender of senders) {
      await sender.call('SendMessages', {
        message: words.map((word) => ({ ...message(`${sender.address} ${word}`, word) })),
      });
    }
    const seen: string[] = [];
    const reader = async (provider: TestProvider, turn: number) => {
      const me = new Party(provider, bob.address);
      for (let at = turn; seen.length < 60; at += 1) {
        const { item, receipt } = await me.lease({ maxMessages: 1 + (at % 4) });
        if (receipt === undefined) continue;
        // Some are given back, some fail: they come again before what stands behind them.
        const outcome = at % 5 === 0 ? 'RELEASED' : at % 7 === 0 ? 'FAILED' : 'ACCEPTED';
        if (outcome === 'ACCEPTED') seen.push(...item.map((each) => `${each.sender} ${texts([each])[0]!}`));
        const entry = item.map(({ messageId }) => ({ messageId, outcome }) as const);
        const { code } = await me.call('AcknowledgeMessages', { receipt, entry });
        expect(code).toBe(200);
      }
    };
    await Promise.all([here, there, here, there].map(reader));
    for (const { address } of senders) {
      expect(seen.filter((line) => line.startsWith(`${address} `))).toEqual(words.map((word) => `${address} ${word}`));
    }
    expect(seen).toHaveLength(60);
  });
});
