import knex, { type Knex } from 'knex';
import { migrations } from './migrations.js';

/** The game's own database, ready to use. */
export async function openDatabase(url: string): Promise<Knex> {
  const database = knex({
    client: 'pg',
    connection: { connectionString: url, statement_timeout: 15_000, application_name: 'chess-game' },
    pool: { min: 0, max: 8 },
    // A player waits on it.
    acquireConnectionTimeout: 10_000,
    // Failures are thrown to those who can tell of them; the library would write them out as well, in many lines.
    log: { warn: () => undefined, error: () => undefined },
  });
  try {
    await database.migrate.latest({ migrationSource: migrations, tableName: 'game_migration' });
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** PostgreSQL's word for a unique value that is there already; the constraint's name tells which. */
export function violatedConstraint(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== '23505') return undefined;
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;
}
