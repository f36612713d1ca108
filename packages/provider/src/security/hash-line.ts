/** Whose turn it is with what only a few can do at a time. */
export interface Place {
  /** The network that asks: each gets its turn after the others. */
  readonly from: string;
  /** It proved itself from there before: such go first, for a flood comes from those who did not. */
  readonly known: boolean;
}

interface Waiter {
  readonly go: () => void;
  readonly turnAway: () => void;
}

/** Turns in a row of those who are known, before one of the others has one. */
const KNOWN_IN_A_ROW = 3;

/** A bounded line in which nobody waits longer because somebody else asks a thousand times. */
export class HashLine {
  readonly #known: Lane;
  readonly #others: Lane;
  #row = 0;

  /** @param maxWaiting of those who are known, and of the others */
  constructor(maxWaiting: number) {
    this.#known = new Lane(maxWaiting);
    this.#others = new Lane(maxWaiting);
  }

  get length(): number {
    return this.#known.length + this.#others.length;
  }

  /** Resolves with true when it is one's turn; with false when the line is full and others have fewer in it. */
  join({ from, known }: Place): Promise<boolean> {
    const lane = known ? this.#known : this.#others;
    return new Promise((resolve) => lane.add(from, { go: () => resolve(true), turnAway: () => resolve(false) }));
  }

  /** Calls the next; answers false when nobody waits. */
  next(): boolean {
    const knownFirst = this.#row < KNOWN_IN_A_ROW;
    const [one, other] = knownFirst ? [this.#known, this.#others] : [this.#others, this.#known];
    const waiter = one.take() ?? other.take();
    this.#row = knownFirst ? this.#row + 1 : 0;
    waiter?.go();
    return waiter !== undefined;
  }
}

/** Round and round from network to network. */
class Lane {
  readonly #maxWaiting: number;
  readonly #waiting = new Map<string, Waiter[]>();
  length = 0;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  add(from: string, waiter: Waiter): void {
    if (this.length >= this.#maxWaiting && !this.#makeRoom(from)) {
      waiter.turnAway();
      return;
    }
    const line = this.#waiting.get(from);
    if (line === undefined) this.#waiting.set(from, [waiter]);
    else line.push(waiter);
    this.length += 1;
  }

  take(): Waiter | undefined {
    for (const [from, line] of this.#waiting) {
      const waiter = line.shift();
      this.#waiting.delete(from);
      if (line.length > 0) this.#waiting.set(from, line);
      if (waiter === undefined) continue;
      this.length -= 1;
      return waiter;
    }
    return undefined;
  }

  /** The last of those who have the most gives way, if they have more than the newcomer would have. */
  #makeRoom(from: string): boolean {
    let longest: Waiter[] = [];
    for (const line of this.#waiting.values()) if (line.length > longest.length) longest = line;
    const own = this.#waiting.get(from)?.length ?? 0;
    if (longest.length <= own + 1) return false;
    longest.pop()?.turnAway();
    this.length -= 1;
    return true;
  }
}
