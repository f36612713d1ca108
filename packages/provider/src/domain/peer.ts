import { parseAddress, type Address } from '@imps-wsi/contract/address';
import { accountAddresses } from '../accounts/account-key.js';

/**
 * The other side of a conversation: one name for all spellings of an address, so that what is sent to `sip:` or `tel:`
 * spellings of an account here and what that account answers are one conversation.
 */
export function peerOf(address: Address, homeDomains: readonly string[]): string {
  if (address.domain !== undefined && !homeDomains.includes(address.domain)) return address.canonical;
  return accountAddresses(address, homeDomains)[0] ?? address.canonical;
}

/** The peer of a text, or undefined when it is no address. */
export function peerOfText(text: string, homeDomains: readonly string[]): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : peerOf(address, homeDomains);
}

/** What XML 1.0 cannot carry and readers over SOAP could therefore not be given as text. */
// eslint-disable-next-line no-control-regex -- exactly these characters
const UNFIT_FOR_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const HALF_CHARACTER = /\p{Surrogate}/u;

export const isUnfitForXml = (text: string): boolean => UNFIT_FOR_XML.test(text);
/** Half of a surrogate pair is no character, and no encoding of text can carry it. */
export const hasHalfCharacter = (text: string): boolean => HALF_CHARACTER.test(text);
