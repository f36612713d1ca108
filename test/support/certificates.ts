import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  CertificateList,
  Extension,
  Extensions,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  RevokedCertificate,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  TBSCertList,
  Time,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** Authorities and certificates made while a test runs, right or wrong in any way that it asks for. */

export type KeyKind = 'rsa' | 'rsa-1024' | 'p256' | 'p384' | 'ed25519';

export interface CertificateWish {
  readonly name?: string;
  readonly key?: KeyKind;
  readonly isAuthority?: boolean;
  readonly pathLength?: number;
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  readonly usage?: number;
  readonly serial?: bigint;
  /** OIDs of critical extensions that nobody knows. */
  readonly critical?: readonly string[];
  /** The key of another certificate, for one that is renewed. */
  readonly keyOf?: Identity;
}

const DAY = 86_400_000;
const EC_WITH_SHA256 = '1.2.840.10045.4.3.2';
const RSA_WITH_SHA256 = '1.2.840.113549.1.1.11';
const ED25519 = '1.3.101.112';

/** A certificate and its private key; an authority too, where it was wished for. */
export class Identity {
  readonly node: X509Certificate;

  constructor(
    readonly name: Name,
    readonly der: Buffer,
    readonly privateKey: KeyObject,
  ) {
    this.node = new X509Certificate(der);
  }

  get pem(): string {
    return this.node.toString();
  }

  get keyPem(): string {
    return this.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  get base64(): string {
    return this.der.toString('base64');
  }

  get serial(): bigint {
    return BigInt(`0x${this.node.serialNumber}`);
  }

  /** Of the key, as its certificate says it (RFC 5280 §4.2.1.2). */
  get subjectKeyIdentifier(): Buffer {
    return keyIdentifier(this.node.publicKey);
  }

  issue(wish: CertificateWish = {}): Identity {
    return make(wish, this);
  }

  /** A revocation list, PEM. */
  revocationList(
    revoked: readonly Identity[],
    { from = -1, until = 1, signer = this }: { from?: number; until?: number; signer?: Identity } = {},
  ): string {
    const list = new TBSCertList({
      version: Version.v2,
      signature: new AlgorithmIdentifier({ algorithm: algorithmOf(signer.privateKey) }),
      issuer: this.name,
      thisUpdate: new Time(new Date(Date.now() + from * DAY)),
      nextUpdate: new Time(new Date(Date.now() + until * DAY)),
      ...(revoked.length === 0
        ? {}
        : {
            revokedCertificates: revoked.map(
              ({ serial }) =>
                new RevokedCertificate({
                  userCertificate: integer(serial),
                  revocationDate: new Time(new Date(Date.now() - DAY)),
                }),
            ),
          }),
    });
    const der = AsnConvert.serialize(
      new CertificateList({
        tbsCertList: list,
        signatureAlgorithm: list.signature,
        signature: signed(AsnConvert.serialize(list), signer.privateKey),
      }),
    );
    return pem('X509 CRL', Buffer.from(der));
  }
}

/** An authority of its own. */
export const newAuthority = (wish: CertificateWish = {}): Identity =>
  make({ name: 'Test Authority', isAuthority: true, key: 'p256', ...wish }, undefined);

/** A certificate that nobody but itself vouches for. */
export const selfSigned = (wish: CertificateWish = {}): Identity => make(wish, undefined);

/** An X509PKIPathv1: the signer's certificate last. */
export function pkiPath(...path: readonly Identity[]): Buffer {
  const content = Buffer.concat(path.map(({ der }) => der));
  const length = Buffer.from([0x30, 0x83, 0, 0, 0]);
  length.writeUIntBE(content.length, 2, 3);
  return Buffer.concat([length, content]);
}

function make(wish: CertificateWish, issuer: Identity | undefined): Identity {
  const { name: text = 'chess', isAuthority = false, from = -1, until = 30, pathLength } = wish;
  const privateKey = wish.keyOf?.privateKey ?? newKey(wish.key ?? 'p256');
  const publicDer = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const name = nameOf(text);
  const signer = issuer?.privateKey ?? privateKey;
  const usage =
    wish.usage ?? (isAuthority ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.digitalSignature);
  const extensions = [
    extension(
      '2.5.29.19',
      new BasicConstraints({ cA: isAuthority, ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }) }),
      true,
    ),
    extension('2.5.29.15', new KeyUsage(usage), true),
    extension('2.5.29.14', new SubjectKeyIdentifier(bytes(keyIdentifierOfDer(publicDer)))),
    ...(wish.critical ?? []).map((id) => extension(id, new OctetString(bytes(Buffer.from('x'))), true)),
  ];
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: integer(wish.serial ?? BigInt(`0x${randomBytes(12).toString('hex')}`)),
    signature: new AlgorithmIdentifier({ algorithm: algorithmOf(signer) }),
    issuer: issuer?.name ?? name,
    validity: new Validity({
      notBefore: new Date(Date.now() + from * DAY),
      notAfter: new Date(Date.now() + until * DAY),
    }),
    subject: name,
    subjectPublicKeyInfo: AsnConvert.parse(publicDer, SubjectPublicKeyInfo),
    extensions: new Extensions(extensions),
  });
  const der = AsnConvert.serialize(
    new Certificate({
      tbsCertificate: tbs,
      signatureAlgorithm: tbs.signature,
      signatureValue: signed(AsnConvert.serialize(tbs), signer),
    }),
  );
  return new Identity(name, Buffer.from(der), privateKey);
}

function newKey(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'rsa-1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
  }
}

const keyIdentifier = (key: KeyObject) => keyIdentifierOfDer(key.export({ type: 'spki', format: 'der' }));

const keyIdentifierOfDer = (spki: Buffer) =>
  createHash('sha1')
    .update(Buffer.from(AsnConvert.parse(spki, SubjectPublicKeyInfo).subjectPublicKey))
    .digest();

function extension(id: string, value: object, critical = false): Extension {
  return new Extension({ extnID: id, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function nameOf(text: string): Name {
  const attribute = (type: string, value: string) =>
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: value }) }),
    ]);
  return new Name([attribute('2.5.4.10', 'Test, Inc.'), attribute('2.5.4.3', text)]);
}

function algorithmOf(key: KeyObject): string {
  return key.asymmetricKeyType === 'rsa' ? RSA_WITH_SHA256 : key.asymmetricKeyType === 'ec' ? EC_WITH_SHA256 : ED25519;
}

const signed = (der: ArrayBuffer, key: KeyObject): ArrayBuffer =>
  bytes(sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', Buffer.from(der), key));

function integer(value: bigint): ArrayBuffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return bytes(Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex'));
}

const bytes = (buffer: Buffer): ArrayBuffer => Uint8Array.from(buffer).buffer;

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
