import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { byPeriods, steadily, type QuotaTake } from '../../packages/provider/dist/domain/quota.js';
import { Quotas } from '../../packages/provider/dist/domain/quotas.js';
import { PgQuotaStore } from '../../packages/provider/dist/store/quotas.js';
import { quotaUsage } from '../../packages/provider/dist/store/quota-usage.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** How processes share quotas: what they take ahead, what they give back, and what a crash costs. */

let database: TestDatabase;
let owner = 1000;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const keyOf = (ownerId: number, quota: 'messagesSent' | 'bytesSent' = 'messagesSent') => ({
  ownerId: String(ownerId),
  quota,
});

/** A process: its own memory, and a count of what it asks the store. */
function process(clock?: () => number) {
  const store = new PgQuotaStore(database.pool);
  const asked: QuotaTake[] = [];
  const counting = {
    take: (take: QuotaTake) => {
      asked.push(take);
      return store.take(take);
    },
  };
  return { quotas: new Quotas(counting, clock), asked };
}

describe('quotas by periods', () => {
  const DAY = byPeriods(10_000, 31 * 86_400);

  test('are never exceeded, by however many processes that take at the same time', async () => {
    const key = keyOf((owner += 1));
    const processes = Array.from({ length: 4 }, () => process().quotas);
    const charges = await Promise.all(
      Array.from({ length: 12_000 }, (_, n) => Promise.resolve(processes[n % 4]!.have(key, 1, DAY))),
    );
    const had = charges.filter((each) => each !== undefined).length;
    expect(had).toBeLessThanOrEqual(10_000);
    expect(had).toBeGreaterThanOrEqual(10_000 - 4 * 10);
    await Promise.all(processes.map((each) => each.close()));
    expect(await quotaUsage(database.pool, key.ownerId)).toMatchObject([{ quota: 'messagesSent', used: had }]);
  });

  test('cost the store a thousandth of the questions, and none once it is known that nothing is left', async () => {
    const key = keyOf((owner += 1));
    const { quotas, asked } = process();
    for (let n = 0; n < 10_000; n += 1) expect(await quotas.have(key, 1, DAY)).toBeDefined();
    expect(asked.length).toBe(1000);
    expect(await quotas.have(key, 1, DAY)).toBeUndefined();
    const before = asked.length;
    for (let n = 0; n < 100; n += 1) expect(await quotas.have(key, 1, DAY)).toBeUndefined();
    expect(asked.length).toBe(before);
  });

  test('lose what a process held that was killed, which is no more than a thousandth', async () => {
    const key = keyOf((owner += 1));
    expect(await process().quotas.have(key, 1, DAY)).toBeDefined();
    const { quotas } = process();
    let had = 0;
    while ((await quotas.have(key, 1, DAY)) !== undefined) had += 1;
    expect(had).toBe(10_000 - 10);
  });

  test('take back what was given back, in the same period only', async () => {
    const key = keyOf((owner += 1));
    const clock = { now: 0 };
    const { quotas } = process(() => clock.now);
    const whole = (await quotas.have(key, 10_000, DAY))!;
    expect(await quotas.have(key, 1, DAY)).toBeUndefined();
    quotas.giveBack(whole);
    expect(await quotas.have(key, 10, DAY)).toBeDefined();
    clock.now = 32 * 86_400_000;
    await database.pool.query(`UPDATE quota_use SET at = at - interval '31 days' WHERE owner_id = $1`, [key.ownerId]);
    const again = (await quotas.have(key, 10_000, DAY))!;
    expect(again).toBeDefined();
    quotas.giveBack(whole);
    expect(await quotas.have(key, 1, DAY)).toBeUndefined();
  });

  test('that an operator changes hold at once', async () => {
    const key = keyOf((owner += 1));
    const { quotas } = process();
    expect(await quotas.have(key, 100, byPeriods(100, 86_400))).toBeDefined();
    expect(await quotas.have(key, 1, byPeriods(100, 86_400))).toBeUndefined();
    expect(await quotas.have(key, 100, byPeriods(200, 86_400))).toBeDefined();
    expect(await quotas.have(key, 1, byPeriods(50, 86_400))).toBeUndefined();
  });
});

describe('quotas that come back steadily', () => {
  test('come back as fast as they say, and tell when', async () => {
    const key = keyOf((owner += 1));
    const terms = steadily(1, 100);
    const clock = { now: 0 };
    const { quotas } = process(() => clock.now);
    expect(await quotas.have(key, 100, terms)).toBeDefined();
    expect(await quotas.have(key, 10, terms)).toBeUndefined();
    expect(quotas.secondsUntil(key, 10, terms)).toBe(10);
    expect(quotas.secondsUntil(key, 1_000, terms)).toBe(100);
    // Ten seconds later, by all clocks.
    clock.now += 10_000;
    await database.pool.query(`UPDATE quota_use SET at = at - interval '10 seconds' WHERE owner_id = $1`, [
      key.ownerId,
    ]);
    expect(await quotas.have(key, 10, terms)).toBeDefined();
    expect(await quotas.have(key, 10, terms)).toBeUndefined();
  });

  test('of many accounts are asked for together', async () => {
    const queries: number[] = [];
    const counting = {
      query: (...args: [never]) => {
        queries.push(1);
        return database.pool.query(...args);
      },
    };
    const quotas = new Quotas(new PgQuotaStore(counting as unknown as pg.Pool));
    const keys = Array.from({ length: 300 }, () => keyOf((owner += 1)));
    const charges = await Promise.all(keys.map((key) => Promise.resolve(quotas.have(key, 1, steadily(5, 10)))));
    expect(charges.every((each) => each !== undefined)).toBe(true);
    expect(queries.length).toBeLessThan(30);
  });

  test('fail with the store, and work again with it', async () => {
    const store = new PgQuotaStore(database.pool);
    let away = true;
    const quotas = new Quotas({
      take: (take) => (away ? Promise.reject(new Error('away')) : store.take(take)),
    });
    const key = keyOf((owner += 1));
    await expect(quotas.have(key, 1, steadily(5, 10))).rejects.toThrow('away');
    away = false;
    expect(await quotas.have(key, 1, steadily(5, 10))).toBeDefined();
  });
});
