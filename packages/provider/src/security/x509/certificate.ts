import { createHash, X509Certificate, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate as CertificateSyntax,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectKeyIdentifier,
  type Extension,
  type Name,
} from '@peculiar/asn1-x509';

/** The bytes are no X.509 certificate, or one that is not used here. The message may be shown. */
export class CertificateProblem extends Error {
  override readonly name = 'CertificateProblem';
}

/** What is looked at, or means nothing here. Anything else that is critical refuses the certificate (RFC 5280 §4.2). */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
]);

const MAX_DER_BYTES = 32 * 1024;
/** Below, keys can be broken; above, checking a signature is work that a stranger could ask for. */
const RSA_BITS = { least: 2048, most: 8192 } as const;
const MAX_RSA_EXPONENT = 2n ** 32n;
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const SIGN = KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;

/** An X.509 certificate with what chains, accounts and signatures need of it. Node checks its signature. */
export class Certificate {
  readonly node: X509Certificate;
  readonly der: Buffer;
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Hex without leading zeros, as revocation lists are searched by it. */
  readonly serial: string;
  /** DER of the names, hex: to compare. */
  readonly subjectKey: string;
  readonly issuerKey: string;
  readonly signatureAlgorithm: string;
  readonly isAuthority: boolean;
  /** How many authorities may stand below this one, itself not counted. */
  readonly pathLength: number;
  /** May the key sign messages, certificates, revocation lists? */
  readonly maySign: boolean;
  readonly mayCertify: boolean;
  readonly mayRevoke: boolean;
  readonly subjectKeyIdentifier: Buffer | undefined;
  /** Set when it says something critical that is not looked at here. */
  readonly notUnderstood: string | undefined;

  /** @throws CertificateProblem */
  constructor(der: Uint8Array) {
    if (der.length > MAX_DER_BYTES) throw new CertificateProblem('the certificate is larger than 32 KiB');
    const { tbsCertificate, signatureAlgorithm } = parse(der);
    this.node = parseNode(der);
    this.der = Buffer.from(this.node.raw);
    // Node passes over bytes behind a certificate; a fingerprint is of the certificate alone.
    if (this.der.length !== der.length) throw new CertificateProblem('bytes follow the certificate');
    this.fingerprint = createHash('sha256').update(this.der).digest('hex');
    this.publicKey = publicKeyOf(this.node);
    this.notBefore = tbsCertificate.validity.notBefore.getTime();
    this.notAfter = tbsCertificate.validity.notAfter.getTime();
    this.serial = serialOf(tbsCertificate.serialNumber);
    this.subjectKey = nameKey(tbsCertificate.subject);
    this.issuerKey = nameKey(tbsCertificate.issuer);
    this.signatureAlgorithm = signatureAlgorithm.algorithm;
    const extensions = new Map<string, Extension>();
    for (const each of [...(tbsCertificate.extensions?.values() ?? [])]) {
      // Which one counts would be a guess (RFC 5280 §4.2).
      if (extensions.has(each.extnID)) throw new CertificateProblem(`it has the extension ${each.extnID} twice`);
      extensions.set(each.extnID, each);
    }
    const constraints = extensionOf(extensions, id_ce_basicConstraints, BasicConstraints);
    this.isAuthority = constraints?.cA === true;
    this.pathLength = constraints?.pathLenConstraint ?? Infinity;
    const usage = extensionOf(extensions, id_ce_keyUsage, KeyUsage)?.toNumber();
    this.maySign = usage === undefined || (usage & SIGN) !== 0;
    this.mayCertify = usage === undefined || (usage & KeyUsageFlags.keyCertSign) !== 0;
    this.mayRevoke = usage === undefined || (usage & KeyUsageFlags.cRLSign) !== 0;
    const identifier = extensionOf(extensions, id_ce_subjectKeyIdentifier, SubjectKeyIdentifier);
    this.subjectKeyIdentifier = identifier === undefined ? undefined : Buffer.from(identifier.buffer);
    this.notUnderstood = [...extensions.values()].find(
      ({ extnID, critical }) => (critical && !UNDERSTOOD.has(extnID)) || extnID === id_ce_nameConstraints,
    )?.extnID;
  }

  /** SHA-1 of the DER, as KeyIdentifiers name certificates. */
  get thumbprint(): Buffer {
    return createHash('sha1').update(this.der).digest();
  }

  /** In one line, for people. */
  get subject(): string {
    return this.node.subject.replaceAll('\n', ', ');
  }

  get issuer(): string {
    return this.node.issuer.replaceAll('\n', ', ');
  }

  /** Why its key cannot serve; undefined when it can. */
  get weakKey(): string | undefined {
    return weaknessOf(this.publicKey);
  }

  isValidAt(now: Date): boolean {
    return this.notBefore <= now && now <= this.notAfter;
  }
}

/** The certificates of a PEM text. @throws CertificateProblem when one of them is none, or there is none */
export function certificatesOfPem(pem: string): readonly Certificate[] {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)];
  if (blocks.length === 0 || blocks.length !== pem.split('-----BEGIN CERTIFICATE-----').length - 1) {
    throw new CertificateProblem('there is no certificate in it, or a broken one; it must be PEM');
  }
  return blocks.map(([, base64 = '']) => new Certificate(Buffer.from(base64, 'base64')));
}

/**
 * The certificates of an X509PKIPathv1 token, the signer's last (ITU-T X.509 §7.6): a SEQUENCE OF Certificate.
 *
 * @throws CertificateProblem
 */
export function certificatesOfPath(der: Uint8Array): readonly Certificate[] {
  const path = element(Buffer.from(der), 0);
  const certificates: Certificate[] = [];
  for (let at = path.content; at < path.end;) {
    if (certificates.length === MAX_PATH) throw new CertificateProblem('the path has too many certificates');
    const { end } = element(Buffer.from(der), at);
    certificates.push(new Certificate(der.subarray(at, end)));
    at = end;
  }
  if (path.end !== der.length || certificates.length === 0) throw new CertificateProblem('it is no path');
  return certificates;
}

const MAX_PATH = 8;

/** Where a DER SEQUENCE has its content, and ends. */
function element(der: Buffer, at: number): { content: number; end: number } {
  const first = der[at + 1] ?? 0x80;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (der[at] !== 0x30 || first === 0x80 || lengthBytes > 3 || at + 2 + lengthBytes > der.length) {
    throw new CertificateProblem('it is no path of certificates');
  }
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
  const content = at + 2 + lengthBytes;
  if (content + length > der.length) throw new CertificateProblem('the path breaks off');
  return { content, end: content + length };
}

/** DER of a name, hex: names of certificates and lists are compared by it. */
export const nameKey = (name: Name): string => Buffer.from(AsnConvert.serialize(name)).toString('hex');

/** A serial number in hex without leading zeros. */
export const serialOf = (bytes: ArrayBuffer): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^0+(?=.)/, '');

function parse(der: Uint8Array): CertificateSyntax {
  try {
    return AsnConvert.parse(der, CertificateSyntax);
  } catch {
    throw new CertificateProblem('it is no X.509 certificate');
  }
}

function parseNode(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new CertificateProblem('it is no X.509 certificate');
  }
}

/** Node reads the key when it is asked for, which is where a point beside its curve fails. */
function publicKeyOf(node: X509Certificate): KeyObject {
  try {
    return node.publicKey;
  } catch {
    throw new CertificateProblem('its key cannot be read');
  }
}

function extensionOf<T>(extensions: ReadonlyMap<string, Extension>, id: string, type: new () => T): T | undefined {
  const extension = extensions.get(id);
  if (extension === undefined) return undefined;
  try {
    return AsnConvert.parse(extension.extnValue, type);
  } catch {
    throw new CertificateProblem(`its extension ${id} cannot be read`);
  }
}

function weaknessOf(key: KeyObject): string | undefined {
  const { modulusLength = 0, publicExponent = 0n, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return modulusLength < RSA_BITS.least || modulusLength > RSA_BITS.most || publicExponent > MAX_RSA_EXPONENT
        ? `an RSA key has ${String(RSA_BITS.least)} to ${String(RSA_BITS.most)} bits`
        : undefined;
    case 'ec':
      return CURVES.has(namedCurve) ? undefined : 'an EC key is on P-256, P-384 or P-521';
    default:
      return 'the key is neither RSA nor EC';
  }
}
