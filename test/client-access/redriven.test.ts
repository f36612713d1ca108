import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { runCommand } from '../support/provider-process.js';
import { Device } from './device.js';

/** What an IM client shows of a message that failed when the operator has it delivered again. */

let provider: TestProvider;

beforeAll(async () => {
  // Nobody looks by himself for ten minutes: only a notification tells an open stream.
  provider = await startTestProvider({ settings: { maxDeliveryAttempts: 1, wakeupFallbackMilliseconds: 600_000 } });
});
afterAll(() => provider.drop());

const redrive = (...args: string[]) =>
  runCommand(['dead-letters', 'redrive', ...args], {
    env: { DATABASE_URL: provider.database.url, IMPS_WSI_DOMAIN: provider.domain },
  });

test.each([
  ['by its id', (messageId: string) => redrive(messageId)],
  ['with all of its inbox', (_: string, inbox: string) => redrive('--inbox', inbox)],
])('UC-5.13-alt: a message that is redriven %s is on its way again, then delivered', async (how, again) => {
  const name = how.length.toString();
  const alice = await Device.signIn(provider, await provider.addPerson(`alice${name}`));
  const bob = new Party(provider, await provider.addPerson(`bob${name}`));
  const atAlice = await alice.listen();
  const { id, messageId } = await alice.say(bob.address, 'are you there?');
  const { item, receipt } = await bob.lease();
  const entry = item.map((each) => ({ messageId: each.messageId, outcome: 'FAILED' as const }));
  await bob.call('AcknowledgeMessages', { receipt: receipt!, entry });
  expect((await bob.lease()).item).toEqual([]);
  expect(await atAlice.untilState(id, 'failed')).toMatchObject({ code: 410, retryable: false });

  expect(await again(messageId!, bob.address)).toMatchObject({ code: 0 });
  const states = async () => (await alice.history(bob.address)).messages.map(({ state }) => state);
  expect(await states()).toEqual(['sent']);
  const back = await bob.lease();
  expect(back.item).toMatchObject([{ messageId, deliveryAttempt: 1 }]);
  await bob.call('AcknowledgeMessages', { receipt: back.receipt! });
  await atAlice.untilState(id, 'delivered');
  expect(atAlice.messages.map(({ state }) => state)).toEqual(['sent', 'failed', 'sent', 'delivered']);
  atAlice.cut();
});
