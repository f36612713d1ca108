import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { errors } from '@imps-wsi/contract/errors';
import type { InstantInboxError } from '@imps-wsi/consumer-sdk';
import { InstantInboxClient, type SendResult } from '@imps-wsi/consumer-sdk';
import { refusedVerdict } from '../../packages/provider/dist/domain/send-verdict.js';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';
import { errorFromResult } from '../../packages/consumer-sdk/dist/errors.js';

/** A consumer tells a limit that it met from a store that failed, although both are 503. */

let b1: TestProvider;
let alice: InstantInboxClient;

beforeAll(async () => {
  b1 = await startTestProvider();
  alice = new InstantInboxClient({ endpoint: b1.url, username: await b1.addPerson('alice'), password: PASSWORD });
  await b1.addPerson('bob');
});
afterAll(async () => {
  await alice.close();
  await b1.drop();
});

const refusals = (results: readonly SendResult[]): InstantInboxError[] =>
  results.flatMap((result) => (result.ok ? [] : [result.error]));

describe('WSI-24: what is refused for now', () => {
  test.each([
    ['bytesPerDay=10', 'alice'],
    ['inboundPerPeriod=1', 'bob'],
  ])('by %s of %s is Throttled, and says when to come again', async (policy, holder) => {
    await b1.settle(`wv:${holder}@b1.example`, policy);
    const batches = await alice.sendAll(
      [1, 2, 3].map((n) => ({ to: 'wv:bob@b1.example', text: `message ${String(n)}` })),
    );
    const refused = refusals(batches.flatMap(({ results }) => results));
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) expect(error).toMatchObject({ code: 'Throttled', impsCode: 503, retryable: true });
    expect(refused[0]!.retryAfterSeconds).toBeGreaterThan(0);
    await b1.settle(`wv:${holder}@b1.example`, `${policy.split('=')[0]!}=unlimited`);
  });

  test('because the store failed is StoreFailed, with a guess or without', () => {
    const verdict = refusedVerdict('id', 'wv:bob@b1.example', { error: 'StoreFailed', retryAfterSeconds: 2 });
    expect(errorFromResult(verdict)).toMatchObject({ code: 'StoreFailed', impsCode: 503, retryAfterSeconds: 2 });
    expect(errorFromResult({ code: 503, reason: 'no word of when' }).code).toBe('StoreFailed');
    // The two are told apart by this.
    expect(errors.StoreFailed.text).not.toBe(errors.Throttled.text);
  });
});
