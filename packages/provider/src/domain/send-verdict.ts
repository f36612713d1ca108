import { errors, isSuccess, type ResultErrorName } from '@imps-wsi/contract/errors';

/** What became of one message for one recipient. */
export interface SendVerdict {
  readonly clientMessageId: string;
  readonly recipient: string;
  readonly messageId?: string;
  readonly code: number;
  readonly reason: string;
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number;
}

export interface SendSummary {
  readonly code: number;
  readonly reason: string;
  readonly results: readonly SendVerdict[];
}

/** Why a delivery is not taken, before anybody asked whether it was taken before. */
export interface Refusal {
  readonly error: ResultErrorName;
  /** Default: the registry's text. */
  readonly reason?: string | undefined;
  /** Whole seconds. */
  readonly retryAfterSeconds?: number | undefined;
}

export function refusedVerdict(clientMessageId: string, recipient: string, refusal: Refusal): SendVerdict {
  const { code, text, retryable } = errors[refusal.error];
  const { retryAfterSeconds: wait } = refusal;
  return {
    clientMessageId,
    recipient,
    code,
    reason: refusal.reason ?? text,
    retryable,
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
  };
}

/** 201 some of several, 900 none of several; otherwise what all verdicts say. */
export function summarise(results: readonly SendVerdict[]): SendSummary {
  const [first] = results;
  const succeeded = results.filter((result) => isSuccess(result.code)).length;
  if (first !== undefined && results.every((result) => result.code === first.code)) {
    return { code: first.code, reason: first.reason, results };
  }
  const count = `${String(succeeded)} of ${String(results.length)} deliveries succeeded; see the results.`;
  return { code: succeeded > 0 ? 201 : 900, reason: count, results };
}
