import type { ItemKind } from '@imps-wsi/contract/im';
import { sleep, type Clock } from '../client/clock.js';
import type { Exchange, RequestOf, ResponseOf } from '../client/exchange.js';
import { newId } from '../client/ids.js';
import { backoffDelay, type Random, type RetryPolicy } from '../client/retry.js';
import { InstantInboxError } from '../errors.js';
import { InboxMessage, type MessageHome, type ReportHandler } from './inbox-message.js';
import { Settlement } from './settlement.js';

/** Which messages a loop takes, and how it asks. */
export interface ReadOptions {
  /** Most messages of one poll. Default 100. */
  readonly maxMessages?: number | undefined;
  /** Stop a poll's answer before its content exceeds so many bytes; one message always comes. Default 16 MiB. */
  readonly maxBytes?: number | undefined;
  /** How long the provider may hold an empty answer back, in seconds. Default 25. The provider may cut it. */
  readonly waitSeconds?: number | undefined;
  /** Length of a lease, in seconds; the SDK extends it in time. Default 60. */
  readonly leaseSeconds?: number | undefined;
  /**
   * Only these kinds of item. Default: messages, and reports where somebody takes them (`onReport`); others wait in the
   * inbox.
   */
  readonly kinds?: readonly ItemKind[] | undefined;
  /** Only from this address. */
  readonly fromSender?: string | undefined;
  /** Only those sent to this address, where an inbox serves several. */
  readonly forRecipient?: string | undefined;
  /** Only of this conversation. */
  readonly conversationId?: string | undefined;
}

/** What a loop takes beside messages. */
export interface LoopOptions extends ReadOptions {
  /** Gets the reports that sent messages asked for, so that the loop itself gives messages only. */
  readonly onReport?: ReportHandler | undefined;
}

/** What the loops need of their client. */
export interface InboxEnvironment {
  readonly home: MessageHome;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: RetryPolicy;
  readonly reportError: (error: InstantInboxError) => void;
}

export interface PollResult {
  readonly messages: readonly InboxMessage[];
  readonly moreAvailable: boolean;
}

const DEFAULT_MAX_MESSAGES = 100;
/** An answer is held in memory whole, and must stay well below what the transport accepts. */
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const DEFAULT_WAIT_SECONDS = 25;
const DEFAULT_LEASE_SECONDS = 60;
/** How long the acknowledgement of a handled message may wait for the next poll to carry it. */
const ACCEPT_DELAY_MS = 1000;
/** An answer that comes sooner than this although it should have been held back did not wait at all. */
const TOO_SOON_MS = 100;

const MESSAGES: readonly ItemKind[] = ['MESSAGE'];
const WITH_REPORTS: readonly ItemKind[] = ['MESSAGE', 'DELIVERY_REPORT'];

/** The filters of a read in the contract's words. */
export function filtersOf(options: LoopOptions): Partial<RequestOf<'GetMessages'>> {
  return {
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    kind: options.kinds ?? (options.onReport === undefined ? MESSAGES : WITH_REPORTS),
    fromSender: options.fromSender,
    forRecipient: options.forRecipient,
    conversationId: options.conversationId,
  };
}

/** Asks for messages again and again, losing none: EXPLICIT leases, one request id a poll, endless patience with outages. */
export class InboxReader {
  readonly settlement: Settlement;
  readonly #environment: InboxEnvironment;
  readonly #options: LoopOptions;
  readonly #waitSeconds: number;
  /** Not before this tick is the next poll, as the provider wished. */
  #notBefore = -Infinity;
  /** Consecutive empty answers that came at once although they should have waited. */
  #tooSoon = 0;

  constructor(environment: InboxEnvironment, options: LoopOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#waitSeconds = options.waitSeconds ?? DEFAULT_WAIT_SECONDS;
    this.settlement = new Settlement({
      exchange: environment.exchange,
      clock: environment.clock,
      random: environment.random,
      reportError: environment.reportError,
      keepAlive: true,
      acceptDelayMs: ACCEPT_DELAY_MS,
    });
  }

  /**
   * One poll: resolves with what came, possibly nothing after the wait. Outages are sat out with growing pauses.
   *
   * @throws the signal's reason; InstantInboxError for what repeating cannot mend (wrong password, wrong address, …)
   */
  async poll(signal: AbortSignal): Promise<PollResult> {
    const { clock } = this.#environment;
    if (this.#notBefore > clock.ticks()) await sleep(clock, this.#notBefore - clock.ticks(), signal);
    signal.throwIfAborted();
    const leaseSeconds = this.#options.leaseSeconds ?? DEFAULT_LEASE_SECONDS;
    const riding = this.settlement.beginPoll();
    let acknowledged: { readonly code: number; readonly reason: string } | undefined;
    try {
      const response = await this.#ask(
        {
          maxMessages: this.#options.maxMessages ?? DEFAULT_MAX_MESSAGES,
          waitSeconds: this.#waitSeconds,
          acknowledge: riding?.receipt,
          acknowledgeMode: 'EXPLICIT',
          leaseSeconds,
          // The same id on every attempt: an answer that was lost on the way is given again.
          requestId: newId(),
          ...filtersOf(this.#options),
        },
        signal,
      );
      acknowledged = riding === undefined ? undefined : (response.acknowledgeResult ?? { code: 200, reason: '' });
      return this.#received(response, leaseSeconds);
    } finally {
      this.settlement.endPoll(riding, acknowledged);
    }
  }

  async #ask(input: RequestOf<'GetMessages'>, signal: AbortSignal): Promise<ResponseOf<'GetMessages'>> {
    const { exchange, clock, random, retry, reportError } = this.#environment;
    for (let failures = 1; ; failures += 1) {
      const began = clock.ticks();
      try {
        const response = await exchange.call('GetMessages', input, { signal, maxAttempts: 1 });
        this.#pace(response, clock.ticks() - began);
        return response;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (!(error instanceof InstantInboxError) || !error.retryable) throw error;
        reportError(error);
        const policy = { baseDelayMs: retry.baseDelayMs, maxDelayMs: retry.maxDelayMs };
        await sleep(clock, backoffDelay(failures, policy, random, error.retryAfterSeconds), signal);
      }
    }
  }

  /** Keeps to the provider's wishes, and does not spin on one that answers emptily at once. */
  #pace(response: ResponseOf<'GetMessages'>, tookMs: number): void {
    const { clock } = this.#environment;
    const empty = response.item.length === 0;
    let pauseMs = (response.retryAfterSeconds ?? 0) * 1000;
    if (empty && this.#waitSeconds > 0 && tookMs < TOO_SOON_MS) {
      this.#tooSoon += 1;
      pauseMs = Math.max(pauseMs, Math.min(5000, TOO_SOON_MS * 2 ** Math.min(this.#tooSoon, 10)));
    } else {
      this.#tooSoon = 0;
    }
    this.#notBefore = clock.ticks() + pauseMs;
  }

  #received(response: ResponseOf<'GetMessages'>, leaseSeconds: number): PollResult {
    const items = response.item;
    if (items.length === 0) return { messages: [], moreAvailable: response.moreAvailable };
    if (response.receipt === undefined) {
      throw new InstantInboxError('UnexpectedResponse', {
        message: 'The provider gave messages without a receipt although acknowledgeMode EXPLICIT was asked for.',
      });
    }
    const ids = items.map((item) => item.messageId);
    const lease = this.settlement.open(response.receipt, ids, leaseSeconds);
    const { home } = this.#environment;
    const leased = { lease, settlement: this.settlement, confirm: false };
    return {
      messages: items.map((item) => new InboxMessage(item, home, leased)),
      moreAvailable: response.moreAvailable,
    };
  }
}
