import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { WsiError } from '@imps-wsi/contract/errors';
import { requestTooLarge } from '../domain/policies.js';
import type { ArrivingBody } from '../pipeline/exchange.js';
import type { ArrivedMemory, Reader } from './arrived-memory.js';

export interface BodyLimits {
  /** Counted as the bytes arrive and again after decompression; Content-Length is not believed. */
  readonly maxBytes: number;
  /** What a compressed body may come to before it is compared with what came of it: see `MAX_RATIO`. */
  readonly maxXmlBytes: number;
  /** From the head of the request to the last byte of its body; once its sender is known, between two pieces. */
  readonly timeoutMilliseconds: number;
}

/** More than text and pictures compress to, and far less than what is made to fill a disk with a few bytes. */
const MAX_RATIO = 200;

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/** Quickly done with: it is not to wait for what is large. */
const SMALL_BYTES = 64 * 1024;

/**
 * The body of a request, decompressed, within its bounds: read whole when it is small, else piece by piece, as fast as
 * its reader takes it. A compressed stream that is broken, or that unpacks to more than the bounds, ends this request
 * and nothing else.
 */
export class RequestBody implements ArrivingBody, Reader {
  readonly order: number;
  readonly #request: IncomingMessage;
  readonly #limits: BodyLimits;
  readonly #memory: ArrivedMemory;
  /** By the client's word, before decompression. */
  readonly #announced: number;
  readonly #decoder: Transform | undefined;
  readonly #source: IncomingMessage | Transform;
  #timer: NodeJS.Timeout | undefined;
  #chunks: Buffer[] = [];
  /** Bytes in `#chunks`. */
  #held = 0;
  /** Bytes of the piece that the reader is busy with. */
  #lent = 0;
  /** The reader is called when more than so many bytes are held. */
  #wanted = 0;
  #received = 0;
  #size = 0;
  #ended = false;
  #trusted = false;
  #maxBytes: number;
  #failure: WsiError | undefined;
  /** The reader that waits. */
  #resolve: (() => void) | undefined;
  #reject: ((error: WsiError) => void) | undefined;
  /** Takes the decoder off the request. */
  #undecode: (() => void) | undefined;

  /** @throws WsiError UnsupportedContentEncoding, RequestTooLarge */
  constructor(request: IncomingMessage, limits: BodyLimits, memory: ArrivedMemory) {
    const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    const plain = coding === 'identity' || coding === '';
    if (!plain && !Object.hasOwn(decoders, coding)) throw new WsiError('UnsupportedContentEncoding');
    const announced = request.headers['content-length'];
    if (Number(announced ?? 0) > limits.maxBytes) throw tooLarge(limits.maxBytes);
    this.#request = request;
    this.#limits = limits;
    this.#memory = memory;
    this.#announced = announced === undefined ? Infinity : Number(announced);
    this.order = memory.next();
    this.#maxBytes = limits.maxBytes;
    this.#decoder = plain ? undefined : decoders[coding as keyof typeof decoders]();
    this.#source = this.#decoder ?? request;
    this.#timer = setTimeout(this.#onTimeout, limits.timeoutMilliseconds);
    // Not before somebody reads.
    this.#source.pause();
    this.#source.on('data', this.#onData);
    this.#source.on('end', this.#onEnd);
    request.on('aborted', this.#onAborted);
    // What breaks a request off says so by 'aborted' too. Shared: a listener of its own would keep all of this alive.
    request.on('error', ignore);
    if (this.#decoder !== undefined) this.#undecode = this.#decode(request, this.#decoder, coding);
  }

  /**
   * All of it, when that is at most so many bytes; undefined when there is more, which is read piece by piece then.
   *
   * @throws WsiError RequestTooLarge, BadEncoding, RequestTimeout, BadHttpRequest
   */
  async whole(bound: number): Promise<Buffer | undefined> {
    // Waits for no turn: what is small is quickly done with, and is not to wait for what is large.
    this.#source.resume();
    await this.#arrival(bound);
    if (this.#held > bound) return undefined;
    const [only] = this.#chunks;
    const whole = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks, this.#held);
    this.close();
    return whole;
  }

  /** Asks for more. What is small waits for no turn. */
  #ask(): void {
    if (this.#announced <= SMALL_BYTES) this.#source.resume();
    else this.#memory.turn(this);
  }

  goOn(): void {
    // That its turn came late is not the client's fault.
    this.#timer?.refresh();
    this.#source.resume();
  }

  trust(maxBytes: number): void {
    this.#trusted = true;
    this.#maxBytes = Math.min(maxBytes, this.#limits.maxBytes);
    // From now on only a wait is timed, not what is done with the pieces.
    clearTimeout(this.#timer);
    const announced = Number.isFinite(this.#announced) ? this.#announced : 0;
    if (Math.max(announced, this.#received, this.#size) > this.#maxBytes) throw this.#tooLarge();
  }

  /** The pieces, once. @throws as `whole` */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        this.#memory.remove(this.#lent);
        this.#lent = 0;
        if (this.#held === 0 && this.#source.isPaused()) this.#ask();
        if (this.#held === 0) await this.#arrival(0);
        if (this.#failure !== undefined) throw this.#failure;
        const chunk = this.#chunks.shift();
        if (chunk === undefined) return;
        this.#held -= chunk.length;
        this.#lent = chunk.length;
        yield chunk;
      }
    } finally {
      this.close();
    }
  }

  /** Reads no more; what is left of the request is its listener's to deal with. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#chunks = [];
    this.#memory.leave(this);
    this.#memory.remove(this.#held + this.#lent);
    this.#held = this.#lent = 0;
    this.#source.off('data', this.#onData);
    this.#source.off('end', this.#onEnd);
    this.#request.off('aborted', this.#onAborted);
    this.#undecode?.();
    if (!this.#ended) this.#request.pause();
  }

  /** Resolves when more than so many bytes are held, or no more come. @throws WsiError why no more come */
  #arrival(wanted: number): Promise<void> {
    this.#wanted = wanted;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (this.#held > wanted || this.#ended || this.#failure !== undefined) this.#notify();
      else if (this.#trusted) this.#timer = setTimeout(this.#onTimeout, this.#limits.timeoutMilliseconds);
    });
  }

  #notify(): void {
    if (this.#resolve === undefined) return;
    if (this.#trusted) clearTimeout(this.#timer);
    if (this.#failure === undefined) this.#resolve();
    else this.#reject?.(this.#failure);
    this.#resolve = this.#reject = undefined;
  }

  #decode(request: IncomingMessage, decoder: Transform, coding: string): () => void {
    const onRaw = (chunk: Buffer): void => {
      this.#received += chunk.length;
      if (this.#trusted && this.#resolve !== undefined) this.#timer?.refresh();
      if (this.#received > this.#maxBytes) this.#fail(this.#tooLarge());
    };
    decoder.on('error', () => {
      this.#fail(new WsiError('BadEncoding', { reason: `The body is not valid ${coding}.` }));
    });
    request.on('data', onRaw);
    request.pipe(decoder);
    return () => {
      request.off('data', onRaw);
      request.unpipe(decoder);
      decoder.destroy();
    };
  }

  #tooLarge(): WsiError {
    const { maxBytes } = this.#limits;
    return this.#maxBytes < maxBytes ? requestTooLarge(this.#maxBytes) : tooLarge(maxBytes);
  }

  #fail(error: WsiError): void {
    this.#failure ??= error;
    this.close();
    this.#notify();
  }

  readonly #onData = (chunk: Buffer): void => {
    const { maxXmlBytes } = this.#limits;
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) {
      this.#fail(this.#tooLarge());
      return;
    }
    if (this.#decoder !== undefined && this.#size > Math.max(maxXmlBytes, this.#received * MAX_RATIO)) {
      this.#fail(
        new WsiError('RequestTooLarge', {
          reason: `The request unpacks to more than ${String(maxXmlBytes)} bytes and more than ${String(MAX_RATIO)} times its size; send it uncompressed.`,
        }),
      );
      return;
    }
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    this.#memory.add(chunk.length);
    if (this.#held > Math.max(this.#memory.bodyBytes, this.#wanted)) this.#source.pause();
    if (this.#held > this.#wanted) this.#notify();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#notify();
  };

  readonly #onAborted = (): void => {
    this.#fail(new WsiError('BadHttpRequest', { reason: 'The request body broke off.' }));
  };

  readonly #onTimeout = (): void => {
    this.#fail(new WsiError('RequestTimeout'));
  };
}

const ignore = (): void => undefined;

const tooLarge = (bound: number): WsiError =>
  new WsiError('RequestTooLarge', {
    reason: `The request is larger than the ${String(bound)} bytes that are accepted.`,
  });
