import { WsiError } from '@imps-wsi/contract/errors';
import type pg from 'pg';
import type { NonceStore, NonceUse } from '../security/ports.js';
import { codeOf } from '../thrown.js';
import { valuesList } from './multi-row.js';

/**
 * Nonces used, shared by all processes. Uses that come in while an insert is on its way go together in the next one,
 * so that a busy provider pays a small part of a statement a call. The table is unlogged: a transaction that writes
 * nothing else waits for no disk at its commit.
 *
 * What a crash of the database forgets cannot be used again: `nonce_memory` says since when the table remembers, is
 * emptied by the same crash, and is written anew by the first who finds it empty. A token that was created before is
 * refused as too old, for nobody knows whether it was used. That holds for tokens created up to half a second after
 * their use, by the clock of the database; the few that are further ahead are recorded where a crash forgets nothing.
 */

export interface NonceStoreOptions {
  /** Rows of one statement; default 200. */
  readonly maxBatch?: number;
  /** Statements on their way at once; default 2. */
  readonly maxInFlight?: number;
  /** How long after its creation a token expires, as in all processes; default 360. */
  readonly memorySeconds?: number;
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
/** So far ahead of the database a creation time may be without costing a commit that waits for the disk. */
const AHEAD_SECONDS = 0.5;
/** After that a fresh token is taken, whatever became of the memory. */
const FORGOTTEN_RETRY_SECONDS = 1;

interface RecordedRow {
  readonly account_id: string;
  readonly nonce_digest: Buffer;
  /** Created before the memory began; null: there is no memory any more. */
  readonly forgotten: boolean | null;
  readonly ahead: boolean;
  readonly used: boolean;
}

type Verdict = 'first' | 'used' | 'forgotten';

interface Waiting {
  readonly use: NonceUse;
  readonly key: string;
  readonly resolve: (first: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const sweepOf = (table: string) => ({
  name: `nonce-sweep-${table}`,
  text: `DELETE FROM ${table} WHERE (account_id, nonce_digest) IN (
           SELECT account_id, nonce_digest FROM ${table} WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`,
});
const SWEEP = sweepOf('used_nonce');
const SWEEP_AHEAD = sweepOf('used_nonce_ahead');

const BEGIN_MEMORY = {
  name: 'nonce-memory-begin',
  text: `INSERT INTO nonce_memory (since) VALUES (clock_timestamp() + ${String(AHEAD_SECONDS)} * interval '1 second')
         ON CONFLICT DO NOTHING`,
};

type NonceTable = 'used_nonce' | 'used_nonce_ahead';

const keyOf = (accountId: string, digest: Uint8Array) => `${accountId}:${Buffer.from(digest).toString('hex')}`;
const keyOfRow = (row: RecordedRow) => keyOf(row.account_id, row.nonce_digest);
const forgotten = () =>
  new WsiError('MessageExpired', {
    path: 'Security',
    retryAfterSeconds: FORGOTTEN_RETRY_SECONDS,
  });

export class PgNonceStore implements NonceStore {
  readonly #pool: pg.Pool;
  readonly #maxBatch: number;
  readonly #maxInFlight: number;
  readonly #memorySeconds: number;
  readonly #sweepLimit: number;
  readonly #onSweepError: (error: unknown) => void;
  readonly #texts = new Map<string, string>();
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #scheduled = false;
  #usesSinceSweep = 0;
  #sweeping: Promise<void> | undefined;

  constructor(pool: pg.Pool, options: NonceStoreOptions = {}) {
    this.#pool = pool;
    this.#maxBatch = options.maxBatch ?? 200;
    this.#maxInFlight = options.maxInFlight ?? 2;
    this.#memorySeconds = options.memorySeconds ?? 360;
    this.#sweepLimit = options.sweepLimit ?? 1_000;
    this.#onSweepError = options.onSweepError ?? (() => undefined);
  }

  /** @throws WsiError MessageExpired when the token is older than the memory of the database */
  use(use: NonceUse): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const key = keyOf(use.accountId, use.nonceDigest);
      this.#waiting.push({ use, key, resolve, reject });
      this.#schedule();
    });
  }

  /** Removes some of the expired nonces, oldest first; answers how many. */
  async sweep(now: Date): Promise<number> {
    const { rowCount } = await this.#pool.query({ ...SWEEP, values: [now, this.#sweepLimit] });
    const { rowCount: ahead } = await this.#pool.query({ ...SWEEP_AHEAD, values: [now, this.#sweepLimit] });
    return (rowCount ?? 0) + (ahead ?? 0);
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
      const verdicts = await this.#record(rows);
      for (const waiting of batch) {
        const verdict = firsts.get(waiting.key) === waiting ? verdicts.get(waiting.key) : undefined;
        if (verdict === 'forgotten') waiting.reject(forgotten());
        else waiting.resolve(verdict === 'first');
      }
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
      return;
    }
    this.#maybeSweep(batch);
  }

  /** What is not among the answers was used before. */
  async #record(rows: readonly Waiting[]): Promise<ReadonlyMap<string, Verdict>> {
    let recorded = await this.#insert('used_nonce', rows);
    if (recorded.some(({ forgotten: lost }) => lost === null)) {
      await this.#pool.query(BEGIN_MEMORY);
      // They stand in the table now; each of them was created before the memory began, or is far ahead.
      recorded = recorded.map((row) => ({ ...row, forgotten: row.forgotten ?? !row.ahead }));
    }
    const verdicts = new Map<string, Verdict>();
    const ahead: Waiting[] = [];
    for (const row of recorded) {
      const key = keyOf(row.account_id, row.nonce_digest);
      verdicts.set(key, row.used ? 'used' : row.forgotten === true ? 'forgotten' : 'first');
      const waiting = row.ahead && !row.used ? rows.find((each) => each.key === key) : undefined;
      if (waiting !== undefined) ahead.push(waiting);
    }
    if (ahead.length > 0) {
      const kept = new Set((await this.#insert('used_nonce_ahead', ahead)).map(keyOfRow));
      for (const { key } of ahead) if (!kept.has(key)) verdicts.set(key, 'used');
    }
    return verdicts;
  }

  async #insert(table: NonceTable, rows: readonly Waiting[]): Promise<RecordedRow[]> {
    const now = new Date(Math.max(...rows.map(({ use }) => use.now.getTime())));
    const values: unknown[] = [];
    for (const { use } of rows) values.push(use.accountId, use.nonceDigest, use.expiresAt);
    values.push(now, this.#memorySeconds);
    const text = this.#text(table, rows.length);
    const name = rows.length <= MAX_NAMED_ROWS ? { name: `${table}-${rows.length}` } : {};
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.#pool.query<RecordedRow>({ ...name, text, values });
        return result.rows;
      } catch (error) {
        if (codeOf(error) !== DEADLOCK || attempt >= MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** A nonce that expired but was not yet swept is free again. */
  #text(table: NonceTable, rows: number): string {
    const name = `${table} ${String(rows)}`;
    let text = this.#texts.get(name);
    if (text === undefined) {
      const columns = ['::bigint', '::bytea', '::timestamptz'];
      const next = rows * columns.length + 1;
      const created = `t.expires_at - make_interval(secs => $${String(next + 1)}::float8)`;
      text = `INSERT INTO ${table} AS t (account_id, nonce_digest, expires_at) VALUES ${valuesList(rows, columns)}
        ON CONFLICT (account_id, nonce_digest) DO UPDATE SET expires_at = EXCLUDED.expires_at
        WHERE t.expires_at < $${String(next)}::timestamptz
        RETURNING account_id, nonce_digest,
          (SELECT ${created} <= m.since FROM nonce_memory m) AS forgotten,
          ${created} > clock_timestamp() + ${String(AHEAD_SECONDS)} * interval '1 second' AS ahead,
          EXISTS (SELECT 1 FROM used_nonce_ahead a WHERE a.account_id = t.account_id
            AND a.nonce_digest = t.nonce_digest AND a.expires_at >= $${String(next)}::timestamptz) AS used`;
      this.#texts.set(name, text);
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
