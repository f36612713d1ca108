import type { BinaryInput, OutgoingBytes } from '@imps-wsi/contract/xml';

/** Smaller content stays in the envelope: the headers of a MIME part take more than base64 does. */
const LEAST_ATTACHED_BYTES = 512;

/** Bytes of an answer that travel beside its envelope where that is possible, as a MIME part of this media type. */
export class AttachedBytes implements OutgoingBytes {
  constructor(
    readonly contentType: string,
    readonly size: number,
    /** In memory, or the way to them. */
    readonly source: Uint8Array | (() => AsyncIterable<Uint8Array>),
  ) {}

  /** Bytes in memory, attached when that is worth it. */
  static of(contentType: string, bytes: Uint8Array): BinaryInput {
    return bytes.length < LEAST_ATTACHED_BYTES ? bytes : new AttachedBytes(contentType, bytes.length, bytes);
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.source instanceof Uint8Array) yield this.source;
    else yield* this.source();
  }
}
