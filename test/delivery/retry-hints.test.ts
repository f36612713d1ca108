import { describe, expect, test } from '@jest/globals';
import { DepthLimit } from '../../packages/provider/dist/domain/depth.js';
import { Outage } from '../../packages/provider/dist/domain/outage.js';

/** What a sender is told to wait is what is known: how long it has not worked already. */
describe('retryAfterSeconds', () => {
  test('of a store that is out of reach grows as long as it stays so, within 2 and 30 seconds', () => {
    let now = 0;
    const outage = new Outage(() => now);
    const told: number[] = [];
    for (const at of [0, 1_000, 8_500, 20_000, 3_600_000]) {
      now = at;
      told.push(outage.noticed());
    }
    expect(told).toEqual([2, 2, 9, 20, 30]);
    outage.over();
    expect(outage.noticed()).toBe(2);
  });

  test('of a full inbox grows as long as it is full, within 5 and 300 seconds, and begins anew once there was room', async () => {
    let now = 0;
    let depth = 3;
    const limit = new DepthLimit({ countUpTo: () => Promise.resolve(depth) }, () => now);
    const refusal = async () => {
      expect(await limit.admit('bob', 3)).toBe(false);
      return limit.retryAfterSeconds('bob');
    };
    const told: number[] = [];
    for (const at of [0, 4_000, 20_000, 250_000, 500_000]) {
      now = at;
      told.push(await refusal());
    }
    expect(told).toEqual([5, 5, 20, 250, 300]);
    depth = 2;
    now += 2_000;
    expect(await limit.admit('bob', 3)).toBe(true);
    limit.stored('bob');
    depth = 3;
    now += 2_000;
    expect(await refusal()).toBe(5);
  });

  test('of a full inbox that nobody has asked for long begins anew: what it was meanwhile is not known', async () => {
    let now = 0;
    const limit = new DepthLimit({ countUpTo: () => Promise.resolve(1) }, () => now);
    await limit.admit('bob', 1);
    now = 3_600_000;
    expect(await limit.admit('bob', 1)).toBe(false);
    expect(limit.retryAfterSeconds('bob')).toBe(5);
    expect(limit.retryAfterSeconds('never asked')).toBe(5);
  });
});
