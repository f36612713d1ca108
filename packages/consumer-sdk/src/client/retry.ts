import { InstantInboxError } from '../errors.js';
import { sleep, type Clock } from './clock.js';

/** How persistently a call is repeated. Every operation of the contract is safe to repeat. */
export interface RetryOptions {
  /** Attempts in all, the first included; 1 turns repeating off. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Upper end of the first pause, doubled for each one after. Default 200 ms. */
  readonly baseDelayMs?: number | undefined;
  /** No pause is longer. A provider that asks for a longer one ends the attempts at once. Default 30 000 ms. */
  readonly maxDelayMs?: number | undefined;
}

/** A number in [0, 1), as Math.random gives it. */
export type Random = () => number;

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 5, baseDelayMs: 200, maxDelayMs: 30_000 };

/**
 * Exponential backoff with full jitter: anywhere between nothing and the doubled bound, so that many clients whom
 * one outage hit at the same moment do not come back at the same moment.
 *
 * @param failures how many attempts have failed so far, at least 1
 */
export function backoffDelay(
  failures: number,
  policy: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>,
  random: Random,
  retryAfterSeconds = 0,
): number {
  const bound = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(Math.floor(random() * bound), retryAfterSeconds * 1000);
}

export interface RetryContext {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

/** Runs the attempt until it succeeds, fails for good, or the policy is used up; throws the last error. */
export async function withRetry<T>(attempt: (number: number) => Promise<T>, context: RetryContext): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!(error instanceof InstantInboxError) || !error.retryable || number >= context.policy.maxAttempts)
        throw error;
      const delay = backoffDelay(number, context.policy, context.random, error.retryAfterSeconds);
      // Knocking earlier than asked is useless, waiting longer than the caller allows is rude: let the caller decide.
      if (delay > context.policy.maxDelayMs) throw error;
      await sleep(context.clock, delay, context.signal);
    }
  }
}
