import type { FaultRole } from '../errors.js';
import { xmlName, type XmlName } from '../xml/index.js';

/** What a fault code means, split as the SOAP versions need it. */
export interface FaultCode {
  /** Local name of the code in the envelope's namespace. */
  readonly code: string;
  /** A more exact code as QName (1.1: in place of the code; 1.2: as Subcode), its prefix bound in {@link FAULT_NAMESPACES}. */
  readonly exact: string | undefined;
}

/** What an encodingStyle attribute may say where one may stand at all: every message here is literal. */
export interface EncodingRules {
  /** Values that claim no encoding of data. */
  readonly none: readonly string[];
  /** The fault of any other one on the child of the Body. */
  readonly onBodyChild: FaultRole;
  /** The fault of any other one on a header block that is processed here; undefined: it may stand there. */
  readonly onBlock: FaultRole | undefined;
}

/** The rules of a version where they are cited. */
export interface VersionClauses {
  /** Envelope, Header and Body carry no attributes of the envelope's namespace. */
  readonly envelopeAttributes: string;
  readonly encodingStyle: string;
  /** Nothing stands behind the Body. */
  readonly behindBody: string;
  /** The Body's child is in a namespace. */
  readonly bodyChild: string;
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
  /**
   * Role values that mean the receiver of the message itself; absent and empty ones do too. A block for any other is not
   * looked at, and so none for the role "none" of SOAP 1.2 (part 1 §2.2).
   */
  readonly ourRoles: readonly string[];
  /** The value of a mustUnderstand attribute, or undefined when it is not a legal one. */
  mustUnderstand(value: string): boolean | undefined;
  /** What a legal mustUnderstand attribute is, for error texts. */
  readonly mustUnderstandValues: string;
  /** The attribute by which a block asks to be passed on; whoever passes nothing on only sees that it is legal. */
  readonly relayAttribute: string | undefined;
  readonly encodingStyle: EncodingRules;
  /** Which of its rules a refusal names. */
  readonly clauses: VersionClauses;
  /** Is a root that is no Envelope at all a VersionMismatch too, as one of another namespace is? */
  readonly isVersionByName: boolean;
  /** The version to tell the sender of an envelope in that its version is not spoken; undefined: nobody's. */
  mismatchIn(found: SoapVersion | undefined): SoapVersion;
  /** Does who speaks it tell senders of other versions which ones are taken, by the header block Upgrade? */
  readonly offersUpgrade: boolean;
  /** Does the detail of a fault speak of header blocks too? */
  readonly detailsHeaders: boolean;
  /** Versions whose senders are to be told of a mismatch in their own: their media types are taken in for that. */
  readonly olderVersions: readonly SoapVersion[];
  faultCode(role: FaultRole): FaultCode;
  /** HTTP status of the answer that carries a fault of this role. */
  faultStatus(role: FaultRole): number;
  /** Content-Type of a plain message; `action` is the soapAction of a request. */
  contentType(action?: string): string;
  /** What else a request says of its soapAction, as HTTP headers with names in lower case. */
  actionHeaders(action: string): Readonly<Record<string, string>>;
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
export const Soap11: SoapVersion = Object.freeze<SoapVersion>({
  name: '1.1',
  namespace: SOAP11,
  mediaType: 'text/xml',
  names: names(SOAP11),
  roleAttribute: 'actor',
  ourRoles: ['http://schemas.xmlsoap.org/soap/actor/next'],
  // R1013: the words true and false are not legal here.
  mustUnderstand: (value: string) => (value === '1' ? true : value === '0' ? false : undefined),
  mustUnderstandValues: '0 or 1 (R1013)',
  relayAttribute: undefined,
  encodingStyle: { none: [], onBodyChild: 'Client', onBlock: undefined },
  clauses: { envelopeAttributes: 'R1005, R1032', encodingStyle: 'R1006', behindBody: 'R1011', bodyChild: 'R1014' },
  // SOAP 1.1 §4.4.1: the namespace of the Envelope is what VersionMismatch speaks of.
  isVersionByName: false,
  // SOAP 1.1 §4.1.2, and SOAP 1.2 part 1 appendix A item 1: by its own fault, whatever came.
  mismatchIn: () => Soap11,
  offersUpgrade: false,
  // SOAP 1.1 §4.4: a fault about header blocks carries its account of them outside of the detail, which speaks of the Body.
  detailsHeaders: false,
  olderVersions: [],
  faultCode: (role: FaultRole) => {
    if (role.includes(':')) return { code: 'Client', exact: role };
    // SOAP 1.1 §4.4.1 has no code for encodings; a wrong one is the sender's.
    return { code: role === 'DataEncodingUnknown' ? 'Client' : role, exact: undefined };
  },
  // R1126: always 500.
  faultStatus: () => 500,
  contentType: () => 'text/xml; charset=utf-8',
  // R2744: the WSDL's value, quoted.
  actionHeaders: (action: string) => ({ soapaction: `"${action}"` }),
});

/** SOAP 1.2, second edition. */
export const Soap12: SoapVersion = Object.freeze<SoapVersion>({
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
  mustUnderstandValues: 'a boolean (SOAP 1.2 part 1 §5.2.3)',
  relayAttribute: 'relay',
  encodingStyle: {
    // Part 1 §5.1.1: the one value that makes no claim.
    none: [`${SOAP12}/encoding/none`],
    // Part 1 §5.4.6: both are scoped with an encoding that this node does not know.
    onBodyChild: 'DataEncodingUnknown',
    onBlock: 'DataEncodingUnknown',
  },
  clauses: {
    envelopeAttributes: 'SOAP 1.2 part 1 §5.1',
    encodingStyle: 'SOAP 1.2 part 1 §5.1.1',
    behindBody: 'SOAP 1.2 part 1 §5.1',
    bodyChild: 'SOAP 1.2 part 1 §5.3.1',
  },
  // Part 1 §5.4.6: namespace, local name or both.
  isVersionByName: true,
  // Part 1 appendix A item 2: who speaks 1.1 is told in 1.1.
  mismatchIn: (found: SoapVersion | undefined) => (found === Soap11 ? Soap11 : Soap12),
  // Part 1 §5.4.7.
  offersUpgrade: true,
  // Part 1 §5.4.5: a Detail says nothing of which parts of the message were processed.
  detailsHeaders: true,
  olderVersions: [Soap11],
  faultCode: (role: FaultRole) => {
    if (role.includes(':')) return { code: 'Sender', exact: role };
    return { code: role === 'Client' ? 'Sender' : role === 'Server' ? 'Receiver' : role, exact: undefined };
  },
  // Part 2 §7.5.2.2, table 20: 400 for Sender, 500 for all others; security faults are Sender faults.
  faultStatus: (role: FaultRole) => (role === 'Client' || role.includes(':') ? 400 : 500),
  contentType: (action?: string) =>
    action === undefined
      ? 'application/soap+xml; charset=utf-8'
      : `application/soap+xml; charset=utf-8; action="${action.replace(/["\\]/g, '\\$&')}"`,
  // Part 2 appendix A: the action is a parameter of the media type.
  actionHeaders: () => ({}),
});

/** The version with this envelope namespace. */
export function soapVersionOf(namespace: string): SoapVersion | undefined {
  return namespace === SOAP11 ? Soap11 : namespace === SOAP12 ? Soap12 : undefined;
}
