import { unpackParts } from '../domain/content.js';
import type { ConversationEntry, EntryState } from '../domain/conversation-entry.js';
import type { RefusedMessage, SentMessage } from '../domain/conversations.js';
import { unpackHeader } from '../domain/header.js';
import type { MessageIds } from '../domain/message-id.js';
import type { ClientDraft } from '../domain/client-draft.js';
import type { ClientSession } from '../security/client-sessions.js';

/** A part as a client gets it. `omitted`: it has no `text` here and is fetched by its address. */
export interface PartView {
  readonly number: number;
  readonly contentType: string;
  readonly name?: string;
  readonly size: number;
  readonly text?: string;
  readonly omitted?: true;
}

/** A message as a client gets it. */
export interface MessageView {
  /** Digits; the order of the conversation. "0" for a message that was refused before it was logged. */
  readonly id: string;
  readonly cursor: string;
  readonly direction: 'in' | 'out';
  readonly peer: string;
  readonly peerName?: string;
  readonly clientMessageId?: string;
  readonly messageId?: string;
  readonly at: string;
  readonly state: EntryState;
  readonly code?: number;
  readonly reason?: string;
  readonly retryable?: boolean;
  readonly subject?: string;
  readonly conversationId?: string;
  readonly inReplyTo?: string;
  readonly parts: readonly PartView[];
}

export const sessionView = ({ caller, csrfToken, expiresAt }: ClientSession, maxFileBytes: number) => ({
  address: caller.address,
  csrfToken,
  expiresAt: expiresAt.toISOString(),
  maxFileBytes,
});

export function messageView(entry: ConversationEntry, ids: MessageIds): MessageView {
  const { senderName, subject, conversationId, inReplyTo } = unpackHeader(entry.header);
  const failed = entry.state === 'failed';
  return {
    id: entry.entryId,
    cursor: entry.changeId,
    direction: entry.outgoing ? 'out' : 'in',
    peer: entry.peer,
    ...optional('peerName', entry.outgoing ? undefined : senderName),
    ...optional('clientMessageId', entry.clientMessageId),
    ...optional('messageId', entry.seq === undefined ? undefined : ids.format(entry.seq)),
    at: entry.at.toISOString(),
    state: entry.state,
    ...(failed
      ? { ...optional('code', entry.code), ...optional('reason', entry.reason), retryable: entry.retryable }
      : {}),
    ...optional('subject', subject),
    ...optional('conversationId', conversationId),
    ...optional('inReplyTo', inReplyTo),
    parts: partViews(entry),
  };
}

/** One of the messages of a request, sent or refused. */
export function sentView(sent: SentMessage, draft: ClientDraft | undefined, ids: MessageIds): MessageView {
  return 'entry' in sent ? messageView(sent.entry, ids) : refusedView(sent.refused, draft);
}

function refusedView({ clientMessageId, peer, code, reason }: RefusedMessage, draft?: ClientDraft): MessageView {
  return {
    id: '0',
    cursor: '0',
    direction: 'out',
    peer,
    clientMessageId,
    at: new Date().toISOString(),
    state: 'failed',
    code,
    reason,
    retryable: false,
    ...optional('subject', draft?.subject),
    ...optional('conversationId', draft?.conversationId),
    ...optional('inReplyTo', draft?.inReplyTo),
    parts: [],
  };
}

function partViews({ parts, texts }: ConversationEntry): PartView[] {
  return unpackParts(parts).map(({ contentType, name, size }, index) => {
    const number = index + 1;
    const head = { number, contentType, ...optional('name', name), size };
    const bytes = texts.get(number);
    const text = bytes === undefined ? undefined : decode(bytes);
    return text === undefined ? { ...head, omitted: true } : { ...head, text };
  });
}

/** Bytes that are no UTF-8 are no text. */
function decode(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(bytes) ? undefined : text;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>;
}
