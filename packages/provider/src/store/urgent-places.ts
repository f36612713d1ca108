import type pg from 'pg';
import type { NewDelivery } from '../domain/delivery.js';
import { DELIVERY_STATE } from './delivery-state.js';
import { arrivalOf, DEFERRED_FROM, URGENT_FROM } from './order-number.js';

/** A delivery that has its order number. */
export interface NumberedDelivery {
  readonly delivery: NewDelivery;
  readonly seq: string;
}

/** Items, and remembered deliveries, that are looked through to find what a sender has waiting. */
const ROWS_LOOKED_AT = 500;

/** An order number; 'unknown' where too much would have to be looked through. */
type Last = string;

interface Sought {
  readonly key: string;
  readonly delivery: NewDelivery;
  /** Nothing that came later is looked for. */
  readonly arrival: string;
}

/**
 * Where urgent messages of a batch stand in the line: directly behind the last of their own sender's that waits, which
 * they must not overtake; '0', the front, when none does. No index finds what a sender has waiting, for it would cost all
 * others a third of what storing their messages costs. Looked through is what is remembered of this sender's deliveries to
 * the inbox, up to 500; where that is more, the inbox, if it holds up to 500. Where both are more the message takes its place
 * at the end of the line, as if it were not urgent.
 *
 * @param batch all new deliveries of the batch, in order; those that are not urgent must be in the inbox
 * @returns the places by order number
 */
export async function urgentPlaces(
  client: pg.PoolClient,
  batch: readonly NumberedDelivery[],
): Promise<ReadonlyMap<string, string>> {
  const last = await lastWaiting(client, soughtIn(batch));
  const places = new Map<string, string>();
  for (const { delivery, seq } of batch) {
    const key = keyOf(delivery);
    const waiting = last.get(key);
    if (waiting === undefined) continue;
    if (delivery.priority === 'HIGH') {
      const place = waiting === 'unknown' ? arrivalOf(seq) : waiting;
      places.set(seq, place);
      last.set(key, place);
    } else if (
      delivery.priority === undefined &&
      BigInt(arrivalOf(seq)) > BigInt(waiting === 'unknown' ? 0 : waiting)
    ) {
      // Of this batch, and in front of the next urgent one of its sender's.
      last.set(key, seq);
    }
  }
  return places;
}

const keyOf = ({ ownerId, sender }: NewDelivery): string => `${ownerId} ${sender}`;

/** The first urgent message of each sender to each inbox. */
function soughtIn(batch: readonly NumberedDelivery[]): Sought[] {
  const sought = new Map<string, Sought>();
  for (const { delivery, seq } of batch) {
    const key = keyOf(delivery);
    if (delivery.priority === 'HIGH' && !sought.has(key)) sought.set(key, { key, delivery, arrival: arrivalOf(seq) });
  }
  return [...sought.values()];
}

/** The last turn at which something of the sender's waits; '0' when nothing does. */
async function lastWaiting(client: pg.PoolClient, sought: readonly Sought[]): Promise<Map<string, Last>> {
  const last = new Map<string, Last>();
  for (const each of sought) {
    let found = await look(client, each, 'last-waiting-of-sender', OF_SENDER);
    if (found === 'unknown') found = await look(client, each, 'last-waiting-in-inbox', IN_INBOX);
    last.set(each.key, found);
  }
  return last;
}

const IN_INBOX = `SELECT i.seq, i.sender FROM inbox i
  WHERE i.owner_id = $1 AND i.seq < ${DEFERRED_FROM} ORDER BY i.seq`;

const OF_SENDER = `SELECT d.seq, i.sender FROM delivery d
  LEFT JOIN inbox i ON i.owner_id = $1 AND i.seq = d.seq AND d.state = ${String(DELIVERY_STATE.waiting)}
    AND d.seq < ${DEFERRED_FROM}
  WHERE d.owner_id = $1 AND d.sender_id = $4 ORDER BY d.client_message_id, d.recipient_key`;

/** @param rows what is looked through; of those that wait it gives the sender's address */
async function look(client: pg.PoolClient, { delivery, arrival }: Sought, name: string, rows: string): Promise<Last> {
  const { ownerId, sender, senderId } = delivery;
  const found = await client.query<{ all_seen: boolean; last: string }>({
    name,
    text: `
      SELECT count(*) <= ${String(ROWS_LOOKED_AT)} AS all_seen,
             greatest(coalesce(max(r.seq) FILTER (WHERE r.sender = $2 AND r.seq < $3), 0),
                      coalesce((SELECT i.behind FROM inbox i
                                WHERE i.owner_id = $1 AND i.sender = $2 AND i.seq >= ${URGENT_FROM}
                                ORDER BY i.seq DESC LIMIT 1), 0)) AS last
      FROM (${rows} LIMIT ${String(ROWS_LOOKED_AT + 1)}) AS r
      WHERE $4::bigint IS NOT NULL`,
    values: [ownerId, sender, arrival, senderId],
  });
  const row = found.rows[0];
  return row?.all_seen === true ? row.last : 'unknown';
}
