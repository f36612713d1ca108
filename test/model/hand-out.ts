import { isLeased, isWanted, type ModelBatch, type ModelFilter, type ModelItem } from './model-item.js';

/** What an answer may have of what waits, in line, at one moment. */
export class HandOut {
  readonly #waiting: readonly ModelItem[];
  readonly #now: number;
  readonly #batch: ModelBatch;
  readonly #filter: ModelFilter;

  constructor(waiting: readonly ModelItem[], now: number, batch: ModelBatch, filter: ModelFilter) {
    this.#waiting = waiting;
    this.#now = now;
    this.#batch = batch;
    this.#filter = filter;
  }

  /**
   * What the holder of the batch may have: not leased, not behind an item of its sender that others have leased, and,
   * unless it is deferred itself, not behind a deferred one that the batch has not got. What the filter keeps away holds
   * nothing back.
   */
  get deliverable(): readonly ModelItem[] {
    const waiting = this.#waiting;
    return waiting.filter((item) => {
      if (
        !isWanted(this.#filter, item) ||
        isLeased(item, this.#now) ||
        item.lease?.sent === true ||
        item.expiresAt <= this.#now
      )
        return false;
      const before = waiting.filter(({ sender, arrival }) => sender === item.sender && arrival < item.arrival);
      const has = (other: ModelItem): boolean => isLeased(other, this.#now) && other.lease!.batch === this.#batch;
      const othersHave = (other: ModelItem): boolean =>
        isLeased(other, this.#now) && !other.lease!.sent && other.lease!.batch !== this.#batch;
      const holdsBack = (other: ModelItem): boolean =>
        item.priority !== 'LOW' &&
        other.priority === 'LOW' &&
        isWanted(this.#filter, other) &&
        other.expiresAt > this.#now &&
        !(other.lease?.sent === true || has(other));
      return !before.some((other) => othersHave(other) || holdsBack(other));
    });
  }

  /** Where a sender has anything else left, one of its deferred items goes at a time. */
  page(max: number): readonly ModelItem[] {
    const page = this.deliverable.slice(0, max);
    const left = this.#waiting.filter(
      (item) =>
        item.priority !== 'LOW' && isWanted(this.#filter, item) && item.expiresAt > this.#now && !page.includes(item),
    );
    const isDeferredOf = (item: ModelItem) => (other: ModelItem) =>
      other.priority === 'LOW' && other.sender === item.sender;
    return page.filter(
      (item) =>
        item.priority !== 'LOW' ||
        page.find(isDeferredOf(item)) === item ||
        !left.some(({ sender }) => sender === item.sender),
    );
  }

  /** The promise itself: nothing is handed out while something of its sender's waits that came before. */
  checkOrder(given: readonly ModelItem[]): void {
    for (const [at, item] of given.entries()) {
      const before = this.#waiting.find(
        (other) =>
          other.sender === item.sender &&
          other.arrival < item.arrival &&
          (isWanted(this.#filter, other) || isLeased(other, this.#now)) &&
          other.expiresAt > this.#now &&
          other.lease?.sent !== true &&
          !other.passedBy.has(item) &&
          !given.slice(0, at).includes(other),
      );
      if (before !== undefined) {
        throw new Error(`${item.sender}: ${item.clientMessageId} overtakes ${before.clientMessageId}`);
      }
    }
  }
}
