import { decodeXmlBytes, XmlScanner, XmlToken, xmlLimits } from '@imps-wsi/contract/xml';
import { Refusal } from './refusal.js';

/** An element of a contract document. */
export interface Node {
  readonly file: string;
  readonly line: number;
  readonly uri: string;
  readonly local: string;
  /** Unqualified attributes; contract documents need no others. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Prefixes in force here. */
  readonly prefixes: ReadonlyMap<string, string>;
  readonly children: readonly Node[];
  /** Its own character data. */
  readonly text: string;
  /** Offsets in the document: of its `<`, behind the `>` of its start tag, behind its end. */
  readonly start: number;
  readonly inside: number;
  readonly end: number;
}

/** Reads a contract document with the same scanner that reads messages. */
export function parseDocument(
  file: string,
  bytes: Uint8Array,
  { foreignAttributes = false }: { readonly foreignAttributes?: boolean } = {},
): { readonly root: Node; readonly text: string } {
  const text = decodeXmlBytes(bytes);
  const scanner = new XmlScanner(text, xmlLimits({ maxChildren: 100_000, maxAttributeLength: 65_536 }));
  scanner.next();
  const root = element(scanner, file, foreignAttributes);
  scanner.finish();
  return { root, text: scanner.source };
}

function element(scanner: XmlScanner, file: string, foreignAttributes: boolean): Node {
  const { namespaceUri: uri, localName: local, elementStart } = scanner;
  const line = countLines(scanner.source, elementStart);
  const attributes = new Map<string, string>();
  for (const attribute of scanner.attributes) {
    if (attribute.uri !== '') {
      if (foreignAttributes) continue;
      throw new Refusal(file, line, `attribute ${attribute.qualifiedName}`, 'only unqualified attributes');
    }
    attributes.set(attribute.local, attribute.value);
  }
  const prefixes = scanner.namespaces.inForce();
  const inside = scanner.offset;
  const children: Node[] = [];
  let text = '';
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) text += scanner.textRun();
    else children.push(element(scanner, file, foreignAttributes));
  }
  return {
    file,
    line,
    uri,
    local,
    attributes,
    prefixes,
    children,
    text,
    start: elementStart,
    inside,
    end: scanner.offset,
  };
}

function countLines(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) line++;
  return line;
}

/** An expanded name from a QName in an attribute value. */
export interface QName {
  readonly uri: string;
  readonly local: string;
}

export function resolveQName(node: Node, value: string): QName {
  const colon = value.indexOf(':');
  const uri = node.prefixes.get(colon === -1 ? '' : value.slice(0, colon));
  if (uri === undefined && colon !== -1) throw refuse(node, `the undeclared prefix of ${value}`, 'a declared prefix');
  return { uri: uri ?? '', local: value.slice(colon + 1) };
}

export function refuse(node: Node, construct: string, instead: string): Refusal {
  return new Refusal(node.file, node.line, construct, instead);
}

export function attribute(node: Node, name: string): string {
  const value = node.attributes.get(name);
  if (value === undefined) throw refuse(node, `<${node.local}> without ${name}`, `a ${name} attribute`);
  return value;
}

/** Throws for attributes that the subset has no meaning for, so that nothing written is silently ignored. */
export function allowAttributes(node: Node, ...names: string[]): void {
  for (const name of node.attributes.keys()) {
    if (!names.includes(name)) {
      throw refuse(node, `attribute ${name} on <${node.local}>`, names.length > 0 ? names.join(', ') : 'no attribute');
    }
  }
}

/** The text of xs:annotation/xs:documentation, on one line. */
export function documentationOf(node: Node): string {
  return node.children
    .filter((child) => child.local === 'annotation' || child.local === 'documentation')
    .flatMap((child) => (child.local === 'annotation' ? child.children : [child]))
    .map((child) => child.text.replace(/\s+/g, ' ').trim())
    .join(' ')
    .trim();
}
