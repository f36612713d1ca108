import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { OutgoingBytes } from '@imps-wsi/contract/xml';
import { InstantInboxError } from '../errors.js';

/** Chunks of bytes: a stream of Node or of the web, an async generator. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Where the bytes of a part come from. */
interface Source {
  /** Can it be opened more than once, with the same bytes each time? */
  readonly reopenable: boolean;
  readonly size?: number | undefined;
  /** Finds the size out. */
  readonly measure?: () => Promise<number>;
  readonly open: (size: number | undefined) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
  /** Lets go of what nobody will read any more. */
  readonly close?: () => void;
}

/** Bytes read from a file at a time. */
const FILE_CHUNK_BYTES = 256 * 1024;

/** Content of a part that is read while it is sent, and never held in memory as a whole. */
export class StreamedContent implements OutgoingBytes {
  readonly #source: Source;
  /** Which part it is, for errors: `parts[1]`. */
  readonly #label: string;
  #measured: number | undefined;
  #isBegun = false;
  /** What is being read. */
  #open: AsyncIterable<Uint8Array> | undefined;

  private constructor(label: string, source: Source) {
    this.#label = label;
    this.#source = source;
  }

  static ofBlob(blob: Blob, label: string): StreamedContent {
    return new StreamedContent(label, {
      reopenable: true,
      size: blob.size,
      open: () => blob.stream() as AsyncIterable<Uint8Array>,
    });
  }

  /** A file as it is when its turn comes: what is appended to it later is not sent. */
  static ofFile(path: string | URL, label: string): StreamedContent {
    return new StreamedContent(label, {
      reopenable: true,
      measure: async () => {
        const found = await stat(path);
        if (!found.isFile()) throw new Error('it is not a regular file');
        return found.size;
      },
      open: (size) =>
        size === 0
          ? Readable.from([])
          : createReadStream(path, {
              highWaterMark: FILE_CHUNK_BYTES,
              ...(size === undefined ? {} : { end: size - 1 }),
            }),
    });
  }

  /** A function that opens the content each time it is called. */
  static ofOpener(
    open: () => ByteStream | Promise<ByteStream>,
    size: number | undefined,
    label: string,
  ): StreamedContent {
    return new StreamedContent(label, { reopenable: true, size, open });
  }

  /** A stream that can be read once. It is read to its end or closed, whatever becomes of the message. */
  static ofStream(stream: ByteStream, size: number | undefined, label: string): StreamedContent {
    // A stream of the web that somebody reads can be closed through its reader only; Node's can at any time.
    const source = stream instanceof ReadableStream ? Readable.fromWeb(stream) : stream;
    // One that fails while its message waits for its turn would end the process if nobody listened.
    if (source instanceof Readable) source.on('error', () => undefined);
    return new StreamedContent(label, {
      reopenable: false,
      size,
      open: () => source,
      close: () => closeSource(source),
    });
  }

  /** In bytes; undefined when nobody knows. */
  get knownSize(): number | undefined {
    return this.#source.size ?? this.#measured;
  }

  /** As encoders ask for it; means nothing while {@link knownSize} is undefined. */
  get size(): number {
    return this.knownSize ?? 0;
  }

  get reopenable(): boolean {
    return this.#source.reopenable;
  }

  /** True when it cannot be read any more. */
  get isSpent(): boolean {
    return this.#isBegun && !this.reopenable;
  }

  /** Finds the size out where that takes a look. @throws InstantInboxError `ContentUnreadable` */
  async measure(): Promise<void> {
    try {
      this.#measured = await this.#source.measure?.();
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  /** @throws InstantInboxError `ContentUnreadable`, `StreamSpent` */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.isSpent) throw new InstantInboxError('StreamSpent');
    this.#isBegun = true;
    const announced = this.knownSize;
    let found = 0;
    try {
      this.#open = await this.#source.open(announced);
      for await (const chunk of this.#open) {
        if (!((chunk as unknown) instanceof Uint8Array)) {
          throw new TypeError(`it gives values of type ${typeof chunk} where chunks have to be Uint8Array`);
        }
        found += chunk.length;
        if (announced !== undefined && found > announced) {
          throw new RangeError(`it goes on behind the ${announced} bytes that were announced`);
        }
        if (chunk.length > 0) yield chunk;
      }
      if (announced !== undefined && found < announced) {
        throw new RangeError(`it ended after ${found} of the ${announced} bytes that were announced`);
      }
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  /** Ends a reading under way, even one that waits for a slow source; a later attempt may begin another. */
  stopReading(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) closeSource(open);
  }

  /** Call when the message is over. A stream that was not read to its end is closed. */
  close(): void {
    this.stopReading();
    this.#source.close?.();
  }

  #unreadable(error: unknown): InstantInboxError {
    const passes = error instanceof InstantInboxError && error.retryable && this.reopenable;
    return new InstantInboxError('ContentUnreadable', {
      message: `The content of ${this.#label} could not be read, so the message was not sent: ${error instanceof Error ? error.message : String(error)}`,
      // What comes from another inbox may only be away for a moment.
      retryable: passes,
      retryAfterSeconds: passes ? error.retryAfterSeconds : undefined,
      path: this.#label,
      cause: error,
    });
  }
}

/** The ways that streams of Node and generators are closed. */
interface Closable {
  readonly destroy?: () => unknown;
  readonly return?: () => unknown;
}

/** Streams are destroyed at once; generators end at the next chunk at the latest. */
function closeSource(source: AsyncIterable<Uint8Array> & Closable): void {
  if (typeof source.destroy === 'function') source.destroy();
  else if (typeof source.return === 'function') void Promise.resolve(source.return()).catch(() => undefined);
}
