import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isDivided } from '../support/partitions.js';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { rowsRead, statementsOf, type Statement } from '../support/statements.js';

/**
 * A prepared statement has one plan for all owners, made for the average one. Here the average inbox holds two messages,
 * and one holds thousands: what is looked at must not depend on how many those are.
 */
const HOT = 5_000;
const SMALL_INBOXES = 2_000;
/** GetMessages counts what remains up to a thousand; nothing else looks at more than a page. */
const MOST_ROWS = 1_100;

let b1: TestProvider;
let alice: Party;
let carol: Party;

/** Copies of what the provider stored last for an inbox, in order, to inboxes of whoever. */
const copies = (table: string, owner: string, seq: string): string =>
  `INSERT INTO ${table} SELECT copy.*
   FROM (SELECT * FROM ${table} ORDER BY seq DESC LIMIT 1) t, generate_series(1, $1::int) g,
   jsonb_populate_record(NULL::${table}, to_jsonb(t) || jsonb_build_object(
     'owner_id', ${owner}, 'seq', ${seq}, 'client_message_id', 'copy' || (${seq}))) copy`;

beforeAll(async () => {
  b1 = await startTestProvider();
  alice = new Party(b1, await b1.addPerson('alice'));
  carol = new Party(b1, await b1.addPerson('carol'));
  await alice.send(carol.address, 'as all others');
  const { pool } = b1.database;
  for (const table of ['delivery', 'inbox']) {
    await pool.query(copies(table, 't.owner_id', 't.seq + g'), [HOT]);
    await pool.query(copies(table, '1000000 + g / 2', `t.seq + g`), [SMALL_INBOXES * 2]);
  }
  await pool.query(`SELECT setval('delivery_order', max(seq)) FROM delivery`);
  await pool.query('VACUUM (ANALYZE)');
});
afterAll(() => b1.drop());

async function delivered(): Promise<void> {
  await alice.send(carol.address, 'one more');
  for (const priority of ['HIGH', 'LOW', 'LOW'] as const) {
    const part = [{ contentType: 'text/plain', text: priority }];
    const message = [{ clientMessageId: alice.nextId(), recipient: [carol.address], part, priority }];
    await alice.call('SendMessages', { message });
  }
  const { item, receipt } = await carol.lease({ maxMessages: 10 });
  expect(item).toHaveLength(10);
  const entry = item.slice(0, 5).map(({ messageId }, index) => ({
    messageId,
    outcome: index === 0 ? ('RELEASED' as const) : ('ACCEPTED' as const),
  }));
  expect(await carol.call('AcknowledgeMessages', { receipt: receipt!, entry })).toMatchObject({ code: 200 });
  // Again: what became of them is looked up.
  await carol.call('AcknowledgeMessages', { receipt: receipt!, entry });
  expect(await carol.call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 200 });
  // Nothing is left leased: what one leased message holds back of its sender's is passed over row by row.
  const last = await carol.lease({ maxMessages: 10 });
  expect(last.item).toHaveLength(10);
  await carol.call('AcknowledgeMessages', { receipt: last.receipt! });
}

const whereTablesAreWhole = isDivided ? describe.skip : describe; // divided, small tables have other plans
whereTablesAreWhole('an inbox with thousands of messages among many with few', () => {
  test('no statement of a delivery looks at more than a page of it', async () => {
    const noted = await statementsOf(delivered);
    const statements = [...new Map(noted.map((each) => [each.name, each])).values()];
    const read: [number, string][] = [];
    const client = await b1.database.pool.connect();
    try {
      // An INSERT looks at nothing but its keys, and cannot be run again.
      const named = statements.filter(
        (each): each is Statement & { name: string } => each.name !== undefined && !/^\s*INSERT/.test(each.text),
      );
      for (const each of named) read.push([await rowsRead(client, each), each.name]);
    } finally {
      client.release(true);
    }
    const names = read.map(([, name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'next-items',
        'next-prioritised-items',
        'last-waiting-in-inbox',
        'remove-items',
        'record-state',
        'items-settled',
      ]),
    );
    expect(read.filter(([rows]) => rows > MOST_ROWS)).toEqual([]);
  });
});
