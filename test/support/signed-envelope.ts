import { randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { SOAP11, utc, WSSE, WSU } from '../wire/envelope.js';
import type { Identity } from './certificates.js';

/** Requests signed by `xml-crypto` as a whole, which the provider uses for nothing but canonical forms. */

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
export const X509V3 = `${WSS}-x509-token-profile-1.0#X509v3`;
export const X509_PKI_PATH = `${WSS}-x509-token-profile-1.0#X509PKIPathv1`;
export const SKI = `${WSS}-x509-token-profile-1.0#X509SubjectKeyIdentifier`;
export const THUMBPRINT = 'http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1';
export const BASE64 = `${WSS}-soap-message-security-1.0#Base64Binary`;
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
export const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

export interface SigningWish {
  readonly signer: Identity;
  /** Content of the soap:Body. */
  readonly body: string;
  /** What stands before the signature in the Security header; default the certificate of the signer. */
  readonly token?: string;
  /** Content of KeyInfo; default a reference to that token. */
  readonly keyInfo?: string;
  /** Default by the signer's key, with SHA-256. */
  readonly signatureMethod?: string;
  readonly digestMethod?: string;
  readonly c14n?: string;
  readonly transforms?: readonly string[];
  readonly prefixes?: readonly string[];
  /** XPaths of what is signed; default Timestamp and Body. */
  readonly references?: readonly string[];
  /** Seconds from now. */
  readonly created?: number;
  /** Header blocks beside the Security header. */
  readonly headers?: string;
  /** More of the Security header, behind the Timestamp. */
  readonly beside?: string;
}

export const BODY = `/*/*[local-name(.)='Body']`;
export const TIMESTAMP = `/*/*[local-name(.)='Header']/*/*[local-name(.)='Timestamp']`;

export const binaryToken = (der: Buffer, id = 'token', type = X509V3): string =>
  `<wsse:BinarySecurityToken wsu:Id="${id}" ValueType="${type}" EncodingType="${BASE64}">${der.toString('base64')}</wsse:BinarySecurityToken>`;

export const tokenReference = (content: string): string =>
  `<wsse:SecurityTokenReference xmlns:wsse="${WSSE}">${content}</wsse:SecurityTokenReference>`;

export const directReference = (id = 'token', type = X509V3): string =>
  tokenReference(`<wsse:Reference URI="#${id}" ValueType="${type}"/>`);

/** An envelope as a consumer sends it; ids are random, so that no two requests are one. */
export function unsignedEnvelope(wish: Pick<SigningWish, 'body' | 'token' | 'created' | 'headers' | 'beside'>): string {
  const { body, token = '', created = 0, headers = '', beside = '' } = wish;
  const id = randomBytes(8).toString('hex');
  return (
    `<s:Envelope xmlns:s="${SOAP11}" xmlns:wsu="${WSU}"><s:Header>${headers}<wsse:Security xmlns:wsse="${WSSE}">${token}` +
    `<wsu:Timestamp wsu:Id="time-${id}"><wsu:Created>${utc(created)}</wsu:Created><wsu:Expires>${utc(created + 60)}</wsu:Expires></wsu:Timestamp>` +
    `${beside}</wsse:Security></s:Header><s:Body wsu:Id="body-${id}">${body}</s:Body></s:Envelope>`
  );
}

export function signedEnvelope(wish: SigningWish): string {
  const { signer, token = binaryToken(signer.der), keyInfo = directReference() } = wish;
  return signText(unsignedEnvelope({ ...wish, token }), { ...wish, keyInfo });
}

/** Signs an envelope that is there: the signature is put at the end of the Security header. */
export function signText(xml: string, wish: Omit<SigningWish, 'body'>): string {
  const { signer, keyInfo = directReference(), references = [TIMESTAMP, BODY], prefixes = [] } = wish;
  const { digestMethod = SHA256, c14n = EXC_C14N, transforms = [EXC_C14N] } = wish;
  const isRsa = signer.privateKey.asymmetricKeyType === 'rsa';
  const signature = new SignedXml({
    privateKey: signer.privateKey,
    idMode: 'wssecurity',
    signatureAlgorithm: wish.signatureMethod ?? `${MORE}${isRsa ? 'rsa' : 'ecdsa'}-sha256`,
    canonicalizationAlgorithm: c14n,
    inclusiveNamespacesPrefixList: [...prefixes],
    getKeyInfoContent: () => keyInfo,
  });
  Object.assign(signature.SignatureAlgorithms, ECDSA);
  for (const xpath of references) {
    signature.addReference({
      xpath,
      transforms: [...transforms],
      digestAlgorithm: digestMethod,
      inclusiveNamespacesPrefixList: [...prefixes],
    });
  }
  signature.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `/*/*[local-name(.)='Header']/*[local-name(.)='Security']`, action: 'append' },
  });
  return signature.getSignedXml();
}

/** xml-crypto knows no ECDSA. */
const ecdsa = (hash: string) =>
  class {
    getAlgorithmName = () => `${MORE}ecdsa-${hash}`;
    getSignature = (text: string | Buffer, key: KeyObject) =>
      sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
    verifySignature = (text: string, key: KeyObject, value: string) =>
      verify(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(value, 'base64'));
  };

const ECDSA = {
  [`${MORE}ecdsa-sha256`]: ecdsa('sha256'),
  [`${MORE}ecdsa-sha384`]: ecdsa('sha384'),
  [`${MORE}ecdsa-sha512`]: ecdsa('sha512'),
};
