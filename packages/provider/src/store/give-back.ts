import type { Queryable } from './database.js';

/**
 * Items that come back although their lease has not ended: released, failed, or never read because the answer broke off.
 *
 * Handing out counts towards the dead letters when it ended badly: the lease ran out, or the consumer says that it
 * failed. A release, or an answer that did not get through, says nothing against the message, and is spared. But only
 * so far: what is never anything but released, or breaks every connection it is sent over, holds back its sender's later
 * messages as surely as one that fails. So when nothing has counted for this long, it counts all the same.
 */
const SPARING_SECONDS = 4 * 3600;
const IS_SPARED = `counted_at > now() - make_interval(secs => ${String(SPARING_SECONDS)})`;

export interface ReturnedItem {
  readonly seq: string;
  /** It was tried in vain: counts. */
  readonly failed: boolean;
  /** For the operator. */
  readonly reason: string | undefined;
}

/** Gives items back that the caller knows to be leased. */
export async function giveBackItems(db: Queryable, ownerId: string, items: readonly ReturnedItem[]): Promise<void> {
  if (items.length === 0) return;
  await db.query({
    name: 'give-back-items',
    text: `UPDATE lease l SET leased_until = '-infinity', batch_id = '', sent = false, is_spared = NOT g.failed AND l.${IS_SPARED},
             reason = coalesce(g.reason, l.reason)
           FROM unnest ($2::bigint[], $3::boolean[], $4::text[]) AS g (seq, failed, reason)
           WHERE l.owner_id = $1 AND l.seq = g.seq`,
    values: [
      ownerId,
      items.map(({ seq }) => seq),
      items.map(({ failed }) => failed),
      items.map(({ reason }) => reason ?? null),
    ],
  });
}

/** Gives back what is leased under the batch: its answer did not get through. */
export async function giveBackBatch(db: Queryable, ownerId: string, batchId: string): Promise<void> {
  await db.query({
    name: 'release-batch',
    text: `UPDATE lease SET leased_until = '-infinity', batch_id = '', is_spared = ${IS_SPARED}
           WHERE owner_id = $1 AND batch_id = $2`,
    values: [ownerId, batchId],
  });
}

/** The same for an answer that is expected to be asked for again: it stays leased so long. */
export async function keepForReplay(db: Queryable, ownerId: string, batchId: string, seconds: number): Promise<void> {
  await db.query({
    name: 'keep-for-replay',
    text: `UPDATE lease SET leased_until = now() + make_interval(secs => $3), is_spared = ${IS_SPARED}
           WHERE owner_id = $1 AND batch_id = $2`,
    values: [ownerId, batchId, seconds],
  });
}
