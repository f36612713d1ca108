import type { Address } from '@imps-wsi/contract/address';
import { meansAccount } from '../accounts/account-key.js';
import type { Caller, SenderRule } from '../domain/caller.js';
import type { AuditSink } from './audit.js';

/**
 * Whether the caller may send from the address: its own in any spelling that means the same account here, or, for a
 * service, any user of its service domain (design: so that answers to `wv:u1@chess.b2.example` find their way back).
 * Lists and groups (`/resource`) are no one's sender.
 */
export function ownsAddress(caller: Caller, address: Address): boolean {
  if (meansAccount(caller.address, address)) return true;
  if (caller.serviceDomain === undefined || address.domain !== caller.serviceDomain) return false;
  return address.resource === undefined;
}

/** The same, and a note of who tried to speak for somebody else. @param what was tried, such as `sender` */
export const auditedSender =
  (audit: AuditSink, what = 'sender'): SenderRule =>
  (caller, address) => {
    if (ownsAddress(caller, address)) return true;
    const detail = `${what} ${address.canonical}`;
    audit.note({ kind: 'authorisation', outcome: 'refused', account: caller.address, detail });
    return false;
  };
