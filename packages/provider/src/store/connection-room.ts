import type pg from 'pg';
import type { Config } from '../config.js';
import { CONTENT_CONNECTIONS } from './content.js';

/** LISTEN has a connection of its own in each process. */
const LISTENERS = 1;
/** What commands, operators and the look after the processes need of a database of our own. */
const OTHERS = 20;
const USUAL = 100;

type Wish = Pick<Config, 'processes' | 'databasePoolSize'>;

/** Most connections that the processes have open together. */
export const connectionsOf = ({ processes, databasePoolSize }: Wish): number =>
  processes * (databasePoolSize + CONTENT_CONNECTIONS + LISTENERS);

/** `max_connections` of a database of our own. */
export const connectionsToOffer = (wish: Wish): number => Math.max(USUAL, connectionsOf(wish) + OTHERS);

/** Why the server has not the connections that may be needed, in one line; undefined when it has. */
export async function lackOfConnections(pool: pg.Pool, wish: Wish): Promise<string | undefined> {
  const { rows } = await pool.query<{ room: number }>(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true)::int, 0) AS room`,
  );
  const room = rows[0]?.room ?? Infinity;
  const needed = connectionsOf(wish);
  if (needed <= room) return undefined;
  const who = wish.processes === 1 ? 'this process' : `${wish.processes} processes`;
  const each = `--database-pool-size ${wish.databasePoolSize} and ${CONTENT_CONNECTIONS + LISTENERS} more each`;
  return `${who} may need ${needed} database connections (${each}), and the server allows ${room}; lower --database-pool-size or --processes, or raise max_connections`;
}
