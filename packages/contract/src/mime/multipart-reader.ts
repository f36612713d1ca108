import { checkBoundary } from './boundary.js';
import { asBuffer, EMPTY } from './buffers.js';
import { DelimiterScanner, type Scan } from './delimiter-scanner.js';
import { HeaderBlock } from './header-block.js';
import { multipartLimits, type MultipartLimits } from './limits.js';
import { MimeError } from './mime-error.js';
import { readPartHeaders, type PartHeaders } from './part-headers.js';
import { decoderFor, type ContentDecoder } from './transfer-encoding.js';

export type MultipartEvent =
  /** A part begins; `number` is 1 for the first. */
  | { readonly kind: 'part'; readonly number: number; readonly headers: PartHeaders }
  /**
   * Some of its content, decoded; never empty. It may be a view of the chunk written last, good until the next
   * `write`: copy what is to be kept if the source uses its memory again.
   */
  | { readonly kind: 'body'; readonly bytes: Buffer }
  /** The part is complete. */
  | { readonly kind: 'end' }
  /** The closing boundary has come: the package is complete. What follows is ignored. */
  | { readonly kind: 'close' };

const END = { kind: 'end' } as const;
const CLOSE = { kind: 'close' } as const;

/**
 * Reads multipart content (RFC 2046 §5.1) without I/O: chunks of any size go in, split anywhere; events come out when
 * asked for. It holds the headers of one part and a possible boundary, never content.
 *
 * ```ts
 * reader.write(chunk);
 * for (let event = reader.read(); event !== undefined; event = reader.read()) …   // undefined: write the next chunk
 * reader.end();                                                                    // then read() the rest
 * ```
 */
export class MultipartReader {
  readonly #limits: MultipartLimits;
  readonly #boundary: string;
  readonly #scanner: DelimiterScanner;
  readonly #block: HeaderBlock;
  #state: 'preamble' | 'headers' | 'body' | 'flush' | 'part-end' | 'epilogue' = 'preamble';
  #decoder: ContentDecoder = decoderFor('binary');
  #found: Scan['found'] = 'nothing';
  #part = 0;
  #chunk: Buffer = EMPTY;
  #at = 0;
  #ended = false;
  #failure: Error | undefined;

  /** @throws MimeError `BoundaryMissing`, `BadBoundary` */
  constructor(boundary: string, limits: Partial<MultipartLimits> = {}) {
    this.#boundary = checkBoundary(boundary);
    this.#limits = multipartLimits(limits);
    this.#scanner = new DelimiterScanner(boundary);
    this.#block = new HeaderBlock(this.#limits.maxHeaderBytes);
  }

  /** Parts that have begun so far. */
  get parts(): number {
    return this.#part;
  }

  /** Gives the next chunk, after {@link read} has answered undefined. */
  write(chunk: Uint8Array): void {
    if (this.#ended) throw new Error('a chunk was written after end()');
    if (this.#at < this.#chunk.length) throw new Error('a chunk was written before the one before was read');
    this.#chunk = this.#state === 'epilogue' ? EMPTY : asBuffer(chunk);
    this.#at = 0;
  }

  /** Says that no more chunks will come. */
  end(): void {
    this.#ended = true;
  }

  /**
   * The next event, or undefined when there is none before the next chunk, or none any more.
   *
   * @throws MimeError whatever is wrong with the package, and the same again whenever it is asked
   */
  read(): MultipartEvent | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return this.#next();
    } catch (error) {
      const failure =
        error instanceof MimeError ? error.inPart(this.#part) : new Error('unreachable', { cause: error });
      this.#failure = failure;
      throw failure;
    }
  }

  #next(): MultipartEvent | undefined {
    for (;;) {
      switch (this.#state) {
        case 'preamble':
          if (!this.#skipPreamble()) return undefined;
          break;
        case 'headers':
          return this.#readHeaders();
        case 'body': {
          const event = this.#readBody();
          if (event !== undefined || this.#found === 'nothing') return event;
          break;
        }
        case 'flush': {
          this.#state = 'part-end';
          const bytes = this.#decoder.end();
          if (bytes.length > 0) return { kind: 'body', bytes };
          break;
        }
        case 'part-end':
          if (this.#found === 'close') this.#state = 'epilogue';
          else this.#startPart();
          return END;
        case 'epilogue':
          if (this.#found === 'nothing') return undefined;
          this.#found = 'nothing';
          this.#chunk = EMPTY;
          this.#at = 0;
          return CLOSE;
      }
    }
  }

  /** What comes before the first boundary means nothing. False: it has not come yet. */
  #skipPreamble(): boolean {
    for (;;) {
      const { content, found } = this.#scan();
      if (found === 'close') throw new MimeError('NoParts', 'the package closes before its first part');
      if (found === 'delimiter') {
        this.#startPart();
        return true;
      }
      if (this.#at < this.#chunk.length) continue;
      if (!this.#ended) return false;
      if (content.length === 0) {
        throw new MimeError('BoundaryNotFound', `the boundary ${JSON.stringify(this.#boundary)} does not occur`);
      }
    }
  }

  #startPart(): void {
    if (this.#part === this.#limits.maxParts) {
      throw new MimeError('TooManyParts', `the package has more than ${this.#limits.maxParts} parts`);
    }
    this.#part++;
    this.#found = 'nothing';
    this.#block.start();
    this.#state = 'headers';
  }

  #readHeaders(): MultipartEvent | undefined {
    this.#at = this.#block.take(this.#chunk, this.#at);
    if (!this.#block.complete) {
      if (this.#ended) throw new MimeError('Truncated', 'the package ends within the headers of a part');
      return undefined;
    }
    const headers = readPartHeaders(this.#block.fields());
    this.#decoder = decoderFor(headers.transferEncoding);
    this.#scanner.startOfLine();
    this.#state = 'body';
    return { kind: 'part', number: this.#part, headers };
  }

  /** Undefined: the chunk is used up, or the part is and `#found` says how. */
  #readBody(): MultipartEvent | undefined {
    for (;;) {
      const { content, found } = this.#scan();
      if (found !== 'nothing') {
        this.#found = found;
        this.#state = 'flush';
      }
      const bytes = content.length === 0 ? EMPTY : this.#decoder.push(content);
      if (bytes.length > 0) return { kind: 'body', bytes };
      if (found !== 'nothing') return undefined;
      if (this.#at < this.#chunk.length) continue;
      if (!this.#ended) return undefined;
      if (content.length === 0) throw new MimeError('Truncated', 'the package ends before its closing boundary');
    }
  }

  #scan(): Scan {
    const scan = this.#scanner.scan(this.#chunk, this.#at);
    this.#at = scan.next;
    const isLast = this.#ended && this.#at === this.#chunk.length && scan.content.length === 0;
    return isLast && scan.found === 'nothing' ? { ...scan, found: this.#scanner.finish() } : scan;
  }
}
