import type pg from 'pg';
import type { Logger } from '../log.js';
import { DELIVERY_STATE } from './delivery-state.js';
import { transaction } from './database.js';
import { noteTakenBack } from './leases.js';
import { finish } from './settlement.js';

/** Found at once; removed inbox by inbox. */
const ITEMS_A_SLICE = 1000;

/** Whoever has an item leased when it expires may still accept it, and what was flushed to an AUTO reader is delivered. */
const HELD_ON_TO = `EXISTS (SELECT 1 FROM lease l WHERE l.owner_id = i.owner_id AND l.seq = i.seq
                            AND (l.leased_until > now() OR l.sent))`;

/**
 * Removes messages that expired, in slices, those first that expired first. It finds them in an index that holds nothing
 * but messages that expire, so that a look costs as much as there is to remove. Nobody is given an expired message, swept
 * or not: this makes room, tells senders by the state of the delivery, and lets go of contents.
 */
export class ExpirySweep {
  readonly #pool: pg.Pool;
  readonly #lookAt: (contentIds: ReadonlySet<string>) => void;
  readonly #log: Logger;
  readonly #onEnded: () => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> | undefined;
  #closed = false;

  /**
   * @param lookAt told of contents that expired messages needed
   * @param onEnded hears that messages came to their end
   */
  constructor(
    pool: pg.Pool,
    lookAt: (contentIds: ReadonlySet<string>) => void,
    log: Logger,
    onEnded: () => void = () => undefined,
  ) {
    this.#pool = pool;
    this.#lookAt = lookAt;
    this.#log = log;
    this.#onEnded = onEnded;
  }

  start(intervalMilliseconds: number): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.sweep()
        .catch((error: unknown) => {
          this.#log.warn('expired messages could not be removed; it is tried again', { error });
        })
        .finally(() => {
          this.#running = undefined;
        });
    }, intervalMilliseconds);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Removes what is expired by now; answers how many messages that were. */
  async sweep(): Promise<number> {
    let removed = 0;
    let found = ITEMS_A_SLICE;
    let gone = 1;
    // A slice of which nothing went is what others are removing.
    while (found === ITEMS_A_SLICE && gone > 0 && !this.#closed) {
      ({ found, gone } = await this.#sweepSlice());
      removed += gone;
      if (gone > 0) this.#onEnded();
    }
    return removed;
  }

  async #sweepSlice(): Promise<{ found: number; gone: number }> {
    const { rows } = await this.#pool.query<{ owner_id: string; seq: string }>({
      name: 'expired-items',
      text: `SELECT i.owner_id, i.seq FROM inbox i WHERE i.expires_at <= now() AND NOT ${HELD_ON_TO}
             ORDER BY i.expires_at LIMIT ${String(ITEMS_A_SLICE)}`,
    });
    const byOwner = new Map<string, string[]>();
    for (const { owner_id: ownerId, seq } of rows) {
      const seqs = byOwner.get(ownerId);
      if (seqs === undefined) byOwner.set(ownerId, [seq]);
      else seqs.push(seq);
    }
    let gone = 0;
    for (const [ownerId, seqs] of byOwner) {
      if (this.#closed) break;
      gone += await this.#expire(ownerId, seqs);
    }
    return { found: rows.length, gone };
  }

  /** Under the lock of the inbox, for a lease may have come in between; answers how many went. */
  async #expire(ownerId: string, candidates: readonly string[]): Promise<number> {
    const lock = `BEGIN; SELECT 1 FROM inbox_head WHERE owner_id = ${BigInt(ownerId).toString()} FOR UPDATE`;
    const freed = new Set<string>();
    const gone = await transaction(
      this.#pool,
      async (client) => {
        freed.clear();
        const { rows } = await client.query<{ seq: string }>({
          name: 'still-expired',
          text: `SELECT i.seq FROM inbox i
                 WHERE i.owner_id = $1 AND i.seq = ANY ($2::bigint[]) AND i.expires_at <= now() AND NOT ${HELD_ON_TO}`,
          values: [ownerId, candidates],
        });
        const seqs = rows.map(({ seq }) => seq);
        if (seqs.length === 0) return 0;
        const leases = await client.query<{ earlier_batch: string }>({
          name: 'unlease-expired',
          text: 'DELETE FROM lease WHERE owner_id = $1 AND seq = ANY ($2::bigint[]) RETURNING batch_id AS earlier_batch',
          values: [ownerId, seqs],
        });
        // Whoever acknowledges them late learns that they were not accepted.
        await noteTakenBack(client, ownerId, leases.rows);
        await finish(client, ownerId, seqs, { state: DELIVERY_STATE.expired, freed });
        return seqs.length;
      },
      lock,
    );
    if (freed.size > 0) this.#lookAt(freed);
    return gone;
  }
}
