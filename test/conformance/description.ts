import { childrenOf, descendants, expanded, parseXml, type XmlNode } from '../support/xml-tree.js';

export const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
export const SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';
export const SOAP12 = 'http://schemas.xmlsoap.org/wsdl/soap12/';
export const MIME = 'http://schemas.xmlsoap.org/wsdl/mime/';
export const XS = 'http://www.w3.org/2001/XMLSchema';

/** A schema, and where it was found. */
export interface DescribedSchema {
  readonly root: XmlNode;
  /** Absolute; of a schema inside of the WSDL, that of the WSDL. */
  readonly url: string;
}

/** What the Basic Profile calls a DESCRIPTION: a WSDL with all that it refers to. */
export interface Description {
  readonly wsdl: XmlNode;
  readonly schemas: readonly DescribedSchema[];
}

/** Follows each schemaLocation once. @param fetchText gives the text behind an absolute URL */
export async function readDescription(url: string, fetchText: (url: string) => Promise<string>): Promise<Description> {
  const wsdl = parseXml(await fetchText(url));
  const schemas: DescribedSchema[] = [];
  const seen = new Set<string>();
  const follow = async (root: XmlNode, base: string): Promise<void> => {
    for (const reference of root.children) {
      const location = reference.attributes['schemaLocation'];
      if (reference.uri !== XS || location === undefined) continue;
      const at = new URL(location, base).href;
      if (seen.has(at)) continue;
      seen.add(at);
      const found = parseXml(await fetchText(at));
      schemas.push({ root: found, url: at });
      await follow(found, at);
    }
  };
  for (const root of inlineSchemas(wsdl)) {
    schemas.push({ root, url });
    await follow(root, url);
  }
  return { wsdl, schemas };
}

export const inlineSchemas = (wsdl: XmlNode): readonly XmlNode[] =>
  childrenOf(wsdl, WSDL, 'types').flatMap((types) => childrenOf(types, XS, 'schema'));

/** Global components of all schemas by kind and expanded name, `element {uri}local`. */
export function componentsOf({ schemas }: Description): ReadonlyMap<string, XmlNode> {
  const found = new Map<string, XmlNode>();
  for (const { root } of schemas) {
    for (const node of root.children) {
      const kind = node.local === 'element' ? 'element' : /^(?:simple|complex)Type$/.test(node.local) ? 'type' : '';
      const name = node.attributes['name'];
      if (kind !== '' && name !== undefined)
        found.set(`${kind} {${root.attributes['targetNamespace'] ?? ''}}${name}`, node);
    }
  }
  return found;
}

/** Components of the WSDL by kind and expanded name, `message {uri}local`. */
export function definitionsOf({ wsdl }: Description): ReadonlyMap<string, XmlNode> {
  const uri = wsdl.attributes['targetNamespace'] ?? '';
  return new Map(
    wsdl.children
      .filter((node) => node.uri === WSDL && node.attributes['name'] !== undefined)
      .map((node) => [`${node.local} {${uri}}${node.attributes['name'] ?? ''}`, node]),
  );
}

/** Elements of the SOAP binding, of either version. */
export const soapNodes = ({ wsdl }: Description, ...locals: readonly string[]): readonly XmlNode[] =>
  descendants(wsdl).filter(({ uri, local }) => (uri === SOAP || uri === SOAP12) && locals.includes(local));

/** A bound operation beside what the port type says of it. */
export interface BoundOperation {
  readonly bound: XmlNode;
  readonly abstract: XmlNode | undefined;
}

export function boundOperations(description: Description): readonly BoundOperation[] {
  const definitions = definitionsOf(description);
  return childrenOf(description.wsdl, WSDL, 'binding').flatMap((binding) => {
    const portType = definitions.get(`portType ${expanded(binding, binding.attributes['type'] ?? '')}`);
    const operations = portType === undefined ? [] : childrenOf(portType, WSDL, 'operation');
    return childrenOf(binding, WSDL, 'operation').map((bound) => ({
      bound,
      abstract: operations.find(({ attributes }) => attributes['name'] === bound.attributes['name']),
    }));
  });
}

/** The message of one side of an operation. */
export function messageOf(description: Description, side: XmlNode | undefined): XmlNode | undefined {
  if (side === undefined) return undefined;
  return definitionsOf(description).get(`message ${expanded(side, side.attributes['message'] ?? '')}`);
}
