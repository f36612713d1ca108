import { decodeBase64, XmlToken, type XmlScanner } from '../xml/index.js';
import { readInstant, type WsuInstant } from './instant.js';
import {
  BASE64_BINARY,
  CREATED,
  ITERATION,
  NONCE,
  PASSWORD,
  PASSWORD_DIGEST,
  PASSWORD_TEXT,
  SALT,
  USERNAME,
  WSU_NAMESPACE,
} from './names.js';
import { WsseError, type WsseFaultCode } from './wsse-error.js';

/** A UsernameToken, unjudged. */
export interface UsernameToken {
  readonly id: string | undefined;
  readonly username: string;
  readonly password:
    | {
        readonly type: 'text' | 'digest';
        /** The password itself, or the digest in base64; as written. */
        readonly value: string;
      }
    | undefined;
  /** The nonce's bytes; a digest is made over these, not over their base64. */
  readonly nonce: Uint8Array | undefined;
  readonly created: WsuInstant | undefined;
}

/**
 * Reads a UsernameToken (UsernameToken Profile 1.1 as the Basic Security Profile narrows it). Its children may come in
 * any order: `strong-soap` writes Created before Password.
 */
export function readUsernameToken(scanner: XmlScanner): UsernameToken {
  const start = scanner.elementStart;
  const id = scanner.attributes.value(WSU_NAMESPACE, 'Id');
  let username: string | undefined;
  let password: UsernameToken['password'];
  let nonce: Uint8Array | undefined;
  let created: WsuInstant | undefined;
  const refuse = (reason: string, code: WsseFaultCode = 'wsse:InvalidSecurityToken'): never => {
    throw new WsseError(code, reason, scanner.pathOf(start));
  };
  for (let token = scanner.next(); token !== XmlToken.End; token = scanner.next()) {
    if (token === XmlToken.Text) refuse('text between elements');
    switch (scanner.name) {
      case USERNAME:
        if (username !== undefined) refuse('a second Username');
        username = scanner.readText();
        break;
      case PASSWORD:
        if (password !== undefined) refuse('a second Password (R4222)');
        password = readPassword(scanner);
        break;
      case NONCE:
        if (nonce !== undefined) refuse('a second Nonce (R4225)');
        nonce = readNonce(scanner);
        break;
      case CREATED:
        if (created !== undefined) refuse('a second Created (R4223)');
        created = readInstant(scanner, Number.POSITIVE_INFINITY);
        break;
      case SALT:
      case ITERATION:
        refuse('keys derived from passwords are not supported', 'wsse:UnsupportedSecurityToken');
        break;
      default:
        // The profile lets a token carry more; nothing foreign has a meaning here.
        scanner.skipElement();
    }
  }
  if (username === undefined || username === '') return refuse('a UsernameToken without Username');
  return { id, username, password, nonce, created };
}

function readPassword(scanner: XmlScanner): UsernameToken['password'] {
  const type = scanner.attributes.value('', 'Type')?.trim();
  const value = scanner.readText();
  if (type === PASSWORD_TEXT) return { type: 'text', value };
  if (type === PASSWORD_DIGEST) return { type: 'digest', value: value.trim() };
  // R4201: Type is mandatory. Guessing would let a digest be taken for a password.
  if (type === undefined) throw bad(scanner, `Password needs Type="${PASSWORD_DIGEST}" or "${PASSWORD_TEXT}" (R4201)`);
  throw bad(
    scanner,
    'this Password Type is not supported; use PasswordDigest or PasswordText',
    'wsse:UnsupportedSecurityToken',
  );
}

/** Toolkits send 16 to 32 bytes; the token is read before anybody is known. */
const MAX_NONCE_LENGTH = 1024;

function readNonce(scanner: XmlScanner): Uint8Array {
  const encoding = scanner.attributes.value('', 'EncodingType')?.trim();
  const text = scanner.readText();
  // R4220 binds senders; where they leave it out (KDSoap), the UsernameToken Profile says what it is: base64.
  if (encoding !== undefined && encoding !== BASE64_BINARY) {
    throw bad(scanner, `the EncodingType of a Nonce is "${BASE64_BINARY}" (R4221)`);
  }
  if (text.length > MAX_NONCE_LENGTH) throw bad(scanner, `the Nonce is longer than ${MAX_NONCE_LENGTH} characters`);
  const bytes = decodeBase64(text);
  if (bytes === undefined || bytes.length === 0) throw bad(scanner, 'the Nonce is not base64');
  return bytes;
}

/** A refusal of the leaf read last. */
function bad(scanner: XmlScanner, reason: string, code: WsseFaultCode = 'wsse:InvalidSecurityToken'): WsseError {
  return new WsseError(code, reason, scanner.pathOf(scanner.elementStart));
}
