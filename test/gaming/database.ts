import { randomBytes } from 'node:crypto';
import { query, withDatabase } from '../support/cluster.js';

/** An empty database on the run's PostgreSQL, for a service that brings its own schema. */
export async function emptyDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const serverUrl = process.env['IMPS_TEST_SERVER_URL'];
  const template = process.env['IMPS_TEST_TEMPLATE'];
  if (serverUrl === undefined || template === undefined) throw new Error('run tests by npm test');
  const name = `${template}_game_${randomBytes(4).toString('hex')}`;
  await query(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  return {
    url: withDatabase(serverUrl, name),
    drop: () => query(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
