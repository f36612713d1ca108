import type { Caller } from '../../domain/caller.js';
import { callerOf } from '../account-cache.js';
import { Certificate } from '../x509/certificate.js';
import type { CertificateQuery, CertificateStore } from './ports.js';

/** A certificate that an operator gave to an account. */
export interface KnownCertificate {
  readonly certificate: Certificate;
  readonly caller: Caller;
  readonly disabled: boolean;
}

const TTL_MILLISECONDS = 5_000;
const MAX_ENTRIES = 10_000;

/**
 * Certificates looked up a moment ago, as {@link AccountCache} does it with accounts: what is unknown or disabled is asked
 * for anew each time.
 */
export class RegisteredCertificates {
  readonly #entries = new Map<string, { readonly found: readonly KnownCertificate[]; readonly until: number }>();

  constructor(private readonly store: CertificateStore) {}

  /** Rejects when the store fails. */
  async find(query: CertificateQuery, now: Date): Promise<readonly KnownCertificate[]> {
    const key = `${query.by}:${typeof query.value === 'string' ? query.value : query.value.toString('hex')}`;
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.until > now.getTime()) return entry.found;
    const registered = await this.store.findCertificates(query);
    const found = registered.map(({ der, account }) => ({
      certificate: new Certificate(der),
      caller: callerOf(account),
      disabled: account.disabled,
    }));
    this.#entries.delete(key);
    if (found.length === 0 || found.some(({ disabled }) => disabled)) return found;
    if (this.#entries.size >= MAX_ENTRIES) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
    this.#entries.set(key, { found, until: now.getTime() + TTL_MILLISECONDS });
    return found;
  }
}
