import { expect, test } from '@jest/globals';
import { FileSender } from '../../examples/gaming/web/dist/modules/phone/file-sender.js';
import type { Message } from '../../examples/gaming/web/dist/modules/phone/model/message.js';
import type { OutgoingFile } from '../../examples/gaming/web/dist/modules/phone/model/outbox.js';
import { Store } from '../../examples/gaming/web/dist/modules/phone/store.js';
import { CallError } from '../../examples/gaming/web/dist/modules/shared/http.js';

const unreachable = new CallError(0, 'UNREACHABLE', 'There is no connection right now.');

interface Attempt {
  readonly name: string;
  readonly id: string;
  readonly progress: (sent: number) => void;
  readonly answer: (change?: Partial<Message>) => void;
  readonly refuse: (error: CallError) => void;
}

/** A provider that answers when the test says, and a phone that sends files to it. */
class Scene {
  readonly store = new Store();
  readonly attempts: Attempt[] = [];
  signIns = 0;
  readonly sender = new FileSender(
    { sendFile: (outgoing, progress, signal) => this.#attempt(outgoing, progress, signal) },
    this.store,
    () => {
      this.signIns += 1;
      return Promise.resolve(true);
    },
  );

  attach(name: string, bytes: Blob = new Blob(['0123456789'])): void {
    const file = { bytes, name, contentType: 'image/png', sent: 0 };
    const at = '2026-01-01T10:00:00.000Z';
    const to = 'wv:u2@chess.b1.example';
    this.store.chat({
      type: 'attached',
      outgoing: { clientMessageId: `id-${name}`, to, text: '', file, at, state: 'queued' },
    });
    this.sender.flush();
  }

  /** The attempt under way. */
  get now(): Attempt {
    return this.attempts.at(-1)!;
  }

  /** Waits until nothing goes on by itself. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  get left(): (readonly [string | undefined, string, number | undefined])[] {
    return this.store.state.chat.outbox.map(({ file, state }) => [file?.name, state, file?.sent] as const);
  }

  get sent(): (string | undefined)[] {
    const [conversation] = this.store.state.chat.conversations.values();
    return conversation?.messages.map(({ clientMessageId }) => clientMessageId) ?? [];
  }

  #attempt(outgoing: OutgoingFile, progress: (sent: number) => void, signal: AbortSignal): Promise<Message> {
    const { clientMessageId, to, at, file } = outgoing;
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(unreachable));
      this.attempts.push({
        name: file.name,
        id: clientMessageId,
        progress,
        answer: (change = {}) =>
          resolve({
            id: String(this.attempts.length),
            cursor: String(this.attempts.length),
            direction: 'out',
            peer: to,
            clientMessageId,
            at,
            state: 'sent',
            parts: [],
            ...change,
          }),
        refuse: reject,
      });
    });
  }
}

test('files go one at a time, in order, and tell how far they are', async () => {
  const scene = new Scene();
  scene.attach('a');
  scene.attach('b');
  scene.now.progress(4);
  expect(scene.left).toEqual([
    ['a', 'sending', 4],
    ['b', 'queued', 0],
  ]);
  scene.now.answer();
  await scene.settle();
  expect(scene.left).toEqual([['b', 'sending', 0]]);
  scene.now.answer();
  await scene.settle();
  expect([scene.left, scene.sent]).toEqual([[], ['id-a', 'id-b']]);
});

test('what got no answer waits, from its beginning, and goes again under the same id', async () => {
  const scene = new Scene();
  scene.attach('a');
  scene.now.progress(9);
  scene.now.refuse(unreachable);
  await scene.settle();
  expect(scene.left).toEqual([['a', 'queued', 0]]);
  scene.sender.flush();
  expect(scene.attempts.map(({ id }) => id)).toEqual(['id-a', 'id-a']);
  scene.sender.close();
});

test('what is cancelled on its way is gone, and the next one goes', async () => {
  const scene = new Scene();
  scene.attach('a');
  scene.attach('b');
  scene.attach('c');
  scene.sender.cancel('id-a');
  scene.sender.cancel('id-c');
  await scene.settle();
  expect(scene.now.name).toBe('b');
  expect(scene.left).toEqual([['b', 'sending', 0]]);
  scene.sender.close();
});

test('what is refused stays with its reason, and holds up nothing', async () => {
  const scene = new Scene();
  scene.attach('a');
  scene.attach('b');
  scene.attach('c');
  scene.now.refuse(new CallError(413, 'TOO_LARGE', 'The file is larger than the 4 GiB that are accepted.'));
  await scene.settle();
  scene.now.answer({ id: '0', cursor: '0', state: 'failed', code: 901, reason: 'No such address.', retryable: false });
  await scene.settle();
  expect(scene.left).toEqual([
    ['a', 'refused', 0],
    ['b', 'refused', 0],
    ['c', 'sending', 0],
  ]);
  const reasons = scene.store.state.chat.outbox.map(({ reason }) => reason);
  expect(reasons).toEqual(['The file is larger than the 4 GiB that are accepted.', 'No such address.', undefined]);
  scene.sender.close();
});

test('a file that went away from the disk is told from a network that went away', async () => {
  const scene = new Scene();
  const gone = new Blob(['x']);
  gone.slice = () => {
    throw new DOMException('gone', 'NotReadableError');
  };
  scene.attach('a', gone);
  scene.now.refuse(unreachable);
  await scene.settle();
  expect(scene.store.state.chat.outbox).toMatchObject([
    { state: 'refused', reason: 'This file cannot be read any more. Attach it again.' },
  ]);
});

test('a session that has ended is renewed once, and the file goes', async () => {
  const scene = new Scene();
  scene.attach('a');
  scene.now.refuse(new CallError(401, 'NOT_SIGNED_IN', 'Sign in.'));
  await scene.settle();
  expect([scene.signIns, scene.attempts.length]).toEqual([1, 2]);
  scene.now.refuse(new CallError(401, 'NOT_SIGNED_IN', 'Sign in.'));
  await scene.settle();
  expect([scene.signIns, scene.attempts.length]).toEqual([1, 2]);
  scene.sender.close();
});

test('a phone that is left gives up what is on its way', async () => {
  const scene = new Scene();
  scene.attach('a');
  scene.attach('b');
  scene.sender.close();
  await scene.settle();
  expect(scene.attempts).toHaveLength(1);
});
