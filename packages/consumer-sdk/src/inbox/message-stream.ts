import { linkSignals } from '../client/signals.js';
import type { InboxMessage, ReportHandler, ReportMessage } from './inbox-message.js';
import { InboxReader, type InboxEnvironment, type LoopOptions } from './inbox-reader.js';

/** Options of {@link InstantInboxClient.messages}. */
export interface MessagesOptions extends LoopOptions {
  /** Ends the loop cleanly. */
  readonly signal?: AbortSignal | undefined;
  /** Ask for more as soon as fewer than so many messages are in hand. Default 0: only when they are used up. */
  readonly prefetch?: number | undefined;
}

/** Decides when the next poll may start. */
export interface Pace {
  /** Resolves when it may. `drained` says that the last answer left nothing waiting. @throws the signal's reason */
  beforePoll(drained: boolean, signal: AbortSignal): Promise<void>;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The messages of an inbox, one after the other, for `for await`. A message that is neither acknowledged nor released
 * stays leased until it is, or until the loop is left: leaving (break, throw, abort, client closed) releases what is
 * undecided and tells the provider all outcomes.
 */
export class MessageStream implements AsyncIterableIterator<InboxMessage, undefined, undefined> {
  readonly #reader: InboxReader;
  readonly #pace: Pace | undefined;
  readonly #prefetch: number;
  readonly #onReport: ReportHandler | undefined;
  readonly #stop = new AbortController();
  readonly #linked: ReturnType<typeof linkSignals>;
  readonly #onEnd: (stream: MessageStream) => void;
  #inHand: InboxMessage[] = [];
  #polling: Promise<void> | undefined;
  /** What ended the loop, to be thrown by the next `next()`. */
  #failure: { readonly error: unknown } | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #left: Promise<void> | undefined;
  #drained = true;

  constructor(
    environment: InboxEnvironment,
    options: MessagesOptions,
    onEnd: (stream: MessageStream) => void = () => undefined,
    pace?: Pace,
  ) {
    this.#pace = pace;
    this.#reader = new InboxReader(environment, options);
    this.#prefetch = options.prefetch ?? 0;
    this.#onReport = options.onReport;
    this.#onEnd = onEnd;
    this.#linked = linkSignals(options.signal, this.#stop.signal);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next message; done when the loop was ended. @throws InstantInboxError for what repeating cannot mend */
  next(): Promise<IteratorResult<InboxMessage, undefined>> {
    const turn = this.#last.then(() => this.#next());
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Leaves the loop; `break` calls it. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.leave();
    return DONE;
  }

  /** Ends the loop: aborts the poll, releases what is undecided, tells all outcomes. Never rejects. */
  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  async #next(): Promise<IteratorResult<InboxMessage, undefined>> {
    const { signal } = this.#linked;
    for (;;) {
      if (signal.aborted || this.#failure !== undefined) {
        await this.leave();
        if (this.#failure !== undefined) {
          const { error } = this.#failure;
          this.#failure = undefined;
          throw error;
        }
        return DONE;
      }
      const message = this.#inHand.shift();
      // Whoever has the lease now handles it; handing it out here would do it twice.
      if (message?.leaseLost?.aborted === true) continue;
      if (this.#inHand.length < this.#prefetch || message === undefined) this.#polling ??= this.#poll();
      if (message === undefined) await this.#polling;
      else if (this.#onReport === undefined || !message.isReport()) return { done: false, value: message };
      else await this.#tell(this.#onReport, message);
    }
  }

  /** Hands a report over; a throw ends the loop, as one of its body does. */
  async #tell(onReport: ReportHandler, report: ReportMessage): Promise<void> {
    try {
      await onReport(report);
      if (report.outcome === undefined && report.leaseLost?.aborted !== true) await report.acknowledge();
    } catch (error) {
      this.#failure = { error };
    }
  }

  /** One poll in the background; never rejects. */
  async #poll(): Promise<void> {
    const { signal } = this.#linked;
    try {
      await this.#pace?.beforePoll(this.#drained, signal);
      const { messages, moreAvailable } = await this.#reader.poll(signal);
      this.#drained = !moreAvailable || messages.length === 0;
      this.#inHand.push(...messages);
    } catch (error) {
      if (!signal.aborted) this.#failure = { error };
    } finally {
      this.#polling = undefined;
    }
  }

  async #leave(): Promise<void> {
    this.#stop.abort();
    await this.#polling;
    this.#inHand = [];
    this.#linked.dispose();
    await this.#reader.settlement.leave();
    this.#onEnd(this);
  }
}
