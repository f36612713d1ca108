import { FEED_EVENTS, type Connection, type FeedEvent } from './model/state.js';

export interface FeedOptions {
  readonly url: string;
  readonly onEvent: (event: FeedEvent) => void;
  readonly onConnection: (connection: Connection) => void;
}

const RETRY_MS = 1500;
/** Held by the window that has the feed. */
const LOCK = 'stage-stream';

/**
 * The events of the stage, for as long as the page is seen. A browser opens six connections to a server, the phones in
 * the page take four, and calls need one: so only one window has the feed, and none that is hidden. Each connection
 * begins with a snapshot, so nothing is missed.
 */
export class Feed {
  readonly #options: FeedOptions;
  #source: EventSource | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #leave: (() => void) | undefined;
  #waiting: AbortController | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  start(): void {
    document.addEventListener('visibilitychange', () => this.#follow());
    addEventListener('online', () => this.#reconnect());
    addEventListener('pagehide', () => this.#end());
    addEventListener('pageshow', () => this.#follow());
    this.#follow();
  }

  #follow(): void {
    if (document.visibilityState === 'hidden') this.#end();
    else if (this.#waiting === undefined) void this.#begin();
  }

  async #begin(): Promise<void> {
    const waiting = new AbortController();
    this.#waiting = waiting;
    // Locks are there on localhost only; other windows under other names are not counted.
    if (!('locks' in navigator)) {
      this.#connect();
      return;
    }
    const elsewhere = setTimeout(() => this.#options.onConnection('elsewhere'), RETRY_MS);
    try {
      await navigator.locks.request(LOCK, { signal: waiting.signal }, async () => {
        clearTimeout(elsewhere);
        if (waiting.signal.aborted) return;
        this.#connect();
        await new Promise<void>((leave) => (this.#leave = leave));
      });
    } catch {
      // Hidden before its turn came.
    } finally {
      clearTimeout(elsewhere);
    }
  }

  #end(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
    this.#leave?.();
    this.#leave = undefined;
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    const source = new EventSource(this.#options.url);
    this.#source = source;
    source.addEventListener('error', () => {
      this.#options.onConnection('lost');
      // It comes back by itself except after a refusal.
      if (source.readyState === EventSource.CLOSED) this.#retry = setTimeout(() => this.#reconnect(), RETRY_MS);
    });
    for (const name of FEED_EVENTS) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        // The server of this page wrote it; its types are shared.
        this.#options.onEvent({ name, data: JSON.parse(event.data) as unknown } as FeedEvent);
      });
    }
  }

  #reconnect(): void {
    if (this.#waiting !== undefined && this.#source?.readyState !== EventSource.OPEN) this.#connect();
  }
}
