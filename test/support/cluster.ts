import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import pg from 'pg';
import { migrate } from '../../packages/provider/dist/store/migrations/index.js';
import { divideByOwner } from './partitions.js';

/**
 * The PostgreSQL that a test run shares: the server at DATABASE_URL, else an embedded one that lives as long as the
 * run. Tests get clones of a migrated template, so each starts with an empty store of its own in a few milliseconds.
 */
export interface TestCluster {
  /** Reaches the server; the database in it is not used. */
  readonly serverUrl: string;
  readonly template: string;
  stop(): Promise<void>;
}

export async function startCluster(): Promise<TestCluster> {
  const template = `imps_test_${randomBytes(4).toString('hex')}`;
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    await query(given, `CREATE DATABASE ${template}`);
    await prepare(withDatabase(given, template));
    return { serverUrl: given, template, stop: () => dropAll(given, template) };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'imps-test-'));
  const server = await LocalPostgres.start({ dataDir, databases: [template], durable: false });
  await prepare(server.connectionString(template));
  return {
    serverUrl: server.connectionString('postgres'),
    template,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** IMPS_TEST_PARTITIONS=8: everything runs on tables that are divided by the inbox's owner, as on several servers. */
async function prepare(templateUrl: string): Promise<void> {
  await migrate(templateUrl);
  const partitions = Number(process.env['IMPS_TEST_PARTITIONS'] ?? 0);
  if (partitions === 0) return;
  const client = new pg.Client({ connectionString: templateUrl });
  await client.connect();
  try {
    await divideByOwner(client, partitions);
  } finally {
    await client.end();
  }
}

/** Databases that a failed test left behind go with the run, on a server that stays. */
async function dropAll(serverUrl: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname LIKE $1', [
      `${template}%`,
    ]);
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

/** The same server, another database; both URL forms that name a socket directory keep their meaning. */
export function withDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
