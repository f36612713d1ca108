import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ThrottleStore } from '../../packages/provider/dist/store/throttle.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** How much an account may send, is sent, and may have waiting; the same for all processes of a provider. */

let b1: TestProvider;
let second: TestProvider;
let count = 0;
let alice: Party;
let bob: Party;
let carol: Party;

const settings = { messageBurstSeconds: 3, inboundPeriodSeconds: 86_400 };
beforeAll(async () => {
  b1 = await startTestProvider({ settings });
  second = await startTestProvider({ settings, database: b1.database });
});
afterAll(async () => {
  await second.drop();
  await b1.drop();
});
beforeEach(async () => {
  count += 1;
  const names = ['alice', 'bob', 'carol'].map((name) => b1.addPerson(`${name}${String(count)}`));
  [alice, bob, carol] = (await Promise.all(names)).map((address) => new Party(b1, address)) as [Party, Party, Party];
});

const message = (id: string, text: string, ...to: Party[]) => ({
  clientMessageId: id,
  recipient: to.map(({ address }) => address),
  part: [{ contentType: 'text/plain', text }],
});
const send = async (from: Party, ...messages: ReturnType<typeof message>[]) =>
  (await from.call('SendMessages', { message: messages })).result;
const codes = async (results: ReturnType<typeof send>) => (await results).map(({ code }) => code);
const numbered = (from: number, to: number, text = 'text') =>
  Array.from({ length: to - from + 1 }, (_, n) => message(String(from + n), text, bob));

/** Sends until it is taken; the test's own time is the bound. */
async function untilTaken(from: Party, wish: ReturnType<typeof message>): Promise<void> {
  while ((await send(from, wish))[0]!.code !== 200);
}

describe('messages a second', () => {
  test('beyond the burst are refused one by one, with 503 and the time after which they are taken (GO-4)', async () => {
    await b1.settle(alice.address, 'messagesPerSecond=1');
    const results = await send(alice, ...numbered(1, 6));
    expect(results.map(({ code }) => code)).toEqual([200, 200, 200, 503, 503, 503]);
    const waits = results.slice(3).map(({ retryAfterSeconds }) => retryAfterSeconds!);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBe(1);
    expect(waits[2]).toBeLessThanOrEqual(3);
    expect(results[3]).toMatchObject({
      retryable: true,
      reason: 'This account may send 1 messages a second; send again later with the same id.',
    });
    // Others are not throttled, and what was refused is taken later, once, in its place.
    expect(await codes(send(carol, ...numbered(1, 6, 'hers')))).toEqual([200, 200, 200, 200, 200, 200]);
    await untilTaken(alice, message('4', 'text', bob));
    expect(texts(await bob.get())).toHaveLength(10);
  });

  test('count every recipient, and a message sent again is answered as the first time and counts no more', async () => {
    await b1.settle(alice.address, 'messagesPerSecond=1');
    const first = await send(alice, message('1', 'text', bob, carol), message('2', 'text', bob));
    expect(first.map(({ code }) => code)).toEqual([200, 200, 200]);
    for (let again = 0; again < 5; again += 1) {
      expect(await send(alice, message('1', 'text', bob, carol), message('2', 'text', bob))).toEqual(first);
    }
    expect(await codes(send(alice, message('1', 'other', bob)))).toEqual([402]);
  });

  test('are one number for all processes', async () => {
    await b1.settle(alice.address, 'messagesPerSecond=10');
    const elsewhere = new Party(second, alice.address);
    const start = performance.now();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        send(n % 2 === 0 ? alice : elsewhere, ...numbered(n * 10 + 1, n * 10 + 10).map((each) => each)),
      ),
    );
    const seconds = (performance.now() - start) / 1000;
    const taken = results.flat().filter(({ code }) => code === 200).length;
    // A burst of 30, what came back meanwhile, and one lease a process that may have been taken ahead.
    expect(taken).toBeGreaterThanOrEqual(28);
    expect(taken).toBeLessThanOrEqual(30 + 10 * seconds + 2);
  });

  test('as many as the burst are suggested as a batch', async () => {
    await b1.settle(alice.address, 'messagesPerSecond=2');
    expect(await alice.call('GetCapabilities', {})).toMatchObject({ suggestedBatchSize: 6 });
    expect(await bob.call('GetCapabilities', {})).toMatchObject({ suggestedBatchSize: 100 });
  });
});

describe('bytes a day', () => {
  test('bound what is sent; the next ones of the request wait too, so that none overtakes (PP2-18)', async () => {
    await b1.settle(alice.address, 'bytesPerDay=1000');
    const [kept, tooMuch, behind, never] = await send(
      alice,
      message('1', 'x'.repeat(600), bob),
      message('2', 'x'.repeat(500), bob),
      message('3', 'x', bob),
      message('4', 'x'.repeat(1001), bob),
    );
    expect([kept, tooMuch, behind, never].map((each) => each!.code)).toEqual([200, 503, 503, 432]);
    expect(tooMuch!.retryAfterSeconds).toBeLessThanOrEqual(86_400);
    expect(tooMuch!.retryAfterSeconds).toBeGreaterThan(0);
    expect(await codes(send(alice, message('5', 'x'.repeat(400), bob)))).toEqual([200]);
    expect(await codes(send(alice, message('6', 'x', bob), message('1', 'x'.repeat(600), bob)))).toEqual([503, 200]);
    expect(await alice.call('GetCapabilities', {})).toMatchObject({ maxMessageBytes: 1000 });
  });

  test('begin anew with the next day, of whichever process', async () => {
    await b1.settle(alice.address, 'bytesPerDay=1000');
    expect(await codes(send(alice, message('1', 'x'.repeat(1000), bob)))).toEqual([200]);
    await b1.database.pool.query(`UPDATE quota_use SET at = at - interval '1 day'`);
    expect(await codes(send(new Party(second, alice.address), message('2', 'x'.repeat(1000), bob)))).toEqual([200]);
    expect(await codes(send(new Party(second, alice.address), message('3', 'x', bob)))).toEqual([503]);
  });
});

describe('of a recipient', () => {
  test('messages within a period are bounded for it alone; the other recipients get them (PP2-18)', async () => {
    await b1.settle(bob.address, 'inboundPerPeriod=2');
    const results = await send(alice, ...[1, 2, 3].map((n) => message(String(n), 'text', bob, carol)));
    expect(results.map(({ code }) => code)).toEqual([200, 200, 200, 200, 503, 200]);
    expect(results[4]).toMatchObject({
      reason: 'The recipient takes no more messages for now; send again later with the same id.',
    });
    expect(await codes(send(carol, message('1', 'text', bob)))).toEqual([503]);
    expect(await codes(send(alice, message('1', 'text', bob)))).toEqual([200]);
    expect(await bob.get()).toHaveLength(2);
  });

  test('the depth of the inbox is its own, more or less than that of others', async () => {
    await b1.settle(bob.address, 'inboxDepth=2');
    expect(await codes(send(alice, ...numbered(1, 3)))).toEqual([200, 200, 507]);
    expect(await bob.get()).toHaveLength(2);
    // The next request of a reader finds removed what the one before was given.
    expect(await bob.get()).toHaveLength(0);
    expect(await codes(send(alice, message('3', 'text', bob)))).toEqual([200]);
  });

  test('what one quota refuses is not charged to another', async () => {
    await b1.settle(alice.address, 'messagesPerSecond=1');
    await b1.settle(bob.address, 'inboxDepth=1');
    expect(await codes(send(alice, ...numbered(1, 3)))).toEqual([200, 507, 507]);
    expect(await codes(send(alice, message('a', 'text', carol), message('b', 'text', carol)))).toEqual([200, 200]);
  });
});

describe('a throttle of everybody', () => {
  test('refuses all that is new until its time is over, and then ends by itself (PP2-18, GO-4)', async () => {
    const first = await send(alice, message('1', 'text', bob));
    const store = new ThrottleStore(b1.database.pool);
    await store.put({ messagesPerSecond: 0, secondsLeft: 8 });
    let refused: Awaited<ReturnType<typeof send>>[number];
    for (let n = 0; ; n += 1) {
      [refused] = (await send(carol, message(`c${String(n)}`, 'text', bob))) as [typeof refused];
      if (refused.code !== 200) break;
    }
    expect(refused).toMatchObject({ code: 503, retryable: true });
    expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(8);
    // What was taken is answered as before, and reading goes on.
    expect(await send(alice, message('1', 'text', bob))).toEqual(first);
    expect((await bob.get()).length).toBeGreaterThan(0);
    await untilTaken(carol, message('later', 'text', bob));
    expect(await store.read()).toBeUndefined();
  });
});

describe('long polls', () => {
  test('beyond the number that an account may have are answered at once, with the time to stay away', async () => {
    await b1.settle(bob.address, 'openLongPolls=1');
    const answers = Array.from({ length: 2 }, () => bob.call('GetMessages', { waitSeconds: 60 }));
    const crowded = await Promise.race(answers);
    expect(crowded).toMatchObject({ item: [], moreAvailable: false, retryAfterSeconds: 5 });
    await send(alice, message('1', 'text', bob));
    const both = await Promise.all(answers);
    expect(both.flatMap(({ item }) => texts(item))).toEqual(['text']);
    // The place is free again; and who finds something, or does not wait, needs none.
    const next = bob.call('GetMessages', { waitSeconds: 60 });
    await send(alice, message('2', 'text', bob));
    expect((await next).item).toHaveLength(1);
    expect((await bob.call('GetMessages', {})).retryAfterSeconds).toBeUndefined();
  });
});
