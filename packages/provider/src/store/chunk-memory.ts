/**
 * Bytes of a row, but for the last one of what is stored at once. A row fills a page of the table, which takes half of the
 * database's time that a row of 256 KiB does: that one is cut into pieces of 2 kB, each with an entry in an index.
 */
export const ROW_BYTES = 8064;
/** Stored at once. */
export const CHUNK_BYTES = 32 * ROW_BYTES;

/** Memory of whole chunks that is used again, so that what moves much leaves nothing to collect. */
export class SpareChunks {
  readonly #spare: Buffer[] = [];
  readonly #most: number;

  /** @param most so many are kept for the next ones */
  constructor(most: number) {
    this.#most = most;
  }

  take(): Buffer {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  }

  /** @param chunk that nobody reads from or writes to any more */
  giveBack(chunk: Buffer): void {
    if (this.#spare.length < this.#most) this.#spare.push(chunk);
  }
}
