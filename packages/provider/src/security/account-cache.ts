import type { Caller } from '../domain/caller.js';
import type { AccountCredentials, CredentialStore } from './ports.js';

/** An account as looked up, with its secrets opened. */
export interface KnownAccount {
  readonly caller: Caller;
  readonly disabled: boolean;
  readonly passwordHash?: string;
  /** Services: what is accepted, each until a time in milliseconds since 1970 (Infinity for the present one). */
  readonly secrets: readonly { readonly text: string; readonly until: number }[];
}

export interface SecretOpener {
  unseal(sealed: Uint8Array, address: string): Promise<string>;
}

export interface AccountCacheOptions {
  /** Longest time a change to an account can go unnoticed in this process; default 5 s. */
  readonly ttlMilliseconds?: number;
  readonly maxEntries?: number;
}

/**
 * Accounts looked up a moment ago, so that a call does not cost a query. Only accounts in use are kept: one that is
 * unknown or disabled is asked for anew each time, so that an account just added or enabled works at once. Lookups of
 * one account at the same time are one query.
 */
export class AccountCache {
  readonly #ttl: number;
  readonly #maxEntries: number;
  readonly #entries = new Map<string, { readonly account: KnownAccount; readonly until: number }>();
  readonly #loading = new Map<string, Promise<KnownAccount | undefined>>();
  /** What an account was like when a caller of it was let in. */
  readonly #origins = new WeakMap<Caller, KnownAccount>();

  constructor(
    private readonly store: CredentialStore,
    private readonly secrets: SecretOpener,
    options: AccountCacheOptions = {},
  ) {
    this.#ttl = options.ttlMilliseconds ?? 5_000;
    this.#maxEntries = options.maxEntries ?? 10_000;
  }

  /** What is remembered, without asking the store. */
  peek(addresses: readonly string[], now: number): KnownAccount | undefined {
    const entry = this.#entries.get(keyOf(addresses));
    return entry !== undefined && entry.until > now ? entry.account : undefined;
  }

  /**
   * Whether who was let in as this caller would still be: the account is not disabled, and has the password, or still takes
   * the secret, that it had then. Rejects when the store fails.
   */
  async stillTakes(caller: Caller, now: number): Promise<boolean> {
    const account = this.peek([caller.address], now) ?? (await this.load([caller.address], now));
    if (account === undefined || account.disabled) return false;
    const { passwordHash, secrets } = this.#origins.get(caller) ?? account;
    const isTaken = ({ text }: { readonly text: string }) =>
      account.secrets.some((each) => each.text === text && each.until > now);
    return passwordHash === account.passwordHash && (secrets.length === 0 || secrets.some(isTaken));
  }

  /** Asks the store. Rejects when it fails. */
  load(addresses: readonly string[], now: number): Promise<KnownAccount | undefined> {
    const key = keyOf(addresses);
    const running = this.#loading.get(key);
    if (running !== undefined) return running;
    const loading = this.#load(addresses)
      .then((account) => {
        this.#remember(key, account, now);
        return account;
      })
      .finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  async #load(addresses: readonly string[]): Promise<KnownAccount | undefined> {
    const found = await this.store.findCredentials(addresses);
    if (found === undefined) return undefined;
    const account: KnownAccount = {
      caller: callerOf(found),
      disabled: found.disabled,
      ...(found.passwordHash === undefined ? {} : { passwordHash: found.passwordHash }),
      secrets: await this.#openSecrets(found),
    };
    this.#origins.set(account.caller, account);
    return account;
  }

  async #openSecrets(found: AccountCredentials): Promise<KnownAccount['secrets']> {
    const { address, secretSealed, secretPreviousSealed, secretPreviousUntil } = found;
    const secrets: { text: string; until: number }[] = [];
    if (secretSealed !== undefined) {
      secrets.push({ text: await this.secrets.unseal(secretSealed, address), until: Infinity });
    }
    if (secretPreviousSealed !== undefined && secretPreviousUntil !== undefined) {
      const text = await this.secrets.unseal(secretPreviousSealed, address);
      secrets.push({ text, until: secretPreviousUntil.getTime() });
    }
    return secrets;
  }

  #remember(key: string, account: KnownAccount | undefined, now: number): void {
    this.#entries.delete(key);
    if (account === undefined || account.disabled) return;
    if (this.#entries.size >= this.#maxEntries) {
      // Insertion order: the first is the one looked up longest ago.
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
    this.#entries.set(key, { account, until: now + this.#ttl });
  }
}

/** An address holds no white space. */
const keyOf = (addresses: readonly string[]) => (addresses.length === 1 ? (addresses[0] ?? '') : addresses.join(' '));

export function callerOf({ ownerId, address, kind, serviceDomain, policy }: AccountCredentials): Caller {
  return Object.freeze({
    ownerId,
    address,
    kind,
    ...(serviceDomain === undefined ? {} : { serviceDomain }),
    ...(policy === undefined ? {} : { policy }),
  });
}
