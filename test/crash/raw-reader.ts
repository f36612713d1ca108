import { randomUUID } from 'node:crypto';
import type { GetMessagesResponse, InboxItem } from '@imps-wsi/contract/im';
import { wholeBytes } from '@imps-wsi/contract/xml';
import { monotonicMicroseconds, type Journal, type ProcessedEntry } from './journal.js';
import type { InboxPlan } from './plans.js';
import type { Random } from './random.js';
import { RawClient } from './raw-client.js';

export interface RawReading {
  readonly random: Random;
  readonly journal: Journal;
  readonly leaseSeconds: number;
  readonly signal: AbortSignal;
  readonly entryOf: (
    inbox: string,
    message: { messageId: string; deliveryAttempt: number },
    text: string | undefined,
    data: Uint8Array | undefined,
  ) => ProcessedEntry | undefined;
}

/** How often a request is repeated under its id before it is given up. */
const REPEATS = 3;

/**
 * Reads without the SDK, in all the ways that the contract has: answers that got lost are asked for again under their
 * requestId; batches are acknowledged whole, in part, with the next request, after an extension, or not at all.
 */
export async function readRaw(inbox: InboxPlan, reading: RawReading): Promise<void> {
  const { random, signal } = reading;
  const client = new RawClient(inbox.endpoint, inbox.credentials);
  const batches = new Batches(inbox, client, reading);
  try {
    while (!signal.aborted) {
      const wish = {
        maxMessages: random.between(1, 100),
        waitSeconds: 1,
        acknowledgeMode: 'EXPLICIT' as const,
        leaseSeconds: reading.leaseSeconds,
        requestId: randomUUID(),
        acknowledge: batches.riding,
      };
      const begin = monotonicMicroseconds();
      let answer: GetMessagesResponse | undefined;
      for (let left = REPEATS; answer === undefined; left -= 1) {
        try {
          answer = await client.call('GetMessages', wish);
        } catch (error) {
          if (left === 0 || stopped(signal)) throw error;
        }
      }
      await batches.take(answer, begin);
    }
  } finally {
    client.close();
  }
}

/** What became of the answers of one inbox. */
class Batches {
  readonly #inbox: InboxPlan;
  readonly #client: RawClient;
  readonly #reading: RawReading;
  /** Processed, and to be acknowledged with the next request. */
  #riding: { readonly receipt: string; readonly ids: readonly string[] } | undefined;

  constructor(inbox: InboxPlan, client: RawClient, reading: RawReading) {
    this.#inbox = inbox;
    this.#client = client;
    this.#reading = reading;
  }

  get riding(): string | undefined {
    return this.#riding?.receipt;
  }

  async take(answer: GetMessagesResponse, begin: number): Promise<void> {
    const { random, journal } = this.#reading;
    if (this.#riding !== undefined && answer.acknowledgeResult?.code === 200) journal.acknowledged(this.#riding.ids);
    this.#riding = undefined;
    const { item, receipt } = answer;
    if (item.length === 0 || receipt === undefined) return;
    const way = random.weighted<() => Promise<void>>([
      [6, () => this.#whole(item, receipt, begin)],
      [6, () => this.#ride(item, receipt, begin)],
      [3, () => this.#part(item, receipt, begin)],
      [2, () => this.#extended(item, receipt, begin)],
      [1, () => this.#rejected(item, receipt, begin)],
      // Forgets what it got: that comes again when the lease ends.
      [0.3, () => Promise.resolve()],
    ]);
    await way();
  }

  async #whole(items: readonly InboxItem[], receipt: string, begin: number): Promise<void> {
    this.#process(items, begin);
    const { code } = await this.#client.call('AcknowledgeMessages', { receipt });
    if (code === 200) this.#reading.journal.acknowledged(idsOf(items));
  }

  #ride(items: readonly InboxItem[], receipt: string, begin: number): Promise<void> {
    this.#process(items, begin);
    this.#riding = { receipt, ids: idsOf(items) };
    return Promise.resolve();
  }

  /** The first ones are accepted, the rest is given back. */
  async #part(items: readonly InboxItem[], receipt: string, begin: number): Promise<void> {
    const taken = this.#reading.random.between(0, items.length);
    this.#process(items.slice(0, taken), begin);
    await this.#settle(items, receipt, (index) => (index < taken ? 'ACCEPTED' : 'RELEASED'));
  }

  async #extended(items: readonly InboxItem[], receipt: string, begin: number): Promise<void> {
    await this.#client.call('AcknowledgeMessages', { receipt, extendSeconds: this.#reading.leaseSeconds });
    await this.#whole(items, receipt, begin);
  }

  async #rejected(items: readonly InboxItem[], receipt: string, begin: number): Promise<void> {
    this.#process(items, begin);
    await this.#settle(items, receipt, (index) => (index === 0 ? 'REJECTED' : 'ACCEPTED'));
  }

  async #settle(
    items: readonly InboxItem[],
    receipt: string,
    outcomeOf: (index: number) => 'ACCEPTED' | 'RELEASED' | 'REJECTED',
  ): Promise<void> {
    const entry = items.map(({ messageId }, index) => ({ messageId, outcome: outcomeOf(index) }));
    const { result } = await this.#client.call('AcknowledgeMessages', { receipt, entry });
    const settled = result.filter(({ outcome, code }) => outcome !== 'RELEASED' && code === 200);
    this.#reading.journal.acknowledged(settled.map(({ messageId }) => messageId));
  }

  #process(items: readonly InboxItem[], begin: number): void {
    const entries: ProcessedEntry[] = [];
    for (const item of items) {
      const [text, data] = item.content?.part ?? [];
      const bytes = data?.data === undefined ? undefined : wholeBytes(data.data);
      const entry = this.#reading.entryOf(this.#inbox.name, item, text?.text, bytes);
      if (entry !== undefined) entries.push(entry);
    }
    this.#reading.journal.processed(entries, begin);
  }
}

const stopped = ({ aborted }: AbortSignal): boolean => aborted;

const idsOf = (items: readonly InboxItem[]): string[] => items.map(({ messageId }) => messageId);
