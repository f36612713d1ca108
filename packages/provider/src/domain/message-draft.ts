import type { DraftPart } from './content.js';
import type { OpenAttribute } from './header.js';

/** A message as a sender gives it. */
export interface MessageDraft {
  readonly clientMessageId: string;
  readonly sender?: string | undefined;
  readonly senderName?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly recipient: readonly string[];
  readonly subject?: string | undefined;
  readonly part: readonly DraftPart[];
  readonly messageClass?: string | undefined;
  readonly priority?: string | undefined;
  readonly expiresAt?: Date | undefined;
  readonly timeToLive?: number | undefined;
  readonly report: readonly string[];
  readonly anonymous?: boolean | undefined;
  readonly keepCopy?: boolean | undefined;
  readonly conversationId?: string | undefined;
  readonly inReplyTo?: string | undefined;
  readonly attribute: readonly OpenAttribute[];
}
