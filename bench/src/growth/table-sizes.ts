import type pg from 'pg';

/** What a table takes at one moment, in bytes. */
export interface TableSize {
  readonly table: string;
  readonly heap: number;
  readonly indexes: number;
  /** Of values that lie apart. */
  readonly toast: number;
  readonly deadRows: number;
}

export const totalOf = ({ heap, indexes, toast }: TableSize): number => heap + indexes + toast;

/** Of all tables of the store that hold anything. */
export async function tableSizes(pool: pg.Pool): Promise<TableSize[]> {
  const { rows } = await pool.query<TableSize>(
    `SELECT c.relname AS table, pg_table_size(c.oid)::float8 - toast.bytes AS heap, pg_indexes_size(c.oid)::float8 AS indexes,
            toast.bytes AS toast, coalesce(s.n_dead_tup, 0)::float8 AS "deadRows"
     FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid,
     LATERAL (SELECT coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0)::float8 AS bytes) toast
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname`,
  );
  return rows;
}

/** A line of the sizes that matter. */
export const told = (sizes: readonly TableSize[]): string =>
  sizes
    .filter((size) => totalOf(size) > 1e6)
    .map(({ table, heap, indexes, toast, deadRows }) => {
      const parts = [heap, indexes, toast].map((bytes) => (bytes / 1e6).toFixed(1)).join(' + ');
      return `${table} ${parts} MB, ${String(deadRows)} dead`;
    })
    .join('; ');
