import { HandOut } from './hand-out.js';
import {
  inLine,
  isLeased,
  turnOf,
  type ModelBatch,
  type ModelFilter,
  type ModelItem,
  type ModelMessage,
} from './model-item.js';

/**
 * An Instant Inbox as it should be, in memory: what was accepted, who has what until when, and what became of it. The
 * model test does the same things to this and to a running provider, and both must say the same.
 */
export interface ModelLimits {
  readonly depth: number;
  readonly attempts: number;
}

export interface GetWish {
  readonly mode: 'AUTO' | 'EXPLICIT';
  readonly max: number | undefined;
  readonly leaseSeconds: number;
  readonly requestId: string | undefined;
  readonly acknowledge: ModelBatch | undefined;
  readonly filter: ModelFilter;
}

export interface GetAnswer {
  readonly items: readonly { readonly item: ModelItem; readonly attempt: number }[];
  readonly more: boolean;
  readonly remaining: number;
  /** Present when the answer bears a receipt. */
  readonly batch: ModelBatch | undefined;
  readonly acknowledgeCode: number | undefined;
}

export type Outcome = 'ACCEPTED' | 'RELEASED' | 'FAILED' | 'REJECTED';

const comesBack = (outcome: Outcome): boolean => outcome === 'RELEASED' || outcome === 'FAILED';

export interface AcknowledgeAnswer {
  readonly code: number;
  readonly results: readonly number[];
  /** Whether the lease of something was extended. */
  readonly extended: boolean;
}

export class InboxModel {
  /** Everything ever accepted, in order. */
  readonly items: ModelItem[] = [];
  readonly batches: ModelBatch[] = [];
  /** What came back has room that nobody was asked for. */
  hasRedriven = false;
  #now = 0;

  constructor(readonly limits: ModelLimits) {}

  /** In line. */
  get waiting(): readonly ModelItem[] {
    return this.items.filter(({ state }) => state === 'WAITING').sort(inLine);
  }

  get dead(): readonly ModelItem[] {
    return this.items.filter(({ state }) => state === 'UNDELIVERABLE');
  }

  /** The expected result of each message of one request: its code, and the item that it names on success. */
  send(sender: string, messages: readonly ModelMessage[]) {
    const room = this.limits.depth - this.waiting.length;
    const found = messages.map(({ clientMessageId }) => this.#find(sender, clientMessageId));
    let admitted = 0;
    let full = false;
    return messages.map(
      (
        { clientMessageId, text, timeToLive = Infinity, priority = 'NORMAL', conversationId },
        index,
      ): { code: number; item?: ModelItem } => {
        const hasRoom = !full && admitted < room;
        // Without room, only what was accepted before this request is known.
        const known = hasRoom ? this.#find(sender, clientMessageId) : found[index];
        if (hasRoom) admitted += 1;
        if (known !== undefined) {
          const isSame = known.text === text && known.priority === priority && known.conversationId === conversationId;
          return isSame ? { code: 200, item: known } : { code: 402 };
        }
        if (!hasRoom) {
          full = true;
          return { code: 507 };
        }
        const item: ModelItem = {
          ...{ sender, clientMessageId, text, priority, conversationId, messageId: undefined },
          ...{ arrival: this.items.length + 1, behind: this.#lastOf(sender), passedBy: new Set<ModelItem>() },
          ...{ attempts: 0, counted: 0, lease: undefined, expiresAt: this.#now + timeToLive, state: 'WAITING' },
        };
        this.items.push(item);
        return { code: 200, item };
      },
    );
  }

  get(wish: GetWish): GetAnswer {
    const { max = Infinity, requestId, acknowledge, filter } = wish;
    const acknowledgeCode = acknowledge === undefined ? undefined : this.acknowledge(acknowledge).code;
    const earlier = requestId === undefined ? undefined : this.batches.find((batch) => batch.requestId === requestId);
    if (earlier !== undefined) {
      const held = this.waiting.filter(({ lease }) => lease?.batch === earlier);
      if (earlier.takenBack === 0 && held.length > 0) {
        for (const { lease } of held) Object.assign(lease!, { until: this.#now + wish.leaseSeconds, sent: false });
        const given = held.slice(0, max);
        const more = held.length > given.length || this.#handOut(earlier, filter).deliverable.length > 0;
        return { ...this.#answer(wish, earlier, given, more), acknowledgeCode };
      }
      earlier.requestId = undefined;
    }
    const batch: ModelBatch = { receipt: undefined, requestId, takenBack: 0 };
    let given = this.#handOut(batch, filter).page(max);
    for (;;) {
      const worn = given.filter(({ counted }) => counted >= this.limits.attempts);
      if (worn.length === 0) break;
      for (const item of worn) {
        item.state = 'UNDELIVERABLE';
        if (item.lease?.batch !== undefined) item.lease.batch.takenBack += 1;
      }
      given = this.#handOut(batch, filter).page(max);
    }
    this.#handOut(batch, filter).checkOrder(given);
    if (given.length > 0) this.batches.push(batch);
    for (const item of given) {
      if (item.lease?.batch !== undefined) item.lease.batch.takenBack += 1;
      item.attempts += 1;
      item.counted += 1;
      item.lease = { batch, until: this.#now + wish.leaseSeconds, sent: false };
    }
    return {
      ...this.#answer(wish, batch, given, this.#handOut(batch, filter).deliverable.length > 0),
      acknowledgeCode,
    };
  }

  /** Without entries and extension: all that the batch still has. */
  acknowledge(
    batch: ModelBatch,
    entries: readonly { item: ModelItem; outcome: Outcome }[] = [],
    extendSeconds?: number,
  ): AcknowledgeAnswer {
    if (!this.batches.includes(batch)) return { code: 426, results: entries.map(() => 426), extended: false };
    const own = (item: ModelItem): boolean => item.state === 'WAITING' && item.lease?.batch === batch;
    if (entries.length === 0 && extendSeconds === undefined) {
      for (const item of this.items.filter(own)) item.state = 'DELIVERED';
    }
    // All are judged by what was before the request.
    const results = entries.map(({ item, outcome }) => (own(item) || this.#isRepeat(item, outcome) ? 200 : 426));
    for (const { item, outcome } of entries.filter(({ item }) => own(item))) {
      if (outcome === 'RELEASED') item.counted -= 1;
      if (comesBack(outcome)) item.lease = { batch: undefined, until: -Infinity, sent: false };
      else item.state = outcome === 'ACCEPTED' ? 'DELIVERED' : 'REJECTED';
    }
    const extended = extendSeconds === undefined ? [] : this.items.filter(own);
    for (const { lease } of extended) lease!.until = this.#now + (extendSeconds ?? 0);
    const succeeded = results.filter((code) => code === 200).length;
    const ofEntries = succeeded === entries.length ? 200 : succeeded === 0 ? 900 : 201;
    const ofReceipt = batch.takenBack > 0 ? 201 : 200;
    return { code: entries.length > 0 ? ofEntries : ofReceipt, results, extended: extended.length > 0 };
  }

  /** Leases end, and what was sent and not asked for again counts as delivered. */
  pass(seconds: number): void {
    this.#now += seconds;
    for (const item of this.waiting) {
      if (item.lease?.sent === true && item.lease.until <= this.#now) item.state = 'DELIVERED';
    }
    this.sweep();
  }

  /** What expired and nobody has is gone; who had it learns that it was taken back. */
  sweep(): void {
    for (const item of this.expired) {
      if (isLeased(item, this.#now) || item.lease?.sent === true) continue;
      item.state = 'EXPIRED';
      if (item.lease?.batch !== undefined) item.lease.batch.takenBack += 1;
      item.lease = undefined;
    }
  }

  /** Still there because somebody has them leased. */
  get expired(): readonly ModelItem[] {
    return this.waiting.filter(({ expiresAt }) => expiresAt <= this.#now);
  }

  stateOf(item: ModelItem): string {
    return item.state === 'WAITING' && isLeased(item, this.#now) ? 'DELIVERING' : item.state;
  }

  #answer(
    { mode, requestId, leaseSeconds }: GetWish,
    batch: ModelBatch,
    given: readonly ModelItem[],
    more: boolean,
  ): Omit<GetAnswer, 'acknowledgeCode'> {
    const last = given.at(-1);
    const behind = last === undefined ? [] : this.waiting.slice(this.waiting.indexOf(last) + 1);
    const answer = {
      items: given.map((item) => ({ item, attempt: item.attempts })),
      more,
      remaining: more ? behind.length : 0,
      batch: mode === 'EXPLICIT' && given.length > 0 ? batch : undefined,
    };
    if (mode === 'AUTO' && requestId === undefined) for (const item of given) item.state = 'DELIVERED';
    if (mode === 'AUTO' && requestId !== undefined && given.length > 0) {
      // All of the batch, also what this answer had no room for.
      for (const { lease } of this.waiting) {
        if (lease?.batch === batch) Object.assign(lease, { until: this.#now + leaseSeconds, sent: true });
      }
    }
    return answer;
  }

  #handOut(batch: ModelBatch, filter: ModelFilter): HandOut {
    return new HandOut(this.waiting, this.#now, batch, filter);
  }

  /** The turn behind which an urgent item stands that the sender sends now. */
  #lastOf(sender: string): number {
    const standing = this.waiting.filter((item) => item.sender === sender && item.priority !== 'LOW');
    return Math.max(0, ...standing.map(turnOf));
  }

  /** A dead letter is back where it was, and what its sender sent later stands behind it, unless somebody has that. */
  redrive(item: ModelItem): void {
    this.hasRedriven = true;
    Object.assign(item, { state: 'WAITING', attempts: 0, counted: 0, lease: undefined });
    const later = this.items.filter(({ sender, arrival }) => sender === item.sender && arrival > item.arrival);
    for (const other of later) {
      if (isLeased(other, this.#now) || other.lease?.sent === true) item.passedBy.add(other);
      else if (item.priority !== 'LOW') other.behind = Math.max(other.behind, turnOf(item));
    }
  }

  /** Whether the item has come to the same end before. */
  #isRepeat(item: ModelItem, outcome: Outcome): boolean {
    if (item.state === 'WAITING') return comesBack(outcome) && !isLeased(item, this.#now);
    return !comesBack(outcome) && (item.state === 'DELIVERED' || item.state === 'REJECTED');
  }

  #find(sender: string, clientMessageId: string): ModelItem | undefined {
    return this.items.find((item) => item.sender === sender && item.clientMessageId === clientMessageId);
  }
}
