import { createHash } from 'node:crypto';

/** Account addresses of ordinary length and letters. */
const PLAIN = /^wv:[\x21-\x3f\x41-\x7e]{1,100}@[a-z0-9_.-]{1,100}$/;

/**
 * Under what name failures at an account are counted: its canonical address, or where that would make an unwieldy key, and
 * for all that is no address, a digest. What stands in the place of an address may be a password in the wrong field, which
 * must not be kept.
 */
export function signInName(account: string): string {
  return PLAIN.test(account) ? account : `#${createHash('sha256').update(account).digest('base64url')}`;
}
