import type { Exchange } from '../client/exchange.js';
import { newId } from '../client/ids.js';
import { InboxMessage } from './inbox-message.js';
import { filtersOf, type InboxEnvironment, type ReadOptions } from './inbox-reader.js';
import type { Lease } from './lease.js';
import { Settlement } from './settlement.js';

/** Options of {@link InstantInboxClient.receive}. */
export interface ReceiveOptions extends ReadOptions {
  /**
   * EXPLICIT (the default here): leased until settled. AUTO: counts as received with the answer; an answer that was
   * lost on the way is given again, but what the application does not handle after this returned is lost.
   */
  readonly mode?: 'EXPLICIT' | 'AUTO' | undefined;
  /**
   * Names this batch, 1 to 128 characters. To ask again under the name of a call that was aborted brings what that one
   * was about to bring. Default: a new one.
   */
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The messages of one GetMessages. */
export class ReceivedBatch implements Iterable<InboxMessage> {
  /** In order. */
  readonly items: readonly InboxMessage[];
  /** Whether more waited at the time of the answer. */
  readonly moreAvailable: boolean;
  /** About how many more; undefined when the provider did not say. */
  readonly remaining: number | undefined;
  /** Names the leased items; undefined in mode AUTO and when nothing came. */
  readonly receipt: string | undefined;

  constructor(items: readonly InboxMessage[], rest: Pick<ReceivedBatch, 'moreAvailable' | 'remaining' | 'receipt'>) {
    this.items = items;
    this.moreAvailable = rest.moreAvailable;
    this.remaining = rest.remaining;
    this.receipt = rest.receipt;
  }

  [Symbol.iterator](): Iterator<InboxMessage> {
    return this.items[Symbol.iterator]();
  }

  /** Accepts everything that is not settled yet, in one request. @throws InstantInboxError */
  async acknowledge(): Promise<void> {
    await Promise.all(this.#undecided().map((item) => item.acknowledge()));
  }

  /** Gives everything back that is not settled yet, in one request. @throws InstantInboxError */
  async release(): Promise<void> {
    await Promise.all(this.#undecided().map((item) => item.release()));
  }

  #undecided(): InboxMessage[] {
    return this.items.filter((item) => item.outcome === undefined);
  }
}

/** One GetMessages, repeated under the same request id when its answer is lost. */
export async function receive(environment: InboxEnvironment, options: ReceiveOptions): Promise<ReceivedBatch> {
  const { clock, random, reportError, home } = environment;
  const exchange: Exchange = environment.exchange;
  const mode = options.mode ?? 'EXPLICIT';
  const response = await exchange.call(
    'GetMessages',
    {
      maxMessages: options.maxMessages,
      waitSeconds: options.waitSeconds,
      acknowledgeMode: mode,
      leaseSeconds: options.leaseSeconds,
      // In either mode: an answer that was lost on the way is given again.
      requestId: options.requestId ?? newId(),
      ...filtersOf(options),
    },
    { signal: options.signal },
  );
  const items = response.item;
  let lease: { lease: Lease; settlement: Settlement; confirm: true } | undefined;
  if (response.receipt !== undefined) {
    // Nobody asks again here, so outcomes are told at once and leases end when they end (see `extend`).
    const settlement = new Settlement({ exchange, clock, random, reportError, keepAlive: false, acceptDelayMs: 0 });
    const ids = items.map((item) => item.messageId);
    lease = { lease: settlement.open(response.receipt, ids, options.leaseSeconds), settlement, confirm: true };
  }
  return new ReceivedBatch(
    items.map((item) => new InboxMessage(item, home, lease)),
    { moreAvailable: response.moreAvailable, remaining: response.remaining, receipt: response.receipt },
  );
}
