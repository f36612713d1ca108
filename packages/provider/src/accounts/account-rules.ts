import { parseAddress } from '@imps-wsi/contract/address';
import { AccountError } from './account.js';

/** What an account may be called, and what a password must be. Pure; every refusal is one line. */

/** Shortest and longest password of a person, in characters. The source documents ask for no fewer than six. */
export const MIN_PASSWORD_CHARACTERS = 6;
export const MAX_PASSWORD_CHARACTERS = 256;

/** The domain part of a well-formed `wv:user@domain`, or undefined. Says nothing about whether it is ours. */
export function domainOfAccount(text: string): string | undefined {
  return parseAddress(text)?.domain;
}

/**
 * The canonical address of an account to be.
 * @throws {AccountError} BAD_ADDRESS when it is none, names a list or a device, or lies outside our domains.
 */
export function canonicalAccountAddress(text: string, homeDomains: readonly string[]): string {
  const address = parseAddress(text);
  const usable =
    address !== undefined &&
    address.resource === undefined &&
    address.domain !== undefined &&
    ['wv', 'im', 'pres', 'nai'].includes(address.scheme);
  if (!usable) {
    throw new AccountError(
      'BAD_ADDRESS',
      `${shown(text)} is no account address; write it like wv:alice@${homeDomains[0] ?? 'b1.example'}`,
    );
  }
  if (!homeDomains.includes(address.domain)) {
    throw new AccountError(
      'BAD_ADDRESS',
      `${shown(text)} lies outside the domains of this provider; use an address in ${homeDomains.join(' or ')}`,
    );
  }
  return address.canonical;
}

/**
 * The service domain in lower case.
 * @throws {AccountError} BAD_SERVICE_DOMAIN when it is no domain name or one that people have their addresses in.
 */
export function canonicalServiceDomain(text: string, homeDomains: readonly string[]): string {
  const domain = text.trim().toLowerCase();
  if (parseAddress(`wv:a@${domain}`)?.domain !== domain) {
    throw new AccountError(
      'BAD_SERVICE_DOMAIN',
      `${shown(text)} is no domain name; write it like chess.${homeDomains[0] ?? 'b1.example'}`,
    );
  }
  if (homeDomains.includes(domain)) {
    throw new AccountError(
      'BAD_SERVICE_DOMAIN',
      `${domain} holds the addresses of people and cannot belong to one service; use a domain below it such as chess.${domain}`,
    );
  }
  return domain;
}

/**
 * @throws {AccountError} BAD_PASSWORD when it is too short, too long, or cannot be typed or carried by XML.
 */
export function checkPassword(password: string): void {
  // Code points, as people count letters, not UTF-16 units.
  const { length } = Array.from(password);
  if (length < MIN_PASSWORD_CHARACTERS || length > MAX_PASSWORD_CHARACTERS) {
    throw new AccountError(
      'BAD_PASSWORD',
      `the password has ${length} characters; use ${MIN_PASSWORD_CHARACTERS} to ${MAX_PASSWORD_CHARACTERS}`,
    );
  }
  // A control character or half a surrogate pair is a typing accident, and no SOAP client could ever send it.
  if (/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(password)) {
    throw new AccountError('BAD_PASSWORD', 'the password holds a control character; type it again without');
  }
}

function shown(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ');
  return line.length > 100 ? `${line.slice(0, 100)}…` : line === '' ? 'an empty text' : line;
}
