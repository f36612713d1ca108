import { partContent, type ContentStore, type PartContent } from './content-store.js';
import { unpackParts } from './content.js';
import { unpackHeader, type OpenAttribute } from './header.js';
import type { StoredItem } from './inbox-store.js';
import type { MessageIds } from './message-id.js';

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
  readonly kind: 'MESSAGE';
  readonly sender: string;
  readonly senderName?: string;
  readonly replyTo?: string;
  readonly recipient: string;
  readonly acceptedAt: Date;
  readonly deliveryAttempt: number;
  readonly messageClass?: string;
  readonly conversationId?: string;
  readonly inReplyTo?: string;
  readonly attribute: readonly OpenAttribute[];
  readonly content: { readonly subject?: string; readonly part: readonly ReceivedPart[] };
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
  const { senderName, replyTo, subject, messageClass, conversationId, inReplyTo, attribute } = unpackHeader(
    stored.header,
  );
  return {
    messageId: view.ids.format(stored.seq),
    kind: 'MESSAGE',
    sender: stored.sender,
    ...(senderName === undefined ? {} : { senderName }),
    ...(replyTo === undefined ? {} : { replyTo }),
    recipient: stored.recipient,
    acceptedAt: stored.acceptedAt,
    deliveryAttempt: stored.attempt,
    ...(messageClass === undefined ? {} : { messageClass }),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    attribute,
    content: { ...(subject === undefined ? {} : { subject }), part: receivedParts(stored, view) },
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
