import {
  InstantInboxClient,
  parseAddress,
  serviceAddress,
  type Address,
  type ExchangeRecord,
  type SoapTransport,
} from '@imps-wsi/consumer-sdk';
import type { Log } from '../log.js';
import type { ImAddressRules } from '../players.js';

/** The game's account at a provider, as configured. */
export interface ProviderSettings {
  /** What the provider serves; the first names it. */
  readonly domains: readonly string[];
  readonly endpoint: string;
  /** IM address of the game's account there, such as `wv:chess@b1.example`. */
  readonly account: string;
  /** Every address of this domain reaches the account: `wv:u2@chess.b1.example` for the player u2. */
  readonly serviceDomain: string;
  readonly secret: string;
}

/** The account in use. */
export interface ProviderAccount {
  /** The provider's first domain. */
  readonly name: string;
  readonly settings: ProviderSettings;
  readonly client: InstantInboxClient;
}

export interface ProviderAccountsOptions {
  readonly log: Log;
  /** Told of every SOAP exchange. */
  readonly onExchange?: ((provider: string, record: ExchangeRecord) => void) | undefined;
  /** Gives `onExchange` the XML too; it holds secrets in the form that crosses the wire. */
  readonly captureXml?: boolean | undefined;
  /** Another way to the providers than the network, for tests. */
  readonly transport?: ((settings: ProviderSettings) => SoapTransport) | undefined;
}

/** The game's accounts, one at each provider whose users can play. */
export class ProviderAccounts implements ImAddressRules {
  readonly all: readonly ProviderAccount[];
  readonly #byDomain = new Map<string, ProviderAccount>();
  /** Domains and addresses that are the game itself. */
  readonly #ownDomains: ReadonlySet<string>;
  readonly #ownAddresses: ReadonlySet<string>;

  constructor(providers: readonly ProviderSettings[], options: ProviderAccountsOptions) {
    this.all = providers.map((settings) => {
      const name = settings.domains[0] ?? settings.serviceDomain;
      const client = new InstantInboxClient({
        endpoint: settings.endpoint,
        username: settings.account,
        secret: settings.secret,
        // What fails for longer is kept and tried again by the bridge, so that others need not wait for it.
        retry: { maxAttempts: 3, maxDelayMs: 5000 },
        transport: options.transport?.(settings),
        onExchange: options.onExchange === undefined ? undefined : (record) => options.onExchange?.(name, record),
        captureXml: options.captureXml,
        onBackgroundError: (error) => options.log('warn', `${name}: ${error.message}`),
      });
      return { name, settings, client };
    });
    for (const account of this.all) {
      for (const domain of account.settings.domains) this.#byDomain.set(domain.toLowerCase(), account);
    }
    this.#ownDomains = new Set(providers.map(({ serviceDomain }) => serviceDomain.toLowerCase()));
    this.#ownAddresses = new Set(providers.map(({ account }) => parseAddress(account)?.canonical ?? account));
  }

  /** The account at the provider that serves an address. */
  serving(imAddress: string): ProviderAccount | undefined {
    const domain = parseAddress(imAddress)?.domain;
    return domain === undefined ? undefined : this.#byDomain.get(domain);
  }

  named(name: string): ProviderAccount | undefined {
    return this.all.find((account) => account.name === name);
  }

  /** True for the game's own addresses, which it must never write to: it would talk to itself. */
  isOwn(imAddress: string): boolean {
    const address = parseAddress(imAddress);
    return address !== undefined && this.#isOwn(address);
  }

  check(imAddress: string): { readonly key: string } | { readonly refused: string } {
    const address = parseAddress(imAddress);
    if (address === undefined || address.resource !== undefined) {
      return {
        refused: `${imAddress.slice(0, 100)} is not a person's IM address; write it like wv:name@provider.example.`,
      };
    }
    if (this.#isOwn(address)) return { refused: 'This is an address of the game itself; give your own.' };
    if (this.serving(imAddress) === undefined) {
      const known = [...this.#byDomain.keys()].join(', ');
      return { refused: `The game has no account at the provider of ${imAddress.slice(0, 100)}; it serves ${known}.` };
    }
    return { key: address.canonical };
  }

  contact(imAddress: string, username: string): string | undefined {
    const account = this.serving(imAddress);
    return account === undefined ? undefined : this.addressIn(account, username);
  }

  /** Under this address the players who use `account` reach a player. */
  addressIn(account: ProviderAccount, username: string): string {
    return serviceAddress(username, account.settings.serviceDomain);
  }

  /**
   * Writes to a person from the game's own account at that person's provider.
   *
   * @throws InstantInboxError when the provider refuses it or cannot be reached
   */
  async sendNotice(imAddress: string, text: string): Promise<void> {
    await this.serving(imAddress)?.client.send({ to: imAddress, fromName: 'Chess', text, messageClass: 'AUTOMATIC' });
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(({ client }) => client.close()));
  }

  #isOwn(address: Address): boolean {
    return (
      this.#ownAddresses.has(address.canonical) ||
      (address.domain !== undefined && this.#ownDomains.has(address.domain))
    );
  }
}
