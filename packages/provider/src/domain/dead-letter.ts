import type { PartHeader } from './content.js';
import type { PartContent } from './content-store.js';

/** A message that was set aside, for operators: everything but its content. */
export interface DeadLetter {
  readonly ownerId: string;
  readonly seq: string;
  /** Address of the account whose inbox it was in. */
  readonly inbox: string;
  readonly sender: string;
  /** As the sender wrote it. */
  readonly recipient: string;
  readonly clientMessageId: string;
  /** Bytes of all parts. */
  readonly size: number;
  readonly acceptedAt: Date;
  readonly diedAt: Date;
  /** Returned after this, it is given to nobody. */
  readonly expiresAt: Date | undefined;
  /** How often it was handed out. */
  readonly attempts: number;
  /** What a consumer said the last time it gave it back, if anything. */
  readonly reason: string | undefined;
  readonly parts: readonly PartHeader[];
}

/** Which dead letters are meant: those of one inbox, or all. */
export interface LetterFilter {
  readonly ownerId?: string | undefined;
}

/** `returned` to its inbox by this call; `waiting` there already; no such dead letter. */
export type RedriveOutcome = 'returned' | 'waiting' | 'absent';

/** Port: dead letters, for operators. */
export interface DeadLetterStore {
  /** Oldest first, page after page, at most so many. */
  list(filter: LetterFilter, limit: number): AsyncIterable<DeadLetter>;
  /** By its order number. */
  find(seq: string): Promise<DeadLetter | undefined>;
  /** A part of it, from 1; undefined when there is no such part, or the letter went meanwhile. */
  part(letter: DeadLetter, number: number): Promise<PartContent | undefined>;
  /**
   * Puts a letter back into its inbox. Repeating it is harmless.
   *
   * @param onChanged told whose inbox has got something, and whose log says so
   */
  redrive(seq: string, onChanged?: (ownerId: string) => void): Promise<RedriveOutcome>;
  /**
   * The same for all that are dead letters now, some at a time; answers how many were returned.
   *
   * @param onChanged told after each step whose inboxes have got something, and whose logs say so
   */
  redriveAll(filter: LetterFilter, onChanged: (ownerId: string) => void): Promise<number>;
  /** Removes a letter and lets go of its content; false when there is none. */
  remove(seq: string): Promise<boolean>;
  /** The same for all that are dead letters now; answers how many. */
  removeAll(filter: LetterFilter): Promise<number>;
}
