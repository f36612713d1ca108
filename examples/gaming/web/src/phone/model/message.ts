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

/** What browsers draw and what cannot do anything by itself; SVG, which can, is a file like others. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];
/** Larger ones are files like others: who opens a conversation has not asked for them. In bytes. */
const LARGEST_PICTURE = 25_000_000;

/** Whether content is shown as a picture; by its declared type alone. */
export function isPicture({ contentType, size }: Pick<MessagePart, 'contentType' | 'size'>): boolean {
  const [type = ''] = contentType.split(';');
  return size > 0 && size <= LARGEST_PICTURE && PICTURES.includes(type.trim().toLowerCase());
}

/** What a part is called. */
export const partName = ({ name, number }: Pick<MessagePart, 'name' | 'number'>): string =>
  name === undefined || name.trim() === '' ? `part ${number}` : name;

/** A message in one line: what it says, or what it brings. */
export function inShort(message: Message, mostCharacters: number): string {
  const text = textOf(message).slice(0, mostCharacters);
  const [file] = message.parts.filter((part) => part.text === undefined);
  if (text !== '' || file === undefined) return text;
  return `${isPicture(file) ? 'Picture' : 'File'}: ${partName(file)}`;
}

/** All that a message says as text. */
export const textOf = (message: Message): string =>
  message.parts.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n');
