// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

import type { Later, Streamed } from '../schema/index.js';
import type { Binary, BinaryInput } from '../xml/index.js';
import type {
  Attribute,
  ByteCount,
  ClientMessageId,
  ContractVersion,
  ImAddress,
  MessageId,
  PositiveCount,
  ResultCode,
  Seconds,
  ShortText,
} from './common-types.js';

/**
 * What a message is for. Answers give it as a string, because a provider may know more classes than this list.
 *
 * - PERSONAL: From one person to another.
 *
 * - INFORMATIONAL: News or a notice from a service.
 *
 * - ADVERTISEMENT: Advertising; recipients may refuse it.
 *
 * - AUTOMATIC: Written by a program, such as an answer while somebody is away; never answer it automatically.
 */
export type MessageClass = 'PERSONAL' | 'INFORMATIONAL' | 'ADVERTISEMENT' | 'AUTOMATIC';

/**
 * Precedence between different senders' messages in one inbox; never changes the order of one sender's messages.
 *
 * - LOW: Handed out when nothing else waits.
 *
 * - NORMAL: In the order of arrival.
 *
 * - HIGH: Before other senders' messages.
 */
export type Priority = 'LOW' | 'NORMAL' | 'HIGH';

/**
 * A report the sender asks for: FAILURE when a message cannot be delivered, DELIVERY when it was, READ when its
 * recipient says it was read.
 *
 * - FAILURE: Tell when the message cannot be delivered.
 *
 * - DELIVERY: Tell when it was delivered.
 *
 * - READ: Tell when the recipient says that it was read.
 */
export type ReportRequest = 'FAILURE' | 'DELIVERY' | 'READ';

/**
 * AUTO: what was sent to the end of the answer counts as received and is removed. EXPLICIT: items are leased until they
 * are acknowledged, and come back when the lease ends.
 *
 * - AUTO: Sent to the end of the answer is received; items are removed then.
 *
 * - EXPLICIT: Items are leased, and stay in the inbox until they are acknowledged.
 */
export type AcknowledgeMode = 'AUTO' | 'EXPLICIT';

/**
 * A kind of inbox item that a caller can ask for.
 *
 * - MESSAGE: What somebody sent.
 *
 * - DELIVERY_REPORT: What became of a message that the caller sent.
 *
 * - READ_REPORT: That a recipient has read a message.
 *
 * - INVITATION: An invitation to a group or conversation.
 *
 * - NOTICE: A notice of the provider.
 *
 * - TYPING: That somebody is writing.
 */
export type ItemKind = 'MESSAGE' | 'DELIVERY_REPORT' | 'READ_REPORT' | 'INVITATION' | 'NOTICE' | 'TYPING';

/**
 * What became of a leased item: ACCEPTED removes it; RELEASED gives it back at once, to be delivered again first, and
 * says nothing against it: this consumer cannot take it now; FAILED does the same for an item that was tried in vain:
 * after so many failures the provider sets it aside; REJECTED removes it as refused by the recipient.
 *
 * - ACCEPTED: Dealt with: remove it.
 *
 * - RELEASED: Not now: give it back, to come again first.
 *
 * - FAILED: Tried in vain: give it back, and count the attempt.
 *
 * - REJECTED: Refused: remove it, and tell a sender who asked.
 */
export type Outcome = 'ACCEPTED' | 'RELEASED' | 'FAILED' | 'REJECTED';

/**
 * The caller's name for one GetMessages request. The same id again, while the items are leased, gets the same items
 * again: a lost answer costs nothing.
 *
 * 1 to 128 characters.
 */
export type RequestId = string;

/**
 * Names the items that one GetMessages answer leased to the caller. Opaque.
 *
 * 1 to 64 characters.
 */
export type Receipt = string;

/**
 * How long an empty inbox may hold the answer back, 0 to 3600; the provider's own bound is in GetCapabilities and a
 * larger wish is cut to it.
 *
 * 0 to 3600.
 */
export type WaitSeconds = number;

/**
 * How long items stay leased, counted from the end of the answer, 1 to 43200; the provider's own bound is in
 * GetCapabilities and a larger wish is cut to it.
 *
 * 1 to 43200.
 */
export type LeaseSeconds = number;

/**
 * How long a message is worth delivering, 1 to 31536000 seconds.
 *
 * 1 to 31536000.
 */
export type LifetimeSeconds = number;

/**
 * A media type with its parameters, such as text/plain or image/png; any syntactically valid one (RFC 2045).
 *
 * 3 to 1024 characters.
 */
export type MediaType = string;

/**
 * The place of a part in its message, counted from 1.
 *
 * 1 to 10000.
 */
export type PartNumber = number;

/**
 * One piece of content. Exactly one of text and data is present. Text holds characters that XML can carry (write a
 * carriage return as a character reference); anything else goes as data. What was sent as text comes back as text, all
 * else as data, byte for byte.
 *
 * As encoders take it.
 */
export interface PartInput {
  /** What the bytes are, such as text/plain; charset=utf-8 or image/png. */
  readonly contentType: MediaType;
  /** A file name or title. */
  readonly name?: ShortText | undefined;
  /** The content as characters; kept as it is. Absent when data is present. */
  readonly text?: string | undefined;
  /**
   * The content as bytes, base64 in the envelope. Absent when text is present. GetCapabilities gives the bound
   * (maxMessageBytes).
   */
  readonly data?: BinaryInput | undefined;
}

/**
 * One piece of content. Exactly one of text and data is present. Text holds characters that XML can carry (write a
 * carriage return as a character reference); anything else goes as data. What was sent as text comes back as text, all
 * else as data, byte for byte.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface Part extends Omit<PartInput, 'data'> {
  /**
   * The content as bytes, base64 in the envelope. Absent when text is present. GetCapabilities gives the bound
   * (maxMessageBytes).
   */
  readonly data?: Binary | undefined;
  /** Not in the plain schema; accepted so that it can be answered with a clear result. */
  readonly attachment?: string | undefined;
}

/**
 * A message to one or more recipients. Each recipient's delivery succeeds or fails on its own.
 *
 * As encoders take it.
 */
export interface OutgoingMessageInput {
  /**
   * The caller's own id of this message, 1 to 255 characters: send it again unchanged when no answer came, and nothing
   * is delivered twice.
   */
  readonly clientMessageId: ClientMessageId;
  /**
   * Who the message is from; must belong to the caller. Absent means the caller's own address. A service may name any
   * address in its service domain, so that answers find their way back.
   */
  readonly sender?: ImAddress | undefined;
  /** A name to show beside the sender's address; not verified. */
  readonly senderName?: ShortText | undefined;
  /** Where answers should go if not to the sender. */
  readonly replyTo?: ImAddress | undefined;
  /**
   * Who gets the message. A recipient named twice gets it once.
   *
   * At least one.
   */
  readonly recipient: readonly ImAddress[];
  /** A title for people; at most 1024 characters. */
  readonly subject?: ShortText | undefined;
  /**
   * The content, in order.
   *
   * At least one.
   */
  readonly part: readonly PartInput[];
  /** What the message is for. Absent: it does not say. */
  readonly messageClass?: MessageClass | undefined;
  /** Absent means NORMAL. */
  readonly priority?: Priority | undefined;
  /** When the message stops being worth delivering. Not together with timeToLive. */
  readonly expiresAt?: Date | undefined;
  /** The same, counted from acceptance. Not together with expiresAt. */
  readonly timeToLive?: LifetimeSeconds | undefined;
  /**
   * Which outcomes the sender wants to be told of, in its own inbox. Absent means none.
   *
   * At most 3.
   */
  readonly report?: readonly ReportRequest[] | undefined;
  /** True hides the sender: the provider puts an assigned address in its place. */
  readonly anonymous?: boolean | undefined;
  /** True keeps a copy among the sender's own messages. */
  readonly keepCopy?: boolean | undefined;
  /** Names the conversation that the message belongs to; carried unchanged, and a reader can ask for it. */
  readonly conversationId?: ShortText | undefined;
  /** The messageId of the message that this one answers. */
  readonly inReplyTo?: MessageId | undefined;
  /**
   * Whatever the applications at both ends have agreed on; at most 100.
   *
   * At most 100.
   */
  readonly attribute?: readonly Attribute[] | undefined;
}

/**
 * A message to one or more recipients. Each recipient's delivery succeeds or fails on its own.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface OutgoingMessage extends Omit<OutgoingMessageInput, 'part'> {
  /**
   * The content, in order.
   *
   * At least one.
   */
  readonly part: readonly Part[];
  /**
   * Which outcomes the sender wants to be told of, in its own inbox. Absent means none.
   *
   * At most 3.
   */
  readonly report: readonly ReportRequest[];
  /**
   * Whatever the applications at both ends have agreed on; at most 100.
   *
   * At most 100.
   */
  readonly attribute: readonly Attribute[];
}

/**
 * One or more messages. Messages of one sender to one inbox are delivered in the order of this document.
 *
 * As encoders take it.
 */
export interface SendMessagesRequestInput {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /**
   * What to send, at least one message. GetCapabilities tells how many recipients one request may name in all.
   *
   * At least one.
   */
  readonly message: readonly OutgoingMessageInput[];
}

/**
 * One or more messages. Messages of one sender to one inbox are delivered in the order of this document.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface SendMessagesRequest extends Omit<SendMessagesRequestInput, 'message'> {
  /**
   * What to send, at least one message. GetCapabilities tells how many recipients one request may name in all.
   *
   * At least one.
   */
  readonly message: readonly OutgoingMessage[];
}

/** What became of one message for one recipient. Success (200, 202) means durably stored. */
export interface SendResult {
  /** As the request gave it. */
  readonly clientMessageId: ClientMessageId;
  /** As the request wrote it. */
  readonly recipient: ImAddress;
  /** Present on success. */
  readonly messageId?: MessageId | undefined;
  /** 200 or 202 when the message is durably stored, else why not. */
  readonly code: ResultCode;
  /** The code in words, and what to do next; for people. */
  readonly reason: string;
  /** True when sending the same again, with the same clientMessageId, may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before sending it again, in seconds. Absent means no wish. */
  readonly retryAfterSeconds?: Seconds | undefined;
}

/** The overall status and one result for each message and recipient, in the order of the request. */
export interface SendMessagesResponse {
  /**
   * The common code of all results when they agree, 201 when some succeeded and some did not, 900 when none of several
   * did.
   */
  readonly code: ResultCode;
  /** The overall code in words; for people. */
  readonly reason: string;
  /**
   * One for each message and recipient, in the order of the request.
   *
   * At least one.
   */
  readonly result: readonly SendResult[];
}

/**
 * The overall status and one result for each message and recipient, in the order of the request.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface SendMessagesResponseStream {
  /**
   * The common code of all results when they agree, 201 when some succeeded and some did not, 900 when none of several
   * did.
   */
  readonly code: ResultCode;
  /** The overall code in words; for people. */
  readonly reason: string;
  /** One for each message and recipient, in the order of the request. */
  readonly result: Streamed<SendResult>;
}

/**
 * Asks for what waits in the caller's inbox, oldest first.
 *
 * As encoders take it.
 */
export interface GetMessagesRequestInput {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /** At most so many items. Absent means all that wait when the request comes. */
  readonly maxMessages?: PositiveCount | undefined;
  /** Stop before the content of all items together exceeds this; one item is always given. */
  readonly maxBytes?: ByteCount | undefined;
  /** Absent means 0: answer at once. */
  readonly waitSeconds?: WaitSeconds | undefined;
  /**
   * The receipt of an earlier answer whose items are all accepted with this request; saves an AcknowledgeMessages call.
   * If it fails, that is told in the answer and is no fault.
   */
  readonly acknowledge?: Receipt | undefined;
  /** Absent means AUTO. */
  readonly acknowledgeMode?: AcknowledgeMode | undefined;
  /**
   * How long items are the caller's own before they come back, in seconds; with acknowledgeMode EXPLICIT, or with a
   * requestId. Absent means defaultLeaseSeconds of GetCapabilities.
   */
  readonly leaseSeconds?: LeaseSeconds | undefined;
  /**
   * Repeat the request with the same id when its answer was lost, and the same items come again. Absent: a repetition
   * is a new request.
   */
  readonly requestId?: RequestId | undefined;
  /** True leaves out all content; fetch it by GetMessageContent. Only with acknowledgeMode EXPLICIT. */
  readonly headersOnly?: boolean | undefined;
  /**
   * Only these kinds of item. Absent means messages and the reports that were asked for.
   *
   * At most 6.
   */
  readonly kind?: readonly ItemKind[] | undefined;
  /** Only items from this address. */
  readonly fromSender?: ImAddress | undefined;
  /** Only items sent to this address, where an inbox serves several. */
  readonly forRecipient?: ImAddress | undefined;
  /** Only items of this conversation. */
  readonly conversationId?: ShortText | undefined;
}

/**
 * Asks for what waits in the caller's inbox, oldest first.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetMessagesRequest extends GetMessagesRequestInput {
  /**
   * Only these kinds of item. Absent means messages and the reports that were asked for.
   *
   * At most 6.
   */
  readonly kind: readonly ItemKind[];
}

/**
 * One piece of a received message. At most one of text and data is present; neither when contentOmitted is true.
 *
 * As encoders take it.
 */
export interface ReceivedPartInput {
  /** Which part of the message this is, counted from 1; GetMessageContent asks by it. */
  readonly number: PartNumber;
  /** As the sender gave it. */
  readonly contentType: MediaType;
  /** A file name or title, as the sender gave it. */
  readonly name?: ShortText | undefined;
  /** Size of the content in bytes; of text, in UTF-8. */
  readonly size: ByteCount;
  /** The content, when it was sent as text. */
  readonly text?: string | undefined;
  /** The content, when it was sent as data; base64 in the envelope. */
  readonly data?: BinaryInput | undefined;
  /** True when the content has to be fetched by GetMessageContent. Absent means false. */
  readonly contentOmitted?: boolean | undefined;
}

/**
 * One piece of a received message. At most one of text and data is present; neither when contentOmitted is true.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface ReceivedPart extends Omit<ReceivedPartInput, 'data'> {
  /** The content, when it was sent as data; base64 in the envelope. */
  readonly data?: Binary | undefined;
}

/**
 * The content of an item of kind MESSAGE.
 *
 * As encoders take it.
 */
export interface ContentInput {
  /** A title for people, as the sender gave it. */
  readonly subject?: ShortText | undefined;
  /**
   * The pieces of content, in the order in which they were sent.
   *
   * At least one.
   */
  readonly part: readonly ReceivedPartInput[];
}

/**
 * The content of an item of kind MESSAGE.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface Content extends Omit<ContentInput, 'part'> {
  /**
   * The pieces of content, in the order in which they were sent.
   *
   * At least one.
   */
  readonly part: readonly ReceivedPart[];
}

/** What became of a message that the caller sent; the block of an item of kind DELIVERY_REPORT. */
export interface DeliveryReport {
  /** The messageId that SendMessages answered for this delivery. */
  readonly reportedMessageId: MessageId;
  /** The caller's own id of the message. */
  readonly clientMessageId?: ClientMessageId | undefined;
  /** Whose delivery this is about, as the message named the recipient. */
  readonly reportedRecipient: ImAddress;
  /** As in MessageStatus. */
  readonly state: string;
  /** The status code of that state. */
  readonly code: ResultCode;
  /** The code in words, or what the recipient gave as reason; for people. */
  readonly reason: string;
  /** When the delivery came to that state. */
  readonly changedAt: Date;
}

/**
 * One item of an inbox: a header that all kinds share, and the one block that kind names (content for MESSAGE,
 * deliveryReport for DELIVERY_REPORT).
 *
 * As encoders take it.
 */
export interface InboxItemInput {
  /** The provider's id of this item; GetMessageContent and AcknowledgeMessages name it by that. */
  readonly messageId: MessageId;
  /** One of the words of ItemKind; only kinds that the request asked for or takes by default. */
  readonly kind: string;
  /** Verified by the provider; where the sender is anonymous, assigned by it. */
  readonly sender: ImAddress;
  /** A name to show beside the sender's address; not verified. */
  readonly senderName?: ShortText | undefined;
  /** Where answers should go. Absent means to the sender. */
  readonly replyTo?: ImAddress | undefined;
  /** As the sender wrote it; a service reads here which of its names was meant. */
  readonly recipient: ImAddress;
  /** When the provider took the message, by its own clock. */
  readonly acceptedAt: Date;
  /** When the message stops being worth reading. Absent means never. */
  readonly expiresAt?: Date | undefined;
  /** 1 the first time the item is handed out, one more each time that it came back, however it came back. */
  readonly deliveryAttempt: PositiveCount;
  /** What the message is for: a word of MessageClass, or one that came later. Absent: it does not say. */
  readonly messageClass?: string | undefined;
  /** Absent means NORMAL. */
  readonly priority?: string | undefined;
  /** The conversation that the sender put the message in. */
  readonly conversationId?: ShortText | undefined;
  /** The messageId of the message that this one answers. */
  readonly inReplyTo?: MessageId | undefined;
  /**
   * What the sender attached, unchanged; at most 100.
   *
   * At most 100.
   */
  readonly attribute?: readonly Attribute[] | undefined;
  /** Present when kind is MESSAGE. */
  readonly content?: ContentInput | undefined;
  /** Present when kind is DELIVERY_REPORT. */
  readonly deliveryReport?: DeliveryReport | undefined;
}

/**
 * One item of an inbox: a header that all kinds share, and the one block that kind names (content for MESSAGE,
 * deliveryReport for DELIVERY_REPORT).
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface InboxItem extends Omit<InboxItemInput, 'content'> {
  /**
   * What the sender attached, unchanged; at most 100.
   *
   * At most 100.
   */
  readonly attribute: readonly Attribute[];
  /** Present when kind is MESSAGE. */
  readonly content?: Content | undefined;
}

/** What became of the receipt that a GetMessages request acknowledged. */
export interface ReceiptResult {
  /** The receipt, as the request gave it. */
  readonly acknowledgedReceipt: Receipt;
  /** 200 when its items are accepted, 201 when some of them had come back already, else why not. */
  readonly code: ResultCode;
  /** The code in words, and what to do next; for people. */
  readonly reason: string;
}

/**
 * The items, then what to know about the rest. An empty inbox is an answer without items. The summary stands at the end
 * because the answer is streamed.
 *
 * As encoders take it.
 */
export interface GetMessagesResponseInput {
  /** What was waiting, oldest first; none when the inbox is empty. */
  readonly item?: readonly InboxItemInput[] | undefined;
  /**
   * Whether more items wait; exact at the time of the answer. Items that wait only because earlier ones of their sender
   * are in this answer count as waiting.
   */
  readonly moreAvailable: boolean;
  /** About how many more items wait; counted up to a bound only. */
  readonly remaining?: number | undefined;
  /** Present when items were leased with acknowledgeMode EXPLICIT. */
  readonly receipt?: Receipt | undefined;
  /** Present when the request acknowledged a receipt. */
  readonly acknowledgeResult?: ReceiptResult | undefined;
  /** How long the provider would like the caller to wait before it asks again. Absent means no wish. */
  readonly retryAfterSeconds?: Seconds | undefined;
}

/**
 * The items, then what to know about the rest. An empty inbox is an answer without items. The summary stands at the end
 * because the answer is streamed.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetMessagesResponse extends Omit<GetMessagesResponseInput, 'item'> {
  /** What was waiting, oldest first; none when the inbox is empty. */
  readonly item: readonly InboxItem[];
}

/**
 * The items, then what to know about the rest. An empty inbox is an answer without items. The summary stands at the end
 * because the answer is streamed.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface GetMessagesResponseStream {
  /** What was waiting, oldest first; none when the inbox is empty. */
  readonly item?: Streamed<InboxItemInput> | undefined;
  /**
   * Whether more items wait; exact at the time of the answer. Items that wait only because earlier ones of their sender
   * are in this answer count as waiting.
   */
  readonly moreAvailable: Later<boolean>;
  /** About how many more items wait; counted up to a bound only. */
  readonly remaining?: Later<number | undefined> | undefined;
  /** Present when items were leased with acknowledgeMode EXPLICIT. */
  readonly receipt?: Later<Receipt | undefined> | undefined;
  /** Present when the request acknowledged a receipt. */
  readonly acknowledgeResult?: Later<ReceiptResult | undefined> | undefined;
  /** How long the provider would like the caller to wait before it asks again. Absent means no wish. */
  readonly retryAfterSeconds?: Later<Seconds | undefined> | undefined;
}

/** Asks for the bytes, or a range of the bytes, of one part of a message in the caller's inbox. */
export interface GetMessageContentRequest {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /** The item, as GetMessages named it; it must be in the inbox still, or leased to the caller. */
  readonly messageId: MessageId;
  /** The number of the part. */
  readonly part: PartNumber;
  /** First byte wanted, from 0. Absent means 0. */
  readonly offset?: ByteCount | undefined;
  /** At most so many bytes. Absent means as many as the provider gives at once. */
  readonly length?: ByteCount | undefined;
}

/**
 * A range of a part's bytes. A part that was sent as text is given as its UTF-8 bytes.
 *
 * As encoders take it.
 */
export interface GetMessageContentResponseInput {
  /** As the request gave it. */
  readonly messageId: MessageId;
  /** As the request gave it. */
  readonly part: PartNumber;
  /** What the bytes are, as the sender gave it. */
  readonly contentType: MediaType;
  /** Size of the whole part in bytes. */
  readonly size: ByteCount;
  /** Where in the part these bytes begin, counted from 0. */
  readonly offset: ByteCount;
  /**
   * The bytes from offset on; base64 in the envelope. Ask again with offset moved by their number while moreAvailable
   * is true.
   */
  readonly data: BinaryInput;
  /** Whether the part goes on after this range. */
  readonly moreAvailable: boolean;
}

/**
 * A range of a part's bytes. A part that was sent as text is given as its UTF-8 bytes.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetMessageContentResponse extends Omit<GetMessageContentResponseInput, 'data'> {
  /**
   * The bytes from offset on; base64 in the envelope. Ask again with offset moved by their number while moreAvailable
   * is true.
   */
  readonly data: Binary;
}

/**
 * A range of a part's bytes. A part that was sent as text is given as its UTF-8 bytes.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface GetMessageContentResponseStream {
  /** As the request gave it. */
  readonly messageId: MessageId;
  /** As the request gave it. */
  readonly part: PartNumber;
  /** What the bytes are, as the sender gave it. */
  readonly contentType: MediaType;
  /** Size of the whole part in bytes. */
  readonly size: ByteCount;
  /** Where in the part these bytes begin, counted from 0. */
  readonly offset: ByteCount;
  /**
   * The bytes from offset on; base64 in the envelope. Ask again with offset moved by their number while moreAvailable
   * is true.
   */
  readonly data: BinaryInput;
  /** Whether the part goes on after this range. */
  readonly moreAvailable: boolean;
}

/** The outcome of one leased item. */
export interface AcknowledgeEntry {
  /** The item, as GetMessages named it. */
  readonly messageId: MessageId;
  /** What to do with it. */
  readonly outcome: Outcome;
  /**
   * Why it was rejected, released or failed; kept for the operator and, for a rejection, told to a sender who asks.
   */
  readonly reason?: ShortText | undefined;
}

/**
 * Settles leased items. Without entries and without extendSeconds, all items of the receipt are accepted. With
 * extendSeconds, the items that this request does not settle stay leased so much longer, counted from now. Repeating a
 * request succeeds.
 *
 * As encoders take it.
 */
export interface AcknowledgeMessagesRequestInput {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /** The receipt of the answer that leased the items. */
  readonly receipt: Receipt;
  /** Items of that answer, each with an outcome of its own. None, and no extendSeconds: all are accepted. */
  readonly entry?: readonly AcknowledgeEntry[] | undefined;
  /**
   * Keeps what is not settled leased so much longer, in seconds from now; the provider may cut it (maxLeaseSeconds).
   */
  readonly extendSeconds?: LeaseSeconds | undefined;
}

/**
 * Settles leased items. Without entries and without extendSeconds, all items of the receipt are accepted. With
 * extendSeconds, the items that this request does not settle stay leased so much longer, counted from now. Repeating a
 * request succeeds.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface AcknowledgeMessagesRequest extends AcknowledgeMessagesRequestInput {
  /** Items of that answer, each with an outcome of its own. None, and no extendSeconds: all are accepted. */
  readonly entry: readonly AcknowledgeEntry[];
}

/** What became of one entry. */
export interface AcknowledgeResult {
  /** As the entry gave it. */
  readonly messageId: MessageId;
  /** As the entry gave it. */
  readonly outcome: string;
  /** 200 when it is done, 426 when the item is not leased by this receipt any more. */
  readonly code: ResultCode;
  /** The code in words, and what to do next; for people. */
  readonly reason: string;
}

/**
 * The overall status and one result for each entry; for a whole receipt, only the overall status.
 *
 * As encoders take it.
 */
export interface AcknowledgeMessagesResponseInput {
  /**
   * The common code of all results, or of the receipt as a whole; 201 when some succeeded, 900 when none of several
   * did.
   */
  readonly code: ResultCode;
  /** The overall code in words; for people. */
  readonly reason: string;
  /** One for each entry, in the order of the request. */
  readonly result?: readonly AcknowledgeResult[] | undefined;
  /**
   * Until when the unsettled items stay leased; present when the request extended the lease and something was left to
   * extend.
   */
  readonly leasedUntil?: Date | undefined;
}

/**
 * The overall status and one result for each entry; for a whole receipt, only the overall status.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface AcknowledgeMessagesResponse extends AcknowledgeMessagesResponseInput {
  /** One for each entry, in the order of the request. */
  readonly result: readonly AcknowledgeResult[];
}

/**
 * The overall status and one result for each entry; for a whole receipt, only the overall status.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface AcknowledgeMessagesResponseStream {
  /**
   * The common code of all results, or of the receipt as a whole; 201 when some succeeded, 900 when none of several
   * did.
   */
  readonly code: ResultCode;
  /** The overall code in words; for people. */
  readonly reason: string;
  /** One for each entry, in the order of the request. */
  readonly result?: Streamed<AcknowledgeResult> | undefined;
  /**
   * Until when the unsettled items stay leased; present when the request extended the lease and something was left to
   * extend.
   */
  readonly leasedUntil?: Later<Date | undefined> | undefined;
}

/**
 * Asks what became of messages that the caller sent, by the provider's or by the caller's ids; at least one.
 *
 * As encoders take it.
 */
export interface GetMessageStatusRequestInput {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
  /**
   * Deliveries by the ids that SendMessages answered; at most 1000.
   *
   * At most 1000.
   */
  readonly messageId?: readonly MessageId[] | undefined;
  /**
   * Messages by the caller's own ids, each with all its recipients; at most 1000.
   *
   * At most 1000.
   */
  readonly clientMessageId?: readonly ClientMessageId[] | undefined;
}

/**
 * Asks what became of messages that the caller sent, by the provider's or by the caller's ids; at least one.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetMessageStatusRequest extends GetMessageStatusRequestInput {
  /**
   * Deliveries by the ids that SendMessages answered; at most 1000.
   *
   * At most 1000.
   */
  readonly messageId: readonly MessageId[];
  /**
   * Messages by the caller's own ids, each with all its recipients; at most 1000.
   *
   * At most 1000.
   */
  readonly clientMessageId: readonly ClientMessageId[];
}

/**
 * The state of one message for one recipient: WAITING in the inbox, DELIVERING while leased, DELIVERED, REJECTED by the
 * recipient, REFUSED when it was sent, EXPIRED, or UNDELIVERABLE after too many attempts.
 */
export interface MessageStatus {
  /** Absent for a delivery that was refused when it was sent. */
  readonly messageId?: MessageId | undefined;
  /** The caller's own id of the message. */
  readonly clientMessageId: ClientMessageId;
  /** Whose delivery this is, as the message named the recipient. */
  readonly recipient: ImAddress;
  /**
   * WAITING, DELIVERING, DELIVERED, REJECTED, REFUSED, EXPIRED or UNDELIVERABLE; be ready for words that come later.
   */
  readonly state: string;
  /** The status code of that state. */
  readonly code: ResultCode;
  /** The code in words, or what the recipient gave as reason; for people. */
  readonly reason: string;
  /** When the delivery came to that state. */
  readonly changedAt: Date;
}

/**
 * One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.
 *
 * As encoders take it.
 */
export interface GetMessageStatusResponseInput {
  /** 200 when all ids are known, 201 when some are, 900 when none is. */
  readonly code: ResultCode;
  /** The overall code in words; for people. */
  readonly reason: string;
  /** One for each delivery that is known. */
  readonly status?: readonly MessageStatus[] | undefined;
  /** Ids of the request that name no delivery of the caller. */
  readonly unknownMessageId?: readonly MessageId[] | undefined;
  /** Ids of the request that the caller never used, or so long ago that they are forgotten (idempotencySeconds). */
  readonly unknownClientMessageId?: readonly ClientMessageId[] | undefined;
}

/**
 * One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetMessageStatusResponse extends GetMessageStatusResponseInput {
  /** One for each delivery that is known. */
  readonly status: readonly MessageStatus[];
  /** Ids of the request that name no delivery of the caller. */
  readonly unknownMessageId: readonly MessageId[];
  /** Ids of the request that the caller never used, or so long ago that they are forgotten (idempotencySeconds). */
  readonly unknownClientMessageId: readonly ClientMessageId[];
}

/**
 * One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface GetMessageStatusResponseStream {
  /** 200 when all ids are known, 201 when some are, 900 when none is. */
  readonly code: ResultCode;
  /** The overall code in words; for people. */
  readonly reason: string;
  /** One for each delivery that is known. */
  readonly status?: Streamed<MessageStatus> | undefined;
  /** Ids of the request that name no delivery of the caller. */
  readonly unknownMessageId?: Later<Streamed<MessageId> | undefined> | undefined;
  /** Ids of the request that the caller never used, or so long ago that they are forgotten (idempotencySeconds). */
  readonly unknownClientMessageId?: Later<Streamed<ClientMessageId> | undefined> | undefined;
}

/** Asks what the provider offers and where its bounds are. */
export interface GetCapabilitiesRequest {
  /** The version that the caller was built from. Absent means 1. */
  readonly contractVersion?: ContractVersion | undefined;
}

/**
 * The provider's bounds, so that a caller can batch and wait sensibly.
 *
 * As encoders take it.
 */
export interface GetCapabilitiesResponseInput {
  /** The newest version of this contract that the provider speaks. */
  readonly contractVersion: ContractVersion;
  /**
   * The domains whose inboxes this provider holds; the caller's own service domain included.
   *
   * At least one.
   */
  readonly domain: readonly string[];
  /** The largest envelope, in bytes; content that stands beside it or is read apart counts for itself. */
  readonly maxRequestBytes: ByteCount;
  /** The most content that one message may hold, in bytes of all its parts. */
  readonly maxMessageBytes: ByteCount;
  /** The most recipients, summed over all messages, of one SendMessages request. */
  readonly maxDeliveriesPerRequest: PositiveCount;
  /** A number of messages a request that serves the provider well. */
  readonly suggestedBatchSize: PositiveCount;
  /** The longest that GetMessages waits, in seconds. */
  readonly maxWaitSeconds: Seconds;
  /** How long items are leased when nothing is asked for, in seconds. */
  readonly defaultLeaseSeconds: Seconds;
  /** The longest lease, in seconds. */
  readonly maxLeaseSeconds: Seconds;
  /** A larger part comes with contentOmitted. */
  readonly maxInlineBytes: ByteCount;
  /** How long a clientMessageId is remembered. */
  readonly idempotencySeconds: Seconds;
  /**
   * The kinds of item that GetMessages can give.
   *
   * At least one.
   */
  readonly kind: readonly string[];
  /** Optional fields of this contract that the provider honours; the others are refused with 501. */
  readonly feature?: readonly string[] | undefined;
}

/**
 * The provider's bounds, so that a caller can batch and wait sensibly.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetCapabilitiesResponse extends GetCapabilitiesResponseInput {
  /** Optional fields of this contract that the provider honours; the others are refused with 501. */
  readonly feature: readonly string[];
}

/**
 * The provider's bounds, so that a caller can batch and wait sensibly.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface GetCapabilitiesResponseStream {
  /** The newest version of this contract that the provider speaks. */
  readonly contractVersion: ContractVersion;
  /** The domains whose inboxes this provider holds; the caller's own service domain included. */
  readonly domain: Streamed<string>;
  /** The largest envelope, in bytes; content that stands beside it or is read apart counts for itself. */
  readonly maxRequestBytes: Later<ByteCount>;
  /** The most content that one message may hold, in bytes of all its parts. */
  readonly maxMessageBytes: Later<ByteCount>;
  /** The most recipients, summed over all messages, of one SendMessages request. */
  readonly maxDeliveriesPerRequest: Later<PositiveCount>;
  /** A number of messages a request that serves the provider well. */
  readonly suggestedBatchSize: Later<PositiveCount>;
  /** The longest that GetMessages waits, in seconds. */
  readonly maxWaitSeconds: Later<Seconds>;
  /** How long items are leased when nothing is asked for, in seconds. */
  readonly defaultLeaseSeconds: Later<Seconds>;
  /** The longest lease, in seconds. */
  readonly maxLeaseSeconds: Later<Seconds>;
  /** A larger part comes with contentOmitted. */
  readonly maxInlineBytes: Later<ByteCount>;
  /** How long a clientMessageId is remembered. */
  readonly idempotencySeconds: Later<Seconds>;
  /** The kinds of item that GetMessages can give. */
  readonly kind: Later<Streamed<string>>;
  /** Optional fields of this contract that the provider honours; the others are refused with 501. */
  readonly feature?: Later<Streamed<string> | undefined> | undefined;
}

