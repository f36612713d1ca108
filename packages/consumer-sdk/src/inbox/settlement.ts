import type { Outcome } from '@imps-wsi/contract/im';
import { backoffDelay, type Random } from '../client/retry.js';
import type { Clock } from '../client/clock.js';
import type { Exchange } from '../client/exchange.js';
import { asInstantInboxError, errorFromResult, InstantInboxError } from '../errors.js';
import { Lease, type PendingOutcome } from './lease.js';

export interface SettlementOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly reportError: (error: InstantInboxError) => void;
  /** Keeps undecided items leased by extending in time. */
  readonly keepAlive: boolean;
  /**
   * How long an acceptance may wait for the next poll to carry it, in milliseconds; 0 tells the provider at the end
   * of the turn.
   */
  readonly acceptDelayMs: number;
}

/** While a poll is in flight nothing can ride along, and the sender's next messages wait for the acknowledgement. */
const DELAY_DURING_POLL_MS = 2;
/** Attempts to tell the last outcomes when leaving: a provider that is down must not hold the leaver for long. */
const ATTEMPTS_ON_LEAVING = 2;

/** Tells the provider what became of leased items: gathered, on the next poll where possible, and keeps leases alive. */
export class Settlement {
  readonly #options: SettlementOptions;
  readonly #leases = new Map<Lease, { cancelRenewal: () => void; failures: number }>();
  /** Outcomes on their way, by lease, so that none is told twice at a time. */
  readonly #telling = new Map<Lease, Promise<void>>();
  #cancelFlush: (() => void) | undefined;
  #flushDueIn = Infinity;
  #polling = false;
  #rideEnded: () => void = () => undefined;
  /** Consecutive failures to tell outcomes. */
  #failures = 0;
  #left = false;

  constructor(options: SettlementOptions) {
    this.#options = options;
  }

  /** Takes over the items of an answer. */
  open(receipt: string, messageIds: readonly string[], seconds: number | undefined): Lease {
    const lease = new Lease(receipt, messageIds, seconds);
    this.#leases.set(lease, { cancelRenewal: () => undefined, failures: 0 });
    if (this.#options.keepAlive) this.#scheduleRenewal(lease);
    return lease;
  }

  /**
   * Notes what became of an item.
   *
   * @param confirm waits for the provider's word; else the outcome is told soon and a failure is reported in the
   *   background (the item then comes again: at least once)
   */
  settle(
    lease: Lease,
    messageId: string,
    outcome: Outcome,
    reason: string | undefined,
    confirm: boolean,
  ): Promise<void> {
    const pending = lease.decide(messageId, outcome, reason);
    if (pending === undefined) return Promise.resolve();
    const confirmed = confirm
      ? new Promise<void>((resolve, reject) => {
          pending.waiters.push({ resolve, reject });
        })
      : Promise.resolve();
    if (confirm || this.#left) this.#flushIn(0);
    else this.#flushIn(this.#polling ? DELAY_DURING_POLL_MS : this.#options.acceptDelayMs);
    return confirmed;
  }

  /** Keeps the undecided items of a lease for so many seconds from now. @throws InstantInboxError `LeaseLost` */
  async extend(lease: Lease, seconds: number): Promise<void> {
    if (lease.lost.aborted) throw lease.lost.reason;
    await this.#turn(lease);
    await this.#tell(lease, seconds);
    if (this.#options.keepAlive) this.#scheduleRenewal(lease, seconds);
  }

  /** A poll begins: answers the receipt that it should acknowledge, and tells the rest apart from it. */
  beginPoll(): Lease | undefined {
    this.#polling = true;
    let riding: Lease | undefined;
    for (const lease of this.#leases.keys()) {
      if (riding === undefined && lease.whollyAccepted && lease.pending.length > 0 && !this.#telling.has(lease)) {
        riding = lease;
      } else if (lease.pending.length > 0) {
        this.#flushIn(0);
      }
    }
    if (riding !== undefined) {
      this.#leases.get(riding)?.cancelRenewal();
      this.#telling.set(
        riding,
        new Promise((resolve) => {
          this.#rideEnded = resolve;
        }),
      );
    }
    return riding;
  }

  /** The poll ended; `result` is the provider's word on the receipt, undefined when no answer came. */
  endPoll(riding: Lease | undefined, result: { readonly code: number; readonly reason: string } | undefined): void {
    this.#polling = false;
    if (riding === undefined) return;
    this.#telling.delete(riding);
    this.#rideEnded();
    if (result === undefined) {
      if (this.#options.keepAlive) this.#scheduleRenewal(riding);
      this.#flushIn(0);
    } else if (result.code >= 200 && result.code < 300) {
      riding.confirm(riding.pending);
      this.#forget(riding);
    } else {
      this.#lose(riding, errorFromResult(result));
    }
  }

  /** Tells everything that is pending, and waits for the answers. Never rejects: failures go where they belong. */
  async flush(maxAttempts?: number): Promise<void> {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    this.#flushDueIn = Infinity;
    await Promise.all(
      [...this.#leases.keys()].map(async (lease) => {
        try {
          await this.#turn(lease);
          if (lease.pending.length > 0) await this.#tell(lease, undefined, maxAttempts);
        } catch {
          // Those who wait were told by #tell; the others' failures were reported.
        }
      }),
    );
  }

  /** Releases what is undecided, tells all that is pending, and stops keeping leases. Never rejects. */
  async leave(): Promise<void> {
    this.#left = true;
    for (const lease of this.#leases.keys()) {
      for (const messageId of lease.undecided) lease.decide(messageId, 'RELEASED', undefined);
    }
    await this.flush(ATTEMPTS_ON_LEAVING);
    for (const [lease, state] of this.#leases) {
      state.cancelRenewal();
      if (lease.pending.length === 0) this.#leases.delete(lease);
    }
  }

  #flushIn(milliseconds: number): void {
    if (this.#flushDueIn <= milliseconds) return;
    this.#cancelFlush?.();
    this.#flushDueIn = milliseconds;
    if (milliseconds === 0) {
      let due = true;
      this.#cancelFlush = () => {
        due = false;
      };
      // One turn later, so that Promise.all over many items is one request.
      void Promise.resolve().then(() => (due ? this.flush() : undefined));
    } else {
      this.#cancelFlush = this.#options.clock.schedule(() => void this.flush(), milliseconds);
    }
  }

  /** Waits until nothing about this lease is on its way. */
  async #turn(lease: Lease): Promise<void> {
    for (let telling = this.#telling.get(lease); telling !== undefined; telling = this.#telling.get(lease)) {
      await telling;
    }
  }

  /** One AcknowledgeMessages for what is pending of a lease, extending the rest when asked. */
  #tell(lease: Lease, extendSeconds: number | undefined, maxAttempts?: number): Promise<void> {
    const told = this.#exchange(lease, extendSeconds, maxAttempts);
    const settled = told
      .catch(() => undefined)
      .then(() => {
        this.#telling.delete(lease);
      });
    this.#telling.set(lease, settled);
    return told;
  }

  async #exchange(lease: Lease, extendSeconds: number | undefined, maxAttempts: number | undefined): Promise<void> {
    const outcomes = lease.pending;
    const wholly = lease.whollyAccepted && extendSeconds === undefined;
    try {
      const response = await this.#options.exchange.call(
        'AcknowledgeMessages',
        {
          receipt: lease.receipt,
          entry: wholly ? [] : outcomes.map(({ messageId, outcome, reason }) => ({ messageId, outcome, reason })),
          extendSeconds,
        },
        { maxAttempts },
      );
      const results = new Map(response.result.map((result) => [result.messageId, result]));
      if (!isSuccess(response.code) && results.size === 0) {
        this.#lose(lease, errorFromResult({ ...response, retryable: false }));
        throw lease.lost.reason;
      }
      const good: PendingOutcome[] = [];
      for (const pending of outcomes) {
        const result = results.get(pending.messageId);
        if (result === undefined || isSuccess(result.code)) good.push(pending);
        else this.#report(lease.refuse(pending, errorFromResult(result)), errorFromResult(result));
      }
      lease.confirm(good);
      this.#failures = 0;
      if (lease.finished) this.#forget(lease);
    } catch (error) {
      const problem = asInstantInboxError(error, 'NetworkError');
      if (!lease.lost.aborted) this.#untold(lease, outcomes, problem);
      throw problem;
    }
  }

  /** The provider could not be told. Those who wait hear it; the outcomes stay true and are told later if they can be. */
  #untold(lease: Lease, outcomes: readonly PendingOutcome[], problem: InstantInboxError): void {
    let told = false;
    const later = problem.retryable && !this.#left;
    for (const pending of outcomes) {
      told = pending.waiters.length > 0 || told;
      if (later) for (const waiter of pending.waiters.splice(0)) waiter.reject(problem);
      else lease.refuse(pending, problem);
    }
    if (outcomes.length > 0) this.#report(told, problem);
    if (lease.finished) this.#forget(lease);
    if (later && outcomes.length > 0) {
      this.#failures += 1;
      const { random } = this.#options;
      // Late acknowledgements succeed as long as nobody else got the items; at worst they come twice.
      this.#flushIn(Math.max(1, backoffDelay(this.#failures, { baseDelayMs: 1000, maxDelayMs: 30_000 }, random)));
    }
  }

  #scheduleRenewal(lease: Lease, seconds = lease.seconds): void {
    const state = this.#leases.get(lease);
    if (state === undefined || seconds === undefined) return;
    state.cancelRenewal();
    const { clock, random } = this.#options;
    // At the half there is time for a second and a third attempt before the lease ends.
    const delay =
      state.failures === 0
        ? seconds * 500
        : backoffDelay(state.failures, { baseDelayMs: 500, maxDelayMs: seconds * 125 }, random);
    state.cancelRenewal = clock.schedule(() => void this.#renew(lease, state), delay);
  }

  async #renew(lease: Lease, state: { failures: number }): Promise<void> {
    if (lease.finished || lease.seconds === undefined || this.#left) return;
    if (!lease.hasUndecided) return;
    try {
      await this.#turn(lease);
      await this.#tell(lease, lease.seconds, 1);
      state.failures = 0;
    } catch (error) {
      if (lease.lost.aborted) return;
      state.failures += 1;
      this.#options.reportError(asInstantInboxError(error, 'NetworkError'));
    }
    this.#scheduleRenewal(lease);
  }

  #lose(lease: Lease, error: InstantInboxError): void {
    const lost = new InstantInboxError('LeaseLost', {
      message: `The lease ended before its messages were settled; they will be handed out again. ${error.message}`,
      impsCode: error.impsCode,
      cause: error,
    });
    this.#report(lease.lose(lost), lost);
    this.#forget(lease);
  }

  #forget(lease: Lease): void {
    this.#leases.get(lease)?.cancelRenewal();
    this.#leases.delete(lease);
  }

  #report(told: boolean, error: InstantInboxError): void {
    if (!told) this.#options.reportError(error);
  }
}

const isSuccess = (code: number): boolean => code >= 200 && code < 300;
