import { WsiError } from '@imps-wsi/contract/errors';
import type { Envelope } from '@imps-wsi/contract/soap';
import { passwordDigest, securityHeaderOf, SECURITY, WsseError } from '@imps-wsi/contract/wsse';
import type { FakeAccount, FakeAccounts } from './fake-accounts.js';

/** The header block that the fake provider understands. */
export const SECURITY_HEADER = SECURITY;

/** Digests that were used already; a provider takes each nonce once. */
const usedNonces = new WeakMap<FakeAccounts, Set<string>>();

/** Whose request it is. @throws WsiError when the credentials are not right */
export function authenticate(envelope: Envelope, accounts: FakeAccounts): FakeAccount {
  const token = tokenOf(envelope);
  const account = accounts.named(token.username);
  const { password, nonce, created } = token;
  if (account === undefined || password === undefined) throw new WsiError('FailedAuthentication');
  if (password.type === 'text') {
    if (account.secret !== undefined || password.value !== (account.password ?? 'password')) {
      throw new WsiError('FailedAuthentication');
    }
    return account;
  }
  if (account.secret === undefined || nonce === undefined || created === undefined) {
    throw new WsiError('FailedAuthentication');
  }
  if (passwordDigest(nonce, created.text, account.secret) !== password.value)
    throw new WsiError('FailedAuthentication');
  const used = usedNonces.get(accounts) ?? new Set<string>();
  usedNonces.set(accounts, used);
  if (used.has(password.value)) throw new WsiError('FailedAuthentication');
  used.add(password.value);
  return account;
}

function tokenOf(envelope: Envelope) {
  try {
    const [token] = securityHeaderOf(envelope)?.usernameTokens ?? [];
    if (token === undefined) throw new WsiError('SecurityHeaderMissing');
    return token;
  } catch (error) {
    if (error instanceof WsseError) throw new WsiError('InvalidSecurity', { reason: error.message });
    throw error;
  }
}
