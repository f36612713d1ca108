import type pg from 'pg';
import { HOLDER, letGo, usesOf } from './content-uses.js';
import { DELIVERY_STATE, recordState, type DeliveryKeyRow } from './delivery-state.js';
import { giveBackItems } from './give-back.js';
import type { KeptItems, SettleEntry, Settlement, SettleRequest } from '../domain/inbox-store.js';

/**
 * Settles leased items within the caller's transaction, which holds the lock of the inbox.
 *
 * @param freed gets the contents that the items needed, to be looked at when this is committed
 */
export async function settle(client: pg.PoolClient, request: SettleRequest, freed: Set<string>): Promise<Settlement> {
  const { ownerId, batchId } = request;
  const batch = await client.query<{ taken_back: number }>({
    name: 'batch-state',
    text: 'SELECT taken_back FROM lease_batch WHERE owner_id = $1 AND batch_id = $2',
    values: [ownerId, batchId],
  });
  const known = batch.rows[0];
  if (known === undefined) return { known: false, settled: 0, takenBack: 0, entries: [], somethingWaits: false };

  let settled = 0;
  let entries: Settlement['entries'] = [];
  if (request.entries === undefined) {
    settled = await finishBatch(client, ownerId, batchId, freed);
  } else if (request.entries.length > 0) {
    entries = await settleEntries(client, ownerId, batchId, request.entries, freed);
    settled = entries.filter((entry) => entry === 'settled').length;
  }
  const leasedUntil =
    request.extendSeconds === undefined ? undefined : await extend(client, ownerId, batchId, request.extendSeconds);
  return {
    known: true,
    settled,
    takenBack: known.taken_back,
    entries,
    somethingWaits: settled > 0 && (await holdsAnything(client, ownerId)),
    ...(leasedUntil === undefined ? {} : { leasedUntil }),
  };
}

/**
 * Accepts all of a batch whose receipt nobody was told; answers whether something waits. A long answer has a row in
 * `lease_batch`, which is left to the sweep.
 */
export async function settleUnnamed(
  client: pg.PoolClient,
  ownerId: string,
  batchId: string,
  freed: Set<string>,
  kept: readonly string[] = [],
): Promise<boolean> {
  const settled = await finishBatch(client, ownerId, batchId, freed, kept);
  return settled + kept.length > 0 && holdsAnything(client, ownerId);
}

/** What is kept of an answer is not delivered again, and removed by the sweep when its time is over. */
export async function keepSent(
  client: pg.PoolClient,
  ownerId: string,
  batchId: string,
  { seqs, seconds }: KeptItems,
): Promise<void> {
  if (seqs.length === 0) return;
  await client.query({
    name: 'keep-sent',
    text: `UPDATE lease SET sent = true, leased_until = now() + make_interval(secs => $4)
           WHERE owner_id = $1 AND batch_id = $2 AND seq = ANY ($3::bigint[])`,
    values: [ownerId, batchId, seqs, seconds],
  });
}

/** Accepts what is still leased under the batch, but for what is kept; answers how much that was. */
async function finishBatch(
  client: pg.PoolClient,
  ownerId: string,
  batchId: string,
  freed: Set<string>,
  kept: readonly string[] = [],
): Promise<number> {
  const { rows } = await client.query<{ seq: string }>({
    name: 'unlease-batch',
    text: 'DELETE FROM lease WHERE owner_id = $1 AND batch_id = $2 AND seq <> ALL ($3::bigint[]) RETURNING seq',
    values: [ownerId, batchId, kept],
  });
  const seqs = rows.map(({ seq }) => seq);
  await finish(client, ownerId, seqs, { state: DELIVERY_STATE.delivered, freed });
  return seqs.length;
}

async function settleEntries(
  client: pg.PoolClient,
  ownerId: string,
  batchId: string,
  entries: readonly SettleEntry[],
  freed: Set<string>,
): Promise<Settlement['entries']> {
  const asked = entries.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  const leased = await client.query<{ seq: string }>({
    name: 'leased-of-batch',
    text: 'SELECT seq FROM lease WHERE owner_id = $1 AND batch_id = $2 AND seq = ANY ($3::bigint[])',
    values: [ownerId, batchId, asked],
  });
  const held = new Set(leased.rows.map(({ seq }) => seq));
  const missing = asked.filter((seq) => !held.has(seq));
  const earlier = missing.length === 0 ? NOTHING : await fateOf(client, ownerId, missing);

  const take = (outcome: SettleEntry['outcome']): SettleEntry[] =>
    entries.filter((entry) => entry.outcome === outcome && entry.seq !== undefined && held.has(entry.seq));
  const seqsOf = (list: readonly SettleEntry[]): string[] => list.flatMap(({ seq }) => seq ?? []);

  const accepted = seqsOf(take('ACCEPTED'));
  const rejected = take('REJECTED');
  const returned = [...take('RELEASED'), ...take('FAILED')];
  const gone = [...accepted, ...seqsOf(rejected)];
  if (gone.length > 0) {
    await client.query({
      name: 'unlease-items',
      text: 'DELETE FROM lease WHERE owner_id = $1 AND seq = ANY ($2::bigint[])',
      values: [ownerId, gone],
    });
  }
  if (accepted.length > 0) await finish(client, ownerId, accepted, { state: DELIVERY_STATE.delivered, freed });
  for (const { seq, reason } of rejected) {
    await finish(client, ownerId, seq === undefined ? [] : [seq], { state: DELIVERY_STATE.rejected, reason, freed });
  }
  await giveBackItems(
    client,
    ownerId,
    returned.flatMap(({ seq, outcome, reason }) =>
      seq === undefined ? [] : [{ seq, failed: outcome === 'FAILED', reason }],
    ),
  );
  return entries.map(({ seq, outcome }) => {
    if (seq === undefined) return 'unknown';
    if (held.has(seq)) return 'settled';
    const comesBack = outcome === 'RELEASED' || outcome === 'FAILED';
    if (earlier.waiting.has(seq)) return comesBack && earlier.free.has(seq) ? 'settled' : 'takenBack';
    return !comesBack && earlier.settled.has(seq) ? 'settled' : 'unknown';
  });
}

interface Fate {
  /** Still in the inbox. */
  readonly waiting: ReadonlySet<string>;
  /** Of those, the ones that nobody has leased: releasing them again is a repeat. */
  readonly free: ReadonlySet<string>;
  /** Delivered or rejected before. */
  readonly settled: ReadonlySet<string>;
}

const NOTHING: Fate = { waiting: new Set(), free: new Set(), settled: new Set() };

/** What became of items that the receipt no longer holds, so that a repeated acknowledgement succeeds. */
async function fateOf(client: pg.PoolClient, ownerId: string, seqs: readonly string[]): Promise<Fate> {
  const waiting = await client.query<{ seq: string; free: boolean }>({
    name: 'items-waiting',
    text: `SELECT i.seq, l.seq IS NULL OR l.leased_until <= now() AS free
           FROM inbox i LEFT JOIN lease l ON l.owner_id = $1 AND l.seq = i.seq
           WHERE i.owner_id = $1 AND i.seq = ANY ($2::bigint[])`,
    values: [ownerId, seqs],
  });
  const settled = await client.query<{ seq: string }>({
    name: 'items-settled',
    text: `SELECT seq FROM delivery WHERE owner_id = $1 AND seq = ANY ($2::bigint[]) AND state = ANY ($3::smallint[])`,
    values: [ownerId, seqs, [DELIVERY_STATE.delivered, DELIVERY_STATE.rejected]],
  });
  return {
    waiting: new Set(waiting.rows.map(({ seq }) => seq)),
    free: new Set(waiting.rows.filter(({ free }) => free).map(({ seq }) => seq)),
    settled: new Set(settled.rows.map(({ seq }) => seq)),
  };
}

export interface Ending {
  readonly state: number;
  readonly reason?: string | undefined;
  /** Gets the contents that the items needed. */
  readonly freed: Set<string>;
}

/** Removes items from the inbox, within the caller's transaction, and notes what became of their deliveries. */
export async function finish(
  client: pg.PoolClient,
  ownerId: string,
  seqs: readonly string[],
  { state, reason, freed }: Ending,
): Promise<void> {
  if (seqs.length === 0) return;
  const { rows } = await client.query<DeliveryKeyRow & { item_id: string; parts: string | null }>({
    name: 'remove-items',
    text: `DELETE FROM inbox WHERE owner_id = $1 AND seq = ANY ($2::bigint[])
           RETURNING sender_id, client_message_id, recipient_key, seq AS item_id,
             CASE WHEN stored_size > 0 THEN parts END AS parts`,
    values: [ownerId, seqs],
  });
  await recordState(client, ownerId, rows, state, reason);
  const uses = usesOf(rows);
  await letGo(client, ownerId, HOLDER.inbox, uses);
  for (const { contentId } of uses) freed.add(contentId);
}

async function extend(
  client: pg.PoolClient,
  ownerId: string,
  batchId: string,
  seconds: number,
): Promise<Date | undefined> {
  const { rows } = await client.query<{ leased_until: Date }>({
    name: 'extend-lease',
    text: `UPDATE lease SET leased_until = now() + make_interval(secs => $3)
           WHERE owner_id = $1 AND batch_id = $2 RETURNING leased_until`,
    values: [ownerId, batchId, seconds],
  });
  return rows[0]?.leased_until;
}

async function holdsAnything(client: pg.PoolClient, ownerId: string): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'holds-anything',
    // In order, or a plan may begin with the pages that hold nothing but what was removed.
    text: 'SELECT 1 FROM inbox WHERE owner_id = $1 ORDER BY seq LIMIT 1',
    values: [ownerId],
  });
  return rowCount === 1;
}
