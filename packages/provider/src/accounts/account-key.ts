import type { Address } from '@imps-wsi/contract/address';

/**
 * Which account an address means *at this provider*. Here every spelling with one user and one domain is one account
 * (`wv:`, `im:`, `pres:`, bare, and also `sip:` and `xmpp:`, whose user parts compare by case elsewhere), because
 * account names are compared without regard to case; `wv:+N@home` is `tel:+N`.
 */

/**
 * What is looked up for an address: the canonical address of the account that would own it. More than one only for
 * `tel:`, which names no domain and so means the number in any of the home domains. None for an address with a
 * resource that is not a device of a user (`wv:alice/list@…`): that is a group or a list, no account.
 */
export function accountAddresses(address: Address, homeDomains: Iterable<string>): readonly string[] {
  const user = address.user.toLowerCase();
  if (address.domain === undefined) return [...homeDomains].map((domain) => `wv:${user}@${domain}`);
  if (address.resource !== undefined && address.scheme !== 'xmpp') return [];
  return [`wv:${user}@${address.domain}`];
}

/** True when the canonical account address and the address mean the same account of this provider. */
export function meansAccount(accountAddress: string, address: Address): boolean {
  const user = address.user.toLowerCase();
  if (address.domain === undefined) return accountAddress.startsWith(`wv:${user}@`);
  if (address.resource !== undefined && address.scheme !== 'xmpp') return false;
  return accountAddress === `wv:${user}@${address.domain}`;
}
