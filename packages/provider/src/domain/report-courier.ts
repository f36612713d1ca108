import type { InboxSignal } from './delivery.js';
import type { LeftOut } from './reports.js';

/** What became of some reports that were due. */
export interface Carried {
  /** Those that were looked at; fewer than the bound when no more are due. */
  readonly seen: number;
  /** Inboxes that got some. */
  readonly ownerIds: readonly string[];
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

/** Port: ends of messages that their senders are still to be told of. */
export interface DueReports {
  /** Whether there are any; takes no locks. */
  any(): Promise<boolean>;
  /** Puts the next of them into their senders' inboxes: each exactly once, whoever else does the same. */
  carry(): Promise<Carried>;
  /** Forgets what says nothing any more. */
  tidy(): Promise<void>;
}

export interface CourierParts {
  readonly due: DueReports;
  readonly signal: InboxSignal;
  /** What is left behind by a process that died is looked for so often. */
  readonly intervalMilliseconds: number;
  readonly onFailure: (error: unknown) => void;
  /** Once a flood: how many reports were not made. */
  readonly onLeftOut: (counts: Readonly<Record<LeftOut, number>>) => void;
}

/** While messages end all the time, reports are looked for no more often than this. */
const PAUSE_MILLISECONDS = 100;
/** What is left out within this time is told in one line. */
const SUMMARY_MILLISECONDS = 60_000;

const NONE: Readonly<Record<LeftOut, number>> = { suppressed: 0, capped: 0, full: 0 };

/**
 * Carries reports into their senders' inboxes. The end of a message commits what is owed, in the row of its delivery;
 * this looks for such rows right after, and from time to time. So an acknowledgement costs the same whether or not its
 * message's sender wants to hear of it, and no inbox waits for another one.
 */
export class ReportCourier {
  readonly #parts: CourierParts;
  #timer: NodeJS.Timeout | undefined;
  #nudged: NodeJS.Timeout | undefined;
  #summary: NodeJS.Timeout | undefined;
  #leftOut = { ...NONE };
  #running: Promise<void> | undefined;
  #again = false;
  #untidy = false;
  #lastLook = -Infinity;
  #closed = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#untidy = true;
      this.#look();
    }, this.#parts.intervalMilliseconds);
    this.#timer.unref();
    this.#look();
  }

  /** Messages may have come to their end. */
  nudge(): void {
    if (this.#closed || this.#nudged !== undefined) return;
    const wait = this.#lastLook + PAUSE_MILLISECONDS - performance.now();
    if (wait <= 0) {
      this.#look();
      return;
    }
    this.#nudged = setTimeout(() => {
      this.#nudged = undefined;
      this.#look();
    }, wait);
    this.#nudged.unref();
  }

  /** Looks no more; resolves when a look under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#nudged);
    await this.#running;
    this.#summarise();
  }

  #look(): void {
    if (this.#closed) return;
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#running = this.#carryAll()
      .catch(this.#parts.onFailure)
      .finally(() => {
        this.#running = undefined;
        this.#lastLook = performance.now();
        if (this.#again) {
          this.#again = false;
          this.nudge();
        }
      });
  }

  async #carryAll(): Promise<void> {
    const { due, signal } = this.#parts;
    while (!this.#closed && (await due.any())) {
      const { seen, ownerIds, leftOut } = await due.carry();
      if (ownerIds.length > 0) signal.announce(ownerIds);
      this.#note(leftOut);
      if (seen === 0) break;
    }
    if (!this.#untidy || this.#closed) return;
    this.#untidy = false;
    await due.tidy();
  }

  #note(leftOut: Readonly<Record<LeftOut, number>>): void {
    for (const why of ['suppressed', 'capped', 'full'] as const) this.#leftOut[why] += leftOut[why];
    if (this.#summary !== undefined || Object.values(this.#leftOut).every((count) => count === 0)) return;
    this.#summary = setTimeout(() => {
      this.#summarise();
    }, SUMMARY_MILLISECONDS);
    this.#summary.unref();
  }

  #summarise(): void {
    clearTimeout(this.#summary);
    this.#summary = undefined;
    if (Object.values(this.#leftOut).some((count) => count > 0)) this.#parts.onLeftOut(this.#leftOut);
    this.#leftOut = { ...NONE };
  }
}
