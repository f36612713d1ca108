import pg from 'pg';
import { PostgresInboxes } from '../../../packages/provider/dist/store/inbox.js';
import type { ProviderProcess } from '../provider-process.js';
import { ownerOf } from './prefill.js';

/** How the next items of an inbox are found, as the database tells it; nothing is changed by it. */
export async function explainNextItems(provider: ProviderProcess, reader: string): Promise<string> {
  const ownerId = await ownerOf(provider.pool, reader);
  let seen: pg.QueryConfig | undefined;
  class WatchedClient extends pg.Client {
    override query: typeof pg.Client.prototype.query = ((...given: unknown[]): unknown => {
      const [config] = given;
      if (typeof config === 'object' && config !== null && (config as pg.QueryConfig).name === 'next-items') {
        seen = config as pg.QueryConfig;
      }
      return (super.query.bind(this) as (...same: unknown[]) => unknown)(...given);
    }) as typeof pg.Client.prototype.query;
  }
  const pool = new pg.Pool({ ...provider.pool.options, max: 1, Client: WatchedClient });
  try {
    const inboxes = new PostgresInboxes(pool, 100);
    const batchId = `explain-${String(Date.now())}`;
    const bounds = { limit: 10, maxBytes: 1e6, pageBytes: 1e6, maxInlineBytes: 1e6, leaseSeconds: 60 };
    await inboxes.lease({ ownerId, batchId, named: false, final: false, filter: {}, ...bounds });
    await inboxes.release(ownerId, batchId);
    if (seen === undefined) return 'the statement was not met';
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>({
      text: `EXPLAIN (ANALYZE, BUFFERS) ${seen.text}`,
      values: seen.values ?? [],
    });
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await pool.end();
  }
}
