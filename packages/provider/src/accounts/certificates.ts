import { parseAddress } from '@imps-wsi/contract/address';
import { CertificateProblem, certificatesOfPem, type Certificate } from '../security/x509/certificate.js';
import { AccountError, noSuchAccount, type Account } from './account.js';

/** What an operator does with the certificates that accounts sign their requests with. */

export interface NewCertificate {
  /** SHA-256 of the DER. */
  readonly fingerprint: Buffer;
  readonly der: Buffer;
  /** SHA-1 of the DER. */
  readonly thumbprint: Buffer;
  readonly subjectKeyIdentifier: Buffer | undefined;
  /** Hex without leading zeros. */
  readonly serial: string;
  readonly subject: string;
  readonly notAfter: Date;
}

export interface StoredCertificate {
  /** SHA-256, hex. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly notAfter: Date;
  readonly addedAt: Date;
}

/** Port: where certificates are kept. */
export interface CertificateRepository {
  /** False when the certificate belongs to an account already. */
  add(ownerId: string, certificate: NewCertificate): Promise<boolean>;
  list(ownerId: string): Promise<readonly StoredCertificate[]>;
  remove(ownerId: string, fingerprint: Buffer): Promise<boolean>;
}

export interface CertificateParts {
  readonly accounts: { find(address: string): Promise<Account | undefined> };
  readonly certificates: CertificateRepository;
}

export interface ShownCertificates {
  readonly account: Account;
  readonly certificates: readonly StoredCertificate[];
}

/** Every method rejects with {@link AccountError} for what the operator can mend. */
export class AccountCertificates {
  constructor(private readonly parts: CertificateParts) {}

  /** Lets the account sign with the certificate of a PEM text. It works at once; whether it is trusted is looked at then. */
  async add(address: string, pem: string): Promise<ShownCertificates> {
    const account = await this.#find(address);
    const certificate = certificateOf(pem);
    const { fingerprint, der, thumbprint, subjectKeyIdentifier, serial, subject, notAfter } = certificate;
    const added = await this.parts.certificates.add(account.ownerId, {
      fingerprint: Buffer.from(fingerprint, 'hex'),
      der,
      thumbprint,
      subjectKeyIdentifier,
      serial,
      subject,
      notAfter,
    });
    if (!added) {
      throw new AccountError(
        'EXISTS',
        `the certificate ${fingerprint} belongs to an account already; remove it there first, or use another one`,
      );
    }
    return this.#show(account);
  }

  async list(address: string): Promise<ShownCertificates> {
    return this.#show(await this.#find(address));
  }

  /** The certificate stops working within 5 s. @param pemOrFingerprint the certificate, or its SHA-256 in hex */
  async remove(address: string, pemOrFingerprint: string): Promise<ShownCertificates> {
    const account = await this.#find(address);
    const compact = pemOrFingerprint.replace(/[:\s]/g, '').toLowerCase();
    const fingerprint = /^[0-9a-f]{64}$/.test(compact) ? compact : certificateOf(pemOrFingerprint).fingerprint;
    if (!(await this.parts.certificates.remove(account.ownerId, Buffer.from(fingerprint, 'hex')))) {
      throw new AccountError(
        'NOT_FOUND',
        `${account.address} has no certificate ${fingerprint}; see: account certificate list ${account.address}`,
      );
    }
    return this.#show(account);
  }

  async #show(account: Account): Promise<ShownCertificates> {
    return { account, certificates: await this.parts.certificates.list(account.ownerId) };
  }

  async #find(text: string): Promise<Account> {
    const address = parseAddress(text);
    const account = address === undefined ? undefined : await this.parts.accounts.find(address.canonical);
    if (account === undefined) throw noSuchAccount(text);
    return account;
  }
}

/** The first certificate of the text; those behind it are the ones that issued it. */
function certificateOf(pem: string): Certificate {
  const certificate = readable(pem);
  const { weakKey, notUnderstood, maySign } = certificate;
  if (weakKey !== undefined) throw bad(weakKey);
  if (notUnderstood !== undefined) throw bad(`it has the extension ${notUnderstood}, which is not evaluated here`);
  if (!maySign) throw bad('its key usage does not let it sign');
  return certificate;
}

function readable(pem: string): Certificate {
  try {
    const [certificate] = certificatesOfPem(pem);
    if (certificate !== undefined) return certificate;
  } catch (error) {
    if (!(error instanceof CertificateProblem)) throw error;
    throw bad(error.message);
  }
  throw bad('it is empty');
}

const bad = (why: string) => new AccountError('BAD_CERTIFICATE', `the certificate cannot be used: ${why}`);
