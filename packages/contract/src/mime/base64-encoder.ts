import { asBuffer, EMPTY } from './buffers.js';

/** Writes base64 without line breaks from chunks of any size. */
export class Base64Encoder {
  /** At most two bytes, of a group of three that is not full yet. */
  #held = EMPTY;

  /** The text of all groups that are full by now. */
  push(chunk: Uint8Array): string {
    const bytes = this.#held.length === 0 ? asBuffer(chunk) : Buffer.concat([this.#held, chunk]);
    const full = bytes.length - (bytes.length % 3);
    // A copy: the chunk belongs to the source, which may use its memory again.
    this.#held = full === bytes.length ? EMPTY : Buffer.from(bytes.subarray(full));
    return bytes.toString('base64', 0, full);
  }

  /** The text of the last, padded group; empty when the content ended with a full one. */
  end(): string {
    const last = this.#held.toString('base64');
    this.#held = EMPTY;
    return last;
  }
}
