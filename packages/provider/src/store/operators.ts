import pg from 'pg';
import type { OperatorRole } from '../accounts/operator.js';
import { transaction, type Queryable } from './database.js';

/**
 * Operators are roles of the database: what each may see and do is held by PostgreSQL itself, whatever program they use.
 * The rights are granted to the role directly, in this database only.
 */

/** Columns that say who has an account, and nothing that proves it. */
const ACCOUNT = 'owner_id, address, kind, service_domain, disabled_at, created_at';
/** What can be counted without seeing who wrote what to whom. */
const COUNTED = 'owner_id, seq, size, stored_size, accepted_at, expires_at';
const HEADER =
  'owner_id, seq, sender_id, client_message_id, recipient_key, sender, recipient, size, stored_size, accepted_at, expires_at';

/** What even to look for the schema takes: names of migrations, and settings of which none is secret. */
const EVERYBODY = [
  'SELECT ON schema_migration, schema_migration_lock, setting, operator',
  `SELECT (${ACCOUNT}) ON account`,
];

const AUDITOR = [
  ...EVERYBODY,
  'SELECT ON audit_event, quota_use, account_policy',
  `SELECT (${COUNTED}) ON inbox`,
  'SELECT (owner_id, seq, size, stored_size, accepted_at, died_at, attempts) ON dead_letter',
  'SELECT (owner_id, seq, state, accepted_at, changed_at) ON delivery',
  'SELECT (owner_id, seq, leased_until, attempts) ON lease',
];

/** `parts` of a dead letter is the list of its parts: media types, names, sizes. Their bytes are `content`. */
const SUPPORT = [
  ...EVERYBODY,
  'SELECT ON quota_use, account_policy, lease, lease_batch',
  `SELECT (${HEADER}) ON inbox`,
  `SELECT (${HEADER}, died_at, attempts, reason, parts) ON dead_letter`,
  'SELECT (owner_id, sender_id, client_message_id, recipient_key, seq, recipient, state, reason, accepted_at, changed_at) ON delivery',
];

const ADMINISTRATOR = [
  'SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public',
  'USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public',
];

const GRANTS: Readonly<Record<OperatorRole, readonly string[]>> = {
  auditor: AUDITOR,
  support: SUPPORT,
  administrator: ADMINISTRATOR,
};

/** What holds administrators to account is not theirs to change; they add to the audit log, under their own name. */
const NEVER = ['INSERT, UPDATE, DELETE ON audit_event', 'INSERT, UPDATE, DELETE ON operator'];
const AND_YET = ['INSERT (at, kind, outcome, account, actor, source, detail, times) ON audit_event'];

export interface Operator {
  readonly name: string;
  readonly role: OperatorRole;
  readonly grantedAt: Date;
}

export class PgOperatorStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Whether the server knows such a role, here or in any of its databases. */
  async exists(name: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
    return rowCount === 1;
  }

  /**
   * Whether no grant could bind the role: a superuser, or one with the rights of who owns the tables. Taking rights from an
   * owner would moreover stop the provider that serves as it.
   */
  async ownsAll(name: string): Promise<boolean> {
    const { rows } = await this.#pool.query<{ all: boolean }>(
      `SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'account'::regclass), 'MEMBER') AS all
       FROM pg_roles WHERE rolname = $1`,
      [name],
    );
    return rows[0]?.all === true;
  }

  /**
   * Gives the rights of the role, and takes those of another one that the operator had.
   * @param verifier the password as the server keeps it, for a role that is to be made; absent: there is one
   */
  grant(name: string, role: OperatorRole, verifier?: string): Promise<void> {
    return transaction(this.#pool, async (client) => {
      const grantee = pg.escapeIdentifier(name);
      if (verifier !== undefined) {
        await client.query(`CREATE ROLE ${grantee} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE
                            CONNECTION LIMIT 20 PASSWORD ${pg.escapeLiteral(verifier)}`);
      }
      await takeAll(client, grantee);
      await giveAll(client, grantee, role);
      await client.query(
        `INSERT INTO operator (name, role) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET role = EXCLUDED.role, granted_at = now()`,
        [name, role],
      );
    });
  }

  /** The role stays, without rights here: it may have others elsewhere. False when it is no operator. */
  revoke(name: string): Promise<boolean> {
    return transaction(this.#pool, async (client) => {
      const { rowCount } = await client.query('DELETE FROM operator WHERE name = $1', [name]);
      if (rowCount !== 1) return false;
      const { rowCount: known } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
      if (known === 1) await takeAll(client, pg.escapeIdentifier(name));
      return true;
    });
  }

  async list(): Promise<Operator[]> {
    const { rows } = await this.#pool.query<{ name: string; role: OperatorRole; granted_at: Date }>(
      'SELECT name, role, granted_at FROM operator ORDER BY name',
    );
    return rows.map(({ name, role, granted_at: grantedAt }) => ({ name, role, grantedAt }));
  }

  /** After the schema changed: what is new in it is for its operators too. */
  async renew(): Promise<void> {
    for (const { name, role } of await this.list()) if (await this.exists(name)) await this.grant(name, role);
  }
}

async function giveAll(client: Queryable, grantee: string, role: OperatorRole): Promise<void> {
  await client.query(`GRANT USAGE ON SCHEMA public TO ${grantee}`);
  for (const grant of GRANTS[role]) await client.query(`GRANT ${grant} TO ${grantee}`);
  if (role !== 'administrator') return;
  for (const grant of NEVER) await client.query(`REVOKE ${grant} FROM ${grantee}`);
  for (const grant of AND_YET) await client.query(`GRANT ${grant} TO ${grantee}`);
}

/** REVOKE of a table's rights takes those of its columns too. */
async function takeAll(client: Queryable, grantee: string): Promise<void> {
  await client.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${grantee}`);
  await client.query(`REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ${grantee}`);
  await client.query(`REVOKE ALL ON SCHEMA public FROM ${grantee}`);
}
