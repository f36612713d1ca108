import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { wholeBytes } from '@imps-wsi/contract/xml';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

let b1: TestProvider;
let alice: Party;
let bob: Party;
let carol: Party;
let count = 0;

beforeAll(async () => {
  b1 = await startTestProvider({ settings: { maxInlineBytes: 2000, maxDeliveryAttempts: 3 } });
  alice = new Party(b1, await b1.addPerson('alice'));
  bob = new Party(b1, await b1.addPerson('bob'));
});
/** Each test reads an inbox of its own. */
beforeEach(async () => {
  count += 1;
  carol = new Party(b1, await b1.addPerson(`carol${String(count)}`));
});
afterAll(() => b1.drop());

const sendAll = async (from: Party, ...words: string[]): Promise<void> => {
  for (const word of words) expect(await from.send(carol.address, word)).toMatchObject({ code: 200 });
};

/** Makes the leases of this inbox run out now, so that no test has to wait for it. */
const runOutLeases = () =>
  b1.database.pool.query(
    `UPDATE lease SET leased_until = now() - interval '1 second'
     WHERE owner_id = (SELECT owner_id FROM account WHERE address = $1)`,
    [carol.address],
  );

describe('GetMessages', () => {
  test('WSI-6, WSI-30, UC-5.16-s2: what was sent before is returned, oldest first; an empty inbox is an empty answer', async () => {
    const empty = await carol.call('GetMessages', {});
    expect(empty).toMatchObject({ item: [], moreAvailable: false, remaining: 0 });
    expect(empty.receipt).toBeUndefined();
    await sendAll(alice, 'first', 'second');
    const { item } = await carol.call('GetMessages', {});
    expect(texts(item)).toEqual(['first', 'second']);
    expect(item[0]).toMatchObject({ sender: 'wv:alice@b1.example', recipient: carol.address, kind: 'MESSAGE' });
    expect(item[0]!.acceptedAt).toBeInstanceOf(Date);
  });

  test('WSI-7, WSI-31: five waiting are fetched as 2, 2, 1 with moreAvailable exact, or all at once', async () => {
    await sendAll(alice, '1', '2', '3', '4', '5');
    const one = await carol.call('GetMessages', { maxMessages: 2 });
    const two = await carol.call('GetMessages', { maxMessages: 2 });
    const three = await carol.call('GetMessages', { maxMessages: 2 });
    expect([one, two, three].map(({ item }) => texts(item))).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect([one, two, three].map(({ moreAvailable }) => moreAvailable)).toEqual([true, true, false]);
    expect([one, two, three].map(({ remaining }) => remaining)).toEqual([3, 1, 0]);
    await sendAll(alice, '6', '7', '8');
    expect(texts(await carol.get())).toEqual(['6', '7', '8']);
  });

  test('moreAvailable is false when exactly as many as asked for were there', async () => {
    await sendAll(alice, '1', '2');
    expect(await carol.call('GetMessages', { maxMessages: 2 })).toMatchObject({ moreAvailable: false });
  });

  test('an account reads its own inbox only', async () => {
    await sendAll(alice, 'for carol');
    expect(await bob.get()).toEqual([]);
    const { receipt } = await carol.lease();
    expect(await bob.call('AcknowledgeMessages', { receipt: receipt! })).toMatchObject({ code: 426 });
    await runOutLeases();
    expect(texts(await carol.get())).toEqual(['for carol']);
  });

  test('with AUTO what was answered is removed', async () => {
    await sendAll(alice, 'once');
    expect(texts(await carol.get())).toEqual(['once']);
    await runOutLeases();
    expect(await carol.get()).toEqual([]);
  });

  test('with EXPLICIT items stay leased until acknowledged, and come back with a higher attempt when the lease ends', async () => {
    await sendAll(alice, 'leased');
    const first = await carol.lease();
    expect(first.item[0]!.deliveryAttempt).toBe(1);
    expect((await carol.lease()).item).toEqual([]);
    await runOutLeases();
    const again = await carol.lease();
    expect(again.item[0]).toMatchObject({ messageId: first.item[0]!.messageId, deliveryAttempt: 2 });
    expect(await carol.call('AcknowledgeMessages', { receipt: again.receipt! })).toMatchObject({ code: 200 });
    await runOutLeases();
    expect(await carol.get()).toEqual([]);
  });

  test('while a sender’s message is leased nobody gets that sender’s later ones, but other senders’ they do', async () => {
    await sendAll(alice, 'a1', 'a2');
    await sendAll(bob, 'b1');
    const first = await carol.lease({ maxMessages: 1 });
    expect(texts(first.item)).toEqual(['a1']);
    expect(first.moreAvailable).toBe(true);
    const second = await carol.lease();
    expect(texts(second.item)).toEqual(['b1']);
    await carol.call('AcknowledgeMessages', { receipt: first.receipt! });
    expect(texts((await carol.lease()).item)).toEqual(['a2']);
  });

  test('a released message comes back first', async () => {
    await sendAll(alice, 'a1', 'a2', 'a3');
    const { item, receipt } = await carol.lease({ maxMessages: 2 });
    const entry = item.map(({ messageId }) => ({ messageId, outcome: 'RELEASED' as const }));
    expect(await carol.call('AcknowledgeMessages', { receipt: receipt!, entry })).toMatchObject({ code: 200 });
    expect(texts((await carol.lease()).item)).toEqual(['a1', 'a2', 'a3']);
  });

  test('two readers at once never get the same item, nor one sender’s items out of order', async () => {
    await sendAll(alice, 'a1', 'a2', 'a3', 'a4');
    await sendAll(bob, 'b1', 'b2', 'b3', 'b4');
    const seen: string[] = [];
    const reader = async (): Promise<void> => {
      for (;;) {
        const { item, receipt } = await carol.lease({ maxMessages: 1, waitSeconds: 0 });
        if (receipt === undefined) {
          if (seen.length >= 8) return;
          await new Promise((resolve) => setImmediate(resolve));
          continue;
        }
        seen.push(...texts(item));
        await carol.call('AcknowledgeMessages', { receipt });
      }
    };
    await Promise.all([reader(), reader(), reader()]);
    expect(seen.filter((word) => word.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(seen.filter((word) => word.startsWith('b'))).toEqual(['b1', 'b2', 'b3', 'b4']);
  });

  test('WSI-22: 100 messages are fetched and acknowledged with two requests', async () => {
    const { code } = await alice.call('SendMessages', {
      message: Array.from({ length: 100 }, (_, index) => ({
        clientMessageId: `${carol.address} ${String(index)}`,
        recipient: [carol.address],
        part: [{ contentType: 'text/plain', text: String(index) }],
      })),
    });
    expect(code).toBe(200);
    const first = await carol.lease();
    expect(texts(first.item)).toEqual(Array.from({ length: 100 }, (_, index) => String(index)));
    const second = await carol.lease({ acknowledge: first.receipt });
    expect(second.acknowledgeResult).toMatchObject({ acknowledgedReceipt: first.receipt, code: 200 });
    await runOutLeases();
    expect(await carol.get()).toEqual([]);
  });

  test('an unknown receipt to acknowledge is told in the answer and is no fault', async () => {
    await sendAll(alice, 'here');
    const answer = await carol.lease({ acknowledge: 'never-given' });
    expect(answer.acknowledgeResult).toMatchObject({ code: 426 });
    expect(texts(answer.item)).toEqual(['here']);
  });

  test('WSI-23: the same requestId again gets the same batch again', async () => {
    await sendAll(alice, 'one', 'two');
    const first = await carol.lease({ requestId: 'r1', maxMessages: 2 });
    await sendAll(alice, 'three');
    const again = await carol.lease({ requestId: 'r1', maxMessages: 2 });
    expect(again.item).toEqual(first.item);
    expect(again.receipt).toBe(first.receipt);
    expect(again.moreAvailable).toBe(true);
    await carol.call('AcknowledgeMessages', { receipt: first.receipt! });
    expect(texts(await carol.get())).toEqual(['three']);
  });

  test('a requestId under which nothing is leased any more names a new request', async () => {
    await sendAll(alice, 'one');
    const first = await carol.lease({ requestId: 'again' });
    await carol.call('AcknowledgeMessages', { receipt: first.receipt! });
    await sendAll(alice, 'two');
    expect(texts((await carol.lease({ requestId: 'again' })).item)).toEqual(['two']);
  });

  test('WSI-23: under AUTO too, and what was given is not delivered to another request', async () => {
    await sendAll(alice, 'one');
    const first = await carol.call('GetMessages', { requestId: 'auto-1' });
    await sendAll(alice, 'two');
    expect(texts(await carol.get({ requestId: 'auto-2' }))).toEqual(['two']);
    const again = await carol.call('GetMessages', { requestId: 'auto-1' });
    expect(again.item).toEqual(first.item);
    await runOutLeases();
    expect(await carol.get()).toEqual([]);
  });

  test('maxBytes ends an answer early but always gives one item', async () => {
    await sendAll(alice, 'x'.repeat(600), 'y'.repeat(600), 'z'.repeat(600));
    const first = await carol.call('GetMessages', { maxBytes: 1300 });
    expect(first.item.map((item) => item.content!.part[0]!.size)).toEqual([600, 600]);
    expect(first.moreAvailable).toBe(true);
    await sendAll(alice, 'w');
    const one = await carol.call('GetMessages', { maxBytes: 10 });
    expect(one.item.map((item) => item.content!.part[0]!.size)).toEqual([600]);
    expect(one.moreAvailable).toBe(true);
  });

  test('filters by sender, recipient and conversation', async () => {
    await sendAll(alice, 'from alice');
    await sendAll(bob, 'from bob');
    await bob.call('SendMessages', {
      message: [
        {
          clientMessageId: `conv ${carol.address}`,
          recipient: [carol.address],
          part: [{ contentType: 'text/plain', text: 'in c7' }],
          conversationId: 'c7',
        },
      ],
    });
    expect(texts(await carol.get({ conversationId: 'c7' }))).toEqual(['in c7']);
    expect(texts(await carol.get({ fromSender: 'im:ALICE@b1.example' }))).toEqual(['from alice']);
    expect(await carol.get({ forRecipient: 'wv:somebody@b1.example' })).toEqual([]);
    expect(texts(await carol.get({ forRecipient: carol.address }))).toEqual(['from bob']);
  });

  test('“all” over a backlog of many pages is one answer, complete and in order', async () => {
    const words = Array.from({ length: 1050 }, (_, index) => `word ${String(index)}`);
    await alice.call('SendMessages', {
      message: words.map((word, index) => ({
        clientMessageId: `${carol.address} page ${String(index)}`,
        recipient: [carol.address],
        part: [{ contentType: 'text/plain', text: word }],
      })),
    });
    const all = await carol.call('GetMessages', {});
    expect(texts(all.item)).toEqual(words);
    expect(all.moreAvailable).toBe(false);
    expect(await carol.get()).toEqual([]);
  });

  test('after its last permitted attempt a message is not handed out again, and its sender can see that', async () => {
    await sendAll(alice, 'poison', 'fine');
    for (const attempt of [1, 2, 3]) {
      const { item } = await carol.lease({ maxMessages: 1 });
      expect(item[0]!.deliveryAttempt).toBe(attempt);
      await runOutLeases();
    }
    const next = await carol.lease({ maxMessages: 1 });
    expect(texts(next.item)).toEqual(['fine']);
    const sent = await b1.database.pool.query<{ content: Buffer }>(
      'SELECT content FROM dead_letter d JOIN account a USING (owner_id) WHERE a.address = $1',
      [carol.address],
    );
    expect(sent.rows.map(({ content }) => content.toString())).toEqual(['poison']);
  });
});

describe('long poll', () => {
  test('a waiting reader gets a message as soon as it is sent', async () => {
    const waiting = carol.lease({ waitSeconds: 30 });
    await sendAll(alice, 'at last');
    expect(texts((await waiting).item)).toEqual(['at last']);
  });

  test('an acknowledgement that sets a later message free wakes a waiting reader', async () => {
    await sendAll(alice, 'a1', 'a2');
    const first = await carol.lease({ maxMessages: 1 });
    const waiting = carol.lease({ waitSeconds: 30 });
    await carol.call('AcknowledgeMessages', { receipt: first.receipt! });
    expect(texts((await waiting).item)).toEqual(['a2']);
  });

  test('a waiting reader gets what comes back when another reader’s lease ends', async () => {
    const patient = await startTestProvider({
      domain: 'patient.example',
      settings: { wakeupFallbackMilliseconds: 600_000 },
    });
    const dave = new Party(patient, await patient.addPerson('dave'));
    await dave.send('wv:dave@patient.example', 'note to self');
    await dave.lease({ leaseSeconds: 1 });
    const { item } = await dave.lease({ waitSeconds: 30 });
    expect(texts(item)).toEqual(['note to self']);
    expect(item[0]!.deliveryAttempt).toBe(2);
    await patient.drop();
  });

  test('a reader that went away gets nothing leased to it', async () => {
    const abort = new AbortController();
    const gone = carol.call('GetMessages', { waitSeconds: 30 }, { signal: abort.signal });
    // The first request of a new connection: once the second has been answered the first is waiting.
    await carol.call('GetMessages', {});
    abort.abort();
    await expect(gone).rejects.toThrow();
    await sendAll(alice, 'still here');
    expect(texts((await carol.lease({ waitSeconds: 30 })).item)).toEqual(['still here']);
  });

  test('stopping the provider answers waiting readers with an empty answer', async () => {
    const other = await startTestProvider({ domain: 'stopping.example' });
    const dave = new Party(other, await other.addPerson('dave'));
    await dave.get();
    const waiting = dave.call('GetMessages', { waitSeconds: 60 });
    await dave.call('GetCapabilities', {});
    await other.stop();
    expect(await waiting).toMatchObject({ item: [], moreAvailable: false });
    await other.drop();
  });
});

describe('GetMessageContent', () => {
  test('a large part comes as a header and is fetched by ranges; nothing else of the inbox is blocked by it', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 31) % 251);
    await alice.call('SendMessages', {
      message: [
        {
          clientMessageId: `large ${carol.address}`,
          recipient: [carol.address],
          part: [
            { contentType: 'text/plain', text: 'ä large one' },
            { contentType: 'video/mp4', data: bytes },
          ],
        },
      ],
    });
    const { item } = await carol.lease();
    const [textPart, videoPart] = item[0]!.content!.part;
    expect(videoPart).toMatchObject({ number: 2, size: 5000, contentOmitted: true });
    const { messageId } = item[0]!;
    const pieces: number[] = [];
    for (let offset = 0, more = true; more;) {
      const range = await carol.call('GetMessageContent', { messageId, part: 2, offset, length: 1999 });
      expect(range).toMatchObject({ contentType: 'video/mp4', size: 5000, offset });
      const data = wholeBytes(range.data);
      pieces.push(...data);
      offset += data.length;
      more = range.moreAvailable;
    }
    expect(pieces).toEqual([...bytes]);
    const start = await carol.call('GetMessageContent', { messageId, part: 1 });
    expect(new TextDecoder().decode(wholeBytes(start.data))).toBe('ä large one');
    expect(textPart!.size).toBe(start.size);
  });

  test('headersOnly leaves the content for later; with AUTO it is refused', async () => {
    await sendAll(alice, 'later');
    await expect(carol.call('GetMessages', { headersOnly: true })).rejects.toMatchObject({
      errorName: 'BadRequestParameter',
    });
    const { item } = await carol.lease({ headersOnly: true });
    expect(item[0]!.content!.part[0]).toMatchObject({ contentOmitted: true, size: 5 });
    const { data } = await carol.call('GetMessageContent', { messageId: item[0]!.messageId, part: 1 });
    expect(new TextDecoder().decode(wholeBytes(data))).toBe('later');
  });

  test('of other inboxes, unknown messages, parts and ranges nothing is told', async () => {
    await sendAll(alice, 'private');
    const { item } = await carol.lease();
    const { messageId } = item[0]!;
    const fault = (errorName: string) => ({ errorName });
    await expect(bob.call('GetMessageContent', { messageId, part: 1 })).rejects.toMatchObject(fault('MessageNotFound'));
    await expect(carol.call('GetMessageContent', { messageId, part: 2 })).rejects.toMatchObject(
      fault('MessageNotFound'),
    );
    await expect(carol.call('GetMessageContent', { messageId: 'x', part: 1 })).rejects.toMatchObject(
      fault('MessageNotFound'),
    );
    await expect(carol.call('GetMessageContent', { messageId, part: 1, offset: 99 })).rejects.toMatchObject(
      fault('BadRequestParameter'),
    );
  });
});

describe('AcknowledgeMessages', () => {
  test('entries are settled one by one; repeats succeed', async () => {
    await sendAll(alice, 'accept', 'reject');
    await sendAll(bob, 'release');
    const { item, receipt } = await carol.lease();
    const outcomes = ['ACCEPTED', 'REJECTED', 'RELEASED'] as const;
    const entry = item.map(({ messageId }, index) => ({ messageId, outcome: outcomes[index]!, reason: 'because' }));
    const once = await carol.call('AcknowledgeMessages', { receipt: receipt!, entry });
    expect(once.result.map(({ code }) => code)).toEqual([200, 200, 200]);
    const repeat = await carol.call('AcknowledgeMessages', { receipt: receipt!, entry });
    expect(repeat.result.map(({ code }) => code)).toEqual([200, 200, 200]);
    expect(texts(await carol.get())).toEqual(['release']);
  });

  test('a late one succeeds, unless the item was handed out again', async () => {
    await sendAll(alice, 'late');
    const first = await carol.lease();
    await runOutLeases();
    expect(await carol.call('AcknowledgeMessages', { receipt: first.receipt! })).toMatchObject({ code: 200 });
    expect(await carol.get()).toEqual([]);
    await sendAll(alice, 'taken');
    const lost = await carol.lease();
    await runOutLeases();
    const taken = await carol.lease();
    expect(await carol.call('AcknowledgeMessages', { receipt: lost.receipt! })).toMatchObject({ code: 201 });
    const byEntry = await carol.call('AcknowledgeMessages', {
      receipt: lost.receipt!,
      entry: [{ messageId: lost.item[0]!.messageId, outcome: 'ACCEPTED' }],
    });
    expect(byEntry.result[0]!.code).toBe(426);
    expect(await carol.call('AcknowledgeMessages', { receipt: taken.receipt! })).toMatchObject({ code: 200 });
  });

  test('extendSeconds keeps what is not settled', async () => {
    await sendAll(alice, 'one', 'two');
    const { item, receipt } = await carol.lease({ leaseSeconds: 60 });
    const before = Date.now();
    const answer = await carol.call('AcknowledgeMessages', {
      receipt: receipt!,
      entry: [{ messageId: item[0]!.messageId, outcome: 'ACCEPTED' }],
      extendSeconds: 600,
    });
    expect(answer.leasedUntil!.getTime()).toBeGreaterThan(before + 500_000);
    const { rows } = await b1.database.pool.query<{ n: string }>(
      `SELECT count(*) AS n FROM lease JOIN account USING (owner_id)
       WHERE address = $1 AND leased_until > now() + interval '500 seconds'`,
      [carol.address],
    );
    expect(rows[0]!.n).toBe('1');
  });

  test('unknown receipts and doubled entries are told', async () => {
    expect(await carol.call('AcknowledgeMessages', { receipt: 'nothing' })).toMatchObject({ code: 426 });
    const entry = [
      { messageId: 'a', outcome: 'ACCEPTED' as const },
      { messageId: 'a', outcome: 'RELEASED' as const },
    ];
    await expect(carol.call('AcknowledgeMessages', { receipt: 'nothing', entry })).rejects.toMatchObject({
      errorName: 'BadRequestParameter',
    });
  });
});

describe('GetMessageStatus', () => {
  test('follows a message from waiting to delivered, for its sender only', async () => {
    const sent = await alice.send(carol.address, 'follow me', `follow ${carol.address}`);
    const stateOf = async () => {
      const { status } = await alice.call('GetMessageStatus', { messageId: [sent.messageId!] });
      return status.map(({ state, code, clientMessageId }) => ({ state, code, clientMessageId }));
    };
    const clientMessageId = `follow ${carol.address}`;
    expect(await stateOf()).toEqual([{ state: 'WAITING', code: 200, clientMessageId }]);
    const { receipt } = await carol.lease();
    expect(await stateOf()).toEqual([{ state: 'DELIVERING', code: 200, clientMessageId }]);
    await carol.call('AcknowledgeMessages', { receipt: receipt! });
    expect(await stateOf()).toEqual([{ state: 'DELIVERED', code: 200, clientMessageId }]);
    const byClientId = await alice.call('GetMessageStatus', { clientMessageId: [clientMessageId, 'unheard of'] });
    expect(byClientId).toMatchObject({ code: 201, unknownClientMessageId: ['unheard of'] });
    expect(byClientId.status[0]).toMatchObject({
      messageId: sent.messageId,
      state: 'DELIVERED',
      recipient: carol.address,
    });
    expect(await bob.call('GetMessageStatus', { messageId: [sent.messageId!] })).toMatchObject({
      status: [],
      unknownMessageId: [sent.messageId],
    });
  });

  test('a rejection reaches the sender with its reason', async () => {
    const sent = await alice.send(carol.address, 'no thanks');
    const { item, receipt } = await carol.lease();
    await carol.call('AcknowledgeMessages', {
      receipt: receipt!,
      entry: [{ messageId: item[0]!.messageId, outcome: 'REJECTED', reason: 'not interested' }],
    });
    const { status } = await alice.call('GetMessageStatus', { messageId: [sent.messageId!] });
    expect(status[0]).toMatchObject({ state: 'REJECTED', code: 538, reason: 'not interested' });
  });

  test('a question without ids is refused', async () => {
    await expect(alice.call('GetMessageStatus', {})).rejects.toMatchObject({ errorName: 'BadRequestParameter' });
  });
});
