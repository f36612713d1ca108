import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/** What was delivered is answered as the first time, whatever speaks against delivering it now. */

let b1: TestProvider;
beforeAll(async () => {
  b1 = await startTestProvider({ settings: { inboxDepthLimit: 3 } });
});
afterAll(() => b1.drop());

test('a request that a full inbox and a recipient of narrower tastes refuse in part is recalled delivery by delivery', async () => {
  const alice = new Party(b1, await b1.addPerson('alice'));
  const bob = new Party(b1, await b1.addPerson('bob'));
  const carol = new Party(b1, await b1.addPerson('carol'));
  const message = (id: string, text: string, ...recipient: string[]) => ({
    clientMessageId: id,
    recipient,
    part: [{ contentType: 'text/plain', text }],
  });
  const first = await alice.call('SendMessages', {
    message: [1, 2, 3].map((n) => message(String(n), `text ${String(n)}`, bob.address, carol.address)),
  });
  await b1.settle(carol.address, 'rejectedContentTypes=text/plain');
  await b1.restart();
  const again = await alice.call('SendMessages', {
    message: [
      message('1', 'text 1', bob.address, carol.address),
      message('4', 'text 4', bob.address, carol.address),
      message('2', 'other text', bob.address),
      message('3', 'text 3', carol.address, bob.address),
    ],
  });
  expect(again.result.map(({ code }) => code)).toEqual([200, 200, 507, 415, 402, 200, 200]);
  const ids = first.result.map(({ messageId }) => messageId);
  expect(again.result.map(({ messageId }) => messageId)).toEqual([
    ids[0],
    ids[1],
    undefined,
    undefined,
    undefined,
    ids[5],
    ids[4],
  ]);
  expect(texts(await bob.get())).toEqual(['text 1', 'text 2', 'text 3']);
});
