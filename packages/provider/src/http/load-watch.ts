import { getHeapStatistics } from 'node:v8';
import type { Logger } from '../log.js';

const LOOK_MILLISECONDS = 200;
/** What the latest look weighs in the mean. */
const WEIGHT = 0.25;
/** No single pause, however long, makes an overload: what counts is that there is one after the other. */
const LONGEST = 3;
/** Of what the heap may grow to, beyond which little but collecting garbage is done. */
const FULL_HEAP = 0.92;

/**
 * Whether this process has more to do than it can: callbacks wait for their turn for longer than the bound, in the mean of
 * about a second, or the heap is full. New requests are refused then, so that those under way are finished; that is what
 * ends it.
 */
export class LoadWatch {
  readonly #maxDelay: number;
  readonly #log: Logger;
  readonly #heapShare: () => number;
  #delay = 0;
  #due = 0;
  #timer: NodeJS.Timeout | undefined;
  #overloaded = false;
  #refused = 0;

  /** @param maxDelayMilliseconds 0: whatever the delay is */
  constructor(maxDelayMilliseconds: number, log: Logger, heapShare: () => number = shareOfHeap) {
    this.#maxDelay = maxDelayMilliseconds;
    this.#log = log;
    this.#heapShare = heapShare;
  }

  start(): void {
    this.#due = performance.now() + LOOK_MILLISECONDS;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.look(now - this.#due);
      this.#due = now + LOOK_MILLISECONDS;
    }, LOOK_MILLISECONDS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Takes notice that a callback came so much later than it was due. */
  look(lateMilliseconds: number): void {
    if (this.#maxDelay > 0) {
      const late = Math.min(Math.max(lateMilliseconds, 0), LONGEST * this.#maxDelay);
      this.#delay += (late - this.#delay) * WEIGHT;
    }
    const isFull = this.#heapShare() > FULL_HEAP;
    const was = this.#overloaded;
    this.#overloaded = isFull || (this.#maxDelay > 0 && this.#delay > this.#maxDelay);
    if (this.#overloaded === was) return;
    const fields = { delayMilliseconds: Math.round(this.#delay), heapShare: Math.round(this.#heapShare() * 100) / 100 };
    if (this.#overloaded) this.#log.warn('overloaded: new requests are refused until it is over', fields);
    else this.#log.info('the overload is over', { ...fields, refused: this.#refused });
    this.#refused = 0;
  }

  /** Seconds after which to try again, when a new request is to be refused now. */
  refusal(): number | undefined {
    if (!this.#overloaded) return undefined;
    this.#refused += 1;
    // Not all at the same time.
    return 2 + Math.floor(Math.random() * 4);
  }
}

function shareOfHeap(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / limit;
}
