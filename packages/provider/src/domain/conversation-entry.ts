import { parseMediaType } from '@imps-wsi/contract/media-type';
import { placeParts, type PartHeader, type PlacedPart } from './content.js';

/** What is known of a message in somebody's log; "received" is of incoming ones, the others are of outgoing ones. */
export type EntryState = 'sending' | 'sent' | 'delivered' | 'failed' | 'received';

/** A message in the log of one account, sent or received. */
export interface ConversationEntry {
  /** Order of the conversation; a bigint that stays a string in JavaScript. */
  readonly entryId: string;
  /** Raised at every change of the entry: what a reader resumes from. */
  readonly changeId: string;
  readonly outgoing: boolean;
  /** Canonical address of the other side. */
  readonly peer: string;
  readonly clientMessageId: string | undefined;
  /** Order number of the delivery, once there is one. */
  readonly seq: string | undefined;
  readonly header: string | null;
  readonly parts: string;
  /** The bytes of text parts that are small enough to come along, by number of the part. */
  readonly texts: ReadonlyMap<number, Buffer>;
  readonly state: EntryState;
  readonly code: number | undefined;
  readonly reason: string | undefined;
  readonly retryable: boolean;
  readonly at: Date;
}

/** Largest text, of all text parts of a message together, that comes along with its entry. */
export const MAX_TEXT_BYTES = 256 * 1024;

/** The text parts of a message that come along with it, in order, as long as there is room for them. */
export function textsWithin(parts: readonly PartHeader[], maxBytes: number): PlacedPart[] {
  let room = maxBytes;
  return placeParts(parts).filter((part) => {
    if (part.size > room || !isTextual(part)) return false;
    room -= part.size;
    return true;
  });
}

/** Sent as text, or as the bytes of a plain text: so is sent what XML cannot carry as text. */
function isTextual({ isText, contentType }: PartHeader): boolean {
  if (isText) return true;
  const media = parseMediaType(contentType);
  if (media?.type !== 'text' || media.subtype !== 'plain') return false;
  return ['utf-8', 'us-ascii'].includes((media.parameters.get('charset') ?? 'us-ascii').toLowerCase());
}
