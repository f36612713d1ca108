import { constants, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { oneLine, reasonOf } from '../thrown.js';

/** Where certificate and key are, and who is believed to be a client. Absolute paths. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly clientCaFile?: string | undefined;
}

/** What stands in these files: PEM. Texts, so that processes can hand it on. */
export interface TlsMaterial {
  /** With the chain of those who vouch for it, but for the root. */
  readonly certificate: string;
  readonly key: string;
  readonly clientCa?: string;
}

/** What of a certificate is told. */
export interface CertificateFacts {
  readonly subject: string;
  readonly names: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  readonly fingerprint: string;
}

/** Files that cannot be used: one line, which says what to do next. */
export class TlsFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TlsFileError';
  }
}

/** Reads and tries all of it, so that what is returned can be served with. @throws TlsFileError */
export async function readMaterial(files: TlsFiles): Promise<TlsMaterial> {
  const { certificateFile, keyFile, clientCaFile } = files;
  const [certificate, key, clientCa] = await Promise.all([
    read(certificateFile, '--tls-certificate-file'),
    read(keyFile, '--tls-key-file'),
    clientCaFile === undefined ? undefined : read(clientCaFile, '--tls-client-ca-file'),
  ]);
  const material = { certificate, key, ...(clientCa === undefined ? {} : { clientCa }) };
  try {
    // OpenSSL passes over what is no certificate, and would serve with nothing.
    factsOf(material);
    createSecureContext({ cert: certificate, key });
  } catch (error) {
    throw new TlsFileError(
      `the TLS certificate and key cannot be used: ${oneLine(reasonOf(error))}; check both PEM files, the key without passphrase`,
      { cause: error },
    );
  }
  if (clientCa !== undefined) checkAuthorities(clientCa);
  return material;
}

/** Of the first certificate, which is the server's own. @throws Error when there is none */
export function factsOf({ certificate }: Pick<TlsMaterial, 'certificate'>): CertificateFacts {
  const own = new X509Certificate(certificate);
  return {
    subject: oneLine(own.subject),
    names: own.subjectAltName ?? '',
    validFrom: new Date(own.validFrom),
    validTo: new Date(own.validTo),
    fingerprint: own.fingerprint256,
  };
}

export const sameMaterial = (one: TlsMaterial, other: TlsMaterial): boolean =>
  one.certificate === other.certificate && one.key === other.key && one.clientCa === other.clientCa;

/**
 * Mozilla's "intermediate" of 2023 without the finite-field suites: TLS 1.3, and 1.2 with forward secrecy and
 * authenticated encryption only. Which of these is used, the client may choose: it knows what it computes fast.
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

export function contextOptions({ certificate, key, clientCa }: TlsMaterial): SecureContextOptions {
  return {
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: false,
    // Asking for new keys again and again costs its asker little and us much.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    ecdhCurve: 'X25519:prime256v1:secp384r1',
    // Processes are told apart by nothing: who was greeted by one may go on with another.
    sessionIdContext: 'imps-wsi',
    ...(clientCa === undefined ? {} : { ca: clientCa }),
  };
}

function checkAuthorities(clientCa: string): void {
  const blocks = clientCa.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length === 0) throw new Error('there is no certificate in it');
    for (const block of blocks) new X509Certificate(block);
  } catch (error) {
    throw new TlsFileError(
      `--tls-client-ca-file cannot be used: ${oneLine(reasonOf(error))}; give the authorities' certificates in PEM`,
      { cause: error },
    );
  }
}

async function read(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new TlsFileError(
      `${option}: the file ${path} cannot be read (${code}); correct the path or its permissions`,
      { cause: error },
    );
  }
}
