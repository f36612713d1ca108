import type pg from 'pg';
import type { InboxFilter, LeaseRequest } from '../domain/inbox-store.js';
import { DELIVERABLE, filterSql, filterValues, HAS_PRIORITIES, kindName, kindSql } from './deliverable.js';
import type { ItemSizes } from './item-content.js';
import { isPrioritised, TURN, turnOfSql } from './order-number.js';
import { inLine, prioritisedFor } from './prioritised.js';

export interface ItemRow extends ItemSizes {
  readonly seq: string;
  readonly sender: string;
  readonly recipient: string;
  readonly header: string | null;
  /** Null when a part of the row may be too large to come along. */
  readonly content: Buffer | null;
  readonly accepted_at: Date;
  readonly expires_at: Date | null;
  readonly attempts: number | null;
  /** Of the attempts, those that count towards the dead letters. */
  readonly spent: number | null;
  readonly earlier_batch: string | null;
  readonly seen: string;
  /** The inbox holds something urgent or deferred. */
  readonly prioritised: boolean;
}

/**
 * Cuts a page of candidates by the bytes of their rows before those are read: `$10` is the bound. `seen` counts the
 * candidates, so that what was cut off is known to exist. Rows of more than `$9` bytes are left for a closer look at
 * their parts.
 */
const pageOf = (candidates: string, prioritised: string): string => `
  SELECT i.seq, i.sender, i.recipient, i.header, i.parts, i.size, i.stored_size::float8 AS stored_size, i.accepted_at,
         i.expires_at, i.attempts, i.spent, i.earlier_batch, i.seen, ${prioritised} AS prioritised,
         CASE WHEN i.size <= $9::bigint THEN i.content END AS content
  FROM (
    SELECT i.*, sum(CASE WHEN i.size <= $9::bigint THEN i.size ELSE 0 END) OVER (ORDER BY i.turn, i.seq) AS running,
           row_number() OVER (ORDER BY i.turn, i.seq) AS place, count(*) OVER () AS seen
    FROM (${candidates}) AS i
  ) AS i
  WHERE i.place = 1 OR i.running <= $10
  ORDER BY i.turn, i.seq`;

const EARLIER = `
  LEFT JOIN LATERAL
    (SELECT attempts, attempts - spared - is_spared::integer AS spent, batch_id AS earlier_batch
     FROM lease WHERE owner_id = $1 AND seq = i.seq LIMIT 1) p ON true`;

const next = (filter: InboxFilter): string =>
  pageOf(
    `SELECT i.*, i.seq AS turn, p.*
     FROM inbox i ${EARLIER}
     WHERE i.owner_id = $1 AND i.seq > $6 AND i.seq <= $7 AND ${DELIVERABLE} ${filterSql(3)} ${kindSql(filter)}
     ORDER BY i.seq LIMIT $8`,
    HAS_PRIORITIES,
  );

const nextPrioritised = (filter: InboxFilter): string =>
  pageOf(inLine(prioritisedFor(filter), EARLIER, { after: '$6', upTo: '$7', limit: '$8' }), 'true');

const REPLAYED = pageOf(
  `SELECT i.*, ${TURN} AS turn, l.attempts, NULL AS spent, NULL AS earlier_batch
   FROM lease l JOIN inbox i ON i.owner_id = $1 AND i.seq = l.seq
   WHERE l.owner_id = $1 AND l.batch_id = $2 AND (${TURN}, i.seq) > (${turnOfSql('$1', '$6')}, $6::bigint) AND i.seq <= $7
     AND (i.expires_at <= now() AND l.leased_until <= now()) IS NOT TRUE ${filterSql(3)}
   ORDER BY turn, i.seq LIMIT $8`,
  'false',
);

const LATEST = '9223372036854775807';

const read = async (
  client: pg.PoolClient,
  name: string,
  text: string,
  request: LeaseRequest,
  values: readonly unknown[],
): Promise<ItemRow[]> => {
  const { after, upTo, limit, maxInlineBytes } = request;
  const bounds = [after ?? '0', upTo ?? LATEST, limit + 1, maxInlineBytes];
  const { rows } = await client.query<ItemRow>({
    name,
    text,
    values: [request.ownerId, ...values.slice(0, 4), ...bounds, values[4]],
  });
  return rows;
};

/** What the next page could have, and one item more, in the order of the line. */
export async function nextItems(client: pg.PoolClient, request: LeaseRequest): Promise<ItemRow[]> {
  const { filter } = request;
  const values = [request.batchId, ...filterValues(filter), Math.min(request.pageBytes, request.maxBytes)];
  if (request.after === undefined || !isPrioritised(request.after)) {
    const rows = await read(client, kindName('next-items', filter), next(filter), request, values);
    // Where nothing follows that is neither, deferred items may: their numbers lie beyond the bound of a later page.
    if (!(rows[0]?.prioritised ?? request.after !== undefined)) return rows;
  }
  return read(client, kindName('next-prioritised-items', filter), nextPrioritised(filter), request, values);
}

/** What is still leased under the batch, in the order of the line, and may be given again. */
export function replayedItems(client: pg.PoolClient, request: LeaseRequest, batchId: string): Promise<ItemRow[]> {
  const values = [batchId, null, null, null, request.pageBytes];
  return read(client, 'replayed-items', REPLAYED, { ...request, upTo: LATEST }, values);
}
