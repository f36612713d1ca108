import type { InboxItemInput, Outcome, ReceivedPartInput } from '@imps-wsi/contract/im';
import { parseAddress } from '@imps-wsi/contract/address';

/** An item as the fake keeps it: its content is all in memory. */
export type FakeItem = Omit<InboxItemInput, 'content' | 'deliveryAttempt'> & {
  readonly content?:
    | {
        readonly subject?: string | undefined;
        readonly part: readonly (Omit<ReceivedPartInput, 'data'> & { readonly data?: Uint8Array | undefined })[];
      }
    | undefined;
};

/** Something that was delivered to an inbox, and how it stands. */
export interface FakeDelivery {
  readonly item: FakeItem;
  readonly clientMessageId: string;
  state: 'WAITING' | 'DELIVERING' | 'DELIVERED' | 'REJECTED' | 'EXPIRED';
  attempts: number;
  /** The receipt it was last leased under. */
  receipt: string | undefined;
  leasedUntil: number;
  /** Called when it has come to its end. */
  readonly onEnd?: ((state: 'DELIVERED' | 'REJECTED' | 'EXPIRED', reason?: string) => void) | undefined;
}

interface Receipt {
  readonly name: string;
  readonly deliveries: readonly FakeDelivery[];
}

export interface TakeOptions {
  readonly mode: 'AUTO' | 'EXPLICIT';
  readonly maxMessages: number;
  readonly leaseMs: number;
  readonly requestId: string | undefined;
  readonly accepts: (delivery: FakeDelivery) => boolean;
}

export interface Taken {
  readonly deliveries: readonly FakeDelivery[];
  readonly receipt: string | undefined;
  readonly moreAvailable: boolean;
}

/** An inbox in memory with the contract's leases, order per sender, and replay by request id. */
export class FakeInbox {
  readonly all: FakeDelivery[] = [];
  readonly #receipts = new Map<string, Receipt>();
  readonly #byRequest = new Map<string, Receipt>();
  /** What AUTO answers gave, by request id. */
  readonly #given = new Map<string, readonly FakeDelivery[]>();
  readonly #watchers = new Set<() => void>();
  readonly #now: () => number;
  readonly #newId: (prefix: string) => string;

  constructor(now: () => number, newId: (prefix: string) => string) {
    this.#now = now;
    this.#newId = newId;
  }

  put(delivery: FakeDelivery): void {
    this.all.push(delivery);
    this.#changed();
  }

  /** Calls back when something may have become available; the answer stops it. */
  watch(callback: () => void): () => void {
    this.#watchers.add(callback);
    return () => {
      this.#watchers.delete(callback);
    };
  }

  /** When the first lease ends, so that a waiting poll can look again. */
  get nextLeaseEnd(): number {
    const leased = this.all.filter((delivery) => delivery.state === 'DELIVERING');
    return Math.min(Infinity, ...leased.map((delivery) => delivery.leasedUntil));
  }

  take(options: TakeOptions): Taken {
    this.#expire();
    const replay = options.requestId === undefined ? undefined : this.#byRequest.get(options.requestId);
    if (replay !== undefined) {
      const still = replay.deliveries.filter(
        (delivery) => delivery.state === 'DELIVERING' && delivery.receipt === replay.name,
      );
      if (still.length > 0)
        return { deliveries: still, receipt: replay.name, moreAvailable: this.#available().length > 0 };
    }
    const given = options.requestId === undefined ? undefined : this.#given.get(options.requestId);
    if (given !== undefined) {
      return { deliveries: given, receipt: undefined, moreAvailable: this.#available().length > 0 };
    }
    const deliveries = this.#available().filter(options.accepts).slice(0, options.maxMessages);
    for (const delivery of deliveries) delivery.attempts += 1;
    if (options.mode === 'AUTO') {
      if (options.requestId !== undefined && deliveries.length > 0) this.#given.set(options.requestId, deliveries);
      for (const delivery of deliveries) {
        delivery.state = 'DELIVERED';
        delivery.onEnd?.('DELIVERED');
      }
      return { deliveries, receipt: undefined, moreAvailable: this.#available().length > 0 };
    }
    return this.#lease(deliveries, options);
  }

  #lease(deliveries: readonly FakeDelivery[], options: TakeOptions): Taken {
    if (deliveries.length === 0) return { deliveries, receipt: undefined, moreAvailable: false };
    const receipt: Receipt = { name: this.#newId('receipt'), deliveries };
    for (const delivery of deliveries) {
      delivery.state = 'DELIVERING';
      delivery.receipt = receipt.name;
      delivery.leasedUntil = this.#now() + options.leaseMs;
    }
    this.#receipts.set(receipt.name, receipt);
    if (options.requestId !== undefined) this.#byRequest.set(options.requestId, receipt);
    const moreAvailable = this.all.some((delivery) => delivery.state === 'WAITING');
    return { deliveries, receipt: receipt.name, moreAvailable };
  }

  /** The deliveries of a receipt; undefined when there is no such receipt. */
  under(receipt: string): readonly FakeDelivery[] | undefined {
    return this.#receipts.get(receipt)?.deliveries;
  }

  /** Settles one delivery under a receipt; false when the receipt has lost it, or it expired. Repeats succeed, late ones too. */
  settle(receipt: string, messageId: string, outcome: Outcome, reason?: string): boolean {
    const delivery = this.under(receipt)?.find(({ item }) => item.messageId === messageId);
    if (delivery?.receipt !== receipt || delivery.state === 'EXPIRED') return false;
    const state = outcome === 'ACCEPTED' ? 'DELIVERED' : outcome === 'REJECTED' ? 'REJECTED' : 'WAITING';
    if (delivery.state === 'DELIVERED' || delivery.state === 'REJECTED') return delivery.state === state;
    delivery.state = state;
    if (state !== 'WAITING') delivery.onEnd?.(state, reason);
    this.#changed();
    return true;
  }

  /** Extends what is still leased under the receipt; the time it is then leased until, undefined when nothing is. */
  extend(receipt: string, leaseMs: number): number | undefined {
    this.#expire();
    const leased = (this.under(receipt) ?? []).filter(
      (delivery) => delivery.receipt === receipt && delivery.state === 'DELIVERING',
    );
    if (leased.length === 0) return undefined;
    const until = this.#now() + leaseMs;
    for (const delivery of leased) delivery.leasedUntil = until;
    return until;
  }

  /** Takes leases away, as if they had ended. */
  expireAll(): void {
    for (const delivery of this.all) delivery.leasedUntil = 0;
    this.#expire();
    this.#changed();
  }

  /** Not leased, and no earlier one of the same sender is. */
  #available(): FakeDelivery[] {
    const blocked = new Set<string>();
    return this.all.filter((delivery) => {
      const sender = parseAddress(delivery.item.sender)?.canonical ?? delivery.item.sender;
      if (delivery.state === 'DELIVERING') blocked.add(sender);
      return delivery.state === 'WAITING' && !blocked.has(sender);
    });
  }

  #expire(): void {
    for (const delivery of this.all) {
      if (delivery.state === 'DELIVERING' && delivery.leasedUntil <= this.#now()) delivery.state = 'WAITING';
      const { expiresAt } = delivery.item;
      if (delivery.state === 'WAITING' && expiresAt !== undefined && expiresAt.getTime() <= this.#now()) {
        delivery.state = 'EXPIRED';
        delivery.onEnd?.('EXPIRED');
      }
    }
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
