import { expect, test } from '@jest/globals';
import { inShort, isPicture, type Message } from '../../examples/gaming/web/dist/modules/phone/model/message.js';

test.each([
  ['image/png', true],
  ['IMAGE/JPEG', true],
  ['image/webp; x=y', true],
  ['image/gif', true],
  ['image/avif', true],
  ['image/svg+xml', false],
  ['text/html', false],
  ['image/pngs', false],
  ['application/octet-stream', false],
  ['', false],
])('%s is shown as a picture: %p', (contentType, expected) => {
  expect(isPicture({ contentType, size: 1_000 })).toBe(expected);
});

test('a picture without end, or without anything, is a file like others', () => {
  expect(isPicture({ contentType: 'image/png', size: 0 })).toBe(false);
  expect(isPicture({ contentType: 'image/png', size: 500_000_000 })).toBe(false);
});

const message = (...parts: readonly Partial<Message['parts'][number]>[]): Message => ({
  id: '1',
  cursor: '1',
  direction: 'in',
  peer: 'wv:u2@chess.b1.example',
  at: '2026-01-01T10:00:00.000Z',
  state: 'received',
  parts: parts.map((part, index) => ({ number: index + 1, contentType: 'text/plain', size: 9, ...part })),
});

test('in short a message is its text, else what it brings', () => {
  const cat = { contentType: 'image/png', name: 'cat.png', omitted: true } as const;
  expect(inShort(message({ text: 'hello' }), 3)).toBe('hel');
  expect(inShort(message({ text: 'look:' }, cat), 100)).toBe('look:');
  expect(inShort(message(cat), 100)).toBe('Picture: cat.png');
  expect(inShort(message({ contentType: 'application/pdf', name: 'a.pdf', omitted: true }), 100)).toBe('File: a.pdf');
  expect(inShort(message({ contentType: 'application/pdf', name: ' ', omitted: true }), 100)).toBe('File: part 1');
  expect(inShort(message(), 100)).toBe('');
});
