import type { MessageDraft, Sending } from '../domain/sending.js';
import type { Handler } from './handler.js';

/** SendMessages (WSI-5, WSI-8 to WSI-11): accepted means committed; one result a message and recipient. */
export const sendMessages =
  (sending: Sending): Handler<'SendMessages'> =>
  async ({ message }, { caller }) => {
    // Envelopes are read without leaves, so that all bytes are in the text.
    const { code, reason, results } = await sending.send(caller, message as readonly MessageDraft[]);
    return { response: { code, reason, result: results } };
  };
