import type { LargeParts } from './content.js';
import type { Expiry } from './lifetime.js';
import type { ReportWish } from './reports.js';

/**
 * A delivery is one message on its way into one inbox: the unit that is stored, leased, acknowledged and reported.
 */

/** How urgent a message is among those of different senders; most are neither. */
export type Priority = 'LOW' | 'HIGH';

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
  readonly priority?: Priority | undefined;
  /** Absent: it waits for as long as it takes. */
  readonly expiry?: Expiry | undefined;
  /** Absent when the sender wants to hear of nothing. */
  readonly report?: ReportWish | undefined;
  /** Goes nowhere, and its sender is not told so: remembered under the sender itself, and in no inbox. */
  readonly suppressed?: true | undefined;
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
  /** What became of each delivery when it was made before; undefined where it was not. Stores nothing. */
  known(deliveries: readonly NewDelivery[]): Promise<(DeliveryOutcome | undefined)[]>;
}

/** Port: tells waiting readers, in this and in other processes, that something came. Never fails. */
export interface InboxSignal {
  announce(ownerIds: Iterable<string>): void;
}
