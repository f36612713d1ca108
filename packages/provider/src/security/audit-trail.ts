import type { Logger } from '../log.js';
import type { AuditEvent, AuditSink, AuditStore, CountedEvent } from './audit.js';

/**
 * Collects what happened and writes it apart from the requests it happened in. Of events that are alike the first of a
 * minute is written at once, the others as one with their number when the minute is over; of so many different ones a
 * minute only their number. So a flood costs a bounded number of rows, and is still told.
 */
export interface AuditTrailOptions {
  /** Different events a minute that are written in full; default 100. */
  readonly maxKinds?: number;
  /** Events that wait for a store that is away, before they are only counted; default 1 000. */
  readonly maxUnsent?: number;
  readonly flushMilliseconds?: number;
  readonly periodMilliseconds?: number;
  readonly now?: () => number;
}

interface Tally {
  readonly event: AuditEvent;
  /** Not yet written. */
  times: number;
  at: number;
}

/** Longest text of one field: what strangers put into a name must not fill the store. */
const LONGEST_TEXT = 300;

export class AuditTrail implements AuditSink {
  readonly #store: AuditStore;
  readonly #log: Logger;
  readonly #maxKinds: number;
  readonly #maxUnsent: number;
  readonly #flushMilliseconds: number;
  readonly #periodMilliseconds: number;
  readonly #now: () => number;
  #tallies = new Map<string, Tally>();
  #periodEnds: number;
  #unsent: CountedEvent[] = [];
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #told = false;

  constructor(store: AuditStore, log: Logger, options: AuditTrailOptions = {}) {
    this.#store = store;
    this.#log = log;
    this.#maxKinds = options.maxKinds ?? 100;
    this.#maxUnsent = options.maxUnsent ?? 1_000;
    this.#flushMilliseconds = options.flushMilliseconds ?? 1_000;
    this.#periodMilliseconds = options.periodMilliseconds ?? 60_000;
    this.#now = options.now ?? Date.now;
    this.#periodEnds = this.#now() + this.#periodMilliseconds;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), this.#flushMilliseconds);
    this.#timer.unref();
  }

  note(event: AuditEvent): void {
    const at = this.#now();
    const key = keyOf(event);
    const tally = this.#tallies.get(key);
    if (tally !== undefined) {
      tally.times += 1;
      tally.at = at;
      return;
    }
    if (this.#tallies.size < this.#maxKinds) {
      this.#tallies.set(key, { event, times: 0, at });
      this.#send({ ...shortened(event), at: new Date(at), times: 1 });
      return;
    }
    const { kind, outcome } = event;
    const rest: AuditEvent = { kind, outcome, detail: 'others, too many to be told one by one' };
    const others = this.#tallies.get(keyOf(rest)) ?? { event: rest, times: 0, at };
    others.times += 1;
    others.at = at;
    this.#tallies.set(keyOf(rest), others);
  }

  /** Writes what waits. Never rejects: what the store does not take is tried again. */
  flush(): Promise<void> {
    return (this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined)));
  }

  /** Writes all there is, counts included. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing;
    this.#periodEnds = 0;
    await this.flush();
  }

  async #flush(): Promise<void> {
    if (this.#now() >= this.#periodEnds) this.#endPeriod();
    const sent = this.#unsent;
    if (sent.length === 0) return;
    const lost = this.#lost;
    this.#unsent = [];
    this.#lost = 0;
    const all: CountedEvent[] =
      lost === 0 ? sent : [...sent, { kind: 'audit', outcome: 'lost', at: new Date(this.#now()), times: lost }];
    try {
      await this.#store.add(all);
      this.#told = false;
    } catch (error) {
      const newer = this.#unsent;
      this.#unsent = [];
      this.#lost += lost;
      for (const event of [...sent, ...newer]) this.#send(event);
      if (!this.#told) this.#log.warn('events of the audit log could not be written; it is tried again', { error });
      this.#told = true;
    }
  }

  #endPeriod(): void {
    const tallies = this.#tallies;
    this.#tallies = new Map();
    this.#periodEnds = this.#now() + this.#periodMilliseconds;
    for (const { event, times, at } of tallies.values()) {
      if (times > 0) this.#send({ ...shortened(event), at: new Date(at), times });
    }
  }

  #send(event: CountedEvent): void {
    if (this.#unsent.length < this.#maxUnsent) this.#unsent.push(event);
    else this.#lost += event.times;
  }
}

const keyOf = ({ kind, outcome, account, actor, source, detail }: AuditEvent): string =>
  [kind, outcome, account, actor, source, detail].map((text) => text?.slice(0, LONGEST_TEXT) ?? '').join('\0');

function shortened<Event extends AuditEvent>(event: Event): Event {
  const cut = (text: string | undefined) => text?.slice(0, LONGEST_TEXT);
  const { account, actor, source, detail } = event;
  return { ...event, account: cut(account), actor: cut(actor), source: cut(source), detail: cut(detail) };
}
