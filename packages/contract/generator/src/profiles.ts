import type { Node } from './dom.js';
import { STAND_IN } from './model.js';
import type { TextEdits } from './text-edits.js';

/** What a profile's documents have beside what was written by hand. */
export interface Profile {
  readonly name: 'swa' | 'mtom';
  /** Goes into the names of its binding and port. */
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
 * MTOM over SOAP 1.1. expectedContentTypes lets generators make streams of the leaves instead of arrays; the policy
 * lets clients that know it switch MTOM on by themselves. It is an extension that others may ignore.
 */
const mtom: Profile = {
  name: 'mtom',
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
    edits.insert(binding.inside, `\n    ${reference}`);
  },
  body() {
    // The same body: which leaves travel beside it is the sender's affair.
  },
};

export const PROFILES: readonly Profile[] = [swa, mtom];
