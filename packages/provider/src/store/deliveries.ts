import type pg from 'pg';
import type { LargeParts } from '../domain/content.js';
import type { DeliveryOutcome, NewDelivery } from '../domain/delivery.js';
import { HOLDER, insertUses } from './content-uses.js';
import type { Queryable } from './database.js';
import { MultiRowStatement } from './multi-row.js';

/**
 * Storing deliveries: the idempotency row first, then the inbox row of what is new. No INSERT…SELECT, no data-modifying
 * CTE: on a distributed server those are slow and block each other.
 */

const insertDelivery = new MultiRowStatement(
  'insert-delivery',
  ['::bigint', '::bigint', '::text', '::text', '::bytea', '::text'],
  (values) =>
    `INSERT INTO delivery (owner_id, sender_id, client_message_id, recipient_key, digest, recipient) VALUES ${values}
     ON CONFLICT DO NOTHING RETURNING owner_id, sender_id, client_message_id, recipient_key, seq`,
);

const INBOX_TYPES = [
  '::bigint',
  '::bigint',
  '::bigint',
  '::text',
  '::text',
  '::text',
  '::text',
  '::text',
  '::text',
  '::bytea',
  '::integer',
] as const;
const INBOX_COLUMNS = `owner_id, seq, sender_id, client_message_id, recipient_key, sender, recipient, header, parts,
  content, size`;

const insertInbox = new MultiRowStatement(
  'insert-inbox',
  INBOX_TYPES,
  (values) => `INSERT INTO inbox (${INBOX_COLUMNS}) VALUES ${values}`,
);

/** Of messages with parts that lie apart. */
const insertLargeInbox = new MultiRowStatement(
  'insert-large-inbox',
  [...INBOX_TYPES, '::bigint'],
  (values) => `INSERT INTO inbox (${INBOX_COLUMNS}, stored_size) VALUES ${values}`,
);

interface DeliveryKey {
  owner_id: string;
  sender_id: string;
  client_message_id: string;
  recipient_key: string;
}

const isOf = (row: DeliveryKey, delivery: NewDelivery): boolean =>
  row.owner_id === delivery.ownerId &&
  row.sender_id === delivery.senderId &&
  row.client_message_id === delivery.clientMessageId &&
  row.recipient_key === delivery.recipientKey;

/** Stores the deliveries, in order, within the caller's transaction; one outcome each. */
export async function insertDeliveries(
  client: pg.PoolClient,
  deliveries: readonly NewDelivery[],
): Promise<DeliveryOutcome[]> {
  const keys: unknown[] = [];
  for (const d of deliveries) {
    keys.push(d.ownerId, d.senderId, d.clientMessageId, d.recipientKey, d.digest, d.recipient);
  }
  const rows = await insertDelivery.run<DeliveryKey & { seq: string }>(client, keys);

  // RETURNING gives the new rows in the order of VALUES, without those that were there before.
  const outcomes: DeliveryOutcome[] = [];
  const values: unknown[] = [];
  const large: LargeDelivery[] = [];
  const known: number[] = [];
  let next = 0;
  for (const [index, d] of deliveries.entries()) {
    const row = rows[next];
    if (row === undefined || !isOf(row, d)) {
      known.push(index);
      outcomes.push({ kind: 'failed' });
      continue;
    }
    next += 1;
    outcomes.push({ kind: 'stored', seq: row.seq });
    if (d.large === undefined) pushRow(values, d, row.seq);
    else large.push({ delivery: d, seq: row.seq, parts: d.large });
  }
  await insertInbox.run(client, values);
  if (large.length > 0) await insertLarge(client, large);
  for (const index of known) {
    const delivery = deliveries[index];
    if (delivery !== undefined) outcomes[index] = await replayed(client, delivery);
  }
  return outcomes;
}

function pushRow(values: unknown[], d: NewDelivery, seq: string): void {
  values.push(
    d.ownerId,
    seq,
    d.senderId,
    d.clientMessageId,
    d.recipientKey,
    d.sender,
    d.recipient,
    d.header,
    d.parts,
    d.content,
    d.content.length,
  );
}

interface LargeDelivery {
  readonly delivery: NewDelivery;
  readonly seq: string;
  readonly parts: LargeParts;
}

async function insertLarge(client: pg.PoolClient, large: readonly LargeDelivery[]): Promise<void> {
  const values: unknown[] = [];
  for (const { delivery, seq, parts } of large) {
    pushRow(values, delivery, seq);
    values.push(parts.size);
  }
  await insertLargeInbox.run(client, values);
  const uses = large.flatMap(({ delivery: { ownerId }, seq, parts }) =>
    parts.contentIds.map((contentId) => ({ contentId, ownerId, itemId: seq })),
  );
  await insertUses(client, HOLDER.inbox, uses);
}

/** The delivery was there: the same content is a replay of the first answer, other content a mistake of the caller. */
async function replayed(client: pg.PoolClient, delivery: NewDelivery): Promise<DeliveryOutcome> {
  return (await findDelivery(client, delivery)) ?? { kind: 'failed' };
}

/** What became of the delivery when it was sent before; undefined when it was not. */
export async function findDelivery(db: Queryable, delivery: NewDelivery): Promise<DeliveryOutcome | undefined> {
  const { rows } = await db.query<{ seq: string; digest: Buffer }>({
    name: 'find-delivery',
    text: `SELECT seq, digest FROM delivery
           WHERE owner_id = $1 AND sender_id = $2 AND client_message_id = $3 AND recipient_key = $4`,
    values: [delivery.ownerId, delivery.senderId, delivery.clientMessageId, delivery.recipientKey],
  });
  const row = rows[0];
  if (row === undefined) return undefined;
  return row.digest.equals(delivery.digest) ? { kind: 'replayed', seq: row.seq } : { kind: 'conflict' };
}
