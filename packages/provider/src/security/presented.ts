import { WsiError } from '@imps-wsi/contract/errors';
import type { SecurityHeader, UsernameToken, WsuInstant } from '@imps-wsi/contract/wsse';
import { checkFresh, checkTimestamp, type FreshnessRule } from './freshness.js';

/**
 * What a caller presents: the one UsernameToken of the WS-Security header, picked out and checked for fitness and
 * freshness before any account is looked at.
 */

export interface TextCredential {
  readonly kind: 'text';
  readonly username: string;
  readonly password: string;
}

export interface DigestCredential {
  readonly kind: 'digest';
  readonly username: string;
  readonly digest: Uint8Array;
  /** Decoded. */
  readonly nonce: Uint8Array;
  readonly created: WsuInstant;
}

const TOKEN_PATH = 'Security/UsernameToken';

/** @throws {WsiError} SecurityHeaderMissing, UnsupportedSecurityToken, InvalidSecurity or MessageExpired. */
export function readCredential(
  security: SecurityHeader | undefined,
  now: Date,
  rule: FreshnessRule,
): TextCredential | DigestCredential {
  if (security === undefined) throw new WsiError('SecurityHeaderMissing');
  refuseUnchecked(security);
  const [token, second] = security.usernameTokens;
  if (token === undefined) throw new WsiError('SecurityHeaderMissing', { path: 'Security' });
  if (second !== undefined) {
    throw invalid('The WS-Security header holds more than one UsernameToken.', 'one UsernameToken');
  }
  if (security.timestamp !== undefined) checkTimestamp(security.timestamp, now, rule);
  return credentialOf(token, now, rule);
}

/** What claims to protect the request and is not checked must not be waved through: who signs relies on it. */
function refuseUnchecked({ binarySecurityTokens, signatures, others }: SecurityHeader): void {
  const kinds = new Set(others.map(({ local }) => local.slice(0, 100)));
  if (binarySecurityTokens.length > 0) kinds.add('BinarySecurityToken');
  if (signatures.length > 0) kinds.add('Signature');
  if (kinds.size === 0) return;
  throw new WsiError('UnsupportedSecurityToken', {
    reason: `The WS-Security header holds ${[...kinds].slice(0, 5).join(', ')}, which is not accepted; send a UsernameToken alone.`,
    path: 'Security',
  });
}

function credentialOf(token: UsernameToken, now: Date, rule: FreshnessRule): TextCredential | DigestCredential {
  const { username, password, nonce, created } = token;
  if (password === undefined) throw invalid('The UsernameToken holds no Password.', 'a Password element');
  if (created !== undefined) checkFresh(created.date, now, rule, `${TOKEN_PATH}/Created`);
  if (password.type === 'text') return { kind: 'text', username, password: password.value };
  if (nonce === undefined || nonce.length === 0) {
    throw invalid('A PasswordDigest needs a Nonce that is used once.', 'a Nonce element in base64');
  }
  if (created === undefined) throw invalid('A PasswordDigest needs the time of its creation.', 'a wsu:Created element');
  return { kind: 'digest', username, digest: Buffer.from(password.value, 'base64'), nonce, created };
}

const invalid = (reason: string, expected: string) =>
  new WsiError('InvalidSecurity', { reason, path: TOKEN_PATH, expected });
