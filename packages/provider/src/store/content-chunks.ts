import type pg from 'pg';
import { ContentGone } from '../domain/content-store.js';
import { copyIn } from './copy-in.js';
import { copyOut } from './copy-out.js';
import { untilItHolds } from './database.js';
import { CHUNK_BYTES, ROW_BYTES, type SpareChunks } from './chunk-memory.js';
import type { Lanes } from './lanes.js';

/** The rows that a content's bytes lie in: each says where its bytes begin, the last one ends with the content. */

/** Read at once; as much again may wait for its reader. Measured: more is not faster. */
const PAGE_BYTES = 2 * CHUNK_BYTES;
/** Rows of the versions before this one. */
const MAX_ROW_BYTES = 256 * 1024;
/** Rows removed at once: some ten milliseconds, a fraction of any statement timeout. */
const ROWS_REMOVED_AT_ONCE = 2048;

/** What a statement that binds no parameters may hold. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Stores bytes, all or none; again after a lost connection, where they may be there already. */
export async function insertChunk(pool: pg.Pool, contentId: string, position: number, bytes: Buffer): Promise<void> {
  await untilItHolds(async () => {
    try {
      const rows = { id: contentId, position, bytes, rowBytes: ROW_BYTES };
      await copyIn(pool, 'content_chunk (content_id, position, bytes)', rows);
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    }
  });
}

/**
 * A range of a content, in pieces of at most a chunk. While one page of rows is taken the next is read; between pages
 * no connection is held, however slowly they are taken. A piece is overwritten once the next one is asked for, so that
 * reading much leaves nothing to collect.
 *
 * @throws ContentGone when a row is missing
 */
export async function* readChunks(
  pool: pg.Pool,
  { lanes, memory }: ReadMeans,
  contentId: string,
  offset: number,
  length: number,
): AsyncGenerator<Buffer> {
  const end = offset + length;
  /** Of pages that were taken: the one that is read next is put there. */
  const free: Buffer[] = [];
  const take = (bytes: number): Buffer =>
    (bytes < CHUNK_BYTES ? undefined : (free.pop() ?? memory.take())) ?? Buffer.allocUnsafe(bytes);
  const read = (from: number): Promise<Buffer[]> | undefined => {
    if (from >= end) return undefined;
    const to = Math.min(from + PAGE_BYTES, end);
    const page = lanes.run(() => untilItHolds(() => readPage(pool, contentId, from, to, take)));
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
    free.push(...pieces.filter(isChunk));
  }
  // Only now is it sure that nobody looks at them any more: who leaves early may still be writing the last one.
  for (const chunk of free) memory.giveBack(chunk);
}

const isChunk = (piece: Buffer): boolean => piece.length === CHUNK_BYTES;

export interface ReadMeans {
  readonly lanes: Lanes;
  readonly memory: SpareChunks;
}

/** The bytes from one place to another. @param take memory for so many of them, at most a chunk */
export async function readPage(
  pool: pg.Pool,
  contentId: string,
  from: number,
  to: number,
  take: (bytes: number) => Buffer = allocate,
): Promise<Buffer[]> {
  if (!UUID.test(contentId)) throw new ContentGone(contentId);
  const [id, start, end] = [
    `'${contentId}'::uuid`,
    `${BigInt(from).toString()}::bigint`,
    `${BigInt(to).toString()}::bigint`,
  ];
  const page = new Page(contentId, from, to, take);
  // Of the first and the last row the range may want a part only: what is stored as it is can be read in part.
  await copyOut(
    pool,
    `SELECT greatest(position, ${start}),
            substring(bytes FROM greatest(${start} - position, 0)::int + 1
                            FOR least(${end} - greatest(position, ${start}), ${String(MAX_ROW_BYTES)})::int)
     FROM content_chunk
     WHERE content_id = ${id} AND position < ${end} AND position >=
       coalesce((SELECT max(position) FROM content_chunk WHERE content_id = ${id} AND position <= ${start}), 0)
     ORDER BY position`,
    (position, bytes) => {
      page.add(position, bytes);
    },
  );
  return page.pieces();
}

/** Puts rows together that come in order. */
class Page {
  readonly #contentId: string;
  readonly #pieces: Buffer[] = [];
  readonly #end: number;
  readonly #take: (bytes: number) => Buffer;
  /** Where the next row has to begin. */
  #at: number;
  #piece: Buffer = NOTHING;
  #filled = 0;

  constructor(contentId: string, from: number, to: number, take: (bytes: number) => Buffer) {
    this.#contentId = contentId;
    this.#at = from;
    this.#end = to;
    this.#take = take;
  }

  add(position: number, bytes: Buffer): void {
    if (position !== this.#at || position + bytes.length > this.#end) throw new ContentGone(this.#contentId);
    for (let from = 0; from < bytes.length;) {
      if (this.#filled === this.#piece.length) this.#begin();
      const copied = bytes.copy(this.#piece, this.#filled, from);
      this.#filled += copied;
      this.#at += copied;
      from += copied;
    }
  }

  pieces(): Buffer[] {
    if (this.#at !== this.#end) throw new ContentGone(this.#contentId);
    return this.#pieces;
  }

  #begin(): void {
    this.#piece = this.#take(Math.min(CHUNK_BYTES, this.#end - this.#at));
    this.#pieces.push(this.#piece);
    this.#filled = 0;
  }
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

const allocate = (bytes: number): Buffer => Buffer.allocUnsafeSlow(bytes);
const NOTHING = Buffer.alloc(0);
const FOREIGN_KEY_VIOLATION = '23503';
const UNIQUE_VIOLATION = '23505';
