import type { PresenceStore } from './presence-store.js';

export interface SessionWatchParts {
  readonly store: Pick<PresenceStore, 'touch'>;
  /** Accounts of which somebody waits for something to come, here, now. */
  readonly waiting: () => readonly string[];
  /** How long an account counts as in session after the last sign of it. */
  readonly graceSeconds: number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Who is online, by rule: an account of which a client's event stream or a long poll waits. All that wait are told to
 * the store together, a few times within the grace; who comes new, at once. Nothing is written when one leaves: the
 * grace runs out by itself, in whichever process, and for a process that was killed too.
 */
export class SessionWatch {
  readonly #parts: SessionWatchParts;
  readonly #interval: number;
  /** When each was told to the store last. */
  readonly #told = new Map<string, number>();
  #due = new Set<string>();
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: SessionWatchParts) {
    this.#parts = parts;
    this.#interval = (parts.graceSeconds * 1000) / 3;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#look();
    }, this.#interval);
    this.#timer.unref();
  }

  /** Somebody of the account begins to wait. */
  seen(ownerId: string): void {
    const now = performance.now();
    // Half an interval: the look that comes once an interval must find each due.
    if (now - (this.#told.get(ownerId) ?? -Infinity) < this.#interval / 2) return;
    this.#told.set(ownerId, now);
    this.#due.add(ownerId);
    this.#writing ??= this.#write();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  #look(): void {
    const old = performance.now() - this.#interval;
    for (const [ownerId, at] of this.#told) if (at < old) this.#told.delete(ownerId);
    for (const ownerId of this.#parts.waiting()) this.seen(ownerId);
  }

  /** One statement at a time; who comes meanwhile goes together in the next. */
  async #write(): Promise<void> {
    while (this.#due.size > 0) {
      const owners = [...this.#due];
      this.#due = new Set();
      try {
        await this.#parts.store.touch(owners, this.#parts.graceSeconds);
      } catch (error) {
        for (const ownerId of owners) this.#told.delete(ownerId);
        this.#parts.onFailure(error);
      }
    }
    this.#writing = undefined;
  }
}
