import type pg from 'pg';
import type { QuotaName } from '../domain/quota.js';

/** What is used of an account's quotas now, as far as processes have taken it. */
export interface QuotaUsage {
  readonly quota: QuotaName;
  readonly used: number;
  /** Until what is used comes back as a whole; 0 where it comes back steadily. */
  readonly secondsLeft: number;
}

const FIND = {
  name: 'quota-usage',
  text: `SELECT quota, CASE
           WHEN period_seconds = 0 THEN greatest(0, used - per_second * extract(epoch FROM now() - at)::float8)
           WHEN floor(extract(epoch FROM at) / period_seconds) < floor(extract(epoch FROM now()) / period_seconds) THEN 0
           ELSE used END AS used,
         CASE WHEN period_seconds = 0 THEN 0
           ELSE period_seconds - extract(epoch FROM now())::numeric % period_seconds END::float8 AS seconds_left
         FROM quota_use WHERE owner_id = $1`,
};

export async function quotaUsage(pool: Pick<pg.Pool, 'query'>, ownerId: string): Promise<QuotaUsage[]> {
  const { rows } = await pool.query<{ quota: QuotaName; used: number; seconds_left: number }>({
    ...FIND,
    values: [ownerId],
  });
  return rows.map(({ quota, used, seconds_left }) => ({ quota, used, secondsLeft: seconds_left }));
}
