import { errors } from '@imps-wsi/contract/errors';
import type { AcknowledgeResult } from '@imps-wsi/contract/im';
import type { Inboxes } from '../domain/inbox.js';
import type { Settlement } from '../domain/inbox-store.js';
import { takenBackText } from './get-messages.js';
import type { ImHandler } from './handler.js';

const SETTLED_TEXT = {
  ACCEPTED: 'Accepted; removed from the inbox.',
  RELEASED: 'Given back; delivered again first.',
  FAILED: 'Given back as failed; delivered again first, unless it has failed too often.',
  REJECTED: 'Rejected; removed from the inbox.',
} as const;

/** AcknowledgeMessages: settles a whole receipt or single items of it, or keeps the lease longer. Repeats succeed. */
export const acknowledgeMessages =
  (inboxes: Inboxes): ImHandler<'AcknowledgeMessages'> =>
  async ({ receipt, entry, extendSeconds }, { caller }) => {
    const settlement = await inboxes.settle(caller, { receipt, entries: entry, extendSeconds });
    const { code, reason } = overall(settlement, entry.length);
    const result = settlement.known
      ? entry.map(({ messageId, outcome }, index): AcknowledgeResult => {
          const verdict = settlement.entries[index] ?? 'unknown';
          if (verdict === 'settled') return { messageId, outcome, code: 200, reason: SETTLED_TEXT[outcome] };
          const error = verdict === 'takenBack' ? errors.UnknownReceipt : errors.UnknownMessage;
          return { messageId, outcome, code: error.code, reason: error.text };
        })
      : entry.map(({ messageId, outcome }): AcknowledgeResult => {
          return { messageId, outcome, code: errors.UnknownReceipt.code, reason: errors.UnknownReceipt.text };
        });
    return { response: { code, reason, result, leasedUntil: settlement.leasedUntil } };
  };

function overall(settlement: Settlement, entries: number): { code: number; reason: string } {
  if (!settlement.known) return { code: errors.UnknownReceipt.code, reason: errors.UnknownReceipt.text };
  if (entries > 0) {
    const succeeded = settlement.entries.filter((entry) => entry === 'settled').length;
    if (succeeded === entries) return { code: 200, reason: 'All entries are settled.' };
    const reason = `${String(succeeded)} of ${String(entries)} entries are settled; see the results.`;
    return { code: succeeded === 0 ? 900 : 201, reason };
  }
  if (settlement.takenBack > 0) return { code: 201, reason: takenBackText(settlement.takenBack) };
  return { code: 200, reason: 'Done.' };
}
