import type pg from 'pg';
import { REPORT } from '../domain/reports.js';

/** What `delivery.state` says; never renumbered. Suppressed: went nowhere, and looks to its sender as if it waited. */
export const DELIVERY_STATE = {
  waiting: 0,
  delivered: 1,
  rejected: 2,
  undeliverable: 3,
  expired: 4,
  suppressed: 5,
} as const;

/** Which of the reports that a sender can ask for tells this state. */
const reportOf = (state: number): number => {
  if (state === DELIVERY_STATE.waiting) return 0;
  return state === DELIVERY_STATE.delivered ? REPORT.delivery : REPORT.failure;
};

export interface DeliveryKeyRow {
  sender_id: string;
  client_message_id: string;
  recipient_key: string;
}

/**
 * Notes on the deliveries, found by their whole key, what became of them. A sender who asked to hear of it is owed a
 * report from the same moment on: the row says so (`report < 0`), and `ReportCourier` pays.
 */
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
    text: `UPDATE delivery SET state = $2, reason = $3, changed_at = now(),
             report = CASE WHEN abs(report) & $7::smallint <> 0 THEN -abs(report) ELSE abs(report) END
           WHERE owner_id = $1 AND (sender_id, client_message_id, recipient_key) IN
             (SELECT * FROM unnest ($4::bigint[], $5::text[], $6::text[]))`,
    values: [
      ownerId,
      state,
      reason ?? null,
      keys.map((key) => key.sender_id),
      keys.map((key) => key.client_message_id),
      keys.map((key) => key.recipient_key),
      reportOf(state),
    ],
  });
}
