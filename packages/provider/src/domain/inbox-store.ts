import type { PartContent } from './content-store.js';
import type { DepthCounter } from './depth.js';

/** Which of an inbox's items a reader wants; absent fields mean all. */
export interface InboxFilter {
  readonly sender?: string | undefined;
  readonly recipientKey?: string | undefined;
  readonly conversationId?: string | undefined;
  /** Only items of this kind. */
  readonly kind?: 'MESSAGE' | 'DELIVERY_REPORT' | undefined;
}

/** An item as the store keeps it, with what its lease adds. */
export interface StoredItem {
  readonly seq: string;
  readonly sender: string;
  readonly recipient: string;
  readonly header: string | null;
  readonly parts: string;
  /** The bytes of those parts that come along and lie in the item's row, one after the other. */
  readonly content: Buffer;
  /** Bytes of all parts that come along, those that lie apart included. */
  readonly carriedBytes: number;
  /** Parts do not come along. */
  readonly partsOmitted: boolean;
  readonly acceptedAt: Date;
  /** Absent: it waits for as long as it takes. */
  readonly expiresAt?: Date | undefined;
  readonly attempt: number;
}

export interface LeaseRequest {
  readonly ownerId: string;
  readonly batchId: string;
  readonly requestId?: string | undefined;
  /** Somebody is told the receipt, or may ask again under the requestId. */
  readonly named: boolean;
  readonly leaseSeconds: number;
  /** At most so many items in this page. */
  readonly limit: number;
  /** With `limit` items the batch has all that is wanted. */
  readonly final: boolean;
  /** Stop before the parts that come along exceed it; the first item of a batch is always given. */
  readonly maxBytes: number;
  /** End the page, not the batch, before what comes of the items' rows exceeds it; one item is always given. */
  readonly pageBytes: number;
  /** Larger parts do not come along; -1 leaves out all of them. */
  readonly maxInlineBytes: number;
  readonly filter: InboxFilter;
  /** The batch goes on: only what comes after this item of the same batch, never a replay of another. */
  readonly after?: string | undefined;
  /** Only what was there when the request came: as `newest` told. */
  readonly upTo?: string | undefined;
  /** Goes on with a replay of this batch. */
  readonly replayOf?: string | undefined;
  /** A receipt to accept first, in the same transaction. */
  readonly acknowledge?: string | undefined;
}

export interface LeasedPage {
  /** Another one than asked for when the requestId was known: the batch it leased then. */
  readonly batchId: string;
  readonly replay: boolean;
  readonly items: readonly StoredItem[];
  /** Whether the batch has, or may take, further items. */
  readonly goesOn: boolean;
  /** Whether more could be had now by whoever holds this batch. Exact. */
  readonly more: boolean;
  readonly acknowledged?: Settlement;
}

/** Items of which parts were left out of an answer. */
export interface KeptItems {
  readonly seqs: readonly string[];
  readonly seconds: number;
}

export type ItemOutcome = 'ACCEPTED' | 'RELEASED' | 'FAILED' | 'REJECTED';

export interface SettleEntry {
  /** Undefined when the caller's message id is none of this store. */
  readonly seq: string | undefined;
  readonly outcome: ItemOutcome;
  readonly reason?: string | undefined;
}

export interface SettleRequest {
  readonly ownerId: string;
  readonly batchId: string;
  /** Absent: accept all that is still leased under the receipt. Empty: settle nothing (extend only). */
  readonly entries?: readonly SettleEntry[] | undefined;
  readonly extendSeconds?: number | undefined;
}

export interface Settlement {
  /** False when the receipt is not known here. */
  readonly known: boolean;
  readonly settled: number;
  /** Items of the receipt that were handed out again before it was acknowledged. */
  readonly takenBack: number;
  /** For each entry: settled now or before, or no longer the caller's to settle. */
  readonly entries: readonly ('settled' | 'takenBack' | 'unknown')[];
  readonly leasedUntil?: Date;
  /** Whether something waits that this may have set free. */
  readonly somethingWaits: boolean;
}

/** A part of an item that waits, wherever it lies. */
export interface StoredPart extends PartContent {
  readonly contentType: string;
}

/** Port: inboxes. Every call concerns one owner. */
export interface InboxStore extends DepthCounter {
  /**
   * Whether a reader may get something now (of an inbox that holds urgent or deferred items it may err on that side), or
   * the holder of a batch would get something that arrived later than `seq` (exact). Takes no locks.
   */
  anyDeliverable(ownerId: string, filter: InboxFilter, beyond?: { batchId: string; seq: string }): Promise<boolean>;
  /** Milliseconds until the next lease of the inbox ends by itself; undefined when nothing is leased. */
  nextLeaseEnd(ownerId: string): Promise<number | undefined>;
  /** When the newest item arrived, for `upTo` and `beyond`; undefined when the inbox is empty. */
  newest(ownerId: string): Promise<string | undefined>;
  lease(request: LeaseRequest): Promise<LeasedPage>;
  /** The answer did not get through: gives every item of the batch back that is still leased under it. */
  release(ownerId: string, batchId: string): Promise<void>;
  /** The same when the request is expected to come again: the items stay leased for it so long. */
  keepForReplay(ownerId: string, batchId: string, seconds: number): Promise<void>;
  /** Moves the end of the lease of what is still leased under the batch. */
  extend(ownerId: string, batchId: string, leaseSeconds: number): Promise<void>;
  /** The answer was flushed: kept for a replay until the lease ends, then removed instead of delivered again. */
  markSent(ownerId: string, batchId: string, leaseSeconds: number): Promise<void>;
  settle(request: SettleRequest): Promise<Settlement>;
  /**
   * Removes what an answer gave whose receipt nobody was told; answers whether something waits that this set free.
   *
   * @param kept is not delivered again, but its parts can be fetched for a while before it is removed
   */
  conclude(ownerId: string, batchId: string, kept: KeptItems): Promise<boolean>;
  /** Undefined when there is no such part; its bytes are read when they are asked for. */
  part(ownerId: string, seq: string, number: number): Promise<StoredPart | undefined>;
  /** About how many items wait after the given one, counted up to the bound. */
  countAfter(ownerId: string, seq: string, bound: number): Promise<number>;
}
