import { WsiError } from '@imps-wsi/contract/errors';
import {
  BASE64_BINARY,
  X509_PKI_PATH,
  X509V3,
  type BinarySecurityToken,
  type KeyReference,
} from '@imps-wsi/contract/wsse';
import { decodeBase64 } from '@imps-wsi/contract/xml';
import { Certificate, CertificateProblem, certificatesOfPath } from '../x509/certificate.js';
import { isSameName } from '../x509/distinguished-name.js';
import type { CertificateQuery } from './ports.js';

/** A certificate that came with the message, and those that came with it. */
export interface PresentedSigner {
  readonly certificate: Certificate;
  readonly others: readonly Certificate[];
}

/**
 * The certificate of the message that a KeyInfo means; undefined when it names one that is not there and may be registered.
 *
 * @throws WsiError SecurityTokenUnavailable, InvalidSecurityToken, UnsupportedSecurityToken, InvalidSecurity
 */
export function presentedSigner(
  key: KeyReference,
  tokens: readonly BinarySecurityToken[],
  reader: TokenReader,
): PresentedSigner | undefined {
  if (key.kind === 'token') {
    const named = tokens.filter(({ id }) => id === key.id);
    if (named.length > 1) throw new WsiError('InvalidSecurity', { reason: 'Two tokens have the same wsu:Id.' });
    const [token] = named;
    if (token === undefined) throw new WsiError('SecurityTokenUnavailable');
    return reader.read(token);
  }
  if (key.kind === 'issuerSerial' && key.certificate !== undefined) {
    const certificate = readable(() => new Certificate(key.certificate ?? new Uint8Array()));
    if (!isMeant(key, certificate)) throw unusable('X509Certificate is not the one that X509IssuerSerial names');
    return { certificate, others: [] };
  }
  return tokens.map((token) => reader.read(token)).find(({ certificate }) => isMeant(key, certificate));
}

/** Does the KeyInfo mean this certificate? */
export function isMeant(key: KeyReference, certificate: Certificate): boolean {
  switch (key.kind) {
    case 'token':
      return false;
    case 'thumbprint':
      return certificate.thumbprint.equals(key.sha1);
    case 'subjectKeyIdentifier':
      return certificate.subjectKeyIdentifier?.equals(key.identifier) === true;
    case 'issuerSerial':
      return certificate.serial === serialOfDecimal(key.serial) && isSameName(key.issuer, certificate.node.issuer);
  }
}

/** How a certificate that the message only names is looked up. */
export function queryOf(key: KeyReference): CertificateQuery {
  switch (key.kind) {
    case 'thumbprint':
      return { by: 'thumbprint', value: Buffer.from(key.sha1) };
    case 'subjectKeyIdentifier':
      return { by: 'subjectKeyIdentifier', value: Buffer.from(key.identifier) };
    case 'issuerSerial':
      return { by: 'serial', value: serialOfDecimal(key.serial) };
    case 'token':
      throw new Error('a token of the message is not looked up');
  }
}

const serialOfDecimal = (digits: string): string => BigInt(digits).toString(16);

const MAX_REMEMBERED = 500;
const MAX_REMEMBERED_LENGTH = 8 * 1024;

/**
 * Reads tokens. Those read a moment ago are remembered by their text: a consumer sends the same one with each request, and
 * to read it takes longer than to check the signature. Nothing is remembered of whether they are trusted.
 */
export class TokenReader {
  readonly #read = new Map<string, PresentedSigner>();

  /** @throws WsiError UnsupportedSecurityToken, InvalidSecurityToken */
  read(token: BinarySecurityToken): PresentedSigner {
    const { valueType, encodingType, text } = token;
    const key = `${String(valueType)} ${String(encodingType)} ${text}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const signer = signerOf(token);
    if (key.length > MAX_REMEMBERED_LENGTH) return signer;
    if (this.#read.size >= MAX_REMEMBERED) {
      for (const oldest of this.#read.keys()) {
        this.#read.delete(oldest);
        break;
      }
    }
    this.#read.set(key, signer);
    return signer;
  }
}

function signerOf({ valueType, encodingType, text }: BinarySecurityToken): PresentedSigner {
  if (valueType !== X509V3 && valueType !== X509_PKI_PATH) {
    throw new WsiError('UnsupportedSecurityToken', {
      reason: `A BinarySecurityToken is a certificate, ValueType="${X509V3}" or "${X509_PKI_PATH}" (R3032).`,
    });
  }
  if (encodingType !== BASE64_BINARY) throw unusable(`its EncodingType is not "${BASE64_BINARY}" (R3029, R3030)`);
  const der = decodeBase64(text);
  if (der === undefined || der.length === 0) throw unusable('it is not base64');
  if (valueType === X509V3) return { certificate: readable(() => new Certificate(der)), others: [] };
  const path = readable(() => certificatesOfPath(der));
  const certificate = path.at(-1);
  if (certificate === undefined) throw unusable('it is empty');
  return { certificate, others: path.slice(0, -1) };
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CertificateProblem)) throw error;
    throw unusable(error.message);
  }
}

const unusable = (why: string) =>
  new WsiError('InvalidSecurityToken', { reason: `The BinarySecurityToken cannot be used: ${why}.` });
