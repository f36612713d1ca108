import { renderDocument, type DocumentName } from '@imps-wsi/contract/documents';
import { childNamed, childrenNamed, documentationOf, localOf, readTree, type ContractNode } from './contract-tree.js';

/** A contract document as people read it: what the page of the service is made of. */
export interface ContractModel {
  readonly documentation: string;
  readonly port: string;
  readonly operations: readonly OperationModel[];
  /** In the order in which operations come to need them; the detail of faults last. */
  readonly types: readonly TypeModel[];
}

export interface OperationModel {
  readonly name: string;
  readonly documentation: string;
  readonly soapAction: string;
  readonly request: MessageModel;
  readonly response: MessageModel;
  readonly faults: readonly { readonly name: string; readonly documentation: string; readonly type: string }[];
}

export interface MessageModel {
  /** Of the Body's child. */
  readonly element: string;
  readonly documentation: string;
  readonly type: ComplexTypeModel;
}

export type TypeModel = ComplexTypeModel | SimpleTypeModel;

export interface ComplexTypeModel {
  readonly kind: 'complex';
  readonly name: string;
  readonly documentation: string;
  readonly fields: readonly FieldModel[];
}

export interface FieldModel {
  readonly name: string;
  /** Name of a type of the contract, or of one that XML Schema has. */
  readonly type: string;
  readonly min: number;
  /** Infinity for unbounded. */
  readonly max: number;
  readonly documentation: string;
}

export interface SimpleTypeModel {
  readonly kind: 'simple';
  readonly name: string;
  readonly documentation: string;
  /** A type of XML Schema. */
  readonly base: string;
  /** Such as `at most 1024 characters`. */
  readonly bounds: string;
  readonly words: readonly { readonly value: string; readonly documentation: string }[];
}

/** Reads a WSDL of one port and its schemas. */
export function readContract(documents: {
  readonly wsdl: DocumentName;
  readonly schemas: readonly DocumentName[];
}): ContractModel {
  const tree = (name: DocumentName): ContractNode => readTree(renderDocument(name, { address: '' }));
  const root = tree(documents.wsdl);
  const schemas = documents.schemas.map(tree);
  const all = new Map<string, TypeModel>();
  for (const schema of schemas) {
    for (const node of childrenNamed(schema, 'complexType')) all.set(node.attribute('name'), complexType(node));
    for (const node of childrenNamed(schema, 'simpleType')) all.set(node.attribute('name'), simpleType(node));
  }
  const elements = new Map(
    schemas.flatMap((schema) => childrenNamed(schema, 'element')).map((node) => [node.attribute('name'), node]),
  );
  const parts = new Map(
    childrenNamed(root, 'message').map((node) => [node.attribute('name'), childNamed(node, 'part')]),
  );
  const elementOf = (part: ContractNode | undefined): ContractNode | undefined =>
    elements.get(localOf(parts.get(localOf(part?.attribute('message') ?? ''))?.attribute('element') ?? ''));
  const message = (part: ContractNode | undefined): MessageModel => {
    const element = elementOf(part);
    const type = all.get(localOf(element?.attribute('type') ?? ''));
    if (element === undefined || type?.kind !== 'complex') throw new Error(`${documents.wsdl} names no message type`);
    return { element: element.attribute('name'), documentation: documentationOf(element), type };
  };
  const binding = childNamed(root, 'binding');
  const port = childNamed(childNamed(root, 'service'), 'port');
  const bound = new Map(childrenNamed(binding, 'operation').map((node) => [node.attribute('name'), node]));
  const operations = childrenNamed(childNamed(root, 'portType'), 'operation').map((node): OperationModel => {
    const name = node.attribute('name');
    return {
      name,
      documentation: documentationOf(node),
      soapAction: childNamed(bound.get(name), 'operation')?.attribute('soapAction') ?? '',
      request: message(childNamed(node, 'input')),
      response: message(childNamed(node, 'output')),
      faults: childrenNamed(node, 'fault').map((fault) => ({
        name: fault.attribute('name'),
        documentation: documentationOf(fault),
        type: localOf(elementOf(fault)?.attribute('type') ?? ''),
      })),
    };
  });
  return {
    documentation: documentationOf(root),
    port: port?.attribute('name') ?? '',
    operations,
    types: needed(operations, all),
  };
}

/** The types that operations need, each once; messages stand with their operations. */
function needed(operations: readonly OperationModel[], all: ReadonlyMap<string, TypeModel>): readonly TypeModel[] {
  const found = new Map<string, TypeModel>();
  const visit = (name: string): void => {
    const type = all.get(name);
    if (type === undefined || found.has(name)) return;
    found.set(name, type);
    if (type.kind === 'complex') for (const field of type.fields) visit(field.type);
  };
  for (const { request, response } of operations) {
    for (const { type } of [request, response]) for (const field of type.fields) visit(field.type);
  }
  for (const { faults } of operations) for (const { type } of faults) visit(type);
  return [...found.values()];
}

function complexType(node: ContractNode): ComplexTypeModel {
  const fields = childrenNamed(childNamed(node, 'sequence'), 'element').map((element): FieldModel => {
    const max = element.attribute('maxOccurs');
    return {
      name: element.attribute('name'),
      type: localOf(element.attribute('type')),
      min: element.attribute('minOccurs') === '' ? 1 : Number(element.attribute('minOccurs')),
      max: max === 'unbounded' ? Infinity : max === '' ? 1 : Number(max),
      documentation: documentationOf(element),
    };
  });
  return { kind: 'complex', name: node.attribute('name'), documentation: documentationOf(node), fields };
}

function simpleType(node: ContractNode): SimpleTypeModel {
  const restriction = childNamed(node, 'restriction');
  const facet = (name: string): string => childNamed(restriction, name)?.attribute('value') ?? '';
  return {
    kind: 'simple',
    name: node.attribute('name'),
    documentation: documentationOf(node),
    base: localOf(restriction?.attribute('base') ?? ''),
    bounds: [
      range(facet('minLength'), facet('maxLength'), ' characters'),
      range(facet('minInclusive'), facet('maxInclusive'), ''),
    ]
      .filter((text) => text !== '')
      .join(', '),
    words: childrenNamed(restriction, 'enumeration').map((word) => ({
      value: word.attribute('value'),
      documentation: documentationOf(word),
    })),
  };
}

function range(min: string, max: string, unit: string): string {
  if (min !== '' && max !== '') return `${min} to ${max}${unit}`;
  if (max !== '') return `at most ${max}${unit}`;
  return min === '' ? '' : `at least ${min}${unit}`;
}
