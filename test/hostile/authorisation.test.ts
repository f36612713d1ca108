import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Device } from '../client-access/device.js';
import { FaultReceived, Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/**
 * WSI-20: an account reads its own inbox only, and sends from addresses that it owns. Alice and the chess service talk;
 * Mallory, with an account of his own, knows every id of theirs.
 */

let provider: TestProvider;
let alice: Party;
let chess: Party;
let mallory: Party;
let malloryService: Party;

beforeAll(async () => {
  provider = await startTestProvider();
  alice = new Party(provider, await provider.addPerson('alice'));
  mallory = new Party(provider, await provider.addPerson('mallory'));
  chess = new Party(provider, 'wv:chess@b1.example', { secret: await provider.addService('chess') });
  malloryService = new Party(provider, 'wv:cheat@b1.example', { secret: await provider.addService('cheat') });
});
afterAll(() => provider.drop());

async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FaultReceived) return error.errorName;
    throw error;
  }
  return 'let in';
}

describe('Somebody else’s receipt', () => {
  test('settles, gives back and keeps nothing, and reads like one that never was', async () => {
    await alice.send(chess.address, 'e2 e4');
    const { receipt, item } = await chess.lease();
    const { messageId } = item[0]!;
    for (const wish of [
      { receipt: receipt! },
      { receipt: receipt!, extendSeconds: 600 },
      { receipt: receipt!, entry: [{ messageId, outcome: 'ACCEPTED' as const }] },
      { receipt: receipt!, entry: [{ messageId, outcome: 'RELEASED' as const }] },
      { receipt: receipt!, entry: [{ messageId, outcome: 'REJECTED' as const }] },
    ]) {
      const foreign = await mallory.call('AcknowledgeMessages', wish);
      const unheard = await mallory.call('AcknowledgeMessages', { ...wish, receipt: 'never-was' });
      expect(foreign).toMatchObject({ code: 426 });
      expect(foreign).toEqual(unheard);
    }
    const { acknowledgeResult } = await mallory
      .lease({ acknowledge: receipt! })
      .then((answer) => ({ acknowledgeResult: answer.acknowledgeResult }));
    expect(acknowledgeResult).toMatchObject({ code: 426 });
    // The one whose it is finds everything as it was.
    await expect(chess.call('AcknowledgeMessages', { receipt: receipt! })).resolves.toMatchObject({ code: 200 });
  });

  test('and its requestId brings Mallory nothing of hers', async () => {
    await alice.send(chess.address, 'd2 d4');
    const { item } = await chess.lease({ requestId: 'batch-1' });
    expect(texts(item)).toEqual(['d2 d4']);
    expect((await mallory.lease({ requestId: 'batch-1' })).item).toEqual([]);
    const again = await chess.lease({ requestId: 'batch-1' });
    expect(texts(again.item)).toEqual(['d2 d4']);
    await chess.call('AcknowledgeMessages', { receipt: again.receipt! });
  });
});

describe('Somebody else’s messages', () => {
  test('have no status for others, the recipient and owners of the same clientMessageId included', async () => {
    const { messageId } = await alice.send(chess.address, 'secret plan', 'plan-1');
    await mallory.send(alice.address, 'of Mallory', 'plan-1');
    for (const stranger of [mallory, malloryService, chess]) {
      const answer = await stranger.call('GetMessageStatus', {
        messageId: [messageId!],
        clientMessageId: stranger === mallory ? [] : ['plan-1'],
      });
      expect(answer.status).toEqual([]);
      expect(answer.unknownMessageId).toEqual([messageId]);
    }
    const own = await mallory.call('GetMessageStatus', { messageId: [], clientMessageId: ['plan-1'] });
    expect(own.status.map(({ recipient }) => recipient)).toEqual([alice.address]);
  });

  test('have no content for others, the sender included', async () => {
    const { messageId } = await alice.send(chess.address, 'for chess only');
    const wish = { messageId: messageId!, part: 1 };
    for (const stranger of [mallory, malloryService, alice]) {
      expect(await refusal(stranger.call('GetMessageContent', wish))).toBe('MessageNotFound');
      expect(await refusal(stranger.call('GetMessageContent', { ...wish, messageId: '0000000000-1' }))).toBe(
        'MessageNotFound',
      );
    }
    expect(await refusal(chess.call('GetMessageContent', wish))).toBe('let in');
  });

  test('cannot be asked for through filters', async () => {
    await alice.send(chess.address, 'still for chess');
    for (const filter of [
      { recipient: chess.address },
      { sender: alice.address },
      { recipient: 'wv:u2@chess.b1.example' },
    ]) {
      expect((await malloryService.get(filter as Parameters<Party['get']>[0])).length).toBe(0);
    }
    expect((await chess.get()).length).toBeGreaterThan(0);
  });

  test('are in nobody else’s conversations', async () => {
    const aliceAtHome = await Device.signIn(provider, 'alice');
    const malloryAtHome = await Device.signIn(provider, 'mallory');
    const { id } = await aliceAtHome.say(chess.address, 'from my phone');
    expect((await malloryAtHome.history(chess.address)).messages).toEqual([]);
    const part = await malloryAtHome.call('GET', `/messages/${id}/parts/1`);
    const never = await malloryAtHome.call('GET', `/messages/${id}9/parts/1`);
    expect(part).toMatchObject({ status: 404, body: never.body });
    expect((await aliceAtHome.call('GET', `/messages/${id}/parts/1`)).status).toBe(200);
  });
});

describe('A forged sender', () => {
  const from = (party: Party, sender: string) =>
    party
      .call('SendMessages', {
        message: [
          {
            clientMessageId: party.nextId(),
            sender,
            recipient: [chess.address],
            part: [{ contentType: 'text/plain', text: 'not from me' }],
          },
        ],
      })
      .then(({ result }) => result[0]?.code);

  test.each([
    'wv:alice@b1.example',
    'WV:ALICE@B1.EXAMPLE',
    'alice@b1.example',
    'Alice@B1.Example',
    'im:alice@b1.example',
    'pres:alice@b1.example',
    'sip:alice@b1.example',
    'xmpp:alice@b1.example',
    'xmpp:alice@b1.example/home',
    'wv:mallory@chess.b1.example',
    'wv:u1@CHESS.b1.example',
    'wv:chess@b1.example',
    'wv:mallory@b2.example',
    'wv:mallory/list@b1.example',
    'wv:mallory@cheat.b1.example',
    'tel:+4912345',
  ])('%s is not Mallory’s: 534, and nothing is stored', async (sender) => {
    expect(await from(mallory, sender)).toBe(534);
  });

  test.each([
    ' wv:mallory@b1.example@b1.example',
    'wv:mallory%40b1.example',
    'wv:mallory@b1.example\u0000wv:alice@b1.example',
    'wv:mallory@b1.example,wv:alice@b1.example',
    'wv:mallory@b1.example wv:alice@b1.example',
    'wv:аlice@b1.example',
    'wv:alice@b1.example.',
    '<wv:alice@b1.example>',
    '',
  ])('%j does not get through as anybody else either', async (sender) => {
    const code = await from(mallory, sender).catch((error: unknown) => {
      if (error instanceof FaultReceived) return 'fault';
      if (error instanceof Error && /XML|cannot be/.test(error.message)) return 'not even sent';
      throw error;
    });
    expect(code).not.toBe(200);
  });

  test('a service sends from its own domain only, not from what looks like it', async () => {
    expect(await from(malloryService, 'wv:anybody@cheat.b1.example')).toBe(200);
    for (const sender of [
      'wv:u@chess.b1.example',
      'wv:u@sub.cheat.b1.example',
      'wv:u@xcheat.b1.example',
      'wv:u@b1.example',
      'wv:u/list@cheat.b1.example',
    ]) {
      expect([sender, await from(malloryService, sender)]).toEqual([sender, 534]);
    }
  });

  test('and of all that only what was Mallory’s own arrived', async () => {
    const senders = (await chess.get()).filter(({ content }) => content?.part[0]?.text === 'not from me');
    expect(senders.map(({ sender }) => sender)).toEqual(['wv:anybody@cheat.b1.example']);
  });
});
