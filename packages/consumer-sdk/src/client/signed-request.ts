import { createHash, createPrivateKey, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';
import {
  BASE64_BINARY,
  DSIG_NAMESPACE,
  EXCLUSIVE_C14N,
  WSSE_NAMESPACE,
  WSU_NAMESPACE,
  X509V3,
} from '@imps-wsi/contract/wsse';
import type { SoapVersion } from '@imps-wsi/contract/soap';

/** A certificate and the private key that belongs to it. */
export interface SigningKey {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

const SIGNED_SECONDS = 300;
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const METHODS: Readonly<Record<string, string>> = {
  rsa: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  ec: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
};

/** The key of a PEM text and its certificate. @throws Error that says what is wrong with them */
export function signingKeyOf(certificatePem: string | Buffer, key: string | Buffer | KeyObject): SigningKey {
  const certificate = new X509Certificate(certificatePem);
  const privateKey = typeof key === 'string' || Buffer.isBuffer(key) ? createPrivateKey(key) : key;
  if (METHODS[privateKey.asymmetricKeyType ?? ''] === undefined)
    throw new Error('the private key is neither RSA nor EC');
  if (!certificate.checkPrivateKey(privateKey)) throw new Error('the private key is not that of the certificate');
  return { certificate, privateKey };
}

/**
 * An envelope whose Body and Timestamp are signed (X.509 Token Profile 1.1, Basic Security Profile 1.1), with RSA or ECDSA and
 * SHA-256. What is signed is written in canonical form (Exclusive XML Canonicalization 1.0) at once: its first element
 * declares the prefixes that it uses, so that nothing around it matters.
 *
 * @param child the Body's only child, as the contract's codecs write it
 */
export function signedEnvelope(
  { namespace }: SoapVersion,
  child: string,
  { certificate, privateKey }: SigningKey,
  now: Date,
): string {
  // Random: two equal requests would be one, and the second a replay.
  const id = randomBytes(12).toString('hex');
  const body =
    `<soap:Body xmlns:soap="${namespace}" xmlns:wsu="${WSU_NAMESPACE}" wsu:Id="body-${id}">` +
    `${canonicalOf(child)}</soap:Body>`;
  const expires = new Date(now.getTime() + SIGNED_SECONDS * 1000);
  const timestamp =
    `<wsu:Timestamp xmlns:wsu="${WSU_NAMESPACE}" wsu:Id="time-${id}"><wsu:Created>${now.toISOString()}</wsu:Created>` +
    `<wsu:Expires>${expires.toISOString()}</wsu:Expires></wsu:Timestamp>`;
  const signedInfo =
    `<ds:SignedInfo xmlns:ds="${DSIG_NAMESPACE}">${algorithm('CanonicalizationMethod', EXCLUSIVE_C14N)}` +
    algorithm('SignatureMethod', METHODS[privateKey.asymmetricKeyType ?? ''] ?? '') +
    `${reference(`time-${id}`, timestamp, [])}${reference(`body-${id}`, body, prefixesOf(child))}</ds:SignedInfo>`;
  // XML Signature 1.1 §6.4.3: the two numbers of an ECDSA signature stand side by side.
  const value = sign('sha256', Buffer.from(signedInfo), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return (
    `<soap:Envelope xmlns:soap="${namespace}"><soap:Header>` +
    `<wsse:Security soap:mustUnderstand="1" xmlns:wsse="${WSSE_NAMESPACE}" xmlns:wsu="${WSU_NAMESPACE}">` +
    `<wsse:BinarySecurityToken wsu:Id="token-${id}" ValueType="${X509V3}" EncodingType="${BASE64_BINARY}">` +
    `${certificate.raw.toString('base64')}</wsse:BinarySecurityToken>${timestamp}` +
    `<ds:Signature xmlns:ds="${DSIG_NAMESPACE}">${signedInfo}` +
    `<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue><ds:KeyInfo><wsse:SecurityTokenReference>` +
    `<wsse:Reference URI="#token-${id}" ValueType="${X509V3}"/></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>` +
    `</wsse:Security></soap:Header>${body}</soap:Envelope>`
  );
}

/**
 * The codecs write what is canonical already, but for two things: references to CR are hexadecimal, and empty elements have
 * two tags. Markup characters never stand in values as they are, so that both can be found in the text.
 */
function canonicalOf(child: string): string {
  return child.replaceAll('&#13;', '&#xD;').replace(/<([^\s<>/]+)([^<>]*)\/>/g, '<$1$2></$1>');
}

/** What the codecs declare on the first element, to be used further down; in inclusive form it is written only there. */
const prefixesOf = (child: string): string[] =>
  [...(/^<[^>]*>/.exec(child)?.[0].matchAll(/ xmlns:([^=]+)=/g) ?? [])].map(([, prefix = '']) => prefix);

const algorithm = (name: string, uri: string, parameters = ''): string =>
  `<ds:${name} Algorithm="${uri}">${parameters}</ds:${name}>`;

/** @param prefixes whose declarations are taken along although nothing beside them uses them */
function reference(id: string, canonical: string, prefixes: readonly string[]): string {
  const digest = createHash('sha256').update(canonical).digest('base64');
  const inclusive =
    prefixes.length === 0
      ? ''
      : `<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE_C14N}" PrefixList="${prefixes.join(' ')}"></ec:InclusiveNamespaces>`;
  return (
    `<ds:Reference URI="#${id}"><ds:Transforms>${algorithm('Transform', EXCLUSIVE_C14N, inclusive)}</ds:Transforms>` +
    `${algorithm('DigestMethod', SHA256)}<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`
  );
}
