import type { InboxFilter } from '../domain/inbox-store.js';
import { filterSql, HELD, kindSql } from './deliverable.js';
import { arrivalSql, DEFERRED_FROM, turnOfSql, URGENT_FROM } from './order-number.js';

/**
 * What a reader may have now, and in which order, of an inbox that holds urgent or deferred items: as in `deliverable.ts`,
 * and an item waits behind a deferred one of the same sender that came before it, until that is gone or the reader has it.
 * That a second deferred one does not overtake such an item, `withoutOvertaking` sees to.
 */

const LIVE = `(l.leased_until > now() OR l.sent)`;

const lastLeased = (from: string, to: string): string =>
  `coalesce((SELECT max(l.seq) FROM lease l
             WHERE l.owner_id = $1 AND l.seq >= ${from} AND l.seq < ${to} AND ${LIVE}), ${from})`;

/** Behind it, whoever holds back with an ordinary item holds back all of his sender's. */
const LAST_HELD = `(SELECT max(b.seq) FROM lease b WHERE ${HELD} AND b.seq < ${DEFERRED_FROM})`;

/** An item that is not deferred waits behind a deferred item `d` of the same sender that came before it. */
const waitsForDeferred = (within: string): string => `
  SELECT 1 FROM inbox d
  WHERE d.owner_id = $1 AND d.sender = i.sender
    AND d.seq >= ${DEFERRED_FROM} AND d.seq < ${DEFERRED_FROM} + ${arrivalSql('i.seq')}
    AND (d.expires_at > now()) IS NOT FALSE ${within}
    AND NOT EXISTS (SELECT 1 FROM lease l
                    WHERE l.owner_id = $1 AND l.seq = d.seq
                      AND (l.sent OR l.batch_id = $2 AND l.leased_until > now()))`;

/**
 * Numbers of different ranges do not tell what came first, arrivals do: an urgent or deferred item may be free, given back
 * or passed over by a filter, although a later one of its sender is leased. The cheapest questions come first, as in
 * `DELIVERABLE`.
 *
 * @param within what the reader's filter says of a deferred item `d`: what is kept from a reader holds nothing back
 */
const deliverable = (within: string): string => `
  CASE WHEN i.expires_at <= now() THEN false
       WHEN i.seq < ${DEFERRED_FROM} OR i.seq >= ${URGENT_FROM} THEN NOT EXISTS (${waitsForDeferred(within)})
       ELSE true
  END
  AND
  CASE WHEN i.seq <= CASE WHEN i.seq < ${DEFERRED_FROM} THEN ${lastLeased('0', DEFERRED_FROM)}
                          WHEN i.seq < ${URGENT_FROM} THEN ${lastLeased(DEFERRED_FROM, URGENT_FROM)}
                          ELSE ${lastLeased(URGENT_FROM, '9223372036854775807')} END
            AND (SELECT ${LIVE} FROM lease l WHERE l.owner_id = $1 AND l.seq = i.seq)
       THEN false
       WHEN i.sender NOT IN (SELECT b.sender FROM lease b WHERE ${HELD})
       THEN true
       WHEN ${arrivalSql('i.seq')} > (SELECT max(${arrivalSql('b.seq')}) FROM lease b WHERE ${HELD})
       THEN false
       WHEN i.seq < ${DEFERRED_FROM} AND i.seq > ${LAST_HELD}
            AND i.sender IN (SELECT b.sender FROM lease b WHERE ${HELD} AND b.seq < ${DEFERRED_FROM})
       THEN false
       ELSE NOT EXISTS (SELECT 1 FROM lease b
                        WHERE ${HELD} AND b.sender = i.sender AND ${arrivalSql('b.seq')} < ${arrivalSql('i.seq')})
  END`;

/** @param filter its conditions on an item of that alias; none where all items are wanted */
export const prioritisedDeliverable = (filter: (alias: string) => string = () => ''): string =>
  `${deliverable(filter('d'))} ${filter('i')}`;

/** For a reader's filter, whose values are parameters from `$3` on. */
export const prioritisedFor = (filter: InboxFilter): string =>
  prioritisedDeliverable((alias) => `${filterSql(3, alias)} ${kindSql(filter, alias)}`);

export interface Stretch {
  /** Parameter of the order number behind which it begins; '0' for the beginning of the line. */
  readonly after: string;
  /** Parameter of the last arrival that belongs to it; absent: all. */
  readonly upTo?: string;
  readonly limit: string;
}

/**
 * Items of the inbox `$1` in the order of the line, with their `turn`. Urgent items and all others are two ranges of two
 * indexes, and no more of either is read than is wanted: what waits behind costs nothing.
 *
 * @param condition on an item `i`
 * @param join what is joined to it, whose alias is `p`
 */
export function inLine(condition: string, join: string, { after, upTo, limit }: Stretch): string {
  const turn = turnOfSql('$1', after);
  const wanted = `${upTo === undefined ? '' : `AND ${arrivalSql('i.seq')} <= ${upTo}`} AND ${condition}`;
  return `
    SELECT * FROM (
      (SELECT i.*, coalesce(i.behind, 0) AS turn, p.*
       FROM inbox i ${join}
       WHERE i.owner_id = $1 AND i.seq >= ${URGENT_FROM} AND (coalesce(i.behind, 0), i.seq) > (${turn}, ${after}::bigint)
         ${wanted}
       ORDER BY coalesce(i.behind, 0), i.seq LIMIT ${limit})
      UNION ALL
      (SELECT i.*, i.seq AS turn, p.*
       FROM inbox i ${join}
       WHERE i.owner_id = $1 AND i.seq > ${turn} AND i.seq < ${URGENT_FROM}
         ${wanted}
       ORDER BY i.seq LIMIT ${limit})
    ) AS i
    ORDER BY i.turn, i.seq LIMIT ${limit}`;
}
