import type pg from 'pg';
import type { QuotaName, QuotaState, QuotaStore, QuotaTake } from '../domain/quota.js';
import { MultiRowStatement } from './multi-row.js';

/** The store's time, which a clock that is set back a little does not take back. */
const TIME = `CASE WHEN q.at > now() + interval '10 seconds' THEN now() ELSE greatest(q.at, now()) END`;
const EPOCH = `extract(epoch FROM ${TIME})::float8`;
/** What is used and has not come back. */
const LEFT = `CASE
    WHEN EXCLUDED.period_seconds > 0 THEN
      CASE WHEN floor(extract(epoch FROM q.at) / EXCLUDED.period_seconds) = floor(${EPOCH} / EXCLUDED.period_seconds)
        THEN q.used ELSE 0 END
    ELSE greatest(0, q.used - EXCLUDED.per_second * greatest(0, ${EPOCH} - extract(epoch FROM q.at)::float8)) END`;
const USED = `greatest(0, least(${LEFT} + EXCLUDED.wanted, greatest(${LEFT}, EXCLUDED.capacity)))`;

/** One statement takes what is there, whoever takes at the same time; it remembers in the row what it took. */
const take = new MultiRowStatement(
  'quota-take',
  ['::bigint', '::text', '::float8', '::float8', '::float8', '::integer', '::float8', '::float8'],
  (values) =>
    `INSERT INTO quota_use AS q (owner_id, quota, wanted, capacity, per_second, period_seconds, used, granted)
     VALUES ${values}
     ON CONFLICT (owner_id, quota) DO UPDATE SET
       wanted = EXCLUDED.wanted, capacity = EXCLUDED.capacity, per_second = EXCLUDED.per_second,
       period_seconds = EXCLUDED.period_seconds, used = ${USED}, granted = ${USED} - ${LEFT}, at = ${TIME}
     RETURNING owner_id, quota, granted, used, ${secondsLeft('q')}`,
);

function secondsLeft(table: string): string {
  const epoch = 'extract(epoch FROM now())::float8';
  const period = `${table}.period_seconds`;
  return `CASE WHEN ${period} > 0 THEN ${period} - (${epoch} - floor(${epoch} / ${period}) * ${period}) ELSE 0 END AS seconds_left`;
}

interface TakenRow {
  readonly owner_id: string;
  readonly quota: QuotaName;
  readonly granted: number;
  readonly used: number;
  readonly seconds_left: number;
}

interface Waiting {
  readonly take: QuotaTake;
  readonly resolve: (state: QuotaState) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_ROWS = 128;

/** Quotas on PostgreSQL: a row an account and quota. What several accounts take at a time is one statement. */
export class PgQuotaStore implements QuotaStore {
  readonly #pool: pg.Pool;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  take(take: QuotaTake): Promise<QuotaState> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ take, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        const values = batch.flatMap(({ take: { ownerId, quota, wanted, terms } }) => {
          const { capacity, perSecond, periodSeconds } = terms;
          const initial = Math.max(0, Math.min(wanted, capacity));
          return [ownerId, quota, wanted, capacity, perSecond, periodSeconds, initial, initial];
        });
        const rows = await take.run<TakenRow>(this.#pool, values);
        const found = new Map(rows.map((row) => [keyOf(row.owner_id, row.quota), row]));
        for (const { take: wish, resolve } of batch) {
          const row = found.get(keyOf(wish.ownerId, wish.quota));
          resolve({ granted: row?.granted ?? 0, used: row?.used ?? 0, secondsLeft: row?.seconds_left ?? 0 });
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = false;
  }

  /** A quota once a statement; in one order, so that processes do not lock each other's rows crosswise. */
  #nextBatch(): Waiting[] {
    const batch = new Map<string, Waiting>();
    const later: Waiting[] = [];
    for (const each of this.#waiting) {
      const key = keyOf(each.take.ownerId, each.take.quota);
      if (batch.size >= MAX_ROWS || batch.has(key)) later.push(each);
      else batch.set(key, each);
    }
    this.#waiting = later;
    return [...batch].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  }
}

const keyOf = (ownerId: string, quota: QuotaName): string => `${ownerId} ${quota}`;
