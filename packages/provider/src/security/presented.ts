import { WsiError } from '@imps-wsi/contract/errors';
import { checkTimestamp, freshInstant, type FreshnessRule } from './freshness.js';

/**
 * What a caller presents: the one UsernameToken of the WS-Security header, picked out and checked for form and
 * freshness before any account is looked at.
 */

export interface PresentedToken {
  readonly username: string;
  readonly password?: { readonly type: 'text' | 'digest'; readonly value: string };
  /** Decoded. */
  readonly nonce?: Uint8Array;
  /** As written: the digest is computed over these very characters. */
  readonly created?: string;
}

export interface SecurityHeader {
  readonly usernameTokens: readonly PresentedToken[];
  readonly timestamp?: { readonly created: string; readonly expires?: string };
  /** Local names of the other tokens, signatures and encryptions in the header. */
  readonly others: readonly string[];
}

export interface TextCredential {
  readonly kind: 'text';
  readonly username: string;
  readonly password: string;
}

export interface DigestCredential {
  readonly kind: 'digest';
  readonly username: string;
  readonly digest: Uint8Array;
  readonly nonce: Uint8Array;
  readonly created: string;
}

const TOKEN_PATH = 'Security/UsernameToken';

/**
 * @throws {WsiError} SecurityHeaderMissing, UnsupportedSecurityToken, InvalidSecurity or MessageExpired.
 */
export function readCredential(
  security: SecurityHeader | undefined,
  now: Date,
  rule: FreshnessRule,
): TextCredential | DigestCredential {
  if (security === undefined) throw new WsiError('SecurityHeaderMissing');
  const { usernameTokens, timestamp, others } = security;
  // What claims to protect the request and is not checked must not be waved through: who signs relies on it.
  if (others.length > 0) {
    throw new WsiError('UnsupportedSecurityToken', {
      reason: `The WS-Security header holds ${others.join(', ')}, which is not accepted; send a UsernameToken alone.`,
      path: 'Security',
    });
  }
  const [token, second] = usernameTokens;
  if (token === undefined) throw new WsiError('SecurityHeaderMissing', { path: 'Security' });
  if (second !== undefined)
    throw invalid('The WS-Security header holds more than one UsernameToken.', 'one UsernameToken');
  if (timestamp !== undefined) checkTimestamp(timestamp, now, rule);
  return credentialOf(token, now, rule);
}

function credentialOf(token: PresentedToken, now: Date, rule: FreshnessRule): TextCredential | DigestCredential {
  const { username, password, nonce, created } = token;
  if (password === undefined) throw invalid('The UsernameToken holds no Password.', 'a Password element');
  if (created !== undefined) freshInstant(created, now, rule, `${TOKEN_PATH}/Created`);
  if (password.type === 'text') return { kind: 'text', username, password: password.value };
  if (nonce === undefined || nonce.length === 0) {
    throw invalid('A PasswordDigest needs a Nonce that is used once.', 'a Nonce element in base64');
  }
  if (created === undefined) throw invalid('A PasswordDigest needs the time of its creation.', 'a wsu:Created element');
  return { kind: 'digest', username, digest: Buffer.from(password.value, 'base64'), nonce, created };
}

const invalid = (reason: string, expected: string) =>
  new WsiError('InvalidSecurity', { reason, path: TOKEN_PATH, expected });
