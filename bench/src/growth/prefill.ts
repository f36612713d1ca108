import type pg from 'pg';
import type { ProviderProcess } from '../provider-process.js';

/** Who the messages are from that are put into tables: so many, each with every hundredth message. */
const SENDERS = 100;
export const fillerName = (sender: number): string => `wv:filler${String(sender)}@bench.example`;

/** What differs between copies of one row; all else is as the provider wrote it. */
const OF_COPY: Readonly<Record<string, string>> = {
  owner_id: '($2::bigint[])[1 + g % cardinality($2::bigint[])]',
  seq: '$3::bigint + g',
  // Of nobody: what names a sender in an inbox is the address.
  sender_id: `- 1 - g % ${String(SENDERS)}`,
  client_message_id: `'filler-' || ($3::bigint + g)`,
  sender: `'${fillerName(0).replace('0@', `' || g % ${String(SENDERS)} || '@`)}'`,
};

/**
 * Puts messages into inboxes as fast as tables take them: copies of the last one that the provider stored for `template`,
 * spread evenly, with order numbers of their own.
 */
export async function fill(pool: pg.Pool, template: string, owners: readonly string[], count: number): Promise<void> {
  const { rows } = await pool.query<{ last: string }>(
    `SELECT setval('delivery_order', nextval('delivery_order') + $1) AS last`,
    [count],
  );
  const before = String(BigInt(rows[0]?.last ?? 0) - BigInt(count));
  for (const table of ['delivery', 'inbox']) {
    const columns = await columnsOf(pool, table);
    const values = columns.map((column) => OF_COPY[column] ?? `t.${column}`);
    await pool.query(
      `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')}
       FROM (SELECT * FROM ${table} WHERE owner_id = $1 ORDER BY seq DESC LIMIT 1) t, generate_series(1, $4::bigint) g`,
      [template, owners, before, count],
    );
  }
}

async function columnsOf(pool: pg.Pool, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

export const crowdName = (index: number): string => `wv:crowd${String(index)}@bench.example`;

/** People with inboxes, none of whom can sign in; answers whose inboxes they are. */
export async function addCrowd(pool: pg.Pool, size: number): Promise<string[]> {
  const { rows } = await pool.query<{ owner_id: string }>(
    `INSERT INTO account (address, kind) SELECT 'wv:crowd' || g || '@bench.example', 'person'
     FROM generate_series(1, $1::bigint) g RETURNING owner_id`,
    [size],
  );
  const owners = rows.map(({ owner_id: ownerId }) => ownerId);
  await pool.query('INSERT INTO inbox_head (owner_id) SELECT unnest ($1::bigint[])', [owners]);
  return owners;
}

export async function ownerOf(pool: pg.Pool, address: string): Promise<string> {
  const { rows } = await pool.query<{ owner_id: string }>('SELECT owner_id FROM account WHERE address = $1', [address]);
  return rows[0]?.owner_id ?? '';
}

/** Whether the database tidies up by itself. For all of it: a setting of a table would make it plan anew. */
export async function autovacuum({ pool }: ProviderProcess, on: boolean): Promise<void> {
  await pool.query(`ALTER SYSTEM SET autovacuum = ${on ? 'on' : 'off'}`);
  await pool.query('SELECT pg_reload_conf()');
}
