import { leaseOf, sameTerms, type QuotaKey, type QuotaStore, type QuotaTerms } from './quota.js';

interface Gauge {
  readonly key: QuotaKey;
  terms: QuotaTerms;
  /** Taken ahead from the store, and not used yet. */
  held: number;
  /** What the store said last; undefined before, and after the terms have changed. */
  seen: { readonly used: number; readonly at: number; readonly periodEnds: number } | undefined;
  /** What those want who wait for the next take. */
  demand: number;
  taking: Promise<void> | undefined;
}

/** Something that was had of a quota: kept, or given back. */
export interface Charge {
  readonly gauge: Gauge;
  readonly amount: number;
  /** What was had in one period does not come back in the next. */
  readonly periodEnds: number;
}

const REMEMBERED_GAUGES = 20_000;
const ASK_AGAIN_MILLISECONDS = 10_000;

/**
 * Quotas, shared with the other processes through the store, of which each takes some ahead. What the store is known not
 * to have is not asked for, so that a flood that is refused costs no queries: at most ten a second for each quota.
 *
 * By periods, never more is had than the quota, whatever the number of processes. Steadily, a process may have a fiftieth
 * of the burst more at once, which it took ahead before. A process that is killed loses what it holds.
 */
export class Quotas {
  readonly #store: QuotaStore;
  readonly #now: () => number;
  readonly #gauges = new Map<string, Gauge>();

  /** @param now milliseconds that never go back */
  constructor(store: QuotaStore, now: () => number = () => performance.now()) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * Has an amount, which is no more than the capacity; undefined when it is not there. Waits only where the store has to
   * be asked.
   *
   * @param ahead what the same request is going to want in all, this amount included
   */
  have(key: QuotaKey, amount: number, terms: QuotaTerms, ahead = amount): Charge | Promise<Charge | undefined> {
    const gauge = this.#gauge(key, terms);
    if (gauge.held >= amount) return charge(gauge, amount);
    return this.#haveFromStore(gauge, amount, ahead);
  }

  /** What was charged for nothing. */
  giveBack({ gauge, amount, periodEnds }: Charge): void {
    if ((gauge.seen?.periodEnds ?? Infinity) !== periodEnds) return;
    gauge.held += amount;
    this.#trim(gauge);
  }

  /** A request is through that said how much it would want: what is left of that is for others. */
  done(key: QuotaKey): void {
    const gauge = this.#gauges.get(nameOf(key));
    if (gauge !== undefined) this.#trim(gauge);
  }

  /** Whole seconds, at least one, until an amount can be had, as far as is known here. */
  secondsUntil(key: QuotaKey, amount: number, terms: QuotaTerms): number {
    const gauge = this.#gauge(key, terms);
    const missing = Math.min(amount, terms.capacity) - gauge.held - this.#available(gauge);
    const seconds =
      terms.perSecond > 0 ? missing / terms.perSecond : ((gauge.seen?.periodEnds ?? this.#now()) - this.#now()) / 1000;
    return Math.max(1, Math.ceil(seconds));
  }

  /** Gives all back that is held: the process is about to stop. Never rejects. */
  async close(): Promise<void> {
    await Promise.all([...this.#gauges.values()].map((gauge) => this.#return(gauge, gauge.held)));
  }

  async #haveFromStore(gauge: Gauge, amount: number, ahead: number): Promise<Charge | undefined> {
    for (;;) {
      if (gauge.held >= amount) return charge(gauge, amount);
      if (gauge.taking === undefined) {
        // Nothing is asked for of which it is known that it is not there; nor is every drop fetched as it falls.
        const enough = Math.max(amount - gauge.held, leaseOf(gauge.terms) / 2);
        if (this.#isExhausted(gauge, enough)) return undefined;
      }
      gauge.demand += ahead;
      await (gauge.taking ??= this.#take(gauge));
    }
  }

  async #take(gauge: Gauge): Promise<void> {
    // Those who ask in the same turn are served by the same take.
    await new Promise((resolve) => setImmediate(resolve));
    const { key, terms, demand } = gauge;
    gauge.demand = 0;
    const wanted = Math.min(terms.capacity, Math.max(leaseOf(terms), demand - gauge.held));
    const start = this.#now();
    try {
      const { granted, used, secondsLeft } = await this.#store.take({ ...key, wanted, terms });
      if (!sameTerms(terms, gauge.terms)) return;
      const periodEnds = terms.periodSeconds > 0 ? this.#now() + secondsLeft * 1000 : Infinity;
      gauge.seen = { used, at: start, periodEnds: samePeriod(gauge.seen?.periodEnds, periodEnds) };
      gauge.held += granted;
    } finally {
      gauge.taking = undefined;
    }
  }

  /** Others may give something back; that is noticed after a while. */
  #isExhausted(gauge: Gauge, amount: number): boolean {
    const { seen } = gauge;
    if (seen === undefined || this.#available(gauge) >= amount) return false;
    return gauge.terms.perSecond > 0 || this.#now() - seen.at < ASK_AGAIN_MILLISECONDS;
  }

  /** What the store may have: no more than this. */
  #available({ terms, seen }: Gauge): number {
    if (seen === undefined) return terms.capacity;
    const back = (terms.perSecond * (this.#now() - seen.at)) / 1000;
    return terms.capacity - Math.max(0, seen.used - back);
  }

  #trim(gauge: Gauge): void {
    const lease = leaseOf(gauge.terms);
    if (gauge.taking === undefined && gauge.held > 2 * lease) void this.#return(gauge, gauge.held - lease);
  }

  async #return(gauge: Gauge, amount: number): Promise<void> {
    if (amount <= 0) return;
    gauge.held -= amount;
    // The store is asked in order: whatever is wanted next finds it there.
    if (gauge.seen !== undefined) gauge.seen = { ...gauge.seen, used: Math.max(0, gauge.seen.used - amount) };
    try {
      await this.#store.take({ ...gauge.key, wanted: -amount, terms: gauge.terms });
    } catch {
      // As if the process had been killed: it comes back by itself.
    }
  }

  #gauge(key: QuotaKey, terms: QuotaTerms): Gauge {
    const name = nameOf(key);
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) {
      const oldest = this.#gauges.entries().next();
      if (this.#gauges.size >= REMEMBERED_GAUGES && oldest.done !== true) {
        this.#gauges.delete(oldest.value[0]);
        void this.#return(oldest.value[1], oldest.value[1].held);
      }
      gauge = { key, terms, held: 0, seen: undefined, demand: 0, taking: undefined };
      this.#gauges.set(name, gauge);
    } else if (!sameTerms(gauge.terms, terms)) {
      gauge.terms = terms;
      gauge.seen = undefined;
      gauge.held = Math.min(gauge.held, leaseOf(terms));
    } else if (gauge.seen !== undefined && this.#now() >= gauge.seen.periodEnds) {
      gauge.seen = undefined;
      gauge.held = 0;
    }
    return gauge;
  }
}

/** Two looks at one period find its end at nearly the same time. */
function samePeriod(before: number | undefined, periodEnds: number): number {
  return before !== undefined && Math.abs(before - periodEnds) < 500 ? before : periodEnds;
}

function charge(gauge: Gauge, amount: number): Charge {
  gauge.held -= amount;
  return { gauge, amount, periodEnds: gauge.seen?.periodEnds ?? Infinity };
}

const nameOf = ({ ownerId, quota }: QuotaKey): string => `${ownerId} ${quota}`;
