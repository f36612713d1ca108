import type { BinaryInput, OutgoingBytes } from './binary.js';
import { codePointName, hasIllegalXmlChars, illegalXmlCharAt } from './chars.js';
import { childPathAt, pathAt } from './location.js';
import { SchemaViolation } from './schema-violation.js';

/** A string holds a character that XML 1.0 cannot carry, not even as a reference; send the content as bytes instead. */
export class IllegalTextError extends SchemaViolation {
  /** Offset of the character in the string, in UTF-16 code units. */
  readonly index: number;
  readonly codePoint: number;

  constructor(path: string, text: string) {
    const index = illegalXmlCharAt(text);
    const codePoint = text.codePointAt(index) ?? 0;
    super(
      path,
      'characters that XML 1.0 can carry (send anything else as data)',
      `${codePointName(codePoint)} at ${index}`,
    );
    this.index = index;
    this.codePoint = codePoint;
  }
}

/* eslint-disable no-control-regex -- exactly the characters that XML cannot carry */
// What needs a closer look: markup, CR (a parser would make it LF), what XML cannot carry, and any surrogate.
const TEXT_SPECIAL = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
const ATTRIBUTE_SPECIAL = /[&<>"\t\n\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
/* eslint-enable no-control-regex */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const escaped = (character: string): string => ESCAPES[character] ?? character;

/** The text as element content that a parser gives back unchanged. @throws IllegalTextError */
export function escapeText(text: string): string {
  if (!TEXT_SPECIAL.test(text)) return text;
  if (hasIllegalXmlChars(text)) throw new IllegalTextError('', text);
  return text.replace(/[&<>\r]/g, escaped);
}

/** The text as the content of a double-quoted attribute value that a parser gives back unchanged. @throws IllegalTextError */
export function escapeAttribute(text: string): string {
  if (!ATTRIBUTE_SPECIAL.test(text)) return text;
  if (hasIllegalXmlChars(text)) throw new IllegalTextError('', text);
  return text.replace(/[&<>"\t\n\r]/g, escaped);
}

export interface XmlWriterOptions {
  /** Pending code units from which on {@link XmlWriter.full} is true and `onFlush` is called. Default 65 536. */
  readonly highWaterMark?: number;
  /** Takes what is pending each time an encoder has finished an item and the mark is reached. */
  readonly onFlush?: (chunk: string) => void;
  /**
   * True when the values come from our own checked store, so that encoders leave out the facets (never the escaping,
   * the order, or characters that XML cannot carry). Default false.
   */
  readonly trusted?: boolean;
  /**
   * Asked for each base64 leaf: takes the bytes to send them beside the document and gives the reference to them
   * (`cid:…`), or leaves them inline with undefined.
   */
  readonly attach?: (bytes: BinaryInput) => string | undefined;
  /**
   * How the reference is written: `include`, as xop:Include in the leaf (MTOM; default), or `attachment`, as a swaRef
   * element in the place of the leaf (SOAP with Attachments).
   */
  readonly attachAs?: 'include' | 'attachment';
  /**
   * True when the caller takes pieces ({@link XmlWriter.takePieces}), so that bytes on their way may stand inline.
   * Stream encoders set it. Default false: such bytes are refused unless `attach` takes them.
   */
  readonly inPieces?: boolean;
}

/** Text, or bytes that are to be written in its place as base64; see {@link inlineBase64}. */
export type XmlPiece = string | OutgoingBytes;

/** Builds a document as text. Markup is the caller's; content goes through `leaf`, which escapes it. */
export class XmlWriter {
  readonly trusted: boolean;
  readonly attach: ((bytes: BinaryInput) => string | undefined) | undefined;
  readonly attachAs: 'include' | 'attachment';
  inPieces: boolean;
  private out = '';
  /** What stands before `out`; undefined while no bytes were written inline. */
  private before: XmlPiece[] | undefined;
  private readonly highWaterMark: number;
  private readonly onFlush: ((chunk: string) => void) | undefined;

  constructor(options: XmlWriterOptions = {}) {
    this.trusted = options.trusted ?? false;
    this.attach = options.attach;
    this.attachAs = options.attachAs ?? 'include';
    this.inPieces = options.inPieces ?? false;
    this.highWaterMark = options.highWaterMark ?? 65_536;
    this.onFlush = options.onFlush;
  }

  /** Appends markup as it is. */
  raw(markup: string): void {
    this.out += markup;
  }

  /** Appends escaped character data. @throws IllegalTextError */
  text(value: string): void {
    if (TEXT_SPECIAL.test(value)) this.special('', value, '');
    else this.out += value;
  }

  /** Appends `open`, the escaped value and `close`, which are the tags of one element. @throws IllegalTextError */
  leaf(open: string, value: string, close: string): void {
    if (TEXT_SPECIAL.test(value)) this.special(open, value, close);
    else this.out += open + value + close;
  }

  /** Appends `open`, a value known to need no escaping, and `close`. */
  plain(open: string, value: string, close: string): void {
    this.out += open + value + close;
  }

  /** Appends `open`, bytes that whoever writes to the network puts in as base64, and `close`. Only `inPieces`. */
  bytes(open: string, value: OutgoingBytes, close: string): void {
    if (!this.inPieces) throw new Error('the bytes on their way would be lost: nobody takes pieces of this writer');
    (this.before ??= []).push(this.out + open, value);
    this.out = close;
  }

  /** Code units not yet taken since the last bytes written inline. */
  get pending(): number {
    return this.out.length;
  }

  /** Is so much pending that it should be taken? Bytes on their way are at once: they wait for nothing. */
  get full(): boolean {
    return this.out.length >= this.highWaterMark || this.before !== undefined;
  }

  /** What was written since the last take. */
  take(): string {
    if (this.before !== undefined) throw new Error('bytes on their way are pending: take pieces');
    const chunk = this.out;
    this.out = '';
    return chunk;
  }

  /** What was written since the last take, with the bytes that stand inline. */
  takePieces(): readonly XmlPiece[] {
    const pieces = this.before ?? [];
    this.before = undefined;
    if (this.out !== '') pieces.push(this.take());
    return pieces;
  }

  /** Encoders call this between items, so that a synchronous caller can pass on what is pending. */
  itemWritten(): void {
    if (this.onFlush === undefined || this.before !== undefined) return;
    if (this.out.length >= this.highWaterMark) this.onFlush(this.take());
  }

  /** The path that the element opened by `open` has, or would have, as far as the pending text knows. */
  pathOf(open: string): string {
    const name = /^<([^\s/>]+)/.exec(open)?.[1];
    const text = this.before === undefined ? this.out : [...this.before, this.out].filter(isText).join('');
    return name === undefined ? pathAt(text, text.length) : childPathAt(text, text.length, name);
  }

  /** A value cannot be written as the schema asks. */
  violation(open: string, expected: string, found: string): SchemaViolation {
    return new SchemaViolation(this.pathOf(open), expected, found);
  }

  private special(open: string, value: string, close: string): void {
    if (hasIllegalXmlChars(value)) throw new IllegalTextError(this.pathOf(open), value);
    this.out += open + value.replace(/[&<>\r]/g, escaped) + close;
  }
}

const isText = (piece: XmlPiece): piece is string => typeof piece === 'string';
