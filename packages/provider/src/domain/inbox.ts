import { randomBytes } from 'node:crypto';
import { parseAddress } from '@imps-wsi/contract/address';
import { WsiError } from '@imps-wsi/contract/errors';
import type { Caller } from './caller.js';
import type { ContentStore } from './content-store.js';
import type { InboxSignal } from './delivery.js';
import type { InboxFilter, InboxStore, ItemOutcome, LeasedPage, Settlement } from './inbox-store.js';
import type { MessageIds } from './message-id.js';
import { openRange, type OpenRange } from './part-range.js';
import { LongPolls } from './long-polls.js';
import type { Policies } from './policies.js';
import { Reading, type ReadingRequest } from './reading.js';
import type { InboxWaiters } from './waiters.js';

export interface ReadWish {
  readonly maxMessages?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly waitSeconds?: number | undefined;
  readonly acknowledge?: string | undefined;
  readonly mode: 'AUTO' | 'EXPLICIT';
  readonly leaseSeconds?: number | undefined;
  readonly requestId?: string | undefined;
  readonly headersOnly: boolean;
  readonly fromSender?: string | undefined;
  readonly forRecipient?: string | undefined;
  readonly conversationId?: string | undefined;
  /** Kinds that are offered; empty means all. */
  readonly kind?: readonly string[] | undefined;
  /** Larger parts come as a header; default: the limit for what comes inside answers. */
  readonly maxPartBytes?: number | undefined;
  /** Asked at the end of each page: is the answer to end with it? */
  readonly isEnough?: (() => boolean) | undefined;
}

export interface SettleWish {
  readonly receipt: string;
  readonly entries: readonly { messageId: string; outcome: ItemOutcome; reason?: string | undefined }[];
  readonly extendSeconds?: number | undefined;
}

export interface InboxLimits {
  readonly maxWaitSeconds: number;
  readonly defaultLeaseSeconds: number;
  readonly maxLeaseSeconds: number;
  /** A larger part comes as a header, unless the wish says otherwise. */
  readonly maxInlineBytes: number;
}

export interface InboxParts {
  readonly store: InboxStore;
  readonly contents: Pick<ContentStore, 'read'>;
  readonly signal: InboxSignal;
  readonly waiters: InboxWaiters;
  readonly ids: MessageIds;
  readonly policies: Policies;
  readonly limits: InboxLimits;
  /** Somebody named a receipt that is not its own, or not any more. */
  readonly onStrayReceipt?: (caller: Caller) => void;
  /** Asked of who has waited: the account may have been closed meanwhile, or the password changed. */
  readonly mayStillRead?: (caller: Caller) => Promise<boolean>;
}

/** An answer to read, and what became of the receipt that the request acknowledged. */
export interface OpenedInbox {
  readonly reading: Reading;
  readonly acknowledged: Settlement | undefined;
  /** The reader wanted to wait, and has as many requests waiting as it may: it is to come again later. */
  readonly retryAfterSeconds?: number | undefined;
}

/** What a request found, or that it waited in vain. */
interface FirstPage extends Pick<OpenedInbox, 'acknowledged' | 'retryAfterSeconds'> {
  readonly page: LeasedPage;
}

/** How long a reader is to stay away that has too many requests waiting: each of those is told of what comes. */
const CROWDED_SECONDS = 5;

/** Reading from Instant Inboxes: long poll, leases, acknowledgement. An account reads its own inbox only. */
export class Inboxes {
  readonly #parts: InboxParts;
  /** Answers whose items are being removed: the reader's next request must find that done. */
  readonly #concluding = new Map<string, Promise<void>>();
  readonly #longPolls = new LongPolls();

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /**
   * Leases what the wish asks for, waiting for something to come if it wants that.
   *
   * @param gone aborted when the reader went away: nothing is leased to nobody.
   */
  async open(caller: Caller, wish: ReadWish, gone: AbortSignal): Promise<OpenedInbox> {
    const { store, signal } = this.#parts;
    const request = this.#requestOf(caller, wish);
    await this.#concluding.get(caller.ownerId);
    const { page, acknowledged, retryAfterSeconds } = await this.#firstPage(caller, request, wish, gone);
    if (acknowledged?.somethingWaits === true) signal.announce([caller.ownerId]);
    if (acknowledged?.known === false) this.#parts.onStrayReceipt?.(caller);
    const reading = new Reading(store, this.#parts, request, page, (owners) => {
      signal.announce(owners);
    });
    if (gone.aborted) await reading.broken();
    return { reading, acknowledged, retryAfterSeconds };
  }

  /** The answer was flushed to its last byte. */
  sent(caller: Caller, reading: Reading): Promise<void> {
    return this.#conclude(caller.ownerId, () => reading.sent());
  }

  /** The answer did not get through. */
  broken(caller: Caller, reading: Reading): Promise<void> {
    return this.#conclude(caller.ownerId, () => reading.broken());
  }

  async settle(caller: Caller, wish: SettleWish): Promise<Settlement> {
    const named = new Set(wish.entries.map((entry) => entry.messageId));
    if (named.size < wish.entries.length) {
      throw new WsiError('BadRequestParameter', { reason: 'A messageId is named twice; give each one outcome.' });
    }
    const { store, signal, ids } = this.#parts;
    const extendOnly = wish.entries.length === 0 && wish.extendSeconds !== undefined;
    const settlement = await store.settle({
      ownerId: caller.ownerId,
      batchId: wish.receipt,
      entries:
        wish.entries.length === 0 && !extendOnly
          ? undefined
          : wish.entries.map(({ messageId, outcome, reason }) => ({ seq: ids.parse(messageId), outcome, reason })),
      extendSeconds: wish.extendSeconds === undefined ? undefined : this.#lease(wish.extendSeconds),
    });
    if (settlement.somethingWaits) signal.announce([caller.ownerId]);
    if (!settlement.known) this.#parts.onStrayReceipt?.(caller);
    return settlement;
  }

  /** A range of a part, as long as wanted, to be read while it is written. @throws WsiError MessageNotFound, BadRequestParameter */
  openContent(caller: Caller, messageId: string, part: number, offset = 0, length = Infinity): Promise<OpenRange> {
    return openRange(this.#parts, caller, { messageId, part, offset, length });
  }

  async #conclude(ownerId: string, work: () => Promise<void>): Promise<void> {
    const before = this.#concluding.get(ownerId);
    const done = before === undefined ? work() : before.then(work);
    // Whoever waits for it must not fail on it; the failure goes to the caller of this.
    const settled = done.catch(() => undefined);
    this.#concluding.set(ownerId, settled);
    try {
      await done;
    } finally {
      if (this.#concluding.get(ownerId) === settled) this.#concluding.delete(ownerId);
    }
  }

  async #firstPage(caller: Caller, request: ReadingRequest, wish: ReadWish, gone: AbortSignal): Promise<FirstPage> {
    const { store, waiters, limits, policies } = this.#parts;
    const { ownerId, filter } = request;
    const waitSeconds = Math.min(wish.waitSeconds ?? 0, limits.maxWaitSeconds);
    const deadline = performance.now() + waitSeconds * 1000;
    let acknowledge = wish.acknowledge;
    let acknowledged: Settlement | undefined;
    let mustAsk = acknowledge !== undefined || request.requestId !== undefined;
    let retryAfterSeconds: number | undefined;
    let leave: (() => void) | undefined;
    let waited = false;
    const ticket = waiters.take(ownerId);
    try {
      for (;;) {
        // Looking for a reader who went away would lease to nobody what comes at this very moment.
        if (gone.aborted && acknowledge === undefined) break;
        // Of thousands who wait when the process stops, each is answered at once, without asking the store once more.
        if (waited && waiters.closed) break;
        if (mustAsk || (await store.anyDeliverable(ownerId, filter))) {
          if (waited && (await this.#parts.mayStillRead?.(caller)) === false)
            throw new WsiError('FailedAuthentication');
          const page = await store.lease({ ...Reading.leaseOf(request), acknowledge });
          if (acknowledge !== undefined) acknowledged = page.acknowledged;
          acknowledge = undefined;
          // A request that waits under the same id somewhere else may have got the items meanwhile: they are this one's too.
          mustAsk = request.requestId !== undefined;
          if (page.items.length > 0) return { page, acknowledged };
        }
        const left = deadline - performance.now();
        if (left <= 0 || waiters.closed || gone.aborted) break;
        leave ??= this.#longPolls.enter(ownerId, policies.of(caller).values.openLongPolls);
        if (leave === undefined) {
          retryAfterSeconds = CROWDED_SECONDS;
          break;
        }
        // Nobody announces that a lease ran out; what comes back then is looked for just in time.
        const leaseEnd = (await store.nextLeaseEnd(ownerId)) ?? Infinity;
        await ticket.wait(Math.min(left, leaseEnd + 1), gone);
        waited = true;
      }
    } finally {
      leave?.();
      ticket.dispose();
    }
    const page: LeasedPage = { batchId: request.batchId, replay: false, items: [], goesOn: false, more: false };
    return { page, acknowledged, retryAfterSeconds };
  }

  #requestOf(caller: Caller, wish: ReadWish): ReadingRequest {
    if (wish.headersOnly && wish.mode === 'AUTO') {
      throw new WsiError('BadRequestParameter', {
        reason: 'headersOnly needs acknowledgeMode EXPLICIT: with AUTO the content would be removed unread.',
      });
    }
    const { limits } = this.#parts;
    return {
      ownerId: caller.ownerId,
      batchId: randomBytes(15).toString('base64url'),
      requestId: wish.requestId,
      mode: wish.mode,
      leaseSeconds: this.#lease(wish.leaseSeconds ?? limits.defaultLeaseSeconds),
      fetchSeconds: limits.maxLeaseSeconds,
      maxMessages: wish.maxMessages,
      maxBytes: wish.maxBytes ?? Number.MAX_SAFE_INTEGER,
      maxInlineBytes: wish.headersOnly ? -1 : (wish.maxPartBytes ?? limits.maxInlineBytes),
      isEnough: wish.isEnough,
      filter: filterOf(wish),
    };
  }

  #lease(seconds: number): number {
    return Math.min(seconds, this.#parts.limits.maxLeaseSeconds);
  }
}

function filterOf(wish: ReadWish): InboxFilter {
  return {
    sender: canonical('fromSender', wish.fromSender),
    recipientKey: canonical('forRecipient', wish.forRecipient),
    conversationId: wish.conversationId,
    kind: onlyKind(wish.kind),
  };
}

/** Of two kinds, both is no filter. */
function onlyKind(kinds: readonly string[] = []): InboxFilter['kind'] {
  const messages = kinds.includes('MESSAGE');
  if (messages === kinds.includes('DELIVERY_REPORT')) return undefined;
  return messages ? 'MESSAGE' : 'DELIVERY_REPORT';
}

function canonical(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const address = parseAddress(text);
  if (address === undefined) {
    throw new WsiError('BadRequestParameter', { reason: `${field} is not an address that can be used.` });
  }
  return address.canonical;
}
