import { parseAddress } from '@imps-wsi/contract/address';
import { InstantInboxError } from '../errors.js';

/** A username of the service and the IM address behind it. */
export interface AddressBookEntry {
  /** As it was set. */
  readonly username: string;
  /** As it was set, such as `wv:u2@b2.example`. */
  readonly address: string;
}

/**
 * Where an address book keeps its entries; implement it over the application's own database. Keys come ready to
 * compare: usernames folded, addresses in their one canonical spelling.
 */
export interface AddressBookStore {
  byUsername(usernameKey: string): Promise<AddressBookEntry | undefined>;
  byAddress(addressKey: string): Promise<AddressBookEntry | undefined>;
  /** Puts the entry in place of any earlier one with this username key. */
  put(usernameKey: string, addressKey: string, entry: AddressBookEntry): Promise<void>;
  /** Answers whether there was an entry. */
  remove(usernameKey: string): Promise<boolean>;
}

/** Keeps the entries in memory. */
export class MemoryAddressBookStore implements AddressBookStore {
  readonly #byUsername = new Map<string, { readonly addressKey: string; readonly entry: AddressBookEntry }>();
  readonly #byAddress = new Map<string, string>();

  byUsername(usernameKey: string): Promise<AddressBookEntry | undefined> {
    return Promise.resolve(this.#byUsername.get(usernameKey)?.entry);
  }

  byAddress(addressKey: string): Promise<AddressBookEntry | undefined> {
    const usernameKey = this.#byAddress.get(addressKey);
    return Promise.resolve(usernameKey === undefined ? undefined : this.#byUsername.get(usernameKey)?.entry);
  }

  async put(usernameKey: string, addressKey: string, entry: AddressBookEntry): Promise<void> {
    await this.remove(usernameKey);
    this.#byUsername.set(usernameKey, { addressKey, entry });
    this.#byAddress.set(addressKey, usernameKey);
  }

  remove(usernameKey: string): Promise<boolean> {
    const before = this.#byUsername.get(usernameKey);
    if (before !== undefined) this.#byAddress.delete(before.addressKey);
    return Promise.resolve(this.#byUsername.delete(usernameKey));
  }
}

/**
 * Translates a service's usernames into IM addresses and back. Usernames are compared without regard to case and to
 * Unicode composition, because the addresses that carry them are.
 */
export class AddressBook {
  readonly #store: AddressBookStore;

  constructor(store: AddressBookStore = new MemoryAddressBookStore()) {
    this.#store = store;
  }

  /**
   * Enters a username, or changes its address.
   *
   * @throws InstantInboxError `MalformedAddress`; `AddressInUse` when another username has this address;
   *   `InvalidUsername` when no address can carry the username
   */
  async set(username: string, address: string): Promise<void> {
    const usernameKey = keyOf(username);
    encodeUsername(username);
    const addressKey = canonical(address);
    if (addressKey === undefined) {
      throw new InstantInboxError('MalformedAddress', { message: `${address} is not an IM address.`, path: 'address' });
    }
    const owner = await this.#store.byAddress(addressKey);
    if (owner !== undefined && keyOf(owner.username) !== usernameKey) throw new InstantInboxError('AddressInUse');
    await this.#store.put(usernameKey, addressKey, { username, address });
  }

  /** The IM address of a username; undefined when it is not in the book. */
  async addressOf(username: string): Promise<string | undefined> {
    return (await this.#store.byUsername(keyOf(username)))?.address;
  }

  /** The username behind an IM address, in any of the address's spellings; undefined when it is not in the book. */
  async usernameOf(address: string): Promise<string | undefined> {
    const addressKey = canonical(address);
    return addressKey === undefined ? undefined : (await this.#store.byAddress(addressKey))?.username;
  }

  /** Both as they were set; undefined when the username is not in the book. */
  async entryOf(username: string): Promise<AddressBookEntry | undefined> {
    return this.#store.byUsername(keyOf(username));
  }

  /** Strikes a username out. Answers whether it was there. */
  async remove(username: string): Promise<boolean> {
    return this.#store.remove(keyOf(username));
  }

  /** See {@link serviceAddress}. */
  serviceAddress(username: string, serviceDomain: string): string {
    return serviceAddress(username, serviceDomain);
  }

  /** See {@link usernameFrom}. */
  usernameFrom(address: string, serviceDomain?: string): string | undefined {
    return usernameFrom(address, serviceDomain);
  }
}

/**
 * The address under which a username is reached inside a service's domain: `u2` in `chess.b1.example` is
 * `wv:u2@chess.b1.example`. What an address cannot carry is percent-encoded.
 *
 * @throws InstantInboxError `InvalidUsername` when it is empty or too long for an address
 */
export function serviceAddress(username: string, serviceDomain: string): string {
  const address = `wv:${encodeUsername(username)}@${serviceDomain}`;
  if (parseAddress(address) === undefined) {
    throw new InstantInboxError('InvalidUsername', {
      message: `"${username}" in the domain "${serviceDomain}" does not make an address.`,
    });
  }
  return address;
}

/**
 * The username that an address inside a service's domain names, in the address's own spelling; undefined when it is
 * no address, one of another domain, or none that {@link serviceAddress} makes.
 */
export function usernameFrom(address: string, serviceDomain?: string): string | undefined {
  const parsed = parseAddress(address);
  if (parsed?.domain === undefined || parsed.resource !== undefined) return undefined;
  if (serviceDomain !== undefined && parsed.domain !== serviceDomain.toLowerCase()) return undefined;
  // From the text as written: the parsed form has lost the case.
  const user = address.slice(0, address.lastIndexOf('@')).replace(/^[A-Za-z][A-Za-z0-9+.-]*:/, '');
  try {
    return decodeURIComponent(user);
  } catch {
    return undefined;
  }
}

const canonical = (address: string): string | undefined => parseAddress(address)?.canonical;

const keyOf = (username: string): string => username.normalize('NFC').toLowerCase();

/** Delimiters, white space and controls, which the user part of an address refuses, and the escape sign itself. */
const NEEDS_ESCAPE = /[\s\p{Cc}%@/:;?#<>"&,\\[\]{}|^`\ufffe\uffff]|^\+/gu;
/** The address syntax's bound for a user part, in UTF-16 units. */
const MAX_USER_LENGTH = 255;

function encodeUsername(username: string): string {
  if (username === '' || /[\ud800-\udfff]/u.test(username)) {
    throw new InstantInboxError('InvalidUsername', { message: 'A username is a text that is not empty.' });
  }
  const encoded = username.normalize('NFC').replace(NEEDS_ESCAPE, (character) => {
    // encodeURIComponent leaves nothing of the class above as it is, except for "+" which it encodes too.
    return encodeURIComponent(character);
  });
  if (encoded.length > MAX_USER_LENGTH) {
    throw new InstantInboxError('InvalidUsername', {
      message: `The username takes ${encoded.length} characters in an address; at most ${MAX_USER_LENGTH} fit.`,
    });
  }
  return encoded;
}
