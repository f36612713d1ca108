import type pg from 'pg';
import type { DeliveryState, StatusStore, StoredStatus } from '../domain/status.js';
import { DELIVERY_STATE } from './delivery-state.js';

interface StatusRow {
  seq: string;
  client_message_id: string;
  recipient: string;
  state: number;
  reason: string | null;
  changed_at: Date;
  leased: boolean;
}

const SELECT = `
  SELECT d.seq, d.client_message_id, d.recipient, d.state, d.reason, d.changed_at,
         EXISTS (SELECT 1 FROM lease l WHERE l.owner_id = d.owner_id AND l.seq = d.seq AND l.leased_until > now()) AS leased
  FROM delivery d`;

const NAMES: Readonly<Record<number, DeliveryState>> = {
  [DELIVERY_STATE.delivered]: 'DELIVERED',
  [DELIVERY_STATE.rejected]: 'REJECTED',
  [DELIVERY_STATE.undeliverable]: 'UNDELIVERABLE',
  [DELIVERY_STATE.expired]: 'EXPIRED',
};

export const stateName = (state: number, leased: boolean): DeliveryState =>
  NAMES[state] ?? (leased ? 'DELIVERING' : 'WAITING');

/** Reads what became of deliveries. Concerns all inboxes that one sender wrote to, so it is not keyed by owner. */
export class PostgresStatuses implements StatusStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async bySeq(senderId: string, seqs: readonly string[]): Promise<StoredStatus[]> {
    const { rows } = await this.#pool.query<StatusRow>({
      name: 'status-by-seq',
      text: `${SELECT} WHERE d.seq = ANY ($2::bigint[]) AND d.sender_id = $1 ORDER BY d.seq`,
      values: [senderId, seqs],
    });
    return rows.map(toStatus);
  }

  async byClientMessageId(senderId: string, clientMessageIds: readonly string[]): Promise<StoredStatus[]> {
    const { rows } = await this.#pool.query<StatusRow>({
      name: 'status-by-client-id',
      text: `${SELECT} WHERE d.sender_id = $1 AND d.client_message_id = ANY ($2::text[]) ORDER BY d.seq`,
      values: [senderId, clientMessageIds],
    });
    return rows.map(toStatus);
  }
}

function toStatus(row: StatusRow): StoredStatus {
  return {
    seq: row.seq,
    clientMessageId: row.client_message_id,
    recipient: row.recipient,
    state: stateName(row.state, row.leased),
    reason: row.reason ?? undefined,
    changedAt: row.changed_at,
  };
}
