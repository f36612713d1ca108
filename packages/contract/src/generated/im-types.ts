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

/** What a message is for. Answers give it as a string, because a provider may know more classes than this list. */
export type MessageClass = 'PERSONAL' | 'INFORMATIONAL' | 'ADVERTISEMENT' | 'AUTOMATIC';

/** Precedence between different senders' messages in one inbox; never changes the order of one sender's messages. */
export type Priority = 'LOW' | 'NORMAL' | 'HIGH';

/**
 * A report the sender asks for: FAILURE when a message cannot be delivered, DELIVERY when it was, READ when its
 * recipient says it was read.
 */
export type ReportRequest = 'FAILURE' | 'DELIVERY' | 'READ';

/**
 * AUTO: what was sent to the end of the answer counts as received and is removed. EXPLICIT: items are leased until they
 * are acknowledged, and come back when the lease ends.
 */
export type AcknowledgeMode = 'AUTO' | 'EXPLICIT';

/** A kind of inbox item that a caller can ask for. */
export type ItemKind = 'MESSAGE' | 'DELIVERY_REPORT' | 'READ_REPORT' | 'INVITATION' | 'NOTICE' | 'TYPING';

/**
 * What became of a leased item: ACCEPTED removes it; RELEASED gives it back at once, to be delivered again first, and
 * says nothing against it: this consumer cannot take it now; FAILED does the same for an item that was tried in vain:
 * after so many failures the provider sets it aside; REJECTED removes it as refused by the recipient.
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
  readonly contentType: MediaType;
  /** A file name or title. */
  readonly name?: ShortText | undefined;
  readonly text?: string | undefined;
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
  readonly subject?: ShortText | undefined;
  /**
   * The content, in order.
   *
   * At least one.
   */
  readonly part: readonly PartInput[];
  readonly messageClass?: MessageClass | undefined;
  /** Absent means NORMAL. */
  readonly priority?: Priority | undefined;
  /** When the message stops being worth delivering. Not together with timeToLive. */
  readonly expiresAt?: Date | undefined;
  /** The same, counted from acceptance. Not together with expiresAt. */
  readonly timeToLive?: LifetimeSeconds | undefined;
  /** At most 3. */
  readonly report?: readonly ReportRequest[] | undefined;
  /** True hides the sender: the provider puts an assigned address in its place. */
  readonly anonymous?: boolean | undefined;
  /** True keeps a copy among the sender's own messages. */
  readonly keepCopy?: boolean | undefined;
  readonly conversationId?: ShortText | undefined;
  /** The messageId of the message that this one answers. */
  readonly inReplyTo?: MessageId | undefined;
  /** At most 100. */
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
  /** At most 3. */
  readonly report: readonly ReportRequest[];
  /** At most 100. */
  readonly attribute: readonly Attribute[];
}

/**
 * One or more messages. Messages of one sender to one inbox are delivered in the order of this document.
 *
 * As encoders take it.
 */
export interface SendMessagesRequestInput {
  readonly contractVersion?: ContractVersion | undefined;
  /** At least one. */
  readonly message: readonly OutgoingMessageInput[];
}

/**
 * One or more messages. Messages of one sender to one inbox are delivered in the order of this document.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface SendMessagesRequest extends Omit<SendMessagesRequestInput, 'message'> {
  /** At least one. */
  readonly message: readonly OutgoingMessage[];
}

/** What became of one message for one recipient. Success (200, 202) means durably stored. */
export interface SendResult {
  readonly clientMessageId: ClientMessageId;
  /** As the request wrote it. */
  readonly recipient: ImAddress;
  /** Present on success. */
  readonly messageId?: MessageId | undefined;
  readonly code: ResultCode;
  readonly reason: string;
  /** True when sending the same again, with the same clientMessageId, may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterSeconds?: Seconds | undefined;
}

/** The overall status and one result for each message and recipient, in the order of the request. */
export interface SendMessagesResponse {
  /**
   * The common code of all results when they agree, 201 when some succeeded and some did not, 900 when none of several
   * did.
   */
  readonly code: ResultCode;
  readonly reason: string;
  /** At least one. */
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
  readonly reason: string;
  readonly result: Streamed<SendResult>;
}

/**
 * Asks for what waits in the caller's inbox, oldest first.
 *
 * As encoders take it.
 */
export interface GetMessagesRequestInput {
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
  readonly leaseSeconds?: LeaseSeconds | undefined;
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
  readonly number: PartNumber;
  readonly contentType: MediaType;
  readonly name?: ShortText | undefined;
  /** Size of the content in bytes; of text, in UTF-8. */
  readonly size: ByteCount;
  readonly text?: string | undefined;
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
  readonly data?: Binary | undefined;
}

/**
 * The content of an item of kind MESSAGE.
 *
 * As encoders take it.
 */
export interface ContentInput {
  readonly subject?: ShortText | undefined;
  /** At least one. */
  readonly part: readonly ReceivedPartInput[];
}

/**
 * The content of an item of kind MESSAGE.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface Content extends Omit<ContentInput, 'part'> {
  /** At least one. */
  readonly part: readonly ReceivedPart[];
}

/** What became of a message that the caller sent; the block of an item of kind DELIVERY_REPORT. */
export interface DeliveryReport {
  readonly reportedMessageId: MessageId;
  readonly clientMessageId?: ClientMessageId | undefined;
  readonly reportedRecipient: ImAddress;
  /** As in MessageStatus. */
  readonly state: string;
  readonly code: ResultCode;
  readonly reason: string;
  readonly changedAt: Date;
}

/**
 * One item of an inbox: a header that all kinds share, and the one block that kind names (content for MESSAGE,
 * deliveryReport for DELIVERY_REPORT).
 *
 * As encoders take it.
 */
export interface InboxItemInput {
  readonly messageId: MessageId;
  /** One of the words of ItemKind; only kinds that the request asked for or takes by default. */
  readonly kind: string;
  /** Verified by the provider; where the sender is anonymous, assigned by it. */
  readonly sender: ImAddress;
  readonly senderName?: ShortText | undefined;
  readonly replyTo?: ImAddress | undefined;
  /** As the sender wrote it; a service reads here which of its names was meant. */
  readonly recipient: ImAddress;
  readonly acceptedAt: Date;
  readonly expiresAt?: Date | undefined;
  /** 1 the first time the item is handed out, one more each time that it came back, however it came back. */
  readonly deliveryAttempt: PositiveCount;
  readonly messageClass?: string | undefined;
  /** Absent means NORMAL. */
  readonly priority?: string | undefined;
  readonly conversationId?: ShortText | undefined;
  readonly inReplyTo?: MessageId | undefined;
  /** At most 100. */
  readonly attribute?: readonly Attribute[] | undefined;
  readonly content?: ContentInput | undefined;
  readonly deliveryReport?: DeliveryReport | undefined;
}

/**
 * One item of an inbox: a header that all kinds share, and the one block that kind names (content for MESSAGE,
 * deliveryReport for DELIVERY_REPORT).
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface InboxItem extends Omit<InboxItemInput, 'content'> {
  /** At most 100. */
  readonly attribute: readonly Attribute[];
  readonly content?: Content | undefined;
}

/** What became of the receipt that a GetMessages request acknowledged. */
export interface ReceiptResult {
  readonly acknowledgedReceipt: Receipt;
  readonly code: ResultCode;
  readonly reason: string;
}

/**
 * The items, then what to know about the rest. An empty inbox is an answer without items. The summary stands at the end
 * because the answer is streamed.
 *
 * As encoders take it.
 */
export interface GetMessagesResponseInput {
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
  readonly contractVersion?: ContractVersion | undefined;
  readonly messageId: MessageId;
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
  readonly messageId: MessageId;
  readonly part: PartNumber;
  readonly contentType: MediaType;
  /** Size of the whole part in bytes. */
  readonly size: ByteCount;
  readonly offset: ByteCount;
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
  readonly data: Binary;
}

/**
 * A range of a part's bytes. A part that was sent as text is given as its UTF-8 bytes.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface GetMessageContentResponseStream {
  readonly messageId: MessageId;
  readonly part: PartNumber;
  readonly contentType: MediaType;
  /** Size of the whole part in bytes. */
  readonly size: ByteCount;
  readonly offset: ByteCount;
  readonly data: BinaryInput;
  /** Whether the part goes on after this range. */
  readonly moreAvailable: boolean;
}

/** The outcome of one leased item. */
export interface AcknowledgeEntry {
  readonly messageId: MessageId;
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
  readonly contractVersion?: ContractVersion | undefined;
  readonly receipt: Receipt;
  readonly entry?: readonly AcknowledgeEntry[] | undefined;
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
  readonly entry: readonly AcknowledgeEntry[];
}

/** What became of one entry. */
export interface AcknowledgeResult {
  readonly messageId: MessageId;
  readonly outcome: string;
  readonly code: ResultCode;
  readonly reason: string;
}

/**
 * The overall status and one result for each entry; for a whole receipt, only the overall status.
 *
 * As encoders take it.
 */
export interface AcknowledgeMessagesResponseInput {
  readonly code: ResultCode;
  readonly reason: string;
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
  readonly result: readonly AcknowledgeResult[];
}

/**
 * The overall status and one result for each entry; for a whole receipt, only the overall status.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface AcknowledgeMessagesResponseStream {
  readonly code: ResultCode;
  readonly reason: string;
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
  readonly contractVersion?: ContractVersion | undefined;
  /** At most 1000. */
  readonly messageId?: readonly MessageId[] | undefined;
  /** At most 1000. */
  readonly clientMessageId?: readonly ClientMessageId[] | undefined;
}

/**
 * Asks what became of messages that the caller sent, by the provider's or by the caller's ids; at least one.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetMessageStatusRequest extends GetMessageStatusRequestInput {
  /** At most 1000. */
  readonly messageId: readonly MessageId[];
  /** At most 1000. */
  readonly clientMessageId: readonly ClientMessageId[];
}

/**
 * The state of one message for one recipient: WAITING in the inbox, DELIVERING while leased, DELIVERED, REJECTED by the
 * recipient, REFUSED when it was sent, EXPIRED, or UNDELIVERABLE after too many attempts.
 */
export interface MessageStatus {
  /** Absent for a delivery that was refused when it was sent. */
  readonly messageId?: MessageId | undefined;
  readonly clientMessageId: ClientMessageId;
  readonly recipient: ImAddress;
  readonly state: string;
  readonly code: ResultCode;
  readonly reason: string;
  readonly changedAt: Date;
}

/**
 * One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.
 *
 * As encoders take it.
 */
export interface GetMessageStatusResponseInput {
  readonly code: ResultCode;
  readonly reason: string;
  readonly status?: readonly MessageStatus[] | undefined;
  readonly unknownMessageId?: readonly MessageId[] | undefined;
  readonly unknownClientMessageId?: readonly ClientMessageId[] | undefined;
}

/**
 * One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.
 *
 * As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.
 */
export interface GetMessageStatusResponse extends GetMessageStatusResponseInput {
  readonly status: readonly MessageStatus[];
  readonly unknownMessageId: readonly MessageId[];
  readonly unknownClientMessageId: readonly ClientMessageId[];
}

/**
 * One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.
 *
 * As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function,
 * called when the encoder gets there.
 */
export interface GetMessageStatusResponseStream {
  readonly code: ResultCode;
  readonly reason: string;
  readonly status?: Streamed<MessageStatus> | undefined;
  readonly unknownMessageId?: Later<Streamed<MessageId> | undefined> | undefined;
  readonly unknownClientMessageId?: Later<Streamed<ClientMessageId> | undefined> | undefined;
}

/** Asks what the provider offers and where its bounds are. */
export interface GetCapabilitiesRequest {
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
  readonly maxRequestBytes: ByteCount;
  readonly maxMessageBytes: ByteCount;
  /** The most recipients, summed over all messages, of one SendMessages request. */
  readonly maxDeliveriesPerRequest: PositiveCount;
  /** A number of messages a request that serves the provider well. */
  readonly suggestedBatchSize: PositiveCount;
  readonly maxWaitSeconds: Seconds;
  readonly defaultLeaseSeconds: Seconds;
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
  readonly maxRequestBytes: Later<ByteCount>;
  readonly maxMessageBytes: Later<ByteCount>;
  /** The most recipients, summed over all messages, of one SendMessages request. */
  readonly maxDeliveriesPerRequest: Later<PositiveCount>;
  /** A number of messages a request that serves the provider well. */
  readonly suggestedBatchSize: Later<PositiveCount>;
  readonly maxWaitSeconds: Later<Seconds>;
  readonly defaultLeaseSeconds: Later<Seconds>;
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

