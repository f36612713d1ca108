import pg from 'pg';
import { CopyStatement } from './copy-statement.js';

/** What holds for the statements of a transaction, where nothing can be set for a connection. */
export function localSettings(statementTimeoutMilliseconds: number, lazyCommits: boolean): string {
  const timeout = String(statementTimeoutMilliseconds);
  const settings = [`statement_timeout = ${timeout}`, `idle_in_transaction_session_timeout = ${timeout}`];
  if (lazyCommits) settings.push(LAZY);
  return settings.map((each) => `SET LOCAL ${each}`).join('; ');
}

const LAZY = 'synchronous_commit = off';

export interface PooledClientOptions {
  /** Added to each BEGIN: no round trip more. */
  readonly settings: string;
  readonly lazy: boolean;
  /** Whether the pooler keeps prepared statements apart by name; otherwise none is given a name. */
  readonly named: boolean;
}

/**
 * A connection to a pooler in transaction mode, behind which each transaction may meet another session of the server:
 * nothing is left in a session, and nothing expected of it. A statement outside of a transaction runs under what the
 * database or the role has set, and is given up by its client as ever.
 */
export function pooledClient({ settings, lazy, named }: PooledClientOptions): typeof pg.Client {
  return class PooledClient extends pg.Client {
    override query: typeof pg.Client.prototype.query = ((...given: unknown[]): unknown => {
      const run = super.query.bind(this) as (...same: unknown[]) => unknown;
      const [first, ...others] = given;
      // Several statements in one message are a transaction of their own.
      if (first instanceof CopyStatement) return run(lazy ? first.preceded(`SET LOCAL ${LAZY}`) : first, ...others);
      if (typeof first === 'string') return run(first.replace(/^BEGIN\b/, `BEGIN; ${settings}`), ...others);
      if (named || typeof first !== 'object' || first === null || !('name' in first)) return run(...given);
      return run({ ...first, name: undefined }, ...others);
    }) as typeof pg.Client.prototype.query;
  };
}
