import type pg from 'pg';
import type { NewWatcherRule, PresenceKey, WatcherEntry, WatcherStore } from '../domain/presence-store.js';
import type { WatcherRule, WatcherState } from '../domain/presence.js';
import { transaction } from './database.js';

const STATES = ['ASKED', 'ALLOW', 'BLOCK', 'POLITE_BLOCK'] as const satisfies readonly WatcherState[];

/** Notes of who asked in vain, of all presences of an owner; and of one watcher among them. */
const MAX_ASKED = 1_000;
const MAX_ASKED_BY_ONE = 20;

const RULES_FOR = {
  name: 'presence-rules-for',
  text: `SELECT owner_id, presentity, watcher, access, attribute_names, changed_at FROM presence_watcher
         WHERE owner_id = ANY ($1::bigint[]) AND presentity = ANY ($2::text[]) AND watcher IN ($3, '')`,
};
const COUNT = {
  name: 'presence-rules-count',
  text: `SELECT count(*)::int AS rules FROM presence_watcher WHERE owner_id = $1 AND presentity = $2 AND access <> 0`,
};
const KNOWN = {
  name: 'presence-rules-known',
  text: `SELECT watcher FROM presence_watcher
         WHERE owner_id = $1 AND presentity = $2 AND watcher = ANY ($3::text[]) AND access <> 0`,
};
const PUT = {
  name: 'presence-rule-put',
  text: `INSERT INTO presence_watcher (owner_id, presentity, watcher, access, attribute_names)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (owner_id, presentity, watcher)
         DO UPDATE SET access = EXCLUDED.access, attribute_names = EXCLUDED.attribute_names, changed_at = now()`,
};
const FORGET = {
  name: 'presence-rule-forget',
  text: 'DELETE FROM presence_watcher WHERE owner_id = $1 AND presentity = $2 AND watcher = $3',
};
const LIST = {
  name: 'presence-watchers-list',
  text: `SELECT owner_id, presentity, watcher, access, attribute_names, changed_at FROM presence_watcher
         WHERE owner_id = $1 AND presentity = $2 AND ($3::text IS NULL OR watcher > $3) ORDER BY watcher LIMIT $4`,
};
const ASKED = {
  name: 'presence-asked-count',
  text: `SELECT count(*)::int AS all, (count(*) FILTER (WHERE watcher = $2))::int AS own FROM presence_watcher
         WHERE owner_id = $1 AND access = 0`,
};
const NOTE = {
  name: 'presence-note-asked',
  text: `INSERT INTO presence_watcher (owner_id, presentity, watcher, access) VALUES ($1, $2, $3, 0)
         ON CONFLICT DO NOTHING`,
};

interface WatcherRow {
  readonly owner_id: string;
  readonly presentity: string;
  readonly watcher: string;
  readonly access: number;
  readonly attribute_names: string | null;
  readonly changed_at: Date;
}

export class PostgresWatchers implements WatcherStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async rulesFor(
    keys: readonly PresenceKey[],
    watcher: string,
  ): Promise<{ own: WatcherRule | undefined; everybody: WatcherRule | undefined }[]> {
    const owners = [...new Set(keys.map(({ ownerId }) => ownerId))];
    const presentities = [...new Set(keys.map(({ presentity }) => presentity))];
    const values = [owners, presentities, watcher];
    const { rows } = await this.#pool.query<WatcherRow>({ ...RULES_FOR, values });
    const found = new Map(rows.map((row) => [`${row.owner_id} ${row.presentity} ${row.watcher}`, entryOf(row)]));
    return keys.map(({ ownerId, presentity }) => ({
      own: found.get(`${ownerId} ${presentity} ${watcher}`),
      everybody: found.get(`${ownerId} ${presentity} `),
    }));
  }

  async set(
    { ownerId, presentity }: PresenceKey,
    rules: readonly NewWatcherRule[],
    maxRules: number,
  ): Promise<boolean[]> {
    const key = [ownerId, presentity];
    return transaction(this.#pool, async (client) => {
      const watchers = rules.map(({ watcher }) => watcher);
      const counted = await client.query<{ rules: number }>({ ...COUNT, values: key });
      const known = await client.query<{ watcher: string }>({ ...KNOWN, values: [...key, watchers] });
      const there = new Set(known.rows.map(({ watcher }) => watcher));
      let room = maxRules - (counted.rows[0]?.rules ?? 0);
      const held: boolean[] = [];
      // Two who set rules of the same watchers take their rows in one order.
      const sorted = [...rules].sort((a, b) => (a.watcher < b.watcher ? -1 : 1));
      const fits = new Map<string, boolean>();
      for (const { watcher, access, attributeNames } of sorted) {
        if (access === 'FORGET') {
          await client.query({ ...FORGET, values: [...key, watcher] });
          fits.set(watcher, true);
          continue;
        }
        const isNew = !there.has(watcher);
        fits.set(watcher, !isNew || room > 0);
        if (isNew && room <= 0) continue;
        if (isNew) room -= 1;
        const names = attributeNames === undefined ? null : JSON.stringify(attributeNames);
        await client.query({ ...PUT, values: [...key, watcher, STATES.indexOf(access), names] });
      }
      for (const { watcher } of rules) held.push(fits.get(watcher) === true);
      return held;
    });
  }

  async list({ ownerId, presentity }: PresenceKey, after: string | undefined, limit: number): Promise<WatcherEntry[]> {
    const values = [ownerId, presentity, after ?? null, limit];
    const { rows } = await this.#pool.query<WatcherRow>({ ...LIST, values });
    return rows.map(entryOf);
  }

  async noteAsked({ ownerId, presentity }: PresenceKey, watcher: string): Promise<void> {
    const { rows } = await this.#pool.query<{ all: number; own: number }>({ ...ASKED, values: [ownerId, watcher] });
    const { all = 0, own = 0 } = rows[0] ?? {};
    if (all >= MAX_ASKED || own >= MAX_ASKED_BY_ONE) return;
    await this.#pool.query({ ...NOTE, values: [ownerId, presentity, watcher] });
  }
}

const entryOf = ({ watcher, access, attribute_names, changed_at }: WatcherRow): WatcherEntry => ({
  watcher,
  access: STATES[access] ?? 'BLOCK',
  attributeNames: attribute_names === null ? undefined : (JSON.parse(attribute_names) as string[]),
  changedAt: changed_at,
});
