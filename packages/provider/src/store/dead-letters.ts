import type pg from 'pg';
import type { StoredItem } from '../domain/inbox-store.js';
import { DELIVERY_STATE, recordState } from './delivery-state.js';

/** Moves items that were handed out too often to the dead letters, which need the same contents. */
export async function buryWorn(client: pg.PoolClient, ownerId: string, worn: readonly StoredItem[]): Promise<void> {
  for (const { seq, attempt } of worn) {
    const { rows } = await client.query<{ sender_id: string; client_message_id: string; recipient_key: string }>({
      name: 'bury-item',
      text: `INSERT INTO dead_letter (owner_id, seq, sender_id, client_message_id, recipient_key, sender, recipient, header,
               parts, content, size, stored_size, accepted_at, attempts)
             SELECT owner_id, seq, sender_id, client_message_id, recipient_key, sender, recipient, header, parts, content,
               size, stored_size, accepted_at, $3 FROM inbox WHERE owner_id = $1 AND seq = $2
             ON CONFLICT DO NOTHING RETURNING sender_id, client_message_id, recipient_key`,
      values: [ownerId, seq, attempt - 1],
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
