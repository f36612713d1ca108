import type { Caller } from './caller.js';
import type { DepthLimit } from './depth.js';
import type { AccountRules, Policies } from './policies.js';
import { EVERYBODY, steadily, type QuotaName, type QuotaTerms } from './quota.js';
import type { Charge, Quotas } from './quotas.js';
import type { LocalInbox } from './recipients.js';
import type { Refusal } from './send-verdict.js';
import type { ThrottleState } from './throttle.js';

export interface AllowanceParts {
  readonly quotas: Quotas;
  readonly depth: DepthLimit;
  readonly throttle: ThrottleState;
  readonly policies: Policies;
}

/** What a delivery was charged for. */
export type Charges = readonly Charge[];

const NOTHING: Charges = [];
/** The throttle's burst: it is there to spread a load, not to save it up. */
const THROTTLE_BURST_SECONDS = 1;

/** Decides whether there is room for deliveries: in quotas of sender and recipient, in the inbox, in the whole provider. */
export class Allowances {
  readonly #parts: AllowanceParts;

  constructor(parts: AllowanceParts) {
    this.#parts = parts;
  }

  /** @param deliveries of the request, at most */
  open(caller: Caller, deliveries: number): RequestAllowance {
    return new RequestAllowance(this.#parts, caller, deliveries);
  }

  /** The delivery is in the inbox. */
  stored(ownerId: string): void {
    this.#parts.depth.stored(ownerId);
  }

  /** The delivery was admitted, and is not new in the inbox after all. */
  giveBack(ownerId: string, charges: Charges): void {
    this.#parts.depth.giveBack(ownerId);
    for (const each of charges) this.#parts.quotas.giveBack(each);
  }
}

/**
 * The allowance of one request. What met a limit once meets it for the rest of the request, even if there is room again
 * meanwhile: a later message must not overtake the one that has to be sent again.
 */
export class RequestAllowance {
  readonly #parts: AllowanceParts;
  readonly #caller: Caller;
  readonly #rules: AccountRules;
  readonly #closed = new Map<string, Refusal>();
  /** Deliveries of the request that have not been looked at. */
  #left: number;
  #refused = 0;
  #senderClosed: { readonly quota: QuotaName; readonly refusal: Refusal } | undefined;

  constructor(parts: AllowanceParts, caller: Caller, deliveries: number) {
    this.#parts = parts;
    this.#caller = caller;
    this.#rules = parts.policies.of(caller);
    this.#left = deliveries;
  }

  /** Takes room for one delivery; charges, or why there is none. Waits only where something must be asked for. */
  admit(inbox: LocalInbox, bytes: number): Charges | Refusal | Promise<Charges | Refusal> {
    this.#left -= 1;
    const { depth, policies, throttle } = this.#parts;
    const { ownerId } = inbox;
    const theirs = policies.of(inbox);
    const { sent, bytesSent } = this.#rules.quotas;
    const { received } = theirs.quotas;
    const limited = sent !== undefined || bytesSent !== undefined || received !== undefined;
    if (limited || throttle.current !== undefined || this.#closed.size > 0) return this.#admitLimited(inbox, bytes);
    const room = depth.admit(ownerId, theirs.values.inboxDepth);
    return room === true ? NOTHING : this.#admitToInbox(ownerId, room, NOTHING);
  }

  /** The request is planned: what was taken ahead for it and is left is there for others. */
  done(): void {
    const { sent, bytesSent } = this.#rules.quotas;
    const { ownerId } = this.#caller;
    if (sent !== undefined) this.#parts.quotas.done({ ownerId, quota: 'messagesSent' });
    if (bytesSent !== undefined) this.#parts.quotas.done({ ownerId, quota: 'bytesSent' });
  }

  async #admitLimited(inbox: LocalInbox, bytes: number): Promise<Charges | Refusal> {
    const { ownerId } = inbox;
    const closed = this.#closed.get(ownerId);
    if (closed !== undefined) return closed;
    const charges: Charge[] = [];
    const refusal = (await this.#chargeSender(bytes, charges)) ?? (await this.#chargeRecipient(inbox, charges));
    if (refusal !== undefined) {
      this.#undo(charges);
      return refusal;
    }
    const theirs = this.#parts.policies.of(inbox);
    return this.#admitToInbox(ownerId, this.#parts.depth.admit(ownerId, theirs.values.inboxDepth), charges);
  }

  async #chargeSender(bytes: number, charges: Charge[]): Promise<Refusal | undefined> {
    const { sent, bytesSent } = this.#rules.quotas;
    const { ownerId } = this.#caller;
    if (bytesSent !== undefined && bytes > bytesSent.capacity) {
      const reason = `The message is larger than the ${String(bytesSent.capacity)} bytes that this account may send a day.`;
      return { error: 'MessageTooLarge', reason };
    }
    this.#refused += 1;
    if (this.#senderClosed !== undefined) {
      const { quota, refusal } = this.#senderClosed;
      return quota === 'messagesSent' && sent !== undefined ? this.#tooFast(sent) : refusal;
    }
    const { current } = this.#parts.throttle;
    if (current !== undefined) {
      const { messagesPerSecond, secondsLeft } = current;
      const terms = messagesPerSecond > 0 ? steadily(messagesPerSecond, THROTTLE_BURST_SECONDS) : undefined;
      if (terms === undefined || !(await this.#charge(EVERYBODY, 'everybody', 1, terms, charges))) {
        const wait =
          terms === undefined
            ? secondsLeft
            : Math.min(secondsLeft, this.#seconds(EVERYBODY, 'everybody', this.#refused, terms));
        const reason = 'The provider takes less than usual for a while; send again later with the same id.';
        return this.#closeSender('everybody', { error: 'Throttled', reason, retryAfterSeconds: Math.ceil(wait) });
      }
    }
    if (sent !== undefined && !(await this.#charge(ownerId, 'messagesSent', 1, sent, charges))) {
      return this.#closeSender('messagesSent', this.#tooFast(sent));
    }
    if (
      bytesSent !== undefined &&
      bytes > 0 &&
      !(await this.#charge(ownerId, 'bytesSent', bytes, bytesSent, charges))
    ) {
      return this.#closeSender('bytesSent', {
        error: 'Throttled',
        reason: `This account may send ${String(bytesSent.capacity)} bytes a day; send again when the next one has begun, with the same id.`,
        retryAfterSeconds: this.#seconds(ownerId, 'bytesSent', bytes, bytesSent),
      });
    }
    this.#refused -= 1;
    return undefined;
  }

  async #chargeRecipient({ ownerId, ...holder }: LocalInbox, charges: Charge[]): Promise<Refusal | undefined> {
    const { received } = this.#parts.policies.of(holder).quotas;
    if (received === undefined || (await this.#charge(ownerId, 'messagesReceived', 1, received, charges))) {
      return undefined;
    }
    return this.#closeInbox(ownerId, {
      error: 'Throttled',
      reason: 'The recipient takes no more messages for now; send again later with the same id.',
      retryAfterSeconds: this.#seconds(ownerId, 'messagesReceived', 1, received),
    });
  }

  async #admitToInbox(ownerId: string, room: boolean | Promise<boolean>, charges: Charges): Promise<Charges | Refusal> {
    let admitted = false;
    try {
      admitted = await room;
    } finally {
      if (!admitted) this.#undo(charges);
    }
    if (admitted) return charges;
    const retryAfterSeconds = this.#parts.depth.retryAfterSeconds(ownerId);
    return this.#closeInbox(ownerId, { error: 'InboxFull', retryAfterSeconds });
  }

  async #charge(
    ownerId: string,
    quota: QuotaName,
    amount: number,
    terms: QuotaTerms,
    charges: Charge[],
  ): Promise<boolean> {
    const ahead = quota === 'messagesReceived' ? amount : Math.min(terms.capacity, amount * (this.#left + 1));
    try {
      const charge = await this.#parts.quotas.have({ ownerId, quota }, amount, terms, ahead);
      if (charge !== undefined) charges.push(charge);
      return charge !== undefined;
    } catch (error) {
      this.#undo(charges);
      throw error;
    }
  }

  #undo(charges: Charges): void {
    for (const each of charges) this.#parts.quotas.giveBack(each);
  }

  #seconds(ownerId: string, quota: QuotaName, amount: number, terms: QuotaTerms): number {
    return this.#parts.quotas.secondsUntil({ ownerId, quota }, amount, terms);
  }

  /** Each further message of the request has to wait for those before it. */
  #tooFast(terms: QuotaTerms): Refusal {
    return {
      error: 'Throttled',
      reason: `This account may send ${String(terms.perSecond)} messages a second; send again later with the same id.`,
      retryAfterSeconds: this.#seconds(this.#caller.ownerId, 'messagesSent', this.#refused, terms),
    };
  }

  #closeSender(quota: QuotaName, refusal: Refusal): Refusal {
    this.#senderClosed = { quota, refusal };
    return refusal;
  }

  #closeInbox(ownerId: string, refusal: Refusal): Refusal {
    this.#closed.set(ownerId, refusal);
    return refusal;
  }
}
