import type { InboxItemInput, ReceivedPartInput } from '@imps-wsi/contract/im';
import type { InboxItem, ReceivedPart } from '../domain/inbox-item.js';
import { AttachedBytes } from './attached-bytes.js';

/** An answer ends with the page that reaches one of these: what stands behind its envelope is held until it is written. */
const ENOUGH_PARTS = 1_000;
const ENOUGH_BYTES = 4 * 1024 * 1024;

/** Items of an answer whose content travels beside the envelope. */
export class AnswerParts {
  #parts = 0;
  /** Bytes in memory. */
  #bytes = 0;

  get isEnough(): boolean {
    return this.#parts >= ENOUGH_PARTS || this.#bytes >= ENOUGH_BYTES;
  }

  async *attach(items: AsyncIterable<InboxItem>): AsyncGenerator<InboxItemInput, void, undefined> {
    for await (const item of items) yield this.attachOf(item);
  }

  attachOf(item: InboxItem): InboxItemInput {
    const { content } = item;
    if (content === undefined) return item;
    return { ...item, content: { ...content, part: content.part.map((part) => this.#part(part)) } };
  }

  #part(part: ReceivedPart): ReceivedPartInput {
    const { data, contentType } = part;
    if (data === undefined) return part;
    if (!(data instanceof Uint8Array)) {
      this.#parts += 1;
      return { ...part, data: new AttachedBytes(contentType, data.size, () => data.chunks()) };
    }
    const attached = AttachedBytes.of(contentType, data);
    if (attached !== data) {
      this.#parts += 1;
      this.#bytes += data.length;
    }
    return { ...part, data: attached };
  }
}
