import type pg from 'pg';
import type { Mark, Marked } from '../domain/conversation-store.js';
import { ENTRY_STATE } from './conversation-rows.js';
import type { Queryable } from './database.js';
import { DELIVERY_STATE } from './delivery-state.js';

/** What became of outgoing messages, from their deliveries into the log. */

/** Messages looked at in one go; the others follow in the next. */
const MAX_MARKS = 500;

export async function unsettledOwners(db: Queryable, ownerIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ owner_id: string }>({
    name: 'unsettled-owners',
    // OFFSET keeps the planner from joining the two, which reads the logs of all accounts.
    text: `SELECT h.owner_id FROM inbox_head h WHERE h.owner_id = ANY ($1::bigint[])
             AND EXISTS (SELECT 1 FROM conversation_entry e WHERE e.owner_id = h.owner_id AND e.pending OFFSET 0)`,
    values: [ownerIds],
  });
  return rows.map(({ owner_id }) => owner_id);
}

interface MovedRow {
  owner_id: string;
  entry_id: string;
  state: number;
  delivery_state: number | null;
  reason: string | null;
  seq: string | null;
}

/** Deliveries lie with their recipients, so this is found by the sender, and not by the owner of a shard. */
export async function movedEntries(
  db: Queryable,
  ownerIds: readonly string[],
  abandonedAfterSeconds: number,
): Promise<Mark[]> {
  const { rows } = await db.query<MovedRow>({
    name: 'moved-entries',
    text: `SELECT e.owner_id, e.entry_id, e.state, d.state AS delivery_state, d.reason, d.seq
           FROM conversation_entry e LEFT JOIN delivery d ON d.sender_id = e.owner_id
             AND d.client_message_id = e.client_message_id AND d.recipient_key = e.recipient_key
           WHERE e.owner_id = ANY ($1::bigint[]) AND e.pending
             AND CASE WHEN e.state = ${String(ENTRY_STATE.sending)}
                      THEN d.state IS NOT NULL OR e.attempted_at < now() - make_interval(secs => $2)
                      ELSE d.state IS DISTINCT FROM ${String(DELIVERY_STATE.waiting)} END
           ORDER BY e.owner_id, e.entry_id LIMIT ${String(MAX_MARKS)}`,
    values: [ownerIds, abandonedAfterSeconds],
  });
  return rows.map((row) => ({
    ownerId: row.owner_id,
    entryId: row.entry_id,
    fate: fateOf(row),
    seq: row.seq ?? undefined,
    reason: row.reason ?? undefined,
  }));
}

function fateOf({ state, delivery_state: delivery }: MovedRow): Mark['fate'] {
  switch (delivery) {
    case DELIVERY_STATE.waiting:
      return 'sent';
    case DELIVERY_STATE.delivered:
      return 'delivered';
    case DELIVERY_STATE.rejected:
      return 'rejected';
    case DELIVERY_STATE.expired:
      return 'expired';
    case DELIVERY_STATE.suppressed:
      // Its sender shall see a success, and no more will ever be known.
      return state === ENTRY_STATE.sending ? 'sent' : 'forgotten';
    case null:
      // A delivery that ended is forgotten after a while: how it ended nobody knows any more.
      return state === ENTRY_STATE.sending ? 'notSent' : 'forgotten';
    default:
      return 'undeliverable';
  }
}

/**
 * Gives entries their new states within the caller's transaction, which holds the lock of the log; those that are in
 * another state than `from` stay. Each change gets a number of its own, in the order given.
 */
export async function markEntries(
  client: pg.PoolClient,
  ownerId: string,
  marks: readonly Marked[],
  from: readonly number[],
): Promise<void> {
  if (marks.length === 0) return;
  await client.query({
    name: 'mark-entries',
    text: `UPDATE conversation_entry e
           SET state = coalesce(m.state, e.state), pending = m.pending, seq = coalesce(m.seq, e.seq),
               code = coalesce(m.code, e.code), reason = m.reason, retryable = m.retryable,
               change_id = CASE WHEN m.state IS NULL THEN e.change_id ELSE m.change_id END
           FROM (SELECT given.*, nextval('conversation_order') AS change_id FROM
                   (SELECT * FROM unnest ($2::bigint[], $3::smallint[], $4::boolean[], $5::bigint[], $6::integer[],
                                          $7::text[], $8::boolean[]) WITH ORDINALITY
                      AS g (entry_id, state, pending, seq, code, reason, retryable, place)
                    ORDER BY place) AS given) AS m
           WHERE e.owner_id = $1 AND e.entry_id = m.entry_id AND e.state = ANY ($9::smallint[])`,
    values: [
      ownerId,
      marks.map(({ entryId }) => entryId),
      marks.map(({ state }) => (state === undefined ? null : ENTRY_STATE[state])),
      marks.map(({ pending }) => pending),
      marks.map(({ seq }) => seq ?? null),
      marks.map(({ code }) => code ?? null),
      marks.map(({ reason }) => reason ?? null),
      marks.map(({ retryable }) => retryable),
      from,
    ],
  });
}
