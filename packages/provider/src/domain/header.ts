import type { DeliveryState } from './status.js';

/** The optional header fields of a message, which are carried unchanged from sender to reader. */
export interface MessageHeader {
  readonly senderName?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly subject?: string | undefined;
  readonly messageClass?: string | undefined;
  /** Absent: NORMAL. */
  readonly priority?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly inReplyTo?: string | undefined;
  readonly attribute: readonly OpenAttribute[];
  /** What an item made by the provider tells; never a sender's. */
  readonly deliveryReport?: PackedReport | undefined;
}

/** A report as it is kept in the header of its item. */
export interface PackedReport {
  /** Order number of the delivery that it is about. */
  readonly seq: string;
  readonly clientMessageId: string;
  /** As the sender wrote it. */
  readonly recipient: string;
  readonly state: DeliveryState;
  /** Absent where the state says it all. */
  readonly reason?: string | undefined;
  /** ISO 8601. */
  readonly changedAt: string;
}

/** An attribute under a scheme of the application's choice. */
export interface OpenAttribute {
  readonly scheme: string;
  readonly name: string;
  readonly value: string;
}

/** One text to store, or null when the message has none of the fields, as most have. */
export function packHeader(message: MessageHeader): string | null {
  const { senderName, replyTo, subject, messageClass, priority, conversationId, inReplyTo, attribute, deliveryReport } =
    message;
  const header = {
    senderName,
    replyTo,
    subject,
    messageClass,
    conversationId,
    inReplyTo,
    attribute: attribute.length > 0 ? attribute.map(({ scheme, name, value }) => ({ scheme, name, value })) : undefined,
    deliveryReport,
    priority: priority === 'NORMAL' ? undefined : priority,
  };
  const packed = JSON.stringify(header);
  return packed === '{}' ? null : packed;
}

export function unpackHeader(packed: string | null): MessageHeader {
  if (packed === null) return { attribute: [] };
  return { attribute: [], ...(JSON.parse(packed) as Partial<MessageHeader>) };
}
