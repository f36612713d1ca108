/** When to try again what does not work just now. What has lasted for a while is likely to last as long again. */
export function secondsToWait(lastedMilliseconds: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.ceil(lastedMilliseconds / 1000)));
}

const LEAST_SECONDS = 2;
const MOST_SECONDS = 30;

/** How long the store has been out of reach. */
export class Outage {
  readonly #now: () => number;
  #since: number | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A request found no store: answers after how many seconds, 2 to 30, it is worth trying again. */
  readonly noticed = (): number => {
    this.#since ??= this.#now();
    return secondsToWait(this.#now() - this.#since, LEAST_SECONDS, MOST_SECONDS);
  };

  /** The store can be reached. */
  readonly over = (): void => {
    this.#since = undefined;
  };
}
