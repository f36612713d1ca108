import { allowAttributes, attribute, documentationOf, refuse, resolveQName, type Node } from './dom.js';
import {
  BUILTINS,
  type Builtin,
  type ComplexType,
  type Field,
  type GlobalElement,
  type Schema,
  type SimpleType,
} from './model.js';
import { readFacets } from './facets.js';
import type { TypeName } from './model.js';

export const XS = 'http://www.w3.org/2001/XMLSchema';

/** What to write instead of the constructs that toolkits read differently or not at all. */
const INSTEAD: Readonly<Record<string, string>> = {
  choice: 'optional elements, checked in code',
  all: 'xs:sequence',
  any: 'a list of scheme, name and value',
  anyAttribute: 'elements',
  attribute: 'an element',
  attributeGroup: 'elements',
  group: 'the elements themselves',
  union: 'one restriction of a built-in type',
  list: 'a repeated element',
  complexContent: 'the elements themselves; types are not derived',
  simpleContent: 'an element of its own for the text',
  redefine: 'a new type',
  notation: 'nothing',
  key: 'a check in code',
  keyref: 'a check in code',
  unique: 'a check in code',
};

/** Reads one schema document. */
export function readSchema(root: Node): Schema {
  if (root.uri !== XS || root.local !== 'schema') throw refuse(root, `<${root.local}> as root`, '<xs:schema>');
  allowAttributes(root, 'targetNamespace', 'elementFormDefault', 'attributeFormDefault', 'version');
  const uri = attribute(root, 'targetNamespace');
  if (root.attributes.get('elementFormDefault') !== 'qualified') {
    throw refuse(root, 'a schema with unqualified elements', 'elementFormDefault="qualified"');
  }
  if (root.attributes.get('attributeFormDefault') === 'qualified') {
    throw refuse(root, 'attributeFormDefault="qualified"', 'unqualified');
  }
  const prefix = [...root.prefixes].find(([name, bound]) => bound === uri && name !== '')?.[0];
  if (prefix === undefined) throw refuse(root, 'a schema without a prefix for its own namespace', `xmlns:p="${uri}"`);
  const imports: string[] = [];
  const includes: string[] = [];
  const types: (SimpleType | ComplexType)[] = [];
  const elements: GlobalElement[] = [];
  for (const node of schemaChildren(root)) {
    if (node.local === 'import') imports.push(reference(node));
    else if (node.local === 'include') includes.push(reference(node));
    else if (node.local === 'simpleType') types.push(simpleType(node, uri));
    else if (node.local === 'complexType') types.push(complexType(node, uri));
    else if (node.local === 'element') elements.push(globalElement(node, uri));
    else if (node.local !== 'annotation') throw outside(node);
  }
  return { file: root.file, uri, prefix, imports, includes, types, elements };
}

/** The file that an xs:import or xs:include names: beside the document, so that it can be served beside it. */
export function reference(node: Node): string {
  allowAttributes(node, 'namespace', 'schemaLocation');
  const location = attribute(node, 'schemaLocation');
  if (!/^[\w-]+\.xsd$/.test(location)) throw refuse(node, `schemaLocation ${location}`, 'a plain file name beside it');
  return location;
}

export function outside(node: Node): Error {
  return refuse(node, `<${node.local}>`, INSTEAD[node.local] ?? 'named types, xs:sequence and xs:restriction');
}

export function schemaChildren(node: Node): readonly Node[] {
  for (const child of node.children)
    if (child.uri !== XS) throw refuse(child, `<${child.local}>`, 'elements of XML Schema');
  if (node.text.trim() !== '') throw refuse(node, 'text between elements', 'xs:documentation');
  return node.children;
}

function named(
  node: Node,
  uri: string,
): { name: string; uri: string; documentation: string; file: string; line: number } {
  return { name: attribute(node, 'name'), uri, documentation: documentationOf(node), file: node.file, line: node.line };
}

function simpleType(node: Node, uri: string): SimpleType {
  allowAttributes(node, 'name');
  const content = schemaChildren(node).filter((child) => child.local !== 'annotation');
  const restriction = content[0];
  if (restriction === undefined || content.length > 1) throw refuse(node, 'an empty simple type', 'one xs:restriction');
  if (restriction.local !== 'restriction') throw outside(restriction);
  allowAttributes(restriction, 'base');
  const base = resolveQName(restriction, attribute(restriction, 'base'));
  if (base.uri !== XS)
    throw refuse(restriction, `a restriction of the named type ${base.local}`, 'a restriction of a built-in type');
  const builtin = builtinNamed(restriction, base.local);
  return { kind: 'simple', ...named(node, uri), base: builtin, facets: readFacets(restriction, builtin) };
}

function complexType(node: Node, uri: string): ComplexType {
  allowAttributes(node, 'name');
  if (!node.attributes.has('name')) throw refuse(node, 'an anonymous type', 'a named type');
  const content = schemaChildren(node).filter((child) => child.local !== 'annotation');
  const sequence = content[0];
  if (sequence === undefined || content.length > 1) {
    throw content[1] !== undefined
      ? outside(content[1])
      : refuse(node, 'a complex type without content', 'one xs:sequence');
  }
  if (sequence.local !== 'sequence') throw outside(sequence);
  allowAttributes(sequence);
  const fields = schemaChildren(sequence)
    .filter((child) => child.local !== 'annotation')
    .map((child) => field(child));
  return { kind: 'complex', ...named(node, uri), fields };
}

function field(node: Node): Field {
  if (node.local === 'sequence') throw refuse(node, 'a nested sequence', 'a named type of its own');
  if (node.local !== 'element') throw outside(node);
  checkElement(node, 'name', 'type', 'minOccurs', 'maxOccurs');
  const min = Number(node.attributes.get('minOccurs') ?? '1');
  const maxText = node.attributes.get('maxOccurs') ?? '1';
  const max = maxText === 'unbounded' ? Number.POSITIVE_INFINITY : Number(maxText);
  if (!Number.isInteger(min) || !(min === 0 || min === 1) || !(max >= 1)) {
    throw refuse(node, `minOccurs ${min} and maxOccurs ${maxText}`, 'minOccurs 0 or 1 and maxOccurs from 1');
  }
  return {
    name: attribute(node, 'name'),
    type: typeName(node),
    min,
    max,
    documentation: documentationOf(node),
    tolerated: false,
    file: node.file,
    line: node.line,
  };
}

function globalElement(node: Node, uri: string): GlobalElement {
  checkElement(node, 'name', 'type');
  const type = typeName(node);
  if ('builtin' in type) throw refuse(node, 'a global element of a built-in type', 'a named complex type');
  return { ...named(node, uri), type };
}

function checkElement(node: Node, ...attributes: string[]): void {
  const advice: Readonly<Record<string, string>> = {
    nillable: 'minOccurs="0"',
    default: 'minOccurs="0" and a documented meaning of absence',
    fixed: 'an enumeration',
    ref: 'name and type',
    substitutionGroup: 'optional elements',
    form: 'the default of the schema',
  };
  for (const [name, instead] of Object.entries(advice)) {
    if (node.attributes.has(name)) throw refuse(node, `attribute ${name}`, instead);
  }
  const inner = schemaChildren(node).find((child) => child.local !== 'annotation');
  if (inner !== undefined) throw refuse(inner, 'an anonymous type', 'a named type');
  allowAttributes(node, ...attributes);
}

function typeName(node: Node): TypeName {
  const name = resolveQName(node, attribute(node, 'type'));
  return name.uri === XS ? { builtin: builtinNamed(node, name.local) } : name;
}

function builtinNamed(node: Node, local: string): Builtin {
  const builtin = BUILTINS.find((candidate) => candidate === local);
  if (builtin === undefined) throw refuse(node, `xs:${local}`, BUILTINS.map((name) => `xs:${name}`).join(', '));
  return builtin;
}
