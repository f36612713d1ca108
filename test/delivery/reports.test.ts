import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportRequest, SendResult } from '@imps-wsi/contract/im';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

let b1: TestProvider;
let alice: Party;
let bob: Party;
let chess: Party;

beforeAll(async () => {
  b1 = await startTestProvider({ settings: { maxDeliveryAttempts: 1 } });
  alice = new Party(b1, await b1.addPerson('alice'));
  bob = new Party(b1, await b1.addPerson('bob'));
  chess = new Party(b1, 'wv:chess@b1.example', { secret: await b1.addService('chess') });
});
afterAll(() => b1.drop());

interface Reported {
  readonly sender?: string;
  readonly conversationId?: string;
  readonly timeToLive?: number;
}

async function send(
  from: Party,
  to: string,
  report: readonly ReportRequest[],
  { sender, conversationId, timeToLive }: Reported = {},
): Promise<SendResult> {
  const { result } = await from.call('SendMessages', {
    message: [
      {
        clientMessageId: from.nextId(),
        sender,
        recipient: [to],
        part: [{ contentType: 'text/plain', text: 'a move' }],
        report: [...report],
        conversationId,
        timeToLive,
      },
    ],
  });
  return result[0]!;
}

/** What has come, and what comes while it is waited for. */
const hear = (party: Party, maxMessages = 1) => party.get({ waitSeconds: 20, maxMessages });

describe('a sender who asks', () => {
  test('PP-15, MT-2: is told that the message was delivered, in the words of GetMessageStatus', async () => {
    const sent = await send(alice, 'BOB@b1.example', ['DELIVERY', 'FAILURE'], { conversationId: 'game-4' });
    const { receipt } = await bob.lease();
    expect(await alice.get()).toEqual([]);
    await bob.call('AcknowledgeMessages', { receipt: receipt! });
    const [report] = await hear(alice);
    const { status } = await alice.call('GetMessageStatus', { messageId: [sent.messageId!] });
    expect(report).toMatchObject({
      kind: 'DELIVERY_REPORT',
      sender: 'wv:bob@b1.example',
      recipient: 'wv:alice@b1.example',
      deliveryAttempt: 1,
      conversationId: 'game-4',
      deliveryReport: {
        reportedMessageId: sent.messageId,
        clientMessageId: sent.clientMessageId,
        reportedRecipient: 'BOB@b1.example',
        state: 'DELIVERED',
        code: 200,
        reason: status[0]!.reason,
        changedAt: status[0]!.changedAt,
      },
    });
    expect(report!.content).toBeUndefined();
    expect(report!.messageId).not.toBe(sent.messageId);
  });

  test('PP-15, MT-2: is told that it was rejected, and why', async () => {
    await send(alice, 'wv:bob@b1.example', ['FAILURE']);
    const { item, receipt } = await bob.lease();
    const messageId = item[0]!.messageId;
    await bob.call('AcknowledgeMessages', {
      receipt: receipt!,
      entry: [{ messageId, outcome: 'REJECTED', reason: 'I play no chess.' }],
    });
    const [report] = await hear(alice);
    expect(report!.deliveryReport).toMatchObject({ state: 'REJECTED', code: 538, reason: 'I play no chess.' });
  });

  test('MT-2: is told that it was handed out too often', async () => {
    const sent = await send(alice, 'wv:bob@b1.example', ['FAILURE']);
    await bob.lease();
    await b1.database.pool.query(`UPDATE lease SET leased_until = '-infinity'`);
    expect(await bob.get()).toEqual([]);
    const [report] = await hear(alice);
    expect(report!.deliveryReport).toMatchObject({
      reportedMessageId: sent.messageId,
      state: 'UNDELIVERABLE',
      code: 410,
    });
  });

  test('MT-2, PP2-33: is told that it expired', async () => {
    const sent = await send(alice, 'wv:bob@b1.example', ['FAILURE'], { timeToLive: 3600 });
    await b1.database.pool.query(`UPDATE inbox SET expires_at = now() WHERE expires_at IS NOT NULL`);
    const [report] = await hear(alice);
    expect(report!.deliveryReport).toMatchObject({ reportedMessageId: sent.messageId, state: 'EXPIRED', code: 542 });
    expect(await bob.get()).toEqual([]);
  });

  test('hears it at the name that the message was sent from', async () => {
    await send(chess, 'wv:bob@b1.example', ['DELIVERY'], { sender: 'wv:u2@chess.b1.example' });
    await bob.get();
    const [report] = await hear(chess);
    expect(report).toMatchObject({ kind: 'DELIVERY_REPORT', recipient: 'wv:u2@chess.b1.example' });
    // As GetMessages is asked for what a name was sent.
    await send(chess, 'wv:bob@b1.example', ['DELIVERY'], { sender: 'wv:u3@chess.b1.example' });
    await send(chess, 'wv:bob@b1.example', ['DELIVERY'], { sender: 'wv:u4@chess.b1.example' });
    await bob.get();
    const [third] = await chess.get({ waitSeconds: 20, forRecipient: 'wv:u4@chess.b1.example' });
    expect(third!.recipient).toBe('wv:u4@chess.b1.example');
    expect((await hear(chess)).map(({ recipient }) => recipient)).toEqual(['wv:u3@chess.b1.example']);
  });

  test('PP-15: hears only of what he asked for, and nothing when he did not ask', async () => {
    await send(alice, 'wv:bob@b1.example', []);
    await send(alice, 'wv:bob@b1.example', ['FAILURE']);
    const asked = await send(alice, 'wv:bob@b1.example', ['DELIVERY']);
    expect(await bob.get()).toHaveLength(3);
    const [report] = await hear(alice, 10);
    expect(report!.deliveryReport!.reportedMessageId).toBe(asked.messageId);
    expect(await alice.get()).toEqual([]);
  });

  test('PP2-31: is told at once, in the result, what cannot be delivered at all', async () => {
    const refused = await send(alice, 'wv:nobody@b1.example', ['FAILURE']);
    expect(refused).toMatchObject({ code: 531, retryable: false });
    expect(refused.messageId).toBeUndefined();
  });

  test('a message that is sent again is reported once', async () => {
    const message = {
      clientMessageId: 'again',
      recipient: ['wv:bob@b1.example'],
      part: [{ contentType: 'text/plain', text: 'again' }],
      report: ['DELIVERY' as const],
    };
    await alice.call('SendMessages', { message: [message] });
    await bob.get();
    const first = await hear(alice);
    await alice.call('SendMessages', { message: [message] });
    const fence = await send(alice, 'wv:bob@b1.example', ['DELIVERY']);
    await bob.get();
    const [second] = await hear(alice, 10);
    expect(first[0]!.deliveryReport!.clientMessageId).toBe('again');
    expect(second!.deliveryReport!.reportedMessageId).toBe(fence.messageId);
  });

  test('of many recipients and messages in one request, each delivery is told, and messages keep their order', async () => {
    const recipient = ['wv:bob@b1.example', 'wv:u1@chess.b1.example'];
    const message = Array.from({ length: 40 }, (_, index) => ({
      clientMessageId: `many-${String(index)}`,
      recipient,
      part: [{ contentType: 'text/plain', text: String(index) }],
      ...(index % 2 === 0 ? { report: ['DELIVERY' as const] } : {}),
    }));
    await alice.call('SendMessages', { message });
    const order = message.map((_, index) => String(index));
    expect(texts(await bob.get())).toEqual(order);
    expect(texts(await chess.get())).toEqual(order);
    const told: string[] = [];
    while (told.length < 40) {
      for (const { deliveryReport, sender } of await hear(alice, 100)) {
        told.push(`${deliveryReport!.clientMessageId!} ${sender}`);
      }
    }
    const wanted = message
      .filter((_, index) => index % 2 === 0)
      .flatMap(({ clientMessageId }) =>
        ['wv:bob@b1.example', 'wv:u1@chess.b1.example'].map((address) => `${clientMessageId} ${address}`),
      );
    expect(told.sort()).toEqual(wanted.sort());
  });

  test('asking for READ is refused: nobody says here that a message was read', async () => {
    const refused = await send(alice, 'wv:bob@b1.example', ['DELIVERY', 'READ']);
    expect(refused).toMatchObject({ code: 501 });
    expect(refused.reason).toContain('report READ');
  });
});

describe('a report is an item like any other', () => {
  test('leased, released, given again and settled; nobody is told of its own end', async () => {
    await send(alice, 'wv:bob@b1.example', ['DELIVERY', 'FAILURE']);
    await bob.get();
    const leased = await alice.lease({ waitSeconds: 20, headersOnly: true, requestId: 'reports-1' });
    expect(leased.item[0]).toMatchObject({ kind: 'DELIVERY_REPORT', deliveryReport: { state: 'DELIVERED' } });
    const again = await alice.lease({ headersOnly: true, requestId: 'reports-1' });
    expect(again.item.map(({ messageId }) => messageId)).toEqual([leased.item[0]!.messageId]);
    const { result } = await alice.call('AcknowledgeMessages', {
      receipt: again.receipt!,
      entry: [{ messageId: leased.item[0]!.messageId, outcome: 'REJECTED', reason: 'not interested' }],
    });
    expect(result[0]).toMatchObject({ code: 200 });
    const fence = await send(alice, 'wv:bob@b1.example', ['DELIVERY']);
    await bob.get();
    const reports = await hear(alice, 10);
    expect(reports.map(({ deliveryReport }) => deliveryReport!.reportedMessageId)).toEqual([fence.messageId]);
    expect(await bob.get()).toEqual([]);
  });

  test('a reader chooses the kinds: the others wait', async () => {
    await send(alice, 'wv:bob@b1.example', ['DELIVERY']);
    await bob.get();
    await bob.send('wv:alice@b1.example', 'an answer');
    const reports = await alice.get({ waitSeconds: 20, kind: ['DELIVERY_REPORT'] });
    expect(reports.map(({ kind }) => kind)).toEqual(['DELIVERY_REPORT']);
    await send(alice, 'wv:bob@b1.example', ['DELIVERY']);
    await bob.get();
    // Waited for, so that it is there when only messages are asked for.
    const { receipt } = await alice.lease({ waitSeconds: 20, kind: ['DELIVERY_REPORT'] });
    const [first] = (await alice.lease({ kind: ['DELIVERY_REPORT'] })).item;
    expect(first).toBeUndefined();
    const { item } = await alice.call('GetMessages', { kind: ['MESSAGE'], acknowledge: receipt! });
    expect(texts(item)).toEqual(['an answer']);
    await expect(alice.get({ kind: ['MESSAGE', 'NOTICE'] })).rejects.toThrow('NOTICE');
  });

  test('GetCapabilities names the kind and the field', async () => {
    const { kind, feature } = await alice.call('GetCapabilities', {});
    expect(kind).toEqual(['MESSAGE', 'DELIVERY_REPORT']);
    expect(feature).toContain('report');
  });
});
