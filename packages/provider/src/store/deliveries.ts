import type pg from 'pg';
import type { DeliveryOutcome, NewDelivery } from '../domain/delivery.js';
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

const insertInbox = new MultiRowStatement(
  'insert-inbox',
  [
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
  ],
  (values) =>
    `INSERT INTO inbox (owner_id, seq, sender_id, client_message_id, recipient_key, sender, recipient, header, parts,
       content, size) VALUES ${values}`,
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
    values.push(
      d.ownerId,
      row.seq,
      d.senderId,
      d.clientMessageId,
      d.recipientKey,
      d.sender,
      d.recipient,
      d.header,
      d.parts,
      d.content,
      d.size,
    );
  }
  await insertInbox.run(client, values);
  for (const index of known) {
    const delivery = deliveries[index];
    if (delivery !== undefined) outcomes[index] = await replayed(client, delivery);
  }
  return outcomes;
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
