import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSession } from 'better-sse';
import type { Changes } from '../changes.js';
import { Refusal } from '../errors.js';
import { reasonOf, type Log } from '../log.js';

export interface StateStreamsParts {
  readonly changes: Changes;
  /** What the player sees now, as JSON values. */
  readonly stateOf: (playerId: string) => Promise<unknown>;
  readonly log: Log;
}

/** A few browsers with a few tabs each. */
const MOST_STREAMS = 20;
const KEEP_ALIVE_MS = 15_000;
const RECONNECT_MS = 1000;

/** Server-sent events for players: `state`, at once and after every change that concerns them. */
export class StateStreams {
  readonly #parts: StateStreamsParts;
  /** By player. */
  readonly #open = new Map<string, number>();

  constructor(parts: StateStreamsParts) {
    this.#parts = parts;
  }

  /** Answers with a stream that lasts until the client goes or the service stops. @throws Refusal TOO_MANY_STREAMS */
  async serve(playerId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // One who left before the stream began would never be noticed leaving.
    if (response.destroyed) return;
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const count = (this.#open.get(playerId) ?? 0) + 1;
    if (count > MOST_STREAMS) {
      throw new Refusal(
        'TOO_MANY_STREAMS',
        `You have ${MOST_STREAMS} event streams open already; close one, such as another tab.`,
      );
    }
    this.#open.set(playerId, count);
    const gone = new AbortController();
    const changed = new Signal();
    const unwatch = this.#parts.changes.watch(playerId, () => changed.raise());
    response.once('close', () => {
      unwatch();
      gone.abort();
      changed.raise();
      const left = (this.#open.get(playerId) ?? 1) - 1;
      if (left === 0) this.#open.delete(playerId);
      else this.#open.set(playerId, left);
    });
    const session = await createSession(request, response, {
      keepAlive: KEEP_ALIVE_MS,
      retry: RECONNECT_MS,
      trustClientEventId: false,
    });
    const isOpen = (): boolean => !gone.signal.aborted;
    try {
      while (isOpen()) {
        const state = await this.#parts.stateOf(playerId);
        if (!isOpen()) return;
        session.push(state, 'state');
        // Who reads slowly gets the state of then, not all that came in between.
        if (response.writableNeedDrain) await once(response, 'drain', { signal: gone.signal });
        await changed.raised();
      }
    } catch (error) {
      if (!isOpen()) return;
      // The client comes back by itself, and finds the state then.
      this.#parts.log('warn', `an event stream ended: ${reasonOf(error)}`);
      response.end();
    }
  }
}

/** Remembers one raising until somebody waits for it. */
class Signal {
  #isUp = false;
  #wake: (() => void) | undefined;

  raise(): void {
    this.#isUp = true;
    this.#wake?.();
  }

  async raised(): Promise<void> {
    if (!this.#isUp) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#isUp = false;
  }
}
