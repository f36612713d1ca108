import type { LocalPostgres } from '@imps-wsi/local-postgres';
import { resolveConfig } from '@imps-wsi/provider';
import pg from 'pg';
import { AccountCertificates } from '../../packages/provider/dist/accounts/certificates.js';
import { AccountAdministration } from '../../packages/provider/dist/accounts/administration.js';
import { openSecretBox } from '../../packages/provider/dist/security/open-secret-box.js';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import { AccountCertificateStore } from '../../packages/provider/dist/store/account-certificates.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { sweepContents } from '../../packages/provider/dist/store/content-removal.js';
import { migrate } from '../../packages/provider/dist/store/migrations/index.js';
import { PgSettingStore } from '../../packages/provider/dist/store/settings.js';
import type { Credentials } from './plans.js';

const PASSWORD = 'crash password 1';

/** What is left in a store when all has been read. */
export interface Leftovers {
  /** Items that nobody got. */
  readonly inbox: number;
  readonly leases: number;
  readonly deadLetters: number;
  /** Deliveries that still wait, without an item that could be delivered. */
  readonly limbo: number;
  /** Large contents that nobody has. */
  readonly contents: number;
}

/** A provider's database, from behind. */
export class ProviderStore {
  readonly url: string;
  readonly domain: string;
  readonly #pool: pg.Pool;
  readonly #administration: AccountAdministration;

  private constructor(url: string, domain: string, dataDir: string) {
    this.url = url;
    this.domain = domain;
    this.#pool = new pg.Pool({ connectionString: url, max: 2 });
    // The server is killed all the time.
    this.#pool.on('error', () => undefined);
    this.#administration = new AccountAdministration({
      accounts: new AccountStore(this.#pool),
      domains: [domain],
      hasher: new PasswordHasher(),
      secrets: openSecretBox(resolveConfig({ flags: { domains: [domain], dataDir } }), new PgSettingStore(this.#pool)),
    });
  }

  static async create(server: LocalPostgres, domain: string, dataDir: string): Promise<ProviderStore> {
    const name = domain.replaceAll('.', '_');
    await server.createDatabase(name);
    const url = server.connectionString(name);
    await migrate(url);
    return new ProviderStore(url, domain, dataDir);
  }

  async person(name: string): Promise<Credentials> {
    const { address } = await this.#administration.addPerson(`wv:${name}@${this.domain}`, PASSWORD);
    return { address, password: PASSWORD };
  }

  async service(name: string): Promise<Credentials> {
    const address = `wv:${name}@${this.domain}`;
    const { secret } = await this.#administration.addService(address, `${name}.${this.domain}`);
    return { address, secret };
  }

  /** @param pem what the account may sign with */
  async certificate(address: string, pem: string): Promise<void> {
    const certificates = new AccountCertificateStore(this.#pool);
    await new AccountCertificates({ accounts: new AccountStore(this.#pool), certificates }).add(address, pem);
  }

  /** Items in the inboxes of these addresses. */
  async waiting(addresses: readonly string[]): Promise<number> {
    return this.#count(
      'SELECT count(*) AS n FROM inbox WHERE owner_id IN (SELECT owner_id FROM account WHERE address = ANY ($1))',
      [addresses],
    );
  }

  /** Server processes that serve this database, by their ids. */
  async backends(): Promise<number[]> {
    const { rows } = await this.#pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND application_name = 'imps-wsi'`,
    );
    return rows.map(({ pid }) => pid);
  }

  async terminate(pid: number): Promise<void> {
    await this.#pool.query('SELECT pg_terminate_backend($1)', [pid]);
  }

  /** With all processes of the provider at rest; `addresses` are those whose inboxes were read. */
  async leftovers(addresses: readonly string[]): Promise<Leftovers> {
    // What a killed process left is removed when nobody has touched it for a while: that while is over now.
    await this.#pool.query(
      `UPDATE content SET touched_at = touched_at - interval '1 day' WHERE touched_at IS NOT NULL`,
    );
    await sweepContents(this.#pool, 900, () => false);
    return {
      inbox: await this.waiting(addresses),
      leases: await this.#count(
        `SELECT count(*) AS n FROM lease l
         WHERE owner_id IN (SELECT owner_id FROM account WHERE address = ANY ($1))`,
        [addresses],
      ),
      deadLetters: await this.#count('SELECT count(*) AS n FROM dead_letter', []),
      limbo: await this.#count(
        `SELECT count(*) AS n FROM delivery d WHERE state = 0 AND NOT EXISTS
           (SELECT 1 FROM inbox i WHERE i.owner_id = d.owner_id AND i.seq = d.seq)`,
        [],
      ),
      contents: await this.#count('SELECT count(*) AS n FROM content', []),
    };
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #count(text: string, values: unknown[]): Promise<number> {
    const { rows } = await this.#pool.query<{ n: string }>(text, values);
    return Number(rows[0]?.n);
  }
}
