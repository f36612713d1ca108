import type { ReceiptResult } from '@imps-wsi/contract/im';
import { WsiError, errors } from '@imps-wsi/contract/errors';
import type { Inboxes } from '../domain/inbox.js';
import type { Settlement } from '../domain/inbox-store.js';
import { AnswerParts } from './answer-parts.js';
import type { ImHandler } from './handler.js';

/** The kinds of item that this provider has. */
export const OFFERED_KINDS: readonly string[] = ['MESSAGE', 'DELIVERY_REPORT'];

/** GetMessages (WSI-6, WSI-7, WSI-22 to WSI-25): oldest first, at once or by long poll, leased until acknowledged. */
export const getMessages =
  (inboxes: Inboxes, { maxAttachedBytes }: { readonly maxAttachedBytes: number }): ImHandler<'GetMessages'> =>
  async (request, { caller, gone, attaches }) => {
    refuseOtherKinds(request.kind);
    const parts = attaches ? new AnswerParts() : undefined;
    const { reading, acknowledged, retryAfterSeconds } = await inboxes.open(
      caller,
      {
        ...request,
        mode: request.acknowledgeMode ?? 'AUTO',
        headersOnly: request.headersOnly ?? false,
        ...(parts === undefined ? {} : { maxPartBytes: maxAttachedBytes, isEnough: () => parts.isEnough }),
      },
      gone,
    );
    const conclusion = {
      sent: () => inboxes.sent(caller, reading),
      broken: () => inboxes.broken(caller, reading),
    };
    const acknowledgeResult =
      request.acknowledge === undefined ? undefined : receiptResult(request.acknowledge, acknowledged);
    try {
      if (reading.inOnePiece) {
        const items = await reading.collect();
        const item = parts === undefined ? items : items.map((each) => parts.attachOf(each));
        return { response: { item, ...reading.summary, acknowledgeResult, retryAfterSeconds }, ...conclusion };
      }
      return {
        stream: {
          item: parts === undefined ? reading.items() : parts.attach(reading.items()),
          moreAvailable: () => reading.summary.moreAvailable,
          remaining: () => reading.summary.remaining,
          receipt: () => reading.summary.receipt,
          acknowledgeResult,
          retryAfterSeconds,
        },
        ...conclusion,
      };
    } catch (error) {
      await conclusion.broken();
      throw error;
    }
  };

function refuseOtherKinds(kinds: readonly string[]): void {
  const missing = kinds.filter((kind) => !OFFERED_KINDS.includes(kind));
  if (missing.length > 0) {
    throw new WsiError('FieldNotOffered', {
      reason: `Items of kind ${missing.join(', ')} are not offered by this provider yet; ask for ${OFFERED_KINDS.join(' and ')}.`,
      path: 'GetMessagesRequest/kind',
    });
  }
}

/** A receipt that cannot be acknowledged is told in the answer: the items that came with it must not be lost. */
function receiptResult(receipt: string, settlement: Settlement | undefined): ReceiptResult {
  if (settlement?.known !== true) {
    const { code, text } = errors.UnknownReceipt;
    return { acknowledgedReceipt: receipt, code, reason: text };
  }
  if (settlement.takenBack > 0) {
    return { acknowledgedReceipt: receipt, code: 201, reason: takenBackText(settlement.takenBack) };
  }
  return { acknowledgedReceipt: receipt, code: 200, reason: 'Acknowledged.' };
}

export const takenBackText = (count: number): string =>
  `${String(count)} of the items had come back before, because their lease ended; they are delivered again, if not too often already.`;
