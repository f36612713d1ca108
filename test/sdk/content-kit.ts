import { createHash } from 'node:crypto';
import type { SoapRequest, SoapTransport } from '@imps-wsi/consumer-sdk';

/** Bytes that are not the same anywhere, and always the same. */
export const bytesOf = (size: number, seed = 1): Uint8Array => {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let index = 0; index < size; index += 1) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    bytes[index] = state >> 16;
  }
  return bytes;
};

/** The bytes in chunks; notes how it fares. */
export class Source implements AsyncIterable<Uint8Array> {
  readonly #bytes: Uint8Array;
  readonly #chunk: number;
  readonly #failAt: number;
  /** Bytes that were asked for. */
  given = 0;
  /** How often it was begun. */
  begun = 0;
  /** How often it was left, at its end or before. */
  ended = 0;

  constructor(bytes: Uint8Array, { chunk = 16_384, failAt = Infinity } = {}) {
    this.#bytes = bytes;
    this.#chunk = chunk;
    this.#failAt = failAt;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    this.begun += 1;
    try {
      for (let at = 0; at < this.#bytes.length; at += this.#chunk) {
        if (at >= this.#failAt) throw new Error('the disk is gone');
        const chunk = this.#bytes.subarray(at, at + this.#chunk);
        this.given += chunk.length;
        yield await Promise.resolve(chunk);
      }
    } finally {
      this.ended += 1;
    }
  }
}

/** What passes a transport. */
export function watched(transport: SoapTransport): { transport: SoapTransport; requests: SoapRequest[] } {
  const requests: SoapRequest[] = [];
  return {
    requests,
    transport: {
      post: (request) => {
        requests.push(request);
        return transport.post(request);
      },
    },
  };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
