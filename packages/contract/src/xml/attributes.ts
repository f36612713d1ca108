import { XMLNS_NAMESPACE } from './namespaces.js';
import type { XmlScanner } from './scanner.js';

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const COLON = 0x3a;
const EQUALS = 0x3d;
const GT = 0x3e;
const SLASH = 0x2f;

const VALUE_SPECIAL = /[&<\t\n]/;

/** One attribute, its name expanded. */
export interface XmlAttribute {
  /** Namespace name; '' for none. */
  readonly uri: string;
  readonly local: string;
  /** As written, prefix and all. */
  readonly qualifiedName: string;
  /** Normalised as CDATA (XML 1.0 §3.3.3). */
  readonly value: string;
}

/** The attributes of the element started last. Declarations of namespaces go to the scanner's scope instead. */
export class AttributeList implements Iterable<XmlAttribute> {
  private list: XmlAttribute[] = [];

  constructor(private readonly scanner: XmlScanner) {}

  get count(): number {
    return this.list.length;
  }

  /** The value of an attribute, or undefined. `uri` is '' for unqualified attributes. */
  value(uri: string, local: string): string | undefined {
    for (const attribute of this.list) {
      if (attribute.local === local && attribute.uri === uri) return attribute.value;
    }
    return undefined;
  }

  [Symbol.iterator](): Iterator<XmlAttribute> {
    return this.list[Symbol.iterator]();
  }

  /** Reads what follows an element name up to its `>` and returns the offset behind it. */
  read(pos: number): number {
    const { scanner } = this;
    const { source, limits } = scanner;
    const raw: { start: number; colon: number; end: number; value: string }[] = [];
    let total = 0;
    let at = pos;
    for (;;) {
      const space = at;
      at = skipSpace(source, at);
      const c = source.charCodeAt(at);
      if (c === GT) break;
      if (c === SLASH) {
        if (source.charCodeAt(at + 1) !== GT) scanner.fail('NotWellFormed', '/ must be followed by > in a tag', at);
        at++;
        break;
      }
      if (at >= source.length) scanner.fail('UnexpectedEnd', 'the document ends inside a tag', at);
      if (space === at) scanner.fail('NotWellFormed', 'white space is expected before an attribute', at);
      if (++total > limits.maxAttributes) {
        scanner.fail('TooManyAttributes', `an element has more than ${limits.maxAttributes} attributes`, at);
      }
      const start = at;
      let colon = -1;
      at = scanner.nameEndAt(at);
      if (source.charCodeAt(at) === COLON) {
        colon = at;
        at = scanner.nameEndAt(at + 1);
      }
      const end = at;
      at = skipSpace(source, at);
      if (source.charCodeAt(at) !== EQUALS) {
        scanner.fail('NotWellFormed', 'an attribute needs = and a quoted value', at);
      }
      at = skipSpace(source, at + 1);
      const value = this.readValue(at);
      at = value.end;
      if (colon === -1 ? end - start === 5 && source.startsWith('xmlns', start) : source.startsWith('xmlns:', start)) {
        this.declare(raw, start, colon, end, value.text);
      }
      raw.push({ start, colon, end, value: value.text });
    }
    this.list = [];
    for (const attribute of raw) this.expand(attribute.start, attribute.colon, attribute.end, attribute.value);
    return at + 1;
  }

  /** Forgets the attributes (the element has none). */
  clear(): void {
    if (this.list.length !== 0) this.list = [];
  }

  private declare(
    raw: readonly { start: number; end: number }[],
    start: number,
    colon: number,
    end: number,
    uri: string,
  ): void {
    const { scanner } = this;
    const written = scanner.source.slice(start, end);
    if (raw.some((other) => scanner.source.slice(other.start, other.end) === written)) this.duplicate(written, start);
    const problem = scanner.namespaces.declare(colon === -1 ? '' : scanner.source.slice(colon + 1, end), uri);
    if (problem !== undefined) scanner.fail('ReservedNamespace', problem, start);
  }

  private expand(start: number, colon: number, end: number, value: string): void {
    const { scanner } = this;
    const { source } = scanner;
    const qualifiedName = source.slice(start, end);
    let uri = '';
    let local = qualifiedName;
    if (colon === -1) {
      if (qualifiedName === 'xmlns') return;
    } else {
      if (source.startsWith('xmlns:', start)) return;
      uri = scanner.namespaces.resolveAt(source, start, colon) ?? '';
      local = source.slice(colon + 1, end);
      if (uri === '') scanner.fail('UnboundPrefix', `the prefix ${source.slice(start, colon)} is not declared`, start);
      if (uri === XMLNS_NAMESPACE)
        scanner.fail('ReservedNamespace', 'no attribute may be in the namespace of xmlns', start);
    }
    for (const other of this.list) {
      if (other.local === local && other.uri === uri) this.duplicate(qualifiedName, start);
    }
    this.list.push({ uri, local, qualifiedName, value });
  }

  private duplicate(name: string, offset: number): never {
    return this.scanner.fail('DuplicateAttribute', `the attribute ${name} stands twice on one element`, offset);
  }

  private readValue(pos: number): { readonly text: string; readonly end: number } {
    const { scanner } = this;
    const { source, limits } = scanner;
    const quote = source.charCodeAt(pos);
    if (quote !== QUOTE && quote !== APOSTROPHE) {
      scanner.fail(pos >= source.length ? 'UnexpectedEnd' : 'NotWellFormed', 'an attribute value must be quoted', pos);
    }
    const end = source.indexOf(quote === QUOTE ? '"' : "'", pos + 1);
    if (end === -1) scanner.fail('UnexpectedEnd', 'an attribute value is not closed', pos);
    if (end - pos - 1 > limits.maxAttributeLength) {
      scanner.fail('AttributeTooLong', `an attribute value is longer than ${limits.maxAttributeLength}`, pos);
    }
    let text = source.slice(pos + 1, end);
    if (!VALUE_SPECIAL.test(text)) return { text, end: end + 1 };
    const lt = text.indexOf('<');
    if (lt !== -1) scanner.fail('NotWellFormed', '< must be written &lt; in an attribute value', pos + 1 + lt);
    // §3.3.3: literal white space becomes a space, a reference to it stays what it is.
    if (text.includes('&')) text = this.normalisedWithReferences(pos + 1, end);
    else text = text.replace(/[\t\n]/g, ' ');
    return { text, end: end + 1 };
  }

  private normalisedWithReferences(start: number, end: number): string {
    const { source } = this.scanner;
    let text = '';
    let from = start;
    for (let at = start; at < end; at++) {
      const c = source.charCodeAt(at);
      if (c !== 0x09 && c !== 0x0a) continue;
      text += `${this.scanner.resolveReferences(from, at)} `;
      from = at + 1;
    }
    return text + this.scanner.resolveReferences(from, end);
  }
}

function skipSpace(source: string, pos: number): number {
  let at = pos;
  for (let c = source.charCodeAt(at); c === 0x20 || c === 0x0a || c === 0x09;) c = source.charCodeAt(++at);
  return at;
}
