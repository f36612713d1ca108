import type { InboxFilter } from '../domain/inbox-store.js';

/** Leases that hold back their senders' later messages from everybody but the batch `$2`. */
export const HELD = `b.owner_id = $1 AND b.leased_until > now() AND NOT b.sent AND b.batch_id <> $2`;

/**
 * What a reader may have now: not leased, and not behind a leased item of the same sender (design: delivery order).
 *
 * Written so that no statistics can make a plan that joins the backlog with the leases, and CASE keeps the cheapest
 * question first: a row behind the last leased item is passed over by one look into a hash of the senders that are
 * held back. Only rows before it are looked up one by one.
 */
export const DELIVERABLE = `
  CASE WHEN i.seq > coalesce((SELECT max(l.seq) FROM lease l
                              WHERE l.owner_id = $1 AND (l.leased_until > now() OR l.sent)), 0)
       THEN i.sender NOT IN (SELECT b.sender FROM lease b WHERE ${HELD})
       WHEN (SELECT l.leased_until > now() OR l.sent FROM lease l WHERE l.owner_id = $1 AND l.seq = i.seq)
       THEN false
       ELSE NOT EXISTS (SELECT 1 FROM lease b WHERE ${HELD} AND b.sender = i.sender AND b.seq < i.seq)
  END`;

/** The filter's three conditions, as parameters that follow `$from - 1`. */
export const filterSql = (from: number): string => `
  AND ($${String(from)}::text IS NULL OR i.sender = $${String(from)})
  AND ($${String(from + 1)}::text IS NULL OR i.recipient_key = $${String(from + 1)})
  AND ($${String(from + 2)}::text IS NULL OR i.header::json->>'conversationId' = $${String(from + 2)})`;

export const filterValues = (filter: InboxFilter): (string | null)[] => [
  filter.sender ?? null,
  filter.recipientKey ?? null,
  filter.conversationId ?? null,
];
