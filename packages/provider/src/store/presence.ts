import type pg from 'pg';
import type { PresenceKey, PresenceStore } from '../domain/presence-store.js';
import type { PresenceAttribute, PresenceState } from '../domain/presence.js';
import { transaction } from './database.js';
import { MultiRowStatement } from './multi-row.js';

const OPEN = {
  name: 'presence-open',
  text: 'INSERT INTO presence (owner_id, presentity) VALUES ($1, $2) ON CONFLICT DO NOTHING',
};
const LOCK = {
  name: 'presence-lock',
  // The time at which the lock was got: of two who change it, the second one is the later one.
  text: `SELECT attributes, clock_timestamp() AS now FROM presence
         WHERE owner_id = $1 AND presentity = $2 FOR UPDATE`,
};
const WRITE = {
  name: 'presence-write',
  text: 'UPDATE presence SET attributes = $3, changed_at = $4 WHERE owner_id = $1 AND presentity = $2',
};
const FIND = {
  name: 'presence-find',
  text: `SELECT owner_id, presentity, attributes FROM presence
         WHERE owner_id = ANY ($1::bigint[]) AND presentity = ANY ($2::text[])`,
};
const IN_SESSION = {
  name: 'presence-in-session',
  text: 'SELECT owner_id FROM presence_session WHERE owner_id = ANY ($1::bigint[]) AND online_until > now()',
};
const NOW = { name: 'presence-clock', text: 'SELECT now()' };

const touch = new MultiRowStatement(
  'presence-touch',
  ['::bigint', "now() + $::float8 * interval '1 second'"],
  (values) =>
    `INSERT INTO presence_session (owner_id, online_until) VALUES ${values}
     ON CONFLICT (owner_id) DO UPDATE SET online_until = EXCLUDED.online_until`,
);

/** As it lies in a row: dates are text. */
type StoredAttribute = Omit<PresenceAttribute, 'changedAt' | 'expiresAt'> & {
  readonly changedAt?: string;
  readonly expiresAt?: string;
};

export class PostgresPresence implements PresenceStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async change(
    { ownerId, presentity }: PresenceKey,
    work: (attributes: readonly PresenceAttribute[], now: Date) => readonly PresenceAttribute[],
  ): Promise<void> {
    const key = [ownerId, presentity];
    await transaction(this.#pool, async (client) => {
      const lock = () => client.query<{ attributes: string; now: Date }>({ ...LOCK, values: key });
      let [row] = (await lock()).rows;
      if (row === undefined) {
        await client.query({ ...OPEN, values: key });
        [row] = (await lock()).rows;
      }
      if (row === undefined) throw new Error('a presence was removed while it was changed');
      const after = work(read(row.attributes), row.now);
      await client.query({ ...WRITE, values: [...key, JSON.stringify(after), row.now] });
    });
  }

  async find(keys: readonly PresenceKey[]): Promise<PresenceState[]> {
    const owners = [...new Set(keys.map(({ ownerId }) => ownerId))];
    const presentities = [...new Set(keys.map(({ presentity }) => presentity))];
    const [rows, sessions, clock] = await Promise.all([
      this.#pool.query<{ owner_id: string; presentity: string; attributes: string }>({
        ...FIND,
        values: [owners, presentities],
      }),
      this.#pool.query<{ owner_id: string }>({ ...IN_SESSION, values: [owners] }),
      this.#pool.query<{ now: Date }>(NOW),
    ]);
    const now = clock.rows[0]?.now;
    if (now === undefined) throw new Error('the store does not tell the time');
    const stored = new Map(rows.rows.map((row) => [`${row.owner_id} ${row.presentity}`, row.attributes]));
    const inSession = new Set(sessions.rows.map(({ owner_id }) => owner_id));
    return keys.map(({ ownerId, presentity }) => ({
      attributes: read(stored.get(`${ownerId} ${presentity}`) ?? '[]'),
      // A session is the account's; of the names in its domain only what is published is known.
      inSession: presentity === '' && inSession.has(ownerId),
      now,
    }));
  }

  async touch(ownerIds: readonly string[], seconds: number): Promise<void> {
    // In one order, so that two processes that tell of the same accounts do not wait for each other in a circle.
    const sorted = [...ownerIds].sort();
    await touch.run(
      this.#pool,
      sorted.flatMap((ownerId) => [ownerId, seconds]),
    );
  }
}

const read = (text: string): PresenceAttribute[] =>
  (JSON.parse(text) as StoredAttribute[]).map(({ changedAt, expiresAt, ...attribute }) => ({
    ...attribute,
    changedAt: changedAt === undefined ? undefined : new Date(changedAt),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
  }));
