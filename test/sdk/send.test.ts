import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import type { InstantInboxError } from '@imps-wsi/consumer-sdk';
import { settle } from '@imps-wsi/consumer-sdk/testing';
import { stage, U1, U3 } from './parties.js';

describe('send', () => {
  test('WSI-5 one recipient: resolves with the id of the stored message, which arrives as written', async () => {
    const { b1, game } = stage();
    const result = await game.send({
      to: U1,
      text: ' <b>good game!</b>\r\n ',
      from: 'wv:u2@chess.b1.example',
      fromName: 'u2',
      subject: 'Rematch?',
      conversationId: 'game-7',
      attributes: [{ scheme: 'chess', name: 'table', value: '7' }],
    });
    expect(result).toMatchObject({ ok: true, code: 200, recipient: U1 });
    const [delivery] = b1.deliveriesTo(U1);
    expect(delivery?.item).toMatchObject({
      messageId: result.messageId,
      sender: 'wv:u2@chess.b1.example',
      senderName: 'u2',
      conversationId: 'game-7',
      attribute: [{ scheme: 'chess', name: 'table', value: '7' }],
      content: { subject: 'Rematch?', part: [{ contentType: 'text/plain', text: ' <b>good game!</b>\r\n ' }] },
    });
  });

  test('one recipient refused: throws with code, status and advice', async () => {
    const { game } = stage();
    await expect(game.send({ to: 'wv:nobody@b1.example', text: 'hi' })).rejects.toMatchObject({
      name: 'InstantInboxError',
      code: 'UnknownUser',
      impsCode: 531,
      retryable: false,
    });
    await expect(game.send({ to: U1, text: 'hi', from: U3 })).rejects.toMatchObject({ code: 'SenderNotOwned' });
    await expect(game.send({ to: 'u1 at b1', text: 'hi' })).rejects.toMatchObject({ code: 'MalformedAddress' });
  });

  test('WSI-10 several recipients: one result each, a bad one spoils nothing', async () => {
    const { b1, game } = stage();
    const results = await game.send({ to: [U1, 'wv:nobody@b1.example', U3, U1], text: 'hi' });
    expect(results.map(({ ok, code, recipient }) => [ok, code, recipient])).toEqual([
      [true, 200, U1],
      [false, 531, 'wv:nobody@b1.example'],
      [true, 200, U3],
      [true, 200, U1],
    ]);
    expect(b1.textsTo(U1)).toEqual(['hi']);
    expect(b1.textsTo(U3)).toEqual(['hi']);
  });

  test('parts: text, bytes, and text that XML cannot carry, byte for byte', async () => {
    const { b1, game } = stage();
    const bytes = Uint8Array.from({ length: 256 }, (_unused, index) => index);
    await game.send({
      to: U1,
      parts: [
        { contentType: 'text/html', text: '<p>&amp;</p>' },
        { contentType: 'application/x-chess', name: 'game.bin', data: bytes },
        { contentType: 'text/plain', text: 'bell \u0007' },
      ],
    });
    const [html, binary, bell] = b1.deliveriesTo(U1)[0]?.item.content?.part ?? [];
    expect(html?.text).toBe('<p>&amp;</p>');
    expect(binary).toMatchObject({ name: 'game.bin', size: 256 });
    expect(new Uint8Array(binary?.data ?? [])).toEqual(bytes);
    expect(bell?.contentType).toBe('text/plain; charset=utf-8');
    expect(new TextDecoder().decode(bell?.data)).toBe('bell \u0007');
  });

  test('WSI-22 what is sent in one turn goes in one request, in call order', async () => {
    const { b1, game, exchanges } = stage();
    const texts = Array.from({ length: 20 }, (_unused, index) => `message ${index}`);
    await Promise.all(texts.map((text) => game.send({ to: U1, text })));
    expect(exchanges.map(({ operation, counts }) => [operation, counts])).toEqual([
      ['SendMessages', { messages: 20, results: 20 }],
    ]);
    expect(b1.textsTo(U1)).toEqual(texts);
  });

  test('MT-3 one request in flight: what comes meanwhile goes together in the next, order kept', async () => {
    const { b1, game, exchanges } = stage();
    const first = game.send({ to: U1, text: '1' });
    await Promise.resolve();
    await Promise.resolve();
    const others = ['2', '3', '4'].map((text) => game.send({ to: U1, text }));
    await Promise.all([first, ...others]);
    expect(exchanges.map(({ counts }) => counts.messages)).toEqual([1, 3]);
    expect(b1.textsTo(U1)).toEqual(['1', '2', '3', '4']);
  });

  test('batches keep within their bounds', async () => {
    const { b1, game, exchanges } = stage({}, { batch: { maxMessages: 2 } });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => game.send({ to: U1, text })));
    expect(exchanges.map(({ counts }) => counts.messages)).toEqual([2, 2, 1]);
    expect(b1.textsTo(U1)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('very many at once: the provider is asked for its bounds first', async () => {
    const { b1, game, exchanges } = stage({ capabilities: { suggestedBatchSize: 60 } });
    await Promise.all(Array.from({ length: 150 }, (_unused, index) => game.send({ to: U1, text: `${index}` })));
    expect(exchanges.map(({ operation, counts }) => counts.messages ?? operation)).toEqual([
      'GetCapabilities',
      60,
      60,
      30,
    ]);
    expect(b1.textsTo(U1)).toHaveLength(150);
  });

  test('UC-B.7-alt an explicit list goes in exactly one request, results by message', async () => {
    const { b1, game, exchanges } = stage();
    const results = await game.sendAll([
      { to: [U1, U3], text: 'one' },
      { to: 'wv:nobody@b1.example', text: 'two', clientMessageId: 'two' },
      { to: U1, text: 'three' },
    ]);
    expect(results.map((each) => each.results.map(({ code }) => code))).toEqual([[200, 200], [531], [200]]);
    expect(results[1]?.clientMessageId).toBe('two');
    expect(exchanges).toHaveLength(1);
    expect(b1.textsTo(U1)).toEqual(['one', 'three']);
  });

  test('a message that breaks the contract rejects alone; its neighbours arrive, and it never leaves', async () => {
    const { b1, game, exchanges } = stage();
    const outcomes = await Promise.allSettled([
      game.send({ to: U1, text: 'before' }),
      game.send({ to: U1, text: 'bad', clientMessageId: 'x'.repeat(256) }),
      game.send({ to: U1, text: 'worse', contentType: 'none', parts: [{ contentType: 'none', text: '' }] } as never),
      game.send({ to: U1, text: 'after' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    const [, bad, worse] = outcomes as PromiseRejectedResult[];
    expect(bad?.reason).toMatchObject({ code: 'LocalSchemaViolation', expected: expect.stringMatching(/255/) });
    expect((bad?.reason as InstantInboxError).path).toMatch(/clientMessageId/);
    expect(worse?.reason).toMatchObject({ code: 'LocalSchemaViolation', path: 'parts[0].contentType' });
    expect(b1.textsTo(U1)).toEqual(['before', 'after']);
    expect(exchanges).toHaveLength(1);
  });

  test('a request that the provider refuses for one message is sent in halves; only that message fails', async () => {
    const { b1, game } = stage();
    // As a provider with a smaller bound would: twice the batch with the third message in it, then that one alone.
    b1.script.next({ kind: 'http', status: 413 });
    b1.script.next({ kind: 'http', status: 413 });
    b1.script.next({ kind: 'http', status: 413 });
    const outcomes = await Promise.allSettled(['1', '2', '3', '4'].map((text) => game.send({ to: U1, text })));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ reason: { code: 'RequestTooLarge', httpStatus: 413 } });
    expect(b1.textsTo(U1)).toEqual(['2', '3', '4']);
  });

  test('a draft that contradicts itself is refused with its field', async () => {
    const { game } = stage();
    await expect(game.send({ to: U1 })).rejects.toMatchObject({ code: 'LocalSchemaViolation', path: 'parts' });
    await expect(game.send({ to: [], text: '' })).rejects.toMatchObject({ path: 'to' });
    await expect(game.send({ to: U1, text: '', expiresAt: new Date(), timeToLiveSeconds: 1 })).rejects.toMatchObject({
      path: 'expiresAt',
    });
    await expect(game.send({ to: U1, text: 'half \ud800' })).rejects.toMatchObject({ path: 'text' });
  });
});

describe('send and failures', () => {
  test('WSI-23 the answer is lost: sent again under the same id, delivered once', async () => {
    const { b1, game, exchanges } = stage();
    b1.script.next({ kind: 'drop-answer' });
    const result = await game.send({ to: U1, text: 'once' });
    expect(exchanges.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, 'NetworkError'],
      [2, undefined],
    ]);
    expect(b1.deliveriesTo(U1).map(({ item }) => item.messageId)).toEqual([result.messageId]);
  });

  test('a provider that is overloaded is asked again after the time it names', async () => {
    const { b1, clock, game, exchanges } = stage();
    b1.script.next({ kind: 'http', status: 503, retryAfterSeconds: 7 });
    const sent = game.send({ to: U1, text: 'later' });
    await clock.advance(6999);
    expect(exchanges).toHaveLength(1);
    await clock.advance(1);
    await expect(sent).resolves.toMatchObject({ ok: true });
  });

  test('a wish to wait longer than the policy allows goes to the caller', async () => {
    const { b1, game } = stage();
    b1.script.next({ kind: 'fault', error: 'StoreUnavailable', retryAfterSeconds: 3600 });
    await expect(game.send({ to: U1, text: 'x' })).rejects.toMatchObject({
      code: 'StoreUnavailable',
      retryable: true,
      retryAfterSeconds: 3600,
    });
  });

  test('faults of the server are repeated, faults of the client are not', async () => {
    const { b1, game, exchanges } = stage();
    b1.script.next({ kind: 'fault', error: 'StoreUnavailable' });
    await expect(game.send({ to: U1, text: 'a' })).resolves.toMatchObject({ ok: true });
    b1.script.next({ kind: 'fault', error: 'FailedAuthentication' });
    await expect(game.send({ to: U1, text: 'b' })).rejects.toMatchObject({
      code: 'FailedAuthentication',
      impsCode: 534,
    });
    expect(exchanges.map(({ error }) => error)).toEqual(['StoreUnavailable', undefined, 'FailedAuthentication']);
  });

  test('attempts are bounded', async () => {
    const { b1, game, exchanges } = stage();
    b1.down = true;
    await expect(game.send({ to: U1, text: 'x' })).rejects.toMatchObject({ code: 'NetworkError', retryable: true });
    expect(exchanges.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
  });

  test('a full inbox is told, or waited for when asked', async () => {
    const { b1, clock, game } = stage({ inboxDepth: 1 }, { retry: { maxAttempts: 3, baseDelayMs: 1000 } });
    await game.send({ to: U1, text: 'first' });
    await expect(game.send({ to: U1, text: 'second' })).rejects.toMatchObject({ code: 'InboxFull', retryable: true });
    const patient = game.send({ to: [U1, U3], text: 'third' }, { retryRefusals: true });
    await settle();
    b1.accounts.named(U1)?.inbox.take({
      mode: 'AUTO',
      maxMessages: 1,
      leaseMs: 0,
      requestId: undefined,
      accepts: () => true,
    });
    await clock.advance(1000);
    await expect(patient).resolves.toMatchObject([{ ok: true }, { ok: true }]);
    expect(b1.textsTo(U1)).toEqual(['first', 'third']);
    expect(b1.textsTo(U3)).toEqual(['third']);
  });

  test('a provider that says nothing ends in Timeout', async () => {
    const { b1, clock, game } = stage({}, { requestTimeoutMs: 1000, retry: { maxAttempts: 1 } });
    b1.script.next({ kind: 'hang' });
    const sent = expect(game.send({ to: U1, text: 'x' })).rejects.toMatchObject({ code: 'Timeout', retryable: true });
    await clock.advance(1000);
    await sent;
  });

  test('abort: waiting or under way, the caller gets the reason, and the others are not touched', async () => {
    const { b1, game } = stage();
    b1.script.next({ kind: 'hang' });
    const reason = new Error('enough');
    const one = new AbortController();
    const two = new AbortController();
    const flying = game.send({ to: U1, text: '1' }, { signal: one.signal });
    await settle();
    const waiting = game.send({ to: U1, text: '2' }, { signal: two.signal });
    const kept = game.send({ to: U1, text: '3' });
    two.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    one.abort(reason);
    await expect(flying).rejects.toBe(reason);
    await kept;
    expect(b1.textsTo(U1)).toEqual(['3']);
    await expect(game.send({ to: U1, text: '4' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('signals', () => {
  test('a hundred sends and polls under one signal are one listener to it, and none afterwards', async () => {
    const { game } = stage();
    const controller = new AbortController();
    const { signal } = controller;
    await Promise.all(
      Array.from({ length: 100 }, (_unused, index) => game.send({ to: U1, text: `${index}` }, { signal })),
    );
    let most = 0;
    const sending = Array.from({ length: 100 }, (_unused, index) =>
      game.send({ to: U1, text: `x${index}` }, { signal }),
    );
    most = Math.max(most, getEventListeners(signal, 'abort').length);
    await Promise.all(sending);
    expect(most).toBe(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
