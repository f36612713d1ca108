import type { LargeParts } from './content.js';

/**
 * A delivery is one message on its way into one inbox: the unit that is stored, leased, acknowledged and reported.
 */

/** What the store is asked to keep. Bytes and texts are ready to be written: the work is done once a message. */
export interface NewDelivery {
  readonly ownerId: string;
  readonly senderId: string;
  readonly clientMessageId: string;
  /** Canonical recipient: two spellings of one address are one delivery. */
  readonly recipientKey: string;
  /** As the sender wrote it. */
  readonly recipient: string;
  /** Canonical sender address; the order of messages is kept for each. */
  readonly sender: string;
  /** Tells other content under a used clientMessageId from a replay. */
  readonly digest: Buffer;
  readonly header: string | null;
  readonly parts: string;
  /** What lies in the message's row: its parts' bytes, one after the other, but for large ones. */
  readonly content: Buffer;
  /** Absent when all lies in the row. The contents must be held by whoever sends, until the outcome is known. */
  readonly large?: LargeParts | undefined;
}

export type DeliveryOutcome =
  | { readonly kind: 'stored'; readonly seq: string }
  /** Was there before with the same content: the first answer again. */
  | { readonly kind: 'replayed'; readonly seq: string }
  /** Was there before with other content. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'failed'; readonly unavailable?: boolean; readonly cause?: unknown };

/** Port: stores deliveries of one sender, in order; resolves when each is committed or known to have failed. */
export interface DeliverySink {
  store(senderId: string, deliveries: readonly NewDelivery[]): Promise<DeliveryOutcome[]>;
  /** What became of the delivery when it was sent before; undefined when it was not. Stores nothing. */
  known(delivery: NewDelivery): Promise<DeliveryOutcome | undefined>;
}

/** Port: tells waiting readers, in this and in other processes, that something came. Never fails. */
export interface InboxSignal {
  announce(ownerIds: Iterable<string>): void;
}
