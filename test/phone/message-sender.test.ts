import { expect, test } from '@jest/globals';
import { MessageSender } from '../../examples/gaming/web/dist/modules/phone/message-sender.js';
import type { Message } from '../../examples/gaming/web/dist/modules/phone/model/message.js';
import type { Outgoing } from '../../examples/gaming/web/dist/modules/phone/model/outbox.js';
import { Store } from '../../examples/gaming/web/dist/modules/phone/store.js';
import { CallError } from '../../examples/gaming/web/dist/modules/shared/http.js';

/** A provider that answers what the test says, and a phone that writes to it. */
class Scene {
  readonly store = new Store();
  /** The texts of each request, in order. */
  readonly requests: string[][] = [];
  /** What the next requests meet; when there is nothing here, they are accepted. */
  readonly refusals: CallError[] = [];
  /** Texts that the provider refuses before it keeps them. */
  readonly tooLarge = new Set<string>();
  signIns = 0;
  readonly sender = new MessageSender({ send: (batch) => this.#answer(batch) }, this.store, () => {
    this.signIns += 1;
    return Promise.resolve(true);
  });
  #ids = 0;

  write(...texts: readonly string[]): void {
    for (const text of texts) {
      this.#ids += 1;
      const outgoing: Outgoing = {
        clientMessageId: `c${this.#ids}`,
        to: 'wv:u2@chess.b1.example',
        text,
        at: '2026-01-01T10:00:00.000Z',
        state: 'queued',
      };
      this.store.chat({ type: 'written', outgoing });
    }
  }

  /** Sends, and waits until nothing is under way. */
  async flush(): Promise<void> {
    this.sender.flush();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** What has not got through. */
  get left(): (readonly [string, string])[] {
    return this.store.state.chat.outbox.map(({ text, state }) => [text, state] as const);
  }

  #answer(batch: readonly Outgoing[]): Promise<readonly Message[]> {
    this.requests.push(batch.map(({ text }) => text));
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return Promise.reject(refusal);
    return Promise.resolve(
      batch.map(({ clientMessageId, to, at, text }) => {
        const common = { direction: 'out' as const, peer: to, clientMessageId, at, parts: [] };
        return this.tooLarge.has(text)
          ? { ...common, id: '0', cursor: '0', state: 'failed' as const, code: 432, reason: 'See GetCapabilities.' }
          : { ...common, id: clientMessageId.slice(1), cursor: clientMessageId.slice(1), state: 'sent' as const };
      }),
    );
  }
}

const unavailable = new CallError(503, 'UNAVAILABLE', 'B1 is not reachable.');

test('what was written while a request was under way goes with the next one, in order', async () => {
  const scene = new Scene();
  scene.write('one');
  scene.sender.flush();
  scene.write('two', 'three');
  await scene.flush();
  expect(scene.requests).toEqual([['one'], ['two', 'three']]);
  expect(scene.left).toEqual([]);
});

test('what got no answer is sent again, before what was written later', async () => {
  const scene = new Scene();
  scene.refusals.push(unavailable);
  scene.write('one');
  await scene.flush();
  expect(scene.left).toEqual([['one', 'queued']]);
  scene.write('two');
  await scene.flush();
  expect(scene.requests).toEqual([['one'], ['one', 'two']]);
  expect(scene.left).toEqual([]);
});

test('a session that has ended is renewed, and the message goes', async () => {
  const scene = new Scene();
  scene.refusals.push(new CallError(401, 'NOT_SIGNED_IN', 'Sign in.'));
  scene.write('one');
  await scene.flush();
  expect(scene.signIns).toBe(1);
  expect(scene.left).toEqual([]);
});

test('a session that is refused again and again is not renewed in a circle', async () => {
  const scene = new Scene();
  scene.refusals.push(...Array.from({ length: 9 }, () => new CallError(403, 'WRONG_CSRF_TOKEN', 'No.')));
  scene.write('one');
  await scene.flush();
  scene.sender.close();
  expect([scene.signIns, scene.requests.length]).toEqual([1, 2]);
});

test('one message that cannot be sent does not hold up the others', async () => {
  const scene = new Scene();
  const tooLarge = new CallError(413, 'TOO_LARGE', 'The message is too large.');
  scene.refusals.push(tooLarge, tooLarge);
  scene.write('much too large', 'two', 'three');
  await scene.flush();
  expect(scene.requests).toEqual([['much too large', 'two', 'three'], ['much too large'], ['two'], ['three']]);
  expect(scene.left).toEqual([['much too large', 'refused']]);
  expect(scene.store.state.chat.outbox[0]?.reason).toMatch(/too large .* Shorten it/);
});

test('a message that the provider refuses without keeping it is not lost: it stays here, with why', async () => {
  const scene = new Scene();
  scene.tooLarge.add('much too large').add('another');
  scene.write('much too large', 'two', 'another');
  await scene.flush();
  expect(scene.left).toEqual([
    ['much too large', 'refused'],
    ['another', 'refused'],
  ]);
  expect(scene.store.state.chat.outbox[0]?.reason).toMatch(/too large .* Shorten it/);
  const [conversation] = scene.store.state.chat.conversations.values();
  expect(conversation?.messages.map(({ id }) => id)).toEqual(['2']);
});

test('nothing goes after the phone has been left', async () => {
  const scene = new Scene();
  scene.sender.close();
  scene.write('one');
  await scene.flush();
  expect(scene.requests).toEqual([]);
});
