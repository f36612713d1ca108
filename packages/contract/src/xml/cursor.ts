import { codePointName, illegalXmlCharAt, isNameChar, isNameStart, NAME_CLASS } from './chars.js';
import { readDeclaration, startsWithDeclaration } from './declaration.js';
import type { XmlLimits } from './limits.js';
import { locate } from './location.js';
import { expandReferences, ReferenceProblem } from './references.js';
import { XmlError, type XmlErrorCode } from './xml-error.js';

const GT = 0x3e;
const QUESTION = 0x3f;

export interface TextMarks {
  readonly ampersand: number;
  readonly sectionEnd: number;
}

/**
 * A place in a text and what can be read there without knowing about elements: names, character data, comments. The
 * scanner's lower half.
 */
export class XmlCursor {
  /** The text being read, its line ends normalised (XML 1.0 §2.11); all offsets count in it. */
  readonly source: string;
  readonly limits: XmlLimits;
  /** The offset of what will be read next. */
  protected pos = 0;
  /** Sum over the ASCII name read last, as names.ts forms it. */
  protected hash = 0;
  /** Where the first character stands that XML cannot carry; behind the end when there is none. */
  protected readonly illegalAt: number;
  /** The next `&` and `]]>` at or behind the position, found lazily; behind the end when there is none. */
  private nextAmpersand = -1;
  private nextSectionEnd = -1;

  /** `from` is a cursor over the same text, already checked, with its marks from where this one will start. */
  protected constructor(
    text: string,
    limits: XmlLimits,
    from?: { readonly cursor: XmlCursor; readonly marks: TextMarks },
  ) {
    this.limits = limits;
    if (from !== undefined) {
      this.source = from.cursor.source;
      this.illegalAt = from.cursor.illegalAt;
      this.nextAmpersand = from.marks.ampersand;
      this.nextSectionEnd = from.marks.sectionEnd;
      return;
    }
    let source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    // Split and joined: replacing takes three times the memory, and ten megabytes of CR may come.
    if (source.includes('\r')) source = source.split('\r\n').join('\n').split('\r').join('\n');
    this.source = source;
    const illegal = illegalXmlCharAt(source);
    this.illegalAt = illegal === -1 ? source.length + 1 : illegal;
    if (startsWithDeclaration(source)) this.pos = this.declaration();
  }

  /** Offset of what will be read next. */
  get offset(): number {
    return this.pos;
  }

  /** An XmlError at an offset (default: what will be read next). */
  fail(code: XmlErrorCode, reason: string, offset = this.pos): never {
    throw new XmlError(code, reason, locate(this.source, offset));
  }

  /** Expands references in source[start, end) and turns their problems into errors with a place. */
  expand(start: number, end: number): string {
    if (end > this.illegalAt) this.failIllegal();
    if (this.sectionEnd(start) < end) {
      this.fail('NotWellFormed', ']]> must be written ]]&gt; in text', this.nextSectionEnd);
    }
    return this.resolveReferences(start, end);
  }

  /** As expand, for attribute values, where `]]>` may stand. */
  resolveReferences(start: number, end: number): string {
    try {
      return expandReferences(this.source, start, end);
    } catch (problem) {
      if (!(problem instanceof ReferenceProblem)) throw problem;
      return this.fail(problem.illegalCharacter ? 'IllegalCharacter' : 'BadReference', problem.reason, problem.offset);
    }
  }

  /** Reads the NCName at `pos` and returns the offset behind it. */
  private nameAt(pos: number): number {
    const source = this.source;
    let at = pos;
    let codePoint = source.codePointAt(at);
    if (codePoint === undefined) return this.fail('UnexpectedEnd', 'the document ends where a name is expected', at);
    if (!isNameStart(codePoint)) return this.fail('BadName', `a name cannot start with ${describe(codePoint)}`, at);
    do {
      at += codePoint > 0xffff ? 2 : 1;
      codePoint = source.codePointAt(at);
    } while (codePoint !== undefined && isNameChar(codePoint));
    if (at - pos > this.limits.maxNameLength) this.nameTooLong(pos);
    return at;
  }

  /** Is source[start, end) free of references, `]]>` and illegal characters? */
  protected isPlain(start: number, end: number): boolean {
    if (this.nextAmpersand < start) {
      const at = this.source.indexOf('&', start);
      this.nextAmpersand = at === -1 ? this.source.length : at;
    }
    return this.nextAmpersand >= end && this.sectionEnd(start) >= end && this.illegalAt >= end;
  }

  /** Where the next `&` and `]]>` stand at or behind an offset, so that another cursor need not search again. */
  protected marksFrom(start: number): TextMarks {
    this.isPlain(start, start);
    return { ampersand: this.nextAmpersand, sectionEnd: this.sectionEnd(start) };
  }

  protected sectionEnd(start: number): number {
    if (this.nextSectionEnd < start) {
      const at = this.source.indexOf(']]>', start);
      this.nextSectionEnd = at === -1 ? this.source.length : at;
    }
    return this.nextSectionEnd;
  }

  /** Reads the NCName at `pos`, leaves its hash behind (of use for ASCII names only) and returns the offset behind it. */
  nameEndAt(pos: number): number {
    const source = this.source;
    let at = pos;
    let c = source.charCodeAt(at);
    let hash = 0;
    if (c < 128 && NAME_CLASS[c] === 3) {
      do {
        hash = (Math.imul(hash, 31) + c) | 0;
        c = source.charCodeAt(++at);
      } while (c < 128 && NAME_CLASS[c] !== 0);
      if (!(c >= 128)) {
        if (at - pos > this.limits.maxNameLength) this.nameTooLong(pos);
        this.hash = hash;
        return at;
      }
    }
    this.hash = 0;
    return this.nameAt(pos);
  }

  protected nameTooLong(pos: number): never {
    return this.fail('NameTooLong', `a name is longer than ${this.limits.maxNameLength} characters`, pos);
  }

  protected comment(pos: number): number {
    const dashes = this.source.indexOf('--', pos + 4);
    if (dashes === -1) this.fail('UnexpectedEnd', 'a comment is not closed', pos);
    if (this.source.charCodeAt(dashes + 2) !== GT) this.fail('NotWellFormed', '-- must not stand in a comment', dashes);
    if (dashes > this.illegalAt) this.failIllegal();
    return dashes + 3;
  }

  protected refuseMarkup(pos: number): never {
    const source = this.source;
    if (source.charCodeAt(pos + 1) === QUESTION) {
      // SOAP 1.1 §3, Basic Profile R1009.
      return this.fail(
        'ProcessingInstructionForbidden',
        'processing instructions are not allowed in SOAP messages',
        pos,
      );
    }
    if (source.startsWith('<!DOCTYPE', pos)) {
      // SOAP 1.1 §3, Basic Profile R1008.
      return this.fail('DoctypeForbidden', 'a document type declaration is not allowed in SOAP messages', pos);
    }
    return this.fail('NotWellFormed', '<! opens neither a comment nor a CDATA section', pos);
  }

  protected failIllegal(): never {
    const codePoint = this.source.codePointAt(this.illegalAt) ?? 0;
    return this.fail(
      'IllegalCharacter',
      `the character ${codePointName(codePoint)} is not allowed in XML 1.0`,
      this.illegalAt,
    );
  }

  protected declaration(): number {
    const declaration = readDeclaration(this.source);
    if (declaration === undefined) return this.fail('NotWellFormed', 'the XML declaration is not well formed', 0);
    if (declaration.version !== '1.0') {
      return this.fail(
        'UnsupportedVersion',
        `XML version ${declaration.version} is not supported; SOAP uses XML 1.0`,
        0,
      );
    }
    return declaration.length;
  }
}

function describe(codePoint: number): string {
  return codePoint > 0x20 && codePoint < 0x7f ? String.fromCodePoint(codePoint) : codePointName(codePoint);
}
