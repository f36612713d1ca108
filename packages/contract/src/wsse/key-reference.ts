import { decodeBase64, XmlToken, type XmlScanner } from '../xml/index.js';
import {
  BASE64_BINARY,
  KEY_IDENTIFIER,
  REFERENCE_TO_TOKEN,
  SECURITY_TOKEN_REFERENCE,
  THUMBPRINT_SHA1,
  X509_CERTIFICATE,
  X509_DATA,
  X509_ISSUER_NAME,
  X509_ISSUER_SERIAL,
  X509_SERIAL_NUMBER,
  X509_SUBJECT_KEY_IDENTIFIER,
} from './names.js';
import { WsseError } from './wsse-error.js';

/**
 * Which certificate a signature was made with, as its KeyInfo names it by a SecurityTokenReference (X.509 Token Profile
 * §3.2, Basic Security Profile R5402, R5417).
 */
export type KeyReference =
  | { readonly kind: 'token'; readonly id: string }
  | { readonly kind: 'thumbprint'; readonly sha1: Uint8Array }
  | { readonly kind: 'subjectKeyIdentifier'; readonly identifier: Uint8Array }
  | {
      readonly kind: 'issuerSerial';
      /** A distinguished name as text, in whatever order and spelling. */
      readonly issuer: string;
      /** Decimal digits. */
      readonly serial: string;
      /** The certificate beside it, which zeep sends; DER. */
      readonly certificate?: Uint8Array;
    };

/** Reads the ds:KeyInfo whose start tag was read, up to its end. @throws WsseError, XmlError */
export function readKeyReference(scanner: XmlScanner): KeyReference {
  if (scanner.next() !== XmlToken.Start || scanner.name !== SECURITY_TOKEN_REFERENCE) {
    throw invalid(scanner, 'one wsse:SecurityTokenReference in KeyInfo (R5402)');
  }
  if (scanner.next() !== XmlToken.Start) throw invalid(scanner, 'a reference in the SecurityTokenReference');
  const key = readReference(scanner);
  if (scanner.next() !== XmlToken.End) throw invalid(scanner, 'one reference in the SecurityTokenReference (R3061)');
  if (scanner.next() !== XmlToken.End) throw invalid(scanner, 'one SecurityTokenReference in KeyInfo (R5402)');
  return key;
}

function readReference(scanner: XmlScanner): KeyReference {
  switch (scanner.name) {
    case REFERENCE_TO_TOKEN:
      return readDirect(scanner);
    case KEY_IDENTIFIER:
      return readIdentifier(scanner);
    case X509_DATA:
      return readX509Data(scanner);
    default:
      throw new WsseError(
        'wsse:UnsupportedSecurityToken',
        'name the certificate by Reference, by KeyIdentifier (thumbprint or subject key identifier) or by X509IssuerSerial',
        scanner.path(),
      );
  }
}

function readDirect(scanner: XmlScanner): KeyReference {
  const uri = scanner.attributes.value('', 'URI') ?? '';
  if (!uri.startsWith('#') || uri.length < 2) {
    throw invalid(scanner, 'a Reference to a token of this message, URI="#…" (R3066, R5204)');
  }
  const id = uri.slice(1);
  if (scanner.next() !== XmlToken.End) throw invalid(scanner, 'an empty Reference');
  return { kind: 'token', id };
}

function readIdentifier(scanner: XmlScanner): KeyReference {
  const valueType = scanner.attributes.value('', 'ValueType');
  // R3071: mandatory; WSS 1.1 makes it the default.
  const encoding = scanner.attributes.value('', 'EncodingType') ?? BASE64_BINARY;
  if (encoding !== BASE64_BINARY) throw invalid(scanner, `EncodingType="${BASE64_BINARY}" (R3071)`);
  if (valueType === THUMBPRINT_SHA1) return { kind: 'thumbprint', sha1: readBytes(scanner) };
  if (valueType === X509_SUBJECT_KEY_IDENTIFIER) {
    return { kind: 'subjectKeyIdentifier', identifier: readBytes(scanner) };
  }
  throw new WsseError(
    'wsse:UnsupportedSecurityToken',
    'a KeyIdentifier is a ThumbprintSHA1 or an X509SubjectKeyIdentifier',
    scanner.path(),
  );
}

function readX509Data(scanner: XmlScanner): KeyReference {
  let named: { issuer: string; serial: string } | undefined;
  let certificate: Uint8Array | undefined;
  while (scanner.next() !== XmlToken.End) {
    if (scanner.name === X509_ISSUER_SERIAL && named === undefined) named = readIssuerSerial(scanner);
    else if (scanner.name === X509_CERTIFICATE && certificate === undefined) certificate = readBytes(scanner);
    else throw invalid(scanner, 'one X509IssuerSerial, and at most its X509Certificate (R5409)');
  }
  if (named === undefined) throw invalid(scanner, 'an X509IssuerSerial');
  return { kind: 'issuerSerial', ...named, ...(certificate === undefined ? {} : { certificate }) };
}

function readIssuerSerial(scanner: XmlScanner): { issuer: string; serial: string } {
  if (scanner.next() !== XmlToken.Start || scanner.name !== X509_ISSUER_NAME) throw invalid(scanner, 'X509IssuerName');
  const issuer = scanner.readText().trim();
  if (scanner.next() !== XmlToken.Start || scanner.name !== X509_SERIAL_NUMBER) {
    throw invalid(scanner, 'X509SerialNumber behind X509IssuerName');
  }
  const serial = scanner.readText().trim();
  if (!/^\d{1,60}$/.test(serial)) throw invalid(scanner, 'a decimal X509SerialNumber');
  if (scanner.next() !== XmlToken.End) throw invalid(scanner, 'nothing behind X509SerialNumber');
  return { issuer, serial };
}

/** Certificates have a few kilobytes. */
const MAX_BASE64_LENGTH = 64 * 1024;

function readBytes(scanner: XmlScanner): Uint8Array {
  const { elementStart } = scanner;
  const text = scanner.readText();
  const bytes = text.length > MAX_BASE64_LENGTH ? undefined : decodeBase64(text);
  if (bytes === undefined || bytes.length === 0) {
    throw new WsseError('wsse:InvalidSecurity', 'expected base64', scanner.pathOf(elementStart));
  }
  return bytes;
}

const invalid = (scanner: XmlScanner, what: string): WsseError =>
  new WsseError('wsse:InvalidSecurity', `expected ${what}`, scanner.path());
