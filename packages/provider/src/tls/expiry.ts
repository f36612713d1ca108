import type { LogLevel } from '../log.js';
import type { CertificateFacts } from './material.js';

export const DAY_MILLISECONDS = 24 * 3_600_000;
/** A certificate that ends within so many days is told of. */
const WARNING_DAYS = 21;

/** What an operator is to know of when a certificate is valid; undefined when all is well. */
export function expiryNotice(
  { validFrom, validTo }: Pick<CertificateFacts, 'validFrom' | 'validTo'>,
  now: Date,
): { readonly level: Extract<LogLevel, 'warn' | 'error'>; readonly text: string } | undefined {
  if (validFrom > now) {
    return { level: 'error', text: 'the TLS certificate is not valid yet: clients refuse it; check it and the clock' };
  }
  if (validTo <= now) {
    return { level: 'error', text: 'the TLS certificate has expired: clients refuse it; put a new one in its place' };
  }
  const left = validTo.getTime() - now.getTime();
  return left <= WARNING_DAYS * DAY_MILLISECONDS
    ? { level: 'warn', text: 'the TLS certificate expires soon; put a new one in its place' }
    : undefined;
}
