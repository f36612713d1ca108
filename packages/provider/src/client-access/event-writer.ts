import type { Response } from 'express';

/** How long a reader may take nothing before its stream is cut. */
const STALL_MILLISECONDS = 60_000;

/** Writes server-sent events, no faster than they are read. */
export class EventWriter {
  readonly #response: Response;
  readonly #gone: AbortSignal;
  #writtenAt = performance.now();

  constructor(response: Response, gone: AbortSignal) {
    this.#response = response;
    this.#gone = gone;
    response.status(200);
    response.set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Says to proxies in between that events must not wait for one another.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
  }

  /** Milliseconds since the reader was last sent anything. */
  get silence(): number {
    return performance.now() - this.#writtenAt;
  }

  /** @param data of which JSON makes one line. @throws when the reader is gone or takes nothing for a minute */
  event(name: string, data: unknown, id?: string): Promise<void> {
    return this.#write(`event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  }

  /** A line that readers pass over and that keeps what lies in between from thinking the stream dead. */
  comment(): Promise<void> {
    return this.#write(': still here\n\n');
  }

  async #write(text: string): Promise<void> {
    if (this.#gone.aborted) throw new StreamCut();
    this.#writtenAt = performance.now();
    if (this.#response.write(text)) return;
    if (await this.#drained()) return;
    this.#response.destroy();
    throw new StreamCut();
  }

  /** Whether the reader took what was written, within its time. */
  #drained(): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (taken: boolean): void => {
        clearTimeout(timer);
        this.#response.off('drain', onDrain);
        this.#gone.removeEventListener('abort', onGone);
        resolve(taken);
      };
      const onDrain = (): void => done(true);
      const onGone = (): void => done(false);
      const timer = setTimeout(onGone, STALL_MILLISECONDS);
      this.#response.on('drain', onDrain);
      this.#gone.addEventListener('abort', onGone);
      if (this.#gone.aborted) onGone();
    });
  }
}

/** The reader went away, or was cut off. */
export class StreamCut extends Error {
  constructor() {
    super('the reader of an event stream is gone');
    this.name = 'StreamCut';
  }
}
