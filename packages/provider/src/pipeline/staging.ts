import { WsiError } from '@imps-wsi/contract/errors';

/**
 * Attachments may come before the envelope that says who sends them (R2921). What comes from senders who are not known
 * yet is counted over all requests, so that strangers cannot fill the store.
 */
export class Staging {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The account of one request. */
  open(): StagedBytes {
    let own = 0;
    return {
      add: (bytes) => {
        own += bytes;
        this.#bytes += bytes;
        if (own > this.#maxBytes) {
          throw new WsiError('RequestTooLarge', {
            reason: `More than ${String(this.#maxBytes)} bytes of attachments stand before the envelope, which says who sends them; put the root part first.`,
          });
        }
        if (this.#bytes > this.#maxBytes) {
          throw new WsiError('Overloaded', {
            reason:
              'Too many requests have attachments before the envelope just now; put the root part first, or try again.',
            retryAfterSeconds: RETRY_AFTER_SECONDS,
          });
        }
      },
      close: () => {
        this.#bytes -= own;
        own = 0;
      },
    };
  }
}

const RETRY_AFTER_SECONDS = 5;

export interface StagedBytes {
  /** @throws WsiError RequestTooLarge, Overloaded */
  add(bytes: number): void;
  /** The sender is known, or the bytes are gone. May be called again. */
  close(): void;
}
