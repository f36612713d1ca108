import type pg from 'pg';
import type { DeliveryOutcome, NewDelivery } from '../domain/delivery.js';
import type { Expiry } from '../domain/lifetime.js';
import { HOLDER, insertUses } from './content-uses.js';
import type { Queryable } from './database.js';
import { DELIVERY_STATE } from './delivery-state.js';
import { MultiRowStatement } from './multi-row.js';
import { laneOf } from './order-number.js';
import { urgentPlaces, type NumberedDelivery } from './urgent-places.js';

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

/**
 * Of a batch in which somebody wants to hear what becomes of his message, in which one goes nowhere, or is more or less
 * urgent: its order number lies in another range.
 */
const insertSpecialDelivery = new MultiRowStatement(
  'insert-special-delivery',
  [
    ...[
      '::bigint',
      '::bigint',
      '::text',
      '::text',
      '::bytea',
      '::text',
      '::smallint',
      '::text',
      '::text',
      '::smallint',
    ],
    `nextval('delivery_order') + $::bigint`,
  ],
  (values) =>
    `INSERT INTO delivery (owner_id, sender_id, client_message_id, recipient_key, digest, recipient, report, report_to,
       report_conversation, state, seq) VALUES ${values}
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

/** Of messages with parts that lie apart, that expire, or are urgent. Most are none of it, and have less to write. */
const insertSpecialInbox = new MultiRowStatement(
  'insert-special-inbox',
  // When it expires: seconds since 1970, or, below zero, from now.
  [
    ...INBOX_TYPES,
    '::bigint',
    'CASE WHEN $::float8 < 0 THEN now() - make_interval(secs => $) ELSE to_timestamp($) END',
    '::bigint',
  ],
  (values) => `INSERT INTO inbox (${INBOX_COLUMNS}, stored_size, expires_at, behind) VALUES ${values}`,
);

/** The whole key of each row, so that a look touches no more than one row of one owner. */
const findDelivery = new MultiRowStatement(
  'find-delivery',
  ['::bigint', '::bigint', '::text', '::text'],
  (values) =>
    `SELECT owner_id, sender_id, client_message_id, recipient_key, seq, digest FROM delivery
     WHERE (owner_id, sender_id, client_message_id, recipient_key) IN (${values})`,
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
  const rows = await insertKeys(client, deliveries);

  // RETURNING gives the new rows in the order of VALUES, without those that were there before.
  const outcomes: DeliveryOutcome[] = [];
  const values: unknown[] = [];
  const special: NumberedDelivery[] = [];
  const stored: NumberedDelivery[] = [];
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
    if (d.suppressed === true) continue;
    stored.push({ delivery: d, seq: row.seq });
    if (d.priority === 'HIGH') continue;
    if (d.large === undefined && d.expiry === undefined) pushRow(values, d, row.seq);
    else special.push({ delivery: d, seq: row.seq });
  }
  await insertInbox.run(client, values);
  if (special.length > 0) await insertSpecial(client, special, NO_PLACES);
  const urgent = stored.filter(({ delivery }) => delivery.priority === 'HIGH');
  // Last, for they stand behind what else their senders have in the inbox.
  if (urgent.length > 0) await insertSpecial(client, urgent, await urgentPlaces(client, stored));
  if (known.length > 0) {
    const before = await findDeliveries(
      client,
      known.flatMap((index) => deliveries[index] ?? []),
    );
    for (const [place, index] of known.entries()) outcomes[index] = before[place] ?? { kind: 'failed' };
  }
  return outcomes;
}

/** One statement for all of them, for it draws the order numbers. */
function insertKeys(
  client: pg.PoolClient,
  deliveries: readonly NewDelivery[],
): Promise<(DeliveryKey & { seq: string })[]> {
  const special = deliveries.some(
    ({ report, suppressed, priority }) => report !== undefined || suppressed === true || priority !== undefined,
  );
  const keys: unknown[] = [];
  for (const d of deliveries) {
    keys.push(d.ownerId, d.senderId, d.clientMessageId, d.recipientKey, d.digest, d.recipient);
    if (!special) continue;
    const { report } = d;
    const state = d.suppressed === true ? DELIVERY_STATE.suppressed : DELIVERY_STATE.waiting;
    if (report === undefined) keys.push(null, null, null, state);
    else keys.push(report.wanted, d.sender, report.conversationId ?? null, state);
    keys.push(laneOf(d.priority));
  }
  return (special ? insertSpecialDelivery : insertDelivery).run(client, keys);
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

const NO_PLACES: ReadonlyMap<string, string> = new Map();

async function insertSpecial(
  client: pg.PoolClient,
  special: readonly NumberedDelivery[],
  places: ReadonlyMap<string, string>,
): Promise<void> {
  const values: unknown[] = [];
  for (const { delivery, seq } of special) {
    pushRow(values, delivery, seq);
    values.push(delivery.large?.size ?? 0, expiryValue(delivery.expiry), places.get(seq) ?? null);
  }
  await insertSpecialInbox.run(client, values);
  const uses = special.flatMap(({ delivery: { ownerId, large }, seq }) =>
    (large?.contentIds ?? []).map((contentId) => ({ contentId, ownerId, itemId: seq })),
  );
  if (uses.length > 0) await insertUses(client, HOLDER.inbox, uses);
}

function expiryValue(expiry: Expiry | undefined): number | null {
  if (expiry === undefined) return null;
  return 'at' in expiry ? expiry.at.getTime() / 1000 : -expiry.afterSeconds;
}

/** What became of each delivery that was made before; undefined where there was none. */
export async function findDeliveries(
  db: Queryable,
  deliveries: readonly NewDelivery[],
): Promise<(DeliveryOutcome | undefined)[]> {
  const keys = deliveries.flatMap((d) => [d.ownerId, d.senderId, d.clientMessageId, d.recipientKey]);
  const rows = await findDelivery.run<DeliveryKey & { seq: string; digest: Buffer }>(db, keys);
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return deliveries.map((d) => {
    const row = found.get(
      keyOf({
        owner_id: d.ownerId,
        sender_id: d.senderId,
        client_message_id: d.clientMessageId,
        recipient_key: d.recipientKey,
      }),
    );
    if (row === undefined) return undefined;
    // The same content is a replay of the first answer, other content a mistake of the caller.
    return row.digest.equals(d.digest) ? { kind: 'replayed', seq: row.seq } : { kind: 'conflict' };
  });
}

const keyOf = ({ owner_id, sender_id, client_message_id, recipient_key }: DeliveryKey): string =>
  JSON.stringify([owner_id, sender_id, client_message_id, recipient_key]);
