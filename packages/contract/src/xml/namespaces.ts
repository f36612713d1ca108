/* eslint-disable @typescript-eslint/non-nullable-type-assertion-style -- stack slots below the depth are always filled */
import { canonicalUri } from './names.js';

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
export const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

/** The namespace declarations in force, innermost last. */
export class NamespaceScope {
  /** The namespace of unprefixed elements; '' for none. */
  defaultUri = '';
  /** Declarations in force, counted so that an element can restore what it found. */
  count = 0;
  private readonly prefixes: string[] = [];
  private readonly uris: string[] = [];

  /**
   * Adds a declaration; prefix '' is the default namespace. Returns why it is not allowed (Namespaces in XML 1.0, §3
   * and §5), or undefined when it is.
   */
  declare(prefix: string, uri: string): string | undefined {
    if (prefix === 'xmlns') return 'the prefix xmlns must not be declared';
    if ((prefix === 'xml') !== (uri === XML_NAMESPACE)) {
      return prefix === 'xml'
        ? 'the prefix xml cannot be bound to another namespace'
        : `the namespace ${XML_NAMESPACE} belongs to the prefix xml`;
    }
    if (uri === XMLNS_NAMESPACE) return `the namespace ${XMLNS_NAMESPACE} must not be declared`;
    if (uri === '' && prefix !== '') return `the prefix ${prefix} cannot be undeclared in Namespaces 1.0`;
    const shared = canonicalUri(uri);
    this.prefixes[this.count] = prefix;
    this.uris[this.count] = shared;
    this.count++;
    if (prefix === '') this.defaultUri = shared;
    return undefined;
  }

  /** Has this prefix been declared since `count` was what is given? */
  isDeclaredSince(count: number, prefix: string): boolean {
    for (let i = count; i < this.count; i++) if (this.prefixes[i] === prefix) return true;
    return false;
  }

  /** Takes over the declarations in force in another scope. */
  copy(from: NamespaceScope): void {
    for (let i = 0; i < from.count; i++) {
      this.prefixes[i] = from.prefixes[i] as string;
      this.uris[i] = from.uris[i] as string;
    }
    this.count = from.count;
    this.defaultUri = from.defaultUri;
  }

  /** Takes back all declarations made since `count` was what is given. */
  restore(count: number): void {
    this.count = count;
    this.defaultUri = this.lookup('') ?? '';
  }

  /** The namespace bound to the prefix that stands at source[start, end), or undefined. */
  resolveAt(source: string, start: number, end: number): string | undefined {
    const length = end - start;
    for (let i = this.count - 1; i >= 0; i--) {
      const prefix = this.prefixes[i] as string;
      if (prefix.length !== length) continue;
      let at = 0;
      while (at < length && prefix.charCodeAt(at) === source.charCodeAt(start + at)) at++;
      if (at === length) return this.uris[i];
    }
    return length === 3 && source.startsWith('xml', start) ? XML_NAMESPACE : undefined;
  }

  /** The namespace bound to a prefix ('' for the default), or undefined. */
  lookup(prefix: string): string | undefined {
    for (let i = this.count - 1; i >= 0; i--) {
      if (this.prefixes[i] === prefix) return this.uris[i];
    }
    return prefix === 'xml' ? XML_NAMESPACE : undefined;
  }

  /** Every prefix in force with its namespace ('' for an undeclared default), as c14n and fault details need it. */
  inForce(): ReadonlyMap<string, string> {
    const bound = new Map<string, string>();
    for (let i = 0; i < this.count; i++) bound.set(this.prefixes[i] as string, this.uris[i] as string);
    return bound;
  }
}
