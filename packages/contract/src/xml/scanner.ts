/* eslint-disable @typescript-eslint/non-nullable-type-assertion-style -- stack slots below the depth are always filled */
import { AttributeList } from './attributes.js';
import type { Leaves } from './binary.js';
import { XmlCursor, type TextMarks } from './cursor.js';
import { DEFAULT_XML_LIMITS, type XmlLimits } from './limits.js';
import { pathAt } from './location.js';
import { findName, type XmlName } from './names.js';
import { NamespaceScope } from './namespaces.js';
import { SchemaViolation } from './schema-violation.js';

/** What {@link XmlScanner.next} found. */
export const XmlToken = {
  /** A start tag was read: the element is open, `name`, `localName`, `namespaceUri` and the attributes are its own. */
  Start: 1,
  /** The open element's end was read: it is closed, its parent is open again. */
  End: 2,
  /** Character data other than white space comes next in the open element; it has not been read yet. */
  Text: 3,
  /** The document ended as it must. */
  Eof: 4,
} as const;
export type XmlToken = (typeof XmlToken)[keyof typeof XmlToken];

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const AMPERSAND = 0x26;
const QUESTION = 0x3f;
const COLON = 0x3a;
const NEWLINE = 0x0a;
const TAB = 0x09;
const SPACE = 0x20;

/** An element that can be read again. */
export interface ElementPlace {
  readonly scanner: XmlScanner;
  /** Offset of the `<` of its start tag. */
  readonly start: number;
  readonly namespaces: NamespaceScope;
  /** What the scanner knew of the text behind; see XmlCursor. */
  readonly marks: TextMarks;
}

/**
 * A pull scanner over a complete document: well-formedness, namespaces and limits are enforced as far as it has been
 * read, so a caller may stop between two calls (after the Header, to authenticate) and go on later.
 *
 * Element content is read with `next()`, simple content with `readText()` once its start tag has been read.
 * Every failure is an {@link XmlError} with code and place, or a {@link SchemaViolation} where a leaf holds an element.
 */
export class XmlScanner extends XmlCursor {
  /** The attributes of the element whose start tag was read last; namespace declarations are not among them. */
  readonly attributes: AttributeList;
  readonly namespaces = new NamespaceScope();

  /** The known name of the element just started; null after End, Text and for names the program does not know. */
  name: XmlName | null = null;
  token: XmlToken = XmlToken.End;
  /** Attributes of the element just started, namespace declarations not counted. */
  attributeCount = 0;
  /** Open elements. */
  depth = 0;
  /** Offset of the `<` of the start tag read last. */
  elementStart = 0;
  /** Offset of the token read last: its path is the element that holds it. */
  tokenStart = 0;

  private selfClosing = false;
  private rootSeen = false;
  private nameStart = 0;
  private nameColon = -1;
  private nameEnd = 0;
  private uri = '';
  // Per open element: its name as written, the declarations in force before it, its children so far.
  private readonly starts: number[] = [0];
  private readonly ends: number[] = [0];
  private readonly marks: number[] = [0];
  private readonly children: number[] = [0];

  /**
   * With `leaves`, readers of base64 leaves take bytes that are not in the text from there.
   *
   * @throws XmlError when the text opens with an XML declaration that is not well formed or not of version 1.0
   */
  constructor(
    text: string,
    limits: XmlLimits = DEFAULT_XML_LIMITS,
    readonly leaves?: Leaves,
    from?: ElementPlace,
  ) {
    super(text, limits, from === undefined ? undefined : { cursor: from.scanner, marks: from.marks });
    this.attributes = new AttributeList(this);
    if (from === undefined) return;
    this.namespaces.copy(from.namespaces);
    this.pos = from.start;
    this.next();
  }

  /** Local name of the element whose start tag was read last. */
  get localName(): string {
    return this.source.slice(this.nameColon === -1 ? this.nameStart : this.nameColon + 1, this.nameEnd);
  }

  /** Namespace of the element whose start tag was read last; '' for none. */
  get namespaceUri(): string {
    return this.uri;
  }

  /** Name as written, prefix and all, of the element whose start tag was read last. */
  get qualifiedName(): string {
    return this.source.slice(this.nameStart, this.nameEnd);
  }

  /** Does the open element end right here, without content, not even a comment? */
  get atEndTag(): boolean {
    return this.selfClosing || this.source.startsWith('</', this.pos);
  }

  /** Does an element come next in the open one, white space and comments aside? */
  get atChild(): boolean {
    if (this.selfClosing) return false;
    const source = this.source;
    let pos = this.pos;
    for (;;) {
      let c = source.charCodeAt(pos);
      while (c === SPACE || c === NEWLINE || c === TAB) c = source.charCodeAt(++pos);
      if (c !== LT) return false;
      if (!source.startsWith('<!--', pos)) break;
      pos = this.comment(pos);
    }
    const c = source.charCodeAt(pos + 1);
    return c !== SLASH && c !== BANG && c !== QUESTION;
  }

  /**
   * Reads on to the next child's start tag, or to the end of the open element; comments are skipped. Before the root
   * it finds the root; after it, the end of the document.
   */
  next(): XmlToken {
    if (this.selfClosing) {
      this.tokenStart = this.elementStart + 1;
      this.close();
      return this.token;
    }
    if (this.depth === 0) return this.outside();
    const source = this.source;
    let pos = this.pos;
    for (;;) {
      let c = source.charCodeAt(pos);
      while (c === SPACE || c === NEWLINE || c === TAB) c = source.charCodeAt(++pos);
      if (c === LT) {
        c = source.charCodeAt(pos + 1);
        if (c === SLASH) {
          this.endTag(pos);
          return this.token;
        }
        if (c !== BANG && c !== QUESTION) {
          this.startTag(pos);
          return this.token;
        }
        if (c === BANG && source.startsWith('<!--', pos)) {
          pos = this.comment(pos);
          continue;
        }
        if (c === QUESTION || !source.startsWith('<![CDATA[', pos)) this.refuseMarkup(pos);
      }
      if (pos >= source.length) this.fail('UnexpectedEnd', `the document ends inside ${this.openName()}`, pos);
      if (pos >= this.illegalAt) this.failIllegal();
      if ((c === AMPERSAND || c === BANG) && this.skipBlankRun()) {
        pos = this.pos;
        continue;
      }
      // The position stays where it was: white space and comments before the text belong to the run.
      this.tokenStart = pos;
      this.name = null;
      return (this.token = XmlToken.Text);
    }
  }

  /**
   * The character data of the open element, references and CDATA resolved, nothing trimmed; closes the element. The
   * string may share memory with the document: who keeps a short one of a large document for long should copy it.
   *
   * @throws SchemaViolation when the element holds an element
   */
  readText(): string {
    if (this.selfClosing) {
      this.close();
      return '';
    }
    const source = this.source;
    const start = this.pos;
    const lt = source.indexOf('<', start);
    if (lt !== -1 && source.charCodeAt(lt + 1) === SLASH && this.isPlain(start, lt)) {
      const text = source.substring(start, lt);
      this.endTag(lt);
      return text;
    }
    const text = this.textRun();
    if (source.charCodeAt(this.pos + 1) !== SLASH) {
      const parent = pathAt(source, this.pos);
      this.next();
      throw new SchemaViolation(parent, 'text', `element ${this.qualifiedName}`, this.elementStart);
    }
    this.endTag(this.pos);
    return text;
  }

  /** Reads over character data in the open element and returns it; an element or the end comes next. */
  textRun(): string {
    const source = this.source;
    let text = '';
    for (;;) {
      const start = this.pos;
      const lt = source.indexOf('<', start);
      if (lt === -1) this.fail('UnexpectedEnd', `the document ends inside ${this.openName()}`, source.length);
      text += this.isPlain(start, lt) ? source.slice(start, lt) : this.expand(start, lt);
      this.pos = lt;
      if (source.startsWith('<![CDATA[', lt)) {
        const end = source.indexOf(']]>', lt + 9);
        if (end === -1) this.fail('UnexpectedEnd', 'a CDATA section is not closed', lt);
        if (end > this.illegalAt) this.failIllegal();
        text += source.slice(lt + 9, end);
        this.pos = end + 3;
      } else if (source.startsWith('<!--', lt)) {
        this.pos = this.comment(lt);
      } else {
        const c = source.charCodeAt(lt + 1);
        if (c === BANG || c === QUESTION) this.refuseMarkup(lt);
        return text;
      }
    }
  }

  /** Reads over the rest of the open element, checked like every other, and closes it. */
  skipElement(): void {
    const outer = this.depth - 1;
    while (this.depth > outer) {
      if (this.next() === XmlToken.Text) this.textRun();
    }
  }

  /** The place of the element just started, to come back to it with {@link XmlScanner.reopen}. */
  place(): ElementPlace {
    const namespaces = new NamespaceScope();
    namespaces.copy(this.namespaces);
    return { scanner: this, start: this.elementStart, namespaces, marks: this.marksFrom(this.elementStart) };
  }

  /**
   * Another scanner over the same text whose element just started is the one at `place`; it must not read beyond that
   * element's end. Reading ahead over an element and coming back costs no copy and no second check of characters.
   */
  static reopen(place: ElementPlace): XmlScanner {
    return new XmlScanner('', place.scanner.limits, place.scanner.leaves, place);
  }

  /** Reads over the element just started and returns its source range [start, end), tags included. */
  captureElement(): { readonly start: number; readonly end: number } {
    const start = this.elementStart;
    this.skipElement();
    return { start, end: this.pos };
  }

  /** Nothing but white space and comments may follow the root (XML 1.0 [27] without PIs). */
  finish(): void {
    if (this.next() !== XmlToken.Eof)
      this.fail('TrailingContent', 'the document goes on where it should end', this.tokenStart);
  }

  /** The path of the open element. */
  path(): string {
    return pathAt(this.source, this.token === XmlToken.Start ? this.elementStart + 1 : this.tokenStart);
  }

  /** The path of the element whose start tag begins at an offset that has been read. */
  pathOf(elementStart: number): string {
    return pathAt(this.source, elementStart + 1);
  }

  /** The content of the leaf read last, or the attributes of the element just started, are not what the schema asks. */
  violation(expected: string, found: string): SchemaViolation {
    return new SchemaViolation(pathAt(this.source, this.elementStart + 1), expected, found, this.elementStart);
  }

  /** The path of the element in which the token read last stands. */
  containerPath(): string {
    return pathAt(this.source, this.tokenStart);
  }

  /**
   * Reads over character data that is white space after all, though written as references or CDATA: serialisers of
   * trees write the CR between two elements as `&#13;`. Leaves the position alone and returns false for any other.
   */
  private skipBlankRun(): boolean {
    const start = this.pos;
    if (!/[^ \t\n\r]/.test(this.textRun())) return true;
    this.pos = start;
    return false;
  }

  private startTag(pos: number): void {
    const source = this.source;
    const start = pos + 1;
    this.tokenStart = this.elementStart = pos;
    let local = start;
    let colon = -1;
    let at = this.nameEndAt(start);
    let c = source.charCodeAt(at);
    if (c === COLON) {
      colon = at;
      local = at + 1;
      at = this.nameEndAt(local);
      c = source.charCodeAt(at);
    }
    // Reading attributes overwrites it.
    const hash = this.hash;
    this.nameStart = start;
    this.nameColon = colon;
    this.nameEnd = at;

    const depth = this.depth + 1;
    if (depth > this.limits.maxDepth)
      this.fail('TooDeep', `more than ${this.limits.maxDepth} elements are open at once`, pos);
    if (++(this.children[depth - 1] as number) > this.limits.maxChildren) {
      this.fail('TooManyChildren', `an element has more than ${this.limits.maxChildren} children`, pos);
    }
    this.starts[depth] = start;
    this.ends[depth] = at;
    this.marks[depth] = this.namespaces.count;
    this.children[depth] = 0;
    this.depth = depth;
    if (c === GT) {
      this.pos = at + 1;
      if (this.attributeCount !== 0) {
        this.attributeCount = 0;
        this.attributes.count = 0;
      }
    } else {
      this.pos = this.attributes.read(at);
      this.attributeCount = this.attributes.count;
      this.selfClosing = source.charCodeAt(this.pos - 2) === SLASH;
    }
    if (this.pos > this.illegalAt) this.failIllegal();

    if (colon === -1) this.uri = this.namespaces.defaultUri;
    else {
      const uri = this.namespaces.resolveAt(source, start, colon);
      if (uri === undefined)
        this.fail('UnboundPrefix', `the prefix ${source.slice(start, colon)} is not declared`, start);
      this.uri = uri;
    }
    this.name = findName(source, local, at, hash, this.uri);
    this.token = XmlToken.Start;
  }

  private endTag(pos: number): void {
    const source = this.source;
    let at = pos + 2;
    const end = this.ends[this.depth] as number;
    for (let open = this.starts[this.depth] as number; open < end; open++, at++) {
      if (source.charCodeAt(open) !== source.charCodeAt(at)) this.mismatch(pos);
    }
    let c = source.charCodeAt(at);
    while (c === SPACE || c === NEWLINE || c === TAB) c = source.charCodeAt(++at);
    if (c !== GT) this.mismatch(pos);
    this.pos = at + 1;
    this.tokenStart = pos;
    this.close();
  }

  private close(): void {
    const mark = this.marks[this.depth] as number;
    if (this.namespaces.count !== mark) this.namespaces.restore(mark);
    this.depth--;
    this.selfClosing = false;
    this.name = null;
    this.token = XmlToken.End;
  }

  private mismatch(pos: number): never {
    const end = this.source.indexOf('>', pos);
    if (end === -1)
      return this.fail('UnexpectedEnd', `the document ends inside ${this.openName()}`, this.source.length);
    const found = this.source.slice(pos, Math.min(end + 1, pos + 80));
    return this.fail('MismatchedTag', `found ${found} where </${this.openName()}> is expected`, pos);
  }

  private openName(): string {
    return this.source.slice(this.starts[this.depth], this.ends[this.depth]);
  }

  private outside(): XmlToken {
    const source = this.source;
    let pos = this.pos;
    for (;;) {
      while (pos < source.length && ' \n\t'.includes(source.charAt(pos))) pos++;
      if (source.startsWith('<!--', pos)) pos = this.comment(pos);
      else break;
    }
    this.pos = this.tokenStart = pos;
    if (pos >= source.length) {
      if (!this.rootSeen) this.fail('NoRootElement', 'the document holds no element', pos);
      this.name = null;
      return (this.token = XmlToken.Eof);
    }
    const c = source.charCodeAt(pos + 1);
    if (source.charCodeAt(pos) === LT && (c === BANG || c === QUESTION)) this.refuseMarkup(pos);
    if (this.rootSeen) this.fail('TrailingContent', 'only white space and comments may follow the root element', pos);
    if (source.charCodeAt(pos) !== LT)
      this.fail('NoRootElement', 'text stands where the root element is expected', pos);
    this.rootSeen = true;
    this.startTag(pos);
    return this.token;
  }
}
