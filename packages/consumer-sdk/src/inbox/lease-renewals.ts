import type { Clock } from '../client/clock.js';
import { backoffDelay, type Random } from '../client/retry.js';
import { asInstantInboxError, type InstantInboxError } from '../errors.js';
import type { Lease } from './lease.js';

export interface LeaseRenewalsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly reportError: (error: InstantInboxError) => void;
}

/** Extends leases in time, as long as something under them is undecided. */
export class LeaseRenewals {
  readonly #options: LeaseRenewalsOptions;
  readonly #extend: (lease: Lease, seconds: number) => Promise<void>;
  readonly #timers = new Map<Lease, () => void>();

  /** @param extend asks the provider once */
  constructor(options: LeaseRenewalsOptions, extend: (lease: Lease, seconds: number) => Promise<void>) {
    this.#options = options;
    this.#extend = extend;
  }

  /** Keeps a lease that has just been given so many seconds; a lease of unknown length is left alone. */
  keep(lease: Lease, seconds = lease.seconds): void {
    // At the half there is time for a second and a third attempt before the lease ends.
    if (seconds !== undefined) this.#renewIn(seconds * 500, lease, 0);
  }

  stop(lease: Lease): void {
    this.#timers.get(lease)?.();
    this.#timers.delete(lease);
  }

  #renewIn(milliseconds: number, lease: Lease, failures: number): void {
    this.stop(lease);
    const cancel = this.#options.clock.schedule(() => void this.#renew(lease, failures), milliseconds);
    this.#timers.set(lease, cancel);
  }

  async #renew(lease: Lease, failures: number): Promise<void> {
    const { seconds } = lease;
    const timer = this.#timers.get(lease);
    if (seconds === undefined || !lease.hasUndecided()) {
      this.#timers.delete(lease);
      return;
    }
    let next = seconds * 500;
    let failed = 0;
    try {
      await this.#extend(lease, seconds);
    } catch (error) {
      if (lease.lost.aborted) return;
      failed = failures + 1;
      next = backoffDelay(failed, { baseDelayMs: 500, maxDelayMs: seconds * 125 }, this.#options.random);
      this.#options.reportError(asInstantInboxError(error, 'NetworkError'));
    }
    // Stopped, or given another length, while the provider was asked.
    if (this.#timers.get(lease) === timer) this.#renewIn(next, lease, failed);
  }
}
