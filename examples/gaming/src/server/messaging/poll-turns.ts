import { randomUUID } from 'node:crypto';
import { rest, type Pace } from './pace.js';

/** How the next poll asks. */
export interface Poll {
  readonly waitSeconds: number;
  readonly leaseSeconds: number;
  readonly requestId: string;
  /** Aborted when the turn is broken off. */
  readonly signal: AbortSignal;
}

/** The turns of a loop, each a rest and a poll, at a pace that can be changed at any moment without losing anything. */
export class PollTurns {
  #pace: Pace;
  #turn = new AbortController();
  #isFirst = true;
  #isResting = false;
  /**
   * Names the poll until its answer is here. One that was broken off is asked for again by the same name: what the
   * provider was about to give then is given now, instead of resting until its lease ends.
   */
  #requestId = randomUUID();

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get pace(): Pace {
    return this.#pace;
  }

  /** From now on: the poll or the rest under way is broken off, and the next rest begins. */
  setPace(pace: Pick<Pace, 'waitSeconds' | 'restMs'>): void {
    this.#pace = { ...this.#pace, ...pace };
    this.breakOff();
  }

  /** The next turn is a first one: it begins with its poll. */
  restart(): void {
    this.#isFirst = true;
  }

  /** Rests, and answers how to poll then; undefined when the rest was broken off. */
  async next(): Promise<Poll | undefined> {
    const { signal } = (this.#turn = new AbortController());
    if (!this.#isFirst) {
      this.#isResting = true;
      await rest(this.#pace, signal);
      this.#isResting = false;
      if (signal.aborted) return undefined;
    }
    this.#isFirst = false;
    const { waitSeconds, leaseSeconds } = this.#pace;
    return { waitSeconds, leaseSeconds, requestId: this.#requestId, signal };
  }

  /** The poll has its answer, or failed: the next one is another. */
  answered(): void {
    this.#requestId = randomUUID();
  }

  breakOff(): void {
    this.#turn.abort();
  }

  /** A poll under way goes on. */
  breakOffRest(): void {
    if (this.#isResting) this.breakOff();
  }
}
