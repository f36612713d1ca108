import { expect, test } from '@jest/globals';
import { failureWords } from '../../examples/gaming/web/dist/modules/phone/model/failure.js';

test('what may go through later is told in our words, not in those of a machine', () => {
  const stored = { code: 503, reason: 'The message could not be stored just now; send it again with the same id.' };
  expect(failureWords({ ...stored, retryable: true })).toBe(
    'This message was not sent. Something went wrong on its way; try again.',
  );
  const full = { code: 507, reason: 'The inbox of the recipient is full; send again later with the same id.' };
  expect(failureWords({ ...full, retryable: true })).toBe(
    'This message was not sent. The inbox it goes to is full; try again later.',
  );
});

test('what never will is told with the reason that the provider gives', () => {
  expect(failureWords({ code: 531, reason: 'There is no such user here.', retryable: false })).toBe(
    'There is no such user here.',
  );
  expect(failureWords({})).toBe('This message was not delivered.');
});

test('a message that is too large is to be shortened', () => {
  expect(failureWords({ code: 432, reason: 'See GetCapabilities.', retryable: false })).toMatch(/Shorten it/);
});
