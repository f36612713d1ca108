import type { Inboxes } from '../domain/inbox.js';
import type { Handler } from './handler.js';

/** GetMessageContent: one part's bytes, by range, so that a large part never blocks an inbox. */
export const getMessageContent =
  (inboxes: Inboxes): Handler<'GetMessageContent'> =>
  async ({ messageId, part, offset, length }, { caller }) => {
    const range = await inboxes.content(caller, messageId, part, offset, length);
    const { contentType, size, bytes } = range;
    return {
      response: {
        messageId,
        part,
        contentType,
        size,
        offset: range.offset,
        data: bytes,
        moreAvailable: range.offset + bytes.length < size,
      },
    };
  };
