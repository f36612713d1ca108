import { createHash } from 'node:crypto';
import { WsiError } from '@imps-wsi/contract/errors';
import type { Envelope } from '@imps-wsi/contract/soap';
import {
  readSignedInfo,
  readTimestamp,
  SECURITY,
  type SecurityHeader,
  type Signature,
  type SignatureReference,
  type SignedInfo,
} from '@imps-wsi/contract/wsse';
import { XmlScanner } from '@imps-wsi/contract/xml';
import type { Caller } from '../../domain/caller.js';
import type { Logger } from '../../log.js';
import type { AuditSink } from '../audit.js';
import type { Authenticator, RequestContext } from '../authenticate.js';
import { BoundedMap } from '../bounded-map.js';
import { checkTimestamp, type FreshnessRule } from '../freshness.js';
import type { NonceStore } from '../ports.js';
import type { Certificate } from '../x509/certificate.js';
import type { TrustStore } from '../x509/trust-store.js';
import { Algorithms, isDigest } from './algorithms.js';
import { isMeant, presentedSigner, queryOf, TokenReader } from './presented-signers.js';
import type { KnownCertificate, RegisteredCertificates } from './registered-certificates.js';
import { BodyDocument, HeaderDocument } from './signed-document.js';
import { signedTooLarge } from './signed-too-large.js';

export interface SignatureOptions extends FreshnessRule {
  readonly certificates: RegisteredCertificates;
  readonly trust: Pick<TrustStore, 'judge'>;
  readonly nonces: NonceStore;
  /** Checks a UsernameToken that stands beside the signature. */
  readonly passwords: Pick<Authenticator, 'authenticate'>;
  readonly nonceMemorySeconds: number;
  readonly allowSha1: boolean;
  /** Characters of an envelope that is signed. */
  readonly maxEnvelope: number;
  readonly audit?: AuditSink;
  readonly log: Logger;
}

/** Who signed the request, and what was signed. */
export interface SignedRequest {
  readonly caller: Caller;
  /** An envelope that holds the signed Body as it was digested, and nothing else. */
  readonly text: string;
}

/** Successes that are remembered to be in the audit log already, and for how long. */
const MAX_NOTED = 10_000;
const NOTED_MILLISECONDS = 3_600_000;
/** Headers have a few kilobytes; theirs is work that strangers can ask for. Longest is a path of eight certificates. */
const MAX_HEADER = 32 * 1024;

/**
 * Who signed this request (X.509 Token Profile 1.1, Basic Security Profile 1.1)? Body and Timestamp must be signed. What
 * costs much comes after what proves much: a stranger's signature is refused before the Body is looked at.
 *
 * What is processed afterwards is the very text that was digested: whatever else stood in the envelope is gone, and whether
 * two parsers would read the original alike does not matter.
 */
export class SignatureAuthenticator {
  readonly #options: SignatureOptions;
  readonly #algorithms: Algorithms;
  readonly #tokens = new TokenReader();
  readonly #noted = new BoundedMap<number>(MAX_NOTED);

  constructor(options: SignatureOptions) {
    this.#options = options;
    this.#algorithms = new Algorithms(options.allowSha1);
  }

  get maxEnvelope(): number {
    return this.#options.maxEnvelope;
  }

  /**
   * @param envelope the whole of it
   * @throws WsiError InvalidSecurity, UnsupportedSecurityToken, UnsupportedAlgorithm, InvalidSecurityToken,
   *   SecurityTokenUnavailable, FailedCheck, MessageExpired, FailedAuthentication, RequestTooLarge; WsseError, XmlError.
   *   What the stores throw passes through.
   */
  async authenticate(envelope: Envelope, security: SecurityHeader, context: RequestContext): Promise<SignedRequest> {
    const { layout, version, headers } = envelope;
    const { source } = envelope.scanner;
    this.#checkSize(source.length, layout.body - layout.start);
    const signature = this.#readSignature(security, source);
    const header = new HeaderDocument(
      source,
      layout,
      headers.findIndex(({ name, forUs }) => name === SECURITY && forUs),
    );
    const { signedInfo: claimed } = signature;
    const signedText = header.signedInfo(claimed.canonicalisation);
    const signer = await this.#signerOf(signature, signedText, security, context);
    const signedInfo = readCanonical(signedText, claimed);
    const { body, timestamp } = this.#checkHeader(header, signedInfo);
    checkTimestamp(timestamp, context.now, this.#options);

    const { caller } = await this.#admit(signer, security, context);
    const document = new BodyDocument(source, layout);
    if (document.id !== body.uri.slice(1)) throw bodyNotSigned();
    const bodyText = this.#check(body, (by) => document.canonical(by));
    // After everything else, so that nobody can use up what somebody else signed. By what is signed and not by the
    // signature: of one ECDSA signature anybody can make another one.
    await this.#useOnce(caller, signedText, timestamp.created.date, context);
    this.#noteSuccess(caller, context);
    return { caller, text: `<S:Envelope xmlns:S="${version.namespace}">${bodyText}</S:Envelope>` };
  }

  #checkSize(whole: number, header: number): void {
    const { maxEnvelope } = this.#options;
    if (whole > maxEnvelope) throw signedTooLarge(maxEnvelope);
    if (header > MAX_HEADER) {
      throw new WsiError('RequestTooLarge', {
        reason: `The headers of a signed request may have ${String(MAX_HEADER)} characters.`,
      });
    }
  }

  /** The one signature, its syntax and the names of its algorithms checked. */
  #readSignature({ signatures, others }: SecurityHeader, source: string): Signature {
    const [other] = others;
    if (other !== undefined) {
      throw new WsiError('UnsupportedSecurityToken', {
        reason: `The WS-Security header holds ${other.local.slice(0, 100)}, which is not accepted.`,
      });
    }
    const [element, second] = signatures;
    if (element === undefined || second !== undefined) {
      throw invalid('A WS-Security header holds one Signature here.');
    }
    if (source.slice(element.start, element.end).includes('<!--')) throw invalid('A Signature holds no comments here.');
    const signature = element.read();
    const { canonicalisation, signatureMethod, references } = signature.signedInfo;
    this.#algorithms.checkCanonicalisation(canonicalisation);
    this.#algorithms.signature(signatureMethod);
    for (const { transforms, digestMethod } of references) {
      for (const transform of transforms) this.#algorithms.checkCanonicalisation(transform);
      this.#algorithms.digest(digestMethod);
    }
    return signature;
  }

  /** The certificate whose key signed this, wherever it came from; nothing is said yet of whether it is trusted. */
  async #signerOf(
    { key, value, signedInfo }: Signature,
    signedText: string,
    security: SecurityHeader,
    context: RequestContext,
  ): Promise<Signer> {
    const method = this.#algorithms.signature(signedInfo.signatureMethod);
    const isSigner = ({ publicKey, weakKey }: Certificate) =>
      weakKey === undefined && this.#algorithms.isSigned(method, signedText, publicKey, value);
    const presented = presentedSigner(key, security.binarySecurityTokens, this.#tokens);
    if (presented !== undefined) {
      const { weakKey } = presented.certificate;
      if (weakKey !== undefined) {
        throw new WsiError('InvalidSecurityToken', { reason: `The certificate cannot be used: ${weakKey}.` });
      }
      if (!isSigner(presented.certificate)) throw new WsiError('FailedCheck');
      return presented;
    }
    const registered = await this.#options.certificates.find(queryOf(key), context.now);
    const known = registered.find(({ certificate }) => isMeant(key, certificate) && isSigner(certificate));
    // Whether there is such a certificate is nobody's business, so a wrong signature reads the same.
    if (known === undefined) throw this.#failure('no registered certificate of this name signed it', key.kind, context);
    return { certificate: known.certificate, others: [] };
  }

  /** What the signature says of the header must be right, and it must speak of Timestamp and Body. */
  #checkHeader(header: HeaderDocument, { references }: SignedInfo) {
    let timestampText: string | undefined;
    const elsewhere: SignatureReference[] = [];
    const seen = new Set<string>();
    for (const reference of references) {
      const { uri } = reference;
      if (!/^#[^#()'"\s]+$/.test(uri) || seen.has(uri)) {
        throw invalid('A Reference names one element of the message by its wsu:Id, URI="#…", and no element twice.');
      }
      seen.add(uri);
      const element = header.element(uri.slice(1));
      if (element === undefined) elsewhere.push(reference);
      else {
        const text = this.#check(reference, (by) => element.canonical(by));
        if (element.isTimestamp) timestampText = text;
      }
    }
    if (timestampText === undefined) {
      throw invalid('The signature does not cover the wsu:Timestamp of the WS-Security header; sign it with the Body.');
    }
    const [body, second] = elsewhere;
    if (body === undefined || second !== undefined) throw bodyNotSigned();
    const scanner = new XmlScanner(timestampText);
    scanner.next();
    return { body, timestamp: readTimestamp(scanner) };
  }

  /** The text that the reference's digest is of. @throws WsiError FailedCheck when it is of another one */
  #check(
    { transforms, digestMethod, digest }: SignatureReference,
    canonical: (by: SignatureReference['transforms'][number]) => string,
  ): string {
    const [transform, second] = transforms;
    if (transform === undefined || second !== undefined) {
      throw invalid('A Reference has one Transform here, exclusive canonicalisation (R5412).');
    }
    const text = canonical(transform);
    if (!isDigest(this.#algorithms.digest(digestMethod), text, digest)) throw new WsiError('FailedCheck');
    return text;
  }

  /** The account that the signer's certificate belongs to, if that is trusted and open. */
  async #admit({ certificate, others }: Signer, security: SecurityHeader, context: RequestContext) {
    const { certificates, trust, passwords } = this.#options;
    const { fingerprint } = certificate;
    const query = { by: 'fingerprint', value: Buffer.from(fingerprint, 'hex') } as const;
    const [known] = await certificates.find(query, context.now);
    if (known === undefined) throw this.#failure('the certificate is not registered', fingerprint, context);
    const verdict = await trust.judge(certificate, others, context.now);
    if (!verdict.trusted) throw this.#failure(verdict.why, fingerprint, context);
    if (known.disabled) throw this.#failure('account disabled', fingerprint, context);
    if (security.usernameTokens.length > 0) {
      const beside = { ...security, signatures: [], binarySecurityTokens: [] };
      const { ownerId } = await passwords.authenticate(beside, context);
      if (ownerId !== known.caller.ownerId) {
        throw this.#failure('the UsernameToken is of another account', fingerprint, context);
      }
    }
    return known satisfies KnownCertificate;
  }

  async #useOnce(caller: Caller, signedText: string, created: Date, context: RequestContext): Promise<void> {
    const { nonces, nonceMemorySeconds } = this.#options;
    const first = await nonces.use({
      accountId: caller.ownerId,
      nonceDigest: createHash('sha256').update('signature\0').update(signedText).digest(),
      expiresAt: new Date(created.getTime() + nonceMemorySeconds * 1000),
      now: context.now,
    });
    if (!first) throw this.#failure('signature used before', caller.address, context);
  }

  /** Once an hour, so that a caller who polls costs nothing. */
  #noteSuccess({ address }: Caller, { now, peer }: RequestContext): void {
    const key = `${peer ?? ''} ${address}`;
    if ((this.#noted.get(key) ?? 0) > now.getTime()) return;
    this.#noted.set(key, now.getTime() + NOTED_MILLISECONDS);
    this.#options.audit?.note({
      kind: 'sign-in',
      outcome: 'accepted',
      account: address,
      source: peer,
      detail: 'signed',
    });
  }

  #failure(why: string, certificate: string, { peer }: RequestContext): WsiError {
    const detail = `signed, ${why}: ${certificate}`;
    this.#options.audit?.note({ kind: 'sign-in', outcome: 'failed', source: peer, detail });
    this.#options.log.info('a signature was not accepted', {
      why,
      certificate,
      ...(peer === undefined ? {} : { peer }),
    });
    return new WsiError('FailedAuthentication');
  }
}

interface Signer {
  readonly certificate: Certificate;
  readonly others: readonly Certificate[];
}

/** What the signed text says, which is what counts; its algorithms are those that were looked at. */
function readCanonical(signedText: string, claimed: SignedInfo): SignedInfo {
  const scanner = new XmlScanner(signedText);
  scanner.next();
  const signedInfo = readSignedInfo(scanner);
  const namesOf = ({ canonicalisation, signatureMethod }: SignedInfo) =>
    JSON.stringify([canonicalisation, signatureMethod]);
  if (namesOf(signedInfo) !== namesOf(claimed)) throw new WsiError('FailedCheck');
  for (const { transforms, digestMethod } of signedInfo.references) {
    const known = claimed.references.some(
      (each) => each.digestMethod === digestMethod && JSON.stringify(each.transforms) === JSON.stringify(transforms),
    );
    if (!known) throw new WsiError('FailedCheck');
  }
  return signedInfo;
}

const bodyNotSigned = () =>
  invalid('The signature does not cover the soap:Body, or covers elements that are neither Body nor header blocks.');

const invalid = (reason: string) => new WsiError('InvalidSecurity', { reason, path: 'Security/Signature' });
