import { expect, test } from '@jest/globals';
import type { InboxMessage } from '@imps-wsi/consumer-sdk';
import { settle } from '@imps-wsi/consumer-sdk/testing';
import { stage, U1 } from './parties.js';

test('a time of day that is set back stops neither a loop, nor a poller, nor a second attempt', async () => {
  const { game, says, clock } = stage();
  const stop = new AbortController();
  const { signal } = stop;
  const texts: (string | undefined)[] = [];
  const read = async (loop: AsyncIterable<InboxMessage>): Promise<void> => {
    for await (const message of loop) {
      texts.push(message.text);
      clock.setBy(-3_600_000);
      await message.acknowledge();
      if (texts.length % 2 === 0) return;
    }
  };
  says(U1, '1');
  const looping = read(game.messages());
  await settle();
  says(U1, '2');
  await looping;

  says(U1, '3');
  const polling = read(game.poller({ intervalMs: 1000 }));
  await settle();
  says(U1, '4');
  await clock.advance(1000);
  await polling;

  says(U1, '5');
  const attempts: number[] = [];
  const processing = game.process(
    ({ deliveryAttempt }) => {
      attempts.push(deliveryAttempt);
      clock.setBy(-3_600_000);
      if (deliveryAttempt === 1) throw new Error('not now');
    },
    { signal, retryDelay: { baseDelayMs: 1000, maxDelayMs: 1000 } },
  );
  await clock.advance(1000);
  stop.abort();
  await processing;
  expect(texts).toEqual(['1', '2', '3', '4']);
  expect(attempts).toEqual([1, 2]);
});
