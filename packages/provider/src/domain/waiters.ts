/** Port: which of these inboxes hold anything; asked now and then in case a wake-up was lost. */
export interface InboxProbe {
  nonEmpty(ownerIds: readonly string[]): Promise<string[]>;
}

export type WakeReason = 'woken' | 'timeout' | 'aborted' | 'closed';

/** A reader's place among those who wait for an inbox; taken before the inbox is looked at, so no arrival is missed. */
export interface Ticket {
  /** Resolves when something was announced for the inbox since the ticket was taken. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<WakeReason>;
  dispose(): void;
}

interface Waiter {
  woken: boolean;
  wake: ((reason: WakeReason) => void) | undefined;
}

/** Long polls of this process. */
export class InboxWaiters {
  readonly #byOwner = new Map<string, Set<Waiter>>();
  readonly #onWait: (ownerId: string) => void;
  #closed = false;

  /** @param onWait told each time that somebody begins to wait */
  constructor(onWait: (ownerId: string) => void = () => undefined) {
    this.#onWait = onWait;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return this.#byOwner.size === 0;
  }

  /** The inboxes somebody waits for. */
  get owners(): string[] {
    return [...this.#byOwner.keys()];
  }

  take(ownerId: string): Ticket {
    const waiter: Waiter = { woken: false, wake: undefined };
    let waiters = this.#byOwner.get(ownerId);
    if (waiters === undefined) {
      waiters = new Set();
      this.#byOwner.set(ownerId, waiters);
    }
    waiters.add(waiter);
    const mine = waiters;
    return {
      wait: (milliseconds, signal) => {
        this.#onWait(ownerId);
        return this.#wait(waiter, milliseconds, signal);
      },
      dispose: () => {
        mine.delete(waiter);
        if (mine.size === 0 && this.#byOwner.get(ownerId) === mine) this.#byOwner.delete(ownerId);
      },
    };
  }

  wake(ownerIds: Iterable<string>): void {
    for (const ownerId of ownerIds) {
      for (const waiter of this.#byOwner.get(ownerId) ?? []) {
        waiter.woken = true;
        waiter.wake?.('woken');
      }
    }
  }

  /** Ends all waits, now and in future: the process is about to stop. */
  close(): void {
    this.#closed = true;
    for (const waiters of this.#byOwner.values()) {
      for (const waiter of waiters) waiter.wake?.('closed');
    }
  }

  #wait(waiter: Waiter, milliseconds: number, signal: AbortSignal | undefined): Promise<WakeReason> {
    if (this.#closed) return Promise.resolve('closed');
    if (signal?.aborted === true) return Promise.resolve('aborted');
    if (waiter.woken) {
      waiter.woken = false;
      return Promise.resolve('woken');
    }
    return new Promise((resolve) => {
      const done = (reason: WakeReason): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        waiter.wake = undefined;
        waiter.woken = false;
        resolve(reason);
      };
      const onAbort = (): void => {
        done('aborted');
      };
      const timer = setTimeout(() => {
        done('timeout');
      }, milliseconds);
      signal?.addEventListener('abort', onAbort, { once: true });
      waiter.wake = done;
    });
  }
}
