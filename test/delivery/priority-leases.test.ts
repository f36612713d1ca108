import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ImOperations } from '@imps-wsi/contract/im';
import { stopDatabaseClock, type DatabaseClock } from '../support/database-clock.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/**
 * Urgent and deferred messages in an inbox of which others hold a part, that is read page by page, or to which something
 * came back. Texts are the sender's letter, the number, and the priority: `a1 HIGH`.
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
type Leased = Awaited<ReturnType<Party['lease']>>;

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

async function send(text: string, wish: Partial<Message> = {}): Promise<void> {
  const { result } = await senders[text[0]!]!.call('SendMessages', { message: [draft(text, wish)] });
  expect(result).toMatchObject([{ code: 200 }]);
}

/** One after the other, each in a request of its own. */
async function sendAll(...all: string[]): Promise<void> {
  for (const text of all) await send(text);
}

/** Releases what of the answer has one of these texts, and keeps the rest. */
async function release({ receipt, item }: Leased, ...given: string[]): Promise<void> {
  const read = texts(item);
  const entry = item
    .filter((_, at) => given.includes(read[at]!))
    .map(({ messageId }) => ({ messageId, outcome: 'RELEASED' as const }));
  expect((await bob.call('AcknowledgeMessages', { receipt: receipt!, entry })).code).toBe(200);
}

describe('MT-3: a message is held back by earlier ones of its sender, and by no later one', () => {
  test.each([
    ['an urgent one', 'a1 HIGH', ['a2', 'b1']],
    ['a deferred one', 'a1 LOW', ['a2 LOW', 'b1']],
    ['an ordinary one', 'a1', ['a2 HIGH', 'b1']],
    ['an urgent one before deferred ones', 'a1 HIGH', ['a2 LOW', 'b1']],
  ])('%s that was given back comes although a later one is leased', async (_, first, later) => {
    await sendAll(first, ...later);
    const held = await bob.lease();
    await release(held, first);
    await sendAll('a9', 'a10 HIGH');
    expect(texts((await bob.lease({ maxMessages: 1 })).item)).toEqual([first]);
    // The later ones wait for those before them that others have.
    expect(await bob.lease()).toMatchObject({ item: [], moreAvailable: false });
  });

  test.each(['a1 HIGH', 'a1 LOW'])('%s comes although a later one was had by a filter', async (first) => {
    await send(first, { conversationId: 'one' });
    await send('a2', { conversationId: 'other' });
    const filtered = await bob.lease({ conversationId: 'other' });
    expect(texts(filtered.item)).toEqual(['a2']);
    const rest = await bob.lease();
    expect([texts(rest.item), rest.moreAvailable]).toEqual([[first], false]);
  });

  test.each(['HIGH', 'LOW'])('a reader who waits gets a %s one that is given back at once', async (priority) => {
    await sendAll(`a1 ${priority}`, `a2 ${priority}`);
    const held = await bob.lease();
    expect(held.item).toHaveLength(1 + Number(priority === 'HIGH' || held.item.length === 2));
    const waiting = bob.lease({ waitSeconds: 60 });
    await release(held, `a1 ${priority}`);
    expect(texts((await waiting).item)).toEqual([`a1 ${priority}`]);
  });
});

describe('an answer of many pages', () => {
  const pageful = (letter: string, size: number): Message[] =>
    Array.from({ length: size }, (_, at) => draft(`${letter}${String(at)}`));

  test.each([
    ['LOW', 200],
    ['LOW', 400],
    ['HIGH', 200],
    ['HIGH', 201],
  ])('has the %s one behind %i others, or says that more is there', async (priority, size) => {
    await senders['a']!.call('SendMessages', { message: pageful('a', size) });
    await sendAll(`b1 ${priority}`);
    const first = await bob.lease();
    const got = texts(first.item);
    if (first.moreAvailable) got.push(...texts((await bob.lease()).item));
    expect(got).toHaveLength(size + 1);
    expect(got).toContain(`b1 ${priority}`);
    expect(await bob.lease()).toMatchObject({ item: [], moreAvailable: false });
  });
});

describe('a sender who has sent, and has waiting, more than is looked through', () => {
  test('has an urgent message at the end of the line; that of another sender goes first', async () => {
    const many = Array.from({ length: 510 }, (_, at) => draft(`a${String(at)}`));
    await senders['a']!.call('SendMessages', { message: many.slice(0, 255) });
    await senders['a']!.call('SendMessages', { message: many.slice(255) });
    await sendAll('b1', 'a900 HIGH', 'a901', 'a902 HIGH', 'c1 HIGH', 'b2 HIGH');
    const got: string[] = [];
    for (let more = true; more;) {
      const { item, receipt, moreAvailable } = await bob.lease({ maxMessages: 199 });
      got.push(...texts(item));
      await bob.call('AcknowledgeMessages', { receipt: receipt! });
      more = moreAvailable;
    }
    const rest = many.map(({ part }) => part[0]!.text);
    expect(got).toEqual(['c1 HIGH', ...rest, 'b1', 'b2 HIGH', 'a900 HIGH', 'a901', 'a902 HIGH']);
  });
});

describe('remaining', () => {
  test('counts what stands behind the last item, whatever stands before it', async () => {
    await sendAll('a1 HIGH', 'b1', 'b2', 'b3 HIGH', 'c1 LOW');
    const remaining: (number | undefined)[] = [];
    for (let left = 5; left > 0; left -= 1)
      remaining.push((await bob.lease({ maxMessages: 1, leaseSeconds: 60 })).remaining);
    // What others of one sender hold back is still behind.
    expect(remaining.slice(0, 3)).toEqual([4, 3, 0]);
    await clock.advance(61);
    const some = await bob.lease({ maxMessages: 2, leaseSeconds: 60 });
    expect([texts(some.item), some.remaining]).toEqual([['a1 HIGH', 'b1'], 3]);
  });
});
