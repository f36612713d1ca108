import { errors } from '@imps-wsi/contract/errors';
import type { Outcome } from '@imps-wsi/contract/im';
import { backoffDelay, type Random } from '../client/retry.js';
import type { Clock } from '../client/clock.js';
import type { Exchange, ResponseOf } from '../client/exchange.js';
import { asInstantInboxError, errorFromResult, InstantInboxError } from '../errors.js';
import { LeaseRenewals } from './lease-renewals.js';
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
/** Of a whole receipt: some items were accepted, the others had been taken back. */
const SOME_OF_SEVERAL = 201;
/** Attempts to tell the last outcomes when leaving: a provider that is down must not hold the leaver for long. */
const ATTEMPTS_ON_LEAVING = 2;

/** Tells the provider what became of leased items: gathered, on the next poll where possible, and keeps leases alive. */
export class Settlement {
  readonly #options: SettlementOptions;
  readonly #leases = new Set<Lease>();
  readonly #renewals: LeaseRenewals | undefined;
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
    this.#renewals = options.keepAlive
      ? new LeaseRenewals(options, (lease, seconds) => this.#tell(lease, seconds, 1))
      : undefined;
  }

  /** Takes over the items of an answer. */
  open(receipt: string, messageIds: readonly string[], seconds: number | undefined): Lease {
    const lease = new Lease(receipt, messageIds, seconds);
    this.#leases.add(lease);
    this.#renewals?.keep(lease);
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
    await this.#tell(lease, seconds);
    this.#renewals?.keep(lease, seconds);
  }

  /** A poll begins: answers the receipt that it should acknowledge, and tells the rest apart from it. */
  beginPoll(): Lease | undefined {
    this.#polling = true;
    let riding: Lease | undefined;
    for (const lease of this.#leases) {
      if (riding === undefined && lease.whollyAccepted && lease.pending.length > 0 && !this.#telling.has(lease)) {
        riding = lease;
      } else if (lease.pending.length > 0) {
        this.#flushIn(0);
      }
    }
    if (riding !== undefined) {
      this.#renewals?.stop(riding);
      this.#occupy(
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
    // Those who wait for their turn look again after this step.
    this.#rideEnded();
    if (result === undefined) {
      this.#renewals?.keep(riding);
      this.#flushIn(0);
    } else if (result.code === SOME_OF_SEVERAL) {
      riding.tellSingly();
      this.#flushIn(0);
    } else if (isSuccess(result.code)) {
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
      [...this.#leases].map(async (lease) => {
        try {
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
    for (const lease of this.#leases) {
      this.#renewals?.stop(lease);
      for (const messageId of lease.undecided) lease.decide(messageId, 'RELEASED', undefined);
    }
    await this.flush(ATTEMPTS_ON_LEAVING);
    for (const lease of this.#leases) {
      this.#renewals?.stop(lease);
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

  /** What is pending of a lease, and its extension when asked, after whatever of it is on its way already. */
  #tell(lease: Lease, extendSeconds: number | undefined, maxAttempts?: number): Promise<void> {
    const before = this.#telling.get(lease) ?? Promise.resolve();
    const told = before.then(() => this.#exchange(lease, extendSeconds, maxAttempts));
    this.#occupy(
      lease,
      told.catch(() => undefined),
    );
    return told;
  }

  /** Notes that something about a lease is on its way until the promise settles. */
  #occupy(lease: Lease, until: Promise<void>): void {
    this.#telling.set(lease, until);
    void until.then(() => {
      if (this.#telling.get(lease) === until) this.#telling.delete(lease);
    });
  }

  /** One AcknowledgeMessages; none when there is nothing to say any more. */
  async #exchange(lease: Lease, extendSeconds: number | undefined, maxAttempts: number | undefined): Promise<void> {
    const outcomes = lease.pending;
    if (lease.isFinished() || (outcomes.length === 0 && extendSeconds === undefined)) return;
    const wholly = lease.whollyAccepted && extendSeconds === undefined;
    let again = false;
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
      if (wholly && response.code === SOME_OF_SEVERAL) {
        lease.tellSingly();
        again = true;
      } else {
        this.#told(lease, outcomes, response, extendSeconds !== undefined);
      }
    } catch (error) {
      const problem = asInstantInboxError(error, 'NetworkError');
      if (!lease.lost.aborted) this.#untold(lease, outcomes, problem);
      throw problem;
    }
    if (again) await this.#exchange(lease, extendSeconds, maxAttempts);
  }

  /** The provider's word on what it was told. @throws InstantInboxError `LeaseLost` */
  #told(
    lease: Lease,
    outcomes: readonly PendingOutcome[],
    response: ResponseOf<'AcknowledgeMessages'>,
    extended: boolean,
  ): void {
    const results = new Map(response.result.map((result) => [result.messageId, result]));
    if (!isSuccess(response.code) && results.size === 0) {
      this.#lose(lease, errorFromResult(response));
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
    if (extended && response.leasedUntil === undefined && lease.hasUndecided()) {
      this.#lose(lease, errorFromResult({ ...errors.UnknownReceipt, reason: errors.UnknownReceipt.text }));
      throw lease.lost.reason;
    }
    if (lease.isFinished()) this.#forget(lease);
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
    if (lease.isFinished()) this.#forget(lease);
    if (later && outcomes.length > 0) {
      this.#failures += 1;
      const { random } = this.#options;
      // Late acknowledgements succeed as long as nobody else got the items; at worst they come twice.
      this.#flushIn(Math.max(1, backoffDelay(this.#failures, { baseDelayMs: 1000, maxDelayMs: 30_000 }, random)));
    }
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
    this.#renewals?.stop(lease);
    this.#leases.delete(lease);
  }

  #report(told: boolean, error: InstantInboxError): void {
    if (!told) this.#options.reportError(error);
  }
}

const isSuccess = (code: number): boolean => code >= 200 && code < 300;
