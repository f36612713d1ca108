import { chunkIterator, type ByteSource } from './byte-source.js';
import type { MultipartLimits } from './limits.js';
import { MultipartReader, type MultipartEvent } from './multipart-reader.js';
import type { PartHeaders } from './part-headers.js';

export interface MultipartOptions extends Partial<MultipartLimits> {
  readonly boundary: string;
}

/** A part that is arriving. */
export interface MultipartPart {
  /** 1 for the first. */
  readonly number: number;
  readonly headers: PartHeaders;
  /**
   * Its content, decoded, in chunks, read from the source only as fast as it is asked for. To be read before going on
   * to the next part, once; what is left of it then is passed over. A chunk may be a view of the source's: see
   * {@link MultipartEvent}.
   */
  readonly body: AsyncIterableIterator<Buffer, undefined>;
}

/**
 * Reads a multipart body part by part, in constant memory, at the pace of the reader.
 *
 * The source is read to its end, the epilogue after the closing boundary too, so that whatever is wrong with it shows,
 * and a connection can be used again. It is closed when the reader stops early or something is wrong.
 *
 * @throws MimeError from here or from a body; whatever the source throws passes through
 */
export async function* readMultipart(
  source: ByteSource,
  options: MultipartOptions,
): AsyncGenerator<MultipartPart, void, undefined> {
  const events = new EventFeed(source, new MultipartReader(options.boundary, options));
  let body: PartBody | undefined;
  try {
    for (let event = await events.next(); event !== undefined; event = await events.next()) {
      if (event.kind !== 'part') continue;
      body = new PartBody(events, event.number);
      yield { number: event.number, headers: event.headers, body };
      await body.pass();
    }
  } finally {
    body?.abandon();
    await events.close();
  }
}

/** Events out of chunks that are asked for one by one. */
class EventFeed {
  readonly #chunks: ReturnType<typeof chunkIterator>;
  readonly #reader: MultipartReader;
  #isAsked = false;
  #isOver = false;
  /** A source that failed must never look like one that is complete. */
  #failure: { readonly error: unknown } | undefined;

  constructor(source: ByteSource, reader: MultipartReader) {
    this.#chunks = chunkIterator(source);
    this.#reader = reader;
  }

  async next(): Promise<MultipartEvent | undefined> {
    if (this.#isAsked) throw new Error('a part was asked for while another read was under way; await it first');
    this.#isAsked = true;
    try {
      for (;;) {
        if (this.#failure !== undefined) throw this.#failure.error;
        const event = this.#reader.read();
        if (event !== undefined || this.#isOver) return event;
        await this.#feed();
      }
    } finally {
      this.#isAsked = false;
    }
  }

  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#chunks.return?.();
  }

  async #feed(): Promise<void> {
    let result: IteratorResult<Uint8Array, unknown>;
    try {
      result = await this.#chunks.next();
    } catch (error) {
      // Who fails has closed itself.
      this.#isOver = true;
      this.#failure = { error };
      throw error;
    }
    if (result.done === true) {
      this.#isOver = true;
      this.#reader.end();
    } else this.#reader.write(result.value);
  }
}

class PartBody implements AsyncIterableIterator<Buffer, undefined> {
  readonly #events: EventFeed;
  readonly #number: number;
  #state: 'open' | 'left' | 'complete' | 'passed' = 'open';

  constructor(events: EventFeed, number: number) {
    this.#events = events;
    this.#number = number;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.#state === 'passed') {
      // An empty answer would look like an empty part.
      throw new Error(`part ${this.#number} was passed over; read its body before going on to the next part`);
    }
    const event = this.#state === 'open' ? await this.#events.next() : undefined;
    if (event?.kind === 'body') return { done: false, value: event.bytes };
    if (this.#state === 'open') this.#state = 'complete';
    return { done: true, value: undefined };
  }

  /** The reader has enough; the rest is passed over when it goes on. */
  return(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.#state === 'open') this.#state = 'left';
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Goes to the end of the part. */
  async pass(): Promise<void> {
    if (this.#state === 'complete') return;
    this.#state = 'passed';
    while ((await this.#events.next())?.kind === 'body');
  }

  /** Nothing more can be read. */
  abandon(): void {
    if (this.#state !== 'complete') this.#state = 'passed';
  }
}
