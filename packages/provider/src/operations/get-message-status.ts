import type { Statuses } from '../domain/status.js';
import type { ImHandler } from './handler.js';

/** GetMessageStatus: what became of the caller's own messages. */
export const getMessageStatus =
  (statuses: Statuses): ImHandler<'GetMessageStatus'> =>
  async ({ messageId, clientMessageId }, { caller }) => {
    const { status, unknownMessageId, unknownClientMessageId } = await statuses.find(
      caller,
      messageId,
      clientMessageId,
    );
    const unknown = unknownMessageId.length + unknownClientMessageId.length;
    const verdict =
      unknown === 0
        ? { code: 200, reason: 'All found.' }
        : { code: status.length > 0 ? 201 : 900, reason: `${String(unknown)} of the ids are not known here.` };
    return { response: { ...verdict, status, unknownMessageId, unknownClientMessageId } };
  };
