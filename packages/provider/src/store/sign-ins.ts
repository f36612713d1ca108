import type pg from 'pg';
import type { SignInFailure, SignInKey, SignInStanding, SignInStore } from '../security/ports.js';
import { untilItHolds } from './database.js';
import { valuesList } from './multi-row.js';

/** Who proved himself from a network so lately is known there. */
const KNOWN_DAYS = 30;
/** After so long without another one, failures are forgotten. */
export const FAILURE_MEMORY_SECONDS = 3_600;
/** 2 to this power is more seconds than anybody waits; more would not fit the number. */
const MOST_DOUBLINGS = 30;
const ROWS_A_STATEMENT = 1_000;

const STANDING = `network, account,
  CASE WHEN failed_at > now() - make_interval(secs => ${String(FAILURE_MEMORY_SECONDS)}) THEN failures ELSE 0 END AS failures,
  coalesce(greatest(extract(epoch FROM refused_until - now()), 0), 0)::float8 AS refused_seconds,
  coalesce(succeeded_at > now() - interval '${String(KNOWN_DAYS)} days', false) AS known`;

const FIND = {
  name: 'sign-in-find',
  text: `SELECT ${STANDING} FROM sign_in_source
         WHERE (network, account) IN (SELECT * FROM unnest ($1::text[], $2::text[]))`,
};
const FORGET = {
  name: 'sign-in-forget',
  text: `UPDATE sign_in_source SET failures = 0, failed_at = NULL, refused_until = NULL WHERE account = $1`,
};
const SUCCEED = {
  name: 'sign-in-succeed',
  text: `INSERT INTO sign_in_source (network, account, succeeded_at)
         SELECT network, account, now() FROM unnest ($1::text[], $2::text[]) AS given (network, account)
         ORDER BY network, account
         ON CONFLICT (network, account) DO UPDATE SET succeeded_at = now(), touched_at = now()`,
};

interface StandingRow {
  readonly network: string;
  readonly account: string;
  readonly failures: number;
  readonly refused_seconds: number;
  readonly known: boolean;
}

/** Failures and successes of signing in, in one unlogged table: a write waits for no disk. */
export class PgSignInStore implements SignInStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async find(keys: readonly SignInKey[]): Promise<readonly SignInStanding[]> {
    const { rows } = await this.#pool.query<StandingRow>({ ...FIND, values: columnsOf(keys) });
    return rows.map(standingOf);
  }

  async fail(failures: readonly SignInFailure[]): Promise<readonly SignInStanding[]> {
    // In one order in every process, so that two of them wait instead of blocking each other.
    const sorted = [...failures].sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
    const values = sorted.flatMap(({ network, account, free, maxDelaySeconds }) => [
      network,
      account,
      free,
      maxDelaySeconds,
    ]);
    const rows = await untilItHolds(async () => {
      const result = await this.#pool.query<StandingRow>({
        name: `sign-in-fail-${String(sorted.length)}`,
        text: failText(sorted.length),
        values,
      });
      return result.rows;
    });
    return rows.map(standingOf);
  }

  async succeed(keys: readonly SignInKey[]): Promise<void> {
    await untilItHolds(() => this.#pool.query({ ...SUCCEED, values: columnsOf(keys) }));
  }

  /** Whoever guessed at the account begins anew: its password is another one now. @param account as `signInName` has it */
  async forget(account: string): Promise<void> {
    await this.#pool.query({ ...FORGET, values: [account] });
  }

  /** Removes some of what says nothing any more; answers whether there may be more of it. */
  async sweep(): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `DELETE FROM sign_in_source WHERE (network, account) IN
         (SELECT network, account FROM sign_in_source
          WHERE touched_at < now() - make_interval(secs => ${String(FAILURE_MEMORY_SECONDS)})
            AND (refused_until IS NULL OR refused_until < now())
            AND (succeeded_at IS NULL OR succeeded_at < now() - interval '${String(KNOWN_DAYS)} days')
          ORDER BY touched_at LIMIT ${String(ROWS_A_STATEMENT)})`,
    );
    return rowCount === ROWS_A_STATEMENT;
  }
}

/** Somebody's first failure is free: `free` is 2 at least. */
function failText(rows: number): string {
  const count = `CASE WHEN s.failed_at > now() - make_interval(secs => ${String(FAILURE_MEMORY_SECONDS)})
                   THEN s.failures + 1 ELSE 1 END`;
  return `INSERT INTO sign_in_source AS s (network, account, free, max_delay_seconds, failures, failed_at)
    VALUES ${valuesList(rows, ['::text', '::text', '::integer', '$::integer, 1, now()'])}
    ON CONFLICT (network, account) DO UPDATE SET
      free = EXCLUDED.free, max_delay_seconds = EXCLUDED.max_delay_seconds, touched_at = now(),
      failures = ${count}, failed_at = now(),
      refused_until = CASE WHEN ${count} >= EXCLUDED.free THEN now() + make_interval(secs =>
        least(EXCLUDED.max_delay_seconds, 2 ^ least(${count} - EXCLUDED.free, ${String(MOST_DOUBLINGS)}))) END
    RETURNING ${STANDING}`;
}

const textOf = ({ network, account }: SignInKey) => `${network} ${account}`;
const columnsOf = (keys: readonly SignInKey[]) => [
  keys.map(({ network }) => network),
  keys.map(({ account }) => account),
];

const standingOf = ({ network, account, failures, refused_seconds, known }: StandingRow): SignInStanding => ({
  network,
  account,
  failures,
  refusedSeconds: refused_seconds,
  known,
});
