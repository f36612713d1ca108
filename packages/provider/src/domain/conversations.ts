import { WsiError, errors, isSuccess, type ResultErrorName } from '@imps-wsi/contract/errors';
import type { Caller } from './caller.js';
import { prepareDraft, type ClientDraft, type PreparedDraft } from './client-draft.js';
import type { ConversationEntry } from './conversation-entry.js';
import type { ConversationStore, EntryPart, Glance, HistoryPage, SendResult } from './conversation-store.js';
import type { InboxSignal } from './delivery.js';
import type { MessageIds } from './message-id.js';
import { peerOfText } from './peer.js';
import type { AccountRules, Policies } from './policies.js';
import type { MessageDraft } from './message-draft.js';
import type { SendVerdict } from './send-verdict.js';
import type { Sending } from './sending.js';

export interface ConversationParts {
  readonly store: ConversationStore;
  readonly sending: Pick<Sending, 'send'>;
  readonly signal: InboxSignal;
  readonly ids: MessageIds;
  /** Domains of people's addresses, lower case. */
  readonly domains: readonly string[];
  readonly policies: Policies;
  readonly limits: { readonly maxDeliveriesPerRequest: number };
}

/** A message that was refused before it could be logged: it cannot be found again. */
export interface RefusedMessage {
  readonly clientMessageId: string;
  /** The address as far as it is one, else as it was written. */
  readonly peer: string;
  readonly code: number;
  readonly reason: string;
}

export type SentMessage = { readonly entry: ConversationEntry } | { readonly refused: RefusedMessage };

const LISTED_CONVERSATIONS = 500;
const NOTHING = Buffer.alloc(0);

/**
 * What people's IM clients work on: the log of all that an account sent and received, the same for each of its devices.
 * An account reaches its own log only.
 */
export class Conversations {
  readonly #parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** Why a message could not be logged whatever its content is; undefined when nothing is wrong with the rest of it. */
  refusalOf(caller: Caller, draft: Omit<ClientDraft, 'text' | 'data'>): RefusedMessage | undefined {
    const plan = this.#plan({ ...draft, data: NOTHING }, this.#parts.policies.of(caller));
    return 'refused' in plan ? plan.refused : undefined;
  }

  /**
   * Sends messages in order; one outcome each. Sent again under the same clientMessageId a message is answered as the
   * first time, and is tried again only if it was not sent.
   *
   * What the store throws passes through: then the outcome is open, and the same request may be made again.
   */
  async send(caller: Caller, drafts: readonly ClientDraft[]): Promise<SentMessage[]> {
    const { store, signal } = this.#parts;
    const { ownerId } = caller;
    const plans = this.#prepare(drafts, this.#parts.policies.of(caller));
    const first = plans.flatMap((plan) => ('prepared' in plan && plan.repeats === undefined ? [plan] : []));
    const entered = await store.enter(
      ownerId,
      first.map(({ prepared }) => prepared.entry),
    );
    const toSend = first.flatMap(({ prepared }, index) => {
      const entry = entered[index];
      return entry?.kind === 'toSend' ? [{ message: prepared.message, entryId: entry.entryId }] : [];
    });
    if (toSend.length > 0) {
      const verdicts = await this.#sendAll(caller, toSend);
      await store.record(ownerId, verdicts);
      signal.announce([ownerId]);
    }
    const found = await store.byId(
      ownerId,
      entered.filter(({ kind }) => kind !== 'conflict').map(({ entryId }) => entryId),
    );
    const entries = new Map(found.map((entry) => [entry.entryId, entry]));
    const placeOf = new Map(first.map((plan, index) => [plan, index]));
    return plans.map((plan): SentMessage => {
      if ('refused' in plan) return plan;
      const outcome = entered[placeOf.get(plan.repeats ?? plan) ?? -1];
      const entry = outcome === undefined ? undefined : entries.get(outcome.entryId);
      if (outcome?.kind === 'conflict') return { refused: refusalOf(plan, 'ClientMessageIdReused') };
      return entry === undefined ? { refused: refusalOf(plan, 'StoreFailed') } : { entry };
    });
  }

  latest({ ownerId }: Caller): Promise<ConversationEntry[]> {
    return this.#parts.store.latest(ownerId, LISTED_CONVERSATIONS);
  }

  /** A page of the conversation with a peer, the newest or what lies before an entry; undefined when `peer` is no address. */
  async history(
    { ownerId }: Caller,
    peer: string,
    before: string | undefined,
    limit: number,
  ): Promise<HistoryPage | undefined> {
    const canonical = peerOfText(peer, this.#parts.domains);
    return canonical === undefined ? undefined : this.#parts.store.history(ownerId, canonical, before, limit);
  }

  part({ ownerId }: Caller, entryId: string, number: number): Promise<EntryPart | undefined> {
    return this.#parts.store.part(ownerId, entryId, number);
  }

  /** A range of a part, counted from its beginning; undefined when the message is gone. */
  bytes(
    { ownerId }: Caller,
    entryId: string,
    part: EntryPart,
    from: number,
    length: number,
  ): Promise<Buffer | undefined> {
    return this.#parts.store.bytes(ownerId, entryId, part, from, length);
  }

  newestChange({ ownerId }: Caller): Promise<string> {
    return this.#parts.store.newestChange(ownerId);
  }

  countChanges({ ownerId }: Caller, after: string, bound: number): Promise<number> {
    return this.#parts.store.countChanges(ownerId, after, bound);
  }

  changes({ ownerId }: Caller, after: string, limit: number): Promise<ConversationEntry[]> {
    return this.#parts.store.changes(ownerId, after, limit);
  }

  /** Whether there is anything to take in, or to tell who knows all changes up to `after`. */
  look({ ownerId }: Caller, after: string): Promise<Glance> {
    return this.#parts.store.look(ownerId, after);
  }

  /** Moves a page of what waits in the account's Instant Inbox into its log; answers how many messages that was. */
  async takeIn({ ownerId }: Caller): Promise<number> {
    const taken = await this.#parts.store.takeIn(ownerId);
    if (taken > 0) this.#parts.signal.announce([ownerId]);
    return taken;
  }

  #prepare(drafts: readonly ClientDraft[], rules: AccountRules): Plan[] {
    const byId = new Map<string, Prepared>();
    return drafts.map((draft): Plan => {
      const plan = this.#plan(draft, rules);
      if ('refused' in plan) return plan;
      const earlier = byId.get(draft.clientMessageId);
      if (earlier === undefined) {
        byId.set(draft.clientMessageId, plan);
        return plan;
      }
      if (!earlier.prepared.entry.digest.equals(plan.prepared.entry.digest)) {
        return { refused: refusalOf(plan, 'ClientMessageIdReused') };
      }
      return { ...plan, repeats: earlier };
    });
  }

  #plan(draft: ClientDraft, rules: AccountRules): Plan {
    const { domains } = this.#parts;
    try {
      return { draft, prepared: prepareDraft(draft, domains, rules) };
    } catch (error) {
      if (!(error instanceof WsiError)) throw error;
      const { to, clientMessageId } = draft;
      const peer = peerOfText(to, domains) ?? to;
      return { refused: { clientMessageId, peer, code: error.definition.code, reason: error.message } };
    }
  }

  async #sendAll(
    caller: Caller,
    toSend: readonly { readonly message: MessageDraft; readonly entryId: string }[],
  ): Promise<SendResult[]> {
    const results = await this.#verdicts(
      caller,
      toSend.map(({ message }) => message),
    );
    return toSend.map(({ entryId }, index): SendResult => {
      const verdict = results[index];
      const { code, reason, retryable } = verdict ?? { ...errors.StoreFailed, reason: errors.StoreFailed.text };
      const seq = verdict?.messageId === undefined ? undefined : this.#parts.ids.parse(verdict.messageId);
      return { entryId, state: isSuccess(code) ? 'sent' : 'failed', seq, code, reason, retryable };
    });
  }

  /** As many at once as are accepted at once, in order. */
  async #verdicts(caller: Caller, messages: readonly MessageDraft[]): Promise<SendVerdict[]> {
    const { sending, limits } = this.#parts;
    const verdicts: SendVerdict[] = [];
    for (let at = 0; at < messages.length; at += limits.maxDeliveriesPerRequest) {
      const { results } = await sending.send(caller, messages.slice(at, at + limits.maxDeliveriesPerRequest));
      verdicts.push(...results);
    }
    return verdicts;
  }
}

interface Prepared {
  readonly draft: ClientDraft;
  readonly prepared: PreparedDraft;
  /** The same message stands earlier in the request. */
  readonly repeats?: Prepared;
}
type Plan = Prepared | { readonly refused: RefusedMessage };

function refusalOf({ prepared: { entry } }: Prepared, name: ResultErrorName): RefusedMessage {
  const { code, text } = errors[name];
  return { clientMessageId: entry.clientMessageId, peer: entry.peer, code, reason: text };
}
