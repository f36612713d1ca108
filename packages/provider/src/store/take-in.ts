import type pg from 'pg';
import { ENTRY_STATE } from './conversation-rows.js';
import { moveToLog, usesOf } from './content-uses.js';
import { DELIVERABLE, HAS_PRIORITIES, kindSql } from './deliverable.js';
import { withoutOvertaking } from './overtaking.js';
import { inLine, prioritisedDeliverable } from './prioritised.js';
import { noteTakenBack } from './leases.js';
import { MultiRowStatement } from './multi-row.js';
import { DELIVERY_STATE } from './delivery-state.js';
import { finish } from './settlement.js';

const PAGE_ITEMS = 50;
const PAGE_BYTES = 8 * 1024 * 1024;

interface WaitingRow {
  seq: string;
  sender: string;
  header: string | null;
  parts: string;
  content: Buffer;
  size: number;
  stored_size: string;
  accepted_at: Date;
  earlier_batch: string | null;
  /** The inbox holds something urgent or deferred. */
  prioritised: boolean;
}

/** An IM client asks for no reports. */
const MESSAGES = { kind: 'MESSAGE' } as const;

const EARLIER_BATCH = `
  LEFT JOIN LATERAL (SELECT batch_id AS earlier_batch FROM lease WHERE owner_id = $1 AND seq = i.seq LIMIT 1) p ON true`;

const pageOf = (candidates: string, prioritised: string): string => `
  SELECT i.seq, i.sender, i.header, i.parts, i.content, i.size, i.stored_size, i.accepted_at, i.earlier_batch,
         ${prioritised} AS prioritised
  FROM (
    SELECT i.*, sum(i.size + octet_length(i.parts) + coalesce(octet_length(i.header), 0))
             OVER (ORDER BY i.turn, i.seq) AS running, row_number() OVER (ORDER BY i.turn, i.seq) AS place
    FROM (${candidates}) AS i
  ) AS i
  WHERE i.place = 1 OR i.running <= ${String(PAGE_BYTES)}
  ORDER BY i.turn, i.seq`;

const TAKE_IN = pageOf(
  `SELECT i.*, i.seq AS turn, p.*
   FROM inbox i ${EARLIER_BATCH}
   WHERE i.owner_id = $1 AND ${DELIVERABLE} ${kindSql(MESSAGES)}
   ORDER BY i.seq LIMIT ${String(PAGE_ITEMS)}`,
  HAS_PRIORITIES,
);
const TAKE_IN_PRIORITISED = pageOf(
  inLine(
    prioritisedDeliverable((alias) => kindSql(MESSAGES, alias)),
    EARLIER_BATCH,
    { after: '0', limit: String(PAGE_ITEMS) },
  ),
  'true',
);

const insertEntry = new MultiRowStatement(
  'insert-incoming-entry',
  [
    '::bigint',
    '::text',
    '::bigint',
    '::text',
    '::text',
    '::bytea',
    '::integer',
    '::bigint',
    '::timestamptz',
    '::boolean',
    '::smallint',
  ],
  (values) =>
    `INSERT INTO conversation_entry (owner_id, peer, seq, header, parts, content, size, stored_size, at, outgoing, state)
     VALUES ${values} RETURNING seq, entry_id`,
);

/** In the order of the line. */
async function waitingItems(client: pg.PoolClient, ownerId: string): Promise<readonly WaitingRow[]> {
  // No batch of ours: whatever others hold is theirs.
  const values = [ownerId, ''];
  const { rows } = await client.query<WaitingRow>({ name: 'take-in-items', text: TAKE_IN, values });
  if (rows[0]?.prioritised !== true) return rows;
  const inOrder = { name: 'take-in-prioritised-items', text: TAKE_IN_PRIORITISED, values };
  return withoutOvertaking(client, { ownerId, filter: MESSAGES }, (await client.query<WaitingRow>(inOrder)).rows);
}

/**
 * Moves a page of the inbox into its owner's log, within the caller's transaction, which holds the lock of the inbox:
 * what any reader could have now, in its order, within the page's bounds but one at least. Reports stay for whoever asked
 * for them: an IM client asks for none, and sees what became of its messages in the log. Nothing is leased: either the
 * messages lie in the inbox, or they lie in the log and their deliveries say "delivered".
 */
export async function takeIn(
  client: pg.PoolClient,
  ownerId: string,
  peerOf: (sender: string) => string,
): Promise<number> {
  const rows = await waitingItems(client, ownerId);
  if (rows.length === 0) return 0;
  const entries = await insertEntry.run<{ seq: string; entry_id: string }>(
    client,
    rows.flatMap((row) => [
      ownerId,
      peerOf(row.sender),
      row.seq,
      row.header,
      row.parts,
      row.content,
      row.size,
      row.stored_size,
      row.accepted_at,
      false,
      ENTRY_STATE.received,
    ]),
  );
  const seqs = rows.map(({ seq }) => seq);
  const large = rows.filter((row) => row.stored_size !== '0').map(({ seq, parts }) => ({ item_id: seq, parts }));
  await moveToLog(client, ownerId, usesOf(large), new Map(entries.map((entry) => [entry.seq, entry.entry_id])));
  // Batches whose leases ran out learn that some of their items are gone.
  await noteTakenBack(client, ownerId, rows);
  if (rows.some((row) => row.earlier_batch !== null)) {
    await client.query({
      name: 'unlease-taken-in',
      text: 'DELETE FROM lease WHERE owner_id = $1 AND seq = ANY ($2::bigint[])',
      values: [ownerId, seqs],
    });
  }
  // Their contents are the log's by now: none is let go of.
  await finish(client, ownerId, seqs, { state: DELIVERY_STATE.delivered, freed: new Set() });
  return seqs.length;
}
