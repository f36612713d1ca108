import { expect, test } from '@jest/globals';
import {
  keepable,
  nextBatch,
  nextFile,
  restoredOutbox,
  wouldLoseFiles,
  type Outgoing,
} from '../../examples/gaming/web/dist/modules/phone/model/outbox.js';

const written = (clientMessageId: string, change: Partial<Outgoing> = {}): Outgoing => ({
  clientMessageId,
  to: 'wv:u2@chess.b1.example',
  text: 'hello',
  at: '2026-01-01T10:00:00.000Z',
  state: 'queued',
  ...change,
});
const ids = (batch: readonly Outgoing[]): string[] => batch.map(({ clientMessageId }) => clientMessageId);

test('what waits goes together, in order', () => {
  expect(ids(nextBatch([written('a'), written('b'), written('c')]))).toEqual(['a', 'b', 'c']);
});

test('nothing goes while a request is under way: the order would be lost', () => {
  expect(nextBatch([written('a', { state: 'sending' }), written('b')])).toEqual([]);
});

test('what was refused is passed over', () => {
  expect(ids(nextBatch([written('a', { state: 'refused' }), written('b')]))).toEqual(['b']);
});

test('a request stays small: twenty messages, or fewer long ones, and always at least one', () => {
  const many = Array.from({ length: 30 }, (_, index) => written(String(index)));
  expect(nextBatch(many)).toHaveLength(20);
  const long = 'x'.repeat(150_000);
  expect(ids(nextBatch([written('a', { text: long }), written('b', { text: long })]))).toEqual(['a']);
  expect(ids(nextBatch([written('a', { text: long + long })]))).toEqual(['a']);
});

const file = (clientMessageId: string, state: Outgoing['state'] = 'queued'): Outgoing =>
  written(clientMessageId, {
    text: '',
    state,
    file: { bytes: new Blob(['x']), name: 'a.png', contentType: 'image/png', sent: 0 },
  });

test('texts do not wait for files, nor files for texts; files go one at a time', () => {
  const outbox = [file('f1', 'sending'), written('a'), file('f2'), written('b')];
  expect(ids(nextBatch(outbox))).toEqual(['a', 'b']);
  expect(nextFile(outbox)).toBeUndefined();
  const later = [file('f1', 'refused'), written('a', { state: 'sending' }), file('f2'), file('f3')];
  expect(nextFile(later)?.clientMessageId).toBe('f2');
});

test('files are not kept over a reload, which is told before it happens; but for those that were refused', () => {
  const outbox = [file('f1'), written('a')];
  expect(ids(keepable(outbox))).toEqual(['a']);
  expect([outbox, [file('f1', 'sending')], [file('f1', 'refused')], [written('a')]].map(wouldLoseFiles)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('after a reload what was under way is sent again, under the same id', () => {
  const kept = JSON.stringify([written('a', { state: 'sending' }), written('b', { state: 'refused', reason: 'No.' })]);
  expect(restoredOutbox(kept)).toEqual([written('a'), written('b', { state: 'refused', reason: 'No.' })]);
});

test.each([null, '', 'nonsense', '{}', '[null, 1, {"text": 5}]'])('kept rubbish is no outbox: %p', (kept) => {
  expect(restoredOutbox(kept)).toEqual([]);
});
