import type { RelayFacts } from './relay-facts.js';
import type { LedgerView } from './stage-messages.js';

/** What became of a message that A got. */
interface Entry {
  readonly automatic: boolean;
  gotTimes: number;
  passedOn: boolean;
  answered: boolean;
}

type Provider = LedgerView['source'];
type Counters = Record<
  'got' | 'passedOn' | 'answered' | 'dropped' | 'gotAgain' | 'recognised' | 'lost' | 'doubled',
  number
>;

/** Messages whose end is known are remembered so long, in case they come again. */
const KEPT_SETTLED = 5000;
/** Receipts of which no acknowledgement came: their messages come again under another one. */
const KEPT_RECEIPTS = 1000;

/** `b1.example/<messageId>/forward`: under this id the bridge sends on what it got, see the bridge's `followUpId`. */
const FOLLOW_UP = /^([^/]+)\/(.+)\/(forward|notice)$/;

/**
 * Books on the messages that the bridge carries, kept by somebody else: everything is derived from what crossed the wire.
 * A message is lost when the bridge has acknowledged it although nobody took it and nobody was told; it is doubled when
 * a provider took it as two.
 */
export class Ledger {
  readonly #directions: ReadonlyMap<Provider, Direction>;

  constructor() {
    this.#directions = new Map([
      ['b1', new Direction({ from: 'U1', to: 'U2', source: 'b1', target: 'b2' })],
      ['b2', new Direction({ from: 'U2', to: 'U1', source: 'b2', target: 'b1' })],
    ]);
  }

  /** Books what an exchange with a provider shows. Answers whether anything has changed. */
  take(provider: Provider, facts: RelayFacts): boolean {
    const here = this.#directions.get(provider);
    if (here === undefined) return false;
    for (const { messageId, automatic } of facts.got) here.got(messageId, automatic);
    if (facts.receipt !== undefined) here.gotUnder(facts.receipt, facts.got);
    for (const { clientMessageId, messageId } of facts.accepted) this.#accepted(clientMessageId, messageId);
    for (const messageId of facts.acknowledged) here.acknowledged(messageId);
    for (const receipt of facts.acknowledgedReceipts) here.acknowledgedAll(receipt);
    return facts.got.length + facts.accepted.length + facts.acknowledged.length + facts.acknowledgedReceipts.length > 0;
  }

  get lines(): readonly LedgerView[] {
    return [...this.#directions.values()].map((direction) => direction.view);
  }

  #accepted(clientMessageId: string, messageId: string): void {
    const [, source = '', sourceId = '', purpose] = FOLLOW_UP.exec(clientMessageId) ?? [];
    const direction = source === 'b1.example' || source === 'b2.example' ? source.slice(0, 2) : undefined;
    if (direction === undefined) return;
    this.#directions.get(direction === 'b1' ? 'b1' : 'b2')?.accepted(sourceId, messageId, purpose === 'forward');
  }
}

/** What one provider's inbox brought. */
class Direction {
  readonly #names: Pick<LedgerView, 'from' | 'to' | 'source' | 'target'>;
  readonly #open = new Map<string, Entry>();
  readonly #settled = new Map<string, Entry>();
  readonly #receipts = new Map<string, readonly string[]>();
  /** By the message's id at its source and what it was sent on as: its ids at the target. */
  readonly #targetIds = new Map<string, Set<string>>();
  readonly #counters: Counters = {
    got: 0,
    passedOn: 0,
    answered: 0,
    dropped: 0,
    gotAgain: 0,
    recognised: 0,
    lost: 0,
    doubled: 0,
  };

  constructor(names: Pick<LedgerView, 'from' | 'to' | 'source' | 'target'>) {
    this.#names = names;
  }

  get view(): LedgerView {
    const { dropped: _, ...counters } = this.#counters;
    const waiting = [...this.#open.values()].filter(({ passedOn, answered }) => !passedOn && !answered).length;
    return { ...this.#names, ...counters, waiting };
  }

  got(messageId: string, automatic: boolean): void {
    const entry = this.#entry(messageId, automatic);
    entry.gotTimes += 1;
    if (entry.gotTimes > 1) this.#counters.gotAgain += 1;
  }

  gotUnder(receipt: string, messages: RelayFacts['got']): void {
    this.#receipts.set(
      receipt,
      messages.map(({ messageId }) => messageId),
    );
    forgetOldest(this.#receipts, KEPT_RECEIPTS);
  }

  accepted(sourceId: string, targetId: string, forwarded: boolean): void {
    const entry = this.#find(sourceId);
    const key = `${sourceId} ${forwarded}`;
    const ids = this.#targetIds.get(key);
    if (ids !== undefined) {
      if (ids.has(targetId)) this.#counters.recognised += 1;
      else this.#counters.doubled += 1;
      ids.add(targetId);
      return;
    }
    this.#targetIds.set(key, new Set([targetId]));
    forgetOldest(this.#targetIds, KEPT_SETTLED);
    // It was got before the demonstration's books began.
    if (entry === undefined) return;
    if (forwarded) {
      entry.passedOn = true;
      this.#counters.passedOn += 1;
    } else {
      entry.answered = true;
      this.#counters.answered += 1;
    }
  }

  acknowledgedAll(receipt: string): void {
    for (const messageId of this.#receipts.get(receipt) ?? []) this.acknowledged(messageId);
    this.#receipts.delete(receipt);
  }

  acknowledged(messageId: string): void {
    const entry = this.#open.get(messageId);
    if (entry === undefined) return;
    if (!entry.passedOn && !entry.answered) this.#counters[entry.automatic ? 'dropped' : 'lost'] += 1;
    this.#open.delete(messageId);
    this.#settled.set(messageId, entry);
    forgetOldest(this.#settled, KEPT_SETTLED);
  }

  #entry(messageId: string, automatic: boolean): Entry {
    const known = this.#find(messageId);
    if (known !== undefined) return known;
    const entry: Entry = { automatic, gotTimes: 0, passedOn: false, answered: false };
    this.#open.set(messageId, entry);
    this.#counters.got += 1;
    return entry;
  }

  #find(messageId: string): Entry | undefined {
    return this.#open.get(messageId) ?? this.#settled.get(messageId);
  }
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
