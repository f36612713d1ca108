import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import pg from 'pg';
import { migrate } from '../../packages/provider/dist/store/migrations/index.js';
import { PgNonceStore } from '../../packages/provider/dist/store/nonces.js';
import { databaseNow } from '../support/nonces.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { pidOf } from '../local-postgres/support.js';

/** No nonce is good twice, whatever happens between the two (WSI-13; UsernameToken Profile 1.1 §3.1). */

const MEMORY_SECONDS = 360;
const useOf = (nonce: string, created: Date, accountId = '1') => ({
  accountId,
  nonceDigest: createHash('sha256').update(nonce).digest(),
  expiresAt: new Date(created.getTime() + MEMORY_SECONDS * 1000),
  now: new Date(),
});
const before = (date: Date, seconds: number) => new Date(date.getTime() - seconds * 1000);
const EXPIRED = { errorName: 'MessageExpired', retryAfterSeconds: 1 };

describe('While the database runs', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  test('a new store has forgotten nothing: the first token is taken', async () => {
    const now = await databaseNow(database.pool);
    const store = new PgNonceStore(database.pool);
    await expect(store.use(useOf('first', before(now, 290)))).resolves.toBe(true);
    await expect(store.use(useOf('first', before(now, 290)))).resolves.toBe(false);
  });

  test('WSI-13: of a memory that was lost nothing older is taken, at any process, and what is new at once', async () => {
    const processes = [new PgNonceStore(database.pool), new PgNonceStore(database.pool)] as const;
    const now = await databaseNow(database.pool);
    await expect(processes[0].use(useOf('overheard', now))).resolves.toBe(true);
    // What recovery after a crash does with unlogged tables.
    await database.pool.query('TRUNCATE used_nonce, nonce_memory');
    await expect(processes[1].use(useOf('overheard', now))).rejects.toMatchObject(EXPIRED);
    await expect(processes[0].use(useOf('overheard', now))).resolves.toBe(false);
    await expect(processes[0].use(useOf('another', before(now, 1)))).rejects.toMatchObject(EXPIRED);
    await memoryBegan(database.pool);
    const fresh = useOf('fresh', await databaseNow(database.pool));
    await expect(processes[1].use(fresh)).resolves.toBe(true);
    await expect(processes[0].use(fresh)).resolves.toBe(false);
  });

  test('a token from a clock that runs ahead is remembered where nothing is lost', async () => {
    const store = new PgNonceStore(database.pool);
    const ahead = useOf('ahead', before(await databaseNow(database.pool), -50));
    await expect(store.use(ahead)).resolves.toBe(true);
    await expect(store.use(ahead)).resolves.toBe(false);
    await database.pool.query('TRUNCATE used_nonce, nonce_memory');
    await expect(store.use(ahead)).resolves.toBe(false);
    await database.pool.query('TRUNCATE used_nonce');
    await expect(new PgNonceStore(database.pool).use(ahead)).resolves.toBe(false);
  });

  test('and goes when it could not be used any more', async () => {
    const store = new PgNonceStore(database.pool);
    await store.use(useOf('ahead-2', before(await databaseNow(database.pool), -50)));
    await store.sweep(new Date(Date.now() + 600_000));
    const { rows } = await database.pool.query(
      'SELECT (SELECT count(*) FROM used_nonce)::int AS used, (SELECT count(*) FROM used_nonce_ahead)::int AS ahead',
    );
    expect(rows).toEqual([{ used: 0, ahead: 0 }]);
  });

  test('PP2-18: a use writes nothing that a commit waits for, and is one statement', async () => {
    await database.pool.query(`UPDATE nonce_memory SET since = '-infinity'`);
    let statements = 0;
    const counting = Object.assign(Object.create(database.pool) as pg.Pool, {
      query: (config: pg.QueryConfig) => {
        statements += 1;
        return database.pool.query(config);
      },
    });
    const store = new PgNonceStore(counting);
    const created = before(await databaseNow(database.pool), 1);
    await store.use(useOf('warm', created));
    statements = 0;
    for (let count = 0; count < 20; count += 1) await store.use(useOf(`poll-${String(count)}`, created));
    expect(statements).toBe(20);
    const { rows } = await database.pool.query(
      `SELECT relname, relpersistence FROM pg_class WHERE relname IN ('used_nonce', 'nonce_memory', 'used_nonce_ahead') ORDER BY 1`,
    );
    expect(rows).toEqual([
      { relname: 'nonce_memory', relpersistence: 'u' },
      { relname: 'used_nonce', relpersistence: 'u' },
      { relname: 'used_nonce_ahead', relpersistence: 'p' },
    ]);
    const ahead = await database.pool.query('SELECT 1 FROM used_nonce_ahead');
    expect(ahead.rowCount).toBe(0);
  });
});

describe('When the database is killed', () => {
  let directory: string;
  let server: LocalPostgres;
  let pool: pg.Pool;
  const connect = () => {
    pool = new pg.Pool({ connectionString: server.connectionString('imps'), max: 4 });
    pool.on('error', () => undefined);
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'imps-nonces-'));
    server = await LocalPostgres.start({ dataDir: join(directory, 'data'), databases: ['imps'] });
    await migrate(server.connectionString('imps'));
    connect();
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** It is started again by itself. */
  async function anotherServer(killed: number): Promise<void> {
    for (;;) {
      const pid = await server.serverPid();
      try {
        if (pid !== undefined && pid !== killed) {
          await pool.query('SELECT 1');
          return;
        }
      } catch {
        // Not yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('PP2-18: a poll does not wait for the disk', async () => {
    const store = new PgNonceStore(pool);
    const created = before(await databaseNow(pool), 1);
    /** How often something was still to be flushed right after it: never, had its commit waited for that. */
    const unflushed = async (work: () => Promise<unknown>): Promise<number> => {
      let count = 0;
      for (let round = 0; round < 200; round += 1) {
        await work();
        const { rows } = await pool.query<{ behind: boolean }>(
          'SELECT pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn() AS behind',
        );
        if (rows[0]?.behind === true) count += 1;
      }
      return count;
    };
    const polls = await unflushed(() => store.use(useOf(randomUUID(), created)));
    const logged = await unflushed(() => store.use(useOf(randomUUID(), before(created, -60))));
    expect(polls).toBeGreaterThan(logged);
    expect(polls).toBeGreaterThan(0);
  });

  test('WSI-13: kill -9 of it, and nothing overheard before is good again; new tokens are', async () => {
    const store = new PgNonceStore(pool);
    const now = await databaseNow(pool);
    const overheard = useOf('overheard', now);
    const ahead = useOf('ahead', before(now, -55));
    await expect(store.use(overheard)).resolves.toBe(true);
    await expect(store.use(ahead)).resolves.toBe(true);
    const pid = await pidOf(server);
    process.kill(pid, 'SIGKILL');
    await anotherServer(pid);
    await expect(store.use(overheard)).rejects.toMatchObject(EXPIRED);
    await expect(store.use(ahead)).resolves.toBe(false);
    await memoryBegan(pool);
    const fresh = useOf('fresh', await databaseNow(pool));
    await expect(store.use(fresh)).resolves.toBe(true);
    await expect(store.use(fresh)).resolves.toBe(false);
  });

  test('an orderly restart forgets nothing and refuses nothing', async () => {
    const now = await databaseNow(pool);
    await expect(new PgNonceStore(pool).use(useOf('kept', now))).resolves.toBe(true);
    await pool.end();
    await server.stop();
    server = await LocalPostgres.start({ dataDir: join(directory, 'data'), databases: ['imps'] });
    connect();
    const store = new PgNonceStore(pool);
    await expect(store.use(useOf('kept', now))).resolves.toBe(false);
    await expect(store.use(useOf('not used before', now))).resolves.toBe(true);
  });
});

/** The memory begins half a second ahead. */
async function memoryBegan(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ began: boolean }>(
      'SELECT since < clock_timestamp() AS began FROM nonce_memory',
    );
    if (rows[0]?.began === true) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
