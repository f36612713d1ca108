import type { RecordedEvent } from '../store/audit.js';

/**
 * Longer than a statement may take: what is later than that has been given up. An event gets its number when it is
 * written and can be read when that is committed, so that of two processes the one with the lower number may come last.
 */
const LATE_MILLISECONDS = 60_000;
/** So many are remembered at most. */
const MOST_REMEMBERED = 1_000;

/** Which events were shown already, so that following the log misses none and shows none twice. */
export class ShownEvents {
  /** By number, the one shown first first. */
  readonly #shown = new Map<string, number>();
  #settled = 0n;

  /** After this number one has to look again. */
  get after(): string {
    return String(this.#settled);
  }

  /** Nothing before this one is wanted; undefined when there is nothing before. */
  beginAt(first: Pick<RecordedEvent, 'id'> | undefined): void {
    if (first !== undefined) this.#settled = BigInt(first.id) - 1n;
  }

  /** True for an event that was not shown before. */
  add({ id }: Pick<RecordedEvent, 'id'>, now: number): boolean {
    if (BigInt(id) <= this.#settled || this.#shown.has(id)) return false;
    this.#shown.set(id, now);
    if (this.#shown.size > MOST_REMEMBERED) this.#settleFirst();
    return true;
  }

  /** Nothing comes any more before those that were shown long ago. */
  settle(now: number): void {
    for (const [, at] of this.#shown) {
      if (now - at <= LATE_MILLISECONDS) return;
      this.#settleFirst();
    }
  }

  #settleFirst(): void {
    for (const id of this.#shown.keys()) {
      this.#shown.delete(id);
      if (BigInt(id) > this.#settled) this.#settled = BigInt(id);
      return;
    }
  }
}
