import { Soap11, type SoapVersion } from '../soap/index.js';
import { quoted } from '../xml/index.js';
import { checkBoundary, newBoundary } from './boundary.js';
import { contentIdFor } from './content-id.js';
import { Gather } from './gather.js';
import { quotedString } from './header-grammar.js';
import { MimeError } from './mime-error.js';
import { headersOf, LengthCheck, lengthOf, type OutgoingPart } from './outgoing-part.js';
import { chunksOf, closeUnread, isInMemory, slicesOf, type PartContent } from './part-content.js';
import type { PackageProfile } from './profile.js';

export interface PackageOptions {
  readonly profile: PackageProfile;
  /** Default: SOAP 1.1. */
  readonly version?: SoapVersion;
  /** The SOAP action, which SOAP 1.2 carries in the media type. */
  readonly action?: string;
  /** The envelope, in UTF-8. */
  readonly root: PartContent;
  readonly rootLength?: number;
  /**
   * The attachments. They are asked for after the root is written, one by one, so writing the root may find out which
   * there are: give a generator.
   */
  readonly parts: Iterable<OutgoingPart> | AsyncIterable<OutgoingPart>;
  /** Content-ID of the root part; made up by default. */
  readonly rootId?: string;
  /** Random by default. */
  readonly boundary?: string;
}

/**
 * Writes a package as chunks, once, at the pace of the reader, never holding more of a part than the chunk that came
 * last. The root comes first; all parts are binary. When a source fails, so does the writing: the package stays without
 * its closing boundary, and a reader sees that. When the reader stops, sources are closed, those not yet begun too.
 */
export class MultipartWriter implements AsyncIterable<Buffer> {
  /** For the HTTP header of that name. */
  readonly contentType: string;
  readonly boundary: string;
  readonly #root: OutgoingPart;
  readonly #parts: Iterable<OutgoingPart> | AsyncIterable<OutgoingPart>;
  /** The parts where they are known from the start. */
  readonly #list: readonly OutgoingPart[] | undefined;
  /** Parts whose sources nobody has begun to read; who stops early has to close them. */
  readonly #unread: Set<OutgoingPart>;
  #isBegun = false;

  /** @throws MimeError `BadBoundary`, and for the root and a list of parts `MalformedHeader`, `DuplicateContentId` */
  constructor(options: PackageOptions) {
    const { profile, version = Soap11, action, parts } = options;
    this.boundary = checkBoundary(options.boundary ?? newBoundary());
    this.#root = {
      contentType: profile.rootContentType(version, action),
      contentId: options.rootId ?? contentIdFor('root', 0),
      content: options.root,
      length: options.rootLength,
    };
    this.#parts = parts;
    this.#list = isList(parts) ? parts : undefined;
    this.#unread = new Set([this.#root, ...(this.#list ?? [])]);
    checkParts([this.#root, ...(this.#list ?? [])]);
    const startInfo = profile.startInfo(version, action);
    this.contentType = [
      'multipart/related',
      `type=${quotedString(profile.rootType)}`,
      `boundary=${quotedString(this.boundary)}`,
      `start=${quotedString(`<${this.#root.contentId}>`)}`,
      ...(startInfo === undefined ? [] : [`start-info=${quotedString(startInfo)}`]),
    ].join('; ');
  }

  /** Bytes of the whole package, for Content-Length; undefined when a length or the list of parts is not known yet. */
  get length(): number | undefined {
    if (this.#list === undefined) return undefined;
    let total = Buffer.byteLength(this.#closing());
    for (const [index, part] of [this.#root, ...this.#list].entries()) {
      const length = lengthOf(part);
      if (length === undefined) return undefined;
      total += Buffer.byteLength(this.#opening(part, index + 1)) + length;
    }
    return total;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    if (this.#isBegun) throw new Error('a package is written once; make another writer');
    this.#isBegun = true;
    const gather = new Gather();
    let number = 1;
    try {
      yield* this.#write(this.#root, number, gather);
      for await (const part of this.#parts) {
        this.#unread.add(part);
        yield* this.#write(part, ++number, gather);
      }
      yield* gather.add(Buffer.from(this.#closing()));
      yield* gather.take();
    } catch (error) {
      throw error instanceof MimeError ? error.inPart(number) : error;
    } finally {
      await this.#closeUnread();
    }
  }

  /** Closes the sources of a package that is not going to be written after all; for one that is begun, stop reading. */
  async close(): Promise<void> {
    if (this.#isBegun) return;
    this.#isBegun = true;
    await this.#closeUnread();
  }

  async *#write(part: OutgoingPart, number: number, gather: Gather): AsyncGenerator<Buffer, void, undefined> {
    yield* gather.add(Buffer.from(this.#opening(part, number)));
    // Nothing waits for a source that may be slow; and once it is open, the next thing is to read it.
    if (!isInMemory(part.content)) yield* gather.take();
    const source = typeof part.content === 'function' ? await part.content() : part.content;
    this.#unread.delete(part);
    const check = new LengthCheck(part.length);
    if (isInMemory(source)) {
      for (const slice of slicesOf(source)) {
        check.count(slice.length);
        yield* gather.add(slice);
      }
    } else {
      for await (const chunk of chunksOf(source)) {
        check.count(chunk.length);
        yield chunk;
      }
    }
    check.end();
  }

  #opening(part: OutgoingPart, number: number): string {
    return `${number === 1 ? '' : '\r\n'}--${this.boundary}\r\n${headersOf(part)}`;
  }

  #closing(): string {
    return `\r\n--${this.boundary}--\r\n`;
  }

  async #closeUnread(): Promise<void> {
    const unread = [...this.#unread];
    this.#unread.clear();
    // That one cannot be closed is no reason to leave the others open, nor to hide why the writing ended.
    const sources = [...unread.map(({ content }) => content), ...(this.#list === undefined ? [this.#parts] : [])];
    await Promise.allSettled(sources.map(closeUnread));
  }
}

function isList(parts: Iterable<OutgoingPart> | AsyncIterable<OutgoingPart>): parts is readonly OutgoingPart[] {
  return Array.isArray(parts);
}

/** What would only be noticed when much is written already. */
function checkParts(parts: readonly OutgoingPart[]): void {
  const ids = new Set<string>();
  for (const [index, part] of parts.entries()) {
    try {
      headersOf(part);
    } catch (error) {
      throw error instanceof MimeError ? error.inPart(index + 1) : error;
    }
    if (ids.has(part.contentId)) {
      const place = { part: index + 1, header: 'Content-ID' };
      throw new MimeError('DuplicateContentId', `an earlier part has ${quoted(part.contentId)} too`, place);
    }
    ids.add(part.contentId);
  }
}
