import { createHash } from 'node:crypto';
import { Random, seedOf } from './random.js';

/** Where a sender's messages can go: the inbox that they end up in, and the address that leads there. */
export interface Target {
  readonly inbox: string;
  readonly address: string;
}

/** A message of a sender: all of it follows from the seed, the sender and its number, so that nothing has to be kept. */
export interface PlannedMessage {
  readonly n: number;
  readonly clientMessageId: string;
  readonly targets: readonly Target[];
  readonly text: string;
  /** Undefined: as most are. */
  readonly priority: 'HIGH' | 'LOW' | undefined;
  /** Seconds after which it expires; undefined: never. */
  readonly lifetime: number | undefined;
  /** Bytes of the second part, if there is one; those above 128 KiB lie apart from their message. */
  readonly data: Buffer | undefined;
}

const KIB = 1024;

export function planMessage(seed: number, sender: string, n: number, targets: readonly Target[]): PlannedMessage {
  const random = new Random(seedOf(seed, sender, n, 'to'));
  const to = targets.length === 1 || random.chance(0.08) ? targets : [random.pick(targets)];
  return {
    n,
    clientMessageId: `${sender}-${String(n)}`,
    targets: to,
    ...urgencyOf(seed, sender, n),
    ...contentOf(sender, n),
  };
}

/**
 * How urgent it is, and how long it is worth delivering. Few are deferred, for all that their sender writes later waits for
 * them; lifetimes are such that some end before a reader comes, and some while one has the message in hand.
 */
export function urgencyOf(seed: number, sender: string, n: number): Pick<PlannedMessage, 'priority' | 'lifetime'> {
  const random = new Random(seedOf(seed, sender, n, 'urgency'));
  return {
    priority: random.weighted<'HIGH' | 'LOW' | undefined>([
      [91, undefined],
      [7, 'HIGH'],
      [2, 'LOW'],
    ]),
    lifetime: random.chance(0.05) ? random.between(1, 20) : undefined,
  };
}

/** What the message says: who wrote it and its number, and for some a second part of up to 400 KiB. */
export function contentOf(sender: string, n: number): Pick<PlannedMessage, 'text' | 'data'> {
  const random = new Random(seedOf(sender, n, 'content'));
  const size = random.weighted<() => number>([
    [900, () => 0],
    [80, () => random.between(1, 2 * KIB)],
    [17, () => random.between(2 * KIB, 40 * KIB)],
    [3, () => random.between(100 * KIB, 400 * KIB)],
  ])();
  const filling = createHash('sha256')
    .update(`${sender}/${String(n)}`)
    .digest();
  return {
    text: `${sender} ${String(n)} ${'·'.repeat(random.between(0, 100))}`,
    data: size === 0 ? undefined : Buffer.alloc(size, filling),
  };
}

/** Who wrote a message that came, by its text. */
export function readText(text: string | undefined): { readonly sender: string; readonly n: number } | undefined {
  const [, sender, digits] = /^(\w+) (\d+) ·*$/.exec(text ?? '') ?? [];
  return sender === undefined ? undefined : { sender, n: Number(digits) };
}

/** Whether a message came as it was sent. */
export function isIntact(sender: string, n: number, text: string, data: Uint8Array | undefined): boolean {
  const planned = contentOf(sender, n);
  if (text !== planned.text) return false;
  return planned.data === undefined ? data === undefined : data !== undefined && planned.data.equals(data);
}
