import { Base64Encoder, Mtom, MultipartWriter } from '@imps-wsi/contract/mime';
import type { SoapVersion } from '@imps-wsi/contract/soap';
import { isOutgoingBytes, type BinaryInput, type XmlPiece } from '@imps-wsi/contract/xml';
import { asInstantInboxError, type InstantInboxError } from '../errors.js';
import { knownSizeOf } from '../send/progress.js';
import { StreamedContent } from '../send/streamed-content.js';
import type { Attachment } from './request-encoding.js';

/** Told how a streamed body gets on. */
export interface BodyWatch {
  /** A chunk was handed over, or the body is complete: it is the other side's turn. */
  readonly handedOver: () => void;
  /** The other side wants more: it is the content's turn. */
  readonly askedForMore: () => void;
  /** So many more bytes of streamed content have left. */
  readonly contentSent: (bytes: number) => void;
}

/** Largest chunk that is handed over: progress shows, and patience is measured, on slow connections too. */
const SLICE_BYTES = 64 * 1024;

/** The body of one HTTP request. */
export interface RequestBody {
  readonly contentType: string;
  /** For Content-Length; undefined when the size of some content is not known. */
  readonly length: number | undefined;
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
  /** Bytes that have left so far. */
  readonly sentBytes: number;
  /** Why its content could not be read, when that is what broke the request. */
  readonly failure: InstantInboxError | undefined;
  /** The request is over: what is being read is closed. */
  close(): void;
}

/** What the media type of a request says of its envelope. */
export interface EnvelopeType {
  readonly version: SoapVersion;
  readonly action: string;
}

/** An envelope by itself, streamed content in it as base64. */
export function plainBody(
  { version, action }: EnvelopeType,
  pieces: readonly XmlPiece[],
  watch: BodyWatch,
): RequestBody {
  const contentType = version.contentType(action);
  if (pieces.every((piece) => typeof piece === 'string')) return wholeBody(contentType, Buffer.from(pieces.join('')));
  const contents = pieces.filter((piece) => isOutgoingBytes(piece));
  return new StreamedBody(contentType, plainLength(pieces), plainChunks(pieces, watch.contentSent), contents, watch);
}

/** All pieces as one text, streamed content in it as base64. @throws InstantInboxError `ContentUnreadable` */
export async function wholeText(pieces: readonly XmlPiece[], watch: BodyWatch): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of plainChunks(pieces, watch.contentSent)) chunks.push(chunk);
  } catch (error) {
    throw asInstantInboxError(error, 'ContentUnreadable');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An MTOM package. */
export async function packagedBody(
  type: EnvelopeType,
  envelope: string,
  attachments: readonly Attachment[],
  watch: BodyWatch,
): Promise<RequestBody> {
  const writer = new MultipartWriter({
    ...type,
    profile: Mtom,
    root: envelope,
    parts: attachments.map(({ contentId, bytes }) => ({
      contentType: 'application/octet-stream',
      contentId,
      content: () => counted(bytes, watch.contentSent),
      length: knownSizeOf(bytes),
    })),
  });
  const { contentType, length } = writer;
  if (attachments.length > 0) {
    const contents = attachments.map(({ bytes }) => bytes);
    return new StreamedBody(contentType, length, writer, contents, watch);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of writer) chunks.push(chunk);
  return wholeBody(contentType, Buffer.concat(chunks));
}

function wholeBody(contentType: string, content: Uint8Array): RequestBody {
  const { length } = content;
  return { contentType, length, content, sentBytes: length, failure: undefined, close: () => undefined };
}

class StreamedBody implements RequestBody {
  readonly contentType: string;
  readonly length: number | undefined;
  readonly content: AsyncIterable<Uint8Array>;
  readonly #contents: readonly BinaryInput[];
  readonly #watch: BodyWatch;
  readonly #chunks: AsyncGenerator<Uint8Array, void, undefined>;
  #sentBytes = 0;
  #failure: InstantInboxError | undefined;

  constructor(
    contentType: string,
    length: number | undefined,
    source: AsyncIterable<Uint8Array>,
    contents: readonly BinaryInput[],
    watch: BodyWatch,
  ) {
    this.contentType = contentType;
    this.length = length;
    this.#contents = contents;
    this.#watch = watch;
    const chunks = this.#pass(source);
    this.#chunks = chunks;
    // Not the generator itself: whoever destroys a stream with an error throws it into a generator, where it would look
    // like a failure of the content.
    this.content = {
      [Symbol.asyncIterator]: () => ({ next: () => chunks.next(), return: () => chunks.return() }),
    };
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  get failure(): InstantInboxError | undefined {
    return this.#failure;
  }

  close(): void {
    for (const bytes of this.#contents) if (bytes instanceof StreamedContent) bytes.stopReading();
    // Not awaited: one that waits for its source ends when that does.
    void this.#chunks.return();
  }

  async *#pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const { handedOver, askedForMore } = this.#watch;
    askedForMore();
    try {
      for await (const chunk of source) {
        handedOver();
        yield chunk;
        this.#sentBytes += chunk.length;
        askedForMore();
      }
    } catch (error) {
      this.#failure = asInstantInboxError(error, 'ContentUnreadable');
      throw this.#failure;
    } finally {
      handedOver();
    }
  }
}

/** The bytes of a leaf, counted when they have gone. */
async function* counted(
  bytes: BinaryInput,
  sent: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes.chunks()) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES);
      yield slice;
      sent(slice.length);
    }
  }
}

async function* plainChunks(
  pieces: readonly XmlPiece[],
  sent: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) {
    if (!isOutgoingBytes(piece)) {
      yield Buffer.from(piece);
      continue;
    }
    const base64 = new Base64Encoder();
    for await (const chunk of counted(piece, sent)) {
      const text = base64.push(chunk);
      if (text !== '') yield Buffer.from(text, 'latin1');
    }
    const rest = base64.end();
    if (rest !== '') yield Buffer.from(rest, 'latin1');
  }
}

function plainLength(pieces: readonly XmlPiece[]): number | undefined {
  let total = 0;
  for (const piece of pieces) {
    const size = isOutgoingBytes(piece) ? knownSizeOf(piece) : Buffer.byteLength(piece);
    if (size === undefined) return undefined;
    total += isOutgoingBytes(piece) ? Math.ceil(size / 3) * 4 : size;
  }
  return total;
}
