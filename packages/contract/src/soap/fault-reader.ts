import type { FaultRole } from '../errors.js';
import { XmlScanner, XmlToken, type XmlName } from '../xml/index.js';
import type { Envelope } from './envelope-reader.js';
import { FAULT_NAMESPACES, Soap11, Soap12 } from './version.js';

/** A qualified name out of a fault; `uri` is '' when its prefix was not declared. */
export interface FaultQName {
  readonly uri: string;
  readonly local: string;
}

/** One child of a fault's detail. */
export interface FaultDetail {
  readonly name: XmlName | null;
  readonly uri: string;
  readonly local: string;
  /** Its source text, for logs; it may use prefixes declared outside of it. */
  readonly xml: string;
  /** A scanner whose element just started is this child. */
  open(): XmlScanner;
}

/** A fault as received. Whatever is missing or unknown is left empty: an error about an error helps nobody. */
export interface ReceivedFault {
  /** What the code means, when it is one that this project knows. */
  readonly role: FaultRole | undefined;
  readonly code: FaultQName;
  /** SOAP 1.2 subcodes from the outside in. */
  readonly subcodes: readonly FaultQName[];
  readonly reason: string;
  /** faultactor, or the Role of SOAP 1.2. */
  readonly actor: string | undefined;
  readonly details: readonly FaultDetail[];
}

/** Is the Body's child a fault? */
export function isFault(envelope: Envelope): boolean {
  return envelope.scanner.name === envelope.version.names.fault;
}

/** Reads the fault that the Body's child is, up to its end; both versions, children in any order, any prefixes. */
export function readFault(envelope: Envelope): ReceivedFault {
  const { scanner } = envelope;
  const state: { -readonly [K in keyof ReceivedFault]: ReceivedFault[K] } = {
    role: undefined,
    code: { uri: '', local: '' },
    subcodes: [],
    reason: '',
    actor: undefined,
    details: [],
  };
  eachChild(scanner, (name) => {
    switch (name) {
      case 'faultcode':
        state.code = qnameText(scanner);
        break;
      case 'faultstring':
        state.reason = leafText(scanner);
        break;
      case 'faultactor':
      case 'Role':
        state.actor = leafText(scanner);
        break;
      case 'Code': {
        const [code, ...subcodes] = readCodes(scanner);
        if (code !== undefined) state.code = code;
        state.subcodes = subcodes;
        break;
      }
      case 'Reason':
        state.reason = readReason(scanner);
        break;
      case 'detail':
      case 'Detail':
        state.details = readDetails(scanner);
        break;
      default:
        scanner.skipElement();
    }
  });
  state.role =
    [...state.subcodes]
      .reverse()
      .map(roleOf)
      .find((role) => role !== undefined) ?? roleOf(state.code);
  return state;
}

/** Calls `read` with the local name of each child element, which it must read to its end; text between is read over. */
function eachChild(scanner: XmlScanner, read: (local: string) => void): void {
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) scanner.textRun();
    else read(scanner.localName);
  }
}

/** All text of the open element, elements inside read over. */
function leafText(scanner: XmlScanner): string {
  let text = '';
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) text += scanner.textRun();
    else scanner.skipElement();
  }
  return text;
}

function qnameText(scanner: XmlScanner): FaultQName {
  const bound = scanner.namespaces.inForce();
  const text = leafText(scanner).trim();
  const colon = text.indexOf(':');
  // An unprefixed code is in no namespace, except that some senders mean the envelope's; roleOf allows for it.
  return { uri: colon === -1 ? '' : (bound.get(text.slice(0, colon)) ?? ''), local: text.slice(colon + 1) };
}

function readCodes(scanner: XmlScanner): FaultQName[] {
  let value: FaultQName | undefined;
  let inner: FaultQName[] = [];
  eachChild(scanner, (name) => {
    if (name === 'Value') value = qnameText(scanner);
    else if (name === 'Subcode') inner = readCodes(scanner);
    else scanner.skipElement();
  });
  return value === undefined ? inner : [value, ...inner];
}

/** The English text if there is one, else the first. */
function readReason(scanner: XmlScanner): string {
  const texts: { readonly lang: string; readonly text: string }[] = [];
  eachChild(scanner, (name) => {
    const lang = scanner.attributes.value('http://www.w3.org/XML/1998/namespace', 'lang') ?? '';
    if (name === 'Text') texts.push({ lang, text: leafText(scanner) });
    else scanner.skipElement();
  });
  return (texts.find(({ lang }) => /^en\b/i.test(lang)) ?? texts[0])?.text ?? '';
}

function readDetails(scanner: XmlScanner): FaultDetail[] {
  const details: FaultDetail[] = [];
  eachChild(scanner, (local) => {
    const place = scanner.place();
    const { name, namespaceUri: uri } = scanner;
    const { start, end } = scanner.captureElement();
    details.push({ name, uri, local, xml: scanner.source.slice(start, end), open: () => XmlScanner.reopen(place) });
  });
  return details;
}

const SECURITY_CODES: readonly FaultRole[] = [
  'wsse:UnsupportedSecurityToken',
  'wsse:UnsupportedAlgorithm',
  'wsse:InvalidSecurity',
  'wsse:InvalidSecurityToken',
  'wsse:FailedAuthentication',
  'wsse:FailedCheck',
  'wsse:SecurityTokenUnavailable',
  'wsu:MessageExpired',
];

function roleOf(code: FaultQName): FaultRole | undefined {
  if (code.uri === FAULT_NAMESPACES['wsse'] || code.uri === FAULT_NAMESPACES['wsu']) {
    const prefix = code.uri === FAULT_NAMESPACES['wsse'] ? 'wsse' : 'wsu';
    return SECURITY_CODES.find((role) => role === `${prefix}:${code.local}`);
  }
  if (code.uri !== '' && code.uri !== Soap11.namespace && code.uri !== Soap12.namespace) return undefined;
  // R1031 forbids the dot notation; senders of SOAP 1.1 before the profile use it.
  switch (code.local.split('.')[0]) {
    case 'Client':
    case 'Sender':
      return 'Client';
    case 'Server':
    case 'Receiver':
      return 'Server';
    case 'VersionMismatch':
      return 'VersionMismatch';
    case 'MustUnderstand':
      return 'MustUnderstand';
    case 'DataEncodingUnknown':
      return 'DataEncodingUnknown';
    default:
      return undefined;
  }
}
