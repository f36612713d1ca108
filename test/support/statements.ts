import pg from 'pg';

/** A statement as the provider sent it. */
export interface Statement {
  /** Of the prepared statement. */
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Notes all statements that this test file's process sends to PostgreSQL while `work` runs, but for streams (COPY). */
export async function statementsOf(work: () => Promise<void>): Promise<Statement[]> {
  const noted: Statement[] = [];
  const prototype = pg.Client.prototype as { query: (...given: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (this: pg.Client, ...given: unknown[]): unknown {
    const [first, values] = given;
    if (typeof first === 'string') {
      noted.push({ name: undefined, text: first, values: Array.isArray(values) ? values : [] });
    } else if (typeof first === 'object' && first !== null && 'text' in first && typeof first.text === 'string') {
      const { text, name, values: own } = first as pg.QueryConfig;
      noted.push({ name, text, values: own ?? (Array.isArray(values) ? values : []) });
    }
    return query.apply(this, given);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return noted;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How a statement reaches tables. */
export interface Plan {
  /** Tables, or partitions, that it reads or looks for rows in. */
  readonly scanned: readonly string[];
  /** As EXPLAIN writes it. */
  readonly text: string;
}

/**
 * Plans a statement as one that was prepared and is run for any values, and says what it would touch for its own. Tables
 * in tests are so small that reading them whole is cheapest: that is forbidden, so that the plan is one for many rows.
 */
export async function planOf(client: pg.ClientBase, { text, values }: Statement): Promise<Plan> {
  await client.query('SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off');
  await client.query(`PREPARE planned AS ${text}`);
  try {
    const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
    const explain = async (format: string): Promise<unknown[]> => {
      const { rows } = await client.query<Record<string, unknown>>(
        `EXPLAIN (COSTS OFF, FORMAT ${format}) EXECUTE planned${given}`,
      );
      return rows.map((row) => row['QUERY PLAN']);
    };
    const [json] = (await explain('JSON')) as [[{ Plan: PlanNode }]];
    return { scanned: scansOf(json[0].Plan), text: (await explain('TEXT')).join('\n') };
  } finally {
    await client.query('DEALLOCATE planned');
  }
}

/**
 * Rows and index entries that a statement looks at for its own values when it was prepared for any; what it changes is
 * undone.
 */
export async function rowsRead(client: pg.ClientBase, { text, values }: Statement): Promise<number> {
  await client.query(`BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; PREPARE planned AS ${text}`);
  try {
    const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
    const { rows } = await client.query<Record<'QUERY PLAN', [{ Plan: PlanNode }]>>(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE planned${given}`,
    );
    return readBy(rows[0]!['QUERY PLAN'][0].Plan);
  } finally {
    await client.query('ROLLBACK; DEALLOCATE planned');
  }
}

function readBy(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, child) => sum + readBy(child), 0);
  const finds = node['Relation Name'] !== undefined || node['Index Name'] !== undefined;
  if (!finds || node['Node Type'] === 'ModifyTable') return below;
  const once = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
  return below + once * (node['Actual Loops'] ?? 0);
}

/** The relation that a ModifyTable names is where rows go; rows are found by the scans below it. */
const scansOf = (node: PlanNode): string[] => [
  ...(node['Node Type'] === 'ModifyTable' ? [] : [node['Relation Name'] ?? []].flat()),
  ...(node.Plans ?? []).flatMap(scansOf),
];

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (Array.isArray(value)) {
    return pg.escapeLiteral(`{${value.map((item) => JSON.stringify(String(item))).join(',')}}`);
  }
  if (typeof value === 'string') return pg.escapeLiteral(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `'${value}'`;
  throw new Error(`no test knows how to write a ${typeof value} for SQL`);
}
