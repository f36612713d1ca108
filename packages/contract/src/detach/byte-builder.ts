/** Bytes that come in pieces, as one run. Copies what it is given: a piece may be a view of a far larger chunk. */
export class ByteBuilder {
  #bytes = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(source: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) this.#grow(length);
    source.copy(this.#bytes, this.#length, start, end);
    this.#length = length;
  }

  /** What has been appended; valid until the next {@link ByteBuilder.clear}. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets everything and keeps the memory for what comes. */
  clear(): void {
    this.#length = 0;
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2, 1024));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
