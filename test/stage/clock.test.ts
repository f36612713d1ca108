import { expect, test } from '@jest/globals';
import { clockTime } from '../../examples/gaming/web/dist/modules/phone/view/times.js';
import { toTheSecond } from '../../examples/gaming/web/dist/modules/shared/clock.js';

test('the chart and the chats tell the time in one form; the chart with seconds', () => {
  for (const hour of ['00', '09', '12', '23']) {
    const at = new Date(`2026-01-01T${hour}:41:27`);
    expect(toTheSecond(at)).toContain(':41:27');
    expect(toTheSecond(at).replace(':41:27', ':41')).toBe(clockTime(at.toISOString()));
  }
});

test('what is no time is not shown', () => {
  expect(clockTime('yesterday')).toBe('');
});
