import type pg from 'pg';
import { DELIVERY_STATE, recordState, type DeliveryKeyRow } from './delivery-state.js';

/** What an item and the dead letter it became have in common. */
export const LETTER_COLUMNS = `owner_id, seq, sender_id, client_message_id, recipient_key, sender, recipient, header, parts,
  content, size, stored_size, accepted_at, expires_at, behind`;

/**
 * Moves items that were handed out too often to the dead letters, which need the same contents. Within the caller's
 * transaction, which holds the lock of the inbox.
 */
export async function bury(client: pg.PoolClient, ownerId: string, seqs: readonly string[]): Promise<void> {
  for (const seq of seqs) {
    const { rows } = await client.query<DeliveryKeyRow & { attempts: number }>({
      name: 'bury-item',
      text: `INSERT INTO dead_letter (${LETTER_COLUMNS}, attempts, reason)
             SELECT ${LETTER_COLUMNS}, l.attempts, l.reason
             FROM inbox i JOIN (SELECT attempts, reason FROM lease WHERE owner_id = $1 AND seq = $2) AS l ON true
             WHERE owner_id = $1 AND seq = $2
             ON CONFLICT DO NOTHING RETURNING sender_id, client_message_id, recipient_key, attempts`,
      values: [ownerId, seq],
    });
    await client.query({
      name: 'remove-item',
      text: 'DELETE FROM inbox WHERE owner_id = $1 AND seq = $2',
      values: [ownerId, seq],
    });
    await client.query({
      name: 'remove-lease',
      text: 'DELETE FROM lease WHERE owner_id = $1 AND seq = $2',
      values: [ownerId, seq],
    });
    await recordState(
      client,
      ownerId,
      rows,
      DELIVERY_STATE.undeliverable,
      'Handed out too often without being accepted.',
    );
  }
}
