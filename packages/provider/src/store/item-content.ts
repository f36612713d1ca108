import type pg from 'pg';
import { unpackParts } from '../domain/content.js';
import { ContentGone } from '../domain/content-store.js';

/** What of an item's parts comes along with it, and how it is read from the item's row. */

/** Read of a row at once. */
const PIECE_BYTES = 1024 * 1024;

/** The columns that tell how much of an item comes along. */
export interface ItemSizes {
  readonly parts: string;
  /** Bytes in the row. */
  readonly size: number;
  /** Bytes of parts that lie apart. */
  readonly stored_size: number;
}

/** What comes along of an item. */
export interface Carried {
  /** Bytes of all parts that come along. */
  readonly bytes: number;
  /** Of these, what lies in the row. */
  readonly rowBytes: number;
  /** Something does not. */
  readonly isPartial: boolean;
}

/** Parts of up to `maxInlineBytes` come along, wherever they lie. */
export function carriedOf({ parts, size, stored_size: storedSize }: ItemSizes, maxInlineBytes: number): Carried {
  // As it is with nearly all items; their descriptions are not looked into.
  if (storedSize === 0 && size <= maxInlineBytes) return { bytes: size, rowBytes: size, isPartial: false };
  let bytes = 0;
  let rowBytes = 0;
  if (maxInlineBytes < 0) return { bytes, rowBytes, isPartial: true };
  for (const part of unpackParts(parts)) {
    if (part.size > maxInlineBytes) continue;
    bytes += part.size;
    if (part.contentId === undefined) rowBytes += part.size;
  }
  return { bytes, rowBytes, isPartial: bytes < size + storedSize };
}

/** Where in the row the parts lie that come along, counted from 1; neighbours in one. */
function rangesOf(parts: string, maxInlineBytes: number): { starts: number[]; lengths: number[] } {
  const starts: number[] = [];
  const lengths: number[] = [];
  let offset = 0;
  let goesOn = false;
  for (const { size, contentId } of unpackParts(parts)) {
    if (contentId !== undefined) continue;
    const wanted = size <= maxInlineBytes;
    if (wanted && goesOn) lengths.push((lengths.pop() ?? 0) + size);
    else if (wanted) {
      starts.push(offset + 1);
      lengths.push(size);
    }
    goesOn = wanted;
    offset += size;
  }
  return { starts, lengths };
}

/** The bytes of those parts in an item's row that come along, one after the other. */
export async function readCarried(
  client: pg.PoolClient,
  ownerId: string,
  { seq, parts }: { readonly seq: string; readonly parts: string },
  maxInlineBytes: number,
): Promise<Buffer> {
  const { starts, lengths } = rangesOf(parts, maxInlineBytes);
  const { rows } = await client.query<{ bytes: Buffer }>({
    name: 'carried-content',
    text: `SELECT substring(i.content FROM r.start FOR r.length) AS bytes
           FROM inbox i CROSS JOIN unnest ($3::integer[], $4::integer[]) WITH ORDINALITY AS r (start, length, place)
           WHERE i.owner_id = $1 AND i.seq = $2 ORDER BY r.place`,
    values: [ownerId, seq, starts, lengths],
  });
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}

/** A range of what lies in the row of an item or dead letter, in pieces. @throws ContentGone when the item is gone */
export async function* readRow(
  pool: pg.Pool,
  ownerId: string,
  seq: string,
  offset: number,
  length: number,
  table: 'inbox' | 'dead_letter' = 'inbox',
): AsyncGenerator<Buffer> {
  const end = offset + length;
  for (let at = offset; at < end; at += PIECE_BYTES) {
    const { rows } = await pool.query<{ bytes: Buffer }>({
      name: `${table}-content`,
      text: `SELECT substring(content FROM $3 FOR $4) AS bytes FROM ${table} WHERE owner_id = $1 AND seq = $2`,
      values: [ownerId, seq, at + 1, Math.min(PIECE_BYTES, end - at)],
    });
    const [row] = rows;
    if (row === undefined) throw new ContentGone(`of message ${seq}`);
    yield row.bytes;
  }
}
