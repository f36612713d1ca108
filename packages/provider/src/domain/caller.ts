import type { Address } from '@imps-wsi/contract/address';
import type { AccountPolicy } from './account-policy.js';

/** Who makes a request, proven by the security stage. */
export interface Caller {
  /** The account's key; a bigint that stays a string in JavaScript. */
  readonly ownerId: string;
  /** Canonical address, such as `wv:alice@b1.example`. */
  readonly address: string;
  readonly kind: 'person' | 'service';
  /** Lower case; every address in it belongs to the service. */
  readonly serviceDomain?: string;
  /** What was settled for this account; absent when nothing was. */
  readonly policy?: AccountPolicy;
}

/** Whether the address belongs to the caller, so that the caller may send from it. */
export type SenderRule = (caller: Caller, address: Address) => boolean;
