import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { query, withDatabase } from './cluster.js';

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Closes the pool and removes the database, whoever is still connected to it. */
  drop(): Promise<void>;
}

/** An empty, migrated database of its own on the run's PostgreSQL. */
export async function freshDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['IMPS_TEST_SERVER_URL'];
  const template = process.env['IMPS_TEST_TEMPLATE'];
  if (serverUrl === undefined || template === undefined) throw new Error('run tests by npm test');
  const name = `${template}_${randomBytes(4).toString('hex')}`;
  await query(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  // A store's ids are its own: the template's epoch must not be shared by its clones.
  const url = withDatabase(serverUrl, name);
  await query(url, `UPDATE setting SET value = substr(md5(random()::text), 1, 10) WHERE name = 'store-epoch'`);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  // Dropping the database ends idle connections; that is no failure of the test.
  pool.on('error', () => undefined);
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await query(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
