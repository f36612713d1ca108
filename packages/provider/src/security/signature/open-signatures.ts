import type { Logger } from '../../log.js';
import type { AuditSink } from '../audit.js';
import type { Authenticator } from '../authenticate.js';
import type { FreshnessRule } from '../freshness.js';
import type { NonceStore } from '../ports.js';
import type { CertificateStore } from './ports.js';
import type { SignatureAuthenticator } from './signature-authenticator.js';

export interface SignatureSettings extends FreshnessRule {
  /** Absent: signed requests are not taken. */
  readonly x509TrustFile?: string;
  readonly x509RevocationFile?: string;
  readonly allowSha1Signatures: 'no' | 'yes';
  readonly maxSignedEnvelopeBytes: number;
  readonly nonceMemorySeconds: number;
  readonly store: CertificateStore;
  readonly nonces: NonceStore;
  readonly passwords: Pick<Authenticator, 'authenticate'>;
  readonly audit: AuditSink;
  readonly log: Logger;
}

/**
 * What checks signatures, where the operator says whom to trust. The libraries for it are loaded only then.
 *
 * @throws TrustFileError
 */
export async function openSignatures(settings: SignatureSettings): Promise<SignatureAuthenticator | undefined> {
  const { x509TrustFile, store } = settings;
  if (x509TrustFile === undefined) return undefined;
  const [{ SignatureAuthenticator }, { RegisteredCertificates }, { TrustStore }] = await Promise.all([
    import('./signature-authenticator.js'),
    import('./registered-certificates.js'),
    import('../x509/trust-store.js'),
  ]);
  return new SignatureAuthenticator({
    ...settings,
    certificates: new RegisteredCertificates(store),
    trust: await TrustStore.open({ ...settings, x509TrustFile }),
    allowSha1: settings.allowSha1Signatures === 'yes',
    maxEnvelope: settings.maxSignedEnvelopeBytes,
  });
}
