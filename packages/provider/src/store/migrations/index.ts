import knexModule from 'knex';
import type { Knex } from 'knex';
import * as instantInbox from './0001-instant-inbox.js';
import * as clientAccess from './0002-client-access.js';
import * as largeContent from './0003-large-content.js';
import * as contentPages from './0004-content-pages.js';
import * as accountPolicy from './0005-account-policy.js';
import * as expiryAndPriority from './0006-expiry-and-priority.js';
import * as reports from './0007-reports.js';
import * as deadLetters from './0008-dead-letters.js';
import * as quotas from './0009-quotas.js';
import * as growth from './0010-growth.js';
import * as placesOfDeadLetters from './0011-places-of-dead-letters.js';
import * as accountCertificates from './0012-account-certificates.js';
import * as signIn from './0013-sign-in.js';
import * as presence from './0014-presence.js';

interface NamedMigration extends Knex.Migration {
  readonly name: string;
}

/** In order; additive only once released. The names are recorded in the database and never change. */
const migrations: readonly NamedMigration[] = [
  { name: '0001-instant-inbox', ...instantInbox },
  { name: '0002-client-access', ...clientAccess },
  { name: '0003-large-content', ...largeContent },
  { name: '0004-content-pages', ...contentPages },
  { name: '0005-account-policy', ...accountPolicy },
  { name: '0006-expiry-and-priority', ...expiryAndPriority },
  { name: '0007-reports', ...reports },
  { name: '0008-dead-letters', ...deadLetters },
  { name: '0009-quotas', ...quotas },
  { name: '0010-growth', ...growth },
  { name: '0011-places-of-dead-letters', ...placesOfDeadLetters },
  { name: '0012-account-certificates', ...accountCertificates },
  { name: '0013-sign-in', ...signIn },
  { name: '0014-presence', ...presence },
];

const source: Knex.MigrationSource<NamedMigration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) => Promise.resolve(migration),
};

const quiet = (): void => undefined;

async function withKnex<T>(databaseUrl: string, work: (knex: Knex) => Promise<T>): Promise<T> {
  const knex = knexModule.default({
    client: 'pg',
    connection: { connectionString: databaseUrl, connectionTimeoutMillis: 10_000 },
    pool: { min: 0, max: 1 },
    migrations: { migrationSource: source, tableName: 'schema_migration' },
    // What goes wrong is thrown; knex would print it on top, with its stack.
    log: { debug: quiet, warn: quiet, error: quiet, deprecate: quiet },
  });
  try {
    return await work(knex);
  } finally {
    await knex.destroy();
  }
}

/** Brings the schema up to date; answers the names of what was applied. Several processes may call it at once. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  return withKnex(databaseUrl, async (knex) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const [, applied] = (await knex.migrate.latest()) as [number, string[]];
        return applied;
      } catch (error) {
        // Another process is migrating: it holds the lock, or created the bookkeeping table a moment before us.
        const code = (error as { code?: string }).code;
        const busy =
          (error instanceof Error && error.name === 'MigrationLocked') || code === '23505' || code === '42P07';
        if (!busy || attempt >= 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 100));
      }
    }
  });
}

/** The names of the migrations that the schema still lacks. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  return withKnex(databaseUrl, async (knex) => {
    const [, pending] = (await knex.migrate.list()) as [unknown, NamedMigration[]];
    return pending.map((migration) => migration.name);
  });
}
