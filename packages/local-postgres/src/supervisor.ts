import { setTimeout as sleep } from 'node:timers/promises';
import { LocalPostgresError, reasonOf } from './errors.js';
import type { RestartEvent } from './options.js';
import type { Postmaster } from './postmaster.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** With the pauses doubling this is about a minute of trying. */
const MAX_ATTEMPTS = 12;
/** A server that ran for this long had no trouble of its own: the next death starts a new count. */
const STABLE_MS = 60_000;

/** Brings a dead server back, pausing longer after each failure, and gives up one that keeps dying. */
export class Supervisor {
  #attempts = 0;
  #lastStart = performance.now();

  /**
   * @param start one attempt
   * @param stopping ends the attempts
   * @returns `undefined` when given up, or told to stop
   */
  async restart(
    start: () => Promise<Postmaster>,
    stopping: AbortSignal,
    report: (event: RestartEvent) => void,
  ): Promise<Postmaster | undefined> {
    const down = performance.now();
    if (down - this.#lastStart > STABLE_MS) this.#attempts = 0;
    let failure: unknown = new Error('it keeps ending soon after each start');
    while (this.#attempts < MAX_ATTEMPTS) {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#attempts, LONGEST_PAUSE_MS);
      this.#attempts += 1;
      await sleep(pause, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted) return undefined;
      try {
        const server = await start();
        this.#lastStart = performance.now();
        report({ outcome: 'restarted', attempts: this.#attempts, downMs: this.#lastStart - down });
        return server;
      } catch (error) {
        failure = error;
      }
    }
    if (stopping.aborted) return undefined;
    const message = `PostgreSQL died and could not be brought back (${reasonOf(failure)}): start this program again`;
    const error = new LocalPostgresError('START_FAILED', message, { cause: failure });
    report({ outcome: 'given-up', attempts: this.#attempts, error });
    return undefined;
  }
}
