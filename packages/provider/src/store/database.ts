import pg from 'pg';
import type { DatabasePooler } from '../config/options.js';
import { codeOf, textField } from '../thrown.js';
import { localSettings, pooledClient } from './pooled-client.js';

/**
 * Connections and transactions. bigint columns come as strings (pg's default), because their values may exceed what a
 * number holds; hot queries are named prepared statements.
 */

export type Queryable = Pick<pg.ClientBase, 'query'>;

export interface PoolSettings {
  readonly connectionString: string;
  readonly max: number;
  readonly statementTimeoutMilliseconds: number;
  /**
   * A commit is answered before it is on disk. Only for what means nothing before a later commit that waits: whatever
   * is on disk of that, the log of the server has all that came before it.
   */
  readonly lazyCommits?: boolean;
  /** What the connection string leads to; default: the server itself. */
  readonly pooler?: DatabasePooler;
}

/** How long after the statement timeout a server that says nothing is given up. */
const SILENCE_MILLISECONDS = 5_000;

export function createPool(settings: PoolSettings, onError: (error: Error) => void): pg.Pool {
  const { connectionString, max, statementTimeoutMilliseconds, lazyCommits = false, pooler = 'none' } = settings;
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // The server ends a statement that takes too long; this ends the wait for a server that cannot even say so.
    query_timeout: statementTimeoutMilliseconds + SILENCE_MILLISECONDS,
    keepAlive: true,
    application_name: 'imps-wsi',
    ...(pooler === 'none'
      ? {
          statement_timeout: statementTimeoutMilliseconds,
          // A process that vanishes in mid-transaction must not keep an inbox locked until the server's TCP notices.
          idle_in_transaction_session_timeout: statementTimeoutMilliseconds,
          ...(lazyCommits ? { options: '-c synchronous_commit=off' } : {}),
        }
      : {
          Client: pooledClient({
            settings: localSettings(statementTimeoutMilliseconds, lazyCommits),
            lazy: lazyCommits,
            named: pooler === 'transaction-prepared',
          }),
        }),
  });
  // An idle connection that breaks is replaced by the pool; unheard, its error event would end the process.
  pool.on('error', onError);
  return pool;
}

/** SQLSTATEs after which the same transaction may simply be tried again: deadlock, serialisation, lost connection. */
const RETRYABLE_STATES = new Set(['40P01', '40001', '57P01', '57P02', '57P03', '08000', '08003', '08006', '53300']);
const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** SQLSTATEs that speak of the server: connection, resources, shutdown, time, the database or our access to it gone. */
const UNAVAILABLE_STATES = /^(?:08|53|57P|28|57014$|3D000$)/;

/** True when the database cannot be reached, went away or took too long: nothing was wrong with the request itself. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined && (CONNECTION_ERRORS.has(code) || UNAVAILABLE_STATES.test(code))) return true;
  return (
    isTooLate(error) ||
    /Connection terminated|Client has encountered a connection error/.test(textField(error, 'message') ?? '')
  );
}

/** The time for an answer is spent: trying again here would only make the caller wait as long once more. */
const isTooLate = (error: unknown): boolean =>
  codeOf(error) === '57014' ||
  /^Query read timeout$|timeout exceeded when trying to connect/.test(textField(error, 'message') ?? '');

const isRetryable = (error: unknown): boolean => {
  const code = codeOf(error);
  return (code !== undefined && RETRYABLE_STATES.has(code)) || (isUnavailable(error) && !isTooLate(error));
};

const MAX_ATTEMPTS = 3;

/**
 * Runs `work` in one transaction and tries again, on a fresh connection, after a deadlock or a lost connection. `work`
 * must therefore be harmless to repeat: a COMMIT whose answer was lost may have taken effect. It is told which attempt
 * this is, counted from 1.
 *
 * @param opening the statements that begin it, in one round trip; constants and numbers only, for they bind nothing
 */
export function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, attempt: number) => Promise<T>,
  opening = 'BEGIN',
): Promise<T> {
  return untilItHolds((attempt) => once(pool, opening, (client) => work(client, attempt)));
}

/** Tries again after a deadlock or a lost connection; `work` is harmless to repeat and is told which attempt this is. */
export async function untilItHolds<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt + Math.random() * 30));
    }
  }
}

async function once<T>(pool: pg.Pool, opening: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // The pool listens to idle connections only: unheard, one that breaks between two statements would end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query(opening);
    const value = await work(client);
    await client.query('COMMIT');
    return value;
  } catch (error) {
    if (isUnavailable(error)) {
      // The connection is thrown away, and the transaction with it; asking it to roll back could take as long again.
      broken = error as Error;
    } else {
      try {
        await client.query('ROLLBACK');
      } catch (rollbackError) {
        broken = rollbackError as Error;
      }
    }
    throw error;
  } finally {
    client.release(broken);
    client.off('error', onError);
  }
}
