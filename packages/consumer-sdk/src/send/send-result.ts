import type { OutgoingMessageInput, SendResult as WireSendResult } from '@imps-wsi/contract/im';
import { errorFromResult, InstantInboxError } from '../errors.js';

interface CommonResult {
  readonly clientMessageId: string;
  /** As the draft wrote it. */
  readonly recipient: string;
  /** IMPS status code. */
  readonly code: number;
  /** For people. */
  readonly reason: string;
}

/** The message is durably stored for this recipient: 200 in a local inbox, 202 for onward delivery. */
export interface AcceptedResult extends CommonResult {
  readonly ok: true;
  /** The provider's name for this delivery; see `status()`. Absent only where a provider leaves it out. */
  readonly messageId: string | undefined;
}

/** This recipient does not get the message. */
export interface RefusedResult extends CommonResult {
  readonly ok: false;
  /** True when the same draft with the same clientMessageId may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  /** The same, as the error that a single send throws. */
  readonly error: InstantInboxError;
}

/** What became of one message for one recipient. */
export type SendResult = AcceptedResult | RefusedResult;

export function sendResultFrom(result: WireSendResult): SendResult {
  const common = {
    clientMessageId: result.clientMessageId,
    recipient: result.recipient,
    code: result.code,
    reason: result.reason,
  };
  if (result.code >= 200 && result.code < 300) return { ok: true, ...common, messageId: result.messageId };
  return {
    ok: false,
    ...common,
    retryable: result.retryable,
    retryAfterSeconds: result.retryAfterSeconds,
    // Made when it is asked for: most refusals are read as results, and a stack trace is dear.
    get error() {
      return errorFromResult(result);
    },
  };
}

/** A refusal that never reached a provider's result list, in its form. */
export function refusedBy(error: InstantInboxError, clientMessageId: string, recipient: string): RefusedResult {
  return {
    ok: false,
    clientMessageId,
    recipient,
    code: error.impsCode ?? 410,
    reason: error.message,
    retryable: error.retryable,
    retryAfterSeconds: error.retryAfterSeconds,
    error,
  };
}

/**
 * Gives each message its own results, one for each of its recipients. The contract promises the order of the request;
 * a recipient that is named twice may come with one result, which then counts for both.
 *
 * @throws InstantInboxError `UnexpectedResponse` when a result is missing
 */
export function resultsByMessage(
  messages: readonly OutgoingMessageInput[],
  results: readonly WireSendResult[],
): SendResult[][] {
  let next = 0;
  return messages.map((message) => {
    const own: WireSendResult[] = [];
    while (own.length < message.recipient.length) {
      const result = results[next];
      if (result?.clientMessageId !== message.clientMessageId) break;
      own.push(result);
      next += 1;
    }
    return message.recipient.map((recipient, index) => {
      const atPlace = own.length === message.recipient.length ? own[index] : undefined;
      const result = atPlace?.recipient === recipient ? atPlace : own.find((each) => each.recipient === recipient);
      if (result === undefined) {
        throw new InstantInboxError('UnexpectedResponse', {
          message: `The provider gave no result for ${recipient} (clientMessageId ${message.clientMessageId}); send it again with the same id.`,
          retryable: true,
        });
      }
      return sendResultFrom(result);
    });
  });
}
