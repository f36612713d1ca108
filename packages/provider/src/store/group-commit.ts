import type pg from 'pg';
import type { DeliveryOutcome, DeliverySink, NewDelivery } from '../domain/delivery.js';
import { isUnavailable, transaction } from './database.js';
import { findDeliveries, insertDeliveries } from './deliveries.js';

/** One caller's deliveries, in document order. */
interface Submission {
  readonly senderId: string;
  readonly deliveries: readonly NewDelivery[];
  /** How many of the deliveries have been taken into a batch. */
  taken: number;
  pending: number;
  readonly outcomes: DeliveryOutcome[];
  readonly resolve: (outcomes: DeliveryOutcome[]) => void;
}

interface Slice {
  readonly submission: Submission;
  readonly from: number;
  readonly to: number;
}

export interface GroupCommitLimits {
  /** Rows a transaction. Measured: beyond 500 the gain is gone and one slow batch delays more callers. */
  readonly maxRows: number;
  /** Bytes of rows a transaction, so that a batch of large messages stays small in memory. */
  readonly maxBytes: number;
  /**
   * Transactions under way at once, for each group. Two: one fills while the other commits. While all of them are, one more
   * takes what senders with few rows have.
   */
  readonly maxOpen: number;
}

export const DEFAULT_GROUP_COMMIT_LIMITS: GroupCommitLimits = { maxRows: 500, maxBytes: 16 * 1024 * 1024, maxOpen: 2 };

/** Rows of one sender before it is the next one's turn. */
const TURN_ROWS = 64;
/** Who has no more than this to store need not wait until a large batch of others is committed. */
const LIGHT_ROWS = 16;
const LIGHT_BYTES = 256 * 1024;

/**
 * Coalesces concurrent SendMessages requests into few transactions. A sender is never in two open batches, because two
 * transactions may commit in either order, and the order of one sender's messages is promised.
 *
 * One bad row does not fail its neighbours: a batch that the database refuses is stored again by halves.
 */
export class GroupCommit implements DeliverySink {
  readonly #pool: pg.Pool;
  readonly #limits: GroupCommitLimits;
  readonly #groupOf: (ownerId: string) => string;
  readonly #groups = new Map<string, Group>();

  /** @param groupOf which transaction group an inbox belongs to: one on plain PostgreSQL, a node or shard elsewhere. */
  constructor(
    pool: pg.Pool,
    groupOf: (ownerId: string) => string = () => '',
    limits: GroupCommitLimits = DEFAULT_GROUP_COMMIT_LIMITS,
  ) {
    this.#pool = pool;
    this.#groupOf = groupOf;
    this.#limits = limits;
  }

  /** Stores the deliveries of one sender; resolves, in order, when each is committed or known to have failed. */
  async store(senderId: string, deliveries: readonly NewDelivery[]): Promise<DeliveryOutcome[]> {
    if (deliveries.length === 0) return [];
    const byGroup = new Map<string, number[]>();
    for (const [index, delivery] of deliveries.entries()) {
      const name = this.#groupOf(delivery.ownerId);
      const indexes = byGroup.get(name);
      if (indexes === undefined) byGroup.set(name, [index]);
      else indexes.push(index);
    }
    if (byGroup.size === 1) {
      const [name = ''] = byGroup.keys();
      return this.#group(name).submit(senderId, deliveries);
    }
    const outcomes: DeliveryOutcome[] = Array.from(deliveries, () => ({ kind: 'failed' as const }));
    await Promise.all(
      [...byGroup].map(async ([name, indexes]) => {
        const own = indexes.flatMap((index) => deliveries[index] ?? []);
        const results = await this.#group(name).submit(senderId, own);
        for (const [place, index] of indexes.entries()) outcomes[index] = results[place] ?? { kind: 'failed' };
      }),
    );
    return outcomes;
  }

  known(deliveries: readonly NewDelivery[]): Promise<(DeliveryOutcome | undefined)[]> {
    return findDeliveries(this.#pool, deliveries);
  }

  #group(name: string): Group {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new Group(this.#pool, this.#limits);
      this.#groups.set(name, group);
    }
    return group;
  }
}

class Group {
  readonly #pool: pg.Pool;
  readonly #limits: GroupCommitLimits;
  readonly #busySenders = new Set<string>();
  /** By sender; who was served last stands last. */
  readonly #queues = new Map<string, Submission[]>();
  #open = 0;
  /** The one more. */
  #lightIsOpen = false;
  #scheduled = false;

  constructor(pool: pg.Pool, limits: GroupCommitLimits) {
    this.#pool = pool;
    this.#limits = limits;
  }

  submit(senderId: string, deliveries: readonly NewDelivery[]): Promise<DeliveryOutcome[]> {
    return new Promise((resolve) => {
      const submission = { senderId, deliveries, taken: 0, pending: 0, outcomes: [], resolve };
      const queue = this.#queues.get(senderId);
      if (queue === undefined) this.#queues.set(senderId, [submission]);
      else queue.push(submission);
      if (this.#scheduled || (this.#open >= this.#limits.maxOpen && this.#lightIsOpen)) return;
      // Requests that were parsed in the same turn share the transaction.
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#pump();
      });
    });
  }

  #pump(): void {
    while (this.#open < this.#limits.maxOpen && this.#queues.size > 0) {
      const slices = this.#takeBatch();
      if (slices.length === 0) return;
      this.#open += 1;
      void this.#commit(slices).then(() => {
        this.#open -= 1;
        this.#pump();
      });
    }
    if (this.#lightIsOpen) return;
    const slices = this.#takeBatch(isLight);
    if (slices.length === 0) return;
    this.#lightIsOpen = true;
    void this.#commit(slices).then(() => {
      this.#lightIsOpen = false;
      this.#pump();
    });
  }

  /**
   * Senders in turn, a few rows of each, so that who sends much does not stand before who sends little; of one sender in
   * the order in which it sent. A sender whose earlier messages are under way waits.
   */
  #takeBatch(admits: (queue: readonly Submission[]) => boolean = () => true): Slice[] {
    const slices: Slice[] = [];
    let rows = 0;
    let bytes = 0;
    const isFull = (): boolean => rows >= this.#limits.maxRows || (bytes >= this.#limits.maxBytes && rows > 0);
    let line = [...this.#queues].filter(([senderId, queue]) => !this.#busySenders.has(senderId) && admits(queue));
    while (line.length > 0 && !isFull()) {
      const again: typeof line = [];
      for (const [senderId, queue] of line) {
        const [submission] = queue;
        if (isFull() || submission === undefined) continue;
        const { deliveries, taken: from } = submission;
        let to = from;
        while (to < deliveries.length && to - from < TURN_ROWS && !isFull()) {
          bytes += deliveries[to]?.content.length ?? 0;
          rows += 1;
          to += 1;
        }
        submission.taken = to;
        submission.pending += 1;
        slices.push({ submission, from, to });
        if (to === deliveries.length) queue.shift();
        // To the end of the line, for this batch and for the next one.
        this.#queues.delete(senderId);
        if (queue.length === 0) continue;
        this.#queues.set(senderId, queue);
        again.push([senderId, queue]);
      }
      line = again;
    }
    for (const { submission } of slices) this.#busySenders.add(submission.senderId);
    return slices;
  }

  async #commit(slices: readonly Slice[]): Promise<void> {
    const rows = slices.flatMap(({ submission, from, to }) => submission.deliveries.slice(from, to));
    const outcomes = await this.#write(rows);
    let place = 0;
    for (const { submission, from, to } of slices) {
      for (let index = from; index < to; index += 1) {
        submission.outcomes[index] = outcomes[place++] ?? { kind: 'failed' };
      }
      submission.pending -= 1;
      this.#busySenders.delete(submission.senderId);
      const last = submission.outcomes[to - 1];
      if (last?.kind === 'failed' && last.unavailable === true) this.#giveUp(submission, last);
      if (submission.pending === 0 && submission.taken === submission.deliveries.length) {
        submission.resolve(submission.outcomes);
      }
    }
  }

  /** What comes after a delivery that failed for the moment is not stored either: sent again, it would overtake. */
  #giveUp(submission: Submission, failure: DeliveryOutcome): void {
    while (submission.outcomes.length < submission.deliveries.length) submission.outcomes.push(failure);
    submission.taken = submission.deliveries.length;
    const queue = this.#queues.get(submission.senderId);
    if (queue?.[0] !== submission) return;
    queue.shift();
    if (queue.length === 0) this.#queues.delete(submission.senderId);
  }

  async #write(rows: readonly NewDelivery[]): Promise<DeliveryOutcome[]> {
    try {
      return await transaction(this.#pool, (client) => insertDeliveries(client, rows));
    } catch (error) {
      const unavailable = isUnavailable(error);
      if (unavailable || rows.length === 1) return rows.map(() => ({ kind: 'failed', unavailable, cause: error }));
    }
    // One bad row among many is found by halves, in a few transactions, with its neighbours stored in their order.
    const half = rows.length >> 1;
    const outcomes = await this.#write(rows.slice(0, half));
    const last = outcomes.at(-1);
    if (last?.kind === 'failed' && last.unavailable === true) {
      // The store went away meanwhile: asking for the others would take as long again, time after time.
      return [...outcomes, ...rows.slice(half).map(() => last)];
    }
    return [...outcomes, ...(await this.#write(rows.slice(half)))];
  }
}

function isLight(queue: readonly Submission[]): boolean {
  let rows = 0;
  let bytes = 0;
  for (const { deliveries, taken } of queue) {
    for (let index = taken; index < deliveries.length; index += 1) {
      rows += 1;
      bytes += deliveries[index]?.content.length ?? 0;
      if (rows > LIGHT_ROWS || bytes > LIGHT_BYTES) return false;
    }
  }
  return true;
}
