import type { OutgoingMessageInput } from '@imps-wsi/contract/im';
import type { BinaryInput } from '@imps-wsi/contract/xml';
import { sleep } from '../client/clock.js';
import { backoffDelay, type RetryContext } from '../client/retry.js';
import { binariesOf } from './progress.js';
import type { SendResult } from './send-result.js';
import { StreamedContent } from './streamed-content.js';

/** Sends again to the recipients whose refusal may pass, until none is left or the attempts are used up. */
export async function sendPersistently(
  message: OutgoingMessageInput,
  attempt: (message: OutgoingMessageInput) => Promise<SendResult[]>,
  context: RetryContext,
): Promise<SendResult[]> {
  const results = await attempt(message);
  for (let failures = 1; failures < context.policy.maxAttempts; failures += 1) {
    const places = results.flatMap((result, index) => (!result.ok && result.retryable ? [index] : []));
    // A stream that can be read only once is gone.
    if (places.length === 0 || binariesOf([message]).some(isSpent)) break;
    const retryAfter = Math.max(0, ...places.map((place) => retryAfterOf(results[place])));
    const delay = backoffDelay(failures, context.policy, context.random, retryAfter);
    if (delay > context.policy.maxDelayMs) break;
    await sleep(context.clock, delay, context.signal);
    const again = await attempt({ ...message, recipient: places.map((place) => message.recipient[place] ?? '') });
    again.forEach((result, index) => {
      const place = places[index];
      if (place !== undefined) results[place] = result;
    });
  }
  return results;
}

function retryAfterOf(result: SendResult | undefined): number {
  return result === undefined || result.ok ? 0 : (result.retryAfterSeconds ?? 0);
}

const isSpent = (bytes: BinaryInput): boolean => bytes instanceof StreamedContent && bytes.isSpent;
