import type { ReceivedPart } from '@imps-wsi/contract/im';
import { parseMediaType } from '@imps-wsi/contract/media-type';
import { wholeBytes } from '@imps-wsi/contract/xml';
import type { Exchange } from '../client/exchange.js';
import { InstantInboxError } from '../errors.js';
import type { DataPart, StreamPart, TextPart } from '../send/parts.js';
import { decodeText } from './charset.js';
import { collect, readContent } from './content-reader.js';

/** Options of reading a part as a whole. */
export interface ReadPartOptions {
  readonly signal?: AbortSignal | undefined;
  /** Most bytes to hold in memory; larger content is refused. Default 256 MiB. */
  readonly maxBytes?: number | undefined;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** One piece of a received message. Content that the provider left out is fetched when it is asked for. */
export class InboxPart {
  /** Its place in the message, counted from 1. */
  readonly number: number;
  /** As the sender wrote it, such as `text/plain; charset=utf-8`. */
  readonly contentType: string;
  readonly name: string | undefined;
  /** In bytes; of text, in UTF-8. */
  readonly size: number;
  readonly #messageId: string;
  readonly #part: ReceivedPart;
  readonly #exchange: Exchange;
  #fetched: Uint8Array | undefined;
  #fetching: Promise<Uint8Array> | undefined;

  constructor(messageId: string, part: ReceivedPart, exchange: Exchange) {
    this.number = part.number;
    this.contentType = part.contentType;
    this.name = part.name;
    this.size = part.size;
    this.#messageId = messageId;
    this.#part = part;
    this.#exchange = exchange;
  }

  /** The text that came with the message; undefined for bytes and for content that has to be fetched. */
  get inlineText(): string | undefined {
    return this.#part.text;
  }

  /** True when the content did not come with the message and the first reading of it asks the provider. */
  get contentOmitted(): boolean {
    return this.#part.contentOmitted === true;
  }

  /**
   * The content as text: as it was sent, or its bytes read by the media type's charset (UTF-8 when it names none).
   *
   * @throws InstantInboxError as {@link bytes}; `UnknownCharset`; `UnexpectedResponse` when the bytes are no text of that
   *   charset
   */
  async text(options: ReadPartOptions = {}): Promise<string> {
    if (this.#part.text !== undefined) {
      this.#mustFit(options);
      return this.#part.text;
    }
    const charset = parseMediaType(this.contentType)?.parameters.get('charset') ?? 'utf-8';
    return decodeText(await this.bytes(options), charset, this.#title);
  }

  /**
   * The content byte for byte; text in UTF-8. Content that had to be fetched is kept for the next reading.
   *
   * @throws InstantInboxError `ContentTooLarge` before anything is fetched; whatever fetching throws
   */
  async bytes(options: ReadPartOptions = {}): Promise<Uint8Array> {
    this.#mustFit(options);
    const { data, text } = this.#part;
    if (data !== undefined) return wholeBytes(data);
    if (text !== undefined) return new TextEncoder().encode(text);
    if (!this.contentOmitted) return new Uint8Array(0);
    if (this.#fetched !== undefined) return this.#fetched;
    if (options.signal !== undefined) {
      // A fetch of its own: that one caller aborts must not take the content from the others.
      this.#fetched = await collect(this.stream(options), this.size);
    } else {
      this.#fetching ??= collect(this.stream(), this.size).finally(() => (this.#fetching = undefined));
      this.#fetched = await this.#fetching;
    }
    return this.#fetched;
  }

  /** The content parsed as JSON. The type is the caller's claim; check what comes from strangers. @throws SyntaxError */
  async json(options: ReadPartOptions = {}): Promise<unknown> {
    const text = await this.text(options);
    // RFC 8259 §8.1: a byte order mark may be ignored.
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text) as unknown;
  }

  /** The content as a Blob of its media type. @throws InstantInboxError as {@link bytes} */
  async blob(options: ReadPartOptions = {}): Promise<Blob> {
    return new Blob([await this.bytes(options)], { type: this.contentType });
  }

  /**
   * The content piece by piece, in some 10 MiB of memory whatever its size. Each call reads anew. Leaving the loop ends the
   * fetching.
   *
   * @throws InstantInboxError; the signal's reason
   */
  async *stream(
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    if (!this.contentOmitted) yield await this.bytes({ maxBytes: Infinity });
    else if (this.#fetched !== undefined) yield this.#fetched;
    else {
      yield* readContent(this.#exchange, { messageId: this.#messageId, part: this.number, size: this.size }, options);
    }
  }

  /**
   * The same content as a part of a message to be sent: text stays text, bytes stay bytes, and what did not come with the
   * message is streamed from its provider while it is sent, and read again when a request is repeated.
   */
  copy(): TextPart | DataPart | StreamPart {
    const { contentType, name, size } = this;
    const { text, data } = this.#part;
    if (text !== undefined) return { contentType, name, text };
    if (this.contentOmitted) return { contentType, name, size, stream: () => this.stream() };
    return { contentType, name, data: data === undefined ? new Uint8Array(0) : wholeBytes(data) };
  }

  get #title(): string {
    return `Part ${this.number} of message ${this.#messageId}`;
  }

  #mustFit({ maxBytes = DEFAULT_MAX_BYTES }: ReadPartOptions): void {
    if (this.size <= maxBytes) return;
    throw new InstantInboxError('ContentTooLarge', {
      message: `${this.#title} has ${this.size} bytes, more than ${maxBytes}; raise maxBytes, or read it piece by piece with stream().`,
    });
  }
}
