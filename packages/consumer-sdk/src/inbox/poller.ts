import { sleep, type Clock } from '../client/clock.js';
import { invalid } from '../client/options.js';
import { linkSignals } from '../client/signals.js';
import type { InboxEnvironment } from './inbox-reader.js';
import { MessageStream, type MessagesOptions, type Pace } from './message-stream.js';

/** Options of {@link InstantInboxClient.poller}. */
export interface PollerOptions extends Omit<MessagesOptions, 'prefetch' | 'waitSeconds'> {
  /** Time from the start of one poll to the start of the next, in milliseconds. */
  readonly intervalMs: number;
}

/** Lets a poll start every so often, counted from start to start. */
class Interval implements Pace {
  readonly #clock: Clock;
  #milliseconds: number;
  #lastPoll = -Infinity;
  #wake: (() => void) | undefined;
  #askNow = false;

  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = checked(milliseconds);
  }

  get milliseconds(): number {
    return this.#milliseconds;
  }

  set milliseconds(value: number) {
    this.#milliseconds = checked(value);
    this.#wake?.();
  }

  askNow(): void {
    this.#askNow = true;
    this.#wake?.();
  }

  async beforePoll(drained: boolean, signal: AbortSignal): Promise<void> {
    while (drained && !this.#askNow) {
      const wait = this.#lastPoll + this.#milliseconds - this.#clock.ticks();
      if (wait <= 0) break;
      await this.#sleep(wait, signal);
    }
    signal.throwIfAborted();
    this.#askNow = false;
    this.#lastPoll = this.#clock.ticks();
  }

  /** Ends early when woken. @throws the signal's reason */
  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => {
      woken.abort();
    };
    const linked = linkSignals(signal, woken.signal);
    try {
      await sleep(this.#clock, milliseconds, linked.signal);
    } catch {
      signal.throwIfAborted();
    } finally {
      this.#wake = undefined;
      linked.dispose();
    }
  }
}

function checked(milliseconds: number): number {
  if (!(milliseconds > 0)) throw invalid('intervalMs', 'a number of milliseconds greater than 0');
  return milliseconds;
}

/**
 * A loop without long polling, for callers who judge themselves how urgent their inbox is: it asks every `intervalMs`,
 * and at once while the last answer said that more waits. The interval can be changed at any time. Like any message
 * loop it asks only when the caller wants the next message.
 */
export class Poller extends MessageStream {
  readonly #interval: Interval;

  constructor(environment: InboxEnvironment, options: PollerOptions, onEnd?: (stream: MessageStream) => void) {
    const interval = new Interval(environment.clock, options.intervalMs);
    super(environment, { ...options, waitSeconds: 0 }, onEnd, interval);
    this.#interval = interval;
  }

  /** Time from the start of one poll to the start of the next, in milliseconds; a new value counts at once. */
  get intervalMs(): number {
    return this.#interval.milliseconds;
  }

  set intervalMs(milliseconds: number) {
    this.#interval.milliseconds = milliseconds;
  }

  /** Asks without waiting for the interval to pass. */
  pollNow(): void {
    this.#interval.askNow();
  }
}
