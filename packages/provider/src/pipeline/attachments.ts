import { cidUri, contentIdFor, type OutgoingPart } from '@imps-wsi/contract/mime';
import type { BinaryInput } from '@imps-wsi/contract/xml';
import { AttachedBytes } from '../operations/attached-bytes.js';

/** What an answer's envelope refers to: noted while it is written, sent behind it. */
export class Attachments {
  readonly #parts: OutgoingPart[] = [];
  #count = 0;

  /** For the writer of the envelope: takes what is meant to travel beside it. */
  readonly attach = (bytes: BinaryInput): string | undefined => {
    if (!(bytes instanceof AttachedBytes)) return undefined;
    const { contentType, size, source } = bytes;
    const contentId = contentIdFor('content', ++this.#count);
    this.#parts.push({ contentType, contentId, content: source, length: size });
    return cidUri(contentId);
  };

  /** Those of an envelope that is written. */
  get list(): readonly OutgoingPart[] {
    return this.#parts;
  }

  /** Those that are there when it is written; each is let go of when the next one is asked for. */
  *taken(): Generator<OutgoingPart, void, undefined> {
    for (let part = this.#parts.shift(); part !== undefined; part = this.#parts.shift()) yield part;
  }
}
