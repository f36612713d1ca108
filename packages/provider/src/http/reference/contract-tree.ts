import { XmlScanner, XmlToken, xmlLimits } from '@imps-wsi/contract/xml';

/** An element of a contract document. */
export interface ContractNode {
  readonly uri: string;
  readonly local: string;
  /** Unqualified attributes; '' is what is not there. */
  readonly attribute: (name: string) => string;
  readonly children: readonly ContractNode[];
  readonly text: string;
}

/** A contract document as a tree. */
export function readTree(text: string): ContractNode {
  const scanner = new XmlScanner(text, xmlLimits({ maxChildren: 100_000, maxAttributeLength: 65_536 }));
  const element = (): ContractNode => {
    const { namespaceUri: uri, localName: local } = scanner;
    const attributes = new Map(
      [...scanner.attributes].filter((each) => each.uri === '').map((each) => [each.local, each.value]),
    );
    const children: ContractNode[] = [];
    let own = '';
    for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
      if (token === XmlToken.Text) own += scanner.textRun();
      else children.push(element());
    }
    return { uri, local, attribute: (name) => attributes.get(name) ?? '', children, text: own };
  };
  scanner.next();
  const root = element();
  scanner.finish();
  return root;
}

export const childrenNamed = (node: ContractNode | undefined, local: string): readonly ContractNode[] =>
  (node?.children ?? []).filter((child) => child.local === local);

/** The first child of that name. */
export const childNamed = (node: ContractNode | undefined, local: string): ContractNode | undefined =>
  childrenNamed(node, local)[0];

/** What stands behind the prefix of a QName. */
export const localOf = (qname: string): string => qname.slice(qname.indexOf(':') + 1);

/** What an element says of itself, on one line. */
export function documentationOf(node: ContractNode | undefined): string {
  const own = childrenNamed(node, 'documentation');
  const annotated = childrenNamed(node, 'annotation').flatMap((each) => childrenNamed(each, 'documentation'));
  return [...own, ...annotated].map(({ text }) => text.replace(/\s+/g, ' ').trim()).join(' ');
}
