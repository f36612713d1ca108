import type {
  Attribute,
  MessageClass,
  OutgoingMessageInput,
  PartInput,
  Priority,
  ReportRequest,
} from '@imps-wsi/contract/im';
import { isMediaType, parseMediaType } from '@imps-wsi/contract/media-type';
import { isXmlText } from '@imps-wsi/contract/xml';
import { InstantInboxError } from '../errors.js';

/** A part of characters. What XML cannot carry (control characters) travels as UTF-8 bytes by itself. */
export interface TextPart {
  /** Media type, such as `text/plain`. */
  readonly contentType: string;
  /** A file name or title. */
  readonly name?: string | undefined;
  readonly text: string;
  readonly data?: undefined;
}

/** A part of bytes. */
export interface DataPart {
  /** Media type, such as `image/png`. */
  readonly contentType: string;
  /** A file name or title. */
  readonly name?: string | undefined;
  readonly data: Uint8Array;
  readonly text?: undefined;
}

export type OutgoingPart = TextPart | DataPart;

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

function toPart(part: OutgoingPart, path: string): PartInput {
  if (!isMediaType(part.contentType)) {
    throw violation(`${path}.contentType`, 'a media type such as text/plain or image/png');
  }
  const { text, data } = part as { readonly text?: unknown; readonly data?: unknown };
  if ((text === undefined) === (data === undefined)) throw violation(path, 'exactly one of text and data');
  const { contentType, name } = part;
  if (part.data !== undefined) {
    if (!(part.data instanceof Uint8Array)) throw violation(`${path}.data`, 'a Uint8Array');
    return { contentType, name, data: part.data };
  }
  if (typeof part.text !== 'string') throw violation(`${path}.text`, 'a string');
  if (isXmlText(part.text)) return { contentType, name, text: part.text };
  return { contentType: utf8Type(contentType, path), name, data: utf8Bytes(part.text, path) };
}

/** Text that XML cannot carry goes as bytes, so its media type must say how they are to be read. */
function utf8Type(contentType: string, path: string): string {
  const charset = parseMediaType(contentType)?.parameters.get('charset');
  if (charset === undefined) return `${contentType}; charset=utf-8`;
  if (/^utf-?8$/i.test(charset)) return contentType;
  throw violation(
    path,
    `data instead of text: the text holds characters that XML cannot carry, and charset is ${charset}`,
  );
}

function utf8Bytes(text: string, path: string): Uint8Array {
  // A half of a surrogate pair has no UTF-8 form; TextEncoder would quietly put U+FFFD in its place.
  if (/[\ud800-\udfff]/u.test(text)) throw violation(path, 'text without unpaired surrogates');
  return new TextEncoder().encode(text);
}

function violation(path: string, expected: string): InstantInboxError {
  return new InstantInboxError('LocalSchemaViolation', {
    message: `The message cannot be sent: ${path} must be ${expected}. Nothing was sent.`,
    path,
    expected,
  });
}
