import { XmlScanner, XmlToken, xmlLimits } from '@imps-wsi/contract/xml';

/** An element of a document that a test looks into. */
export interface XmlNode {
  readonly uri: string;
  readonly local: string;
  readonly parent: XmlNode | undefined;
  /** By the name that was written, prefix included; namespace declarations are in `prefixes`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Prefixes in force here; '' is the default namespace. */
  readonly prefixes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Its own character data. */
  readonly text: string;
}

/** A whole document, read by the scanner that reads messages. @throws XmlError */
export function parseXml(text: string): XmlNode {
  const scanner = new XmlScanner(text, xmlLimits({ maxChildren: 100_000, maxAttributeLength: 65_536 }));
  const element = (parent: XmlNode | undefined): XmlNode => {
    const children: XmlNode[] = [];
    const node = {
      uri: scanner.namespaceUri,
      local: scanner.localName,
      parent,
      attributes: Object.fromEntries([...scanner.attributes].map((each) => [each.qualifiedName, each.value])),
      prefixes: scanner.namespaces.inForce(),
      children,
      text: '',
    };
    for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
      if (token === XmlToken.Text) node.text += scanner.textRun();
      else children.push(element(node));
    }
    return node;
  };
  scanner.next();
  const root = element(undefined);
  scanner.finish();
  return root;
}

/** The element and all below it, in document order; those of one name where it is given. */
export function descendants(node: XmlNode, uri?: string, local?: string): readonly XmlNode[] {
  const all = (each: XmlNode): XmlNode[] => [each, ...each.children.flatMap(all)];
  return all(node).filter(
    (each) => (uri === undefined || each.uri === uri) && (local === undefined || each.local === local),
  );
}

/** The children of one name. */
export function childrenOf(node: XmlNode, uri: string, local: string): readonly XmlNode[] {
  return node.children.filter((each) => each.uri === uri && each.local === local);
}

/** A QName as it stands in an attribute or text, expanded: `{uri}local`; `{undeclared}` where its prefix is none. */
export function expanded(node: XmlNode, qname: string): string {
  const colon = qname.indexOf(':');
  const prefix = colon === -1 ? '' : qname.slice(0, colon);
  const uri = node.prefixes.get(prefix) ?? (prefix === '' ? '' : 'undeclared');
  return `{${uri}}${qname.slice(colon + 1)}`;
}
