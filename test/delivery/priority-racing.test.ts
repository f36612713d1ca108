import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** Senders and readers of one inbox at two processes, all at once, with priorities: what one sent is read in its order. */

const MESSAGES = 90;
const PRIORITIES = [undefined, undefined, 'HIGH', 'LOW'] as const;
const BOB = 'wv:bob@b1.example';

let database: TestDatabase;
let processes: readonly TestProvider[];

beforeAll(async () => {
  database = await freshDatabase();
  processes = [await startTestProvider({ database }), await startTestProvider({ database })];
  for (const name of ['a', 'b', 'c', 'bob']) await processes[0]!.addPerson(name);
});
afterAll(async () => {
  for (const each of processes) await each.drop();
  await database.drop();
});

/** The same at each run. */
function dice(seed: number): (bound: number) => number {
  let random = seed;
  return (bound) => (random = (random * 48_271) % 2_147_483_647) % bound;
}

/** Answer before next request, each to either process, of one to six messages. */
async function write(name: string, seed: number): Promise<void> {
  const next = dice(seed);
  const parties = processes.map((process) => new Party(process, `wv:${name}@b1.example`));
  for (let sent = 0; sent < MESSAGES;) {
    const size = Math.min(1 + next(6), MESSAGES - sent);
    const message = Array.from({ length: size }, (_, at) => ({
      clientMessageId: `${name} ${String(sent + at)}`,
      recipient: [BOB],
      part: [{ contentType: 'text/plain', text: `${name} ${String(sent + at)}` }],
      priority: PRIORITIES[next(PRIORITIES.length)],
    }));
    const { code } = await parties[next(2)]!.call('SendMessages', { message });
    expect(code).toBe(200);
    sent += size;
  }
}

/** Accepts the first ones of what it gets and gives back the rest, until all is read. */
async function read(seed: number, accepted: string[]): Promise<void> {
  const next = dice(seed);
  const parties = processes.map((process) => new Party(process, BOB));
  while (accepted.length < 3 * MESSAGES) {
    const bob = parties[next(2)]!;
    const fromSender = next(3) === 0 ? `wv:${'abc'[next(3)]!}@b1.example` : undefined;
    const { item, receipt } = await bob.lease({ maxMessages: 1 + next(8), fromSender, leaseSeconds: 60 });
    if (receipt === undefined) continue;
    const kept = 1 + next(item.length);
    accepted.push(...texts(item.slice(0, kept)));
    const entry = item.map(({ messageId }, at) => ({
      messageId,
      outcome: at < kept ? ('ACCEPTED' as const) : ('RELEASED' as const),
    }));
    expect((await bob.call('AcknowledgeMessages', { receipt, entry })).code).toBe(200);
  }
}

test('MT-3, PP2-13: three readers at two processes get everything once, each sender’s messages in their order', async () => {
  const accepted: string[] = [];
  const writing = ['a', 'b', 'c'].map((name, at) => write(name, 7 + at));
  await Promise.all([...writing, ...[21, 22, 23].map((seed) => read(seed, accepted))]);
  for (const name of ['a', 'b', 'c']) {
    expect(accepted.filter((text) => text.startsWith(name))).toEqual(
      Array.from({ length: MESSAGES }, (_, at) => `${name} ${String(at)}`),
    );
  }
  expect((await new Party(processes[0]!, BOB).lease()).item).toEqual([]);
});
