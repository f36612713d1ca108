import type { WritePart } from '../soap/index.js';
import { encodeBase64, escapeText, type XmlWriter } from '../xml/index.js';
import { passwordDigest } from './digest.js';
import { BASE64_BINARY, PASSWORD_DIGEST, PASSWORD_TEXT, WSSE_NAMESPACE, WSU_NAMESPACE } from './names.js';

export interface UsernameTokenInput {
  readonly username: string;
  readonly password: string;
  /** `digest` never sends the password itself; `text` does, and belongs on TLS only. */
  readonly passwordType: 'digest' | 'text';
  /** Fresh for every request. Default: 16 random bytes for a digest, none for text. */
  readonly nonce?: Uint8Array;
  /** Default: now. */
  readonly created?: Date;
  /** Adds a Timestamp that expires so many seconds after `created`. */
  readonly timestampSeconds?: number;
  /** Whether the receiver must process the header. Default true. */
  readonly mustUnderstand?: boolean;
}

/** A header block for `writeEnvelope`, whose envelope binds the prefix `soap`. */
export function writeUsernameToken(input: UsernameTokenInput): WritePart {
  const created = input.created ?? new Date();
  const createdText = seconds(created);
  const nonce =
    input.nonce ??
    (input.passwordType === 'digest' ? globalThis.crypto.getRandomValues(new Uint8Array(16)) : undefined);
  return (writer: XmlWriter) => {
    const must = (input.mustUnderstand ?? true) ? ' soap:mustUnderstand="1"' : '';
    writer.raw(`<wsse:Security${must} xmlns:wsse="${WSSE_NAMESPACE}" xmlns:wsu="${WSU_NAMESPACE}">`);
    if (input.timestampSeconds !== undefined) {
      const expires = seconds(new Date(created.getTime() + input.timestampSeconds * 1000));
      writer.raw(
        `<wsu:Timestamp wsu:Id="timestamp"><wsu:Created>${createdText}</wsu:Created><wsu:Expires>${expires}</wsu:Expires></wsu:Timestamp>`,
      );
    }
    writer.raw(`<wsse:UsernameToken wsu:Id="token"><wsse:Username>${escapeText(input.username)}</wsse:Username>`);
    if (input.passwordType === 'digest' && nonce !== undefined) {
      const digest = passwordDigest(nonce, createdText, input.password);
      writer.raw(`<wsse:Password Type="${PASSWORD_DIGEST}">${digest}</wsse:Password>`);
    } else {
      writer.raw(`<wsse:Password Type="${PASSWORD_TEXT}">${escapeText(input.password)}</wsse:Password>`);
    }
    if (nonce !== undefined) {
      writer.raw(`<wsse:Nonce EncodingType="${BASE64_BINARY}">${encodeBase64(nonce)}</wsse:Nonce>`);
    }
    writer.raw(`<wsu:Created>${createdText}</wsu:Created></wsse:UsernameToken></wsse:Security>`);
  };
}

/** UTC to the second, which every receiver can read. */
function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
