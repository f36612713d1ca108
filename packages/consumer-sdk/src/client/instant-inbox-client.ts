import type { GetMessageStatusResponse, OutgoingMessageInput } from '@imps-wsi/contract/im';
import { InstantInboxError } from '../errors.js';
import type { InboxEnvironment } from '../inbox/inbox-reader.js';
import { MessageStream, type MessagesOptions } from '../inbox/message-stream.js';
import { Poller, type PollerOptions } from '../inbox/poller.js';
import { Processor, type MessageHandler, type ProcessOptions } from '../inbox/processor.js';
import { receive, type ReceivedBatch, type ReceiveOptions } from '../inbox/receive.js';
import { PresenceClient } from '../presence/presence-client.js';
import { toOutgoingMessage, type MessageDraft } from '../send/draft.js';
import { SendQueue } from '../send/send-queue.js';
import { sendPersistently } from '../send/persistence.js';
import { binariesOf, type ProgressListener } from '../send/progress.js';
import type { AcceptedResult, SendResult } from '../send/send-result.js';
import { StreamedContent } from '../send/streamed-content.js';
import type { SoapTransport } from '../transport/soap-transport.js';
import { UndiciTransport } from '../transport/undici-transport.js';
import { CapabilityCache, type Capabilities } from './capabilities.js';
import type { CallOptions, Exchange, RequestOf, ResponseOf } from './exchange.js';
import { newId } from './ids.js';
import type { OperationName } from './operations.js';
import { settingsFrom, type ClientSettings, type InstantInboxClientOptions } from './options.js';
import { SoapExchange } from './soap-exchange.js';

/** Options of a send. */
export interface SendOptions {
  /** Stops waiting; a message that is already on its way may still be delivered. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Tries recipients whose refusal may pass (a full inbox) again, up to the client's `retry.maxAttempts`. Default
   * false: the application decides, because later messages overtake what waits.
   */
  readonly retryRefusals?: boolean | undefined;
  /**
   * Told how much of the content has left: after each chunk of large content, and once when all has. What it throws is
   * ignored.
   */
  readonly onProgress?: ProgressListener | undefined;
}

/** Results of one message of a batch. */
export interface BatchResult {
  readonly clientMessageId: string;
  /** One for each recipient, in order. */
  readonly results: readonly SendResult[];
}

/** Which messages to tell the status of: by the provider's ids, by the application's, or both. */
export interface StatusQuery {
  readonly messageId?: string | readonly string[] | undefined;
  readonly clientMessageId?: string | readonly string[] | undefined;
}

/** An account at a provider: sends messages and reads the account's Instant Inbox. One for each account is enough. */
export class InstantInboxClient {
  /** The provider's presence service, with the same account and credential. */
  readonly presence: PresenceClient;
  readonly #settings: ClientSettings;
  readonly #transport: SoapTransport;
  readonly #ownsTransport: boolean;
  readonly #exchange: Exchange;
  readonly #capabilities: CapabilityCache;
  readonly #queue: SendQueue;
  readonly #environment: InboxEnvironment;
  readonly #streams = new Set<MessageStream>();
  readonly #processors = new Map<Processor, Promise<void>>();
  /** Aborts what `close()` does not wait for. */
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  /** @throws InstantInboxError `InvalidOptions`, `InsecureEndpoint` */
  constructor(options: InstantInboxClientOptions) {
    this.#settings = settingsFrom(options);
    this.#ownsTransport = options.transport === undefined;
    this.#transport =
      options.transport ??
      new UndiciTransport({ tls: options.tls, proxy: options.proxy, maxResponseBytes: options.maxResponseBytes });
    this.#exchange = new SoapExchange(this.#settings, this.#transport, this.#closing.signal);
    const { clock, random, retry, batch, reportError, username } = this.#settings;
    this.#capabilities = new CapabilityCache(this.#exchange);
    this.presence = new PresenceClient(this);
    this.#queue = new SendQueue({
      exchange: this.#exchange,
      clock,
      lingerMs: batch.lingerMs,
      limits: (much) => this.#capabilities.limits(batch, much),
    });
    this.#environment = {
      home: {
        account: username,
        exchange: this.#exchange,
        send: (draft, sendOptions) => this.send(draft, sendOptions),
      },
      exchange: this.#exchange,
      clock,
      random,
      retry,
      reportError,
    };
  }

  /** IM address of the account. */
  get username(): string {
    return this.#settings.username;
  }

  get endpoint(): string {
    return this.#settings.endpoint;
  }

  /**
   * Sends a message to one recipient; resolves when it is durably stored. What is sent at the same time goes in one
   * request, and calls are delivered in their order. Repeating is safe: the message bears its clientMessageId on every
   * attempt and is delivered once.
   *
   * Bytes beyond 64 KiB, files and streams go in a request of their own, streamed from where they are. A stream that can
   * be read only once is closed whatever happens; a request that fails when it has been begun is not repeated.
   *
   * @throws InstantInboxError when it is refused or cannot be sent; the signal's reason
   */
  send(draft: MessageDraft & { readonly to: string }, options?: SendOptions): Promise<AcceptedResult>;
  /**
   * Sends a message to several recipients: one result each, in order. A recipient that is refused is a result.
   *
   * @throws InstantInboxError when the request as a whole is refused or cannot be sent; the signal's reason
   */
  send(draft: MessageDraft & { readonly to: readonly string[] }, options?: SendOptions): Promise<SendResult[]>;
  send(draft: MessageDraft, options?: SendOptions): Promise<AcceptedResult | SendResult[]>;
  async send(draft: MessageDraft, options: SendOptions = {}): Promise<AcceptedResult | SendResult[]> {
    const message = toOutgoingMessage(draft, newId);
    const attempt = (next: typeof message): Promise<SendResult[]> => this.#queue.send(next, options);
    const results = await closing([message], () =>
      options.retryRefusals === true
        ? sendPersistently(message, attempt, { ...this.#retryContext, signal: options.signal })
        : attempt(message),
    );
    if (typeof draft.to !== 'string') return results;
    const [result] = results;
    if (result === undefined) throw new InstantInboxError('UnexpectedResponse');
    if (!result.ok) throw result.error;
    return result;
  }

  /**
   * Sends the messages in exactly one request, in their order.
   *
   * @returns the results of each message, in the order of the drafts
   * @throws InstantInboxError when the request as a whole is refused; with `LocalSchemaViolation` nothing was sent
   */
  async sendAll(
    drafts: readonly MessageDraft[],
    options: Pick<SendOptions, 'signal' | 'onProgress'> = {},
  ): Promise<BatchResult[]> {
    if (drafts.length === 0) return [];
    const messages = drafts.map((draft) => toOutgoingMessage(draft, newId));
    const results = await closing(messages, () => this.#queue.sendTogether(messages, options));
    return messages.map(({ clientMessageId }, index) => ({ clientMessageId, results: results[index] ?? [] }));
  }

  /**
   * The inbox's messages, one after the other, as long as the loop runs: waits for what comes, sits out outages and
   * restarts of the provider. Ends on abort and `close()`. See {@link MessageStream} for what leaving it does.
   */
  messages(options: MessagesOptions = {}): MessageStream {
    this.#mustBeOpen();
    return this.#register(new MessageStream(this.#environment, options, this.#forget));
  }

  /** As {@link messages}, asking every `intervalMs` instead of holding a request open. */
  poller(options: PollerOptions): Poller {
    this.#mustBeOpen();
    return this.#register(new Poller(this.#environment, options, this.#forget));
  }

  /**
   * Calls the handler for each message: acknowledged when it returns, failed when it throws, its lease kept while it
   * works. Up to `concurrency` senders at a time, each sender's messages in order.
   *
   * @returns when aborted or closed, after the running handlers have finished and their outcomes were told
   * @throws InstantInboxError for what repeating cannot mend, such as a wrong password
   */
  async process(handler: MessageHandler, options: ProcessOptions = {}): Promise<void> {
    this.#mustBeOpen();
    const processor = new Processor(this.#environment, handler, options);
    const running = processor.run();
    this.#processors.set(processor, running);
    try {
      await running;
    } finally {
      this.#processors.delete(processor);
    }
  }

  /**
   * One batch. By default at most what waits now (no waiting), leased until settled; see the options.
   *
   * @throws InstantInboxError
   */
  async receive(options: ReceiveOptions = {}): Promise<ReceivedBatch> {
    this.#mustBeOpen();
    return receive(this.#environment, options);
  }

  /** What became of messages that the account sent. @throws InstantInboxError */
  status(query: StatusQuery, options: { readonly signal?: AbortSignal } = {}): Promise<GetMessageStatusResponse> {
    const list = (ids: string | readonly string[] | undefined): string[] =>
      ids === undefined ? [] : typeof ids === 'string' ? [ids] : [...ids];
    return this.call(
      'GetMessageStatus',
      { messageId: list(query.messageId), clientMessageId: list(query.clientMessageId) },
      options,
    );
  }

  /** What the provider offers and where its bounds are; also teaches this client how much to send at once. */
  async capabilities(options: { readonly signal?: AbortSignal } = {}): Promise<Capabilities> {
    this.#mustBeOpen();
    return this.#capabilities.fetch(options.signal);
  }

  /**
   * Any operation in the contract's own words, with this client's security and retries.
   *
   * @throws InstantInboxError; the signal's reason
   */
  async call<Name extends OperationName>(
    operation: Name,
    input: RequestOf<Name>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Name>> {
    this.#mustBeOpen();
    return this.#exchange.call(operation, input, options);
  }

  /**
   * Ends well: takes no new work, sends what waits, ends the loops (running handlers may finish), tells all outcomes.
   * Waits at most `closeTimeoutMs`, then gives up on the rest. Repeating it waits for the same end. Never rejects.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const { clock, closeTimeoutMs } = this.#settings;
    const loops = this.#endLoops();
    // Handlers that are still running may send, so the queue closes after the loops.
    const ended = loops.then(() => this.#queue.drain());
    let cancel: () => void = () => undefined;
    await Promise.race([
      ended,
      new Promise<void>((resolve) => {
        cancel = clock.schedule(resolve, closeTimeoutMs);
      }),
    ]);
    cancel();
    this.#queue.abandon(new InstantInboxError('ClientClosed'));
    this.#closing.abort(new InstantInboxError('ClientClosed'));
    if (this.#ownsTransport) await this.#transport.close?.().catch(() => undefined);
  }

  async #endLoops(): Promise<void> {
    for (const processor of this.#processors.keys()) processor.stop();
    await Promise.allSettled([...[...this.#streams].map((stream) => stream.leave()), ...this.#processors.values()]);
  }

  readonly #forget = (stream: MessageStream): void => {
    this.#streams.delete(stream);
  };

  #register<Stream extends MessageStream>(stream: Stream): Stream {
    this.#streams.add(stream);
    return stream;
  }

  #mustBeOpen(): void {
    if (this.#closed !== undefined) throw new InstantInboxError('ClientClosed');
  }

  get #retryContext() {
    const { clock, random, retry } = this.#settings;
    return { clock, random, policy: retry };
  }
}

/** Does the work, and closes what nobody will read after it. */
async function closing<T>(messages: readonly OutgoingMessageInput[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    for (const bytes of binariesOf(messages)) if (bytes instanceof StreamedContent) bytes.close();
  }
}
