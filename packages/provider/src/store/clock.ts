import type pg from 'pg';
import type { StoreClock } from '../domain/sending.js';

/** The time that leases and expiry go by: there is one database, and processes whose clocks differ. */
export class PostgresClock implements StoreClock {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async now(): Promise<Date> {
    const { rows } = await this.#pool.query<{ now: Date }>({ name: 'store-clock', text: 'SELECT now()' });
    if (rows[0] === undefined) throw new Error('the store does not tell the time');
    return rows[0].now;
  }
}
