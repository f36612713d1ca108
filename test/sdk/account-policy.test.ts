import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InstantInboxClient } from '@imps-wsi/consumer-sdk';
import { PASSWORD, startTestProvider, type TestProvider } from '../support/provider.js';

/** How a consumer learns that its account, or a recipient's, has limits. */

let b1: TestProvider;
let alice: InstantInboxClient;
let bob: string;
let carol: string;

beforeAll(async () => {
  b1 = await startTestProvider();
  const address = await b1.addPerson('alice');
  [bob, carol] = [await b1.addPerson('bob'), await b1.addPerson('carol')];
  await b1.settle(address, 'refusedContentTypes=video/*', 'maxMessageBytes=300KiB', 'maxRequestBytes=1MiB');
  await b1.settle(carol, 'acceptedContentTypes=text/*');
  alice = new InstantInboxClient({ endpoint: b1.url, username: address, password: PASSWORD });
});
afterAll(async () => {
  await alice.close();
  await b1.drop();
});

const part = (contentType: string, bytes: number) => ({ contentType, data: Buffer.alloc(bytes) });

test('a type that the account may not send is MediaTypeNotAllowed, too much is MessageTooLarge, and says why', async () => {
  await expect(alice.send({ to: bob, parts: [part('video/mp4', 10)] })).rejects.toMatchObject({
    code: 'MediaTypeNotAllowed',
    impsCode: 415,
    retryable: false,
    message: 'Part 1 is video/mp4, which this account may not send; ask the operator what it may.',
  });
  await expect(alice.send({ to: bob, parts: [part('image/png', 400 * 1024)] })).rejects.toMatchObject({
    code: 'MessageTooLarge',
    impsCode: 432,
    retryable: false,
  });
});

test('a recipient that does not take a type is its result alone', async () => {
  const results = await alice.send({ to: [bob, carol], parts: [part('image/png', 10)] });
  expect(results.map(({ code }) => code)).toEqual([200, 415]);
  expect(results[1]!.reason).toContain('The recipient takes no content of type image/png');
});

test('a request that is too large for the account is RequestTooLarge', async () => {
  const huge = { to: bob, parts: [part('image/png', 2_000_000)] };
  await expect(alice.send(huge)).rejects.toMatchObject({ code: 'RequestTooLarge', httpStatus: 413, retryable: false });
});

test('capabilities are those of the account', async () => {
  expect(await alice.capabilities()).toMatchObject({ maxMessageBytes: 300 * 1024, maxRequestBytes: 1024 * 1024 });
});
