import type { Attribute, DeliveryReport, InboxItem, Outcome } from '@imps-wsi/contract/im';
import { parseAddress } from '@imps-wsi/contract/address';
import { parseMediaType } from '@imps-wsi/contract/media-type';
import type { Exchange } from '../client/exchange.js';
import { InstantInboxError } from '../errors.js';
import type { MessageContentDraft, MessageDraft } from '../send/draft.js';
import type { AcceptedResult } from '../send/send-result.js';
import { InboxPart } from './inbox-part.js';
import type { Lease } from './lease.js';
import type { Settlement } from './settlement.js';

/** What a message needs of the client it came through. */
export interface MessageHome {
  /** IM address of the account whose inbox it was in. */
  readonly account: string;
  readonly exchange: Exchange;
  send(draft: MessageDraft & { readonly to: string }, options?: { signal?: AbortSignal }): Promise<AcceptedResult>;
}

/** How a message is leased; absent for mode AUTO, where receiving already removed it. */
export interface MessageLease {
  readonly lease: Lease;
  readonly settlement: Settlement;
  /** Outcomes wait for the provider's word by themselves, because no next poll carries them. */
  readonly confirm: boolean;
}

/** Options of `acknowledge()`. */
export interface AcknowledgeOptions {
  /**
   * True tells the provider now and resolves with its word. Default false inside `messages()` and `process()`, where
   * the acknowledgement rides on the next poll; always so for messages of `receive()`.
   */
  readonly wait?: boolean;
}

/** A report: tells what became of a message that the account sent and asked reports for. */
export type ReportMessage = InboxMessage & {
  readonly kind: 'DELIVERY_REPORT';
  readonly deliveryReport: DeliveryReport;
};

/**
 * Deals with a report. Returning acknowledges it; settling it in the handler goes first. A throw is a throw of the loop's
 * body in `messages()`, and one of the handler in `process()`.
 */
export type ReportHandler = (report: ReportMessage) => Promise<void> | void;

/**
 * A message that waits in the account's inbox for its outcome. It stays leased, and is kept so, until it is
 * acknowledged, released, failed or rejected, or the loop that gave it ends: then it is handed out again.
 */
export class InboxMessage {
  /** The provider's name for this delivery: opaque, unique across providers. */
  readonly messageId: string;
  /** `MESSAGE`, or `DELIVERY_REPORT` when the account asked for reports. */
  readonly kind: string;
  /** Verified by the provider. */
  readonly sender: string;
  /** The name the sender wants shown; not verified. */
  readonly senderName: string | undefined;
  readonly replyTo: string | undefined;
  /** As the sender wrote it: a service reads here which of its names was meant. */
  readonly recipient: string;
  readonly acceptedAt: Date;
  readonly expiresAt: Date | undefined;
  /** 1 the first time, more when the message came back. */
  readonly deliveryAttempt: number;
  readonly messageClass: string | undefined;
  /** `LOW`, `NORMAL` or `HIGH`. */
  readonly priority: string;
  readonly subject: string | undefined;
  readonly conversationId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly attributes: readonly Attribute[];
  /** The content in order; empty for a report. */
  readonly parts: readonly InboxPart[];
  /** What became of a message the account sent; present when kind is DELIVERY_REPORT. */
  readonly deliveryReport: DeliveryReport | undefined;
  /** IM address of the account whose inbox it came from; tells providers apart in a merged loop. */
  readonly account: string;
  readonly #home: MessageHome;
  readonly #lease: MessageLease | undefined;

  constructor(item: InboxItem, home: MessageHome, lease: MessageLease | undefined) {
    this.messageId = item.messageId;
    this.kind = item.kind;
    this.sender = item.sender;
    this.senderName = item.senderName;
    this.replyTo = item.replyTo;
    this.recipient = item.recipient;
    this.acceptedAt = item.acceptedAt;
    this.expiresAt = item.expiresAt;
    this.deliveryAttempt = item.deliveryAttempt;
    this.messageClass = item.messageClass;
    this.priority = item.priority ?? 'NORMAL';
    this.subject = item.content?.subject;
    this.conversationId = item.conversationId;
    this.inReplyTo = item.inReplyTo;
    this.attributes = item.attribute;
    this.parts = (item.content?.part ?? []).map((part) => new InboxPart(item.messageId, part, home.exchange));
    this.deliveryReport = item.deliveryReport;
    this.account = home.account;
    this.#home = home;
    this.#lease = lease;
  }

  /**
   * The text of the first text/plain part that came as text; undefined when there is none, or when the provider left
   * it out for its size (then `parts[n].text()` fetches it).
   */
  get text(): string | undefined {
    return this.parts.find((part) => part.inlineText !== undefined && isPlainText(part.contentType))?.inlineText;
  }

  /** Whether this is a report, and says what became of another message. */
  isReport(): this is ReportMessage {
    return this.kind === 'DELIVERY_REPORT' && this.deliveryReport !== undefined;
  }

  /** One spelling for all spellings of the sender's address; the order of messages is kept for each of these. */
  get senderKey(): string {
    return parseAddress(this.sender)?.canonical ?? this.sender;
  }

  /** Aborts when the provider took the message back: somebody else may be at it. Never for mode AUTO. */
  get leaseLost(): AbortSignal | undefined {
    return this.#lease?.lease.lost;
  }

  /** `ACCEPTED`, `RELEASED`, `FAILED` or `REJECTED` once it is decided. */
  get outcome(): Outcome | undefined {
    return this.#lease === undefined ? 'ACCEPTED' : this.#lease.lease.outcomeOf(this.messageId);
  }

  /**
   * A clientMessageId made of this message's id and a purpose. Sending what follows from a message under such an id
   * is delivered once, even if the message is handled twice.
   */
  derivedId(purpose: string): string {
    return `${this.messageId}:${purpose}`;
  }

  /** The message is dealt with; the provider removes it. Repeating does nothing. @throws InstantInboxError `LeaseLost`, `AlreadySettled` */
  async acknowledge(options: AcknowledgeOptions = {}): Promise<void> {
    if (this.#lease === undefined) return;
    await this.#settle(this.#lease, 'ACCEPTED', undefined, options.wait ?? this.#lease.confirm);
  }

  /**
   * Gives the message back at once, for you cannot take it now; it is handed out again before later ones of its sender.
   * Says nothing against the message; one that was tried in vain is given back by `fail`.
   */
  async release(reason?: string): Promise<void> {
    await this.#settle(this.#leased(), 'RELEASED', reason, true);
  }

  /**
   * Gives the message back as `release` does, because handling it failed: after so many failures the provider sets it
   * aside, so that it does not hold back its sender's later ones for ever.
   *
   * @param reason for the provider's operator
   */
  async fail(reason?: string): Promise<void> {
    await this.#settle(this.#leased(), 'FAILED', reason, true);
  }

  /** Removes the message as refused; a sender who asks for its status is told why. */
  async reject(reason: string): Promise<void> {
    await this.#settle(this.#leased(), 'REJECTED', reason, true);
  }

  /** Keeps everything undecided of the answer that this message came with leased for so many seconds from now. */
  async extend(seconds: number): Promise<void> {
    const { lease, settlement } = this.#leased();
    await settlement.extend(lease, seconds);
  }

  /**
   * Answers the sender: to `replyTo` or the sender, from the address the message was sent to, in its conversation.
   * Give `clientMessageId: message.derivedId('reply')` when the message may be handled twice.
   *
   * @throws InstantInboxError when the answer is refused
   */
  reply(draft: MessageContentDraft, options?: { readonly signal?: AbortSignal }): Promise<AcceptedResult> {
    return this.#home.send(
      {
        ...draft,
        to: this.replyTo ?? this.sender,
        from: draft.from ?? this.recipient,
        inReplyTo: draft.inReplyTo ?? this.messageId,
        conversationId: draft.conversationId ?? this.conversationId,
      },
      options,
    );
  }

  #leased(): MessageLease {
    if (this.#lease === undefined) throw new InstantInboxError('NotLeased');
    return this.#lease;
  }

  #settle(
    { lease, settlement }: MessageLease,
    outcome: Outcome,
    reason: string | undefined,
    confirm: boolean,
  ): Promise<void> {
    return settlement.settle(lease, this.messageId, outcome, reason, confirm);
  }
}

function isPlainText(contentType: string): boolean {
  const type = parseMediaType(contentType);
  return type?.type === 'text' && type.subtype === 'plain';
}
