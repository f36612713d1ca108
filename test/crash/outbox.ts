import { readJournal } from './journal.js';
import { planMessage, type PlannedMessage } from './message.js';
import type { SenderPlan } from './plans.js';

/** A message and those of its inboxes that did not take it yet. */
export interface OpenMessage {
  readonly message: PlannedMessage;
  readonly missing: Set<string>;
}

/**
 * What a sender has to send, in its order. What was not taken by all of its inboxes stays in front: nothing newer is
 * sent before it, so that an inbox that was full gets the messages in the order in which they were written.
 */
export class Outbox {
  readonly #plan: SenderPlan;
  readonly #seed: number;
  readonly #open: OpenMessage[] = [];
  #next = 1;

  constructor(seed: number, plan: SenderPlan) {
    this.#seed = seed;
    this.#plan = plan;
  }

  /** As the journal has it: all up to the last number that is in it was begun. */
  static restore(seed: number, senders: readonly SenderPlan[], journal: string): ReadonlyMap<string, Outbox> {
    const outboxes = new Map(senders.map((plan) => [plan.name, new Outbox(seed, plan)]));
    const accepted = new Map<string, Map<number, string[]>>(senders.map(({ name }) => [name, new Map()]));
    for (const [kind, , stream = '', number] of readJournal(journal)) {
      const [sender = '', inbox = ''] = stream.split('>');
      const ofSender = accepted.get(sender);
      if (ofSender === undefined || (kind !== 'A' && kind !== 'R')) continue;
      const n = Number(number);
      const inboxes = ofSender.get(n);
      if (inboxes === undefined) ofSender.set(n, [inbox]);
      else inboxes.push(inbox);
    }
    for (const [name, ofSender] of accepted) outboxes.get(name)?.resume(ofSender);
    return outboxes;
  }

  /** The next to send, at most so many; `more` says whether new ones may be begun. */
  take(limit: number, more: boolean): readonly OpenMessage[] {
    while (more && this.#open.length < limit && this.#next <= this.#plan.count) this.#begin();
    return this.#open.slice(0, limit);
  }

  /** The inbox has it, or will never take it. */
  done(entry: OpenMessage, inbox: string): void {
    entry.missing.delete(inbox);
    if (entry.missing.size === 0) this.#open.splice(this.#open.indexOf(entry), 1);
  }

  resume(done: ReadonlyMap<number, readonly string[]>): void {
    let last = 0;
    for (const n of done.keys()) last = Math.max(last, n);
    while (this.#next <= last) {
      const inboxes = done.get(this.#next);
      const entry = this.#begin();
      for (const inbox of inboxes ?? []) if (entry.missing.has(inbox)) this.done(entry, inbox);
    }
  }

  #begin(): OpenMessage {
    const { name, targets } = this.#plan;
    const message = planMessage(this.#seed, name, this.#next, targets);
    this.#next += 1;
    const entry = { message, missing: new Set(message.targets.map(({ inbox }) => inbox)) };
    this.#open.push(entry);
    return entry;
  }
}
