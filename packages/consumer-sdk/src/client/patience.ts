import { InstantInboxError } from '../errors.js';
import type { Clock } from './clock.js';
import type { OperationName } from './operations.js';

/**
 * How long the other side of an attempt may take: for the answer, and for each chunk of a streamed request. While the
 * request waits for its own content, nobody is impatient with the provider.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #text: string;
  readonly #allowedMs: number;
  readonly #timedOut = new AbortController();
  #cancel: () => void = () => undefined;
  #hasEnded = false;

  constructor(clock: Clock, endpoint: string, operation: OperationName, timeoutMs: number, waitMs: number) {
    this.#clock = clock;
    this.#allowedMs = timeoutMs + waitMs;
    this.#text = `${endpoint} did not answer ${operation} within ${this.#allowedMs} ms.`;
  }

  /** Aborts with InstantInboxError `Timeout`. */
  get signal(): AbortSignal {
    return this.#timedOut.signal;
  }

  /** It is the other side's turn, from now on. */
  readonly begin = (): void => {
    this.#cancel();
    if (this.#hasEnded) return;
    this.#cancel = this.#clock.schedule(() => {
      this.#timedOut.abort(new InstantInboxError('Timeout', { message: this.#text }));
    }, this.#allowedMs);
  };

  /** It is our turn. */
  readonly rest = (): void => {
    this.#cancel();
  };

  /** The attempt is over. */
  end(): void {
    this.#hasEnded = true;
    this.#cancel();
  }
}
