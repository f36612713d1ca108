import type { ReceivedPart } from '@imps-wsi/contract/im';
import { parseMediaType } from '@imps-wsi/contract/media-type';
import { wholeBytes } from '@imps-wsi/contract/xml';
import type { Exchange } from '../client/exchange.js';
import { InstantInboxError } from '../errors.js';
import { collect, readContent } from './content-reader.js';

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
   * @throws InstantInboxError; `UnexpectedResponse` when the bytes are no text of that charset
   */
  async text(options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    if (this.#part.text !== undefined) return this.#part.text;
    const bytes = await this.bytes(options);
    const charset = parseMediaType(this.contentType)?.parameters.get('charset') ?? 'utf-8';
    try {
      return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw new InstantInboxError('UnexpectedResponse', {
        message: `Part ${this.number} of message ${this.#messageId} is no text in ${charset}; read it with bytes().`,
        cause: error,
      });
    }
  }

  /** The content byte for byte; text in UTF-8. */
  async bytes(options: { readonly signal?: AbortSignal } = {}): Promise<Uint8Array> {
    const { data, text } = this.#part;
    if (data !== undefined) return wholeBytes(data);
    if (text !== undefined) return new TextEncoder().encode(text);
    if (!this.contentOmitted) return new Uint8Array(0);
    if (this.#fetched !== undefined) return this.#fetched;
    if (options.signal !== undefined) {
      // A fetch of its own: that one caller aborts must not take the content from the others.
      this.#fetched = await collect(this.stream(options));
    } else {
      this.#fetching ??= collect(this.stream()).finally(() => (this.#fetching = undefined));
      this.#fetched = await this.#fetching;
    }
    return this.#fetched;
  }

  /** The content parsed as JSON. The type is the caller's claim; check what comes from strangers. @throws SyntaxError */
  async json(options: { readonly signal?: AbortSignal } = {}): Promise<unknown> {
    return JSON.parse(await this.text(options)) as unknown;
  }

  /** The content piece by piece, for what is too large to hold at once. Each call reads anew. */
  async *stream(options: { readonly signal?: AbortSignal } = {}): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.contentOmitted) yield* readContent(this.#exchange, this.#messageId, this.number, options);
    else yield await this.bytes(options);
  }
}
