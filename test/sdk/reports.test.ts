import { describe, expect, test } from '@jest/globals';
import type { ReportMessage } from '@imps-wsi/consumer-sdk';
import { settle } from '@imps-wsi/consumer-sdk/testing';
import { stage, U1 } from './parties.js';

/** The game has sent U1 a message, and U1 has taken or refused it. */
async function told(outcome: 'acknowledge' | 'reject' = 'acknowledge') {
  const house = stage();
  const u1 = house.b1.connect({ address: U1 });
  const sent = await house.game.send({ to: U1, text: 'your move', reports: ['DELIVERY', 'FAILURE'] });
  const [message] = await u1.receive();
  if (outcome === 'acknowledge') await message!.acknowledge();
  else await message!.reject('not now');
  return { ...house, sent };
}

describe('reports', () => {
  test('PP-15: messages() gives messages only, and reports to whoever takes them, acknowledged on return', async () => {
    const { b1, game, sent, says } = await told();
    says(U1, 'e5');
    const reports: ReportMessage[] = [];
    for await (const message of game.messages({ onReport: (report) => void reports.push(report) })) {
      expect(message.text).toBe('e5');
      expect(message.isReport()).toBe(false);
      await message.acknowledge();
      break;
    }
    expect(reports.map(({ deliveryReport }) => deliveryReport)).toMatchObject([
      { reportedMessageId: sent.messageId, reportedRecipient: U1, state: 'DELIVERED', code: 200 },
    ]);
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual(['DELIVERED', 'DELIVERED']);
  });

  test('without somebody who takes them they wait in the inbox, and can be asked for as items', async () => {
    const { b1, game, says } = await told('reject');
    says(U1, 'e5');
    expect((await game.receive()).items.map(({ kind }) => kind)).toEqual(['MESSAGE']);
    expect(b1.requestsOf('GetMessages').at(-1)!.kind).toEqual(['MESSAGE']);
    const [item] = await game.receive({ kinds: ['DELIVERY_REPORT'] });
    expect(item!.isReport()).toBe(true);
    if (item!.isReport()) expect(item.deliveryReport).toMatchObject({ state: 'REJECTED', reason: 'not now' });
    expect(item!.parts).toEqual([]);
    await item!.acknowledge();
    expect((await game.receive({ kinds: ['DELIVERY_REPORT'] })).items).toEqual([]);
  });

  test('what onReport throws ends messages(), and the report comes again', async () => {
    const { game } = await told();
    const loop = async (): Promise<void> => {
      const messages = game.messages({
        onReport: () => {
          throw new Error('the ledger is closed');
        },
      });
      for await (const message of messages) await message.acknowledge();
    };
    await expect(loop()).rejects.toThrow('the ledger is closed');
    const [again] = await game.receive({ kinds: ['DELIVERY_REPORT'] });
    expect(again!.deliveryAttempt).toBe(2);
  });

  test('process() hands reports to onReport, messages to the handler, and tries either again when it throws', async () => {
    const { b1, clock, game, says, background } = await told();
    says(U1, 'e5');
    const stop = new AbortController();
    const seen: string[] = [];
    const processing = game.process((message) => void seen.push(`message ${message.text ?? ''}`), {
      signal: stop.signal,
      onReport: ({ deliveryReport, deliveryAttempt }) => {
        if (deliveryAttempt === 1) throw new Error('the ledger is closed');
        seen.push(`report ${deliveryReport.state}`);
      },
    });
    while (seen.length < 2) {
      await settle();
      await clock.advance(2_000);
    }
    await settle();
    stop.abort();
    await processing;
    expect(seen.sort()).toEqual(['message e5', 'report DELIVERED']);
    expect(background.map(({ code }) => code)).toEqual(['HandlerFailed']);
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual(['DELIVERED', 'DELIVERED']);
  });

  test('who did not ask is told nothing', async () => {
    const { b1, game } = stage();
    await game.send({ to: U1, text: 'your move', reports: ['FAILURE'] });
    await game.send({ to: U1, text: 'your move' });
    await (await b1.connect({ address: U1 }).receive()).acknowledge();
    expect(b1.deliveriesTo('wv:chess@b1.example')).toEqual([]);
  });
});
