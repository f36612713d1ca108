import type { Envelope } from '../soap/index.js';
import { XmlScanner, XmlToken } from '../xml/index.js';
import { BINARY_SECURITY_TOKEN, SECURITY, SIGNATURE, TIMESTAMP, USERNAME_TOKEN, WSU_NAMESPACE } from './names.js';
import { readSignature, type Signature } from './signature.js';
import { readTimestamp, type Timestamp } from './timestamp.js';
import { readUsernameToken, type UsernameToken } from './username-token.js';
import { WsseError } from './wsse-error.js';

/** A BinarySecurityToken, unopened. */
export interface BinarySecurityToken {
  readonly id: string | undefined;
  readonly valueType: string | undefined;
  readonly encodingType: string | undefined;
  readonly text: string;
}

/** An XML signature, unread. */
export interface SignatureElement {
  /** Its place in the envelope's text, tags included. */
  readonly start: number;
  readonly end: number;
  /** @throws WsseError for what WS-Security does not provide for, XmlError */
  read(): Signature;
}

/** What a Security header holds, with the syntax checked and nothing judged. */
export interface SecurityHeader {
  readonly usernameTokens: readonly UsernameToken[];
  readonly timestamp: Timestamp | undefined;
  readonly binarySecurityTokens: readonly BinarySecurityToken[];
  readonly signatures: readonly SignatureElement[];
  /** Everything else that was there: encryption, assertions, references. */
  readonly others: readonly { readonly uri: string; readonly local: string }[];
}

/**
 * The Security header meant for us, or undefined when there is none.
 *
 * @throws WsseError, also when there are two: which one counts would be a guess (Basic Security Profile R3206, R3210)
 */
export function securityHeaderOf(envelope: Envelope): SecurityHeader | undefined {
  const [first, second] = envelope.headersNamed(SECURITY);
  if (second !== undefined)
    throw new WsseError('wsse:InvalidSecurity', 'two Security headers for one receiver', second.path);
  return first === undefined ? undefined : readSecurityHeader(first.open());
}

/**
 * Reads the Security header whose start tag the scanner has just read, up to its end.
 *
 * Tolerated, because the toolkits named send it and it does no harm: a wsu:Timestamp beside a UsernameToken (`soap`,
 * `strong-soap`), wsu:Id values that are no NCName (both put a time with colons in), children in any order.
 *
 * @throws WsseError, XmlError
 */
export function readSecurityHeader(scanner: XmlScanner): SecurityHeader {
  const usernameTokens: UsernameToken[] = [];
  const binarySecurityTokens: BinarySecurityToken[] = [];
  const signatures: SignatureElement[] = [];
  const others: { uri: string; local: string }[] = [];
  let timestamp: Timestamp | undefined;
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) throw new WsseError('wsse:InvalidSecurity', 'text between elements', scanner.path());
    switch (scanner.name) {
      case USERNAME_TOKEN:
        usernameTokens.push(readUsernameToken(scanner));
        break;
      case TIMESTAMP:
        if (timestamp !== undefined) {
          throw new WsseError('wsse:InvalidSecurity', 'a second Timestamp (R3227)', scanner.path());
        }
        timestamp = readTimestamp(scanner);
        break;
      case BINARY_SECURITY_TOKEN:
        binarySecurityTokens.push(readBinaryToken(scanner));
        break;
      case SIGNATURE:
        signatures.push(readSignatureElement(scanner));
        break;
      default:
        others.push({ uri: scanner.namespaceUri, local: scanner.localName });
        scanner.skipElement();
    }
  }
  return { usernameTokens, timestamp, binarySecurityTokens, signatures, others };
}

function readSignatureElement(scanner: XmlScanner): SignatureElement {
  const place = scanner.place();
  return { ...scanner.captureElement(), read: () => readSignature(XmlScanner.reopen(place)) };
}

function readBinaryToken(scanner: XmlScanner): BinarySecurityToken {
  const { attributes } = scanner;
  const id = attributes.value(WSU_NAMESPACE, 'Id');
  const valueType = attributes.value('', 'ValueType');
  const encodingType = attributes.value('', 'EncodingType');
  return { id, valueType, encodingType, text: scanner.readText() };
}
