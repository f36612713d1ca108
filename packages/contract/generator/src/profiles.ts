import type { Node } from './dom.js';
import { STAND_IN } from './model.js';
import type { TextEdits } from './text-edits.js';

/** What a profile's documents have beside what was written by hand. */
export interface Profile {
  /** What the generated code calls it. */
  readonly name: 'swa' | 'mtom' | 'soap12' | 'soap12Mtom';
  /** Is it about bytes beside the envelope? A service that has none is not given it. */
  readonly packages: boolean;
  /** Goes into the name of its WSDL: `im-swa.wsdl`. */
  readonly file: string;
  /** Goes into the names of its schemas where they differ from those written by hand; absent: none does. */
  readonly schemaFile?: string;
  /** The name of its binding, made of the one written by hand. */
  binding(name: string): string;
  /** Goes into the name of its port. */
  readonly title: string;
  /** Ends the documentation of the service. */
  readonly documentation: string;
  /** Schema documents of others that its schemas import. */
  readonly foreignSchemas: readonly string[];
  /** Declares what the schema needs, once. */
  schema(root: Node, imports: readonly Node[], edits: TextEdits): void;
  /** Changes an element of type xs:base64Binary. */
  leaf(element: Node, edits: TextEdits): void;
  /** Declares what the WSDL needs, once. */
  wsdl(root: Node, binding: Node, edits: TextEdits): void;
  /** Changes the soap:body of a bound message that holds bytes. */
  body(body: Node, edits: TextEdits): void;
}

const SWA_REF = 'http://ws-i.org/profiles/basic/1.1/xsd';

/**
 * SOAP with Attachments (WS-I Attachments Profile 1.0). Only here are MIME parts declared (R2902) and swaRef known; in
 * the other documents toolkits would make something else of the same operations. The one declared part is the
 * envelope's: what references name are undeclared parts (R2923).
 */
const swa: Profile = {
  name: 'swa',
  packages: true,
  file: 'swa',
  schemaFile: 'swa',
  binding: (name) => `${name}Swa`,
  title: 'Swa',
  documentation:
    'In this document, content may travel beside the envelope as MIME parts: SOAP Messages with Attachments, WS-I Attachments Profile 1.0.',
  foreignSchemas: ['swaref.xsd'],
  schema(root, imports, edits) {
    edits.attribute(root, 'xmlns:swa', SWA_REF);
    const line = `<xs:import namespace="${SWA_REF}" schemaLocation="swaref.xsd"/>`;
    const last = imports[imports.length - 1];
    if (last === undefined) edits.insert(root.inside, `\n  ${line}`);
    else edits.behind(last, line);
  },
  leaf(element, edits) {
    if (!element.attributes.has('minOccurs')) edits.attribute(element, 'minOccurs', '0');
    const name = element.attributes.get('name') ?? '';
    edits.behind(
      element,
      `<xs:element name="${STAND_IN}" type="swa:swaRef" minOccurs="0">`,
      `  <xs:annotation><xs:documentation>Stands in the place of ${name}: the cid: address of the part of this MIME package that holds the bytes.</xs:documentation></xs:annotation>`,
      '</xs:element>',
    );
  },
  wsdl(root, _binding, edits) {
    edits.attribute(root, 'xmlns:mime', 'http://schemas.xmlsoap.org/wsdl/mime/');
  },
  body(body, edits) {
    edits.wrap(body, ['<mime:multipartRelated>', '<mime:part>'], ['</mime:part>', '</mime:multipartRelated>']);
  },
};

/**
 * MTOM. expectedContentTypes lets generators make streams of the leaves instead of arrays; the policy
 * lets clients that know it switch MTOM on by themselves. It is an extension that others may ignore.
 */
const mtom: Profile = {
  name: 'mtom',
  packages: true,
  file: 'mtom',
  schemaFile: 'mtom',
  binding: (name) => `${name}Mtom`,
  title: 'Mtom',
  documentation: 'In this document, content travels beside the envelope as MIME parts: MTOM and XOP.',
  foreignSchemas: [],
  schema(root, _imports, edits) {
    edits.attribute(root, 'xmlns:xmime', 'http://www.w3.org/2005/05/xmlmime');
  },
  leaf(element, edits) {
    edits.attribute(element, 'xmime:expectedContentTypes', 'application/octet-stream');
  },
  wsdl(root, binding, edits) {
    edits.attribute(root, 'xmlns:wsp', 'http://schemas.xmlsoap.org/ws/2004/09/policy');
    edits.attribute(
      root,
      'xmlns:wsu',
      'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
    );
    edits.attribute(root, 'xmlns:wsoma', 'http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization');
    const policy = ['<wsp:Policy wsu:Id="Mtom">', '  <wsoma:OptimizedMimeSerialization/>', '</wsp:Policy>'];
    const documentation = root.children.find((child) => child.local === 'documentation');
    // Extensions stand before the types (schema of WSDL 1.1 as the Basic Profile corrects it).
    if (documentation !== undefined) edits.behind(documentation, ...policy);
    else edits.insert(root.inside, policy.map((line) => `\n  ${line}`).join(''));
    const reference = '<wsp:PolicyReference URI="#Mtom"/>';
    // Whatever an element holds, its documentation stands first.
    const words = binding.children.find((child) => child.local === 'documentation');
    if (words !== undefined) edits.behind(words, reference);
    else edits.insert(binding.inside, `\n    ${reference}`);
  },
  body() {
    // The same body: which leaves travel beside it is the sender's affair.
  },
};

/** Content inline, as the document written by hand has it. */
const plain: Pick<Profile, 'foreignSchemas' | 'schema' | 'leaf' | 'wsdl' | 'body'> = {
  foreignSchemas: [],
  schema: () => undefined,
  leaf: () => undefined,
  wsdl: () => undefined,
  body: () => undefined,
};

/**
 * The same by SOAP 1.2. A document of its own: the Basic Profile 1.1 knows the binding of SOAP 1.1 only (R2401), and
 * toolkits that know one of the two make of a document with both what its order of ports happens to say.
 */
const soap12: Profile = {
  ...plain,
  name: 'soap12',
  packages: false,
  file: 'soap12',
  binding: soap12Name,
  title: 'Soap12',
  documentation: 'Messages of SOAP 1.1 are for another address.',
  wsdl: speakSoap12,
};

/** SOAP 1.2 with MTOM, over the schemas of MTOM. There is no SwA beside it: the Attachments Profile is of SOAP 1.1. */
const soap12Mtom: Profile = {
  ...mtom,
  name: 'soap12Mtom',
  file: 'soap12-mtom',
  binding: (name) => mtom.binding(soap12Name(name)),
  title: 'Soap12Mtom',
  wsdl(root, binding, edits) {
    speakSoap12(root, binding, edits);
    mtom.wsdl(root, binding, edits);
  },
};

function soap12Name(binding: string): string {
  return `${binding.replace(/Soap11$/, '')}Soap12`;
}

const SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';
const SOAP12 = 'http://schemas.xmlsoap.org/wsdl/soap12/';

/** WSDL 1.1 Binding Extension for SOAP 1.2: the same elements in a namespace of its own; the transport stays HTTP's. */
function speakSoap12(root: Node, _binding: Node, edits: TextEdits): void {
  for (const [prefix, uri] of root.prefixes) if (uri === SOAP) edits.namespace(root, prefix, 'soap12', SOAP12);
  const visit = (node: Node): void => {
    if (node.uri === SOAP) edits.prefix(node, 'soap12');
    if (node.local === 'documentation') edits.words(node, 'SOAP 1.1', 'SOAP 1.2');
    else node.children.forEach(visit);
  };
  visit(root);
}

export const PROFILES: readonly Profile[] = [swa, mtom, soap12, soap12Mtom];
