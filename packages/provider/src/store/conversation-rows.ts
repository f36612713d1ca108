import type pg from 'pg';
import { unpackParts } from '../domain/content.js';
import { ContentGone } from '../domain/content-store.js';
import type { EntryPart } from '../domain/conversation-store.js';
import { MAX_TEXT_BYTES, textsWithin, type ConversationEntry, type EntryState } from '../domain/conversation-entry.js';
import { readPage } from './content-chunks.js';

/** How entries of a log are read: their small texts come along, all else stays where it is. */

/** What `conversation_entry.state` says; never renumbered. */
export const ENTRY_STATE = { sending: 0, sent: 1, delivered: 2, failed: 3, received: 4 } as const;
const NAMES: readonly EntryState[] = ['sending', 'sent', 'delivered', 'failed', 'received'];

export interface EntryRow {
  readonly entry_id: string;
  readonly change_id: string;
  readonly peer: string;
  readonly outgoing: boolean;
  readonly client_message_id: string | null;
  readonly seq: string | null;
  readonly header: string | null;
  readonly parts: string;
  readonly size: number;
  readonly content: Buffer | null;
  readonly state: number;
  readonly code: number | null;
  readonly reason: string | null;
  readonly retryable: boolean;
  readonly at: Date;
}

/** What all rows of a page bring along together. */
const PAGE_BYTES = 4 * 1024 * 1024;
/** Texts that are fetched one by one of a large message; the others are left out, for there can be thousands. */
const FETCHED_TEXTS = 20;

export const HEAD_COLUMNS = `entry_id, change_id, peer, outgoing, client_message_id, seq, header, parts, size, state,
  code, reason, retryable, at`;

/**
 * Rows of a page in the order of `order`, cut by what they bring along; one at least. What describes a message counts
 * too: one of thousands of empty parts is not small.
 *
 * @param candidates selects from `conversation_entry`, all columns
 * @param inlineBytes content that comes with its row
 */
export const pageOf = (candidates: string, order: string, inlineBytes = MAX_TEXT_BYTES): string => `
  SELECT ${HEAD_COLUMNS}, seen, CASE WHEN size <= ${String(inlineBytes)} THEN content END AS content
  FROM (
    SELECT e.*, sum(least(size, ${String(inlineBytes)}) + octet_length(parts) + coalesce(octet_length(header), 0))
             OVER (ORDER BY ${order}) AS running,
           row_number() OVER (ORDER BY ${order}) AS place, count(*) OVER () AS seen
    FROM (${candidates}) AS e
  ) AS e
  WHERE place = 1 OR running <= ${String(PAGE_BYTES)}
  ORDER BY ${order}`;

/** @param maxTextBytes bound on the texts of one message */
export async function toEntries(
  pool: pg.Pool,
  ownerId: string,
  rows: readonly EntryRow[],
  maxTextBytes: number = MAX_TEXT_BYTES,
): Promise<ConversationEntry[]> {
  const entries: ConversationEntry[] = [];
  for (const row of rows) entries.push(toEntry(row, await textsOf(pool, ownerId, row, maxTextBytes)));
  return entries;
}

async function textsOf(
  pool: pg.Pool,
  ownerId: string,
  row: EntryRow,
  maxTextBytes: number,
): Promise<Map<number, Buffer>> {
  const texts = new Map<number, Buffer>();
  const all = textsWithin(unpackParts(row.parts), maxTextBytes);
  let fetched = 0;
  for (const { number, offset, size, contentId } of all) {
    let bytes = contentId === undefined ? row.content?.subarray(offset, offset + size) : undefined;
    if (bytes === undefined && ++fetched <= FETCHED_TEXTS) {
      bytes = await readBytes(pool, ownerId, row.entry_id, { offset, contentId }, 0, size);
    }
    if (bytes?.length === size) texts.set(number, bytes);
  }
  return texts;
}

/** A range of a part of a message; undefined when the entry is gone. */
export async function readBytes(
  pool: pg.Pool,
  ownerId: string,
  entryId: string,
  { offset, contentId }: Pick<EntryPart, 'offset' | 'contentId'>,
  from: number,
  length: number,
): Promise<Buffer | undefined> {
  if (length === 0) return Buffer.alloc(0);
  if (contentId !== undefined) return readStored(pool, contentId, from, length);
  const { rows } = await pool.query<{ bytes: Buffer }>({
    name: 'entry-bytes',
    text: 'SELECT substring(content FROM $3 FOR $4) AS bytes FROM conversation_entry WHERE owner_id = $1 AND entry_id = $2',
    values: [ownerId, entryId, offset + from + 1, length],
  });
  return rows[0]?.bytes;
}

async function readStored(pool: pg.Pool, contentId: string, from: number, length: number): Promise<Buffer | undefined> {
  try {
    return Buffer.concat(await readPage(pool, contentId, from, from + length));
  } catch (error) {
    if (error instanceof ContentGone) return undefined;
    throw error;
  }
}

function toEntry(row: EntryRow, texts: ReadonlyMap<number, Buffer>): ConversationEntry {
  return {
    entryId: row.entry_id,
    changeId: row.change_id,
    outgoing: row.outgoing,
    peer: row.peer,
    clientMessageId: row.client_message_id ?? undefined,
    seq: row.seq ?? undefined,
    header: row.header,
    parts: row.parts,
    texts,
    state: NAMES[row.state] ?? 'failed',
    code: row.code ?? undefined,
    reason: row.reason ?? undefined,
    retryable: row.retryable,
    at: row.at,
  };
}
