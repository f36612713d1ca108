import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ImOperations } from '@imps-wsi/contract/im';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

let b1: TestProvider;
let alice: Party;
let bob: Party;
let carol: Party;
let count = 0;

beforeAll(async () => {
  b1 = await startTestProvider();
  alice = new Party(b1, await b1.addPerson('alice'));
  bob = new Party(b1, await b1.addPerson('bob'));
});
/** Each test reads an inbox of its own. */
beforeEach(async () => {
  count += 1;
  carol = new Party(b1, await b1.addPerson(`carol${String(count)}`));
});
afterAll(() => b1.drop());

const sendAll = async (from: Party, ...words: string[]): Promise<void> => {
  for (const word of words) expect(await from.send(carol.address, word)).toMatchObject({ code: 200 });
};
const runOutLeases = () =>
  b1.database.pool.query(
    `UPDATE lease SET leased_until = now() - interval '1 second'
     WHERE owner_id = (SELECT owner_id FROM account WHERE address = $1)`,
    [carol.address],
  );
type Entry = NonNullable<ImOperations['AcknowledgeMessages']['requestInput']['entry']>[number];
const settle = (receipt: string | undefined, entry: readonly Entry[]) =>
  carol.call('AcknowledgeMessages', { receipt: receipt!, entry });
const codesOf = ({ result }: ImOperations['AcknowledgeMessages']['response']) => result.map(({ code }) => code);

describe('an acknowledgement of parts of a receipt', () => {
  test('settles each as it says, tells what is not there, and leaves the rest leased', async () => {
    await sendAll(alice, 'accept', 'reject', 'keep');
    await sendAll(bob, 'release', 'behind');
    const { item, receipt } = await carol.lease({ maxMessages: 4 });
    const idOf = (word: string) => item[texts(item).indexOf(word)]!.messageId;
    const answer = await settle(receipt, [
      { messageId: idOf('accept'), outcome: 'ACCEPTED' },
      { messageId: idOf('reject'), outcome: 'REJECTED', reason: 'no thanks' },
      { messageId: idOf('release'), outcome: 'RELEASED' },
      { messageId: 'never heard of', outcome: 'ACCEPTED' },
    ]);
    expect(answer.code).toBe(201);
    expect(codesOf(answer)).toEqual([200, 200, 200, 426]);
    expect(texts((await carol.lease()).item)).toEqual(['release', 'behind']);
    await runOutLeases();
    expect(texts((await carol.lease()).item)).toEqual(['keep', 'release', 'behind']);
  });

  test('of somebody else’s receipt, or of items of another receipt, settles nothing', async () => {
    await sendAll(alice, 'first');
    await sendAll(bob, 'second');
    const first = await carol.lease({ maxMessages: 1 });
    const second = await carol.lease({ maxMessages: 1 });
    const [one, two] = [first.item[0]!.messageId, second.item[0]!.messageId];
    const foreign = await bob.call('AcknowledgeMessages', {
      receipt: first.receipt!,
      entry: [{ messageId: one, outcome: 'ACCEPTED' }],
    });
    expect([foreign.code, ...codesOf(foreign)]).toEqual([426, 426]);
    const crossed = await settle(first.receipt, [{ messageId: two, outcome: 'ACCEPTED' }]);
    expect([crossed.code, ...codesOf(crossed)]).toEqual([900, 426]);
    await runOutLeases();
    expect(texts(await carol.get())).toEqual(['first', 'second']);
  });

  test('a late word does not take a message from the one who has it now', async () => {
    await sendAll(alice, 'mine');
    const lost = await carol.lease();
    await runOutLeases();
    const now = await carol.lease();
    const { messageId } = lost.item[0]!;
    for (const outcome of ['ACCEPTED', 'REJECTED', 'RELEASED', 'FAILED'] as const) {
      expect(codesOf(await settle(lost.receipt, [{ messageId, outcome }]))).toEqual([426]);
    }
    expect((await carol.lease()).item).toEqual([]);
    expect(codesOf(await settle(now.receipt, [{ messageId, outcome: 'ACCEPTED' }]))).toEqual([200]);
  });

  test('a failed message comes back at once, with the next attempt, before its sender’s later ones', async () => {
    await sendAll(alice, 'a1', 'a2');
    const { item, receipt } = await carol.lease({ maxMessages: 1 });
    const entry = [{ messageId: item[0]!.messageId, outcome: 'FAILED' as const, reason: 'disk full' }];
    expect(codesOf(await settle(receipt, entry))).toEqual([200]);
    expect(codesOf(await settle(receipt, entry))).toEqual([200]);
    const again = await carol.lease();
    expect(texts(again.item)).toEqual(['a1', 'a2']);
    expect(again.item.map(({ deliveryAttempt }) => deliveryAttempt)).toEqual([2, 1]);
  });

  test('a rejection reaches the sender’s status with its reason, an acceptance of the neighbour does not touch it', async () => {
    const [one, two] = [await alice.send(carol.address, 'one'), await alice.send(carol.address, 'two')];
    const { item, receipt } = await carol.lease();
    await settle(receipt, [
      { messageId: item[0]!.messageId, outcome: 'REJECTED', reason: 'wrong number' },
      { messageId: item[1]!.messageId, outcome: 'ACCEPTED' },
    ]);
    const { status } = await alice.call('GetMessageStatus', { messageId: [one.messageId!, two.messageId!] });
    expect(status.map(({ state, code, reason }) => ({ state, code, reason }))).toEqual([
      { state: 'REJECTED', code: 538, reason: 'wrong number' },
      { state: 'DELIVERED', code: 200, reason: 'Delivered.' },
    ]);
  });
});

describe('an extension of a lease', () => {
  const isLeased = async () => (await carol.lease()).item.length === 0;

  test('that comes after its end still holds, as long as nobody has got the items', async () => {
    await sendAll(alice, 'slow work');
    const { receipt } = await carol.lease();
    await runOutLeases();
    const answer = await carol.call('AcknowledgeMessages', { receipt: receipt!, extendSeconds: 600 });
    expect(answer).toMatchObject({ code: 200 });
    expect(answer.leasedUntil!.getTime()).toBeGreaterThan(Date.now() + 500_000);
    expect(await isLeased()).toBe(true);
    expect(await carol.call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 200 });
  });

  test('extends what is left, and says when some of it is gone', async () => {
    await sendAll(alice, 'mine');
    await sendAll(bob, 'taken');
    const { receipt } = await carol.lease();
    await runOutLeases();
    const other = await carol.lease({ fromSender: bob.address });
    expect(texts(other.item)).toEqual(['taken']);
    const answer = await carol.call('AcknowledgeMessages', { receipt: receipt!, extendSeconds: 600 });
    expect(answer.code).toBe(201);
    expect(answer.leasedUntil).toBeInstanceOf(Date);
    expect(await carol.call('AcknowledgeMessages', { receipt: other.receipt! })).toMatchObject({ code: 200 });
    expect(await isLeased()).toBe(true);
  });

  test('of what was released keeps nothing back', async () => {
    await sendAll(alice, 'one');
    await sendAll(bob, 'two');
    const { item, receipt } = await carol.lease();
    await carol.call('AcknowledgeMessages', {
      receipt: receipt!,
      entry: [{ messageId: item[0]!.messageId, outcome: 'RELEASED' }],
      extendSeconds: 600,
    });
    expect(texts((await carol.lease()).item)).toEqual(['one']);
  });

  test('of nothing has no time to tell; of an unknown receipt it is told', async () => {
    await sendAll(alice, 'done');
    const { receipt } = await carol.lease();
    await carol.call('AcknowledgeMessages', { receipt: receipt! });
    const answer = await carol.call('AcknowledgeMessages', { receipt: receipt!, extendSeconds: 60 });
    expect(answer.leasedUntil).toBeUndefined();
    expect(await carol.call('AcknowledgeMessages', { receipt: 'nothing', extendSeconds: 60 })).toMatchObject({
      code: 426,
    });
  });
});
