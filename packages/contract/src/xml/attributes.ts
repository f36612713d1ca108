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

/**
 * The attributes of the element started last. Declarations of namespaces go to the scanner's scope instead.
 *
 * Kept as offsets into the text: most attributes are never asked for by name, so nothing is copied until one is.
 */
export class AttributeList implements Iterable<XmlAttribute> {
  /** Attributes without the namespace declarations. */
  count = 0;
  private readonly starts: number[] = [];
  private readonly colons: number[] = [];
  private readonly ends: number[] = [];
  private readonly uris: string[] = [];
  private readonly values: string[] = [];
  /** Where the value read last ended, behind its quote. */
  private valueEnd = 0;

  constructor(private readonly scanner: XmlScanner) {}

  /** The value of an attribute, or undefined. `uri` is '' for unqualified attributes. */
  value(uri: string, local: string): string | undefined {
    for (let i = 0; i < this.count; i++) {
      if (this.uris[i] === uri && this.isLocal(i, local)) return this.values[i];
    }
    return undefined;
  }

  *[Symbol.iterator](): Generator<XmlAttribute> {
    const { source } = this.scanner;
    for (let i = 0; i < this.count; i++) {
      const end = this.ends[i];
      yield {
        uri: this.uris[i] ?? '',
        local: source.slice(this.localStart(i), end),
        qualifiedName: source.slice(this.starts[i], end),
        value: this.values[i] ?? '',
      };
    }
  }

  /** Reads what follows an element name up to its `>` and returns the offset behind it. */
  read(pos: number): number {
    const { scanner } = this;
    const { source, limits, namespaces } = scanner;
    const declarations = namespaces.count;
    let total = 0;
    let kept = 0;
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
      const value = this.readValue(skipSpace(source, at + 1));
      at = this.valueEnd;
      if ((colon === -1 ? end : colon) - start === 5 && source.startsWith('xmlns', start)) {
        this.declare(declarations, colon === -1 ? '' : source.slice(colon + 1, end), value, start);
      } else {
        this.starts[kept] = start;
        this.colons[kept] = colon;
        this.ends[kept] = end;
        this.values[kept] = value;
        kept++;
      }
    }
    this.resolve(kept);
    return at + 1;
  }

  private declare(before: number, prefix: string, uri: string, start: number): void {
    const { scanner } = this;
    if (scanner.namespaces.isDeclaredSince(before, prefix))
      this.duplicate(prefix === '' ? 'xmlns' : `xmlns:${prefix}`, start);
    const problem = scanner.namespaces.declare(prefix, uri);
    if (problem !== undefined) scanner.fail('ReservedNamespace', problem, start);
    const { maxNamespaces } = scanner.limits;
    if (scanner.namespaces.count > maxNamespaces) {
      scanner.fail(
        'TooManyNamespaces',
        `more than ${maxNamespaces} namespace declarations are in force at once`,
        start,
      );
    }
  }

  /** Prefixes can be resolved only when all declarations of the tag have been read. */
  private resolve(kept: number): void {
    const { scanner } = this;
    const { source } = scanner;
    this.count = 0;
    for (let i = 0; i < kept; i++) {
      const start = this.starts[i] ?? 0;
      const colon = this.colons[i] ?? -1;
      let uri: string | undefined = '';
      if (colon !== -1) {
        uri = scanner.namespaces.resolveAt(source, start, colon);
        if (uri === undefined) {
          return scanner.fail('UnboundPrefix', `the prefix ${source.slice(start, colon)} is not declared`, start);
        }
      }
      this.uris[i] = uri;
      if (i > 0) {
        const local = source.slice(this.localStart(i), this.ends[i]);
        if (this.value(uri, local) !== undefined) this.duplicate(source.slice(start, this.ends[i]), start);
      }
      this.count = i + 1;
    }
  }

  private localStart(i: number): number {
    const colon = this.colons[i] ?? -1;
    return colon === -1 ? (this.starts[i] ?? 0) : colon + 1;
  }

  private isLocal(i: number, local: string): boolean {
    const start = this.localStart(i);
    return (this.ends[i] ?? 0) - start === local.length && this.scanner.source.startsWith(local, start);
  }

  private duplicate(name: string, offset: number): never {
    return this.scanner.fail('DuplicateAttribute', `the attribute ${name} stands twice on one element`, offset);
  }

  private readValue(pos: number): string {
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
    this.valueEnd = end + 1;
    const text = source.slice(pos + 1, end);
    if (!VALUE_SPECIAL.test(text)) return text;
    const lt = text.indexOf('<');
    if (lt !== -1) scanner.fail('NotWellFormed', '< must be written &lt; in an attribute value', pos + 1 + lt);
    // §3.3.3: literal white space becomes a space, a reference to it stays what it is.
    return text.includes('&') ? this.normalisedWithReferences(pos + 1, end) : text.replace(/[\t\n]/g, ' ');
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
