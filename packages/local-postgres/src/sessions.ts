import pg from 'pg';
import { clientConfig, type Endpoint } from './endpoint.js';
import { systemIdentifier, type Cluster } from './cluster.js';
import { isPostmasterOf } from './process-identity.js';

/** What a server says about itself. */
export interface ServerFacts {
  /** Such as `18.4`. */
  readonly version: string;
  /** Its configuration has changes that only a restart brings into effect. */
  readonly needsRestart: boolean;
}

/** Runs `work` in one session of `database`. */
export async function withSession<T>(
  endpoint: Endpoint,
  password: string | undefined,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(clientConfig(endpoint, database, password));
  // The server may die under a session; the query in progress then rejects, and that is enough.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Asks whoever listens at `endpoint` whether it is the server of `cluster`: a path or port may have been
 * taken by another one.
 *
 * @returns `undefined` when nobody answers, or somebody else does
 */
export async function askServer(endpoint: Endpoint, cluster: Cluster, pid?: number): Promise<ServerFacts | undefined> {
  const expected = await systemIdentifier(cluster.directory);
  try {
    return await withSession(endpoint, cluster.password, 'postgres', async (client) => {
      const { rows } = await client.query<{ id: string; directory: string; version: string }>(
        `SELECT system_identifier::text AS id, current_setting('data_directory') AS directory,
                current_setting('server_version') AS version FROM pg_control_system()`,
      );
      const row = rows[0];
      // The cluster may have been moved while its server ran; then the process knows where it stands.
      const here =
        row?.directory === cluster.directory || (pid !== undefined && (await isPostmasterOf(pid, cluster.directory)));
      if (!row || !here || row.id !== expected) return undefined;
      return { version: row.version, needsRestart: row.directory !== cluster.directory };
    });
  } catch {
    return undefined;
  }
}

/** Has a running server read its configuration again, and tells whether that was enough. */
export async function reloadSettings(endpoint: Endpoint, cluster: Cluster): Promise<boolean> {
  return withSession(endpoint, cluster.password, 'postgres', async (client) => {
    await client.query('SELECT pg_reload_conf()');
    // The postmaster reads it in its own time, and sessions after that.
    await client.query('SELECT pg_sleep(0.1)');
    const { rows } = await client.query('SELECT 1 FROM pg_settings WHERE pending_restart LIMIT 1');
    return rows.length === 0;
  });
}

/** Creates those of `databases` that do not exist yet. */
export async function createMissingDatabases(
  endpoint: Endpoint,
  cluster: Cluster,
  databases: readonly string[],
): Promise<void> {
  if (databases.length === 0) return;
  await withSession(endpoint, cluster.password, 'postgres', async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database');
    const existing = new Set(rows.map((row) => row.name));
    for (const name of new Set(databases)) {
      if (!existing.has(name)) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    }
  });
}
