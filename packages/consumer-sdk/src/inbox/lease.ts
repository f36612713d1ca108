import type { Outcome } from '@imps-wsi/contract/im';
import { InstantInboxError } from '../errors.js';

/** Somebody who waits for the provider's word on an outcome. */
export interface Waiter {
  resolve(): void;
  reject(error: InstantInboxError): void;
}

/** An outcome that the provider has not confirmed yet. */
export interface PendingOutcome {
  readonly messageId: string;
  readonly outcome: Outcome;
  readonly reason: string | undefined;
  readonly waiters: Waiter[];
}

/** The items that one answer of GetMessages leased under one receipt, and what became of each. No I/O. */
export class Lease {
  readonly receipt: string;
  /** Length as it was asked for, in seconds; undefined when the provider chose it. */
  readonly seconds: number | undefined;
  /** Everything whose outcome the provider does not know yet; undefined while the application has not decided. */
  readonly #unconfirmed = new Map<string, PendingOutcome | undefined>();
  readonly #decided = new Map<string, Outcome>();
  readonly #lost = new AbortController();
  /** Outcomes that the provider did not take, and why. */
  readonly #refused = new Map<string, InstantInboxError>();
  #asOne = true;

  constructor(receipt: string, messageIds: readonly string[], seconds: number | undefined) {
    this.receipt = receipt;
    this.seconds = seconds;
    for (const id of messageIds) this.#unconfirmed.set(id, undefined);
  }

  /** Aborts when the provider no longer knows the lease. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** True when nothing is left to tell the provider. */
  isFinished(): boolean {
    return this.lost.aborted || this.#unconfirmed.size === 0;
  }

  outcomeOf(messageId: string): Outcome | undefined {
    return this.#decided.get(messageId);
  }

  /** Notes an outcome. @throws InstantInboxError `AlreadySettled` for a second, different one; `LeaseLost`; the refusal of
   * the same one before */
  decide(messageId: string, outcome: Outcome, reason: string | undefined): PendingOutcome | undefined {
    const before = this.#decided.get(messageId);
    if (before !== undefined) {
      const refusal = this.#refused.get(messageId);
      if (refusal !== undefined) throw refusal;
      if (before === outcome) return this.#unconfirmed.get(messageId);
      throw new InstantInboxError('AlreadySettled', {
        message: `The message ${messageId} was settled as ${before} before; it cannot become ${outcome} now.`,
      });
    }
    if (this.lost.aborted) throw this.lost.reason;
    const pending: PendingOutcome = { messageId, outcome, reason, waiters: [] };
    this.#decided.set(messageId, outcome);
    this.#unconfirmed.set(messageId, pending);
    if (outcome !== 'ACCEPTED') this.#asOne = false;
    return pending;
  }

  /** The items that the application has not decided upon. */
  get undecided(): string[] {
    return [...this.#unconfirmed].filter(([, pending]) => pending === undefined).map(([id]) => id);
  }

  /** True while the application has not decided upon everything. */
  hasUndecided(): boolean {
    for (const pending of this.#unconfirmed.values()) if (pending === undefined) return true;
    return false;
  }

  /** The outcomes that are still to be told. */
  get pending(): PendingOutcome[] {
    return [...this.#unconfirmed.values()].filter((pending) => pending !== undefined);
  }

  /** True when every item was accepted, so that the receipt alone says it all. */
  get whollyAccepted(): boolean {
    return this.#asOne && !this.hasUndecided();
  }

  /** The provider took some of the receipt but not all; from now on each outcome is told by itself. */
  tellSingly(): void {
    this.#asOne = false;
  }

  /** The provider knows these outcomes now. */
  confirm(outcomes: readonly PendingOutcome[]): void {
    for (const pending of outcomes) {
      this.#unconfirmed.delete(pending.messageId);
      for (const waiter of pending.waiters) waiter.resolve();
    }
  }

  /** The provider will not take this outcome. Answers whether somebody was told. */
  refuse(pending: PendingOutcome, error: InstantInboxError): boolean {
    this.#unconfirmed.delete(pending.messageId);
    this.#refused.set(pending.messageId, error);
    for (const waiter of pending.waiters) waiter.reject(error);
    return pending.waiters.length > 0;
  }

  /** The lease is gone; nothing can be told any more. Answers whether somebody was told. */
  lose(error: InstantInboxError): boolean {
    let told = false;
    for (const pending of this.pending) told = this.refuse(pending, error) || told;
    if (!this.lost.aborted) this.#lost.abort(error);
    return told;
  }
}
