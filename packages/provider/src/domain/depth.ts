import { secondsToWait } from './outage.js';

/** Port: how many items an inbox holds, counted up to a bound. */
export interface DepthCounter {
  countUpTo(ownerId: string, bound: number): Promise<number>;
}

interface Gauge {
  /** What the last count saw, plus what was admitted since. Never below the truth but for other processes' inserts. */
  estimate: number;
  /** Admitted, and not known to be stored or given back: a count may not see them yet. */
  pending: number;
  countedAt: number;
  counting: Promise<void> | undefined;
  countMilliseconds: number;
  /** As far as the last count went. */
  countedTo: number;
  /** Since when it has been refusing, and when it did so last. */
  fullSince: number;
  refusedAt: number;
}

const REMEMBERED_INBOXES = 50_000;
/** Counting may take this share of the time, so that a full inbox does not make refusals expensive. */
const COUNTING_SHARE = 0.05;
/** Counting so few is no more work than the request itself: repeated for every refusal. */
const CHEAP_COUNT = 1_000;
/** Other processes' inserts are seen after this long at the latest. */
const TRUST_MILLISECONDS = 1_000;
/** What nobody has asked for so long may have been empty meanwhile. */
const FORGOTTEN_MILLISECONDS = 600_000;
const LEAST_RETRY_SECONDS = 5;
const MOST_RETRY_SECONDS = 300;

/**
 * Keeps inboxes within their depth limit without a counter row that every delivery would have to lock. An inbox is
 * counted (at most up to the limit) when what is known no longer proves that there is room; below half of the limit
 * nothing is counted for as long as the admitted items cannot reach it.
 *
 * Exact with one process; with several, an inbox may exceed its limit by what the others admit within a second.
 */
export class DepthLimit {
  readonly #counter: DepthCounter;
  readonly #now: () => number;
  readonly #gauges = new Map<string, Gauge>();

  constructor(counter: DepthCounter, now: () => number = () => performance.now()) {
    this.#counter = counter;
    this.#now = now;
  }

  /** Takes room for one more item; false when the inbox is full. Waits only where the inbox has to be counted. */
  admit(ownerId: string, limit: number): boolean | Promise<boolean> {
    const gauge = this.#gauge(ownerId);
    if (!this.#proven(gauge, limit)) return this.#admitCounted(ownerId, gauge, limit);
    gauge.estimate += 1;
    gauge.pending += 1;
    return true;
  }

  async #admitCounted(ownerId: string, gauge: Gauge, limit: number): Promise<boolean> {
    // A count that was under way may have been for a lower limit.
    do await this.#recount(ownerId, gauge, limit);
    while (gauge.countedTo < limit);
    if (gauge.estimate >= limit) {
      const now = this.#now();
      if (now - gauge.refusedAt > FORGOTTEN_MILLISECONDS) gauge.fullSince = now;
      gauge.refusedAt = now;
      return false;
    }
    gauge.refusedAt = -Infinity;
    gauge.estimate += 1;
    gauge.pending += 1;
    return true;
  }

  /** After how many seconds, 5 to 300, a sender whom `admit` refused should try again: the longer it is full, the later. */
  retryAfterSeconds(ownerId: string): number {
    const gauge = this.#gauges.get(ownerId);
    const lasted = gauge === undefined || gauge.refusedAt === -Infinity ? 0 : this.#now() - gauge.fullSince;
    return secondsToWait(lasted, LEAST_RETRY_SECONDS, MOST_RETRY_SECONDS);
  }

  /** An admitted item is in the inbox: from now on a count sees it. Each admission ends with this or `giveBack`. */
  stored(ownerId: string): void {
    const gauge = this.#gauges.get(ownerId);
    if (gauge !== undefined && gauge.pending > 0) gauge.pending -= 1;
  }

  /** Gives back room that was taken for an item that was not stored. */
  giveBack(ownerId: string): void {
    const gauge = this.#gauges.get(ownerId);
    if (gauge === undefined) return;
    if (gauge.estimate > 0) gauge.estimate -= 1;
    if (gauge.pending > 0) gauge.pending -= 1;
  }

  #proven(gauge: Gauge, limit: number): boolean {
    if (gauge.estimate >= limit || gauge.countedTo < limit) return false;
    return gauge.estimate < limit / 2 || this.#now() - gauge.countedAt < TRUST_MILLISECONDS;
  }

  async #recount(ownerId: string, gauge: Gauge, limit: number): Promise<void> {
    if (gauge.counting !== undefined) return gauge.counting;
    const pause = gauge.countMilliseconds / COUNTING_SHARE;
    if (gauge.countedTo >= limit && this.#now() - gauge.countedAt < pause) return;
    gauge.counting = this.#count(ownerId, gauge, limit).finally(() => {
      gauge.counting = undefined;
    });
    return gauge.counting;
  }

  async #count(ownerId: string, gauge: Gauge, limit: number): Promise<void> {
    const start = this.#now();
    // What is under way now, or admitted while the count runs, may or may not be seen by it; adding it errs towards
    // refusing.
    const before = gauge.estimate - gauge.pending;
    const counted = await this.#counter.countUpTo(ownerId, limit);
    gauge.estimate = counted + Math.max(0, gauge.estimate - before);
    gauge.countedAt = this.#now();
    gauge.countedTo = limit;
    gauge.countMilliseconds = limit <= CHEAP_COUNT ? 0 : gauge.countedAt - start;
  }

  #gauge(ownerId: string): Gauge {
    let gauge = this.#gauges.get(ownerId);
    if (gauge === undefined) {
      const oldest = this.#gauges.keys().next();
      if (this.#gauges.size >= REMEMBERED_INBOXES && oldest.done !== true) this.#gauges.delete(oldest.value);
      gauge = {
        estimate: 0,
        pending: 0,
        countedAt: -Infinity,
        counting: undefined,
        countMilliseconds: 0,
        countedTo: -Infinity,
        fullSince: -Infinity,
        refusedAt: -Infinity,
      };
      this.#gauges.set(ownerId, gauge);
    }
    return gauge;
  }
}
