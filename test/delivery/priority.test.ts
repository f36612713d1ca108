import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ImOperations } from '@imps-wsi/contract/im';
import { stopDatabaseClock, type DatabaseClock } from '../support/database-clock.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/**
 * Priority acts between senders: what one sender sent comes in the order it was sent, whatever its priority. Texts here
 * are the sender's letter, the number, and the priority: `a1 HIGH`.
 */

let database: TestDatabase;
let clock: DatabaseClock;
let b1: TestProvider;
let senders: Record<string, Party>;
let bob: Party;
let count = 0;

beforeAll(async () => {
  database = await freshDatabase();
  clock = await stopDatabaseClock(database);
  b1 = await startTestProvider({ database, settings: { maxLeaseSeconds: 3600 } });
  senders = {};
  for (const name of ['a', 'b', 'c']) senders[name] = new Party(b1, await b1.addPerson(name));
});
afterAll(async () => {
  await b1.drop();
  await database.drop();
});
beforeEach(async () => {
  count += 1;
  bob = new Party(b1, await b1.addPerson(`bob${String(count)}`));
});

type Message = ImOperations['SendMessages']['requestInput']['message'][number];

function draft(text: string, wish: Partial<Message> = {}): Message {
  const [name = '', priority] = text.split(' ');
  return {
    clientMessageId: `${String(count)}-${name}`,
    recipient: [bob.address],
    part: [{ contentType: 'text/plain', text }],
    ...(priority === undefined ? {} : { priority: priority as Message['priority'] }),
    ...wish,
  };
}

/** One after the other, each in a request of its own. */
async function sendAll(...all: string[]): Promise<void> {
  for (const text of all) {
    const { result } = await senders[text[0]!]!.call('SendMessages', { message: [draft(text)] });
    expect(result[0]).toMatchObject({ code: 200 });
  }
}

async function oneByOne(): Promise<string[]> {
  const got: string[] = [];
  for (;;) {
    const { item, moreAvailable } = await bob.call('GetMessages', { maxMessages: 1 });
    got.push(...texts(item));
    if (!moreAvailable) return got;
  }
}

async function settle(receipt: string, items: readonly { messageId: string }[], outcome: 'ACCEPTED' | 'RELEASED') {
  if (items.length === 0) return [];
  const entry = items.map(({ messageId }) => ({ messageId, outcome }));
  return (await bob.call('AcknowledgeMessages', { receipt, entry })).result.map(({ code }) => code);
}

describe('between senders', () => {
  test.each([
    ['the urgent one goes first, the deferred one last', ['a1 LOW', 'b1', 'c1 HIGH'], ['c1 HIGH', 'b1', 'a1 LOW']],
    ['of one priority the older goes first', ['a1 HIGH', 'b1 HIGH', 'c1 HIGH'], ['a1 HIGH', 'b1 HIGH', 'c1 HIGH']],
    ['NORMAL is as if nothing was said', ['a1 NORMAL', 'b1', 'c1 NORMAL'], ['a1 NORMAL', 'b1', 'c1 NORMAL']],
    [
      'an urgent message comes behind its sender’s last one that waits, and before all others',
      ['b1', 'a1', 'b2', 'c1', 'a2 HIGH', 'c2'],
      ['b1', 'a1', 'a2 HIGH', 'b2', 'c1', 'c2'],
    ],
    [
      'several urgent ones of one sender stay in order behind it',
      ['a1', 'b1', 'a2 HIGH', 'a3 HIGH', 'a4', 'a5 HIGH'],
      ['a1', 'a2 HIGH', 'a3 HIGH', 'b1', 'a4', 'a5 HIGH'],
    ],
  ])('%s', async (_, sent, expected) => {
    await sendAll(...sent);
    expect(await oneByOne()).toEqual(expected);
    await sendAll(...sent.map((text) => text.replace(/\d/, (digit) => String(Number(digit) + 5))));
    expect(texts(await bob.get())).toEqual(expected.map((text) => text.replace(/\d/, (d) => String(Number(d) + 5))));
  });

  test('what waits behind its own sender’s deferred message comes when that is gone', async () => {
    await sendAll('a1 LOW', 'a2', 'a3 HIGH', 'b1');
    expect(await oneByOne()).toEqual(['b1', 'a1 LOW', 'a2', 'a3 HIGH']);
    await sendAll('a4 LOW', 'a5', 'b2');
    const first = await bob.lease();
    expect(texts(first.item)).toEqual(['b2', 'a4 LOW']);
    expect(first.moreAvailable).toBe(true);
    expect(await bob.lease()).toMatchObject({ item: [], moreAvailable: false });
    await settle(first.receipt!, first.item, 'ACCEPTED');
    expect(texts(await bob.get())).toEqual(['a5']);
  });

  test('reader and sender see which it was; a message without says nothing', async () => {
    await sendAll('a1 HIGH', 'b1 LOW', 'c1');
    const items = await bob.get();
    expect(items.map(({ priority }) => priority)).toEqual(['HIGH', undefined, 'LOW']);
    // What was flushed is removed before the same reader is answered again.
    expect(await bob.get()).toEqual([]);
    const { status } = await senders['a']!.call('GetMessageStatus', { messageId: [items[0]!.messageId] });
    expect(status).toMatchObject([{ state: 'DELIVERED' }]);
    const { result } = await senders['a']!.call('SendMessages', { message: [draft('a1 HIGH')] });
    expect(result).toMatchObject([{ code: 200, messageId: items[0]!.messageId }]);
    const other = { message: [draft('a1 HIGH', { priority: 'LOW' })] };
    expect((await senders['a']!.call('SendMessages', other)).result).toMatchObject([{ code: 402 }]);
  });
});

describe('MT-3, PP2-13: within one sender', () => {
  test('a request’s messages come in its order, whatever their priorities', async () => {
    const order = ['a1 LOW', 'a2 HIGH', 'a3', 'a4 HIGH', 'a5 LOW', 'a6 HIGH', 'a7', 'a8', 'a9 HIGH'];
    await senders['a']!.call('SendMessages', { message: order.map((text) => draft(text)) });
    expect(await oneByOne()).toEqual(order);
  });

  test('any mix of any senders keeps each one’s order, for readers of any page size', async () => {
    const priorities = ['', ' HIGH', ' LOW'];
    let random = 7;
    const next = (bound: number): number => (random = (random * 48_271) % 2_147_483_647) % bound;
    for (const maxMessages of [1, 2, 3, 7, 100]) {
      const sent: string[] = [];
      for (let index = 0; index < 40; index += 1) {
        sent.push(`${'abc'[next(3)]!}${String(maxMessages)}-${String(index)}${priorities[next(3)]!}`);
      }
      await sendAll(...sent);
      const got: string[] = [];
      for (let more = true; more;) {
        const { item, receipt, moreAvailable } = await bob.lease({ maxMessages });
        got.push(...texts(item));
        await settle(receipt!, item, 'ACCEPTED');
        more = moreAvailable;
      }
      expect([...got].sort()).toEqual([...sent].sort());
      for (const name of ['a', 'b', 'c']) {
        expect(got.filter((text) => text.startsWith(name))).toEqual(sent.filter((text) => text.startsWith(name)));
      }
    }
  });

  test('readers that take turns, give back and forget keep it too', async () => {
    let random = 11;
    const next = (bound: number): number => (random = (random * 48_271) % 2_147_483_647) % bound;
    const sent: string[] = [];
    for (let index = 0; index < 60; index += 1)
      sent.push(`${'abc'[next(3)]!}${String(index)}${['', ' HIGH', ' LOW'][next(3)]!}`);
    await sendAll(...sent);
    const accepted: string[] = [];
    const held: { receipt: string; items: { messageId: string; text: string }[] }[] = [];
    for (let turn = 0; accepted.length < sent.length && turn < 1_000; turn += 1) {
      if (held.length < 3) {
        const { item, receipt } = await bob.lease({ maxMessages: 1 + next(4), leaseSeconds: 60 });
        const read = texts(item);
        if (receipt !== undefined)
          held.push({ receipt, items: item.map(({ messageId }, at) => ({ messageId, text: read[at]! })) });
        // Whoever has it has all of the sender's that came before, or they are done with.
        for (const [at, text] of read.entries()) {
          const before = sent.slice(0, sent.indexOf(text)).filter((other) => other.startsWith(text[0]!));
          expect(before.filter((other) => !accepted.includes(other) && !read.slice(0, at).includes(other))).toEqual([]);
        }
      }
      if (held.length === 3 || next(2) === 0) {
        const [batch] = held.splice(next(held.length), 1);
        if (batch === undefined) continue;
        const kept = next(batch.items.length + 1);
        const [done, back] = [batch.items.slice(0, kept), batch.items.slice(kept)];
        const codes = await settle(batch.receipt, done, 'ACCEPTED');
        accepted.push(...done.filter((_, at) => codes[at] === 200).map(({ text }) => text));
        if (next(3) > 0) await settle(batch.receipt, back, 'RELEASED');
        else {
          // All forget what they had.
          await clock.advance(61);
          held.length = 0;
        }
      }
    }
    expect(accepted).toHaveLength(sent.length);
    for (const name of ['a', 'b', 'c']) {
      expect(accepted.filter((text) => text.startsWith(name))).toEqual(sent.filter((text) => text.startsWith(name)));
    }
  });

  test('while one is leased nobody gets that sender’s later ones, and those of others go on', async () => {
    await sendAll('a1', 'a2 HIGH', 'b1');
    const first = await bob.lease({ maxMessages: 1 });
    expect(texts(first.item)).toEqual(['a1']);
    await sendAll('c1 HIGH', 'a3 LOW');
    const second = await bob.lease({ maxMessages: 1 });
    expect([texts(second.item), second.moreAvailable]).toEqual([['c1 HIGH'], true]);
    expect(texts((await bob.lease()).item)).toEqual(['b1']);
    expect(await bob.lease()).toMatchObject({ item: [], moreAvailable: false });
    await settle(first.receipt!, first.item, 'RELEASED');
    expect(await oneByOne()).toEqual(['a1', 'a2 HIGH', 'a3 LOW']);
  });

  test('released and run-out messages come back where they stood', async () => {
    await sendAll('a1', 'b1', 'a2 HIGH', 'c1 LOW');
    const all = await bob.lease({ leaseSeconds: 60 });
    expect(texts(all.item)).toEqual(['a1', 'a2 HIGH', 'b1', 'c1 LOW']);
    await settle(all.receipt!, [all.item[0]!, all.item[3]!], 'RELEASED');
    expect(texts((await bob.lease({ leaseSeconds: 60 })).item)).toEqual(['a1', 'c1 LOW']);
    await clock.advance(61);
    expect(texts(await bob.get())).toEqual(['a1', 'a2 HIGH', 'b1', 'c1 LOW']);
  });
});

describe('together with what else readers can ask for', () => {
  test('a requestId gives the same items in the same order', async () => {
    await sendAll('a1', 'b1', 'a2 HIGH', 'c1 LOW', 'c2');
    const wish = { requestId: 'again', leaseSeconds: 60 };
    const first = await bob.lease(wish);
    expect(texts(first.item)).toEqual(['a1', 'a2 HIGH', 'b1', 'c1 LOW']);
    expect(await bob.lease(wish)).toEqual(first);
    expect(await bob.lease({ ...wish, maxMessages: 2 })).toMatchObject({
      item: first.item.slice(0, 2),
      moreAvailable: true,
    });
  });

  test('filters: what they keep away holds nothing back', async () => {
    const send = (text: string, conversationId: string) =>
      senders['a']!.call('SendMessages', { message: [draft(text, { conversationId })] });
    await send('a1 LOW', 'slow');
    await send('a2', 'quick');
    await send('a3 HIGH', 'quick');
    await sendAll('b1 HIGH');
    const quick = await bob.lease({ conversationId: 'quick' });
    expect([texts(quick.item), quick.moreAvailable]).toEqual([['a2', 'a3 HIGH'], false]);
    expect(texts(await bob.get({ fromSender: senders['b']!.address }))).toEqual(['b1 HIGH']);
    await settle(quick.receipt!, quick.item, 'ACCEPTED');
    expect(texts(await bob.get())).toEqual(['a1 LOW']);
  });

  test('headersOnly, content and bounds', async () => {
    await sendAll('a1 LOW', 'b1', 'c1 HIGH');
    const headers = await bob.lease({ headersOnly: true, maxMessages: 2 });
    expect(headers.item.map(({ sender }) => sender)).toEqual([senders['c']!.address, senders['b']!.address]);
    const { messageId } = headers.item[0]!;
    const content = await bob.call('GetMessageContent', { messageId, part: 1 });
    expect(Buffer.from(content.data as Uint8Array).toString()).toBe('c1 HIGH');
    await settle(headers.receipt!, headers.item, 'RELEASED');
    const bounded = await bob.lease({ maxBytes: 1 });
    expect([texts(bounded.item), bounded.moreAvailable]).toEqual([['c1 HIGH'], true]);
  });

  test('expiry: what expired holds nothing back, and nothing stands behind it for long', async () => {
    await senders['a']!.call('SendMessages', {
      message: [
        draft('a1 LOW', { timeToLive: 10 }),
        draft('a2'),
        draft('a3 HIGH', { timeToLive: 10 }),
        draft('a4 HIGH'),
      ],
    });
    await sendAll('b1');
    await clock.advance(10);
    expect(texts(await bob.get())).toEqual(['a2', 'a4 HIGH', 'b1']);
  });

  test('an answer of many pages has everything once, and says what came meanwhile', async () => {
    const size = 450;
    const message = Array.from({ length: size }, (_, index) => draft(`a${String(index)}`));
    await senders['a']!.call('SendMessages', { message });
    await sendAll('b1 LOW', 'c1', 'c2 HIGH', 'a900 HIGH');
    const { item, receipt, moreAvailable, remaining } = await bob.lease({ maxMessages: 300 });
    expect(item).toHaveLength(300);
    expect([moreAvailable, remaining]).toEqual([true, 154]);
    await settle(receipt!, item, 'ACCEPTED');
    const rest = await bob.lease();
    expect(await bob.lease()).toMatchObject({ item: [], moreAvailable: false });
    expect(texts([...item, ...rest.item])).toEqual([
      ...message.map(({ part }) => part[0]!.text),
      'a900 HIGH',
      'c1',
      'c2 HIGH',
      'b1 LOW',
    ]);
    await settle(rest.receipt!, rest.item, 'ACCEPTED');
    expect(await bob.lease()).toMatchObject({ item: [], moreAvailable: false });
  });
});
