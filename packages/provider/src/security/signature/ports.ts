import type { AccountCredentials } from '../ports.js';

/** What a registered certificate is looked up by; bytes, and the serial number in hex without leading zeros. */
export type CertificateQuery =
  | { readonly by: 'fingerprint'; readonly value: Buffer }
  | { readonly by: 'thumbprint'; readonly value: Buffer }
  | { readonly by: 'subjectKeyIdentifier'; readonly value: Buffer }
  | { readonly by: 'serial'; readonly value: string };

/** A certificate and the account that it belongs to. */
export interface RegisteredCertificate {
  readonly der: Buffer;
  readonly account: AccountCredentials;
}

export interface CertificateStore {
  /** A few at most; none when there is none. Rejects when the store fails. */
  findCertificates(query: CertificateQuery): Promise<readonly RegisteredCertificate[]>;
}
