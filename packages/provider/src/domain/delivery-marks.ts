import { errors } from '@imps-wsi/contract/errors';
import type { InboxSignal } from './delivery.js';
import type { Mark, Marked, MarkStore } from './conversation-store.js';

export interface DeliveryMarksParts {
  readonly store: MarkStore;
  readonly signal: InboxSignal;
  /** Hears of a look that failed; it is repeated. */
  readonly onFailure: (error: unknown) => void;
}

/** Somebody looks at the account's messages: what becomes of them is followed until `dispose`. */
export interface Watch {
  /** Something happened in the account: look soon. */
  touch(): void;
  dispose(): void;
}

const SOONEST_MILLISECONDS = 250;
const LATEST_MILLISECONDS = 5_000;
/** A message that nobody has sent so long after it was entered was cut off by a crash. */
const ABANDONED_SECONDS = 60;

/**
 * Follows what becomes of outgoing messages, for the accounts that somebody looks at and that have messages whose fate
 * is open; for all of them in one query, soon after something happened and more seldom the longer nothing does. When
 * nobody looks, or nothing is open, nothing runs.
 */
export class DeliveryMarks {
  readonly #parts: DeliveryMarksParts;
  /** How many look at each account. */
  readonly #watchers = new Map<string, number>();
  /** Accounts that may have open messages. */
  readonly #open = new Set<string>();
  #delay = SOONEST_MILLISECONDS;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires, on the clock of `performance`. */
  #due = Infinity;
  #running: Promise<void> | undefined;
  readonly #catchingUp = new Map<string, Promise<void>>();
  #touched = false;
  #closed = false;

  constructor(parts: DeliveryMarksParts) {
    this.#parts = parts;
  }

  watch(ownerId: string): Watch {
    this.#watchers.set(ownerId, (this.#watchers.get(ownerId) ?? 0) + 1);
    let watching = true;
    const touch = (): void => {
      if (!watching || this.#closed) return;
      this.#open.add(ownerId);
      this.#touched = true;
      this.#delay = SOONEST_MILLISECONDS;
      this.#schedule();
    };
    touch();
    return {
      touch,
      dispose: () => {
        if (!watching) return;
        watching = false;
        const left = (this.#watchers.get(ownerId) ?? 1) - 1;
        if (left > 0) this.#watchers.set(ownerId, left);
        else {
          this.#watchers.delete(ownerId);
          this.#open.delete(ownerId);
        }
      },
    };
  }

  /** Once, for an account that is asked about and that nobody follows; who asks much at once waits for one look. */
  async catchUp(ownerId: string): Promise<void> {
    if (this.#watchers.has(ownerId)) return;
    let look = this.#catchingUp.get(ownerId);
    if (look === undefined) {
      look = this.#catchUp(ownerId).finally(() => this.#catchingUp.delete(ownerId));
      this.#catchingUp.set(ownerId, look);
    }
    await look;
  }

  /** Looks no more; resolves when a look under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    if (this.#closed || this.#running !== undefined) return;
    const due = performance.now() + this.#delay;
    // What is about to happen is not put off, or a busy account would never be looked at.
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#due = Infinity;
      this.#touched = false;
      this.#running = this.#look()
        .catch(this.#parts.onFailure)
        .finally(() => {
          this.#running = undefined;
          if (this.#open.size > 0) this.#schedule();
        });
    }, this.#delay);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    this.#delay = Math.min(this.#delay * 1.5, LATEST_MILLISECONDS);
    const asked = [...this.#open];
    const unsettled = await this.#parts.store.unsettled(asked);
    const open = new Set(unsettled);
    for (const ownerId of asked) if (!open.has(ownerId) && !this.#wasTouched()) this.#open.delete(ownerId);
    if (await this.#advance(unsettled)) this.#delay = SOONEST_MILLISECONDS;
  }

  async #catchUp(ownerId: string): Promise<void> {
    await this.#advance(await this.#parts.store.unsettled([ownerId]));
  }

  /** Notes how far the open messages of these accounts have got; answers whether any has moved. */
  async #advance(ownerIds: readonly string[]): Promise<boolean> {
    const { store, signal } = this.#parts;
    const moved = ownerIds.length === 0 ? [] : await store.moved(ownerIds, ABANDONED_SECONDS);
    if (moved.length === 0) return false;
    const byOwner = new Map<string, Mark[]>();
    for (const mark of moved) {
      const marks = byOwner.get(mark.ownerId);
      if (marks === undefined) byOwner.set(mark.ownerId, [mark]);
      else marks.push(mark);
    }
    for (const [ownerId, marks] of byOwner) await store.mark(ownerId, marks.map(stateOf));
    signal.announce(byOwner.keys());
    return true;
  }

  /** Whether something happened while the store was asked: its answer may be older. */
  #wasTouched(): boolean {
    return this.#touched;
  }
}

function stateOf({ entryId, fate, seq, reason }: Mark): Marked {
  const ended = { entryId, seq, pending: false, retryable: false } as const;
  switch (fate) {
    case 'sent':
      return { ...ended, state: 'sent', pending: true, code: 200, reason: undefined };
    case 'delivered':
      return { ...ended, state: 'delivered', code: 200, reason: undefined };
    case 'rejected':
      return { ...ended, state: 'failed', code: errors.Rejected.code, reason: reason ?? errors.Rejected.text };
    case 'undeliverable':
      return {
        ...ended,
        state: 'failed',
        code: errors.Undeliverable.code,
        reason: reason ?? errors.Undeliverable.text,
      };
    case 'expired':
      return { ...ended, state: 'failed', code: errors.Expired.code, reason: reason ?? errors.Expired.text };
    case 'notSent':
      return {
        ...ended,
        state: 'failed',
        code: errors.StoreFailed.code,
        reason: 'The message was not sent; send it again.',
        retryable: true,
      };
    case 'forgotten':
      return { ...ended, state: undefined, code: undefined, reason: undefined };
  }
}
