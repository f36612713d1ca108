import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLogger } from '@imps-wsi/provider';
import { transaction } from '../../packages/provider/dist/store/database.js';
import { insertDeliveries } from '../../packages/provider/dist/store/deliveries.js';
import { ExpirySweep } from '../../packages/provider/dist/store/expiry.js';
import { PostgresInboxes } from '../../packages/provider/dist/store/inbox.js';
import { bareInbox, type BareInbox } from '../support/bare-inbox.js';
import { isDivided } from '../support/partitions.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { contentHouse, NOTHING_STORED } from './content-house.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const sweepOf = (lookAt: (ids: ReadonlySet<string>) => void = () => undefined) =>
  new ExpirySweep(database.pool, lookAt, silentLogger);

/** Messages that expired a moment ago, or will in an hour. */
async function deliver(inbox: BareInbox, names: readonly string[], at: Date): Promise<void> {
  const deliveries = names.map((name) => ({ ...inbox.delivery(name), expiry: { at } }));
  await transaction(database.pool, (client) => insertDeliveries(client, deliveries));
}
const past = new Date(Date.now() - 1_000);
const future = new Date(Date.now() + 3_600_000);
const names = (prefix: string, length: number) => Array.from({ length }, (_, index) => `${prefix}${String(index)}`);

async function statesOf({ ownerId }: BareInbox): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ state: number; n: number }>(
    'SELECT state, count(*)::int AS n FROM delivery WHERE owner_id = $1 GROUP BY state',
    [ownerId],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

test('two processes that sweep at once remove each expired message once, and nothing else', async () => {
  const inboxes = await Promise.all([1, 2, 3].map(() => bareInbox(database.pool)));
  for (const inbox of inboxes) {
    await deliver(inbox, names('gone', 900), past);
    await deliver(inbox, names('later', 20), future);
    await inbox.deliver('never');
  }
  const [first, second] = [sweepOf(), sweepOf()];
  const removed = await Promise.all([first.sweep(), second.sweep()]);
  expect(removed[0] + removed[1]).toBe(2_700);
  for (const inbox of inboxes) expect(await statesOf(inbox)).toEqual({ 0: 21, 4: 900 });
  expect(await first.sweep()).toBe(0);
});

test('a message that is leased while the sweep looks is left to its reader', async () => {
  const inbox = await bareInbox(database.pool);
  await deliver(inbox, ['leased', 'free'], future);
  const inboxes = new PostgresInboxes(database.pool, 20);
  await inboxes.lease(inbox.wish('batch', 1));
  await database.pool.query('UPDATE inbox SET expires_at = $2 WHERE owner_id = $1', [inbox.ownerId, past]);
  // The sweep has found both, and waits for the inbox, when the other one is leased.
  const reader = await database.pool.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT 1 FROM inbox_head WHERE owner_id = $1 FOR UPDATE', [inbox.ownerId]);
  const sweeping = sweepOf().sweep();
  for (let waits = false; !waits;) {
    const { rows } = await database.pool.query<{ waits: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waits`,
    );
    waits = rows[0]!.waits;
  }
  await reader.query(
    `INSERT INTO lease (owner_id, seq, batch_id, sender, leased_until)
     SELECT owner_id, seq, 'other', sender, now() + interval '1 minute' FROM inbox
     WHERE owner_id = $1 ON CONFLICT DO NOTHING`,
    [inbox.ownerId],
  );
  await reader.query('COMMIT');
  reader.release();
  expect(await sweeping).toBe(0);
  expect(await inboxes.settle({ ownerId: inbox.ownerId, batchId: 'batch' })).toMatchObject({
    settled: 1,
    takenBack: 0,
  });
});

test('its database goes away in the middle: the next sweep removes the rest', async () => {
  const inbox = await bareInbox(database.pool);
  await deliver(inbox, names('cut', 5), past);
  await database.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut off'; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON delivery FOR EACH ROW WHEN (NEW.client_message_id = 'cut3') EXECUTE FUNCTION refuse();
  `);
  await expect(sweepOf().sweep()).rejects.toThrow('cut off');
  expect(await statesOf(inbox)).toEqual({ 0: 5 });
  await database.pool.query('DROP TRIGGER refuse ON delivery; DROP FUNCTION refuse()');
  expect(await sweepOf().sweep()).toBe(5);
  expect(await statesOf(inbox)).toEqual({ 4: 5 });
});

test('large content of an expired message is let go of, unless another recipient still has it', async () => {
  const house = await contentHouse(database.pool);
  const bob = await house.addPerson('bob');
  await house.addPerson('carol');
  const picture = await house.store(Buffer.alloc(600_000, 'picture'));
  await house.send({ to: ['wv:bob@b1.example', 'wv:carol@b1.example'], parts: [picture] });
  const sweep = sweepOf((ids) => {
    house.contents.lookAt(ids);
  });
  await database.pool.query('UPDATE inbox SET expires_at = $2 WHERE owner_id = $1', [bob, past]);
  expect(await sweep.sweep()).toBe(1);
  await house.contents.idle();
  expect(await house.counts()).toMatchObject({ contents: 1, uses: 1 });
  await database.pool.query(`UPDATE inbox SET expires_at = $1 WHERE stored_size > 0`, [past]);
  expect(await sweep.sweep()).toBe(1);
  await house.contents.idle();
  expect(await house.counts()).toEqual(NOTHING_STORED);
});

const whereTablesAreWhole = isDivided ? test.skip : test; // divided, the index that it names has eight names
whereTablesAreWhole('a sweep looks at what expired, and not at the backlog', async () => {
  const inbox = await bareInbox(database.pool);
  await deliver(inbox, names('forever', 3_000), future);
  await deliver(inbox, ['over'], past);
  await database.pool.query('ANALYZE inbox');
  const { rows } = await database.pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) SELECT i.owner_id, i.seq FROM inbox i WHERE i.expires_at <= now() ORDER BY i.expires_at LIMIT 1000`,
  );
  const nodes = flat(rows[0]!['QUERY PLAN'][0].Plan);
  expect(nodes.map((node) => node['Index Name']).filter((name) => name !== undefined)).toEqual(['inbox_by_expiry']);
  expect(nodes.map((node) => node['Rows Removed by Filter'] ?? 0)).toEqual(nodes.map(() => 0));
  expect(await sweepOf().sweep()).toBe(1);
});

interface PlanNode {
  readonly 'Index Name'?: string;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}
const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];
