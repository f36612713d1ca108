import type { InboxFilter } from '../domain/inbox-store.js';
import type { Queryable } from './database.js';
import { filterSql, filterValues, kindName, kindSql } from './deliverable.js';
import { DEFERRED_FROM, isDeferred, URGENT_FROM } from './order-number.js';

/** Items that are looked through, of each range, to see whose wait behind deferred ones. */
const ROWS_LOOKED_AT = 1000;

/**
 * A page without those deferred items that would overtake what their sender sent between them and the deferred item
 * before: `LOW 1, 2, LOW 3` must not be read as 1, 3, 2. When a page reaches deferred items, nothing else is left but what
 * waits for them, is leased, or stands in the page; so that little is looked through. Where it is much after all, one
 * deferred item of each sender goes at a time.
 */
export async function withoutOvertaking<Row extends { readonly seq: string; readonly sender: string }>(
  db: Queryable,
  { ownerId, filter }: { readonly ownerId: string; readonly filter: InboxFilter },
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const first = new Set<string>();
  const later = new Set<Row>();
  for (const row of rows) {
    if (!isDeferred(row.seq)) continue;
    if (first.has(row.sender)) later.add(row);
    else first.add(row.sender);
  }
  if (later.size === 0) return rows;
  const given = rows.map(({ seq }) => seq);
  const left = await db.query<{ sender: string }>({
    name: kindName('left-behind-deferred', filter),
    text: `${leftIn(`i.seq < ${DEFERRED_FROM}`, filter)} UNION ALL ${leftIn(`i.seq >= ${URGENT_FROM}`, filter)}`,
    values: [ownerId, given, ...filterValues(filter)],
  });
  const senders = new Set(left.rows.map(({ sender }) => sender));
  const unknown = left.rows.length > ROWS_LOOKED_AT;
  return rows.filter((row) => !(later.has(row) && (unknown || senders.has(row.sender))));
}

const leftIn = (range: string, filter: InboxFilter): string => `
  (SELECT i.sender FROM inbox i
   WHERE i.owner_id = $1 AND ${range} AND (i.expires_at > now()) IS NOT FALSE AND i.seq <> ALL ($2::bigint[]) ${filterSql(3)}
     ${kindSql(filter)}
   ORDER BY i.seq LIMIT ${String(ROWS_LOOKED_AT + 1)})`;
