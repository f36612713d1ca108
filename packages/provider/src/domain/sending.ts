import { parseAddress } from '@imps-wsi/contract/address';
import { WsiError, type ResultErrorName } from '@imps-wsi/contract/errors';
import type { Allowances, Charges, RequestAllowance } from './allowances.js';
import type { Caller } from './caller.js';
import type { DeliveryOutcome, DeliverySink, InboxSignal, NewDelivery } from './delivery.js';
import type { MessageDraft } from './message-draft.js';
import type { MessageIds } from './message-id.js';
import type { PolicyHolder } from './policies.js';
import { prepareMessage, type PreparationParts, type PreparedMessage } from './prepare-message.js';
import { resolveRecipients, type RecipientDirectory, type Resolution } from './recipients.js';
import { isSuppressed, suppressedDelivery, type Suppressible } from './reports.js';
import { refusedVerdict, summarise, type Refusal, type SendSummary, type SendVerdict } from './send-verdict.js';

/** Port: the time that expiry goes by. */
export interface StoreClock {
  now(): Promise<Date>;
}

export interface SendingParts extends PreparationParts {
  readonly directory: RecipientDirectory;
  readonly sink: DeliverySink;
  readonly signal: InboxSignal;
  readonly clock: StoreClock;
  readonly allowances: Allowances;
  /** Told that the store could not be reached; answers when to try again, in seconds. */
  readonly storeRetrySeconds: () => number;
  readonly ids: MessageIds;
  readonly limits: {
    readonly maxDeliveriesPerRequest: number;
    /** Errors that look like success to the sender: the operator's exception (PP2-32). */
    readonly suppressReports?: readonly Suppressible[];
  };
}

/** What a request comes to: verdicts in its order, and the deliveries that are still to be stored. */
interface Plan {
  readonly verdicts: SendVerdict[];
  readonly deliveries: NewDelivery[];
  /** For each delivery, the places of the verdicts that it decides: more than one when a recipient is named twice. */
  readonly places: number[][];
  /** And what each was charged for. */
  readonly charges: Charges[];
  /** The deliveries of the message at hand, by canonical recipient. */
  readonly ofMessage: Map<string, number>;
  readonly allowance: RequestAllowance;
  /** Deliveries that are refused unless they were made before, and where their verdicts stand. */
  readonly doubtful: { readonly delivery: NewDelivery; readonly place: number; readonly delivered: SendVerdict }[];
  /** By the clock of the store; asked for only where a message names an instant. */
  readonly now: Date | undefined;
}

/** Takes messages into the inboxes of this provider. */
export class Sending {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  /**
   * Stores each message for each recipient; one verdict for each, in the order of the request. Contents that the
   * messages refer to stay the caller's to discard, whatever comes of this: `ContentStore.discard` keeps those that a
   * delivery uses, and removes those of messages that were refused, failed or had been delivered before.
   *
   * @throws WsiError TooManyDeliveries before anything is stored; StoreUnavailable when nothing at all could be stored
   *   because the store cannot be reached.
   */
  async send(caller: Caller, messages: readonly MessageDraft[]): Promise<SendSummary> {
    const recipients = messages.flatMap((message) => message.recipient);
    const { maxDeliveriesPerRequest } = this.#parts.limits;
    if (recipients.length > maxDeliveriesPerRequest) {
      throw new WsiError('TooManyDeliveries', {
        reason: `The request names ${String(recipients.length)} recipients; at most ${String(maxDeliveriesPerRequest)} are accepted at once. Send it in smaller pieces.`,
      });
    }
    const resolved = await resolveRecipients(this.#parts.directory, recipients);

    const now = messages.some(({ expiresAt }) => expiresAt !== undefined) ? await this.#parts.clock.now() : undefined;
    const plan: Plan = {
      verdicts: [],
      deliveries: [],
      places: [],
      charges: [],
      ofMessage: new Map(),
      allowance: this.#parts.allowances.open(caller, recipients.length),
      doubtful: [],
      now,
    };
    const { verdicts, deliveries, places } = plan;
    try {
      for (const message of messages) await this.#plan(caller, message, resolved, plan);
      await this.#recall(plan);
    } catch (error) {
      for (const [index, { ownerId, suppressed }] of deliveries.entries()) {
        if (suppressed !== true) this.#giveBack(plan, index, ownerId);
      }
      throw error;
    } finally {
      plan.allowance.done();
    }
    const outcomes = await this.#store(caller, plan);
    for (const [index, outcome] of outcomes.entries()) {
      for (const place of places[index] ?? []) {
        const pending = verdicts[place];
        if (pending !== undefined) verdicts[place] = this.#verdictOf(pending, outcome);
      }
    }
    return summarise(verdicts);
  }

  async #plan(
    caller: Caller,
    message: MessageDraft,
    resolved: ReadonlyMap<string, Resolution>,
    plan: Plan,
  ): Promise<void> {
    const { clientMessageId } = message;
    const { verdicts } = plan;
    const prepared = prepareMessage(this.#parts, caller, message, plan.now);
    plan.ofMessage.clear();
    for (const recipient of message.recipient) {
      const resolution = resolved.get(recipient) ?? { ok: false, error: 'MalformedAddress' };
      if (!resolution.ok && (prepared instanceof WsiError || !this.#isSuppressed(resolution.error))) {
        verdicts.push(refusedVerdict(clientMessageId, recipient, resolution));
        continue;
      }
      if (prepared instanceof WsiError) {
        const refusal = { error: prepared.errorName as ResultErrorName, reason: prepared.message };
        verdicts.push(refusedVerdict(clientMessageId, recipient, refusal));
        continue;
      }
      const address = resolution.ok ? resolution.address : parseAddress(recipient);
      const recipientKey = address?.canonical ?? recipient;
      const delivered = deliveredVerdict(clientMessageId, recipient, prepared);
      const earlier = plan.ofMessage.get(recipientKey);
      if (earlier !== undefined) {
        plan.places[earlier]?.push(verdicts.length);
        verdicts.push(delivered);
        continue;
      }
      const addressed = { ...prepared.shared, senderId: caller.ownerId, clientMessageId, recipientKey, recipient };
      const untaken = resolution.ok ? this.#untakenType(resolution.inbox, message) : undefined;
      if (!prepared.over && (!resolution.ok || (untaken !== undefined && this.#isSuppressed('Blocked')))) {
        take(plan, suppressedDelivery(addressed, caller.ownerId), delivered, []);
        continue;
      }
      if (!resolution.ok) {
        verdicts.push(refusedVerdict(clientMessageId, recipient, TOO_LATE));
        continue;
      }
      const { inbox } = resolution;
      const delivery = { ...addressed, ownerId: inbox.ownerId };
      const refusal = prepared.over ? TOO_LATE : untaken;
      if (refusal !== undefined) {
        refuseIfNew(plan, delivery, delivered, refusal);
        continue;
      }
      const bytes = delivery.content.length + (delivery.large?.size ?? 0);
      const room = plan.allowance.admit(inbox, bytes);
      const charges = room instanceof Promise ? await room : room;
      if ('error' in charges) {
        refuseIfNew(plan, delivery, delivered, charges);
        continue;
      }
      take(plan, delivery, delivered, charges);
    }
  }

  #isSuppressed(error: ResultErrorName): boolean {
    return isSuppressed(error, this.#parts.limits.suppressReports);
  }

  /** What was delivered before is answered as the first time, whatever speaks against delivering it now. */
  async #recall({ doubtful, verdicts }: Plan): Promise<void> {
    if (doubtful.length === 0) return;
    const before = await this.#parts.sink.known(doubtful.map(({ delivery }) => delivery));
    for (const [index, { place, delivered }] of doubtful.entries()) {
      const outcome = before[index];
      if (outcome !== undefined) verdicts[place] = this.#verdictOf(delivered, outcome);
    }
  }

  /** Whether the message is of a media type that its recipient does not take. */
  #untakenType(inbox: PolicyHolder, { part }: MessageDraft): Refusal | undefined {
    const { takes } = this.#parts.policies.of(inbox);
    if (takes.permitsAll) return undefined;
    const untaken = part.find(({ contentType }) => !takes.permits(contentType));
    if (untaken === undefined) return undefined;
    return {
      error: 'MediaTypeNotAllowed',
      reason: `The recipient takes no content of type ${untaken.contentType}; send it as another type, or without it.`,
    };
  }

  #giveBack({ charges }: Plan, index: number, ownerId: string): void {
    this.#parts.allowances.giveBack(ownerId, charges[index] ?? []);
  }

  async #store(caller: Caller, plan: Plan): Promise<DeliveryOutcome[]> {
    const { deliveries } = plan;
    const outcomes = await this.#parts.sink.store(caller.ownerId, deliveries);
    const arrived = new Set<string>();
    let unavailable = 0;
    let cause: unknown;
    for (const [index, outcome] of outcomes.entries()) {
      const { ownerId = '', suppressed } = deliveries[index] ?? {};
      if (suppressed !== true) {
        // A replay may be the first that we hear of a commit: then nobody has been woken for it.
        if (outcome.kind === 'stored' || outcome.kind === 'replayed') arrived.add(ownerId);
        if (outcome.kind === 'stored') this.#parts.allowances.stored(ownerId);
        else this.#giveBack(plan, index, ownerId);
      }
      if (outcome.kind === 'failed' && outcome.unavailable === true) {
        unavailable += 1;
        cause = outcome.cause;
      }
    }
    if (arrived.size > 0) this.#parts.signal.announce(arrived);
    if (unavailable > 0 && unavailable === outcomes.length) {
      throw new WsiError('StoreUnavailable', { retryAfterSeconds: this.#parts.storeRetrySeconds(), cause });
    }
    return outcomes;
  }

  #verdictOf(pending: SendVerdict, outcome: DeliveryOutcome): SendVerdict {
    const { clientMessageId, recipient } = pending;
    switch (outcome.kind) {
      case 'stored':
      case 'replayed':
        return { ...pending, messageId: this.#parts.ids.format(outcome.seq) };
      case 'conflict':
        return refusedVerdict(clientMessageId, recipient, { error: 'ClientMessageIdReused' });
      case 'failed':
        return refusedVerdict(clientMessageId, recipient, {
          error: 'StoreFailed',
          retryAfterSeconds: this.#parts.storeRetrySeconds(),
        });
    }
  }
}

const TOO_LATE: Refusal = { error: 'Expired', reason: 'The time of expiresAt was over when the message came.' };

const deliveredVerdict = (
  clientMessageId: string,
  recipient: string,
  { shortenedTo }: PreparedMessage,
): SendVerdict => ({
  clientMessageId,
  recipient,
  code: 200,
  reason:
    shortenedTo === undefined
      ? 'Delivered to the inbox.'
      : `Delivered to the inbox, where it waits for ${String(shortenedTo)} seconds: messages of this account wait no longer.`,
  retryable: false,
});

/** It is to be stored, and what becomes of that decides its verdict. */
function take(plan: Plan, delivery: NewDelivery, delivered: SendVerdict, charges: Plan['charges'][number]): void {
  plan.charges.push(charges);
  plan.ofMessage.set(delivery.recipientKey, plan.deliveries.length);
  plan.places.push([plan.verdicts.length]);
  plan.deliveries.push(delivery);
  plan.verdicts.push(delivered);
}

/** Whether it is new is asked for all such deliveries of a request at once. */
function refuseIfNew(plan: Plan, delivery: NewDelivery, delivered: SendVerdict, refusal: Refusal): void {
  plan.doubtful.push({ delivery, delivered, place: plan.verdicts.length });
  plan.verdicts.push(refusedVerdict(delivery.clientMessageId, delivery.recipient, refusal));
}
