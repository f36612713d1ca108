import type { OutgoingMessageInput } from '@imps-wsi/contract/im';
import { byteCount, type BinaryInput } from '@imps-wsi/contract/xml';
import { StreamedContent } from './streamed-content.js';

/** How far sending has come. */
export interface SendProgress {
  /**
   * Bytes of content that have left, over all parts; text counts in UTF-8. Falls back when the request is repeated
   * after a failure.
   */
  readonly sentBytes: number;
  /** Bytes of content in all; undefined while the size of a stream is not known. */
  readonly totalBytes: number | undefined;
}

export type ProgressListener = (progress: SendProgress) => void;

type Messages = readonly Pick<OutgoingMessageInput, 'part'>[];

/** All base64 leaves of a request. */
export function binariesOf(messages: Messages): BinaryInput[] {
  return messages.flatMap(({ part }) => part.flatMap(({ data }) => (data === undefined ? [] : [data])));
}

/** Bytes of a leaf, where they are known. */
export function knownSizeOf(bytes: BinaryInput): number | undefined {
  return bytes instanceof StreamedContent ? bytes.knownSize : byteCount(bytes);
}

/** Bytes of all content but those leaves; undefined when a size is not known. */
export function contentBytes(messages: Messages, apart: ReadonlySet<BinaryInput> = new Set()): number | undefined {
  let total = 0;
  for (const { part } of messages) {
    for (const { text, data } of part) {
      if (text !== undefined) total += Buffer.byteLength(text);
      if (data === undefined || apart.has(data)) continue;
      const size = knownSizeOf(data);
      if (size === undefined) return undefined;
      total += size;
    }
  }
  return total;
}

/** Tells a listener, whose throws are nobody's business. */
export class ProgressReport {
  readonly #listener: ProgressListener | undefined;
  #sent = -1;

  constructor(listener: ProgressListener | undefined) {
    this.#listener = listener;
  }

  readonly tell = (progress: SendProgress): void => {
    this.#sent = progress.sentBytes;
    try {
      this.#listener?.(progress);
    } catch {
      // A hook must not be able to break what it watches.
    }
  };

  /** Everything has gone. */
  complete(messages: Messages): void {
    if (this.#listener === undefined) return;
    const total = contentBytes(messages) ?? this.#sent;
    if (total !== this.#sent) this.tell({ sentBytes: total, totalBytes: total });
  }
}
