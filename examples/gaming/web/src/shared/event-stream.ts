import { EventSource, type EventSourceFetchInit, type FetchLikeResponse } from 'eventsource';
import { slotsFollowVisibility, takeStreamSlot, type StreamSlot } from './stream-slots.js';

export interface EventStreamOptions {
  readonly url: string;
  /** Sent with each connection; asked for anew each time. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** The kinds of events to hear. */
  readonly events: readonly string[];
  readonly onEvent: (kind: string, data: string) => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** The server does not let this caller in (401, 403); the stream has ended and does not try again. */
  readonly onRefused: (status: number) => void;
}

/** All in milliseconds. */
const FIRST_DELAY = 800;
const LONGEST_DELAY = 5_000;
/** The server sends a sign of life every 15 seconds; three that are missing mean that the connection is dead. */
const LONGEST_SILENCE = 45_000;
const PATROL = 5_000;
/** Without a slot: looks in until it was quiet for so long, and comes back after a pause. */
const BRIEF_QUIET = 400;
const BRIEF_PAUSE = 1_500;

/**
 * Server-sent events that go on whatever happens: after a refused connection, a restart of the server, a change of
 * network. Resumes after the last event that bore an id.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  #source: EventSource | undefined;
  #slot: StreamSlot | undefined;
  #lastEventId: string | undefined;
  #failures = 0;
  #heardAt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #patrol: ReturnType<typeof setInterval> | undefined;
  #running = false;
  #connecting = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#patrol = setInterval(this.#look, PATROL);
    addEventListener('online', this.#now);
    addEventListener('offline', this.#cutOff);
    document.addEventListener('visibilitychange', this.#seen);
    void this.#connect();
  }

  close(): void {
    this.#running = false;
    this.#drop();
    this.#slot?.release();
    this.#slot = undefined;
    clearTimeout(this.#retry);
    clearInterval(this.#patrol);
    removeEventListener('online', this.#now);
    removeEventListener('offline', this.#cutOff);
    document.removeEventListener('visibilitychange', this.#seen);
  }

  /** From the beginning of what the server has: nothing is resumed. */
  forgetPosition(): void {
    this.#lastEventId = undefined;
  }

  async #connect(): Promise<void> {
    if (this.#connecting) return;
    this.#connecting = true;
    clearTimeout(this.#retry);
    this.#slot ??= await takeStreamSlot();
    this.#connecting = false;
    if (!this.#running) {
      this.#slot?.release();
      this.#slot = undefined;
      return;
    }
    this.#drop();
    this.#heardAt = performance.now();
    const source = new EventSource(new URL(this.#options.url, location.href), { fetch: this.#fetch });
    this.#source = source;
    source.addEventListener('open', () => {
      this.#failures = 0;
      this.#options.onUp();
      this.#awaitQuiet();
    });
    source.addEventListener('error', ({ code }) => this.#failed(code));
    for (const kind of this.#options.events) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId !== '') this.#lastEventId = event.lastEventId;
        this.#awaitQuiet();
        this.#options.onEvent(kind, String(event.data));
      });
    }
  }

  readonly #fetch = async (url: string | URL, init: EventSourceFetchInit): Promise<FetchLikeResponse> => {
    const resume = this.#lastEventId === undefined ? {} : { 'Last-Event-ID': this.#lastEventId };
    const response = await fetch(url, {
      headers: { ...init.headers, ...resume, ...this.#options.headers?.() },
      cache: 'no-store',
      credentials: 'same-origin',
      signal: init.signal as AbortSignal,
    });
    // A refusal's body is not read; left open, it would hold the connection.
    if (response.status !== 200) void response.body?.cancel();
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        this.#heardAt = performance.now();
        controller.enqueue(chunk);
      },
    });
    return {
      body: response.status === 200 ? (response.body?.pipeThrough(heard) ?? null) : null,
      url: response.url,
      status: response.status,
      redirected: response.redirected,
      headers: response.headers,
    };
  };

  #failed(status: number | undefined): void {
    this.#drop();
    if (status === 401 || status === 403) {
      this.close();
      this.#options.onRefused(status);
      return;
    }
    this.#options.onDown();
    this.#again(Math.min(LONGEST_DELAY, FIRST_DELAY * 1.25 ** this.#failures));
    this.#failures += 1;
  }

  #again(delay: number): void {
    clearTimeout(this.#retry);
    if (this.#running) this.#retry = setTimeout(this.#now, delay);
  }

  #drop(): void {
    clearTimeout(this.#quiet);
    this.#source?.close();
    this.#source = undefined;
  }

  #awaitQuiet(): void {
    if (this.#slot !== undefined) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#drop();
      this.#again(BRIEF_PAUSE);
    }, BRIEF_QUIET);
  }

  readonly #now = (): void => {
    if (this.#running && this.#source === undefined) void this.#connect();
  };

  /** Browsers know at once that a network is gone, and keep connections over it open for minutes. */
  readonly #cutOff = (): void => {
    if (this.#source !== undefined) this.#failed(undefined);
  };

  readonly #look = (): void => {
    if (this.#source === undefined || performance.now() - this.#heardAt < LONGEST_SILENCE) return;
    this.#failed(undefined);
  };

  readonly #seen = (): void => {
    if (slotsFollowVisibility() && document.visibilityState === 'hidden') {
      this.#slot = undefined;
      this.#awaitQuiet();
      return;
    }
    this.#look();
    if (slotsFollowVisibility() && this.#slot === undefined) {
      this.#drop();
      this.#now();
    }
  };
}
