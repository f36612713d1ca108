import type { LargeParts } from './content.js';
import type { ConversationEntry } from './conversation-entry.js';

/** An outgoing message about to be sent. */
export interface NewEntry {
  readonly peer: string;
  readonly clientMessageId: string;
  /** Canonical recipient, as the delivery has it. */
  readonly recipientKey: string;
  /** Tells other content under a used clientMessageId from a repetition. */
  readonly digest: Buffer;
  readonly header: string | null;
  readonly parts: string;
  /** What lies in the entry's row: the parts' bytes, one after the other, but for large ones. */
  readonly content: Buffer;
  /** Absent when all lies in the row. */
  readonly large?: LargeParts | undefined;
}

/** `toSend`: new, or known but not yet known to be sent. `settled`: answered as the first time. */
export interface Entered {
  readonly entryId: string;
  readonly kind: 'toSend' | 'settled' | 'conflict';
}

export interface SendResult {
  readonly entryId: string;
  readonly state: 'sent' | 'failed';
  readonly seq: string | undefined;
  readonly code: number;
  readonly reason: string;
  readonly retryable: boolean;
}

export interface HistoryPage {
  /** Oldest first. */
  readonly entries: readonly ConversationEntry[];
  readonly moreBefore: boolean;
}

/** What a look at an account finds, without locks. */
export interface Glance {
  /** Something in the inbox could be taken in now. */
  readonly waits: boolean;
  /** Something in the log changed. */
  readonly changed: boolean;
  /** Milliseconds until the next lease in the inbox ends by itself; undefined when nothing is leased. */
  readonly leaseEnd: number | undefined;
}

export interface EntryPart {
  readonly contentType: string;
  readonly name: string | undefined;
  readonly size: number;
  /** Where the part begins in the bytes of the row. */
  readonly offset: number;
  /** Where it lies when it does not lie in the row. */
  readonly contentId: string | undefined;
}

/** Port: what each account sent and received. Every call concerns one owner. */
export interface ConversationStore {
  /** Enters messages as "sending", in order; those that were entered before stay as they are, unless they may be sent again. */
  enter(ownerId: string, entries: readonly NewEntry[]): Promise<Entered[]>;
  /** Notes what became of sending; what has got further meanwhile stays. */
  record(ownerId: string, results: readonly SendResult[]): Promise<void>;
  byId(ownerId: string, entryIds: readonly string[]): Promise<ConversationEntry[]>;
  /** Entries changed after this change, in the order of their changes; a page of at most `limit`. */
  changes(ownerId: string, after: string, limit: number): Promise<ConversationEntry[]>;
  /** How much changed after this change, counted up to the bound. */
  countChanges(ownerId: string, after: string, bound: number): Promise<number>;
  /** The newest change; "0" when there is none. */
  newestChange(ownerId: string): Promise<string>;
  history(ownerId: string, peer: string, before: string | undefined, limit: number): Promise<HistoryPage>;
  /** The last message with each peer, newest first. */
  latest(ownerId: string, limit: number): Promise<ConversationEntry[]>;
  part(ownerId: string, entryId: string, number: number): Promise<EntryPart | undefined>;
  /** A range of a part, counted from its beginning; undefined when the entry is gone. */
  bytes(ownerId: string, entryId: string, part: EntryPart, from: number, length: number): Promise<Buffer | undefined>;
  /** Whether there is anything to do for who knows all changes up to `after`. */
  look(ownerId: string, after: string): Promise<Glance>;
  /** Moves a page of what may be handed out from the owner's inbox into the log; answers how many messages that was. */
  takeIn(ownerId: string): Promise<number>;
}

/** What became of an outgoing message, as its delivery says. */
export interface Mark {
  readonly ownerId: string;
  readonly entryId: string;
  readonly fate: 'sent' | 'delivered' | 'rejected' | 'undeliverable' | 'expired' | 'notSent' | 'forgotten';
  readonly seq: string | undefined;
  readonly reason: string | undefined;
}

/** An entry's new state, with nothing more to come when `pending` is false. */
export interface Marked {
  readonly entryId: string;
  /** Undefined: as it was. */
  readonly state: 'sent' | 'delivered' | 'failed' | undefined;
  readonly pending: boolean;
  readonly seq: string | undefined;
  readonly code: number | undefined;
  readonly reason: string | undefined;
  readonly retryable: boolean;
}

/** Port: the state of outgoing messages, followed for many accounts at once. */
export interface MarkStore {
  /** Which of these accounts have outgoing messages whose fate is open. */
  unsettled(ownerIds: readonly string[]): Promise<string[]>;
  /** The open messages of these accounts whose deliveries have moved on; bounded. */
  moved(ownerIds: readonly string[], abandonedAfterSeconds: number): Promise<Mark[]>;
  mark(ownerId: string, marks: readonly Marked[]): Promise<void>;
}
