/** The optional header fields of a message, which are carried unchanged from sender to reader. */
export interface MessageHeader {
  readonly senderName?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly subject?: string | undefined;
  readonly messageClass?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly inReplyTo?: string | undefined;
  readonly attribute: readonly OpenAttribute[];
}

/** An attribute under a scheme of the application's choice. */
export interface OpenAttribute {
  readonly scheme: string;
  readonly name: string;
  readonly value: string;
}

/** One text to store, or null when the message has none of the fields, as most have. */
export function packHeader(message: MessageHeader): string | null {
  const { senderName, replyTo, subject, messageClass, conversationId, inReplyTo, attribute } = message;
  const header = {
    senderName,
    replyTo,
    subject,
    messageClass,
    conversationId,
    inReplyTo,
    attribute: attribute.length > 0 ? attribute.map(({ scheme, name, value }) => ({ scheme, name, value })) : undefined,
  };
  const packed = JSON.stringify(header);
  return packed === '{}' ? null : packed;
}

export function unpackHeader(packed: string | null): MessageHeader {
  if (packed === null) return { attribute: [] };
  return { attribute: [], ...(JSON.parse(packed) as Partial<MessageHeader>) };
}
