import { partContent, type ContentStore, type PartContent } from './content-store.js';
import { unpackParts } from './content.js';
import { unpackHeader, type OpenAttribute, type PackedReport } from './header.js';
import type { StoredItem } from './inbox-store.js';
import type { MessageIds } from './message-id.js';
import { REPORT_LANE } from './reports.js';
import { STATE_MEANING } from './status.js';

/** A part as a reader gets it. */
export interface ReceivedPart {
  readonly number: number;
  readonly contentType: string;
  readonly name?: string;
  readonly size: number;
  readonly text?: string;
  /** Of bytes that lie apart, the way to them: they are read while they are written. */
  readonly data?: Uint8Array | PartContent;
  readonly contentOmitted?: boolean;
}

/** An item as a reader gets it. */
export interface InboxItem {
  readonly messageId: string;
  readonly kind: 'MESSAGE' | 'DELIVERY_REPORT';
  readonly sender: string;
  readonly senderName?: string;
  readonly replyTo?: string;
  readonly recipient: string;
  readonly acceptedAt: Date;
  readonly expiresAt?: Date;
  readonly deliveryAttempt: number;
  readonly messageClass?: string;
  readonly priority?: string;
  readonly conversationId?: string;
  readonly inReplyTo?: string;
  readonly attribute: readonly OpenAttribute[];
  /** Of a message. */
  readonly content?: { readonly subject?: string; readonly part: readonly ReceivedPart[] };
  /** Of a report. */
  readonly deliveryReport?: DeliveryReport;
}

/** What became of a message that the reader sent. */
export interface DeliveryReport {
  readonly reportedMessageId: string;
  readonly clientMessageId: string;
  readonly reportedRecipient: string;
  readonly state: string;
  readonly code: number;
  readonly reason: string;
  readonly changedAt: Date;
}

/** How items are shown to a reader. */
export interface ItemView {
  readonly ids: MessageIds;
  readonly contents: Pick<ContentStore, 'read'>;
  /** As for the lease that the items came with. */
  readonly maxInlineBytes: number;
}

/** What was sent as text comes back as text, all else as data, byte for byte; what is too large as a header. */
export function toInboxItem(stored: StoredItem, view: ItemView): InboxItem {
  const header = unpackHeader(stored.header);
  const { senderName, replyTo, subject, messageClass, priority, conversationId, inReplyTo, attribute, deliveryReport } =
    header;
  return {
    messageId: view.ids.format(stored.seq),
    kind: deliveryReport === undefined ? 'MESSAGE' : 'DELIVERY_REPORT',
    sender: deliveryReport === undefined ? stored.sender : stored.sender.slice(REPORT_LANE.length),
    ...(senderName === undefined ? {} : { senderName }),
    ...(replyTo === undefined ? {} : { replyTo }),
    recipient: stored.recipient,
    acceptedAt: stored.acceptedAt,
    ...(stored.expiresAt === undefined ? {} : { expiresAt: stored.expiresAt }),
    deliveryAttempt: stored.attempt,
    ...(messageClass === undefined ? {} : { messageClass }),
    ...(priority === undefined ? {} : { priority }),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    attribute,
    ...(deliveryReport === undefined
      ? { content: { ...(subject === undefined ? {} : { subject }), part: receivedParts(stored, view) } }
      : { deliveryReport: toDeliveryReport(deliveryReport, view.ids) }),
  };
}

/** The same words as GetMessageStatus. */
function toDeliveryReport(report: PackedReport, ids: MessageIds): DeliveryReport {
  const { seq, clientMessageId, recipient, state, reason, changedAt } = report;
  const { code, text } = STATE_MEANING[state];
  return {
    reportedMessageId: ids.format(seq),
    clientMessageId,
    reportedRecipient: recipient,
    state,
    code,
    reason: reason ?? text,
    changedAt: new Date(changedAt),
  };
}

function receivedParts({ parts, content }: StoredItem, { contents, maxInlineBytes }: ItemView): ReceivedPart[] {
  let offset = 0;
  return unpackParts(parts).map(({ contentType, name, isText, size, contentId }, index) => {
    const head = { number: index + 1, contentType, ...(name === undefined ? {} : { name }), size };
    if (size > maxInlineBytes) return { ...head, contentOmitted: true };
    if (contentId !== undefined) return { ...head, data: partContent(contents, { contentId, size }) };
    const bytes = content.subarray(offset, offset + size);
    offset += size;
    return isText ? { ...head, text: bytes.toString('utf8') } : { ...head, data: bytes };
  });
}
