import type pg from 'pg';
import type { Entered, NewEntry } from '../domain/conversation-store.js';
import { HOLDER, insertUses } from './content-uses.js';
import { ENTRY_STATE } from './conversation-rows.js';
import { MultiRowStatement } from './multi-row.js';

const insertEntry = new MultiRowStatement(
  'insert-outgoing-entry',
  [
    '::bigint',
    '::text',
    '::text',
    '::text',
    '::bytea',
    '::text',
    '::text',
    '::bytea',
    '::integer',
    '::bigint',
    '::smallint',
    '::boolean',
    '::boolean',
    '::timestamptz',
  ],
  (values) =>
    `INSERT INTO conversation_entry (owner_id, peer, client_message_id, recipient_key, digest, header, parts, content,
       size, stored_size, state, outgoing, pending, attempted_at) VALUES ${values}
     ON CONFLICT DO NOTHING RETURNING entry_id, client_message_id`,
);

interface KnownRow {
  entry_id: string;
  client_message_id: string;
  digest: Buffer;
  state: number;
  retryable: boolean;
}

/** Enters outgoing messages within the caller's transaction, which holds the lock of the log; each id stands once. */
export async function enterEntries(
  client: pg.PoolClient,
  ownerId: string,
  entries: readonly NewEntry[],
): Promise<Entered[]> {
  const values = entries.flatMap((entry) => [
    ownerId,
    entry.peer,
    entry.clientMessageId,
    entry.recipientKey,
    entry.digest,
    entry.header,
    entry.parts,
    entry.content,
    entry.content.length,
    entry.large?.size ?? 0,
    ENTRY_STATE.sending,
    true,
    true,
    'now',
  ]);
  const rows = await insertEntry.run<{ entry_id: string; client_message_id: string }>(client, values);
  const inserted = new Map(rows.map((row) => [row.client_message_id, row.entry_id]));
  await insertUses(
    client,
    HOLDER.log,
    entries.flatMap(({ clientMessageId, large }) => {
      const itemId = inserted.get(clientMessageId);
      const contentIds = itemId === undefined ? [] : (large?.contentIds ?? []);
      return contentIds.map((contentId) => ({ contentId, ownerId, itemId: itemId ?? '' }));
    }),
  );
  const repeated = entries.filter(({ clientMessageId }) => !inserted.has(clientMessageId));
  const known = repeated.length === 0 ? NOTHING : await findKnown(client, ownerId, repeated);
  const again: string[] = [];
  // What was in the way was swept meanwhile: now nothing is.
  if (repeated.some(({ clientMessageId }) => !known.has(clientMessageId)))
    return enterEntries(client, ownerId, entries);
  const entered = entries.map((entry): Entered => {
    const entryId = inserted.get(entry.clientMessageId);
    if (entryId !== undefined) return { entryId, kind: 'toSend' };
    const row = known.get(entry.clientMessageId);
    if (row === undefined) throw new Error('an entry was in the way of another and cannot be found');
    if (!row.digest.equals(entry.digest)) return { entryId: row.entry_id, kind: 'conflict' };
    const failed = row.state === ENTRY_STATE.failed && row.retryable;
    if (failed) again.push(row.entry_id);
    return { entryId: row.entry_id, kind: failed || row.state === ENTRY_STATE.sending ? 'toSend' : 'settled' };
  });
  if (again.length > 0) await beginAgain(client, ownerId, again);
  return entered;
}

const NOTHING: ReadonlyMap<string, KnownRow> = new Map();

async function findKnown(
  client: pg.PoolClient,
  ownerId: string,
  entries: readonly NewEntry[],
): Promise<ReadonlyMap<string, KnownRow>> {
  const { rows } = await client.query<KnownRow>({
    name: 'known-entries',
    text: `SELECT entry_id, client_message_id, digest, state, retryable FROM conversation_entry
           WHERE owner_id = $1 AND client_message_id = ANY ($2::text[])`,
    values: [ownerId, entries.map(({ clientMessageId }) => clientMessageId)],
  });
  return new Map(rows.map((row) => [row.client_message_id, row]));
}

async function beginAgain(client: pg.PoolClient, ownerId: string, entryIds: readonly string[]): Promise<void> {
  await client.query({
    name: 'begin-again',
    text: `UPDATE conversation_entry SET state = ${String(ENTRY_STATE.sending)}, pending = true, code = NULL,
             reason = NULL, retryable = false, attempted_at = now(), change_id = nextval('conversation_order')
           WHERE owner_id = $1 AND entry_id = ANY ($2::bigint[])`,
    values: [ownerId, entryIds],
  });
}
