import { parseAddress } from '@imps-wsi/contract/address';
import { WsiError, errors, isSuccess, type ResultErrorName } from '@imps-wsi/contract/errors';
import type { Caller, SenderRule } from './caller.js';
import { digestOf, packParts, type DraftPart } from './content.js';
import type { DeliveryOutcome, DeliverySink, InboxSignal, NewDelivery } from './delivery.js';
import type { DepthLimit } from './depth.js';
import { packHeader, type OpenAttribute } from './header.js';
import type { MessageIds } from './message-id.js';
import { resolveRecipients, type RecipientDirectory, type Resolution } from './recipients.js';

/** A message as a sender gives it. */
export interface MessageDraft {
  readonly clientMessageId: string;
  readonly sender?: string | undefined;
  readonly senderName?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly recipient: readonly string[];
  readonly subject?: string | undefined;
  readonly part: readonly DraftPart[];
  readonly messageClass?: string | undefined;
  readonly priority?: string | undefined;
  readonly expiresAt?: Date | undefined;
  readonly timeToLive?: number | undefined;
  readonly report: readonly string[];
  readonly anonymous?: boolean | undefined;
  readonly keepCopy?: boolean | undefined;
  readonly conversationId?: string | undefined;
  readonly inReplyTo?: string | undefined;
  readonly attribute: readonly OpenAttribute[];
}

/** What became of one message for one recipient. */
export interface SendVerdict {
  readonly clientMessageId: string;
  readonly recipient: string;
  readonly messageId?: string;
  readonly code: number;
  readonly reason: string;
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number;
}

export interface SendSummary {
  readonly code: number;
  readonly reason: string;
  readonly results: readonly SendVerdict[];
}

export interface SendingParts {
  readonly directory: RecipientDirectory;
  readonly sink: DeliverySink;
  readonly signal: InboxSignal;
  readonly depth: DepthLimit;
  readonly ids: MessageIds;
  readonly mayUseSender: SenderRule;
  readonly limits: { readonly maxMessageBytes: number; readonly maxDeliveriesPerRequest: number };
}

/** What a request comes to: verdicts in its order, and the deliveries that are still to be stored. */
interface Plan {
  readonly verdicts: SendVerdict[];
  readonly deliveries: NewDelivery[];
  /** For each delivery, the places of the verdicts that it decides: more than one when a recipient is named twice. */
  readonly places: number[][];
  /** The deliveries of the message at hand, by canonical recipient. */
  readonly ofMessage: Map<string, number>;
  /** Inboxes that had no room for one of the request's messages. */
  readonly full: Set<string>;
}

/** How long a sender should wait before trying a full inbox or a failed store again. */
const RETRY_AFTER_SECONDS = { InboxFull: 30, StoreFailed: 2 } as const;

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

    const plan: Plan = { verdicts: [], deliveries: [], places: [], ofMessage: new Map(), full: new Set() };
    const { verdicts, deliveries, places } = plan;
    try {
      for (const message of messages) await this.#plan(caller, message, resolved, plan);
    } catch (error) {
      for (const { ownerId } of deliveries) this.#parts.depth.giveBack(ownerId);
      throw error;
    }
    const outcomes = await this.#store(caller, deliveries);
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
    const prepared = this.#prepare(caller, message);
    plan.ofMessage.clear();
    for (const recipient of message.recipient) {
      const place = verdicts.length;
      const resolution = resolved.get(recipient) ?? { ok: false, error: 'MalformedAddress' };
      if (!resolution.ok) {
        verdicts.push(refused(clientMessageId, recipient, resolution.error, resolution.reason));
        continue;
      }
      if (prepared instanceof WsiError) {
        verdicts.push(refused(clientMessageId, recipient, prepared.errorName as ResultErrorName, prepared.message));
        continue;
      }
      const { ownerId, address } = resolution;
      const delivered = { clientMessageId, recipient, code: 200, reason: 'Delivered to the inbox.', retryable: false };
      const earlier = plan.ofMessage.get(address.canonical);
      if (earlier !== undefined) {
        plan.places[earlier]?.push(place);
        verdicts.push(delivered);
        continue;
      }
      const delivery = {
        ...prepared,
        ownerId,
        senderId: caller.ownerId,
        clientMessageId,
        recipientKey: address.canonical,
        recipient,
      };
      const room = !plan.full.has(ownerId) && this.#parts.depth.admit(ownerId);
      if (room !== true && !(await room)) {
        verdicts.push(await this.#refusedForRoom(plan, delivery, delivered));
        continue;
      }
      verdicts.push(delivered);
      plan.ofMessage.set(address.canonical, plan.deliveries.length);
      plan.places.push([place]);
      plan.deliveries.push(delivery);
    }
  }

  /**
   * The verdict on a delivery for which its inbox has no room. What was delivered before is answered as the first time
   * all the same. And once an inbox is full it stays so for the rest of the request, even if its reader makes room
   * meanwhile: a later message must not overtake the one that has to be sent again.
   */
  async #refusedForRoom(plan: Plan, delivery: NewDelivery, delivered: SendVerdict): Promise<SendVerdict> {
    const before = await this.#parts.sink.known(delivery);
    if (before !== undefined) return this.#verdictOf(delivered, before);
    plan.full.add(delivery.ownerId);
    return refused(delivered.clientMessageId, delivered.recipient, 'InboxFull');
  }

  /** The work that all recipients of a message share, or why none of them can have it. */
  #prepare(
    caller: Caller,
    message: MessageDraft,
  ): Pick<NewDelivery, 'sender' | 'digest' | 'header' | 'parts' | 'content' | 'large'> | WsiError {
    try {
      refuseWhatIsNotOffered(message);
      const sender = this.#senderOf(caller, message);
      if (message.replyTo !== undefined && parseAddress(message.replyTo) === undefined) {
        throw new WsiError('BadParameter', { reason: 'replyTo is not an address that can be used.' });
      }
      const { parts, bytes, large, fingerprint } = packParts(message.part, this.#parts.limits.maxMessageBytes);
      const header = packHeader(message);
      const digest = digestOf([sender, header ?? '', ...fingerprint]);
      return { sender, digest, header, parts, content: bytes, large };
    } catch (error) {
      if (error instanceof WsiError) return error;
      throw error;
    }
  }

  #senderOf(caller: Caller, message: MessageDraft): string {
    if (message.sender === undefined) return caller.address;
    const address = parseAddress(message.sender);
    if (address === undefined) throw new WsiError('MalformedAddress', { reason: 'The sender is not a valid address.' });
    if (!this.#parts.mayUseSender(caller, address)) throw new WsiError('SenderNotOwned');
    return address.canonical;
  }

  async #store(caller: Caller, deliveries: readonly NewDelivery[]): Promise<DeliveryOutcome[]> {
    const outcomes = await this.#parts.sink.store(caller.ownerId, deliveries);
    const arrived = new Set<string>();
    let unavailable = 0;
    let cause: unknown;
    for (const [index, outcome] of outcomes.entries()) {
      const ownerId = deliveries[index]?.ownerId ?? '';
      // A replay may be the first that we hear of a commit: then nobody has been woken for it.
      if (outcome.kind === 'stored' || outcome.kind === 'replayed') arrived.add(ownerId);
      if (outcome.kind === 'stored') this.#parts.depth.stored(ownerId);
      else this.#parts.depth.giveBack(ownerId);
      if (outcome.kind === 'failed' && outcome.unavailable === true) {
        unavailable += 1;
        cause = outcome.cause;
      }
    }
    if (arrived.size > 0) this.#parts.signal.announce(arrived);
    if (unavailable > 0 && unavailable === outcomes.length) {
      throw new WsiError('StoreUnavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS.StoreFailed, cause });
    }
    return outcomes;
  }

  #verdictOf(pending: SendVerdict, outcome: DeliveryOutcome): SendVerdict {
    switch (outcome.kind) {
      case 'stored':
      case 'replayed':
        return { ...pending, messageId: this.#parts.ids.format(outcome.seq) };
      case 'conflict':
        return refused(pending.clientMessageId, pending.recipient, 'ClientMessageIdReused');
      case 'failed':
        return refused(pending.clientMessageId, pending.recipient, 'StoreFailed');
    }
  }
}

/** Fields that the contract has and later releases build: refused, never ignored; their default values are welcome. */
function refuseWhatIsNotOffered(message: MessageDraft): void {
  const asked: string[] = [];
  if (message.priority !== undefined && message.priority !== 'NORMAL') asked.push('priority');
  if (message.expiresAt !== undefined) asked.push('expiresAt');
  if (message.timeToLive !== undefined) asked.push('timeToLive');
  if (message.report.length > 0) asked.push('report');
  if (message.anonymous === true) asked.push('anonymous');
  if (message.keepCopy === true) asked.push('keepCopy');
  if (asked.length > 0) {
    throw new WsiError('NotOffered', {
      reason: `Not offered by this provider yet: ${asked.join(', ')}. Leave it out and send again.`,
    });
  }
}

function refused(clientMessageId: string, recipient: string, error: ResultErrorName, reason?: string): SendVerdict {
  const { code, text, retryable } = errors[error];
  const wait = error === 'InboxFull' || error === 'StoreFailed' ? RETRY_AFTER_SECONDS[error] : undefined;
  return {
    clientMessageId,
    recipient,
    code,
    reason: reason ?? text,
    retryable,
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
  };
}

/** 201 some of several, 900 none of several; otherwise what all verdicts say. */
function summarise(results: readonly SendVerdict[]): SendSummary {
  const [first] = results;
  const succeeded = results.filter((result) => isSuccess(result.code)).length;
  if (first !== undefined && results.every((result) => result.code === first.code)) {
    return { code: first.code, reason: first.reason, results };
  }
  const count = `${String(succeeded)} of ${String(results.length)} deliveries succeeded; see the results.`;
  return { code: succeeded > 0 ? 201 : 900, reason: count, results };
}
