import type { FaultRole } from '../errors.js';
import { xmlName, type XmlName } from '../xml/index.js';

/** What a fault code means, split as the SOAP versions need it. */
export interface FaultCode {
  /** Local name of the code in the envelope's namespace. */
  readonly code: string;
  /** A more exact code as QName (1.1: in place of the code; 1.2: as Subcode), its prefix bound in {@link FAULT_NAMESPACES}. */
  readonly exact: string | undefined;
}

/**
 * All that differs between the SOAP versions. There is no `if` on a version anywhere else.
 */
export interface SoapVersion {
  readonly name: '1.1' | '1.2';
  readonly namespace: string;
  /** Media type of a plain message, without parameters. */
  readonly mediaType: 'text/xml' | 'application/soap+xml';
  readonly names: {
    readonly envelope: XmlName;
    readonly header: XmlName;
    readonly body: XmlName;
    readonly fault: XmlName;
  };
  /** Local name of the attribute that says for whom a header block is. */
  readonly roleAttribute: 'actor' | 'role';
  /** Role values that mean the receiver of the message itself; absent and empty ones do too. */
  readonly ourRoles: readonly string[];
  /** The value of a mustUnderstand attribute, or undefined when it is not a legal one. */
  mustUnderstand(value: string): boolean | undefined;
  /** What a legal mustUnderstand attribute is, for error texts. */
  readonly mustUnderstandValues: string;
  faultCode(role: FaultRole): FaultCode;
  /** HTTP status of the answer that carries a fault of this role. */
  faultStatus(role: FaultRole): number;
  /** Content-Type of a plain message; `action` is the soapAction of a request. */
  contentType(action?: string): string;
}

/** Prefixes that fault codes outside the envelope's namespace use. */
export const FAULT_NAMESPACES: Readonly<Record<string, string>> = {
  wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  wsu: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
};

function names(namespace: string): SoapVersion['names'] {
  return {
    envelope: xmlName(namespace, 'Envelope'),
    header: xmlName(namespace, 'Header'),
    body: xmlName(namespace, 'Body'),
    fault: xmlName(namespace, 'Fault'),
  };
}

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';

/** SOAP 1.1 as the Basic Profile 1.1 narrows it. */
export const Soap11: SoapVersion = Object.freeze({
  name: '1.1',
  namespace: SOAP11,
  mediaType: 'text/xml',
  names: names(SOAP11),
  roleAttribute: 'actor',
  ourRoles: ['http://schemas.xmlsoap.org/soap/actor/next'],
  // R1013: the words true and false are not legal here.
  mustUnderstand: (value: string) => (value === '1' ? true : value === '0' ? false : undefined),
  mustUnderstandValues: '0 or 1 (R1013)',
  faultCode: (role: FaultRole) =>
    role.includes(':') ? { code: 'Client', exact: role } : { code: role, exact: undefined },
  // R1126: always 500.
  faultStatus: () => 500,
  contentType: () => 'text/xml; charset=utf-8',
});

/** SOAP 1.2. */
export const Soap12: SoapVersion = Object.freeze({
  name: '1.2',
  namespace: SOAP12,
  mediaType: 'application/soap+xml',
  names: names(SOAP12),
  roleAttribute: 'role',
  ourRoles: [`${SOAP12}/role/next`, `${SOAP12}/role/ultimateReceiver`],
  mustUnderstand: (value: string) => {
    const text = value.trim();
    return text === '1' || text === 'true' ? true : text === '0' || text === 'false' ? false : undefined;
  },
  mustUnderstandValues: 'a boolean',
  faultCode: (role: FaultRole) => {
    if (role.includes(':')) return { code: 'Sender', exact: role };
    return { code: role === 'Client' ? 'Sender' : role === 'Server' ? 'Receiver' : role, exact: undefined };
  },
  // SOAP 1.2 part 2, table 20: 400 for Sender, 500 for all others; security faults are Sender faults.
  faultStatus: (role: FaultRole) => (role === 'Client' || role.includes(':') ? 400 : 500),
  contentType: (action?: string) =>
    action === undefined
      ? 'application/soap+xml; charset=utf-8'
      : `application/soap+xml; charset=utf-8; action="${action.replace(/["\\]/g, '\\$&')}"`,
});

/** The version with this envelope namespace. */
export function soapVersionOf(namespace: string): SoapVersion | undefined {
  return namespace === SOAP11 ? Soap11 : namespace === SOAP12 ? Soap12 : undefined;
}
