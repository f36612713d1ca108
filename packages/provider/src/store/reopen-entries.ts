import type pg from 'pg';
import { ENTRY_STATE } from './conversation-rows.js';
import { transaction } from './database.js';
import type { DeliveryKeyRow } from './delivery-state.js';

/**
 * Messages that were told to have failed wait again: the logs of those who sent them through an IM client say so, and are
 * followed from now on. Logs lie with their owners, so this is a transaction for each of them, under the lock of the log.
 *
 * @returns the owners of logs that changed
 */
export async function reopenEntries(pool: pg.Pool, deliveries: readonly DeliveryKeyRow[]): Promise<string[]> {
  const bySender = new Map<string, DeliveryKeyRow[]>();
  for (const delivery of deliveries) {
    bySender.set(delivery.sender_id, [...(bySender.get(delivery.sender_id) ?? []), delivery]);
  }
  const changed: string[] = [];
  for (const [ownerId, own] of bySender) {
    const lock = `BEGIN; SELECT 1 FROM inbox_head WHERE owner_id = ${BigInt(ownerId).toString()} FOR UPDATE`;
    const { rowCount } = await transaction(
      pool,
      (client) =>
        client.query(
          `UPDATE conversation_entry SET state = $2, pending = true, code = 200, reason = NULL, retryable = false,
             change_id = nextval('conversation_order')
           WHERE owner_id = $1 AND outgoing AND state = $3 AND NOT pending
             AND (client_message_id, recipient_key) IN (SELECT * FROM unnest ($4::text[], $5::text[]))`,
          [
            ownerId,
            ENTRY_STATE.sent,
            ENTRY_STATE.failed,
            own.map((each) => each.client_message_id),
            own.map((each) => each.recipient_key),
          ],
        ),
      lock,
    );
    if ((rowCount ?? 0) > 0) changed.push(ownerId);
  }
  return changed;
}
