import { createHash } from 'node:crypto';
import type { InboxMessage, MessageClass, MessageDraft } from '@imps-wsi/consumer-sdk';
import type { Decision } from './decision.js';

/** The contract's bound of a clientMessageId. */
const MAX_ID_LENGTH = 255;

/**
 * The name of what follows from a message, made of where it came from and its id there: however often the message is
 * handled, the provider it goes to sees one and the same.
 */
export function followUpId(source: string, messageId: string, purpose: 'forward' | 'notice' | 'full'): string {
  const id = `${source}/${messageId}/${purpose}`;
  return id.length <= MAX_ID_LENGTH ? id : createHash('sha256').update(id).digest('base64url');
}

/**
 * The message as it goes to the opponent. Content, subject, conversation and attributes are the sender's; who it is from
 * is told in the game's words only. Large content never passes through memory as a whole: it is read from the one
 * provider while it is sent to the other.
 */
export function forwarded(
  source: string,
  message: InboxMessage,
  decision: Extract<Decision, { kind: 'forward' }>,
): MessageDraft {
  return {
    clientMessageId: followUpId(source, message.messageId, 'forward'),
    to: [decision.to],
    from: decision.from,
    fromName: decision.fromName,
    parts: message.parts.map((part) => part.copy()),
    subject: message.subject,
    messageClass: classOf(message.messageClass),
    conversationId: message.conversationId,
    inReplyTo: decision.inReplyTo,
    attributes: message.attributes,
  };
}

/** What the game itself tells the sender of a message. */
export function notice(source: string, message: InboxMessage, purpose: 'notice' | 'full', text: string): MessageDraft {
  return {
    clientMessageId: followUpId(source, message.messageId, purpose),
    // Not to replyTo: nobody can have the game write to a stranger.
    to: [message.sender],
    fromName: 'Chess',
    text,
    // Machines do not answer to this, and neither does the game.
    messageClass: 'AUTOMATIC',
    conversationId: message.conversationId,
    inReplyTo: message.messageId,
  };
}

const CLASSES: readonly MessageClass[] = ['PERSONAL', 'INFORMATIONAL', 'ADVERTISEMENT', 'AUTOMATIC'];

const classOf = (word: string | undefined): MessageClass | undefined => CLASSES.find((known) => known === word);
