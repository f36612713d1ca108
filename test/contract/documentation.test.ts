import { describe, expect, test } from '@jest/globals';
import { documents, type DocumentName } from '@imps-wsi/contract/documents';
import { parseXml, descendants, type XmlNode } from '../support/xml-tree.js';

const XS = 'http://www.w3.org/2001/XMLSchema';
const WSDL = 'http://schemas.xmlsoap.org/wsdl/';

/** What a developer can meet in generated code or in an editor; the rest of a WSDL only connects these. */
const DESCRIBED: Readonly<Record<string, readonly string[]>> = {
  [XS]: ['schema', 'element', 'complexType', 'simpleType', 'enumeration'],
  [WSDL]: ['definitions', 'message', 'part', 'portType', 'operation', 'fault', 'binding', 'service', 'port'],
};

/** What an element says of itself; '' when nothing. */
function words({ children }: XmlNode): string {
  const own = children.filter(({ local }) => local === 'documentation');
  const annotated = children.filter(({ local }) => local === 'annotation').flatMap((each) => each.children);
  return [...own, ...annotated].map(({ text }) => text.trim()).join(' ');
}

const named = ({ local, attributes }: XmlNode): string => `${local} ${attributes['name'] ?? attributes['value'] ?? ''}`;

/** Bound operations and faults are the port type's: their words stand there. */
function described(root: XmlNode): readonly XmlNode[] {
  const bound = new Set(descendants(root, WSDL, 'binding').flatMap((binding) => descendants(binding).slice(1)));
  // strong-soap takes whatever a fault's message holds first for its part: what is to be said stands in that part.
  const faults = new Set(
    descendants(root, WSDL, 'fault').map(({ attributes }) => attributes['message']?.split(':')[1]),
  );
  const fault = ({ local, attributes }: XmlNode): boolean => local === 'message' && faults.has(attributes['name']);
  // A schema without a namespace holds nothing of its own: it only imports.
  const empty = (node: XmlNode): boolean => node.local === 'schema' && node.attributes['targetNamespace'] === undefined;
  return descendants(root).filter(
    (node) => !bound.has(node) && !empty(node) && !fault(node) && DESCRIBED[node.uri]?.includes(node.local),
  );
}

describe.each(Object.keys(documents) as DocumentName[])('WSI-1, WSI-23: %s explains itself', (file) => {
  const root = parseXml(documents[file]);

  test('every operation, message, type, element, word and fault says what it means', () => {
    const silent = described(root).filter((node) => words(node) === '');
    expect(silent.map((node) => `${named(node)} in ${named(node.parent ?? node)}`)).toEqual([]);
  });

  test('none says only its name again', () => {
    const lazy = described(root).filter((node) => {
      const said = words(node).toLowerCase();
      return said.split(/\s+/).length < 3 || said === (node.attributes['name'] ?? '').toLowerCase();
    });
    expect(lazy.map(named)).toEqual([]);
  });

  test('documentation is the first that an element holds, as the schemas of WSDL and XSD ask', () => {
    const late = descendants(root).filter(({ children }) =>
      children.slice(1).some(({ uri, local }) => uri === WSDL && local === 'documentation'),
    );
    expect(late.map(named)).toEqual([]);
  });
});
