import type { InboxFilter } from '../domain/inbox-store.js';

/** What a reader may have now: not leased, and not behind a leased item of the same sender (design: delivery order). */
export const DELIVERABLE = `
  NOT EXISTS (SELECT 1 FROM lease l WHERE l.owner_id = $1 AND l.seq = i.seq AND (l.leased_until > now() OR l.sent))
  AND NOT EXISTS (SELECT 1 FROM lease b WHERE b.owner_id = $1 AND b.sender = i.sender AND b.seq < i.seq
                    AND b.leased_until > now() AND NOT b.sent AND b.batch_id <> $2)`;

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
