import { createHash } from 'node:crypto';
import type pg from 'pg';
import { ROW_BYTES, type Payload } from './payload.js';

/**
 * The peer: the same bytes as rows of 256 KiB, by plain `pg`, as somebody would write it who wants it fast. Two
 * connections store; a page of rows is read while the one before it is looked at. No service, no other process, no
 * message: what it takes to move the bytes. They are read as `pg` reads them, which is as hexadecimal text: its binary
 * form takes all values for UTF-8 and spoils them.
 */
const WRITERS = 2;
const PAGE_ROWS = 4;

export async function createRows(pool: pg.Pool): Promise<void> {
  await pool.query(`
    CREATE SCHEMA IF NOT EXISTS bench;
    CREATE TABLE IF NOT EXISTS bench.raw_rows (
      content_id uuid NOT NULL, position bigint NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (content_id, position));
    ALTER TABLE bench.raw_rows ALTER COLUMN bytes SET STORAGE EXTERNAL;`);
}

export const emptyRows = async (pool: pg.Pool): Promise<void> => {
  await pool.query('TRUNCATE bench.raw_rows');
};

/** Stores them; when it resolves they are on disk. */
export async function insertRows(pool: pg.Pool, contentId: string, payload: Payload): Promise<void> {
  const rows = payload.rows();
  let position = 0;
  const write = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      for (let next = rows.next(); next.done !== true; next = rows.next()) {
        const at = position;
        position += next.value.length;
        await client.query({
          name: 'bench-insert',
          text: 'INSERT INTO bench.raw_rows (content_id, position, bytes) VALUES ($1, $2, $3)',
          values: [contentId, at, next.value],
        });
      }
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

/** Reads them in order and answers their digest. */
export async function readRows(pool: pg.Pool, contentId: string, size: number): Promise<string> {
  const hash = createHash('sha256');
  const page = (from: number): Promise<pg.QueryResult<{ bytes: Buffer }>> => {
    return pool.query<{ bytes: Buffer }>({
      name: 'bench-read',
      text: `SELECT bytes FROM bench.raw_rows WHERE content_id = $1 AND position >= $2
             ORDER BY position LIMIT ${String(PAGE_ROWS)}`,
      values: [contentId, from],
    });
  };
  let next = page(0);
  for (let at = 0; at < size; at += PAGE_ROWS * ROW_BYTES) {
    const { rows } = await next;
    if (at + PAGE_ROWS * ROW_BYTES < size) next = page(at + PAGE_ROWS * ROW_BYTES);
    for (const { bytes } of rows) hash.update(bytes);
  }
  return hash.digest('hex');
}
