import type pg from 'pg';
import type { LeaseRequest } from '../domain/inbox-store.js';
import { TURN, turnOfSql } from './order-number.js';

/** What one answer leased, under its receipt and, if the consumer named one, its requestId. */

/**
 * Gives back what this page leased in an attempt whose COMMIT was not answered. Left as it is, it would stay in the
 * batch without standing in the answer, and be removed unread when the batch is acknowledged.
 */
export async function undoLease(client: pg.PoolClient, { ownerId, batchId, after }: LeaseRequest): Promise<void> {
  await client.query({
    name: 'undo-lease',
    text: `UPDATE lease l SET leased_until = '-infinity', batch_id = '', attempts = attempts - 1
           WHERE l.owner_id = $1 AND l.batch_id = $2 AND EXISTS
             (SELECT 1 FROM inbox i WHERE i.owner_id = $1 AND i.seq = l.seq
                AND (${TURN}, i.seq) > (${turnOfSql('$1', '$3')}, $3::bigint))`,
    values: [ownerId, batchId, after ?? '0'],
  });
  if (after !== undefined) return;
  await client.query({
    name: 'undo-batch',
    text: 'DELETE FROM lease_batch WHERE owner_id = $1 AND batch_id = $2',
    values: [ownerId, batchId],
  });
}

/** `whole`: nothing of the batch went to somebody else, so that giving it again keeps the order. */
export async function findBatch(
  client: pg.PoolClient,
  ownerId: string,
  requestId: string,
): Promise<{ batchId: string; whole: boolean } | undefined> {
  const { rows } = await client.query<{ batch_id: string; taken_back: number }>({
    name: 'find-batch',
    text: 'SELECT batch_id, taken_back FROM lease_batch WHERE owner_id = $1 AND request_id = $2',
    values: [ownerId, requestId],
  });
  const row = rows[0];
  return row === undefined ? undefined : { batchId: row.batch_id, whole: row.taken_back === 0 };
}

/**
 * Not when the answer is being given again, as far as it had come: what it added nobody would have read. Nor when others
 * got some of its items, whose leases had run out: later ones of the same senders must not overtake those.
 */
export async function mayGrow(client: pg.PoolClient, ownerId: string, batchId: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>({
    name: 'batch-may-grow',
    text: 'SELECT NOT replayed AND taken_back = 0 AS may FROM lease_batch WHERE owner_id = $1 AND batch_id = $2',
    values: [ownerId, batchId],
  });
  return rows[0]?.may ?? false;
}

/** Nothing, or not all, is leased under the requestId any more: from now on it names a new request. */
export async function forgetRequest(client: pg.PoolClient, ownerId: string, batchId: string): Promise<void> {
  await client.query({
    name: 'forget-request',
    text: 'UPDATE lease_batch SET request_id = NULL WHERE owner_id = $1 AND batch_id = $2',
    values: [ownerId, batchId],
  });
}
