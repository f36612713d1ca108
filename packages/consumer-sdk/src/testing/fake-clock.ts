import type { Clock } from '../client/clock.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. Give the same one to the fake provider and to the client. */
export class FakeClock implements Clock {
  #ticks = 0;
  /** Time of day at tick 0. */
  #epoch: number;
  readonly #timers = new Set<Timer>();

  /** @param now milliseconds since 1970; default 2030-01-01T00:00:00Z */
  constructor(now: number = Date.UTC(2030, 0, 1)) {
    this.#epoch = now;
  }

  now(): number {
    return this.#epoch + this.#ticks;
  }

  ticks(): number {
    return this.#ticks;
  }

  /** Sets the time of day so far forward, or back if negative, as an administrator does; no time passes. */
  setBy(milliseconds: number): void {
    this.#epoch += milliseconds;
  }

  schedule(callback: () => void, milliseconds: number): () => void {
    const timer: Timer = { at: this.#ticks + Math.max(0, milliseconds), callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on, calling back what falls due in its order, and lets what follows from it happen. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#ticks + milliseconds;
    await settle();
    for (;;) {
      let first: Timer | undefined;
      for (const timer of this.#timers) {
        if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
      }
      if (first === undefined) break;
      this.#timers.delete(first);
      this.#ticks = Math.max(this.#ticks, first.at);
      first.callback();
      await settle();
    }
    this.#ticks = end;
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await new Promise<void>((resolve) => setTimeout(resolve, 0));
}
