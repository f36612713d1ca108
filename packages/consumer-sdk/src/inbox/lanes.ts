import type { InboxMessage } from './inbox-message.js';

/** The messages of one sender that are in hand: one at work at most, the others in order behind it. */
interface Lane {
  readonly waiting: InboxMessage[];
  working: InboxMessage | undefined;
}

/** Messages in hand, by sender, so that one sender's are never handled out of order or two at a time. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  add(message: InboxMessage): void {
    const key = message.senderKey;
    const lane = this.#lanes.get(key);
    if (lane === undefined) this.#lanes.set(key, { waiting: [message], working: undefined });
    else lane.waiting.push(message);
  }

  /** Takes the next message whose sender has none at work and which `ready` allows. */
  take(ready: (message: InboxMessage) => boolean): InboxMessage | undefined {
    for (const [key, lane] of this.#lanes) {
      if (lane.working !== undefined) continue;
      // What the provider took back is no longer ours to handle.
      while (lane.waiting[0]?.leaseLost?.aborted === true) lane.waiting.shift();
      const [message] = lane.waiting;
      if (message === undefined) {
        this.#lanes.delete(key);
        continue;
      }
      if (!ready(message)) continue;
      lane.waiting.shift();
      lane.working = message;
      // To the back of the round, so that a busy sender does not starve the others.
      this.#lanes.delete(key);
      this.#lanes.set(key, lane);
      return message;
    }
    return undefined;
  }

  /** The message's work is over. */
  done(message: InboxMessage): void {
    const lane = this.#lanes.get(message.senderKey);
    if (lane === undefined) return;
    lane.working = undefined;
    if (lane.waiting.length === 0) this.#lanes.delete(message.senderKey);
  }

  /** Takes away everything of this sender that is not at work. */
  drop(senderKey: string): InboxMessage[] {
    return this.#lanes.get(senderKey)?.waiting.splice(0) ?? [];
  }

  /** How many wait and are not at work. */
  get waiting(): number {
    let count = 0;
    for (const lane of this.#lanes.values()) count += lane.waiting.length;
    return count;
  }
}
