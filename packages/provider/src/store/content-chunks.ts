import type pg from 'pg';
import { ContentGone } from '../domain/content-store.js';
import { copyOut, type PlacedBytes } from './copy-out.js';
import { untilItHolds } from './database.js';
import type { Lanes } from './lanes.js';

/** The rows that a content's bytes lie in: each says where its bytes begin, the last one ends with the content. */

/** Bytes of a row, but for the last ones of a content and when memory is short. */
export const CHUNK_BYTES = 256 * 1024;
/** Read at once; as much again may wait for its reader. */
const PAGE_BYTES = 4 * CHUNK_BYTES;
/** Rows removed at once: some ten milliseconds, a fraction of any statement timeout. */
const ROWS_REMOVED_AT_ONCE = 64;

/** What a statement that binds no parameters may hold. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Stores a row; again after a lost connection, where it may be there already. */
export async function insertChunk(pool: pg.Pool, contentId: string, position: number, bytes: Buffer): Promise<void> {
  await untilItHolds(() =>
    pool.query({
      name: 'insert-content-chunk',
      text: `INSERT INTO content_chunk (content_id, position, bytes) VALUES ($1, $2, $3)
             ON CONFLICT (content_id, position) DO NOTHING`,
      values: [contentId, position, bytes],
    }),
  );
}

/**
 * A range of a content, in pieces as the rows have them. While one page of rows is taken the next is read; between
 * pages no connection is held, however slowly they are taken.
 *
 * @throws ContentGone when a row is missing
 */
export async function* readChunks(
  pool: pg.Pool,
  lanes: Lanes,
  contentId: string,
  offset: number,
  length: number,
): AsyncGenerator<Buffer> {
  const end = offset + length;
  const read = (from: number): Promise<Buffer[]> | undefined => {
    if (from >= end) return undefined;
    const to = Math.min(from + PAGE_BYTES, end);
    const page = lanes.run(() => untilItHolds(() => readPage(pool, contentId, from, to)));
    // Its failure is met when it is awaited; the reader may have left by then.
    page.catch(() => undefined);
    return page;
  };
  let position = offset;
  let page = read(position);
  while (page !== undefined) {
    const pieces = await page;
    position = Math.min(position + PAGE_BYTES, end);
    page = read(position);
    yield* pieces;
  }
}

/** The bytes from one place to another. */
export async function readPage(pool: pg.Pool, contentId: string, from: number, to: number): Promise<Buffer[]> {
  if (!UUID.test(contentId)) throw new ContentGone(contentId);
  const [id, start, end] = [
    `'${contentId}'::uuid`,
    `${BigInt(from).toString()}::bigint`,
    `${BigInt(to).toString()}::bigint`,
  ];
  // Of the first and the last row the range may want a part only: what is stored as it is can be read in part.
  const rows = await copyOut(
    pool,
    `SELECT greatest(position, ${start}),
            substring(bytes FROM greatest(${start} - position, 0)::int + 1
                            FOR least(${end} - greatest(position, ${start}), ${String(CHUNK_BYTES)})::int)
     FROM content_chunk
     WHERE content_id = ${id} AND position < ${end} AND position >=
       coalesce((SELECT max(position) FROM content_chunk WHERE content_id = ${id} AND position <= ${start}), 0)
     ORDER BY position`,
  );
  return contiguous(contentId, rows, from, to);
}

function contiguous(contentId: string, rows: readonly PlacedBytes[], from: number, to: number): Buffer[] {
  let at = from;
  for (const { position, bytes } of rows) {
    if (position !== at) throw new ContentGone(contentId);
    at += bytes.length;
  }
  if (at !== to) throw new ContentGone(contentId);
  return rows.map(({ bytes }) => bytes);
}

/**
 * Removes the rows of contents that are not usable any more, a few at once, and then the contents.
 *
 * @param closed asked now and then whether to stop: the sweep goes on where this ends
 */
export async function removeContents(
  pool: pg.Pool,
  contentIds: readonly string[],
  closed: () => boolean,
): Promise<void> {
  while (!closed()) {
    const { rowCount } = await pool.query({
      name: 'remove-content-chunks',
      text: `DELETE FROM content_chunk WHERE (content_id, position) IN
               (SELECT content_id, position FROM content_chunk WHERE content_id = ANY ($1::uuid[])
                ORDER BY content_id, position LIMIT ${String(ROWS_REMOVED_AT_ONCE)})`,
      values: [contentIds],
    });
    if ((rowCount ?? 0) >= ROWS_REMOVED_AT_ONCE) continue;
    try {
      await pool.query({
        name: 'remove-contents',
        text: 'DELETE FROM content WHERE content_id = ANY ($1::uuid[]) AND NOT usable',
        values: [contentIds],
      });
      return;
    } catch (error) {
      // A last row was still on its way when its upload was given up: it is removed like the others.
      if ((error as { code?: string }).code !== FOREIGN_KEY_VIOLATION) throw error;
    }
  }
}

const FOREIGN_KEY_VIOLATION = '23503';
