import { expect, test } from '@jest/globals';
import { nextBatch, restoredOutbox, type Outgoing } from '../../examples/gaming/web/dist/modules/phone/model/outbox.js';

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

test('after a reload what was under way is sent again, under the same id', () => {
  const kept = JSON.stringify([written('a', { state: 'sending' }), written('b', { state: 'refused', reason: 'No.' })]);
  expect(restoredOutbox(kept)).toEqual([written('a'), written('b', { state: 'refused', reason: 'No.' })]);
});

test.each([null, '', 'nonsense', '{}', '[null, 1, {"text": 5}]'])('kept rubbish is no outbox: %p', (kept) => {
  expect(restoredOutbox(kept)).toEqual([]);
});
