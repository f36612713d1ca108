import { verify } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CertificateList, id_ce_cRLNumber, id_ce_authorityKeyIdentifier } from '@peculiar/asn1-x509';
import { CertificateProblem, nameKey, serialOf, type Certificate } from './certificate.js';

/** Hashes of the signature algorithms that lists and certificates may be signed with; SHA-1 and older are none. */
export const HASH_OF_SIGNATURE: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

/** Extensions that change nothing about what the list says. Any other critical one does (RFC 5280 §5.2). */
const HARMLESS: ReadonlySet<string> = new Set([id_ce_cRLNumber, id_ce_authorityKeyIdentifier]);

/** One certificate revocation list (RFC 5280 §5): complete and direct; no delta, no indirect one. */
export class RevocationList {
  readonly issuerKey: string;
  readonly thisUpdate: Date;
  /** From then on the list is outdated. */
  readonly nextUpdate: Date;
  readonly #revoked: ReadonlySet<string>;
  readonly #signed: Buffer;
  readonly #signature: Buffer;
  readonly #hash: string | undefined;
  readonly #signers = new Map<string, boolean>();

  /** @throws CertificateProblem */
  constructor(der: Uint8Array) {
    const { tbsCertList: list, tbsCertListRaw, signatureAlgorithm, signature } = parse(der);
    if (list.nextUpdate === undefined || tbsCertListRaw === undefined) {
      throw new CertificateProblem('a revocation list says when the next one comes (nextUpdate)');
    }
    const revoked = list.revokedCertificates ?? [];
    const extensions = [...(list.crlExtensions ?? []), ...revoked.flatMap((each) => each.crlEntryExtensions ?? [])];
    const odd = extensions.find(({ critical, extnID }) => critical && !HARMLESS.has(extnID));
    if (odd !== undefined) {
      throw new CertificateProblem(`a revocation list is complete and direct; this has the extension ${odd.extnID}`);
    }
    this.issuerKey = nameKey(list.issuer);
    this.thisUpdate = list.thisUpdate.getTime();
    this.nextUpdate = list.nextUpdate.getTime();
    this.#revoked = new Set(revoked.map(({ userCertificate }) => serialOf(userCertificate)));
    this.#signed = Buffer.from(tbsCertListRaw);
    this.#signature = Buffer.from(signature);
    this.#hash = HASH_OF_SIGNATURE[signatureAlgorithm.algorithm];
  }

  /** Is it the list of this authority, signed with its key? */
  isOf(authority: Certificate): boolean {
    if (authority.subjectKey !== this.issuerKey || !authority.mayRevoke || this.#hash === undefined) return false;
    let right = this.#signers.get(authority.fingerprint);
    if (right === undefined) {
      right = verify(this.#hash, this.#signed, authority.publicKey, this.#signature);
      this.#signers.set(authority.fingerprint, right);
    }
    return right;
  }

  isCurrent(now: Date): boolean {
    return this.thisUpdate <= now && now < this.nextUpdate;
  }

  names({ serial }: Certificate): boolean {
    return this.#revoked.has(serial);
  }
}

/** The lists of a file: PEM, any number of them, or one in DER. @throws CertificateProblem */
export function revocationListsOf(file: Buffer): readonly RevocationList[] {
  if (file[0] === 0x30) return [new RevocationList(file)];
  const text = file.toString('latin1');
  const blocks = [...text.matchAll(/-----BEGIN X509 CRL-----([^-]*)-----END X509 CRL-----/g)];
  if (blocks.length === 0 || blocks.length !== text.split('-----BEGIN X509 CRL-----').length - 1) {
    throw new CertificateProblem('there is no revocation list in it, or a broken one; it must be PEM or DER');
  }
  return blocks.map(([, base64 = '']) => new RevocationList(Buffer.from(base64, 'base64')));
}

function parse(der: Uint8Array): CertificateList {
  try {
    return AsnConvert.parse(der, CertificateList);
  } catch {
    throw new CertificateProblem('it is no revocation list');
  }
}
