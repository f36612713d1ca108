/** An instant message, as the provider tells it over `/im/<domain>`. */

export interface MessagePart {
  readonly number: number;
  readonly contentType: string;
  readonly name?: string;
  /** In bytes. */
  readonly size: number;
  /** Text parts that are not too long come along; all else is fetched by its address. */
  readonly text?: string;
  readonly omitted?: true;
}

export interface Message {
  /** Digits; the order of the conversation. */
  readonly id: string;
  /** Digits; grows with every change of the message. */
  readonly cursor: string;
  readonly direction: 'in' | 'out';
  /** With whom; the canonical address. */
  readonly peer: string;
  readonly peerName?: string;
  /** Of what this user sent. */
  readonly clientMessageId?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly state: 'sending' | 'sent' | 'delivered' | 'failed' | 'received';
  /** Of what failed: the IMPS code. */
  readonly code?: number;
  readonly reason?: string;
  readonly retryable?: boolean;
  readonly subject?: string;
  readonly parts: readonly MessagePart[];
}

export interface ConversationSummary {
  readonly peer: string;
  readonly lastMessage: Message;
}

/** Orders numbers written as digits, which may be too long for a JavaScript number. */
export const compareDigits = (one: string, other: string): number =>
  one.length === other.length ? (one < other ? -1 : one > other ? 1 : 0) : one.length - other.length;

/** Refused before it was kept: it has no place in the conversation, and its content did not come back. */
export const wasNotKept = ({ id }: Pick<Message, 'id'>): boolean => id === '0';

/** All that a message says as text. */
export const textOf = (message: Message): string =>
  message.parts.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n');
