import type { Clock } from '../client/clock.js';

/** What is remembered is bounded: the oldest failure is forgotten first. */
const MOST_REMEMBERED = 10_000;

/** Remembers which messages failed, so that one that comes back at once is not tried at once. */
export class FailureMemory {
  readonly #clock: Clock;
  readonly #pauseMs: (failures: number) => number;
  readonly #failed = new Map<string, { readonly failures: number; readonly notBefore: number }>();

  constructor(clock: Clock, pauseMs: (failures: number) => number) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
  }

  /** @param attempt the provider's count of deliveries, which knows of failures before this process began */
  failed(messageId: string, attempt: number): void {
    const failures = Math.max((this.#failed.get(messageId)?.failures ?? 0) + 1, attempt);
    this.#failed.delete(messageId);
    this.#failed.set(messageId, { failures, notBefore: this.#clock.ticks() + this.#pauseMs(failures) });
    if (this.#failed.size > MOST_REMEMBERED) {
      const [oldest] = this.#failed.keys();
      if (oldest !== undefined) this.#failed.delete(oldest);
    }
  }

  succeeded(messageId: string): void {
    this.#failed.delete(messageId);
  }

  /** Milliseconds until the message should be tried again; 0 when it may be now. */
  waitFor(messageId: string): number {
    return Math.max(0, (this.#failed.get(messageId)?.notBefore ?? -Infinity) - this.#clock.ticks());
  }
}
