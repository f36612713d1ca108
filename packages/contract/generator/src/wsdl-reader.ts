import { allowAttributes, attribute, documentationOf, refuse, resolveQName, type Node, type QName } from './dom.js';
import type { GlobalElement, OperationModel, ServiceModel } from './model.js';
import { reference, XS } from './schema-reader.js';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';
const HTTP_TRANSPORT = 'http://schemas.xmlsoap.org/soap/http';

/** The schema documents that a WSDL imports. */
export function importedSchemas(root: Node): readonly string[] {
  return childrenOf(root, WSDL, 'types')
    .flatMap((types) => types.children)
    .flatMap((schema) => {
      if (schema.uri !== XS || schema.local !== 'schema') throw refuse(schema, `<${schema.local}>`, '<xs:schema>');
      return schema.children.map((node) => {
        if (node.local !== 'import') throw refuse(node, `<${node.local}> in the WSDL`, 'a schema document of its own');
        return reference(node);
      });
    });
}

/** Reads a WSDL of one portType with one document/literal SOAP 1.1 binding (Basic Profile 1.1, §4 of the design rules). */
export function readWsdl(
  root: Node,
  schemas: readonly string[],
  element: (node: Node, name: QName) => GlobalElement,
): ServiceModel {
  if (root.uri !== WSDL || root.local !== 'definitions') throw refuse(root, `<${root.local}>`, '<wsdl:definitions>');
  for (const node of root.children) {
    if (!['documentation', 'types', 'message', 'portType', 'binding', 'service'].includes(node.local)) {
      throw refuse(node, `<${node.local}>`, 'one self-contained document over schema documents');
    }
  }
  const uri = attribute(root, 'targetNamespace');
  const prefix = [...root.prefixes].find(([name, bound]) => bound === uri && name !== '')?.[0];
  if (prefix === undefined) throw refuse(root, 'a WSDL without a prefix for its own namespace', `xmlns:p="${uri}"`);
  const messages = new Map(
    childrenOf(root, WSDL, 'message').map((node) => [attribute(node, 'name'), messageElement(node, element)]),
  );
  const portType = only(root, WSDL, 'portType');
  const binding = only(root, WSDL, 'binding');
  const service = only(root, WSDL, 'service');
  const port = only(service, WSDL, 'port');
  const soapBinding = only(binding, SOAP, 'binding');
  if (
    attribute(soapBinding, 'transport') !== HTTP_TRANSPORT ||
    (soapBinding.attributes.get('style') ?? 'document') !== 'document'
  ) {
    throw refuse(soapBinding, 'this binding', 'style document over HTTP (R2702)');
  }
  checkReference(port, 'binding', uri, attribute(binding, 'name'));
  checkReference(binding, 'type', uri, attribute(portType, 'name'));

  const bound = new Map(childrenOf(binding, WSDL, 'operation').map((node) => [attribute(node, 'name'), node]));
  const operations = childrenOf(portType, WSDL, 'operation').map((node) => {
    const name = attribute(node, 'name');
    const details = bound.get(name);
    if (details === undefined)
      throw refuse(node, `operation ${name} without a binding`, 'the same operations in both (R2718)');
    bound.delete(name);
    return operation(node, details, uri, messages);
  });
  for (const [name, node] of bound)
    throw refuse(node, `the bound operation ${name}`, 'the operations of the portType (R2718)');
  return {
    file: root.file,
    uri,
    documentation: documentationOf(root),
    prefix,
    service: attribute(service, 'name'),
    port: attribute(port, 'name'),
    portType: attribute(portType, 'name'),
    binding: attribute(binding, 'name'),
    address: attribute(only(port, SOAP, 'address'), 'location'),
    operations,
    schemas,
  };
}

function operation(node: Node, bound: Node, uri: string, messages: ReadonlyMap<string, GlobalElement>): OperationModel {
  allowAttributes(node, 'name');
  const name = attribute(node, 'name');
  const message = (part: Node): GlobalElement => {
    const qname = resolveQName(part, attribute(part, 'message'));
    const found = qname.uri === uri ? messages.get(qname.local) : undefined;
    if (found === undefined)
      throw refuse(part, `the unknown message ${qname.local}`, 'a message of this document (R2101)');
    return found;
  };
  const request = message(only(node, WSDL, 'input'));
  const response = message(only(node, WSDL, 'output'));
  if (
    request.name !== `${name}Request` ||
    response.name !== `${name}Response` ||
    request.uri !== uri ||
    response.uri !== uri
  ) {
    throw refuse(
      node,
      `the elements ${request.name} and ${response.name}`,
      `${name}Request and ${name}Response in ${uri}`,
    );
  }
  const soapOperation = only(bound, SOAP, 'operation');
  const soapAction = attribute(soapOperation, 'soapAction');
  if (soapAction !== `${uri}/${name}`) throw refuse(soapOperation, `soapAction ${soapAction}`, `${uri}/${name}`);
  if ((soapOperation.attributes.get('style') ?? 'document') !== 'document')
    throw refuse(soapOperation, 'style rpc', 'style document');
  for (const side of ['input', 'output']) literal(only(only(bound, WSDL, side), SOAP, 'body'));
  const faults = childrenOf(node, WSDL, 'fault').map((fault) => ({
    name: attribute(fault, 'name'),
    element: message(fault),
  }));
  const boundFaults = childrenOf(bound, WSDL, 'fault');
  for (const fault of boundFaults) {
    const soapFault = only(fault, SOAP, 'fault');
    literal(soapFault);
    // R2721, R2754: one name everywhere.
    if (attribute(soapFault, 'name') !== attribute(fault, 'name'))
      throw refuse(soapFault, 'another fault name', 'the same name');
  }
  const names = boundFaults.map((fault) => attribute(fault, 'name')).join();
  if (names !== faults.map((fault) => fault.name).join())
    throw refuse(bound, `the bound faults ${names}`, 'those of the portType');
  return { name, soapAction, documentation: documentationOf(node), request, response, faults };
}

function messageElement(node: Node, element: (node: Node, name: QName) => GlobalElement): GlobalElement {
  const part = only(node, WSDL, 'part');
  if (part.attributes.has('type')) throw refuse(part, 'a part with type', 'a part with element (R2204)');
  return element(part, resolveQName(part, attribute(part, 'element')));
}

function literal(node: Node): void {
  allowAttributes(node, 'use', 'name');
  if (attribute(node, 'use') !== 'literal')
    throw refuse(node, `use ${attribute(node, 'use')}`, 'use="literal" (R2706)');
}

function checkReference(node: Node, name: string, uri: string, local: string): void {
  const qname = resolveQName(node, attribute(node, name));
  if (qname.uri !== uri || qname.local !== local) throw refuse(node, `${name} ${qname.local}`, local);
}

function childrenOf(node: Node, uri: string, local: string): readonly Node[] {
  return node.children.filter((child) => child.uri === uri && child.local === local);
}

function only(node: Node, uri: string, local: string): Node {
  const found = childrenOf(node, uri, local);
  if (found.length !== 1 || found[0] === undefined) {
    throw refuse(node, `<${node.local}> with ${found.length} <${local}>`, `exactly one <${local}>`);
  }
  return found[0];
}
