import { describe, expect, test } from '@jest/globals';
import type { InboxMessage } from '@imps-wsi/consumer-sdk';
import { settle } from '@imps-wsi/consumer-sdk/testing';
import { gate, stage, U1, U3 } from './parties.js';

/** The operations of the exchanges so far, acknowledgements marked by what they carried. */
const operations = (exchanges: readonly { operation: string; counts: { entries?: number } }[]): string[] =>
  exchanges.map(({ operation, counts }) => (counts.entries ? `${operation} ${counts.entries}` : operation));

describe('messages()', () => {
  test('WSI-6 gives what was sent, with sender, recipient as written, and content', async () => {
    const { b1, game } = stage();
    b1.deliver({
      from: U1,
      to: 'wv:U2@chess.B1.example',
      text: 'hello',
      parts: [{ contentType: 'application/json', name: 'move.json', text: '{"san":"e4"}' }],
      fromName: 'Uma',
      subject: 'move',
      conversationId: 'game-7',
      attributes: [{ scheme: 'chess', name: 'ply', value: '1' }],
    });
    for await (const message of game.messages()) {
      expect(message).toMatchObject({
        kind: 'MESSAGE',
        sender: U1,
        senderName: 'Uma',
        recipient: 'wv:U2@chess.B1.example',
        deliveryAttempt: 1,
        subject: 'move',
        conversationId: 'game-7',
        attributes: [{ scheme: 'chess', name: 'ply', value: '1' }],
        text: 'hello',
        priority: 'NORMAL',
        account: 'wv:chess@b1.example',
      });
      expect(message.parts.map(({ number, contentType, name, size }) => [number, contentType, name, size])).toEqual([
        [1, 'text/plain', undefined, 5],
        [2, 'application/json', 'move.json', 12],
      ]);
      await expect(message.parts[1]?.json()).resolves.toEqual({ san: 'e4' });
      await message.acknowledge();
      break;
    }
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual(['DELIVERED']);
  });

  test('WSI-22 the acknowledgement of a whole answer rides on the next poll', async () => {
    const { b1, game, exchanges, says } = stage();
    says(U1, '1', '2', '3');
    const stop = new AbortController();
    const texts: (string | undefined)[] = [];
    const loop = (async () => {
      for await (const message of game.messages({ signal: stop.signal })) {
        texts.push(message.text);
        await message.acknowledge();
      }
    })();
    await settle();
    expect(texts).toEqual(['1', '2', '3']);
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual(Array(3).fill('DELIVERED'));
    stop.abort();
    await loop;
    const [first, second] = b1.requestsOf('GetMessages');
    expect(first).toMatchObject({ acknowledgeMode: 'EXPLICIT', waitSeconds: 25 });
    expect(second?.acknowledge).toMatch(/^receipt/);
    expect(exchanges.filter(({ operation }) => operation === 'GetMessages')).toHaveLength(2);
  });

  test('WSI-23 a lost answer costs nothing: the same request id gets the same messages', async () => {
    const { b1, game, background, says } = stage();
    says(U1, '1', '2');
    b1.script.next({ kind: 'drop-answer' });
    const texts: (string | undefined)[] = [];
    for await (const message of game.messages()) {
      texts.push(`${message.text}/${message.deliveryAttempt}`);
      await message.acknowledge();
      if (texts.length === 2) break;
    }
    expect(texts).toEqual(['1/1', '2/1']);
    const [lost, again] = b1.requestsOf('GetMessages');
    expect(again?.requestId).toBe(lost?.requestId);
    expect(background.map(({ code }) => code)).toEqual(['NetworkError']);
  });

  test('a poll that comes back empty is followed by another under a new id', async () => {
    const { b1, clock, game, says } = stage();
    const stream = game.messages({ waitSeconds: 10 });
    const next = stream.next();
    await clock.advance(10_000);
    says(U1, 'at last');
    const { value } = await next;
    expect(value?.text).toBe('at last');
    const ids = b1.requestsOf('GetMessages').map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(2);
    await stream.return();
  });

  test('leaving the loop releases what is undecided and tells what was decided', async () => {
    const { b1, game, exchanges, says } = stage();
    says(U1, '1', '2', '3');
    for await (const message of game.messages()) {
      if (message.text === '2') break;
      await message.acknowledge();
    }
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual([
      'DELIVERED',
      'WAITING',
      'WAITING',
    ]);
    expect(operations(exchanges)).toEqual(['GetMessages', 'AcknowledgeMessages 3']);
    const batch = await game.receive();
    expect(batch.items.map(({ text, deliveryAttempt }) => `${text}/${deliveryAttempt}`)).toEqual(['2/2', '3/2']);
  });

  test('a throw in the loop releases too', async () => {
    const { b1, game, says } = stage();
    says(U1, '1');
    const loop = async (): Promise<void> => {
      for await (const message of game.messages()) throw new Error(`cannot handle ${message.text}`);
    };
    await expect(loop()).rejects.toThrow('cannot handle 1');
    expect(b1.deliveriesTo('wv:chess@b1.example')[0]?.state).toBe('WAITING');
  });

  test('abort ends the loop cleanly, in the middle of a long poll', async () => {
    const { game, exchanges } = stage();
    const stop = new AbortController();
    const loop = (async () => {
      for await (const message of game.messages({ signal: stop.signal })) await message.acknowledge();
      return 'ended';
    })();
    await settle();
    stop.abort();
    await expect(loop).resolves.toBe('ended');
    expect(exchanges.map(({ operation, error }) => [operation, error])).toEqual([['GetMessages', 'Aborted']]);
  });

  test('survives a restart of the provider, and backs off while it is away', async () => {
    const { b1, clock, game, background, says } = stage({}, { retry: { baseDelayMs: 1000, maxDelayMs: 8000 } });
    const stream = game.messages();
    const next = stream.next();
    await settle();
    b1.down = true;
    await clock.advance(60_000);
    // Pauses of half a second, one, two, four, and four from then on (chance is fixed at one half).
    expect(background.length).toBeGreaterThan(10);
    expect(background.length).toBeLessThan(25);
    b1.down = false;
    says(U1, 'back again');
    await clock.advance(8000);
    expect((await next).value?.text).toBe('back again');
    await stream.return();
  });

  test('what repeating cannot mend ends the loop with the error', async () => {
    const { b1, game } = stage();
    b1.script.next({ kind: 'fault', error: 'FailedAuthentication' });
    await expect(game.messages().next()).rejects.toMatchObject({ code: 'FailedAuthentication' });
  });

  test('leases are kept while a message is at work, and no longer', async () => {
    const { b1, clock, game, says } = stage();
    says(U1, 'slow');
    const stream = game.messages({ leaseSeconds: 30 });
    const { value } = await stream.next();
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.advance(60_000);
      expect(b1.deliveriesTo('wv:chess@b1.example')[0]).toMatchObject({ state: 'DELIVERING', attempts: 1 });
    }
    expect(b1.requestsOf('AcknowledgeMessages').every(({ extendSeconds }) => extendSeconds === 30)).toBe(true);
    await value?.acknowledge({ wait: true });
    const told = b1.requestsOf('AcknowledgeMessages').length;
    await clock.advance(120_000);
    expect(b1.requestsOf('AcknowledgeMessages')).toHaveLength(told);
    await stream.return();
  });

  test('a lease that is lost aborts the message and is not acknowledged in silence', async () => {
    const { b1, clock, game, background, says } = stage();
    says(U1, 'slow');
    const stream = game.messages({ leaseSeconds: 30 });
    const { value } = await stream.next();
    b1.accounts.named('wv:chess@b1.example')?.inbox.expireAll();
    await b1.connect({ address: 'wv:chess@b1.example' }).receive();
    await clock.advance(15_000);
    expect(value?.leaseLost?.aborted).toBe(true);
    expect(background.map(({ code }) => code)).toEqual(['LeaseLost']);
    await expect(value?.acknowledge()).rejects.toMatchObject({ code: 'LeaseLost' });
    await stream.return();
  });

  test('a receipt of which some was taken back: each message is told by itself, the lost one is reported', async () => {
    const { b1, clock, game, background, says } = stage();
    says(U1, '1');
    says(U3, '2');
    const inbox = b1.accounts.named('wv:chess@b1.example')?.inbox;
    const stream = game.messages({ waitSeconds: 1 });
    const first = (await stream.next()).value;
    const second = (await stream.next()).value;
    inbox?.expireAll();
    const [stolen] = (await b1.connect({ address: 'wv:chess@b1.example' }).receive({ maxMessages: 1 })).items;
    expect(stolen?.text).toBe('1');
    await Promise.all([first?.acknowledge(), second?.acknowledge()]);
    void stream.next();
    await clock.advance(1000);
    expect(background.map(({ code }) => code)).toEqual(['UnknownMessage']);
    await expect(first?.acknowledge()).rejects.toMatchObject({ code: 'UnknownMessage' });
    await second?.acknowledge();
    expect(inbox?.all.map(({ state }) => state)).toEqual(['DELIVERING', 'DELIVERED']);
    await stream.leave();
  });

  test('prefetch asks for more while the last ones are still in hand', async () => {
    const { b1, game, says } = stage();
    says(U1, '1', '2');
    says(U3, '3', '4');
    const stream = game.messages({ maxMessages: 2, prefetch: 2 });
    const taken: InboxMessage[] = [];
    for (let count = 0; count < 4; count += 1) {
      const { value } = await stream.next();
      if (value !== undefined) taken.push(value);
    }
    expect(taken.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
    await Promise.all(taken.map((message) => message.acknowledge()));
    await stream.return();
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual(Array(4).fill('DELIVERED'));
  });

  test('an acknowledgement during a long poll does not wait for it', async () => {
    const { b1, clock, game, says } = stage();
    says(U1, '1');
    const stream = game.messages({ prefetch: 1 });
    const { value } = await stream.next();
    await value?.acknowledge();
    await clock.advance(10);
    expect(b1.deliveriesTo('wv:chess@b1.example')[0]?.state).toBe('DELIVERED');
    await stream.return();
  });

  test('release, reject and reply do what they say; a second outcome is refused', async () => {
    const { b1, game, says } = stage();
    says(U1, 'spam', 'later', 'hello');
    b1.deliver({ from: U3, to: 'wv:u2@chess.b1.example', text: 'ask', conversationId: 'c', replyTo: U1 });
    const batch = await game.receive();
    const [spam, later, hello, ask] = batch.items;
    await spam?.reject('no adverts');
    await later?.release();
    await hello?.reply({ text: 'hi', clientMessageId: hello.derivedId('reply') });
    await ask?.reply({ text: 'answer' });
    await Promise.all([hello?.acknowledge(), ask?.acknowledge()]);
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual([
      'REJECTED',
      'WAITING',
      'DELIVERED',
      'DELIVERED',
    ]);
    expect(b1.deliveriesTo(U1).map(({ item }) => [item.sender, item.inReplyTo, item.conversationId])).toEqual([
      ['wv:u2@chess.b1.example', hello?.messageId, undefined],
      ['wv:u2@chess.b1.example', ask?.messageId, 'c'],
    ]);
    await hello?.acknowledge();
    await expect(hello?.release()).rejects.toMatchObject({ code: 'AlreadySettled' });
  });

  test('large content is fetched in ranges when it is asked for', async () => {
    const { b1, game } = stage({ maxInlineBytes: 10 });
    const data = Uint8Array.from({ length: 2_500_000 }, (_unused, index) => index % 251);
    b1.deliver({
      from: U1,
      to: 'wv:chess@b1.example',
      parts: [
        { contentType: 'application/octet-stream', data },
        { contentType: 'text/plain', text: 'a text longer than ten bytes: ä' },
      ],
    });
    const [message] = (await game.receive()).items;
    expect(message?.text).toBeUndefined();
    const [large, text] = message?.parts ?? [];
    expect(large).toMatchObject({ contentOmitted: true, size: data.length });
    expect(Buffer.compare(Buffer.from((await large?.bytes()) ?? []), Buffer.from(data))).toBe(0);
    await expect(text?.text()).resolves.toBe('a text longer than ten bytes: ä');
    expect(b1.requestsOf('GetMessageContent').map(({ part, offset }) => [part, offset])).toEqual([
      [1, 0],
      [1, 1_048_576],
      [2, 0],
    ]);
  });
});

describe('receive()', () => {
  test('one batch, acknowledged in one request', async () => {
    const { b1, game, exchanges, says } = stage();
    says(U1, '1', '2', '3');
    const batch = await game.receive({ maxMessages: 2 });
    expect([...batch].map(({ text }) => text)).toEqual(['1', '2']);
    expect(batch.moreAvailable).toBe(true);
    await batch.acknowledge();
    expect(operations(exchanges)).toEqual(['GetMessages', 'AcknowledgeMessages']);
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual([
      'DELIVERED',
      'DELIVERED',
      'WAITING',
    ]);
  });

  test('a call that was aborted is repeated under its requestId, and gets what the first was about to get', async () => {
    const { b1, game, says } = stage();
    says(U1, '1', '2');
    const abort = new AbortController();
    b1.script.next({ kind: 'drop-answer' });
    const first = game.receive({ requestId: 'poll-7', signal: abort.signal });
    const ended = expect(first).rejects.toBe('enough');
    while (b1.requestsOf('GetMessages').length === 0) await new Promise(setImmediate);
    abort.abort('enough');
    await ended;
    expect((await game.receive()).items).toEqual([]);
    const again = await game.receive({ requestId: 'poll-7' });
    expect(again.items.map(({ text, deliveryAttempt }) => `${text}/${deliveryAttempt}`)).toEqual(['1/1', '2/1']);
  });

  test('mode AUTO: what was received is gone', async () => {
    const { b1, game, says } = stage();
    says(U1, '1');
    const batch = await game.receive({ mode: 'AUTO' });
    expect(batch.receipt).toBeUndefined();
    await batch.items[0]?.acknowledge();
    await expect(batch.items[0]?.release()).rejects.toMatchObject({ code: 'NotLeased' });
    expect(b1.deliveriesTo('wv:chess@b1.example')[0]?.state).toBe('DELIVERED');
    expect((await game.receive()).items).toEqual([]);
  });
});

describe('poller()', () => {
  test('WSI-25 asks at the interval, which can be changed at run time', async () => {
    const { b1, clock, game, says } = stage();
    const poller = game.poller({ intervalMs: 10_000 });
    const texts: (string | undefined)[] = [];
    const loop = (async () => {
      for await (const message of poller) {
        texts.push(message.text);
        await message.acknowledge();
      }
    })();
    await clock.advance(60_000);
    expect(b1.requestsOf('GetMessages')).toHaveLength(7);
    poller.intervalMs = 1000;
    await clock.advance(60_000);
    expect(b1.requestsOf('GetMessages')).toHaveLength(67);
    says(U1, 'hi');
    poller.intervalMs = 3_600_000;
    poller.pollNow();
    await settle();
    expect(texts).toEqual(['hi']);
    expect(b1.requestsOf('GetMessages').every(({ waitSeconds }) => waitSeconds === 0)).toBe(true);
    await poller.leave();
    await loop;
  });
});

describe('loops and close()', () => {
  test('close ends loops, tells outcomes, sends what waits, and takes no more', async () => {
    const { b1, game, says } = stage();
    says(U1, '1', '2');
    const stream = game.messages();
    const { value } = await stream.next();
    await value?.acknowledge();
    const sent = game.send({ to: U1, text: 'last words' });
    await game.close();
    await expect(sent).resolves.toMatchObject({ ok: true });
    await expect(stream.next()).resolves.toEqual({ done: true, value: undefined });
    expect(b1.deliveriesTo('wv:chess@b1.example').map(({ state }) => state)).toEqual(['DELIVERED', 'WAITING']);
    await expect(game.send({ to: U1, text: 'too late' })).rejects.toMatchObject({ code: 'ClientClosed' });
    await expect(game.receive()).rejects.toMatchObject({ code: 'ClientClosed' });
    expect(() => game.messages()).toThrow(expect.objectContaining({ code: 'ClientClosed' }));
    await game.close();
  });

  test('close waits for a running handler, and not for ever', async () => {
    const { b1, clock, game, says } = stage({}, { closeTimeoutMs: 5000 });
    says(U1, '1');
    const hanging = gate();
    const processing = game.process(() => hanging.opened);
    await settle();
    const closing = game.close();
    await clock.advance(4999);
    let closed = false;
    void closing.then(() => (closed = true));
    await settle();
    expect(closed).toBe(false);
    await clock.advance(1);
    await closing;
    hanging.open();
    await processing;
    expect(b1.deliveriesTo('wv:chess@b1.example')[0]?.state).toBe('DELIVERING');
  });
});

describe('abort', () => {
  test('every waiting call rejects with the reason of its signal', async () => {
    const { b1, game } = stage({ maxInlineBytes: 1 });
    b1.deliver({ from: U1, to: 'wv:chess@b1.example', text: 'left out' });
    const [message] = (await game.receive()).items;
    const reason = new Error('enough');
    const { signal, abort } = (() => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort(reason) };
    })();
    for (let count = 0; count < 5; count += 1) b1.script.next({ kind: 'hang' });
    const waiting = [
      game.receive({ signal, waitSeconds: 20 }),
      game.capabilities({ signal }),
      game.status({ messageId: 'x' }, { signal }),
      game.call('GetCapabilities', {}, { signal }),
      message!.parts[0]!.text({ signal }),
    ];
    const outcomes = Promise.allSettled(waiting);
    await settle();
    abort();
    for (const outcome of await outcomes) expect(outcome).toEqual({ status: 'rejected', reason });
    await expect(message?.parts[0]?.text()).resolves.toBe('left out');
  });

  test('a retry that is waiting for its time ends at once', async () => {
    const { b1, game } = stage({}, { retry: { baseDelayMs: 60_000, maxDelayMs: 60_000 } });
    const controller = new AbortController();
    b1.down = true;
    const waiting = game.send({ to: U1, text: 'x' }, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(waiting).rejects.toBe(controller.signal.reason);
  });
});
