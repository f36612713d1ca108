import { WsiError } from '@imps-wsi/contract/errors';

/** Bytes of requests that are read in one turn of the event loop; the one that goes beyond is still read. */
const TURN_BYTES = 32 * 1024;
/** Requests of one account that may wait to be read. */
const MAX_WAITING = 1_000;
const RETRY_SECONDS = 1;

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

/**
 * Lets requests be read a few at a time, in turn by account rather than as they came: reading is what takes this process
 * its time, and an account that sends much must not have it all. Between two turns the event loop looks at the network,
 * so that who sends little is heard. Where few requests come, nobody waits.
 */
export class Turns {
  readonly #queues = new Map<string, Waiting[]>();
  #left = TURN_BYTES;
  #scheduled = false;

  /** Waits for the turn of a request of so many bytes. @throws WsiError TooManyRequests */
  take(ownerId: string, bytes: number): undefined | Promise<void> {
    this.#schedule();
    if (this.#left > 0 && this.#queues.size === 0) {
      this.#left -= bytes;
      return undefined;
    }
    let queue = this.#queues.get(ownerId);
    if (queue === undefined) this.#queues.set(ownerId, (queue = []));
    if (queue.length >= MAX_WAITING) throw new WsiError('TooManyRequests', { retryAfterSeconds: RETRY_SECONDS });
    const mine = queue;
    return new Promise((go) => mine.push({ bytes, go }));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    this.#left = TURN_BYTES;
    while (this.#left > 0) {
      const first = this.#queues.entries().next();
      if (first.done === true) return;
      const [ownerId, queue] = first.value;
      const next = queue.shift();
      // To the end of the line, behind the accounts that have not had their turn.
      this.#queues.delete(ownerId);
      if (queue.length > 0) this.#queues.set(ownerId, queue);
      this.#left -= next?.bytes ?? 0;
      next?.go();
    }
    this.#schedule();
  }
}
