import type pg from 'pg';
import { policyOfStore } from '../accounts/policy-text.js';
import type { ClientSessionStore, NewSession, StoredSession } from '../security/ports.js';
import { transaction } from './database.js';

/** Newest sessions that an account keeps; who signs in once more ends the oldest. */
const SESSIONS_AN_ACCOUNT = 100;

interface SessionRow {
  owner_id: string;
  address: string;
  expires_at: Date;
  idle_seconds: number;
  policy: unknown;
}

const FIND = {
  name: 'client-session-find',
  text: `SELECT s.owner_id, a.address, s.expires_at, extract(epoch FROM now() - s.last_used_at)::float8 AS idle_seconds,
           p.policy
         FROM client_session s JOIN account a ON a.owner_id = s.owner_id
           LEFT JOIN account_policy p ON p.owner_id = s.owner_id
         WHERE s.token_digest = $1 AND s.expires_at > now() AND a.disabled_at IS NULL AND a.kind = 'person'`,
};
/** The account row is locked against a change of the password meanwhile: the session would outlive it. */
const FIND_UNCHANGED = {
  name: 'client-session-account',
  text: `SELECT 1 FROM account WHERE owner_id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR SHARE`,
};
const ADD = {
  name: 'client-session-add',
  text: `INSERT INTO client_session (token_digest, owner_id, expires_at)
         VALUES ($1, $2, now() + make_interval(secs => $3)) RETURNING expires_at`,
};
const TRIM = {
  name: 'client-session-trim',
  text: `DELETE FROM client_session WHERE token_digest IN
           (SELECT token_digest FROM client_session WHERE owner_id = $1 ORDER BY created_at DESC
            OFFSET ${String(SESSIONS_AN_ACCOUNT)})`,
};
const TOUCH = {
  name: 'client-session-touch',
  text: `UPDATE client_session SET last_used_at = now(),
           expires_at = least(now() + make_interval(secs => $2), created_at + make_interval(secs => $3))
         WHERE token_digest = $1 RETURNING expires_at`,
};
const END = { name: 'client-session-end', text: 'DELETE FROM client_session WHERE token_digest = $1' };

/** Sessions of IM clients in PostgreSQL, for all processes of a provider. */
export class PgClientSessions implements ClientSessionStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  add({ tokenDigest, ownerId, passwordHash, seconds }: NewSession): Promise<Date | undefined> {
    return transaction(this.#pool, async (client) => {
      const account = await client.query({ ...FIND_UNCHANGED, values: [ownerId, passwordHash] });
      if (account.rowCount !== 1) return undefined;
      // The attempt before may have been committed without our hearing of it.
      await client.query({ ...END, values: [tokenDigest] });
      const { rows } = await client.query<{ expires_at: Date }>({ ...ADD, values: [tokenDigest, ownerId, seconds] });
      await client.query({ ...TRIM, values: [ownerId] });
      return rows[0]?.expires_at;
    });
  }

  async find(tokenDigest: Buffer): Promise<StoredSession | undefined> {
    const { rows } = await this.#pool.query<SessionRow>({ ...FIND, values: [tokenDigest] });
    const row = rows[0];
    if (row === undefined) return undefined;
    const policy = policyOfStore(row.policy);
    return {
      ownerId: row.owner_id,
      address: row.address,
      expiresAt: row.expires_at,
      idleSeconds: row.idle_seconds,
      ...(policy === undefined ? {} : { policy }),
    };
  }

  async touch(tokenDigest: Buffer, seconds: number, longestSeconds: number): Promise<Date | undefined> {
    const { rows } = await this.#pool.query<{ expires_at: Date }>({
      ...TOUCH,
      values: [tokenDigest, seconds, longestSeconds],
    });
    return rows[0]?.expires_at;
  }

  async end(tokenDigest: Buffer): Promise<void> {
    await this.#pool.query({ ...END, values: [tokenDigest] });
  }
}
