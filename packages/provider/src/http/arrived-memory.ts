/** What the bodies of all requests hold together before they have to take turns. */
const SHARED_BYTES = 16 * 1024 * 1024;
/** And before no more is begun: what strangers have sent of small requests, which wait for no turn. */
const FULL_BYTES = 256 * 1024 * 1024;
/** What one body holds for a reader that is slower than the network, while there is room. */
const BODY_BYTES = 256 * 1024;
/** What a turn brings about: what the network gives at once, and as much behind it. */
const TURN_BYTES = 128 * 1024;
/** Whose client sends nothing in its turn holds nothing: others are let in meanwhile. */
const TURN_MILLISECONDS = 20;

/** Goes on reading when its turn comes. */
export interface Reader {
  /** Who came earlier has the earlier turn. */
  readonly order: number;
  goOn(): void;
}

/**
 * Memory of what arrives, of all bodies together. A few large ones may run ahead of the store; of a thousand, those that
 * came first are read from the network first: what is finished is out of the way.
 */
export class ArrivedMemory {
  #held = 0;
  #readers = 0;
  /** The latest comes first. */
  readonly #waiting: Reader[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** The order of a reader that comes now. */
  next(): number {
    this.#readers += 1;
    return this.#readers;
  }

  /** What one body may hold now before it stops reading from the network. */
  get bodyBytes(): number {
    return this.#isShort ? 0 : BODY_BYTES;
  }

  add(bytes: number): void {
    this.#held += bytes;
  }

  remove(bytes: number): void {
    this.#held -= bytes;
    if (this.#waiting.length > 0) this.#serve();
  }

  /** Lets the reader go on: at once while there is room for all. */
  turn(reader: Reader): void {
    if (!this.#isShort && this.#waiting.length === 0) {
      reader.goOn();
      return;
    }
    const later = this.#waiting.findLastIndex(({ order }) => order > reader.order);
    this.#waiting.splice(later + 1, 0, reader);
    this.#timer ??= setInterval(() => {
      this.#serve();
    }, TURN_MILLISECONDS);
  }

  /** The reader wants no turn any more. */
  leave(reader: Reader): void {
    const at = this.#waiting.indexOf(reader);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#rest();
  }

  /** Whether so much has arrived that nothing new is to be begun. */
  get isFull(): boolean {
    return this.#held > FULL_BYTES;
  }

  get #isShort(): boolean {
    return this.#held > SHARED_BYTES;
  }

  #serve(): void {
    for (let room = SHARED_BYTES - this.#held; room >= 0; room -= TURN_BYTES) {
      const reader = this.#waiting.pop();
      if (reader === undefined) break;
      reader.goOn();
    }
    this.#rest();
  }

  #rest(): void {
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
