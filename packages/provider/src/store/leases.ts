import type pg from 'pg';
import type { LeaseRequest, LeasedPage, StoredItem } from '../domain/inbox-store.js';
import { anyNext, anyPrioritised, anyUrgent } from './any-items.js';
import { carriedOf, readCarried } from './item-content.js';
import { MultiRowStatement } from './multi-row.js';
import { HELD } from './deliverable.js';
import { nextItems, replayedItems, type ItemRow } from './next-items.js';
import { isDeferred } from './order-number.js';
import { withoutOvertaking } from './overtaking.js';

/** Items of one page, and how they ended. */
export interface ItemPage {
  readonly items: StoredItem[];
  /** Items that were handed out too often: given to nobody, and if there are any nothing was leased. */
  readonly worn: readonly string[];
  readonly goesOn: boolean;
  readonly more: boolean;
}

const insertLease = new MultiRowStatement(
  'insert-lease',
  ['::bigint', '::bigint', '::text', '::text', 'now() + make_interval(secs => $)'],
  (values) =>
    `INSERT INTO lease (owner_id, seq, batch_id, sender, leased_until) VALUES ${values}
     ON CONFLICT (owner_id, seq) DO UPDATE
     SET batch_id = excluded.batch_id, leased_until = excluded.leased_until, attempts = lease.attempts + 1, sent = false,
       spared = lease.spared + lease.is_spared::integer, is_spared = false,
       counted_at = CASE WHEN lease.is_spared THEN lease.counted_at ELSE now() END`,
);

const NOTHING = Buffer.alloc(0);

async function toItem(
  client: pg.PoolClient,
  { ownerId, maxInlineBytes }: LeaseRequest,
  row: ItemRow,
  attempt: number,
): Promise<StoredItem> {
  const { bytes, rowBytes, isPartial } = carriedOf(row, maxInlineBytes);
  const left = rowBytes === 0 ? NOTHING : undefined;
  return {
    seq: row.seq,
    sender: row.sender,
    recipient: row.recipient,
    header: row.header,
    parts: row.parts,
    content: row.content ?? left ?? (await readCarried(client, ownerId, row, maxInlineBytes)),
    carriedBytes: bytes,
    partsOmitted: isPartial,
    acceptedAt: row.accepted_at,
    expiresAt: row.expires_at ?? undefined,
    attempt,
  };
}

/** One after the other: a connection does one thing at a time. */
async function toItems(
  client: pg.PoolClient,
  request: LeaseRequest,
  rows: readonly ItemRow[],
  attemptOf: (row: ItemRow) => number,
): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  for (const row of rows) items.push(await toItem(client, request, row, attemptOf(row)));
  return items;
}

/**
 * Leases the next items for a batch. One row more than wanted is looked at, which makes `more` exact. When some have used
 * up their attempts nothing is leased: they have to go first.
 */
export async function leaseItems(client: pg.PoolClient, request: LeaseRequest, maxAttempts: number): Promise<ItemPage> {
  const { ownerId, batchId, limit } = request;
  const rows = await nextItems(client, request);
  const page = takePage(rows, request);
  const taken = await withoutOvertaking(client, request, page.taken);
  const worn = taken.filter((row) => (row.spent ?? 0) >= maxAttempts);
  if (worn.length > 0) {
    await noteTakenBack(client, ownerId, worn);
    return { items: [], worn: worn.map(({ seq }) => seq), goesOn: false, more: true };
  }
  if (taken.length > 0) {
    const values = taken.flatMap((row) => [ownerId, row.seq, batchId, row.sender, request.leaseSeconds]);
    await insertLease.run(client, values);
    await noteTakenBack(client, ownerId, taken);
  }
  const follows = Number(rows[0]?.seen ?? 0) > taken.length;
  const wanted = !(request.final && taken.length === limit) && !page.hitBound;
  const deferred = taken.some(({ seq }) => isDeferred(seq));
  const goesOn = follows && wanted && !deferred && !(await othersHold(client, ownerId, batchId));
  // A later page with nothing on it does not tell.
  const prioritised = rows[0]?.prioritised ?? request.after !== undefined;
  const more = follows || (prioritised && (await stoodBefore(client, request, deferred)));
  return { items: await toItems(client, request, taken, (row) => (row.attempts ?? 0) + 1), worn: [], more, goesOn };
}

/**
 * Whether this page may have passed over items that others hold back. Such items can come free before the next page,
 * which begins behind them and would hand out later ones of the same sender: the answer ends with this page instead.
 */
async function othersHold(client: pg.PoolClient, ownerId: string, batchId: string): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'others-hold',
    text: `SELECT 1 FROM lease b WHERE ${HELD} LIMIT 1`,
    values: [ownerId, batchId],
  });
  return rowCount === 1;
}

/**
 * Whether something stands before the end of the answer that its batch has not got: what waited behind deferred items
 * that are in it, or urgent items that came while earlier pages were written. The next answer begins with it: for the
 * first reason no page follows one that has deferred items.
 */
async function stoodBefore(client: pg.PoolClient, request: LeaseRequest, deferred: boolean): Promise<boolean> {
  if (deferred) return anyPrioritised(client, request);
  return request.after !== undefined && anyUrgent(client, request);
}

/** The rows of a page: within its item and byte bounds, but one at least, and none beyond the batch's own bytes. */
function takePage(rows: readonly ItemRow[], request: LeaseRequest): { taken: ItemRow[]; hitBound: boolean } {
  const { limit, maxBytes, pageBytes, maxInlineBytes, after } = request;
  const taken: ItemRow[] = [];
  let bytes = 0;
  let rowBytes = 0;
  for (const row of rows) {
    const carried = carriedOf(row, maxInlineBytes);
    const isFirstOfBatch = after === undefined && taken.length === 0;
    if (bytes + carried.bytes > maxBytes && !isFirstOfBatch) return { taken, hitBound: true };
    if (taken.length === limit || (taken.length > 0 && rowBytes + carried.rowBytes > pageBytes)) break;
    bytes += carried.bytes;
    rowBytes += carried.rowBytes;
    taken.push(row);
  }
  // Cut off by the statement already: the batch's own bound, unless the page's was the smaller one.
  const cut = Number(rows[0]?.seen ?? 0) > rows.length && rows.length === taken.length && taken.length < limit;
  return { taken, hitBound: cut && maxBytes <= pageBytes };
}

/** Earlier batches whose leases ran out learn that some of their items are somebody else's now. */
export async function noteTakenBack(
  client: pg.PoolClient,
  ownerId: string,
  rows: readonly { readonly earlier_batch: string | null }[],
): Promise<void> {
  const losses = new Map<string, number>();
  for (const { earlier_batch: batch } of rows) {
    if (batch !== null && batch !== '') losses.set(batch, (losses.get(batch) ?? 0) + 1);
  }
  for (const [batch, count] of losses) {
    await client.query({
      name: 'note-taken-back',
      text: 'UPDATE lease_batch SET taken_back = taken_back + $3 WHERE owner_id = $1 AND batch_id = $2',
      values: [ownerId, batch, count],
    });
  }
}

/**
 * The same requestId again: what is still leased under its batch, from the start or after the given item. An expired item
 * is given again only while the lease lasts that it was given under: renewing that would be a new one.
 */
export async function replayItems(client: pg.PoolClient, request: LeaseRequest, batchId: string): Promise<LeasedPage> {
  const { ownerId, limit } = request;
  if (request.after === undefined) {
    await client.query({
      name: 'replay-batch',
      text: `UPDATE lease l SET leased_until = now() + make_interval(secs => $3), sent = false, is_spared = false
             WHERE l.owner_id = $1 AND l.batch_id = $2 AND NOT EXISTS
               (SELECT 1 FROM inbox i WHERE i.owner_id = $1 AND i.seq = l.seq AND i.expires_at <= now() AND l.leased_until <= now())`,
      values: [ownerId, batchId, request.leaseSeconds],
    });
    await client.query({
      name: 'note-replay',
      text: 'UPDATE lease_batch SET replayed = true WHERE owner_id = $1 AND batch_id = $2',
      values: [ownerId, batchId],
    });
  }
  const rows = await replayedItems(client, request, batchId);
  const { taken } = takePage(rows, { ...request, maxBytes: Number.MAX_SAFE_INTEGER });
  const items = await toItems(client, request, taken, (row) => row.attempts ?? 1);
  if (Number(rows[0]?.seen ?? 0) > taken.length) {
    return { batchId, replay: true, items, goesOn: !(request.final && taken.length === limit), more: true };
  }
  // From the start of the inbox: what was released since the first answer stands before this batch's last item.
  const more = await anyNext(client, { ...request, batchId }, '0');
  return { batchId, replay: true, items, goesOn: false, more };
}
