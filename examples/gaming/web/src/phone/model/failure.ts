import type { Message } from './message.js';

/** IMPS codes. */
const TOO_LARGE = 432;
const QUEUE_FULL = 507;

export const TOO_LARGE_WORDS = 'This message is too large to be sent. Shorten it, and send it again.';

const FILE_TOO_LARGE_WORDS = 'This file is too large to be sent.';

type Failure = Pick<Message, 'code' | 'reason' | 'retryable'>;

/** Sent again as it is, it would fail again; with less in it, it would not. */
export const isTooLarge = ({ code }: Pick<Message, 'code'>): boolean => code === TOO_LARGE;

/** Why a message failed, in the user's words. What passes by itself is told without the machine's, which help nobody. */
export function failureWords({ code, reason, retryable }: Failure, isFile = false): string {
  if (code === TOO_LARGE) return isFile ? FILE_TOO_LARGE_WORDS : TOO_LARGE_WORDS;
  if (retryable !== true) return reason ?? 'This message was not delivered.';
  return code === QUEUE_FULL
    ? 'This message was not sent. The inbox it goes to is full; try again later.'
    : 'This message was not sent. Something went wrong on its way; try again.';
}
