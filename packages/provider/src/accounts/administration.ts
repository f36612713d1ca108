import { parseAddress } from '@imps-wsi/contract/address';
import {
  DEFAULT_SECRET_OVERLAP_SECONDS,
  MAX_SECRET_OVERLAP_SECONDS,
  newServiceSecret,
} from '../security/service-secret.js';
import { AccountError, noSuchAccount, type Account } from './account.js';
import { canonicalAccountAddress, canonicalServiceDomain, checkPassword } from './account-rules.js';

/**
 * What an operator does with accounts, whatever he does it through. Nothing of it can be reached through the web
 * services interface.
 */

/** Port: where accounts are kept. */
export interface AccountRepository {
  addPerson(person: { readonly address: string; readonly passwordHash: string }): Promise<Account>;
  addService(service: {
    readonly address: string;
    readonly serviceDomain: string;
    readonly secretSealed: Uint8Array;
  }): Promise<Account>;
  find(address: string): Promise<Account | undefined>;
  list(): AsyncIterable<Account>;
  setDisabled(ownerId: string, disabled: boolean): Promise<Account | undefined>;
  setPasswordHash(ownerId: string, passwordHash: string): Promise<boolean>;
  rotateSecret(ownerId: string, secretSealed: Uint8Array, previousUntil: Date | undefined): Promise<boolean>;
}

export interface AdministrationParts {
  readonly accounts: AccountRepository;
  /** Domains of people's addresses, lower case. */
  readonly domains: readonly string[];
  readonly hasher: { hash(password: string): Promise<string> };
  readonly secrets: { seal(text: string, address: string): Promise<Uint8Array> };
  /** Whoever failed with an old password of the account shall not wait with the new one. */
  readonly onNewPassword?: (address: string) => Promise<void>;
  readonly now?: () => Date;
}

export interface NewSecret {
  readonly account: Account;
  /** Told this once; it can be replaced but never shown again. */
  readonly secret: string;
}

/** Every method rejects with {@link AccountError} for what the operator can mend. */
export class AccountAdministration {
  constructor(private readonly parts: AdministrationParts) {}

  /** Checks that a person of this address can be added, before a password is asked for. Answers the canonical address. */
  async checkNewPerson(address: string): Promise<string> {
    const canonical = canonicalAccountAddress(address, this.parts.domains);
    if ((await this.parts.accounts.find(canonical)) !== undefined) {
      throw new AccountError(
        'EXISTS',
        `the account ${canonical} exists already; to change it run: account set-password ${canonical}`,
      );
    }
    return canonical;
  }

  async addPerson(address: string, password: string): Promise<Account> {
    const canonical = canonicalAccountAddress(address, this.parts.domains);
    checkPassword(password);
    const passwordHash = await this.parts.hasher.hash(password);
    return this.parts.accounts.addPerson({ address: canonical, passwordHash });
  }

  /** Adds a service; it gets a generated secret. Every address in the service domain is its own. */
  async addService(address: string, serviceDomain: string): Promise<NewSecret> {
    const canonical = canonicalAccountAddress(address, this.parts.domains);
    const domain = canonicalServiceDomain(serviceDomain, this.parts.domains);
    const secret = newServiceSecret();
    const secretSealed = await this.parts.secrets.seal(secret, canonical);
    const account = await this.parts.accounts.addService({ address: canonical, serviceDomain: domain, secretSealed });
    return { account, secret };
  }

  list(): AsyncIterable<Account> {
    return this.parts.accounts.list();
  }

  /** The account cannot be used any more; its inbox is kept and goes on filling. Running processes notice in 5 s. */
  async disable(address: string): Promise<Account> {
    return this.#setDisabled(address, true);
  }

  async enable(address: string): Promise<Account> {
    return this.#setDisabled(address, false);
  }

  /** Finds a person whose password can be set, before one is asked for. */
  async findPerson(address: string): Promise<Account> {
    const account = await this.#find(address);
    if (account.kind !== 'person') {
      throw new AccountError(
        'WRONG_KIND',
        `${account.address} is a service; run: account rotate-secret ${account.address}`,
      );
    }
    return account;
  }

  /** The new password works at once, the old one at most 5 s longer. */
  async setPassword(address: string, password: string): Promise<Account> {
    const account = await this.findPerson(address);
    checkPassword(password);
    const passwordHash = await this.parts.hasher.hash(password);
    if (!(await this.parts.accounts.setPasswordHash(account.ownerId, passwordHash))) throw noSuchAccount(address);
    await this.parts.onNewPassword?.(account.address);
    return account;
  }

  /**
   * Gives a service a new secret. The present one stays valid for `overlapSeconds` (0 to 30 days, default one day), so
   * that the service can change over without a gap; one that was replaced earlier ends now.
   */
  async rotateSecret(address: string, overlapSeconds = DEFAULT_SECRET_OVERLAP_SECONDS): Promise<NewSecret> {
    if (!Number.isInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > MAX_SECRET_OVERLAP_SECONDS) {
      throw new AccountError(
        'BAD_DURATION',
        `the old secret can stay valid for 0 to ${MAX_SECRET_OVERLAP_SECONDS} seconds, not ${overlapSeconds}`,
      );
    }
    const account = await this.#find(address);
    if (account.kind !== 'service') {
      throw new AccountError(
        'WRONG_KIND',
        `${account.address} is a person; run: account set-password ${account.address}`,
      );
    }
    const secret = newServiceSecret();
    const secretSealed = await this.parts.secrets.seal(secret, account.address);
    const now = this.parts.now?.() ?? new Date();
    const previousUntil = overlapSeconds === 0 ? undefined : new Date(now.getTime() + overlapSeconds * 1000);
    if (!(await this.parts.accounts.rotateSecret(account.ownerId, secretSealed, previousUntil)))
      throw noSuchAccount(address);
    return { account, secret };
  }

  async #setDisabled(address: string, disabled: boolean): Promise<Account> {
    const { ownerId } = await this.#find(address);
    const account = await this.parts.accounts.setDisabled(ownerId, disabled);
    if (account === undefined) throw noSuchAccount(address);
    return account;
  }

  async #find(text: string): Promise<Account> {
    const address = parseAddress(text);
    const account = address === undefined ? undefined : await this.parts.accounts.find(address.canonical);
    if (account === undefined) throw noSuchAccount(text);
    return account;
  }
}
