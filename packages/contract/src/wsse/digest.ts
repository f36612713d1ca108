import { createHash } from 'node:crypto';

/**
 * Base64(SHA-1(nonce + created + password)) as a PasswordDigest carries it (UsernameToken Profile 1.1 §3.1, R4212).
 *
 * @param nonce the decoded bytes
 * @param created the text of wsu:Created
 */
export function passwordDigest(nonce: Uint8Array, created: string, password: string): string {
  return createHash('sha1').update(nonce).update(created, 'utf8').update(password, 'utf8').digest('base64');
}
