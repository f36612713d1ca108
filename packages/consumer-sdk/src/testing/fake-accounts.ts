import { parseAddress } from '@imps-wsi/contract/address';
import type { FakeInbox } from './fake-inbox.js';

/** An account of the fake provider: a person with a password, or a service with a secret. */
export interface FakeAccountOptions {
  /** IM address, such as `wv:chess@b1.example`. */
  readonly address: string;
  /** PasswordText. Default `password`. */
  readonly password?: string | undefined;
  /** PasswordDigest; makes the account a service. */
  readonly secret?: string | undefined;
  /** Every address in this domain lands in the account's inbox, and it may send from them. */
  readonly serviceDomain?: string | undefined;
}

export interface FakeAccount extends FakeAccountOptions {
  readonly canonical: string;
  readonly inbox: FakeInbox;
}

/** Who has an inbox here. */
export class FakeAccounts {
  readonly #byAddress = new Map<string, FakeAccount>();
  readonly #byDomain = new Map<string, FakeAccount>();

  add(options: FakeAccountOptions, inbox: FakeInbox): FakeAccount {
    const parsed = parseAddress(options.address);
    if (parsed === undefined) throw new TypeError(`${options.address} is not an IM address`);
    const account: FakeAccount = { ...options, canonical: parsed.canonical, inbox };
    this.#byAddress.set(account.canonical, account);
    if (options.serviceDomain !== undefined) this.#byDomain.set(options.serviceDomain.toLowerCase(), account);
    return account;
  }

  /** The account with exactly this address. */
  named(address: string): FakeAccount | undefined {
    const parsed = parseAddress(address);
    return parsed === undefined ? undefined : this.#byAddress.get(parsed.canonical);
  }

  /** The account whose inbox takes what is sent to this address. */
  receiverOf(address: string): FakeAccount | undefined {
    const domain = parseAddress(address)?.domain;
    return this.named(address) ?? (domain === undefined ? undefined : this.#byDomain.get(domain));
  }

  /** May the account send from this address? */
  owns(account: FakeAccount, address: string): boolean {
    return this.receiverOf(address) === account;
  }

  get serviceDomains(): string[] {
    return [...this.#byDomain.keys()];
  }
}
