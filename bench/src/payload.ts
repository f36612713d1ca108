import { createHash, randomBytes } from 'node:crypto';

/** What a row of the peer and of the provider's store holds. */
export const ROW_BYTES = 256 * 1024;

/**
 * So many bytes that no compression makes smaller, made again each time they are read: never all in memory. Each row
 * differs from the others by its number.
 */
export class Payload {
  readonly size: number;
  readonly #block = randomBytes(ROW_BYTES);
  #digest: string | undefined;

  constructor(size: number) {
    this.size = size;
  }

  /** SHA-256, in hexadecimal. The first call reads everything. */
  get digest(): string {
    if (this.#digest === undefined) {
      const hash = createHash('sha256');
      for (const row of this.rows()) hash.update(row);
      this.#digest = hash.digest('hex');
    }
    return this.#digest;
  }

  /** Buffers of `ROW_BYTES`, the last one shorter, each a memory of its own. */
  *rows(): Generator<Buffer, void, undefined> {
    for (let at = 0; at < this.size; at += ROW_BYTES) {
      const row = Buffer.allocUnsafeSlow(Math.min(ROW_BYTES, this.size - at));
      this.#block.copy(row);
      if (row.length >= 8) row.writeDoubleBE(at, 0);
      yield row;
    }
  }
}

/** Bytes as base64, in pieces; between them no padding. */
export function* base64Of(pieces: Iterable<Buffer>): Generator<Buffer, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  yield Buffer.from(rest.toString('base64'), 'latin1');
}

export const base64Size = (size: number): number => Math.ceil(size / 3) * 4;
