import type pg from 'pg';
import type { NonceStore, NonceUse } from '../security/ports.js';
import { codeOf } from '../thrown.js';
import { valuesList } from './multi-row.js';

/**
 * Nonces used, shared by all processes. Uses that come in while an insert is on its way go together in the next one,
 * so that a busy provider pays a small part of a statement a call. The table is unlogged: a transaction that writes
 * nothing else waits for no disk at its commit. What a crash of the database forgets are the nonces of the last
 * minutes; to make use of that takes a token listened to within TLS or on this machine.
 */

export interface NonceStoreOptions {
  /** Rows of one statement; default 200. */
  readonly maxBatch?: number;
  /** Statements on their way at once; default 2. */
  readonly maxInFlight?: number;
  /** Expired rows removed at a time, a bit more than are added between two sweeps of a busy provider. */
  readonly sweepLimit?: number;
  /** Called when a sweep failed; the next one comes anyway. */
  readonly onSweepError?: (error: unknown) => void;
}

/** Statements of few rows are prepared by name; with many the parse is spread over the rows. */
const MAX_NAMED_ROWS = 16;
/** A sweep for every so many uses, and never two at once. */
const USES_PER_SWEEP = 500;
/** Deadlocks come from two processes with the same nonces in hand; trying again ends them. */
const DEADLOCK = '40P01';
const MAX_ATTEMPTS = 3;

interface Waiting {
  readonly use: NonceUse;
  readonly key: string;
  readonly resolve: (first: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const SWEEP = {
  name: 'nonce-sweep',
  text: `DELETE FROM used_nonce WHERE (account_id, nonce_digest) IN (
           SELECT account_id, nonce_digest FROM used_nonce WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`,
};

export class PgNonceStore implements NonceStore {
  readonly #pool: pg.Pool;
  readonly #maxBatch: number;
  readonly #maxInFlight: number;
  readonly #sweepLimit: number;
  readonly #onSweepError: (error: unknown) => void;
  readonly #texts = new Map<number, string>();
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #scheduled = false;
  #usesSinceSweep = 0;
  #sweeping: Promise<void> | undefined;

  constructor(pool: pg.Pool, options: NonceStoreOptions = {}) {
    this.#pool = pool;
    this.#maxBatch = options.maxBatch ?? 200;
    this.#maxInFlight = options.maxInFlight ?? 2;
    this.#sweepLimit = options.sweepLimit ?? 1_000;
    this.#onSweepError = options.onSweepError ?? (() => undefined);
  }

  use(use: NonceUse): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const key = `${use.accountId}:${Buffer.from(use.nonceDigest).toString('hex')}`;
      this.#waiting.push({ use, key, resolve, reject });
      this.#schedule();
    });
  }

  /** Removes some of the expired nonces, oldest first; answers how many. */
  async sweep(now: Date): Promise<number> {
    const { rowCount } = await this.#pool.query({ ...SWEEP, values: [now, this.#sweepLimit] });
    return rowCount ?? 0;
  }

  /** Resolves when a sweep under way has ended; before the pool is closed. */
  async idle(): Promise<void> {
    await this.#sweeping;
  }

  /** At the end of this turn of the loop, so that requests read together go together. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= this.#maxInFlight) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#inFlight < this.#maxInFlight) {
      const batch = this.#waiting.splice(0, this.#maxBatch);
      this.#inFlight += 1;
      void this.#settle(batch).finally(() => {
        this.#inFlight -= 1;
        this.#flush();
      });
    }
  }

  async #settle(batch: readonly Waiting[]): Promise<void> {
    // Within one batch the first wins; ON CONFLICT DO UPDATE would refuse to touch one row twice.
    const firsts = new Map<string, Waiting>();
    for (const waiting of batch) if (!firsts.has(waiting.key)) firsts.set(waiting.key, waiting);
    // In one order in every process, so that two of them with the same nonces wait instead of blocking each other.
    const rows = [...firsts.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
    try {
      const recorded = await this.#insert(rows);
      for (const waiting of batch) waiting.resolve(firsts.get(waiting.key) === waiting && recorded.has(waiting.key));
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
      return;
    }
    this.#maybeSweep(batch);
  }

  async #insert(rows: readonly Waiting[]): Promise<ReadonlySet<string>> {
    const now = new Date(Math.max(...rows.map(({ use }) => use.now.getTime())));
    const values: unknown[] = [];
    for (const { use } of rows) values.push(use.accountId, use.nonceDigest, use.expiresAt);
    values.push(now);
    const text = this.#text(rows.length);
    const name = rows.length <= MAX_NAMED_ROWS ? { name: `nonce-use-${rows.length}` } : {};
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.#pool.query<{ account_id: string; nonce_digest: Buffer }>({ ...name, text, values });
        return new Set(result.rows.map((row) => `${row.account_id}:${row.nonce_digest.toString('hex')}`));
      } catch (error) {
        if (codeOf(error) !== DEADLOCK || attempt >= MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** A nonce that expired but was not yet swept is free again. */
  #text(rows: number): string {
    let text = this.#texts.get(rows);
    if (text === undefined) {
      const columns = ['::bigint', '::bytea', '::timestamptz'];
      text = `INSERT INTO used_nonce (account_id, nonce_digest, expires_at) VALUES ${valuesList(rows, columns)}
        ON CONFLICT (account_id, nonce_digest) DO UPDATE SET expires_at = EXCLUDED.expires_at
        WHERE used_nonce.expires_at < $${rows * columns.length + 1}::timestamptz
        RETURNING account_id, nonce_digest`;
      this.#texts.set(rows, text);
    }
    return text;
  }

  #maybeSweep(batch: readonly Waiting[]): void {
    this.#usesSinceSweep += batch.length;
    const now = batch[0]?.use.now;
    if (this.#usesSinceSweep < USES_PER_SWEEP || this.#sweeping !== undefined || now === undefined) return;
    this.#usesSinceSweep = 0;
    this.#sweeping = this.sweep(now)
      .then(() => undefined, this.#onSweepError)
      .finally(() => (this.#sweeping = undefined));
  }
}
