import type { Inboxes } from '../domain/inbox.js';
import type { OpenRange } from '../domain/part-range.js';
import { AttachedBytes } from './attached-bytes.js';
import type { ImHandler } from './handler.js';

/** Ranges of at most so many bytes are read before they are answered, so that what goes wrong is a fault. */
const COLLECTED_BYTES = 64 * 1024;

/**
 * GetMessageContent: one part's bytes, by range, so that a large part never blocks an inbox. Inside of an envelope at
 * most `maxInlineBytes` come at once; beside it, as many as are wanted.
 */
export const getMessageContent =
  (inboxes: Inboxes, { maxInlineBytes }: { readonly maxInlineBytes: number }): ImHandler<'GetMessageContent'> =>
  async ({ messageId, part, offset, length }, { caller, attaches }) => {
    const wanted = attaches ? length : Math.min(length ?? Infinity, maxInlineBytes);
    const range = await inboxes.openContent(caller, messageId, part, offset, wanted);
    const { contentType, size } = range;
    const head = { messageId, part, contentType, size, offset: range.offset };
    const moreAvailable = range.offset + range.length < size;
    // A range of a part is no document of the part's type.
    const type = range.length === size ? contentType : 'application/octet-stream';
    if (range.length <= COLLECTED_BYTES) {
      const bytes = await collected(range);
      return { response: { ...head, data: attaches ? AttachedBytes.of(type, bytes) : bytes, moreAvailable } };
    }
    const chunks = await begun(range.chunks());
    const answer = { ...head, data: new AttachedBytes(type, range.length, () => chunks), moreAvailable };
    return attaches ? { response: answer } : { stream: answer };
  };

async function collected(range: OpenRange): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(range.length);
  let at = 0;
  for await (const piece of range.chunks()) at += piece.copy(bytes, at);
  return bytes.subarray(0, at);
}

/** Reads the first piece at once: a store that is gone, or a message that is, shall be a fault, not a broken answer. */
async function begun(chunks: AsyncIterable<Buffer>): Promise<AsyncGenerator<Buffer, void, undefined>> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
