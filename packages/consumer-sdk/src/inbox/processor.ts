import { linkSignals, onAbort } from '../client/signals.js';
import { backoffDelay } from '../client/retry.js';
import { positive } from '../client/options.js';
import { asInstantInboxError, InstantInboxError } from '../errors.js';
import { FailureMemory } from './failure-memory.js';
import type { InboxMessage } from './inbox-message.js';
import { InboxReader, type InboxEnvironment, type LoopOptions } from './inbox-reader.js';
import { Lanes } from './lanes.js';

/** What a handler is told beside the message. */
export interface HandlerContext {
  /** Aborts when the provider took the message back: stop, somebody else may be at it. */
  readonly signal: AbortSignal;
}

/** Deals with one message. Returning acknowledges it, throwing releases it; settling it in the handler goes first. */
export type MessageHandler = (message: InboxMessage, context: HandlerContext) => Promise<void> | void;

/** Options of {@link InstantInboxClient.process}. */
export interface ProcessOptions extends LoopOptions {
  /** Most handlers at a time, at least 1; never two for one sender. Default 1. */
  readonly concurrency?: number | undefined;
  /** Ends the processing: no new message is begun, and `process` resolves when the handlers have finished. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Told of each throw of the handler, before the message is given back. Without it the throw goes to the client's
   * `onBackgroundError` as `HandlerFailed`.
   */
  readonly onError?: ((error: unknown, message: InboxMessage) => void) | undefined;
  /**
   * Pauses before a message whose handling failed is tried again: doubled each time, with jitter. Default from 1000 to
   * 60 000 ms. The sender's later messages wait behind it; after a number of deliveries the provider gives it up.
   */
  readonly retryDelay?: { readonly baseDelayMs: number; readonly maxDelayMs: number } | undefined;
}

/** In hand at most, so that many messages that wait for their next attempt do not fill the memory. */
const MOST_IN_HAND = 1000;

/** Hands messages to a handler: several senders at a time, each sender's in order, leases kept while it works. */
export class Processor {
  readonly #environment: InboxEnvironment;
  readonly #handler: MessageHandler;
  readonly #options: ProcessOptions;
  readonly #concurrency: number;
  readonly #reader: InboxReader;
  readonly #lanes = new Lanes();
  readonly #failures: FailureMemory;
  readonly #stop = new AbortController();
  readonly #working = new Set<Promise<void>>();
  /** Resolves the loop's wait for something to change. */
  #changed: () => void = () => undefined;
  #wakeTimer: { readonly at: number; cancel(): void } | undefined;

  constructor(environment: InboxEnvironment, handler: MessageHandler, options: ProcessOptions) {
    this.#environment = environment;
    this.#handler = handler;
    this.#options = options;
    this.#concurrency = Math.floor(positive('concurrency', options.concurrency ?? 1));
    this.#reader = new InboxReader(environment, options);
    const delays = options.retryDelay ?? { baseDelayMs: 1000, maxDelayMs: 60_000 };
    // At least half of each bound: jitter alone could let a poisoned message spin.
    const halfJitter = (): number => 0.5 + environment.random() / 2;
    this.#failures = new FailureMemory(environment.clock, (failures) => backoffDelay(failures, delays, halfJitter));
  }

  /** Ends the processing like the caller's signal. */
  stop(): void {
    this.#stop.abort();
  }

  /**
   * Runs until stopped.
   *
   * @throws InstantInboxError for what repeating cannot mend, after the running handlers have finished
   */
  async run(): Promise<void> {
    const linked = linkSignals(this.#options.signal, this.#stop.signal);
    const { signal } = linked;
    try {
      while (!signal.aborted) {
        this.#begin(signal);
        if (this.#wantsMore) {
          const { messages } = await this.#reader.poll(signal);
          for (const message of messages) this.#lanes.add(message);
        } else {
          await this.#change(signal);
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      // A poll that fails while handlers run must not let them start others.
      this.stop();
      this.#wakeTimer?.cancel();
      await Promise.all(this.#working);
      linked.dispose();
      await this.#reader.settlement.leave();
    }
  }

  get #wantsMore(): boolean {
    return this.#working.size < this.#concurrency && this.#lanes.waiting < MOST_IN_HAND;
  }

  /** Starts handlers for what may be handled now. */
  #begin(signal: AbortSignal): void {
    while (!signal.aborted && this.#working.size < this.#concurrency) {
      let shortestWait = Infinity;
      const message = this.#lanes.take(({ messageId }) => {
        const wait = this.#failures.waitFor(messageId);
        if (wait > 0) shortestWait = Math.min(shortestWait, wait);
        return wait === 0;
      });
      if (message === undefined) {
        this.#wakeIn(shortestWait, signal);
        return;
      }
      const work = this.#work(message, signal).finally(() => {
        this.#working.delete(work);
        this.#changed();
        this.#begin(signal);
      });
      this.#working.add(work);
    }
  }

  /** Looks again when the first of the messages that wait for their next attempt is due. */
  #wakeIn(milliseconds: number, signal: AbortSignal): void {
    if (milliseconds === Infinity) return;
    const { clock } = this.#environment;
    const at = clock.ticks() + milliseconds;
    if (this.#wakeTimer !== undefined && this.#wakeTimer.at <= at) return;
    this.#wakeTimer?.cancel();
    const cancel = clock.schedule(() => {
      this.#wakeTimer = undefined;
      if (!signal.aborted) this.#begin(signal);
    }, milliseconds);
    this.#wakeTimer = { at, cancel };
  }

  /** One message from beginning to outcome; never rejects. */
  async #work(message: InboxMessage, stop: AbortSignal): Promise<void> {
    const context = { signal: message.leaseLost ?? new AbortController().signal };
    try {
      const { onReport } = this.#options;
      if (onReport !== undefined && message.isReport()) await onReport(message);
      else await this.#handler(message, context);
      this.#failures.succeeded(message.messageId);
      if (message.outcome === undefined && !context.signal.aborted) await message.acknowledge();
      if (comesAgain(message)) await this.#releaseLater(message);
    } catch (error) {
      await this.#failed(message, error, stop);
    } finally {
      this.#lanes.done(message);
    }
  }

  async #failed(message: InboxMessage, error: unknown, stop: AbortSignal): Promise<void> {
    const { reportError } = this.#environment;
    this.#failures.failed(message.messageId, message.deliveryAttempt);
    const { onError } = this.#options;
    try {
      if (onError === undefined) {
        reportError(
          new InstantInboxError('HandlerFailed', {
            message: `The handler threw on message ${message.messageId} from ${message.sender}; unless it was settled, it comes again.`,
            cause: error,
          }),
        );
      } else {
        onError(error, message);
      }
    } catch {
      // A hook must not be able to break what it watches.
    }
    // A handler that gives up because everything stops says nothing against the message.
    if (message.outcome === undefined || comesAgain(message)) await this.#releaseLater(message, !stop.aborted);
  }

  /** Gives a message and the sender's later ones back together, so that they come again in their order. */
  async #releaseLater(message: InboxMessage, failed = false): Promise<void> {
    const later = this.#lanes.drop(message.senderKey);
    const release = async (each: InboxMessage): Promise<void> => {
      if (each.outcome !== undefined || each.leaseLost?.aborted === true) return;
      await (failed && each === message ? each.fail() : each.release());
    };
    try {
      await Promise.all([message, ...later].map(release));
    } catch (error) {
      // The lease ends by itself.
      this.#environment.reportError(asInstantInboxError(error, 'NetworkError'));
    }
  }

  /** Waits until a handler has finished. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        forget();
        this.#changed = () => undefined;
        resolve();
      };
      this.#changed = done;
      const forget = onAbort(signal, done);
    });
  }
}

const comesAgain = ({ outcome }: InboxMessage): boolean => outcome === 'RELEASED' || outcome === 'FAILED';
