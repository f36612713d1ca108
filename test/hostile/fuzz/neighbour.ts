import { setTimeout as sleep } from 'node:timers/promises';
import type { Cast } from './cast.js';

/** Somebody else at the same provider, who notices what the others do only by how long it takes. */
export class Neighbour {
  readonly #cast: Cast;
  #times: number[] = [];
  #failures: string[] = [];
  #going = true;
  readonly #done: Promise<void>;

  constructor(cast: Cast) {
    this.#cast = cast;
    this.#done = this.#send();
  }

  /** What went wrong for it. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Milliseconds until the answer since the last time this was asked: median, 99th percentile, and of how many. */
  take(): { readonly p50: number; readonly p99: number; readonly count: number } {
    const sorted = this.#times.sort((a, b) => a - b);
    this.#times = [];
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    return { p50: at(0.5), p99: at(0.99), count: sorted.length };
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#done;
  }

  async #send(): Promise<void> {
    const { neighbour, neighboursFriend } = this.#cast;
    while (this.#going) {
      const start = performance.now();
      try {
        const { code } = await neighbour.send(neighboursFriend.address, 'is it quiet at your place?');
        if (code !== 200) this.#failures.push(`result ${String(code)}`);
      } catch (error) {
        this.#failures.push(error instanceof Error ? error.message : String(error));
      }
      this.#times.push(performance.now() - start);
      await sleep(20);
    }
  }
}
