import { createHash, randomBytes } from 'node:crypto';
import { PASSWORD } from '../support/provider.js';

/**
 * Requests as text, so that a test shows what really goes over the wire and can break it anywhere. Nothing here uses
 * the contract's own writers.
 */

export const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
export const IM = 'urn:imps-wsi:im:1';
const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
export const WSSE = `${WSS}-wssecurity-secext-1.0.xsd`;
export const WSU = `${WSS}-wssecurity-utility-1.0.xsd`;
const TEXT = `${WSS}-username-token-profile-1.0#PasswordText`;
const DIGEST = `${WSS}-username-token-profile-1.0#PasswordDigest`;
const BASE64 = `${WSS}-soap-message-security-1.0#Base64Binary`;

/** Text as XML carries it; a carriage return survives only as a reference. */
export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;');

/** `2031-05-17T09:30:00Z`, so many seconds from now. */
export const utc = (secondsFromNow = 0): string =>
  `${new Date(Date.now() + secondsFromNow * 1000).toISOString().slice(0, 19)}Z`;

/** What stands inside of wsse:Security. */
export const token = (content: string, attributes = ''): string =>
  `<wsse:Security${attributes} xmlns:wsse="${WSSE}" xmlns:wsu="${WSU}">${content}</wsse:Security>`;

/** A UsernameToken with the password in clear. */
export const passwordText = (username: string, password = PASSWORD, attributes = ''): string =>
  token(
    `<wsse:UsernameToken><wsse:Username>${escaped(username)}</wsse:Username>` +
      `<wsse:Password Type="${TEXT}">${escaped(password)}</wsse:Password></wsse:UsernameToken>`,
    attributes,
  );

/** A UsernameToken with a digest over nonce, time and secret. */
export function passwordDigest(
  username: string,
  secret: string,
  { nonce = randomBytes(16), created = utc() }: { nonce?: Buffer; created?: string } = {},
): string {
  const digest = createHash('sha1').update(nonce).update(created).update(secret).digest('base64');
  return token(
    `<wsse:UsernameToken><wsse:Username>${escaped(username)}</wsse:Username>` +
      `<wsse:Password Type="${DIGEST}">${digest}</wsse:Password>` +
      `<wsse:Nonce EncodingType="${BASE64}">${nonce.toString('base64')}</wsse:Nonce>` +
      `<wsu:Created>${created}</wsu:Created></wsse:UsernameToken>`,
  );
}

/** An envelope around header blocks and a Body, both as written. */
export const envelope = (header: string, body: string, namespace = SOAP11): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope xmlns:s="${namespace}">` +
  `<s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;

/** The request element of an operation. */
export const request = (operation: string, content = ''): string =>
  `<${operation}Request xmlns="${IM}">${content}</${operation}Request>`;

export interface MessageText {
  readonly id?: string;
  /** Elements between clientMessageId and the recipients. */
  readonly before?: string;
  readonly to?: readonly string[];
  readonly part?: string;
  /** Elements after the parts. */
  readonly after?: string;
}

let lastId = 0;

/** A message of SendMessages; each has an id of its own. */
export function message({ id, before = '', to = ['wv:bob@b1.example'], part, after = '' }: MessageText = {}): string {
  lastId += 1;
  const recipients = to.map((recipient) => `<recipient>${escaped(recipient)}</recipient>`).join('');
  return (
    `<message><clientMessageId>${id ?? `m${String(lastId)}`}</clientMessageId>${before}${recipients}` +
    `${part ?? '<part><contentType>text/plain</contentType><text>hello</text></part>'}${after}</message>`
  );
}

/** A SendMessages Body. */
export const sendMessages = (...messages: readonly string[]): string => request('SendMessages', messages.join(''));
