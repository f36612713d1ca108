import type { TestDatabase } from './database.js';

/** The clock of one database, in the hands of the test. What real time passes meanwhile does not move it. */
export interface DatabaseClock {
  readonly now: () => Promise<Date>;
  advance(seconds: number): Promise<void>;
}

/**
 * Stops the time that the store goes by: sessions opened from now on find a `now()` of the test's before PostgreSQL's own.
 * Call it before a provider is started on the database.
 */
export async function stopDatabaseClock({ pool, url }: TestDatabase): Promise<DatabaseClock> {
  const name = new URL(url).pathname.slice(1);
  await pool.query(`
    CREATE TABLE test_clock AS SELECT date_trunc('second', now()) AS now;
    CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now FROM test_clock';
    ALTER DATABASE ${name} SET search_path = public, pg_catalog;
  `);
  return {
    now: async () => (await pool.query<{ now: Date }>('SELECT now FROM test_clock')).rows[0]!.now,
    advance: async (seconds) => {
      await pool.query('UPDATE test_clock SET now = now + make_interval(secs => $1)', [seconds]);
    },
  };
}
