import type pg from 'pg';
import type { Logger } from '../log.js';
import { transaction } from './database.js';
import { settle } from './settlement.js';

const ROWS_A_STATEMENT = 1000;
const BATCHES_A_STATEMENT = 100;
/** Receipts can be acknowledged again this long after they were given. */
const RECEIPT_MEMORY_SECONDS = 86_400;

export interface SweepSettings {
  readonly intervalMilliseconds: number;
  readonly idempotencyWindowSeconds: number;
}

/**
 * Removes what has served its time, a bounded number of rows at once: deliveries beyond the idempotency window,
 * receipts nobody will name again, and items that AUTO readers got under a requestId and did not ask for again.
 */
export class Sweeper {
  readonly #pool: pg.Pool;
  readonly #settings: SweepSettings;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(pool: pg.Pool, settings: SweepSettings, log: Logger) {
    this.#pool = pool;
    this.#settings = settings;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running = this.#running
        .then(() => this.sweep())
        .catch((error: unknown) => {
          this.#log.warn('the sweep failed; it is tried again later', { error });
        });
    }, this.#settings.intervalMilliseconds);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async sweep(): Promise<void> {
    await this.#settleSent();
    await this.#deleteInSlices(
      `DELETE FROM lease_batch WHERE (owner_id, batch_id) IN
         (SELECT b.owner_id, b.batch_id FROM lease_batch b
          WHERE b.created_at < now() - make_interval(secs => $1) AND NOT EXISTS
            (SELECT 1 FROM lease l WHERE l.owner_id = b.owner_id AND l.batch_id = b.batch_id AND l.leased_until > now())
          LIMIT ${String(ROWS_A_STATEMENT)})`,
      RECEIPT_MEMORY_SECONDS,
    );
    // What still waits keeps its row: the sender may ask for it, and a replay must not deliver it twice.
    await this.#deleteInSlices(
      `DELETE FROM delivery WHERE (owner_id, sender_id, client_message_id, recipient_key) IN
         (SELECT owner_id, sender_id, client_message_id, recipient_key FROM delivery
          WHERE accepted_at < now() - make_interval(secs => $1) AND state <> 0 LIMIT ${String(ROWS_A_STATEMENT)})`,
      this.#settings.idempotencyWindowSeconds,
    );
  }

  async #settleSent(): Promise<void> {
    for (;;) {
      const { rows } = await this.#pool.query<{ owner_id: string; batch_id: string }>(
        `SELECT DISTINCT owner_id, batch_id FROM lease WHERE sent AND leased_until < now() LIMIT ${String(BATCHES_A_STATEMENT)}`,
      );
      for (const { owner_id: ownerId, batch_id: batchId } of rows) {
        if (this.#closed) return;
        await this.#settleBatch(ownerId, batchId);
      }
      if (rows.length < BATCHES_A_STATEMENT) return;
    }
  }

  async #settleBatch(ownerId: string, batchId: string): Promise<void> {
    await transaction(this.#pool, async (client) => {
      await client.query('SELECT 1 FROM inbox_head WHERE owner_id = $1 FOR UPDATE', [ownerId]);
      const { rowCount } = await client.query(
        'SELECT 1 FROM lease WHERE owner_id = $1 AND batch_id = $2 AND sent AND leased_until < now() LIMIT 1',
        [ownerId, batchId],
      );
      if (rowCount === 1) await settle(client, { ownerId, batchId });
    });
  }

  async #deleteInSlices(statement: string, seconds: number): Promise<void> {
    for (;;) {
      if (this.#closed) return;
      const { rowCount } = await this.#pool.query(statement, [seconds]);
      if ((rowCount ?? 0) < ROWS_A_STATEMENT) return;
    }
  }
}
