import { decodeBase64, XmlToken, type XmlName, type XmlScanner } from '../xml/index.js';
import { readKeyReference, type KeyReference } from './key-reference.js';
import {
  CANONICALIZATION_METHOD,
  DIGEST_METHOD,
  DIGEST_VALUE,
  INCLUSIVE_NAMESPACES,
  KEY_INFO,
  REFERENCE,
  SIGNATURE_METHOD,
  SIGNATURE_VALUE,
  SIGNED_INFO,
  TRANSFORM,
  TRANSFORMS,
} from './names.js';
import { WsseError } from './wsse-error.js';

/**
 * An XML signature as WS-Security uses it (XML Signature 1.1 §4, Basic Security Profile 1.1 §8): its syntax is checked
 * and nothing is judged. What the profile does not provide for is refused rather than skipped, because every part of a
 * signature that a reader passes over has served somebody to slip something in.
 */

/** A canonicalisation: the algorithm, and the prefixes whose declarations it takes along (Exclusive C14N §2.1). */
export interface Canonicalisation {
  readonly algorithm: string;
  readonly prefixes: readonly string[];
}

export interface SignatureReference {
  /** As written; `#id` for everything that is accepted. */
  readonly uri: string;
  readonly transforms: readonly Canonicalisation[];
  readonly digestMethod: string;
  readonly digest: Uint8Array;
}

export interface SignedInfo {
  readonly canonicalisation: Canonicalisation;
  readonly signatureMethod: string;
  /** At least one, at most {@link MAX_REFERENCES}. */
  readonly references: readonly SignatureReference[];
}

export interface Signature {
  readonly signedInfo: SignedInfo;
  readonly value: Uint8Array;
  readonly key: KeyReference;
}

/** Body, Timestamp, token and a few header blocks. */
export const MAX_REFERENCES = 10;
const MAX_TRANSFORMS = 3;
const MAX_PREFIXES = 64;

/** Reads the ds:Signature whose start tag was read, up to its end. @throws WsseError, XmlError */
export function readSignature(scanner: XmlScanner): Signature {
  expect(scanner, SIGNED_INFO, 'SignedInfo first');
  const signedInfo = readSignedInfo(scanner);
  expect(scanner, SIGNATURE_VALUE, 'one SignatureValue behind SignedInfo');
  const value = readBytes(scanner);
  expect(scanner, KEY_INFO, 'a KeyInfo behind SignatureValue');
  const key = readKeyReference(scanner);
  expectEnd(scanner, 'nothing behind KeyInfo (no Object: a signature is detached, R5402)');
  return { signedInfo, value, key };
}

/** Reads the ds:SignedInfo whose start tag was read, up to its end. @throws WsseError, XmlError */
export function readSignedInfo(scanner: XmlScanner): SignedInfo {
  expect(scanner, CANONICALIZATION_METHOD, 'CanonicalizationMethod first');
  const canonicalisation = readCanonicalisation(scanner);
  expect(scanner, SIGNATURE_METHOD, 'SignatureMethod behind CanonicalizationMethod');
  const signatureMethod = algorithmOf(scanner);
  expectEnd(scanner, 'a SignatureMethod without parameters');
  const references: SignatureReference[] = [];
  while (scanner.next() !== XmlToken.End) {
    if (scanner.name !== REFERENCE) throw invalid(scanner, 'only Reference elements behind SignatureMethod');
    if (references.length === MAX_REFERENCES) {
      throw invalid(scanner, `at most ${MAX_REFERENCES} Reference elements`);
    }
    references.push(readReference(scanner));
  }
  if (references.length === 0) throw invalid(scanner, 'at least one Reference');
  return { canonicalisation, signatureMethod, references };
}

function readReference(scanner: XmlScanner): SignatureReference {
  const uri = scanner.attributes.value('', 'URI');
  if (uri === undefined) throw invalid(scanner, 'a URI on each Reference');
  expect(scanner, TRANSFORMS, 'Transforms in each Reference (R5411)');
  const transforms: Canonicalisation[] = [];
  while (scanner.next() !== XmlToken.End) {
    if (scanner.name !== TRANSFORM) throw invalid(scanner, 'only Transform elements in Transforms');
    if (transforms.length === MAX_TRANSFORMS) throw invalid(scanner, `at most ${MAX_TRANSFORMS} transforms`);
    transforms.push(readCanonicalisation(scanner));
  }
  expect(scanner, DIGEST_METHOD, 'DigestMethod behind Transforms');
  const digestMethod = algorithmOf(scanner);
  expectEnd(scanner, 'a DigestMethod without parameters');
  expect(scanner, DIGEST_VALUE, 'DigestValue behind DigestMethod');
  const digest = readBytes(scanner);
  expectEnd(scanner, 'one DigestValue, and nothing behind it');
  return { uri, transforms, digestMethod, digest };
}

/** An Algorithm, and the InclusiveNamespaces that only exclusive canonicalisation has; other content is refused. */
function readCanonicalisation(scanner: XmlScanner): Canonicalisation {
  const algorithm = algorithmOf(scanner);
  let prefixes: readonly string[] | undefined;
  while (scanner.next() !== XmlToken.End) {
    if (scanner.name !== INCLUSIVE_NAMESPACES || prefixes !== undefined) {
      // The parameters of XPath, XSLT and the STR-Transform stand here.
      throw new WsseError(
        'wsse:UnsupportedAlgorithm',
        'only exclusive canonicalisation with one InclusiveNamespaces is accepted here',
        scanner.path(),
      );
    }
    const list = scanner.attributes.value('', 'PrefixList') ?? '';
    prefixes = list.split(/[ \t\n\r]+/).filter((prefix) => prefix !== '');
    if (prefixes.length > MAX_PREFIXES) throw invalid(scanner, `at most ${MAX_PREFIXES} prefixes`);
    expectEnd(scanner, 'an empty InclusiveNamespaces');
  }
  return { algorithm, prefixes: prefixes ?? [] };
}

function algorithmOf(scanner: XmlScanner): string {
  const algorithm = scanner.attributes.value('', 'Algorithm');
  if (algorithm === undefined) throw invalid(scanner, 'an Algorithm');
  return algorithm;
}

function readBytes(scanner: XmlScanner): Uint8Array {
  const { elementStart } = scanner;
  const bytes = decodeBase64(scanner.readText());
  if (bytes === undefined || bytes.length === 0) {
    throw new WsseError('wsse:InvalidSecurity', 'expected base64', scanner.pathOf(elementStart));
  }
  return bytes;
}

function expect(scanner: XmlScanner, name: XmlName, what: string): void {
  if (scanner.next() !== XmlToken.Start || scanner.name !== name) throw invalid(scanner, what);
}

function expectEnd(scanner: XmlScanner, what: string): void {
  if (scanner.next() !== XmlToken.End) throw invalid(scanner, what);
}

const invalid = (scanner: XmlScanner, what: string): WsseError =>
  new WsseError('wsse:InvalidSecurity', `expected ${what}`, scanner.path());
