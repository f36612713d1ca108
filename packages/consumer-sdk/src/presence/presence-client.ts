import type {
  KnownWatcher,
  PublishedAttributeInput,
  PublishResult,
  WatcherRuleInput,
  WatcherRuleResult,
  WithdrawnAttribute,
} from '@imps-wsi/contract/presence';
import type { Exchange } from '../client/exchange.js';
import { InstantInboxError } from '../errors.js';
import { Presence } from './presence.js';

/** Options of what is about a presence of one's own. */
export interface OwnPresenceOptions {
  /** Whose, of those that the account owns, such as an address in its service domain. Default: the account itself. */
  readonly presentity?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PublishOptions extends OwnPresenceOptions {
  /** Attributes to be withdrawn. */
  readonly withdraw?: readonly WithdrawnAttribute[] | undefined;
}

export interface GetPresenceOptions {
  /** Only attributes of these names, whatever their scheme, and OnlineStatus. Default: all that may be seen. */
  readonly attributeNames?: readonly string[] | undefined;
  /** A document in `Presence.document` in place of attributes. */
  readonly format?: 'PRESENCE_SUB_LIST' | 'PIDF' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Presences of one request, by the contract. */
const MOST = 100;

/** Presence at a provider, with the account and credential of the client that has it. */
export class PresenceClient {
  readonly #exchange: Pick<Exchange, 'call'>;

  constructor(exchange: Pick<Exchange, 'call'>) {
    this.#exchange = exchange;
  }

  /**
   * Sets attributes, each with a lifetime of its own; all others stay as they are.
   *
   * @returns one result for each, those withdrawn last; one that is refused is a result with its code
   * @throws InstantInboxError when the request as a whole is refused or cannot be sent
   */
  async publish(
    attributes: readonly PublishedAttributeInput[],
    { presentity, withdraw = [], signal }: PublishOptions = {},
  ): Promise<readonly PublishResult[]> {
    const request = { presentity, attribute: attributes, withdraw };
    const { result } = await this.#exchange.call('PublishPresence', request, { signal });
    return result;
  }

  /** The presence of one, as far as it may be seen. @throws InstantInboxError */
  get(presentity: string, options?: GetPresenceOptions): Promise<Presence>;
  /** The presence of each, in order. @throws InstantInboxError */
  get(presentities: readonly string[], options?: GetPresenceOptions): Promise<Presence[]>;
  async get(
    asked: string | readonly string[],
    { attributeNames = [], format, signal }: GetPresenceOptions = {},
  ): Promise<Presence | Presence[]> {
    const all = typeof asked === 'string' ? [asked] : asked;
    const found: Presence[] = [];
    for (let from = 0; from < all.length; from += MOST) {
      const request = { presentity: all.slice(from, from + MOST), attributeName: attributeNames, format };
      const { presence } = await this.#exchange.call('GetPresence', request, { signal });
      found.push(...presence.map((each) => new Presence(each)));
    }
    if (typeof asked !== 'string') return found;
    const [first] = found;
    if (first === undefined) throw new InstantInboxError('UnexpectedResponse');
    return first;
  }

  /**
   * Says who may see the presence; without a rule nobody does. A rule without `watcher` is for everybody else.
   *
   * @returns one result for each rule
   * @throws InstantInboxError
   */
  async setWatcherPolicy(
    rules: readonly WatcherRuleInput[],
    { presentity, signal }: OwnPresenceOptions = {},
  ): Promise<readonly WatcherRuleResult[]> {
    const { result } = await this.#exchange.call('SetWatcherPolicy', { presentity, rule: rules }, { signal });
    return result;
  }

  /** Who may see the presence, who may not, and who asked in vain; fetched page by page. @throws InstantInboxError */
  async *watchers({ presentity, signal }: OwnPresenceOptions = {}): AsyncGenerator<KnownWatcher, void, undefined> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#exchange.call('ListWatchers', { presentity, after }, { signal });
      yield* page.watcher;
      const last = page.watcher.at(-1);
      if (!page.moreAvailable || last === undefined) return;
      after = last.watcher ?? '';
    }
  }
}
