import type pg from 'pg';
import type { LeaseRequest, LeasedPage, StoredItem } from '../domain/inbox-store.js';
import { carriedOf, readCarried, type ItemSizes } from './item-content.js';
import { MultiRowStatement } from './multi-row.js';
import { DELIVERABLE, HELD, filterSql, filterValues } from './deliverable.js';

interface ItemRow extends ItemSizes {
  seq: string;
  sender: string;
  recipient: string;
  header: string | null;
  /** Null when a part of the row may be too large to come along. */
  content: Buffer | null;
  accepted_at: Date;
  attempts: number | null;
  earlier_batch: string | null;
  seen: string;
}

/** Items of one page, and how they ended. */
export interface ItemPage {
  readonly items: StoredItem[];
  readonly goesOn: boolean;
  readonly more: boolean;
}

/**
 * Cuts a page of candidates by the bytes of their rows before those are read: `$10` is the bound. `seen` counts the
 * candidates, so that what was cut off is known to exist. Rows of more than `$9` bytes are left for a closer look at
 * their parts.
 */
const pageOf = (candidates: string): string => `
  SELECT i.seq, i.sender, i.recipient, i.header, i.parts, i.size, i.stored_size::float8 AS stored_size, i.accepted_at,
         i.attempts, i.earlier_batch, i.seen, CASE WHEN i.size <= $9::bigint THEN i.content END AS content
  FROM (
    SELECT i.*, sum(CASE WHEN i.size <= $9::bigint THEN i.size ELSE 0 END) OVER (ORDER BY i.seq) AS running,
           row_number() OVER (ORDER BY i.seq) AS place, count(*) OVER () AS seen
    FROM (${candidates}) AS i
  ) AS i
  WHERE i.place = 1 OR i.running <= $10
  ORDER BY i.seq`;

const insertLease = new MultiRowStatement(
  'insert-lease',
  ['::bigint', '::bigint', '::text', '::text', 'now() + make_interval(secs => $)'],
  (values) =>
    `INSERT INTO lease (owner_id, seq, batch_id, sender, leased_until) VALUES ${values}
     ON CONFLICT (owner_id, seq) DO UPDATE
     SET batch_id = excluded.batch_id, leased_until = excluded.leased_until, attempts = lease.attempts + 1, sent = false`,
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
 * Leases the next items for a batch. One row more than wanted is looked at, which makes `more` exact. Items that have
 * used up their attempts are returned (with an attempt above the bound) but not leased.
 */
export async function leaseItems(client: pg.PoolClient, request: LeaseRequest, maxAttempts: number): Promise<ItemPage> {
  const { ownerId, batchId, limit } = request;
  const { rows } = await client.query<ItemRow>({
    name: 'next-items',
    text: pageOf(`
      SELECT i.*, p.attempts, p.batch_id AS earlier_batch
      FROM inbox i LEFT JOIN LATERAL
        (SELECT attempts, batch_id FROM lease WHERE owner_id = $1 AND seq = i.seq LIMIT 1) p ON true
      WHERE i.owner_id = $1 AND i.seq > $6 AND i.seq <= $7 AND ${DELIVERABLE} ${filterSql(3)}
      ORDER BY i.seq LIMIT $8`),
    values: [
      ownerId,
      batchId,
      ...filterValues(request.filter),
      request.after ?? '0',
      request.upTo ?? '9223372036854775807',
      limit + 1,
      request.maxInlineBytes,
      Math.min(request.pageBytes, request.maxBytes),
    ],
  });
  const { taken, hitBound } = takePage(rows, request);
  const living = taken.filter((row) => (row.attempts ?? 0) < maxAttempts);
  if (living.length === taken.length && living.length > 0) {
    const values = living.flatMap((row) => [ownerId, row.seq, batchId, row.sender, request.leaseSeconds]);
    await insertLease.run(client, values);
    await noteTakenBack(client, ownerId, living);
  }
  const more = Number(rows[0]?.seen ?? 0) > taken.length;
  const wanted = !(request.final && taken.length === limit);
  const goesOn = more && wanted && !hitBound && !(await othersHold(client, ownerId, batchId));
  return { items: await toItems(client, request, taken, (row) => (row.attempts ?? 0) + 1), more, goesOn };
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

/** The same requestId again: what is still leased under its batch, from the start or after the given item. */
export async function replayItems(client: pg.PoolClient, request: LeaseRequest, batchId: string): Promise<LeasedPage> {
  const { ownerId, limit } = request;
  if (request.after === undefined) {
    await client.query({
      name: 'replay-batch',
      text: `UPDATE lease SET leased_until = now() + make_interval(secs => $3), sent = false
             WHERE owner_id = $1 AND batch_id = $2`,
      values: [ownerId, batchId, request.leaseSeconds],
    });
    await client.query({
      name: 'note-replay',
      text: 'UPDATE lease_batch SET replayed = true WHERE owner_id = $1 AND batch_id = $2',
      values: [ownerId, batchId],
    });
  }
  const { rows } = await client.query<ItemRow & { attempts: number }>({
    name: 'replayed-items',
    text: pageOf(`
      SELECT i.*, l.attempts, NULL AS earlier_batch
      FROM lease l JOIN inbox i ON i.owner_id = $1 AND i.seq = l.seq
      WHERE l.owner_id = $1 AND l.batch_id = $2 AND l.seq > $6 AND l.seq <= $7 ${filterSql(3)}
      ORDER BY l.seq LIMIT $8`),
    values: [
      ownerId,
      batchId,
      null,
      null,
      null,
      request.after ?? '0',
      '9223372036854775807',
      limit + 1,
      request.maxInlineBytes,
      request.pageBytes,
    ],
  });
  const { taken } = takePage(rows, { ...request, maxBytes: Number.MAX_SAFE_INTEGER });
  const items = await toItems(client, request, taken, (row) => row.attempts ?? 1);
  if (Number(rows[0]?.seen ?? 0) > taken.length) {
    return { batchId, replay: true, items, goesOn: !(request.final && taken.length === limit), more: true };
  }
  // From the start of the inbox: what was released since the first answer stands before this batch's last item.
  const { rowCount } = await client.query({
    name: 'more-after-replay',
    text: `SELECT 1 FROM inbox i WHERE i.owner_id = $1 AND ${DELIVERABLE} ${filterSql(3)} ORDER BY i.seq LIMIT 1`,
    values: [ownerId, batchId, ...filterValues(request.filter)],
  });
  return { batchId, replay: true, items, goesOn: false, more: rowCount === 1 };
}
