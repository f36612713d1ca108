import { childrenOf, descendants, expanded, type XmlNode } from '../support/xml-tree.js';
import {
  boundOperations,
  componentsOf,
  definitionsOf,
  inlineSchemas,
  messageOf,
  MIME,
  soapNodes,
  WSDL,
  XS,
  type Description,
} from './description.js';

/** What one requirement finds wrong, one line each. */
export type Requirement = (description: Description) => readonly string[];

const named = ({ local, attributes }: XmlNode): string => `${local} ${attributes['name'] ?? ''}`.trim();
const imports = ({ wsdl }: Description): readonly XmlNode[] => descendants(wsdl, WSDL, 'import');
const schemaImports = ({ schemas }: Description) =>
  schemas.flatMap(({ root, url }) => descendants(root, XS, 'import').map((node) => ({ node, root, url })));
const isRelative = (uri: string): boolean => !/^[a-z][a-z0-9+.-]*:/i.test(uri);
const SWA_REF = '{http://ws-i.org/profiles/basic/1.1/xsd}swaRef';

/** References by QName, from the WSDL to its own components and to those of schemas. */
function* references({ wsdl }: Description): Generator<readonly [kind: string, node: XmlNode, qname: string]> {
  const attributes: Readonly<Record<string, readonly [attribute: string, kind: string]>> = {
    input: ['message', 'message'],
    output: ['message', 'message'],
    fault: ['message', 'message'],
    binding: ['type', 'portType'],
    port: ['binding', 'binding'],
  };
  for (const node of descendants(wsdl)) {
    if (node.uri !== WSDL) continue;
    const [attribute = '', kind = ''] = attributes[node.local] ?? [];
    const value = node.attributes[attribute];
    if (value !== undefined) yield [kind, node, expanded(node, value)];
    if (node.local === 'part') {
      for (const each of ['element', 'type']) {
        const part = node.attributes[each];
        if (part !== undefined) yield [each, node, expanded(node, part)];
      }
    }
  }
}

/** References inside of schemas; those to types of XML Schema itself need no schema. */
function* schemaReferences({ schemas }: Description): Generator<readonly [kind: string, node: XmlNode, qname: string]> {
  for (const { root } of schemas) {
    for (const node of descendants(root)) {
      for (const [attribute, kind] of [
        ['type', 'type'],
        ['base', 'type'],
        ['ref', 'element'],
      ] as const) {
        const value = node.attributes[attribute];
        if (value === undefined) continue;
        const name = expanded(node, value);
        if (!name.startsWith(`{${XS}}`)) yield [kind, node, name];
      }
    }
  }
}

const uriOf = (name: string): string => name.slice(1, name.indexOf('}'));

/** Where an element or a type is referred to, and in which schema that stands. */
function schemaOf(description: Description, node: XmlNode): XmlNode | undefined {
  let at: XmlNode | undefined = node;
  while (at !== undefined && !(at.uri === XS && at.local === 'schema')) at = at.parent;
  return description.schemas.some(({ root }) => root === at) ? at : undefined;
}

/** A name of the schemas may be used where its namespace is the schema's own or imported there. */
function unimported(description: Description): readonly string[] {
  return [...schemaReferences(description)].flatMap(([, node, name]) => {
    const schema = schemaOf(description, node);
    const own = schema?.attributes['targetNamespace'];
    const imported =
      schema === undefined ? [] : childrenOf(schema, XS, 'import').map(({ attributes }) => attributes['namespace']);
    return uriOf(name) === own || imported.includes(uriOf(name)) ? [] : [`${name} is not imported where it is used`];
  });
}

/** The parts that stand in the Body of one side of a bound operation. */
function bodyParts(
  description: Description,
): readonly { readonly where: string; readonly parts: readonly XmlNode[] }[] {
  return boundOperations(description).flatMap(({ bound, abstract }) =>
    ['input', 'output'].flatMap((side) => {
      const [boundSide] = childrenOf(bound, WSDL, side);
      const body = boundSide === undefined ? undefined : descendants(boundSide).find(({ local }) => local === 'body');
      const message = messageOf(description, abstract === undefined ? undefined : childrenOf(abstract, WSDL, side)[0]);
      if (body === undefined || message === undefined) return [];
      const wanted = body.attributes['parts']?.split(/\s+/);
      const parts = childrenOf(message, WSDL, 'part').filter(
        ({ attributes }) => wanted === undefined || wanted.includes(attributes['name'] ?? ''),
      );
      return [{ where: `${side} of ${named(bound)}`, parts }];
    }),
  );
}

const duplicates = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name} twice`);

/** WS-I Basic Profile 1.1 and Attachments Profile 1.0: what they ask of a description, by number; wording is ours. */
export const REQUIREMENTS: Readonly<Record<string, readonly [what: string, requirement: Requirement]>> = {
  R2001: [
    'wsdl:import is for WSDL alone',
    (all) =>
      imports(all).flatMap(({ attributes }) =>
        /\.xsd\b|[?&]xsd/i.test(attributes['location'] ?? '') ? ['a schema'] : [],
      ),
  ],
  R2002: [
    'schemas come by xs:import, never by wsdl:import',
    (all) =>
      imports(all)
        .filter(({ attributes }) => !/wsdl/i.test(attributes['location'] ?? ''))
        .map(named),
  ],
  R2003: [
    'xs:import stands in a schema only',
    ({ wsdl }) =>
      descendants(wsdl, XS, 'import')
        .filter(({ parent }) => parent?.uri !== XS || parent.local !== 'schema')
        .map(named),
  ],
  R2004: [
    'xs:import leads to a schema',
    ({ schemas }) => schemas.filter(({ root }) => root.uri !== XS || root.local !== 'schema').map(({ url }) => url),
  ],
  R2005: [
    'what a schema is imported as is its own namespace',
    (all) =>
      schemaImports(all).flatMap(({ node, url }) => {
        const location = node.attributes['schemaLocation'];
        if (location === undefined) return [];
        const found = all.schemas.find((each) => each.url === new URL(location, url).href);
        return found?.root.attributes['targetNamespace'] === node.attributes['namespace'] ? [] : [location];
      }),
  ],
  R2007: [
    'an import of WSDL says from where',
    (all) =>
      imports(all)
        .filter(({ attributes }) => (attributes['location'] ?? '') === '')
        .map(named),
  ],
  R2803: [
    'namespaces of imports are absolute',
    (all) =>
      [...imports(all), ...schemaImports(all).map(({ node }) => node)].flatMap(({ attributes }) =>
        isRelative(attributes['namespace'] ?? '') ? [`namespace ${attributes['namespace'] ?? ''}`] : [],
      ),
  ],
  R2101: [
    'names lead to what is defined or imported',
    (all) => {
      const known = new Map([...definitionsOf(all), ...componentsOf(all)]);
      return [...references(all)]
        .filter(([kind, , name]) => !known.has(`${kind} ${name}`))
        .map(([kind, , name]) => `${kind} ${name}`);
    },
  ],
  R2102: [
    'names in schemas lead to components whose namespace is imported there',
    (all) => {
      const known = componentsOf(all);
      const missing = [...schemaReferences(all)].filter(([kind, , name]) => !known.has(`${kind} ${name}`));
      return [...missing.map(([kind, , name]) => `${kind} ${name}`), ...unimported(all)];
    },
  ],
  R2105: [
    'schemas have a namespace, unless they only import',
    ({ wsdl }) =>
      inlineSchemas(wsdl).flatMap(({ attributes, children }) =>
        (attributes['targetNamespace'] ?? '') !== '' ||
        children.every(({ local }) => /^(?:import|annotation)$/.test(local))
          ? []
          : ['a schema without targetNamespace'],
      ),
  ],
  R2112: [
    'no ArrayOf',
    ({ schemas }) =>
      schemas.flatMap(({ root }) =>
        descendants(root)
          .filter(({ attributes }) => (attributes['name'] ?? '').startsWith('ArrayOf'))
          .map(named),
      ),
  ],
  R2303: [
    'the consumer begins: no notification, no solicitation',
    ({ wsdl }) =>
      childrenOf(wsdl, WSDL, 'portType').flatMap((portType) =>
        childrenOf(portType, WSDL, 'operation').flatMap((operation) => {
          const sides = operation.children.map(({ local }) => local).filter((local) => /^(?:in|out)put$/.test(local));
          return sides[0] === 'input' ? [] : [named(operation)];
        }),
      ),
  ],
  R2304: [
    'no operation has the name of another',
    ({ wsdl }) =>
      childrenOf(wsdl, WSDL, 'portType').flatMap((portType) =>
        duplicates(childrenOf(portType, WSDL, 'operation').map(named)),
      ),
  ],
  R2204: [
    'parts in a Body are elements',
    (all) =>
      bodyParts(all).flatMap(({ where, parts }) =>
        parts
          .filter(({ attributes }) => attributes['element'] === undefined || attributes['type'] !== undefined)
          .map(() => where),
      ),
  ],
  R2201: [
    'parts= names at most one part',
    (all) =>
      soapNodes(all, 'body').flatMap(({ attributes }) =>
        (attributes['parts'] ?? '').includes(' ') ? ['several parts'] : [],
      ),
  ],
  R2210: [
    'a Body is one part',
    (all) =>
      bodyParts(all)
        .filter(({ parts }) => parts.length > 1)
        .map(({ where }) => where),
  ],
  R2706: [
    'use is literal, or not said',
    (all) =>
      soapNodes(all, 'body', 'fault', 'header', 'headerfault').flatMap(({ local, attributes }) =>
        (attributes['use'] ?? 'literal') === 'literal' ? [] : [local],
      ),
  ],
  R2716: [
    'no namespace attribute on the elements of the binding',
    (all) =>
      soapNodes(all, 'body', 'fault', 'header', 'headerfault').flatMap(({ local, attributes }) =>
        'namespace' in attributes ? [local] : [],
      ),
  ],
  R2710: [
    'each operation is known by its element on the wire',
    (all) =>
      duplicates(
        boundOperations(all).map(({ abstract }) => {
          const message = messageOf(all, abstract === undefined ? undefined : childrenOf(abstract, WSDL, 'input')[0]);
          const part = message === undefined ? undefined : childrenOf(message, WSDL, 'part')[0];
          return part === undefined ? '' : expanded(part, part.attributes['element'] ?? '');
        }),
      ),
  ],
  R2718: [
    'a binding has the operations of its port type, all and no other',
    (all) => {
      const bound = boundOperations(all);
      const names = new Set(bound.map(({ bound: { attributes } }) => attributes['name']));
      const portTypes = childrenOf(all.wsdl, WSDL, 'portType').flatMap((each) => childrenOf(each, WSDL, 'operation'));
      return [
        ...bound.filter(({ abstract }) => abstract === undefined).map((each) => `${named(each.bound)} is bound only`),
        ...portTypes
          .filter(({ attributes }) => !names.has(attributes['name']))
          .map((each) => `${named(each)} is not bound`),
      ];
    },
  ],
  R2721: [
    'a soap:fault has a name',
    (all) =>
      soapNodes(all, 'fault')
        .filter(({ attributes }) => (attributes['name'] ?? '') === '')
        .map(named),
  ],
  R2754: [
    'it is the name of the wsdl:fault around it',
    (all) =>
      soapNodes(all, 'fault')
        .filter(({ attributes, parent }) => attributes['name'] !== parent?.attributes['name'])
        .map(named),
  ],
  R2740: [
    'every fault of the port type is bound',
    (all) =>
      boundOperations(all).flatMap(({ bound, abstract }) => {
        const names = childrenOf(bound, WSDL, 'fault').map(({ attributes }) => attributes['name']);
        const faults = abstract === undefined ? [] : childrenOf(abstract, WSDL, 'fault');
        return faults
          .filter(({ attributes }) => !names.includes(attributes['name']))
          .map((fault) => `${named(fault)} of ${named(bound)}`);
      }),
  ],
  R2401: [
    'bindings are by SOAP, of one version in a document',
    (all) => {
      const bindings = childrenOf(all.wsdl, WSDL, 'binding');
      const soap = soapNodes(all, 'binding', 'operation', 'body', 'fault', 'header', 'headerfault', 'address');
      const versions = new Set(soap.map(({ uri }) => uri));
      return [
        ...bindings.filter(({ children }) => children.filter((each) => soap.includes(each)).length !== 1).map(named),
        ...(versions.size === 1 ? [] : [`${String(versions.size)} versions`]),
      ];
    },
  ],
  R2702: [
    'the transport is HTTP',
    (all) =>
      soapNodes(all, 'binding').flatMap(({ attributes }) =>
        attributes['transport'] === 'http://schemas.xmlsoap.org/soap/http' ? [] : [attributes['transport'] ?? 'none'],
      ),
  ],
  R2902: [
    'references to attachments only where the binding declares MIME',
    (all) => {
      const declared = descendants(all.wsdl, MIME, 'multipartRelated').length > 0;
      const used = [...schemaReferences(all)].some(([, , name]) => name === SWA_REF);
      return used === declared
        ? []
        : [used ? 'swaRef without mime:multipartRelated' : 'mime:multipartRelated without swaRef'];
    },
  ],
};
