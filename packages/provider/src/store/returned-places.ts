import type pg from 'pg';
import { arrivalOf, arrivalSql, isDeferred, URGENT_FROM } from './order-number.js';

/** A dead letter that is back in its inbox. */
export interface ReturnedLetter {
  readonly seq: string;
  readonly sender: string;
  /** Where it stood, if it is urgent. */
  readonly behind: string | null;
}

/**
 * Urgent messages took their places when the letters were not in the line: those that came later than a letter of their
 * own sender's are moved behind it. What is leased stays where it is, for a reader's answer may go on from there; so does
 * what came before. Other dead letters get the same place, for when they return in their turn. Within the caller's transaction, which
 * holds the lock of the inbox.
 */
export async function keepBehind(
  client: pg.PoolClient,
  ownerId: string,
  letters: readonly ReturnedLetter[],
): Promise<void> {
  // Behind a deferred message all that came later waits, wherever it stands.
  const standing = letters.filter(({ seq }) => !isDeferred(seq));
  if (standing.length === 0) return;
  const values = [
    ownerId,
    standing.map(({ sender }) => sender),
    standing.map(({ seq }) => arrivalOf(seq)),
    standing.map(({ seq, behind }) => (BigInt(seq) < BigInt(URGENT_FROM) ? seq : (behind ?? '0'))),
  ];
  await client.query(
    `${moved('inbox')} AND NOT EXISTS
       (SELECT 1 FROM lease l WHERE l.owner_id = $1 AND l.seq = i.seq AND (l.leased_until > now() OR l.sent))`,
    values,
  );
  await client.query(moved('dead_letter'), values);
}

const LAST_BEFORE = `(SELECT max(g.turn) FROM unnest ($2::text[], $3::bigint[], $4::bigint[]) AS g (sender, arrival, turn)
  WHERE g.sender = i.sender AND g.arrival < ${arrivalSql('i.seq')})`;

const moved = (table: 'inbox' | 'dead_letter'): string => `
  UPDATE ${table} i SET behind = ${LAST_BEFORE}
  WHERE i.owner_id = $1 AND i.seq >= ${URGENT_FROM} AND i.sender = ANY ($2) AND coalesce(i.behind, 0) < ${LAST_BEFORE}`;
