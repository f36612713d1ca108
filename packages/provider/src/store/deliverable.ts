import type { InboxFilter } from '../domain/inbox-store.js';
import { REPORT_LANE } from '../domain/reports.js';
import { DEFERRED_FROM } from './order-number.js';

/** Leases that hold back their senders' later messages from everybody but the batch `$2`. */
export const HELD = `b.owner_id = $1 AND b.leased_until > now() AND NOT b.sent AND b.batch_id <> $2`;

/**
 * What a reader may have now: not expired, not leased, and not behind a leased item of the same sender (design:
 * delivery order). Of urgent and deferred items, whose numbers do not tell what came first, it lets through all that
 * nobody has: see `HAS_PRIORITIES`.
 *
 * Written so that no statistics can make a plan that joins the backlog with the leases, and CASE keeps the cheapest
 * question first: a row behind the last leased item is passed over by one look into a hash of the senders that are
 * held back. Only rows before it are looked up one by one.
 */
export const DELIVERABLE = `
  CASE WHEN i.expires_at <= now()
       THEN false
       WHEN i.seq >= ${DEFERRED_FROM}
       THEN (SELECT l.leased_until > now() OR l.sent FROM lease l WHERE l.owner_id = $1 AND l.seq = i.seq) IS NOT TRUE
       WHEN i.seq > coalesce((SELECT max(l.seq) FROM lease l
                              WHERE l.owner_id = $1 AND l.seq < ${DEFERRED_FROM} AND (l.leased_until > now() OR l.sent)), 0)
       THEN i.sender NOT IN (SELECT b.sender FROM lease b WHERE ${HELD} AND b.seq < ${DEFERRED_FROM})
       WHEN (SELECT l.leased_until > now() OR l.sent FROM lease l WHERE l.owner_id = $1 AND l.seq = i.seq)
       THEN false
       ELSE NOT EXISTS (SELECT 1 FROM lease b WHERE ${HELD} AND b.sender = i.sender AND b.seq < i.seq)
  END`;

/**
 * Whether the inbox holds anything urgent or deferred. Where it does not, the line is the order of the numbers, and
 * `DELIVERABLE` is all there is to ask; where it does, it lets through too much, never too little, and what is asked for
 * is found by the statements of `prioritised.ts`.
 */
export const HAS_PRIORITIES = `(SELECT EXISTS (SELECT 1 FROM inbox WHERE owner_id = $1 AND seq >= ${DEFERRED_FROM}))`;

/** What `inbox.sender_id` says of items that the provider made: reports. */
export const PROVIDER_ID = '0';

/** Only messages, or only reports: a statement of its own, so that the planner knows of the index of reports. */
export const kindSql = ({ kind }: InboxFilter, alias = 'i'): string => {
  if (kind === undefined) return '';
  return `AND ${alias}.sender_id ${kind === 'DELIVERY_REPORT' ? '=' : '<>'} ${PROVIDER_ID}`;
};

/** A name for the statement that has this `kindSql`. */
export const kindName = (name: string, { kind }: InboxFilter): string =>
  kind === undefined ? name : `${name}-${kind}`;

/** The filter's three conditions on the item `alias`, as parameters that follow `$from - 1`. */
export const filterSql = (from: number, alias = 'i'): string => `
  AND ($${String(from)}::text IS NULL OR ${alias}.sender IN ($${String(from)}, '${REPORT_LANE}' || $${String(from)}))
  AND ($${String(from + 1)}::text IS NULL OR ${alias}.recipient_key = $${String(from + 1)})
  AND ($${String(from + 2)}::text IS NULL OR ${alias}.header::json->>'conversationId' = $${String(from + 2)})`;

export const filterValues = (filter: InboxFilter): (string | null)[] => [
  filter.sender ?? null,
  filter.recipientKey ?? null,
  filter.conversationId ?? null,
];
