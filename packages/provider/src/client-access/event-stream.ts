import type { ClientSession } from '../security/client-sessions.js';
import type { Cursor, EventStreamsParts } from './event-streams.js';
import { StreamCut, type EventWriter } from './event-writer.js';
import { messageView } from './views.js';

const KEEP_ALIVE_MILLISECONDS = 15_000;
/** After the store failed: soon enough for people, seldom enough for a store that comes back. */
const RETRY_MILLISECONDS = 1_000;
const PAGE = 100;
/** Who missed more than this is better off loading the history anew. */
const MOST_MISSED = 1_000;

/** Where a stream begins. */
export interface StreamStart {
  readonly cursor: string;
  /** Too much changed since the cursor that was asked for, or nobody knows it. */
  readonly reset: boolean;
}

/**
 * One device's view of its account: takes in what waits in the inbox, tells what changed since the cursor, waits for
 * more. What it tells comes from the log alone, so that all streams of an account, in all processes, tell the same.
 */
export class EventStream {
  readonly #parts: EventStreamsParts;
  readonly #session: ClientSession;
  readonly #gone: AbortSignal;
  #storeFailed = false;

  constructor(parts: EventStreamsParts, session: ClientSession, gone: AbortSignal) {
    this.#parts = parts;
    this.#session = session;
    this.#gone = gone;
  }

  async begin(wanted: Cursor): Promise<StreamStart> {
    const { conversations } = this.#parts;
    const { caller } = this.#session;
    const newest = await conversations.newestChange(caller);
    if (wanted === 'new') return { cursor: newest, reset: false };
    if (wanted === 'lost' || BigInt(wanted.after) > BigInt(newest)) return { cursor: newest, reset: true };
    const missed = await conversations.countChanges(caller, wanted.after, MOST_MISSED + 1);
    return missed > MOST_MISSED ? { cursor: newest, reset: true } : { cursor: wanted.after, reset: false };
  }

  /** Runs until the reader is gone, the session ended, or the provider stops. */
  async run({ cursor, reset }: StreamStart, writer: EventWriter): Promise<void> {
    const { waiters, marks } = this.#parts;
    const { caller } = this.#session;
    // Before the first look, so that nothing is missed between a look and a wait.
    const ticket = waiters.take(caller.ownerId);
    const watch = marks.watch(caller.ownerId);
    let at = cursor;
    try {
      await writer.event('ready', { address: caller.address, cursor: at }, at);
      if (reset) await writer.event('reset', { cursor: at }, at);
      while (!this.#gone.aborted && !waiters.closed) {
        const look = await this.#look(at, writer);
        if (look.ended) return;
        at = look.cursor;
        if (look.again) continue;
        if (writer.silence >= KEEP_ALIVE_MILLISECONDS) await writer.comment();
        const left = Math.max(0, KEEP_ALIVE_MILLISECONDS - writer.silence);
        if ((await ticket.wait(Math.min(left, look.sleep), this.#gone)) === 'woken') watch.touch();
      }
    } catch (error) {
      if (!(error instanceof StreamCut) && !this.#gone.aborted) throw error;
    } finally {
      ticket.dispose();
      watch.dispose();
    }
  }

  /** One round: is the session still good, what came, what changed. A store that fails is tried again a little later. */
  async #look(
    cursor: string,
    writer: EventWriter,
  ): Promise<{ ended: boolean; cursor: string; again: boolean; sleep: number }> {
    const { conversations, sessions, isUnavailable, log, ids } = this.#parts;
    const { caller, token } = this.#session;
    let at = cursor;
    try {
      // Each time: nothing is told to who was signed out meanwhile, wherever that was done.
      if ((await sessions.find(token)) === undefined) {
        await writer.event('signed-out', {});
        return { ended: true, cursor: at, again: false, sleep: 0 };
      }
      const { waits, changed, leaseEnd } = await conversations.look(caller, at);
      const taken = waits ? await conversations.takeIn(caller) : 0;
      const changes = changed || taken > 0 ? await conversations.changes(caller, at, PAGE) : [];
      for (const entry of changes) {
        await writer.event('message', messageView(entry, ids), entry.changeId);
        at = entry.changeId;
      }
      if (this.#storeFailed) log.info('an event stream goes on', {});
      this.#storeFailed = false;
      return { ended: false, cursor: at, again: waits || changes.length > 0, sleep: (leaseEnd ?? Infinity) + 1 };
    } catch (error) {
      if (!isUnavailable(error) || this.#gone.aborted) throw error;
      if (!this.#storeFailed) log.warn('an event stream found no store; it tries again', { error });
      this.#storeFailed = true;
      return { ended: false, cursor: at, again: false, sleep: RETRY_MILLISECONDS };
    }
  }
}
