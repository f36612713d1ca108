import type pg from 'pg';
import { AccountError, type Account, type AccountKind } from '../accounts/account.js';
import { policyOfStore } from '../accounts/policy-text.js';
import type { AccountCredentials, CredentialStore } from '../security/ports.js';
import { codeOf, textField } from '../thrown.js';
import { transaction } from './database.js';

/** Accounts in PostgreSQL: who exists, and what proves it. */

interface AccountRow {
  readonly owner_id: string;
  readonly address: string;
  readonly kind: AccountKind;
  readonly service_domain: string | null;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
}

/** What `credentialsOf` reads; all columns of `CREDENTIALS`. */
export interface CredentialsRow extends AccountRow {
  readonly password_hash: string | null;
  readonly secret_sealed: Buffer | null;
  readonly secret_previous_sealed: Buffer | null;
  readonly secret_previous_until: Date | null;
  readonly policy: unknown;
}

export interface NewPerson {
  readonly address: string;
  readonly passwordHash: string;
}

export interface NewService {
  readonly address: string;
  readonly serviceDomain: string;
  readonly secretSealed: Uint8Array;
}

const COLUMNS = 'owner_id, address, kind, service_domain, disabled_at, created_at';
const UNIQUE_VIOLATION = '23505';
const LIST_PAGE = 500;

const ADD = {
  name: 'account-add',
  text: `INSERT INTO account (address, kind, service_domain, password_hash, secret_sealed)
         VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
};
const ADD_INBOX = { name: 'account-add-inbox', text: 'INSERT INTO inbox_head (owner_id) VALUES ($1)' };
const FIND = { name: 'account-find', text: `SELECT ${COLUMNS} FROM account WHERE address = $1` };
const FIND_BY_SERVICE_DOMAIN = {
  name: 'account-find-by-service-domain',
  text: `SELECT ${COLUMNS} FROM account WHERE service_domain = $1`,
};
/** Of `account` joined with `account_policy`. */
export const CREDENTIALS = `${COLUMNS}, password_hash, secret_sealed, secret_previous_sealed, secret_previous_until, policy`;
const FIND_CREDENTIALS = {
  name: 'account-find-credentials',
  text: `SELECT ${CREDENTIALS}
         FROM account LEFT JOIN account_policy USING (owner_id)
         WHERE address = ANY($1::text[]) ORDER BY owner_id LIMIT 1`,
};
const LIST = {
  name: 'account-list',
  text: `SELECT ${COLUMNS} FROM account WHERE address > $1 ORDER BY address LIMIT $2`,
};
const SET_DISABLED = {
  name: 'account-set-disabled',
  text: `UPDATE account SET disabled_at = CASE WHEN $2::boolean THEN coalesce(disabled_at, now()) END
         WHERE owner_id = $1 RETURNING ${COLUMNS}`,
};
const END_SESSIONS = { name: 'account-end-sessions', text: 'DELETE FROM client_session WHERE owner_id = $1' };
const SET_PASSWORD = {
  name: 'account-set-password',
  text: `UPDATE account SET password_hash = $2 WHERE owner_id = $1 AND kind = 'person'`,
};
const ROTATE_SECRET = {
  name: 'account-rotate-secret',
  text: `UPDATE account SET secret_sealed = $2, secret_previous_until = $3,
           secret_previous_sealed = CASE WHEN $3::timestamptz IS NOT NULL THEN secret_sealed END
         WHERE owner_id = $1 AND kind = 'service'`,
};

const VOID_SECRETS = {
  name: 'account-void-secrets',
  text: `UPDATE account SET secret_sealed = NULL, secret_previous_sealed = NULL, secret_previous_until = NULL
         WHERE kind = 'service' RETURNING address`,
};

export class AccountStore implements CredentialStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Adds a person with an empty inbox. @throws {AccountError} EXISTS when the address is taken. */
  addPerson({ address, passwordHash }: NewPerson): Promise<Account> {
    return this.#add([address, 'person', null, passwordHash, null]);
  }

  /** Adds a service with an empty inbox. @throws {AccountError} EXISTS when address or service domain is taken. */
  addService({ address, serviceDomain, secretSealed }: NewService): Promise<Account> {
    return this.#add([address, 'service', serviceDomain, null, secretSealed]);
  }

  async #add(
    values: readonly [string, AccountKind, string | null, string | null, Uint8Array | null],
  ): Promise<Account> {
    try {
      return await transaction(this.#pool, async (client) => {
        const { rows } = await client.query<AccountRow>({ ...ADD, values: [...values] });
        const account = accountOf(only(rows));
        await client.query({ ...ADD_INBOX, values: [account.ownerId] });
        return account;
      });
    } catch (error) {
      throw takenError(error, values[0], values[2]) ?? error;
    }
  }

  /** By canonical address. */
  async find(address: string): Promise<Account | undefined> {
    const { rows } = await this.#pool.query<AccountRow>({ ...FIND, values: [address] });
    return rows[0] === undefined ? undefined : accountOf(rows[0]);
  }

  /** By service domain, lower case. */
  async findByServiceDomain(domain: string): Promise<Account | undefined> {
    const { rows } = await this.#pool.query<AccountRow>({ ...FIND_BY_SERVICE_DOMAIN, values: [domain] });
    return rows[0] === undefined ? undefined : accountOf(rows[0]);
  }

  async findCredentials(addresses: readonly string[]): Promise<AccountCredentials | undefined> {
    const { rows } = await this.#pool.query<CredentialsRow>({ ...FIND_CREDENTIALS, values: [addresses] });
    return rows[0] === undefined ? undefined : credentialsOf(rows[0]);
  }

  /** All accounts in the order of their addresses, read page by page. */
  async *list(): AsyncGenerator<Account, void, undefined> {
    let after = '';
    for (;;) {
      const { rows } = await this.#pool.query<AccountRow>({ ...LIST, values: [after, LIST_PAGE] });
      yield* rows.map(accountOf);
      const last = rows.at(-1);
      if (last === undefined || rows.length < LIST_PAGE) return;
      after = last.address;
    }
  }

  /**
   * Closes or opens the account; its inbox stays as it is, its client sessions end when it is closed. Answers undefined
   * when there is no such account.
   */
  async setDisabled(ownerId: string, disabled: boolean): Promise<Account | undefined> {
    return transaction(this.#pool, async (client) => {
      const { rows } = await client.query<AccountRow>({ ...SET_DISABLED, values: [ownerId, disabled] });
      if (disabled) await client.query({ ...END_SESSIONS, values: [ownerId] });
      return rows[0] === undefined ? undefined : accountOf(rows[0]);
    });
  }

  /** Ends the person's client sessions too. Answers false when there is no such person. */
  async setPasswordHash(ownerId: string, passwordHash: string): Promise<boolean> {
    return transaction(this.#pool, async (client) => {
      const { rowCount } = await client.query({ ...SET_PASSWORD, values: [ownerId, passwordHash] });
      await client.query({ ...END_SESSIONS, values: [ownerId] });
      return rowCount === 1;
    });
  }

  /** Puts a new secret in place; the one before stays valid until the given time. False when there is no such service. */
  async rotateSecret(ownerId: string, secretSealed: Uint8Array, previousUntil: Date | undefined): Promise<boolean> {
    const { rowCount } = await this.#pool.query({
      ...ROTATE_SECRET,
      values: [ownerId, secretSealed, previousUntil ?? null],
    });
    return rowCount === 1;
  }

  /** Takes away the secrets of all services, which nobody can open any more. Answers the addresses, in order. */
  async voidSecrets(): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ address: string }>(VOID_SECRETS);
    return rows.map(({ address }) => address).sort();
  }
}

function accountOf(row: AccountRow): Account {
  return {
    ownerId: row.owner_id,
    address: row.address,
    kind: row.kind,
    ...(row.service_domain === null ? {} : { serviceDomain: row.service_domain }),
    ...(row.disabled_at === null ? {} : { disabledAt: row.disabled_at }),
    createdAt: row.created_at,
  };
}

export function credentialsOf(row: CredentialsRow): AccountCredentials {
  const policy = policyOfStore(row.policy);
  return {
    ownerId: row.owner_id,
    address: row.address,
    kind: row.kind,
    disabled: row.disabled_at !== null,
    ...(row.service_domain === null ? {} : { serviceDomain: row.service_domain }),
    ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
    ...(row.secret_sealed === null ? {} : { secretSealed: row.secret_sealed }),
    ...(row.secret_previous_sealed === null ? {} : { secretPreviousSealed: row.secret_previous_sealed }),
    ...(row.secret_previous_until === null ? {} : { secretPreviousUntil: row.secret_previous_until }),
    ...(policy === undefined ? {} : { policy }),
  };
}

function takenError(error: unknown, address: string, serviceDomain: string | null): AccountError | undefined {
  if (codeOf(error) !== UNIQUE_VIOLATION) return undefined;
  const constraint = textField(error, 'constraint') ?? '';
  if (constraint.includes('service_domain')) {
    return new AccountError(
      'EXISTS',
      `the service domain ${serviceDomain ?? ''} belongs to another account; use another one`,
    );
  }
  return new AccountError('EXISTS', `the account ${address} exists already; see: account list`);
}

function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('The database answered no row where it must answer one.');
  return row;
}
