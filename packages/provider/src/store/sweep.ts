import type pg from 'pg';
import type { Logger } from '../log.js';
import { PgAuditStore } from './audit.js';
import { STALE_SECONDS } from './content.js';
import { sweepContents } from './content-removal.js';
import { HOLDER, letGo, usesOf } from './content-uses.js';
import { transaction } from './database.js';
import { removeLetters } from './dead-letters.js';
import { DELIVERY_STATE } from './delivery-state.js';
import { LANES } from './order-number.js';
import { settleUnnamed } from './settlement.js';
import { PgSignInStore } from './sign-ins.js';

const ROWS_A_STATEMENT = 1000;
const BATCHES_A_STATEMENT = 100;
/** Receipts can be acknowledged again this long after they were given. */
const RECEIPT_MEMORY_SECONDS = 86_400;
const DAY_SECONDS = 86_400;
const AUDIT_DAYS = 90;

export interface SweepSettings {
  readonly intervalMilliseconds: number;
  readonly idempotencyWindowSeconds: number;
  readonly clientHistoryDays: number;
  readonly deadLetterDays: number;
  /** Default 90. */
  readonly auditDays?: number;
}

interface DeliveryAge {
  owner_id: string;
  sender_id: string;
  client_message_id: string;
  recipient_key: string;
  seq: string;
  ended: boolean;
  old: boolean;
}

/**
 * Removes what has served its time, a bounded number of rows at once: deliveries beyond the idempotency window,
 * receipts nobody will name again, items that AUTO readers got under a requestId and did not ask for again, or whose
 * left-out parts they had their time to fetch, client sessions that ended, conversations, dead letters and audit events
 * beyond the time they are kept, failures of signing in that count no more, and large content that nobody needs.
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
    await this.#deleteInSlices(
      `DELETE FROM client_session WHERE token_digest IN
         (SELECT token_digest FROM client_session WHERE expires_at < now() - make_interval(secs => $1)
          LIMIT ${String(ROWS_A_STATEMENT)})`,
      0,
    );
    await this.#forgetDeadLetters();
    await this.#forgetDeliveries();
    await this.#forgetConversations();
    const { auditDays = AUDIT_DAYS } = this.#settings;
    const audit = new PgAuditStore(this.#pool);
    while (!this.#closed && (await audit.forget(auditDays)));
    const signIns = new PgSignInStore(this.#pool);
    while (!this.#closed && (await signIns.sweep()));
    // Last, for the others let go of content.
    await sweepContents(this.#pool, STALE_SECONDS, () => this.#closed);
  }

  /** What still waits for its recipient stays, however old: its sender may want to know what becomes of it. */
  async #forgetConversations(): Promise<void> {
    let gone = ROWS_A_STATEMENT;
    while (gone === ROWS_A_STATEMENT && !this.#closed) {
      gone = await transaction(this.#pool, async (client) => {
        const { rows } = await client.query<{ owner_id: string; item_id: string; parts: string | null }>(
          `DELETE FROM conversation_entry WHERE (owner_id, entry_id) IN
             (SELECT e.owner_id, e.entry_id FROM conversation_entry e
              WHERE e.at < now() - make_interval(secs => $1) AND NOT (e.pending AND EXISTS
                (SELECT 1 FROM delivery d WHERE d.sender_id = e.owner_id AND d.client_message_id = e.client_message_id
                   AND d.recipient_key = e.recipient_key AND d.state = 0))
              ORDER BY e.at LIMIT ${String(ROWS_A_STATEMENT)})
           RETURNING owner_id, entry_id AS item_id, CASE WHEN stored_size > 0 THEN parts END AS parts`,
          [this.#settings.clientHistoryDays * DAY_SECONDS],
        );
        for (const row of rows) await letGo(client, row.owner_id, HOLDER.log, usesOf([row]));
        return rows.length;
      });
    }
  }

  async #forgetDeadLetters(): Promise<void> {
    let gone = ROWS_A_STATEMENT;
    while (gone === ROWS_A_STATEMENT && !this.#closed) {
      gone = await transaction(this.#pool, (client) =>
        removeLetters(
          client,
          `(owner_id, seq) IN (SELECT owner_id, seq FROM dead_letter WHERE died_at < now() - make_interval(secs => $1)
                               ORDER BY died_at LIMIT ${String(ROWS_A_STATEMENT)})`,
          [this.#settings.deadLetterDays * DAY_SECONDS],
          // Looked at by this same sweep.
          new Set(),
        ),
      );
    }
  }

  async #forgetDeliveries(): Promise<void> {
    for (const [from, to] of LANES) await this.#forgetFrom(from, to);
  }

  /**
   * Walks the deliveries of a range from the oldest on, by order number, as long as they are beyond the window. What still
   * waits keeps its row, and what is a dead letter, for it may wait again: the sender may ask for it, and a replay must not
   * deliver it twice. So does what its sender is still to be told of.
   */
  async #forgetFrom(from: string, to: string): Promise<void> {
    let after = from;
    while (!this.#closed) {
      const { rows } = await this.#pool.query<DeliveryAge>(
        `SELECT owner_id, sender_id, client_message_id, recipient_key, seq,
                accepted_at < now() - make_interval(secs => $1) AS old,
                CASE state WHEN ${String(DELIVERY_STATE.waiting)} THEN false
                  WHEN ${String(DELIVERY_STATE.undeliverable)} THEN NOT EXISTS
                    (SELECT 1 FROM dead_letter l WHERE l.owner_id = d.owner_id AND l.seq = d.seq)
                  ELSE true END AND coalesce(report, 0) >= 0 AS ended
         FROM delivery d WHERE seq > $2 AND seq < $3 ORDER BY seq LIMIT $4`,
        [this.#settings.idempotencyWindowSeconds, after, to, ROWS_A_STATEMENT],
      );
      const gone = rows.filter(({ old, ended }) => old && ended);
      if (gone.length > 0) {
        await this.#pool.query(
          `DELETE FROM delivery WHERE (owner_id, sender_id, client_message_id, recipient_key) IN
             (SELECT * FROM unnest ($1::bigint[], $2::bigint[], $3::text[], $4::text[]))`,
          [
            gone.map((row) => row.owner_id),
            gone.map((row) => row.sender_id),
            gone.map((row) => row.client_message_id),
            gone.map((row) => row.recipient_key),
          ],
        );
      }
      const last = rows.at(-1);
      if (last === undefined || !last.old || rows.length < ROWS_A_STATEMENT) return;
      after = last.seq;
    }
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
      // What its items needed is looked at by this same sweep.
      if (rowCount === 1) await settleUnnamed(client, ownerId, batchId, new Set());
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
