import { constants, createHash, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { WsiError } from '@imps-wsi/contract/errors';
import { EXCLUSIVE_C14N, type Canonicalisation } from '@imps-wsi/contract/wsse';

/** The algorithms that signatures may be made with: these by name, and no others. */

interface SignatureMethod {
  readonly key: 'rsa' | 'ec';
  readonly hash: string;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';

const SIGNATURES: ReadonlyMap<string, SignatureMethod> = new Map([
  [`${DSIG_MORE}rsa-sha256`, { key: 'rsa', hash: 'sha256' }],
  [`${DSIG_MORE}rsa-sha384`, { key: 'rsa', hash: 'sha384' }],
  [`${DSIG_MORE}rsa-sha512`, { key: 'rsa', hash: 'sha512' }],
  [`${DSIG_MORE}ecdsa-sha256`, { key: 'ec', hash: 'sha256' }],
  [`${DSIG_MORE}ecdsa-sha384`, { key: 'ec', hash: 'sha384' }],
  [`${DSIG_MORE}ecdsa-sha512`, { key: 'ec', hash: 'sha512' }],
]);
const DIGESTS: ReadonlyMap<string, string> = new Map([
  [`${XMLENC}sha256`, 'sha256'],
  [`${DSIG_MORE}sha384`, 'sha384'],
  [`${XMLENC}sha512`, 'sha512'],
]);
/** What the profile of 2004 was written for (Basic Security Profile R5420, R5421), and is broken today. */
const OLD_SIGNATURES: ReadonlyMap<string, SignatureMethod> = new Map([
  [`${DSIG}rsa-sha1`, { key: 'rsa', hash: 'sha1' }],
]);
const OLD_DIGESTS: ReadonlyMap<string, string> = new Map([[`${DSIG}sha1`, 'sha1']]);

export class Algorithms {
  readonly #allowSha1: boolean;

  constructor(allowSha1: boolean) {
    this.#allowSha1 = allowSha1;
  }

  /** @throws WsiError UnsupportedAlgorithm */
  checkCanonicalisation({ algorithm, prefixes }: Canonicalisation): void {
    if (algorithm !== EXCLUSIVE_C14N) throw unsupported(algorithm, `use ${EXCLUSIVE_C14N} alone`);
    if (prefixes.includes('#default')) {
      throw unsupported('PrefixList="#default"', 'leave #default out of InclusiveNamespaces');
    }
  }

  /** @throws WsiError UnsupportedAlgorithm */
  signature(name: string): SignatureMethod {
    const method = SIGNATURES.get(name) ?? (this.#allowSha1 ? OLD_SIGNATURES.get(name) : undefined);
    if (method === undefined) throw unsupported(name, 'sign with rsa-sha256 or ecdsa-sha256');
    return method;
  }

  /** The hash of a DigestMethod. @throws WsiError UnsupportedAlgorithm */
  digest(name: string): string {
    const hash = DIGESTS.get(name) ?? (this.#allowSha1 ? OLD_DIGESTS.get(name) : undefined);
    if (hash === undefined) throw unsupported(name, 'digest with sha256');
    return hash;
  }

  /**
   * Was this text signed with the key that belongs to this one? The kind of key is the method's: a public key never
   * serves as the secret of an HMAC, or of another kind of signature. ECDSA values are the two numbers side by side
   * (XML Signature 1.1 §6.4.3).
   */
  isSigned({ key: kind, hash }: SignatureMethod, text: string, key: KeyObject, value: Uint8Array): boolean {
    if (key.asymmetricKeyType !== kind) return false;
    const bytes = Buffer.from(text, 'utf8');
    return kind === 'rsa'
      ? verify(hash, bytes, { key, padding: constants.RSA_PKCS1_PADDING }, value)
      : verify(hash, bytes, { key, dsaEncoding: 'ieee-p1363' }, value);
  }
}

export function isDigest(hash: string, text: string, digest: Uint8Array): boolean {
  const right = createHash(hash).update(text, 'utf8').digest();
  return right.length === digest.length && timingSafeEqual(right, digest);
}

const unsupported = (name: string, instead: string) =>
  new WsiError('UnsupportedAlgorithm', {
    reason: `The signature uses ${name.slice(0, 120)}, which is not accepted here; ${instead}.`,
  });
