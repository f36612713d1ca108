import type { ContentStore } from './content-store.js';
import { toInboxItem, type InboxItem, type ItemView } from './inbox-item.js';
import type { InboxFilter, InboxStore, LeasedPage, LeaseRequest, StoredItem } from './inbox-store.js';
import type { MessageIds } from './message-id.js';

/** Items a page, and bytes of their rows: what is held in memory of an answer at once, at most. */
const PAGE_ITEMS = 200;
const PAGE_BYTES = 4 * 1024 * 1024;
/** How long a reader whose answer broke off has to ask again under the same requestId. */
const REPLAY_SECONDS = 15;
const REMAINING_BOUND = 1000;
/** An answer that took longer than this to send gets its lease counted anew from its end. */
const NOTEWORTHY_MILLISECONDS = 1000;

export interface ReadingRequest {
  readonly ownerId: string;
  readonly batchId: string;
  readonly requestId: string | undefined;
  readonly mode: 'AUTO' | 'EXPLICIT';
  readonly leaseSeconds: number;
  /** How long parts that were left out of an AUTO answer can be fetched. */
  readonly fetchSeconds: number;
  /** Undefined: all that was there when the request came. */
  readonly maxMessages: number | undefined;
  readonly maxBytes: number;
  /** Larger parts come as a header; -1: all of them. */
  readonly maxInlineBytes: number;
  /** Asked at the end of each page: is the answer to end with it? */
  readonly isEnough?: (() => boolean) | undefined;
  readonly filter: InboxFilter;
}

export interface ReadSummary {
  readonly moreAvailable: boolean;
  readonly remaining: number;
  readonly receipt?: string;
}

/**
 * One answer of GetMessages under way: leases page after page while the answer is written, so that "all" over a huge
 * inbox takes no more memory than a page. Ends with exactly one of `sent` and `broken`.
 */
export class Reading {
  readonly #store: InboxStore;
  readonly #view: ItemView;
  readonly #request: ReadingRequest;
  readonly #announce: (ownerIds: string[]) => void;
  readonly #startedAt = performance.now();
  #page: LeasedPage;
  #given = 0;
  /** Items given without all of their parts. */
  readonly #incomplete: string[] = [];
  /** The order number of the last item given. */
  #last: string | undefined;
  #bytes = 0;
  #summary: ReadSummary | undefined;
  #keepAlive: NodeJS.Timeout | undefined;

  constructor(
    store: InboxStore,
    { ids, contents }: { readonly ids: MessageIds; readonly contents: Pick<ContentStore, 'read'> },
    request: ReadingRequest,
    first: LeasedPage,
    announce: (ownerIds: string[]) => void,
  ) {
    this.#store = store;
    this.#view = { ids, contents, maxInlineBytes: request.maxInlineBytes };
    this.#request = request;
    this.#page = first;
    this.#announce = announce;
  }

  /** The lease of a page of the batch: the first when `after` is absent. */
  static leaseOf(request: ReadingRequest, given = 0, bytes = 0): LeaseRequest {
    const { ownerId, batchId, requestId, mode, leaseSeconds, maxInlineBytes, filter } = request;
    const wanted = (request.maxMessages ?? Infinity) - given;
    return {
      ownerId,
      batchId,
      requestId,
      named: mode === 'EXPLICIT' || requestId !== undefined,
      leaseSeconds,
      maxInlineBytes,
      filter,
      limit: Math.min(PAGE_ITEMS, wanted),
      final: wanted <= PAGE_ITEMS,
      maxBytes: Math.max(0, request.maxBytes - bytes),
      pageBytes: PAGE_BYTES,
    };
  }

  /** Whether the items fit one page and hold nothing that lies apart, so that the answer can be made in one piece. */
  get inOnePiece(): boolean {
    return !this.#page.goesOn && !this.#page.items.some(hasPartsApart);
  }

  /** All items at once; only where `inOnePiece`. */
  async collect(): Promise<InboxItem[]> {
    const { items } = this.#page;
    this.#last = items.at(-1)?.seq;
    const given = items.map((item) => this.#give(item));
    await this.#summarise(undefined);
    return given;
  }

  async *items(): AsyncGenerator<InboxItem> {
    let upTo: string | undefined;
    for (;;) {
      for (const item of this.#page.items) {
        if (hasPartsApart(item)) this.#startKeepAlive();
        yield this.#give(item);
      }
      const last = this.#page.items.at(-1)?.seq;
      this.#last = last ?? this.#last;
      if (last === undefined || !this.#page.goesOn) {
        await this.#summarise(upTo);
        return;
      }
      if (this.#request.isEnough?.() === true) {
        await this.#summarise(last);
        return;
      }
      if (this.#request.maxMessages === undefined) upTo ??= await this.#store.newest(this.#request.ownerId);
      this.#startKeepAlive();
      const { batchId, replay } = this.#page;
      const next = { ...Reading.leaseOf(this.#request, this.#given, this.#bytes), batchId, after: last, upTo };
      this.#page = await this.#store.lease(replay ? { ...next, replayOf: batchId } : next);
    }
  }

  /** Known once the items are through. */
  get summary(): ReadSummary {
    return this.#summary ?? { moreAvailable: this.#page.more, remaining: 0 };
  }

  /**
   * The last byte is flushed: AUTO removes what was given, EXPLICIT starts its lease. Of what was given without all of
   * its parts AUTO keeps them for a while, or nobody could ever have them.
   */
  async sent(): Promise<void> {
    this.#stopKeepAlive();
    if (this.#given === 0) return;
    const { ownerId, mode, requestId, leaseSeconds, fetchSeconds } = this.#request;
    const { batchId } = this.#page;
    if (mode === 'EXPLICIT') {
      if (performance.now() - this.#startedAt > NOTEWORTHY_MILLISECONDS) {
        await this.#store.extend(ownerId, batchId, leaseSeconds);
      }
      return;
    }
    if (requestId !== undefined) {
      const seconds = this.#incomplete.length > 0 ? Math.max(leaseSeconds, fetchSeconds) : leaseSeconds;
      await this.#store.markSent(ownerId, batchId, seconds);
      this.#announce([ownerId]);
      return;
    }
    const kept = { seqs: this.#incomplete, seconds: fetchSeconds };
    if (await this.#store.conclude(ownerId, batchId, kept)) this.#announce([ownerId]);
  }

  /**
   * The answer did not get through: everything is given back at once. Under a requestId it stays leased for a moment
   * instead, because the same request is expected again and shall find the same items.
   */
  async broken(): Promise<void> {
    this.#stopKeepAlive();
    const { ownerId, requestId, leaseSeconds } = this.#request;
    if (this.#given === 0 && this.#page.items.length === 0) return;
    if (requestId === undefined) await this.#store.release(ownerId, this.#page.batchId);
    else await this.#store.keepForReplay(ownerId, this.#page.batchId, Math.min(leaseSeconds, REPLAY_SECONDS));
    this.#announce([ownerId]);
  }

  #give(item: StoredItem): InboxItem {
    this.#given += 1;
    this.#bytes += item.carriedBytes;
    if (item.partsOmitted) this.#incomplete.push(item.seq);
    return toInboxItem(item, this.#view);
  }

  async #summarise(upTo: string | undefined): Promise<void> {
    const { ownerId, filter, mode } = this.#request;
    const { batchId } = this.#page;
    const moreAvailable =
      this.#page.more ||
      (upTo !== undefined && (await this.#store.anyDeliverable(ownerId, filter, { batchId, seq: upTo })));
    const remaining = moreAvailable ? await this.#store.countAfter(ownerId, this.#last ?? '0', REMAINING_BOUND) : 0;
    this.#summary = {
      moreAvailable,
      remaining,
      ...(mode === 'EXPLICIT' && this.#given > 0 ? { receipt: batchId } : {}),
    };
  }

  /** While a long answer is written to a slow reader, its first items must not run out of their lease. */
  #startKeepAlive(): void {
    if (this.#keepAlive !== undefined) return;
    const { ownerId, leaseSeconds } = this.#request;
    this.#keepAlive = setInterval(
      () => {
        // A failure shows when the next page is leased.
        this.#store.extend(ownerId, this.#page.batchId, leaseSeconds).catch(() => undefined);
      },
      (leaseSeconds * 1000) / 3,
    );
    this.#keepAlive.unref();
  }

  #stopKeepAlive(): void {
    clearInterval(this.#keepAlive);
    this.#keepAlive = undefined;
  }
}

/** Whether parts of the item are read from where they lie while the answer is written: that can take its time. */
const hasPartsApart = ({ carriedBytes, content }: StoredItem): boolean => carriedBytes > content.length;
