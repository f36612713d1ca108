import { expect, test } from '@jest/globals';
import { Turns } from '../../packages/provider/dist/pipeline/turns.js';

/** In which order requests are read when more come than are read at once. */

const KiB = 1024;

test('who comes alone is read at once, and a flood of one account does not stand before another (GO-4)', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const come = (account: string, name: string) =>
    Promise.resolve(turns.take(account, 32 * KiB)).then(() => order.push(name));
  expect(turns.take('noisy', 32 * KiB)).toBeUndefined();
  const all = [
    ...Array.from({ length: 6 }, (_, n) => come('noisy', `noisy ${String(n)}`)),
    come('quiet', 'quiet'),
    come('other', 'other'),
  ];
  await Promise.all(all);
  expect(order).toEqual(['noisy 0', 'quiet', 'other', 'noisy 1', 'noisy 2', 'noisy 3', 'noisy 4', 'noisy 5']);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(turns.take('noisy', 1)).toBeUndefined();
});

test('small requests share a turn; the event loop is looked at between two turns', async () => {
  const turns = new Turns();
  const seen: (number | 'turn')[] = [];
  const all = Array.from({ length: 40 }, (_, n) =>
    Promise.resolve(turns.take('noisy', 4 * KiB)).then(() => seen.push(n)),
  );
  for (let n = 0; n < 6; n += 1)
    await new Promise<void>((resolve) => setImmediate(() => resolve(void seen.push('turn'))));
  await Promise.all(all);
  expect(seen.indexOf('turn')).toBeGreaterThanOrEqual(8);
  expect(seen.indexOf('turn')).toBeLessThanOrEqual(16);
});

test('an account with more requests waiting than are kept is refused with the time to come again', () => {
  const turns = new Turns();
  for (let n = 0; n < 1_001; n += 1) void turns.take('noisy', 64 * KiB);
  expect(() => turns.take('noisy', 1)).toThrow(
    expect.objectContaining({ errorName: 'TooManyRequests', retryAfterSeconds: 1 }),
  );
  expect(() => void turns.take('quiet', 1)).not.toThrow();
});
