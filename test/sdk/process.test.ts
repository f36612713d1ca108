import { describe, expect, test } from '@jest/globals';
import { settle } from '@imps-wsi/consumer-sdk/testing';
import { gate, stage, U1, U3 } from './parties.js';

const INBOX = 'wv:chess@b1.example';

describe('process()', () => {
  test('acknowledges what the handler returns from, and ends on abort', async () => {
    const { b1, game, says } = stage();
    says(U1, '1', '2');
    const stop = new AbortController();
    const handled: (string | undefined)[] = [];
    const processing = game.process((message) => void handled.push(message.text), { signal: stop.signal });
    await settle();
    stop.abort();
    await processing;
    expect(handled).toEqual(['1', '2']);
    expect(b1.deliveriesTo(INBOX).map(({ state }) => state)).toEqual(['DELIVERED', 'DELIVERED']);
  });

  test('WSI-22 one at a time: two messages are one poll, and the next poll acknowledges them', async () => {
    const { b1, game, exchanges, says } = stage();
    says(U1, '1', '2');
    const stop = new AbortController();
    const processing = game.process(() => undefined, { signal: stop.signal });
    await settle();
    expect(exchanges.map(({ operation, counts }) => [operation, counts.items])).toEqual([['GetMessages', 2]]);
    expect(b1.requestsOf('GetMessages')).toHaveLength(2);
    expect(b1.deliveriesTo(INBOX).map(({ state }) => state)).toEqual(['DELIVERED', 'DELIVERED']);
    stop.abort();
    await processing;
  });

  test('MT-3 several senders at a time, never two messages of one, each sender in order', async () => {
    const { game, says } = stage();
    const senders = [U1, U3];
    for (let round = 0; round < 5; round += 1) for (const sender of senders) says(sender, `${round}`);
    const stop = new AbortController();
    const atWork = new Map<string, number>();
    const order = new Map<string, string[]>();
    let most = 0;
    const processing = game.process(
      async (message) => {
        const busy = (atWork.get(message.sender) ?? 0) + 1;
        atWork.set(message.sender, busy);
        expect(busy).toBe(1);
        most = Math.max(
          most,
          [...atWork.values()].reduce((sum, count) => sum + count, 0),
        );
        await settle();
        order.set(message.sender, [...(order.get(message.sender) ?? []), message.text ?? '']);
        atWork.set(message.sender, 0);
      },
      { concurrency: 8, signal: stop.signal },
    );
    while ((order.get(U1)?.length ?? 0) < 5 || (order.get(U3)?.length ?? 0) < 5) await settle();
    stop.abort();
    await processing;
    expect([...order.values()]).toEqual(Array(2).fill(['0', '1', '2', '3', '4']));
    expect(most).toBe(2);
  });

  test('concurrency bounds the handlers', async () => {
    const { b1, game } = stage();
    for (let index = 0; index < 6; index += 1) {
      b1.addAccount({ address: `wv:p${index}@b1.example` });
      b1.deliver({ from: `wv:p${index}@b1.example`, to: INBOX, text: `${index}` });
    }
    const hold = gate();
    const stop = new AbortController();
    let begun = 0;
    const processing = game.process(
      async () => {
        begun += 1;
        await hold.opened;
      },
      { concurrency: 3, signal: stop.signal },
    );
    await settle();
    expect(begun).toBe(3);
    hold.open();
    await settle();
    expect(begun).toBe(6);
    stop.abort();
    await processing;
  });

  test('a throw releases the message and the later ones of its sender, tells onError, and is not tried at once', async () => {
    const { b1, clock, game, says } = stage();
    says(U1, 'bad', 'after');
    says(U3, 'other');
    const stop = new AbortController();
    const seen: string[] = [];
    const failures: unknown[] = [];
    let mended = false;
    const processing = game.process(
      (message) => {
        seen.push(`${message.text}/${message.deliveryAttempt}`);
        if (message.text === 'bad' && !mended) throw new Error('not yet');
      },
      { concurrency: 4, signal: stop.signal, onError: (error) => failures.push(error) },
    );
    await settle();
    expect(seen).toEqual(['bad/1', 'other/1']);
    expect(failures).toEqual([new Error('not yet')]);
    // It is back in hand, waits for its time, and the sender's next one waits behind it.
    await clock.advance(400);
    expect(seen).toEqual(['bad/1', 'other/1']);
    mended = true;
    await clock.advance(1000);
    expect(seen).toEqual(['bad/1', 'other/1', 'bad/2', 'after/2']);
    stop.abort();
    await processing;
    expect(b1.deliveriesTo(INBOX).map(({ state }) => state)).toEqual(Array(3).fill('DELIVERED'));
  });

  test('without onError the throw goes to onBackgroundError', async () => {
    const { game, background, says } = stage();
    says(U1, 'bad');
    const stop = new AbortController();
    const cause = new Error('oh');
    const processing = game.process(
      () => {
        throw cause;
      },
      { signal: stop.signal },
    );
    await settle();
    stop.abort();
    await processing;
    expect(background).toMatchObject([{ code: 'HandlerFailed', cause }]);
  });

  test('on abort the running handler finishes and is acknowledged, what was not begun is released', async () => {
    const { b1, game, says } = stage();
    says(U1, 'begun', 'not begun');
    const hold = gate();
    const stop = new AbortController();
    const processing = game.process(() => hold.opened, { signal: stop.signal });
    await settle();
    stop.abort();
    await settle();
    expect(b1.deliveriesTo(INBOX)[0]?.state).toBe('DELIVERING');
    hold.open();
    await processing;
    expect(b1.deliveriesTo(INBOX).map(({ state }) => state)).toEqual(['DELIVERED', 'WAITING']);
  });

  test('the lease is kept while a handler works', async () => {
    const { b1, clock, game, says } = stage();
    says(U1, 'long');
    const hold = gate();
    const stop = new AbortController();
    const processing = game.process(() => hold.opened, { leaseSeconds: 20, signal: stop.signal });
    await clock.advance(200_000);
    expect(b1.deliveriesTo(INBOX)[0]).toMatchObject({ state: 'DELIVERING', attempts: 1 });
    stop.abort();
    hold.open();
    await processing;
  });

  test('a handler may settle the message itself', async () => {
    const { b1, game, says } = stage();
    says(U1, 'spam');
    const stop = new AbortController();
    const processing = game.process((message) => message.reject('no'), { signal: stop.signal });
    await settle();
    stop.abort();
    await processing;
    expect(b1.deliveriesTo(INBOX)[0]?.state).toBe('REJECTED');
  });

  test('what repeating cannot mend ends it with the error, after the handlers', async () => {
    const { b1, game, says } = stage();
    says(U1, '1');
    b1.script.next({ kind: 'drop-request' });
    const hold = gate();
    const processing = game.process(() => hold.opened, { concurrency: 2 });
    await settle();
    b1.script.next({ kind: 'fault', error: 'FailedAuthentication' }, { operation: 'GetMessages' });
    b1.down = true;
    b1.down = false;
    let ended = false;
    const outcome = processing.then(
      () => undefined,
      (error: unknown) => {
        ended = true;
        return error;
      },
    );
    await settle();
    expect(ended).toBe(false);
    hold.open();
    await expect(outcome).resolves.toMatchObject({ code: 'FailedAuthentication' });
    expect(b1.deliveriesTo(INBOX)[0]?.state).toBe('DELIVERED');
  });

  test('UC-5.16 a bridge that is killed between accept and acknowledge delivers once', async () => {
    const { b1, game, says } = stage();
    says(U1, 'for u3');
    const bridge = async (): Promise<void> => {
      for await (const message of game.messages()) {
        await game.send({ to: U3, text: message.text, clientMessageId: message.derivedId('forward') });
        if (message.deliveryAttempt === 1) break; // killed here: released, not acknowledged
        await message.acknowledge();
        break;
      }
    };
    await bridge();
    await bridge();
    expect(b1.textsTo(U3)).toEqual(['for u3']);
    expect(b1.deliveriesTo(INBOX)[0]).toMatchObject({ state: 'DELIVERED', attempts: 2 });
  });
});
