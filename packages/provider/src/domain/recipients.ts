import { parseAddress, type Address } from '@imps-wsi/contract/address';
import type { ResultErrorName } from '@imps-wsi/contract/errors';
import type { PolicyHolder } from './policies.js';

/** An inbox here that an address names. */
export interface LocalInbox extends PolicyHolder {
  readonly ownerId: string;
}

/** Port: finds the inboxes of addresses, many at once. */
export interface RecipientDirectory {
  /** Domains of people's addresses, lower case. */
  readonly domains: ReadonlySet<string>;
  /** One entry each, in order; undefined where nobody here has the address. `unknownDomain` where it is not ours. */
  find(addresses: readonly Address[]): Promise<(LocalInbox | 'unknownDomain' | undefined)[]>;
}

export type Resolution =
  | { readonly ok: true; readonly address: Address; readonly inbox: LocalInbox }
  | { readonly ok: false; readonly error: ResultErrorName; readonly reason?: string };

/** Resolves recipients as written; each gets its own verdict, never an exception. */
export async function resolveRecipients(
  directory: RecipientDirectory,
  recipients: readonly string[],
): Promise<Map<string, Resolution>> {
  const verdicts = new Map<string, Resolution>();
  const addresses: Address[] = [];
  for (const recipient of recipients) {
    if (verdicts.has(recipient)) continue;
    const address = parseAddress(recipient);
    if (address === undefined) {
      verdicts.set(recipient, { ok: false, error: 'MalformedAddress' });
    } else if (address.scheme === 'wv' && address.resource !== undefined) {
      verdicts.set(recipient, {
        ok: false,
        error: 'NotOffered',
        reason: 'Groups and lists are not offered by this provider yet; name each recipient.',
      });
    } else {
      // Kept in place until the directory has spoken, so that each spelling is looked up once.
      verdicts.set(recipient, { ok: false, error: 'UnknownUser' });
      addresses.push(address);
    }
  }
  if (addresses.length > 0) {
    const found = await directory.find(addresses);
    for (const [index, address] of addresses.entries()) {
      const entry = found[index];
      if (entry === 'unknownDomain') verdicts.set(address.verbatim, { ok: false, error: 'UnknownDomain' });
      else if (entry !== undefined) verdicts.set(address.verbatim, { ok: true, address, inbox: entry });
    }
  }
  return verdicts;
}
