import { randomBytes } from 'node:crypto';

/** Says what it is to whoever finds it, people and scanners alike. */
const PREFIX = 'imps_';

/** A new service secret: 32 random bytes, base64url, with a prefix that makes leaked ones easy to find. */
export function newServiceSecret(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** How long the secret before a rotation stays valid unless told otherwise. */
export const DEFAULT_SECRET_OVERLAP_SECONDS = 24 * 3_600;
/** Thirty days: a secret that is replaced is to go. */
export const MAX_SECRET_OVERLAP_SECONDS = 30 * 24 * 3_600;
