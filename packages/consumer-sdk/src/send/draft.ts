import type {
  Attribute,
  MessageClass,
  OutgoingMessageInput,
  PartInput,
  Priority,
  ReportRequest,
} from '@imps-wsi/contract/im';
import { toPart, violation, type OutgoingPart } from './parts.js';

/** What a message says and how it is to be treated; everything but whom it goes to. Give `text` or `parts`, or both. */
export interface MessageContentDraft {
  /** Short for a first part of type text/plain. */
  readonly text?: string | undefined;
  /** The content, in order. */
  readonly parts?: readonly OutgoingPart[] | undefined;
  /** Who it is from; must belong to the account. Default: the account's own address. */
  readonly from?: string | undefined;
  /** A name to show beside the sender's address. */
  readonly fromName?: string | undefined;
  /** Where answers should go if not to the sender. */
  readonly replyTo?: string | undefined;
  readonly subject?: string | undefined;
  readonly messageClass?: MessageClass | undefined;
  /** Default NORMAL. */
  readonly priority?: Priority | undefined;
  /** When it stops being worth delivering; not together with `timeToLiveSeconds`. */
  readonly expiresAt?: Date | undefined;
  /** The same, counted from acceptance: 1 to 31 536 000 seconds. */
  readonly timeToLiveSeconds?: number | undefined;
  /** Reports to get into the own inbox. */
  readonly reports?: readonly ReportRequest[] | undefined;
  readonly anonymous?: boolean | undefined;
  readonly keepCopy?: boolean | undefined;
  readonly conversationId?: string | undefined;
  /** The messageId of the message that this one answers. */
  readonly inReplyTo?: string | undefined;
  /** Open attributes under a scheme of the application's choice, at most 100. */
  readonly attributes?: readonly Attribute[] | undefined;
  /**
   * The application's name for the message, 1 to 255 characters, unique among the account's messages. The same id to
   * the same recipient is delivered once, however often it is sent. Default: a random UUID.
   */
  readonly clientMessageId?: string | undefined;
}

/** A message and whom it goes to. */
export interface MessageDraft extends MessageContentDraft {
  /** One address, or several. */
  readonly to: string | readonly string[];
}

/**
 * The draft in the contract's words.
 *
 * @throws InstantInboxError `LocalSchemaViolation` when it is incomplete or contradicts itself
 */
export function toOutgoingMessage(draft: MessageDraft, newId: () => string): OutgoingMessageInput {
  const recipient = typeof draft.to === 'string' ? [draft.to] : [...draft.to];
  if (recipient.length === 0) throw violation('to', 'at least one address');
  if (draft.expiresAt !== undefined && draft.timeToLiveSeconds !== undefined) {
    throw violation('expiresAt', 'only one of expiresAt and timeToLiveSeconds');
  }
  return {
    clientMessageId: draft.clientMessageId ?? newId(),
    sender: draft.from,
    senderName: draft.fromName,
    replyTo: draft.replyTo,
    recipient,
    subject: draft.subject,
    part: toParts(draft),
    messageClass: draft.messageClass,
    priority: draft.priority,
    expiresAt: draft.expiresAt,
    timeToLive: draft.timeToLiveSeconds,
    report: [...(draft.reports ?? [])],
    anonymous: draft.anonymous,
    keepCopy: draft.keepCopy,
    conversationId: draft.conversationId,
    inReplyTo: draft.inReplyTo,
    attribute: [...(draft.attributes ?? [])],
  };
}

function toParts(draft: MessageContentDraft): PartInput[] {
  const parts = (draft.parts ?? []).map((part, index) => toPart(part, `parts[${index}]`));
  if (draft.text !== undefined) {
    parts.unshift(toPart({ contentType: 'text/plain', text: draft.text }, 'text'));
  }
  if (parts.length === 0) throw violation('parts', 'text or at least one part');
  return parts;
}
