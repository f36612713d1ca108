import { addressKey } from './model/address.js';
import { keepable, restoredOutbox, type Outgoing } from './model/outbox.js';

/**
 * What a phone keeps in the browser. Storage may be full, or refused to a page; then the page works all the same and
 * forgets at the next reload.
 */

const TOKEN = 'imps-phone.token.';
const READ = 'imps-phone.read.';
const OUTBOX = 'imps-phone.outbox.';
const DOMAIN = 'imps-phone.domain';
const SESSION = 'imps-phone.session.';

function get(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function put(storage: () => Storage, key: string, value: string | undefined): void {
  try {
    if (value === undefined) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // See above.
  }
}

const local = (): Storage => localStorage;
const ofTab = (): Storage => sessionStorage;

/** The game's token of an IM user. */
export const keptToken = (address: string): string | undefined => get(local, TOKEN + addressKey(address)) ?? undefined;

export const keepToken = (address: string, token: string | undefined): void =>
  put(local, TOKEN + addressKey(address), token);

/** At which provider this tab, or else this browser, was signed in last. */
export const keptDomain = (): string | undefined => get(ofTab, DOMAIN) ?? get(local, DOMAIN) ?? undefined;

export function keepDomain(domain: string | undefined): void {
  put(ofTab, DOMAIN, domain);
  put(local, DOMAIN, domain);
}

/** Who was signed in to a provider last in this browser; the session itself is a cookie that pages cannot see. */
export const keptSession = (domain: string): string | undefined => get(local, SESSION + domain) ?? undefined;

export const keepSession = (domain: string, address: string | undefined): void => put(local, SESSION + domain, address);

/** What was not sent yet when this tab was left. */
export const keptOutbox = (address: string): readonly Outgoing[] =>
  restoredOutbox(get(ofTab, OUTBOX + addressKey(address)));

/** Files are not kept. */
export function keepOutbox(address: string, outbox: readonly Outgoing[]): void {
  const kept = keepable(outbox);
  put(ofTab, OUTBOX + addressKey(address), kept.length === 0 ? undefined : JSON.stringify(kept));
}

/** Up to where each conversation was seen; undefined on a device that is new to the user. */
export function keptRead(address: string): ReadonlyMap<string, string> | undefined {
  const kept = get(local, READ + addressKey(address));
  if (kept === null) return undefined;
  try {
    const entries = Object.entries(JSON.parse(kept) as Readonly<Record<string, unknown>>);
    return new Map(entries.flatMap(([key, id]) => (typeof id === 'string' ? [[key, id]] : [])));
  } catch {
    return undefined;
  }
}

export const keepRead = (address: string, read: ReadonlyMap<string, string>): void =>
  put(local, READ + addressKey(address), JSON.stringify(Object.fromEntries(read)));
