import type pg from 'pg';
import type { CertificateRepository, NewCertificate, StoredCertificate } from '../accounts/certificates.js';
import type { CertificateQuery, CertificateStore, RegisteredCertificate } from '../security/signature/ports.js';
import { credentialsOf, CREDENTIALS, type CredentialsRow } from './accounts.js';

/** Certificates of accounts: who they belong to, and what they may be named by. */

/** Of one key or serial number there are a few certificates; more would be a way to make signatures cost much. */
const MAX_FOUND = 8;

const COLUMN_OF: Readonly<Record<CertificateQuery['by'], string>> = {
  fingerprint: 'fingerprint',
  thumbprint: 'thumbprint',
  subjectKeyIdentifier: 'subject_key_identifier',
  serial: 'serial',
};

const ADD = {
  name: 'certificate-add',
  text: `INSERT INTO account_certificate
           (fingerprint, owner_id, der, thumbprint, subject_key_identifier, serial, subject, not_after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (fingerprint) DO NOTHING`,
};
const LIST = {
  name: 'certificate-list',
  text: `SELECT fingerprint, subject, not_after, added_at FROM account_certificate
         WHERE owner_id = $1 ORDER BY added_at, fingerprint`,
};
const REMOVE = {
  name: 'certificate-remove',
  text: 'DELETE FROM account_certificate WHERE owner_id = $1 AND fingerprint = $2',
};

interface FoundRow extends CredentialsRow {
  readonly der: Buffer;
}

interface ListedRow {
  readonly fingerprint: Buffer;
  readonly subject: string;
  readonly not_after: Date;
  readonly added_at: Date;
}

export class AccountCertificateStore implements CertificateStore, CertificateRepository {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async findCertificates({ by, value }: CertificateQuery): Promise<readonly RegisteredCertificate[]> {
    const { rows } = await this.#pool.query<FoundRow>({
      name: `certificate-find-by-${by}`,
      text: `SELECT ${CREDENTIALS}, der FROM account_certificate JOIN account USING (owner_id)
             LEFT JOIN account_policy USING (owner_id)
             WHERE ${COLUMN_OF[by]} = $1 ORDER BY added_at DESC LIMIT ${String(MAX_FOUND)}`,
      values: [value],
    });
    return rows.map((row) => ({ der: row.der, account: credentialsOf(row) }));
  }

  async add(ownerId: string, certificate: NewCertificate): Promise<boolean> {
    const { fingerprint, der, thumbprint, subjectKeyIdentifier, serial, subject, notAfter } = certificate;
    const { rowCount } = await this.#pool.query({
      ...ADD,
      values: [fingerprint, ownerId, der, thumbprint, subjectKeyIdentifier ?? null, serial, subject, notAfter],
    });
    return rowCount === 1;
  }

  async list(ownerId: string): Promise<readonly StoredCertificate[]> {
    const { rows } = await this.#pool.query<ListedRow>({ ...LIST, values: [ownerId] });
    return rows.map(({ fingerprint, subject, not_after, added_at }) => ({
      fingerprint: fingerprint.toString('hex'),
      subject,
      notAfter: not_after,
      addedAt: added_at,
    }));
  }

  async remove(ownerId: string, fingerprint: Buffer): Promise<boolean> {
    const { rowCount } = await this.#pool.query({ ...REMOVE, values: [ownerId, fingerprint] });
    return rowCount === 1;
  }
}
