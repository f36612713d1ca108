import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { CONTENT_CONNECTIONS, INLINE_BYTES, PostgresContents } from '../../packages/provider/dist/store/content.js';
import { CHUNK_BYTES, ROW_BYTES } from '../../packages/provider/dist/store/chunk-memory.js';
import { ContentGone } from '../../packages/provider/dist/domain/content-store.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { collect, contentHouse, NOTHING_STORED, someBytes, type ContentHouse } from './content-house.js';

const KiB = 1024;
let database: TestDatabase;
let house: ContentHouse;

beforeAll(async () => {
  database = await freshDatabase();
  house = await contentHouse(database.pool);
});
afterAll(() => database.drop());

/** Makes all connections of a pool, one by one and with as many attempts as it takes. */
async function openAll(pool: pg.Pool, count: number): Promise<void> {
  const open: pg.PoolClient[] = [];
  while (open.length < count) {
    const client = await pool.connect().catch(() => undefined);
    if (client !== undefined) open.push(client);
  }
  for (const client of open) client.release();
}

describe('an upload', () => {
  test.each([
    ['nothing', 0, 1],
    ['one byte', 1, 1],
    ['as much as a row of a message takes', INLINE_BYTES, 10_000],
  ])('of little is answered as bytes and leaves the store alone: %s', async (_name, size, piece) => {
    const bytes = someBytes(size);
    expect(await house.upload(bytes, piece)).toEqual(bytes);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test.each([
    ['one byte more than a message takes', INLINE_BYTES + 1, 64 * KiB],
    ['a chunk less one byte', CHUNK_BYTES - 1, 1_000],
    ['a chunk exactly', CHUNK_BYTES, 64 * KiB],
    ['a chunk and one byte', CHUNK_BYTES + 1, 64 * KiB],
    ['four chunks in one piece', 4 * CHUNK_BYTES, 4 * CHUNK_BYTES],
    ['many chunks in odd pieces', 3_000_001, 77_777],
  ])('of much comes back byte for byte, from rows that fill pages: %s', async (_name, size, piece) => {
    const rows = Math.ceil(size / ROW_BYTES);
    const bytes = someBytes(size);
    const stored = await house.upload(bytes, piece);
    if (Buffer.isBuffer(stored)) throw new Error('not stored');
    expect(stored.size).toBe(size);
    expect(stored.digest).toEqual(createHash('sha256').update(bytes).digest());
    expect(await house.counts()).toEqual({ contents: 1, chunks: rows, uses: 0 });
    expect((await collect(house.contents.read(stored.contentId, 0, size))).equals(bytes)).toBe(true);
    await house.contents.discard([stored]);
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('takes what it is given: whoever writes may use the memory again', async () => {
    const upload = house.contents.open(1e9);
    const memory = Buffer.alloc(100_000);
    for (let n = 0; n < 10; n += 1) await upload.write(memory.fill(n));
    const stored = await upload.finish();
    if (Buffer.isBuffer(stored)) throw new Error('not stored');
    const read = await collect(house.contents.read(stored.contentId, 0, 1_000_000));
    expect(Array.from({ length: 10 }, (_, n) => read[n * 100_000 + 99_999])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await house.contents.discard([stored]);
  });

  test('beyond its bound is refused as too large, and leaves nothing when it is given up', async () => {
    const upload = house.contents.open(1_000_000);
    await upload.write(someBytes(999_999));
    await expect(upload.write(someBytes(2))).rejects.toMatchObject({ errorName: 'MessageTooLarge' });
    await expect(upload.finish()).rejects.toMatchObject({ errorName: 'MessageTooLarge' });
    await upload.abort();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('may be told to keep less in memory; a kibibyte always stays, as fingerprints of messages need it', async () => {
    const small = house.contents.open(1e9, 0);
    await small.write(someBytes(1024));
    expect(await small.finish()).toHaveLength(1024);
    const larger = house.contents.open(1e9, 0);
    await larger.write(someBytes(1025));
    const stored = await larger.finish();
    if (Buffer.isBuffer(stored)) throw new Error('not stored');
    await house.contents.discard([stored]);
  });

  test('that is given up leaves nothing, whatever it was doing; what was under way is refused', async () => {
    const upload = house.contents.open(1e9);
    for (let n = 0; n < 5; n += 1) await upload.write(someBytes(256 * KiB));
    const writing = upload.write(someBytes(4_000_000));
    writing.catch(() => undefined);
    await upload.abort();
    await expect(writing).rejects.toThrow('given up');
    await expect(upload.finish()).rejects.toThrow('given up');
    await upload.abort();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });

  test('does not fail because hundreds of others wait for the same few connections', async () => {
    const connectionTimeoutMillis = 500;
    const [max, connectionString] = [CONTENT_CONNECTIONS, database.url];
    const pool = new pg.Pool({ connectionString, max, connectionTimeoutMillis, idleTimeoutMillis: 0 });
    // The bound is on waiting for one of them; on a busy machine making one takes longer than that.
    await openAll(pool, max);
    const { store, contents, counts } = await contentHouse(pool);
    const all = Array.from({ length: 300 }, (_, n) => someBytes(300_000, String(n)));
    const stored = await Promise.all(all.map((bytes) => store(bytes)));
    for (const [n, { contentId, size }] of stored.entries()) {
      const read = await collect(contents.read(contentId, 0, size));
      if (!read.equals(all[n]!)) throw new Error(`${String(n)} is not what was uploaded`);
    }
    await contents.discard(stored);
    expect(await counts()).toEqual(NOTHING_STORED);
    await pool.end();
  });

  test('that the database refuses rejects, and so does all that follows', async () => {
    const upload = house.contents.open(1e9);
    await upload.write(someBytes(256 * KiB));
    await database.pool.query(`ALTER TABLE content_chunk ADD CONSTRAINT full_up CHECK (position < 1000) NOT VALID`);
    const write = async () => {
      for (let n = 0; n < 5; n += 1) await upload.write(someBytes(256 * KiB));
    };
    await expect(write()).rejects.toMatchObject({ code: '23514' });
    await expect(upload.finish()).rejects.toMatchObject({ code: '23514' });
    await database.pool.query('ALTER TABLE content_chunk DROP CONSTRAINT full_up');
    await upload.abort();
    expect(await house.counts()).toEqual(NOTHING_STORED);
  });
});

describe('reading', () => {
  const bytes = someBytes(3_000_001);
  const ranges = [
    [0, 1],
    [0, 3_000_001],
    [ROW_BYTES - 1, 2],
    [CHUNK_BYTES - 1, 2],
    [CHUNK_BYTES, CHUNK_BYTES],
    [CHUNK_BYTES + 1, 1_500_000],
    [4 * CHUNK_BYTES, 4 * CHUNK_BYTES + 1],
    [3_000_000, 1],
    [3_000_001, 0],
  ] as const;

  test('any range gives exactly its bytes, in pieces of at most a chunk', async () => {
    const stored = await house.store(bytes);
    for (const [offset, length] of ranges) {
      const pieces: Buffer[] = [];
      for await (const piece of house.contents.read(stored.contentId, offset, length)) {
        pieces.push(Buffer.from(piece));
      }
      const read = Buffer.concat(pieces);
      if (!read.equals(bytes.subarray(offset, offset + length))) throw new Error(`${String(offset)} is not right`);
      expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(CHUNK_BYTES);
    }
    await house.contents.discard([stored]);
  });

  test('rows may be of any size', async () => {
    const stored = await house.store(bytes);
    await database.pool.query('DELETE FROM content_chunk');
    for (let at = 0; at < bytes.length; at += 100_003) {
      await database.pool.query('INSERT INTO content_chunk VALUES ($1, $2, $3)', [
        stored.contentId,
        at,
        bytes.subarray(at, at + 100_003),
      ]);
    }
    for (const [offset, length] of ranges) {
      const read = await collect(house.contents.read(stored.contentId, offset, length));
      if (!read.equals(bytes.subarray(offset, offset + length))) throw new Error(`${String(offset)} is not right`);
    }
    await house.contents.discard([stored]);
  });

  test.each([
    ['at the beginning', 0],
    ['in the middle', 5 * CHUNK_BYTES],
    ['at the end', Math.floor(bytes.length / ROW_BYTES) * ROW_BYTES],
  ])('what is not whole any more fails rather than being taken for whole: %s', async (_name, position) => {
    const stored = await house.store(bytes);
    await database.pool.query('DELETE FROM content_chunk WHERE position = $1', [position]);
    await expect(collect(house.contents.read(stored.contentId, 0, stored.size))).rejects.toThrow(ContentGone);
    await expect(collect(house.contents.read(stored.contentId, position + 10, 100))).rejects.toThrow(ContentGone);
    await house.contents.discard([stored]);
  });

  test('a name that is none is content that is not there', async () => {
    const names = ['00000000-0000-4000-8000-000000000000', `'; DROP TABLE content; --`];
    for (const name of names) {
      await expect(collect(house.contents.read(name, 0, 10))).rejects.toThrow(ContentGone);
    }
  });

  test('a reader who leaves early, or is slow, holds no connection', async () => {
    const stored = await house.store(bytes);
    const slow = Array.from({ length: 20 }, () => house.contents.read(stored.contentId, 0, stored.size));
    const iterators = slow.map((each) => each[Symbol.asyncIterator]());
    for (const iterator of iterators) await iterator.next();
    // The pool of this test has four connections: were they held, nobody else could read.
    expect(await collect(house.contents.read(stored.contentId, 0, stored.size))).toHaveLength(bytes.length);
    for (const iterator of iterators) await iterator.return?.();
    await house.contents.discard([stored]);
  });
});

test('contents that somebody holds are touched, so that no sweep takes them for dead', async () => {
  const stored = await house.store(someBytes(200_000));
  await database.pool.query(`UPDATE content SET touched_at = now() - interval '14 minutes'`);
  await house.sweep();
  expect(await house.counts()).toMatchObject({ contents: 1 });
  await database.pool.query(`UPDATE content SET touched_at = now() - interval '16 minutes'`);
  await house.contents.touch();
  await house.sweep();
  expect(await house.counts()).toMatchObject({ contents: 1 });
  await house.contents.discard([stored]);
  await new PostgresContents(database.pool).discard([stored]);
  expect(await house.counts()).toEqual(NOTHING_STORED);
});
