import { WsiError } from '@imps-wsi/contract/errors';
import type { EnvelopeLayout } from '@imps-wsi/contract/soap';
import { DSIG_NAMESPACE, WSSE_NAMESPACE, WSU_NAMESPACE, type Canonicalisation } from '@imps-wsi/contract/wsse';
import { XmlScanner, XmlToken } from '@imps-wsi/contract/xml';
import { DOMParser } from '@xmldom/xmldom';
import { ExclusiveCanonicalization } from 'xml-crypto';

/**
 * The parts of an envelope in canonical form, as signatures are made over them (Exclusive XML Canonicalization 1.0).
 *
 * Parts are taken by their position, which our scanner has found, and never searched for by id: there is one Body, one
 * Security header and one Timestamp in it, and an id only has to be the one that they have. `xml-crypto` canonicalises
 * them, over the tree that `xmldom` makes of exactly this piece of the text. Its own `checkSignature` is not used: it
 * finds what is signed by searching the whole document, which is what wrapping attacks live on, and takes a hundred times as
 * long.
 */

/** An element of the header that a Reference can mean. */
export interface SignedElement {
  readonly isTimestamp: boolean;
  canonical(by: Canonicalisation): string;
}

/** The Header with what stands around it; the Body is not looked at. */
export class HeaderDocument {
  readonly #signedInfo: Element;
  readonly #byId = new Map<string, Element>();
  readonly #timestamp: Element | undefined;

  /** @param securityIndex which block of the Header is our Security header, counted from 0 */
  constructor(source: string, layout: EnvelopeLayout, securityIndex: number) {
    const root = treeOf(source.slice(layout.start, layout.body), source, layout);
    const header = childrenOf(root)[0];
    const security = header === undefined ? undefined : childrenOf(header)[securityIndex];
    if (header === undefined || security === undefined || !isNamed(security, WSSE_NAMESPACE, 'Security')) {
      throw notCanonical(new Error('the tree of the header is not what was scanned'));
    }
    const blocks = childrenOf(security);
    const signature = blocks.find((each) => isNamed(each, DSIG_NAMESPACE, 'Signature'));
    const signedInfo = signature === undefined ? undefined : childrenOf(signature)[0];
    if (signedInfo === undefined || !isNamed(signedInfo, DSIG_NAMESPACE, 'SignedInfo')) {
      throw notCanonical(new Error('the tree of the signature is not what was scanned'));
    }
    this.#signedInfo = signedInfo;
    this.#timestamp = blocks.find((each) => isNamed(each, WSU_NAMESPACE, 'Timestamp'));
    for (const element of [...childrenOf(header), ...blocks]) {
      const id = idOf(element);
      if (id === undefined) continue;
      if (this.#byId.has(id)) throw duplicateId(id);
      this.#byId.set(id, element);
    }
  }

  signedInfo(by: Canonicalisation): string {
    return canonical(this.#signedInfo, by);
  }

  /** The block of the Header, or of our Security header, that has this wsu:Id. */
  element(id: string): SignedElement | undefined {
    const element = this.#byId.get(id);
    if (element === undefined) return undefined;
    return { isTimestamp: element === this.#timestamp, canonical: (by) => canonical(element, by) };
  }
}

/** The Body of an envelope that was read to its end. */
export class BodyDocument {
  /** Its wsu:Id. */
  readonly id: string | undefined;
  readonly #body: Element;

  /** @throws WsiError InvalidEnvelope, InvalidSecurity when an id stands twice; XmlError */
  constructor(source: string, layout: EnvelopeLayout) {
    const end = scanWhole(source, layout);
    const startTag = source.slice(layout.start, layout.startTagEnd);
    const root = treeOf(`${startTag}${source.slice(layout.body, end)}`, source, layout);
    const [body] = childrenOf(root);
    if (body === undefined) throw notCanonical(new Error('the tree of the Body is not what was scanned'));
    this.#body = body;
    this.id = idOf(body);
  }

  canonical(by: Canonicalisation): string {
    return canonical(this.#body, by);
  }
}

/**
 * Reads the document to its end, with all of the scanner's bounds, before another parser sees it: no document type, no
 * processing instruction, no name or nesting that is not XML. Answers where the Body ends.
 */
function scanWhole(source: string, layout: EnvelopeLayout): number {
  const scanner = new XmlScanner(source);
  const ids = new Set<string>();
  let bodyEnd: number | undefined;
  for (let token = scanner.next(); token !== XmlToken.Eof; token = scanner.next()) {
    if (token === XmlToken.Text) scanner.textRun();
    else if (token === XmlToken.End) {
      if (scanner.depth === 1 && scanner.offset > layout.body) bodyEnd ??= scanner.offset;
    } else {
      if (bodyEnd !== undefined && scanner.depth === 2) {
        throw new WsiError('InvalidEnvelope', { reason: 'Nothing may stand behind the Body (R1011).' });
      }
      if (scanner.attributeCount > 0) collectIds(scanner, ids);
    }
  }
  if (bodyEnd === undefined) throw new Error('the Body was not found again');
  return bodyEnd;
}

/** Ids as anybody may see them: wsu:Id, xml:id, and Id in any spelling. */
function collectIds(scanner: XmlScanner, ids: Set<string>): void {
  for (const { local, value } of scanner.attributes) {
    if (local.length !== 2 || local.toLowerCase() !== 'id') continue;
    if (ids.has(value)) throw duplicateId(value);
    ids.add(value);
  }
}

const duplicateId = (id: string) =>
  new WsiError('InvalidSecurity', { reason: `Two elements have the id ${id.slice(0, 100)}; ids must be unique.` });

/** xmldom has an option that its types do not tell of. */
type ParserOptions = ConstructorParameters<typeof DOMParser>[0] & {
  readonly normalizeLineEndings: (text: string) => string;
};

const options: ParserOptions = {
  // XML 1.0 §2.11. Left to itself xmldom takes U+0085 and U+2028 for line ends too, as XML 1.1 has it: what other stacks sign
  // would be refused, and from users of this library another text would be read than they sent.
  normalizeLineEndings: (text) => text.replace(/\r\n?/g, '\n'),
  errorHandler: (_level: string, message: string) => {
    throw new Error(`a document that was scanned could not be parsed: ${message}`);
  },
};
const parser = new DOMParser(options);

/** @param opened a piece of the document from its root's start tag on, in which nothing but the root is left open */
function treeOf(opened: string, source: string, { start }: EnvelopeLayout): Element {
  const name = /^<([^\s/>]+)/.exec(source.slice(start, start + 2_000))?.[1] ?? '';
  return inCanonicalForm(() => parser.parseFromString(`${opened}</${name}>`, 'text/xml').documentElement);
}

/** What our scanner took and the libraries do not is the sender's business, not a failure of ours. */
function inCanonicalForm<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw notCanonical(cause);
  }
}

const notCanonical = (cause: unknown) =>
  new WsiError('FailedCheck', {
    reason: 'The signed message holds something that cannot be brought into canonical form here.',
    cause,
  });

function canonical(element: Element, { prefixes }: Canonicalisation): string {
  return inCanonicalForm(() =>
    new ExclusiveCanonicalization().process(element, {
      inclusiveNamespacesPrefixList: [...prefixes],
      ancestorNamespaces: namespacesAbove(element),
    }),
  );
}

/** Declarations in force at an element that stand above it; of the same prefix the nearest. */
function namespacesAbove(element: Element): { prefix: string; namespaceURI: string }[] {
  const found = new Map<string, string>();
  for (let node = element.parentNode; node !== null; node = node.parentNode) {
    for (const { name, value } of Array.from((node as Partial<Element>).attributes ?? [])) {
      const prefix = name.startsWith('xmlns:') ? name.slice(6) : undefined;
      if (prefix !== undefined && !found.has(prefix)) found.set(prefix, value);
    }
  }
  for (const { name } of Array.from(element.attributes)) if (name.startsWith('xmlns:')) found.delete(name.slice(6));
  return [...found].map(([prefix, namespaceURI]) => ({ prefix, namespaceURI }));
}

const childrenOf = (element: Element): Element[] =>
  Array.from(element.childNodes).filter((node): node is Element => node.nodeType === 1);

const isNamed = (element: Element, uri: string, local: string): boolean =>
  element.namespaceURI === uri && element.localName === local;

function idOf(element: Element): string | undefined {
  const id = element.getAttributeNS(WSU_NAMESPACE, 'Id');
  return id === null || id === '' ? undefined : id;
}
