import { parseAddress, type Address } from '@imps-wsi/contract/address';
import type { InstantInboxClient } from '../client/instant-inbox-client.js';
import { newId } from '../client/ids.js';
import type { SendOptions } from '../client/instant-inbox-client.js';
import { linkSignals } from '../client/signals.js';
import { asInstantInboxError, InstantInboxError } from '../errors.js';
import type { InboxMessage } from '../inbox/inbox-message.js';
import type { MessagesOptions } from '../inbox/message-stream.js';
import type { MessageHandler, ProcessOptions } from '../inbox/processor.js';
import type { MessageDraft } from '../send/draft.js';
import { violation } from '../send/parts.js';
import { refusedBy, type AcceptedResult, type SendResult } from '../send/send-result.js';
import { merge } from './merge.js';

/** A provider and the domains it serves. */
export interface DirectoryEntry {
  /** Such as `b1.example`; `*.b1.example` stands for every domain below it. */
  readonly domains: readonly string[];
  readonly client: InstantInboxClient;
}

export interface ProviderDirectoryOptions {
  /** Takes what no entry serves, telephone numbers among it. */
  readonly default?: InstantInboxClient | undefined;
  /** Decides first, for instance by number portability; undefined leaves it to the entries. */
  readonly resolve?:
    ((address: Address) => InstantInboxClient | undefined | Promise<InstantInboxClient | undefined>) | undefined;
}

/** Routes by the recipient's domain over many providers, each with its own account. */
export class ProviderDirectory {
  readonly #exact = new Map<string, InstantInboxClient>();
  /** Longest first. */
  readonly #below: { readonly suffix: string; readonly client: InstantInboxClient }[] = [];
  readonly #clients: readonly InstantInboxClient[];
  readonly #options: ProviderDirectoryOptions;

  /** @throws InstantInboxError `InvalidOptions` when two entries claim one domain */
  constructor(entries: readonly DirectoryEntry[], options: ProviderDirectoryOptions = {}) {
    this.#options = options;
    for (const { domains, client } of entries) {
      for (const domain of domains) this.#claim(domain.toLowerCase(), client);
    }
    this.#below.sort((a, b) => b.suffix.length - a.suffix.length);
    const clients = entries.map(({ client }) => client);
    if (options.default !== undefined) clients.push(options.default);
    this.#clients = [...new Set(clients)];
  }

  /** Every provider, once. */
  get clients(): readonly InstantInboxClient[] {
    return this.#clients;
  }

  /**
   * The client whose provider serves an address.
   *
   * @throws InstantInboxError `MalformedAddress` or `NoRoute`
   */
  async clientFor(address: string): Promise<InstantInboxClient> {
    const parsed = parseAddress(address);
    if (parsed === undefined) {
      throw new InstantInboxError('MalformedAddress', { message: `${address} is not an IM address.` });
    }
    const client = (await this.#options.resolve?.(parsed)) ?? this.#byDomain(parsed.domain) ?? this.#options.default;
    if (client === undefined) {
      throw new InstantInboxError('NoRoute', {
        message: `No provider in the directory serves ${address}; add its domain or a default client.`,
        impsCode: 516,
      });
    }
    return client;
  }

  /** Sends to one recipient through its provider. @throws InstantInboxError when it is refused */
  send(draft: MessageDraft & { readonly to: string }, options?: SendOptions): Promise<AcceptedResult>;
  /**
   * Sends to several, each through its own provider. One result each, in order; a provider that fails as a whole is a
   * refusal of its recipients and leaves the others alone.
   */
  send(draft: MessageDraft & { readonly to: readonly string[] }, options?: SendOptions): Promise<SendResult[]>;
  send(draft: MessageDraft, options?: SendOptions): Promise<AcceptedResult | SendResult[]>;
  async send(draft: MessageDraft, options: SendOptions = {}): Promise<AcceptedResult | SendResult[]> {
    if (typeof draft.to === 'string') {
      return (await this.clientFor(draft.to)).send({ ...draft, to: draft.to }, options);
    }
    return this.#sendToMany(draft, draft.to, options);
  }

  /** The messages of all accounts; `message.account` says whose. Otherwise as the client's. */
  messages(options: MessagesOptions = {}): AsyncGenerator<InboxMessage, void, undefined> {
    return merge(this.#clients.map((client) => client.messages(options)));
  }

  /**
   * Processes the messages of all accounts; `concurrency` counts for each provider.
   *
   * @throws InstantInboxError when one account cannot go on; the others are ended first
   */
  async process(handler: MessageHandler, options: ProcessOptions = {}): Promise<void> {
    const failed = new AbortController();
    const { signal, dispose } = linkSignals(options.signal, failed.signal);
    try {
      const outcomes = await Promise.allSettled(
        this.#clients.map(async (client) => {
          try {
            await client.process(handler, { ...options, signal });
          } catch (error) {
            failed.abort();
            throw error;
          }
        }),
      );
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    } finally {
      dispose();
    }
  }

  /** Closes every client. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Several providers read the content, each for itself. */
  #mustBeReadAgain(parts: MessageDraft['parts'] = []): void {
    for (const [index, part] of parts.entries()) {
      if (typeof part !== 'object' || !('stream' in part)) continue;
      if (part.stream === undefined || typeof part.stream === 'function') continue;
      throw violation(
        `parts[${index}].stream`,
        'a function that opens the content, because the recipients are at several providers',
      );
    }
  }

  async #sendToMany(draft: MessageDraft, to: readonly string[], options: SendOptions): Promise<SendResult[]> {
    const clientMessageId = draft.clientMessageId ?? newId();
    const results = new Array<SendResult | undefined>(to.length);
    const byClient = new Map<InstantInboxClient, number[]>();
    const routes = await Promise.allSettled(to.map((recipient) => this.clientFor(recipient)));
    routes.forEach((route, index) => {
      if (route.status === 'fulfilled') {
        byClient.set(route.value, [...(byClient.get(route.value) ?? []), index]);
      } else {
        const error = asInstantInboxError(route.reason, 'NoRoute');
        results[index] = refusedBy(error, clientMessageId, to[index] ?? '');
      }
    });
    if (byClient.size > 1) this.#mustBeReadAgain(draft.parts);
    await Promise.all(
      [...byClient].map(async ([client, places]) => {
        const recipients = places.map((place) => to[place] ?? '');
        try {
          const own = await client.send({ ...draft, clientMessageId, to: recipients }, options);
          own.forEach((result, index) => (results[places[index] ?? -1] = result));
        } catch (error) {
          options.signal?.throwIfAborted();
          const problem = asInstantInboxError(error, 'NetworkError');
          for (const place of places) results[place] = refusedBy(problem, clientMessageId, to[place] ?? '');
        }
      }),
    );
    return results.filter((result) => result !== undefined);
  }

  #claim(domain: string, client: InstantInboxClient): void {
    const taken = domain.startsWith('*.')
      ? this.#below.some(({ suffix }) => suffix === domain.slice(1))
      : this.#exact.has(domain);
    if (taken) {
      throw new InstantInboxError('InvalidOptions', {
        message: `The domain ${domain} stands twice in the directory.`,
        path: 'domains',
      });
    }
    if (domain.startsWith('*.')) this.#below.push({ suffix: domain.slice(1), client });
    else this.#exact.set(domain, client);
  }

  #byDomain(domain: string | undefined): InstantInboxClient | undefined {
    if (domain === undefined) return undefined;
    return this.#exact.get(domain) ?? this.#below.find(({ suffix }) => domain.endsWith(suffix))?.client;
  }
}
