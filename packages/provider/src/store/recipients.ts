import type pg from 'pg';
import type { Address } from '@imps-wsi/contract/address';
import { accountAddresses } from '../accounts/account-key.js';
import { policyOfStore } from '../accounts/policy-text.js';
import type { LocalInbox, RecipientDirectory } from '../domain/recipients.js';

/** Which inboxes addresses mean, in one query for all addresses of a request. */

interface OwnerRow {
  readonly owner_id: string;
  /** An account's address, or a service domain. */
  readonly name: string;
  readonly policy: unknown;
}

const FIND_OWNERS = {
  name: 'recipient-find-owners',
  text: `SELECT owner_id, address AS name, policy FROM account LEFT JOIN account_policy USING (owner_id)
         WHERE address = ANY($1::text[])
         UNION ALL
         SELECT owner_id, service_domain, policy FROM account LEFT JOIN account_policy USING (owner_id)
         WHERE service_domain = ANY($2::text[])`,
};

export interface RecipientCacheOptions {
  /** How long a found inbox is remembered; default 5 s. What was not found is asked for anew each time. */
  readonly ttlMilliseconds?: number;
  readonly maxEntries?: number;
  readonly now?: () => number;
}

export class PgRecipientDirectory implements RecipientDirectory {
  readonly domains: ReadonlySet<string>;
  readonly #pool: pg.Pool;
  readonly #ttl: number;
  readonly #maxEntries: number;
  readonly #now: () => number;
  /** By account address or service domain; one holds a colon and the other none. */
  readonly #owners = new Map<string, { readonly inbox: LocalInbox; readonly until: number }>();

  /** `domains`: those that people's addresses lie in, lower case. */
  constructor(pool: pg.Pool, domains: Iterable<string>, options: RecipientCacheOptions = {}) {
    this.#pool = pool;
    this.domains = new Set(domains);
    this.#ttl = options.ttlMilliseconds ?? 5_000;
    this.#maxEntries = options.maxEntries ?? 20_000;
    this.#now = options.now ?? Date.now;
  }

  /**
   * One entry each, in order: the inbox of the account that the address means, or of the service that owns its domain.
   * A disabled account still receives; its messages wait for it. Rejects when the store fails.
   */
  async find(addresses: readonly Address[]): Promise<(LocalInbox | 'unknownDomain' | undefined)[]> {
    const wanted = addresses.map((address) => this.#namesOf(address));
    const now = this.#now();
    const missing = new Set<string>();
    for (const names of wanted) {
      if (names.some((name) => this.#remembered(name, now) !== undefined)) continue;
      for (const name of names) missing.add(name);
    }
    const found = missing.size === 0 ? undefined : await this.#query(missing, now);
    return wanted.map((names, index) => {
      for (const name of names) {
        const inbox = found?.get(name) ?? this.#remembered(name, now);
        if (inbox !== undefined) return inbox;
      }
      const domain = addresses[index]?.domain;
      return domain === undefined || this.domains.has(domain) ? undefined : 'unknownDomain';
    });
  }

  /** People's domains hold accounts; any other domain belongs to a service as a whole, or to nobody here. */
  #namesOf(address: Address): readonly string[] {
    if (address.domain === undefined || this.domains.has(address.domain))
      return accountAddresses(address, this.domains);
    return address.scheme === 'wv' && address.resource !== undefined ? [] : [address.domain];
  }

  #remembered(name: string, now: number): LocalInbox | undefined {
    const entry = this.#owners.get(name);
    return entry !== undefined && entry.until > now ? entry.inbox : undefined;
  }

  async #query(names: ReadonlySet<string>, now: number): Promise<ReadonlyMap<string, LocalInbox>> {
    const accounts = [...names].filter((name) => name.includes(':'));
    const serviceDomains = [...names].filter((name) => !name.includes(':'));
    const { rows } = await this.#pool.query<OwnerRow>({ ...FIND_OWNERS, values: [accounts, serviceDomains] });
    const found = new Map<string, LocalInbox>();
    for (const { owner_id: ownerId, name, policy: stored } of rows) {
      const policy = policyOfStore(stored);
      const inbox: LocalInbox = Object.freeze({ ownerId, ...(policy === undefined ? {} : { policy }) });
      found.set(name, inbox);
      this.#owners.delete(name);
      if (this.#owners.size >= this.#maxEntries) {
        // Insertion order: the first is the one looked up longest ago.
        for (const oldest of this.#owners.keys()) {
          this.#owners.delete(oldest);
          break;
        }
      }
      this.#owners.set(name, { inbox, until: now + this.#ttl });
    }
    return found;
  }
}
