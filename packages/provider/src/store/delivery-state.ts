import type pg from 'pg';

/** What `delivery.state` says; never renumbered. */
export const DELIVERY_STATE = { waiting: 0, delivered: 1, rejected: 2, undeliverable: 3, expired: 4 } as const;

export interface DeliveryKeyRow {
  sender_id: string;
  client_message_id: string;
  recipient_key: string;
}

/** Notes on the deliveries, found by their whole key, what became of them. */
export async function recordState(
  client: pg.PoolClient,
  ownerId: string,
  keys: readonly DeliveryKeyRow[],
  state: number,
  reason?: string,
): Promise<void> {
  if (keys.length === 0) return;
  await client.query({
    name: 'record-state',
    text: `UPDATE delivery SET state = $2, reason = $3, changed_at = now()
           WHERE owner_id = $1 AND (sender_id, client_message_id, recipient_key) IN
             (SELECT * FROM unnest ($4::bigint[], $5::text[], $6::text[]))`,
    values: [
      ownerId,
      state,
      reason ?? null,
      keys.map((key) => key.sender_id),
      keys.map((key) => key.client_message_id),
      keys.map((key) => key.recipient_key),
    ],
  });
}
