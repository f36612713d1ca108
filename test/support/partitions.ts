import type pg from 'pg';

/** What has an `owner_id` and is still not divided by it. */
export const UNDIVIDED: Readonly<Record<string, string>> = {
  account: 'looked up by address; on a distributed server a table that each node has whole',
  account_certificate: 'belongs to `account`, and is looked up by what messages name certificates by',
  account_policy: 'belongs to `account` and is joined to it by address',
  content_use: 'lies with its content, which is keyed by itself and may be many owners’',
  client_session: 'found by the digest of its token; no part of a delivery',
};

/** The run's tables are divided: what reads plans of whole tables, or names their indexes, has nothing to read. */
export const isDivided = Number(process.env['IMPS_TEST_PARTITIONS'] ?? 0) > 0;

const PARTITION = /^(.+)_of_(\d+)$/;

/** The table and the number of one of its partitions. */
export function partitionOf(relation: string): { table: string; number: number } | undefined {
  const [, table, number] = PARTITION.exec(relation) ?? [];
  return table === undefined ? undefined : { table, number: Number(number) };
}

/**
 * Makes all tables that are keyed by an inbox's owner anew, empty, as so many hash partitions by `owner_id`: what a
 * distributed server does with them, as far as PostgreSQL alone can. Answers their names.
 *
 * @throws when one of their unique keys lacks `owner_id`, as a distributed server would
 */
export async function divideByOwner(db: Pick<pg.ClientBase, 'query'>, partitions: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string; whole: boolean; options: string | null; references: string[] }>(
    `SELECT c.relname AS name, c.relkind = 'r' AS whole, array_to_string(a.attoptions, ', ') AS options,
            ARRAY(SELECT pg_get_constraintdef(f.oid) FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f')
              AS references
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner_id' AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
       AND c.relname <> ALL ($1) ORDER BY c.relname`,
    [Object.keys(UNDIVIDED)],
  );
  for (const { name, whole, options, references } of rows) {
    if (!whole) continue;
    const parts = Array.from(
      { length: partitions },
      (_, number) =>
        `CREATE TABLE ${name}_of_${number} PARTITION OF ${name}
           FOR VALUES WITH (MODULUS ${partitions}, REMAINDER ${number});
         ${options === null ? '' : `ALTER TABLE ${name}_of_${number} ALTER COLUMN owner_id SET (${options});`}`,
    );
    await db.query(`
      ALTER TABLE ${name} RENAME TO undivided;
      CREATE TABLE ${name} (LIKE undivided INCLUDING ALL) PARTITION BY HASH (owner_id);
      ${references.map((reference) => `ALTER TABLE ${name} ADD ${reference};`).join('\n')}
      ${parts.join('\n')}
      DROP TABLE undivided;`);
  }
  return rows.map(({ name }) => name);
}
