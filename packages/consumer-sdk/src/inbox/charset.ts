import { TextDecoder } from 'node:util';
import { InstantInboxError } from '../errors.js';

/** ISO 8859-1 as MIME means it: the platform reads it as windows-1252, which differs from 80 to 9F. */
const LATIN1 = /^(iso[-_]?8859-?1|iso_8859-1:1987|iso-ir-100|latin-?1|l1|ibm819|cp819|csisolatin1)$/;
const ASCII = /^(us-ascii|ascii|ansi_x3\.4-19(68|86)|iso-ir-6|iso_646\.irv:1991|iso646-us|us|ibm367|cp367|csascii)$/;
const WINDOWS_1252 = /^(windows-1252|cp-?1252|x-cp1252)$/;
/** What windows-1252 has from 80 to 9F; a blank stands for none. Not all versions of Node.js get these right. */
const WINDOWS_C1 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/**
 * Bytes as text, by the charset parameter of their media type. Exact: what is no text of the charset is refused, and a
 * byte order mark stays, except where the charset's definition says that it is none of the text (UTF-16).
 *
 * @throws InstantInboxError `UnknownCharset`; `UnexpectedResponse` when the bytes are no text of that charset
 */
export function decodeText(bytes: Uint8Array, charset: string, what: string): string {
  const label = charset.trim().toLowerCase();
  if (LATIN1.test(label)) return latin1(bytes);
  if (ASCII.test(label)) {
    if (bytes.every((byte) => byte < 0x80)) return latin1(bytes);
    throw noText(what, charset, undefined);
  }
  if (WINDOWS_1252.test(label)) return windows1252(bytes, what, charset);
  if (label === 'utf-16' || label === 'utf16') return utf16(bytes, what);
  return byPlatform(bytes, label, charset, what);
}

function byPlatform(bytes: Uint8Array, label: string, charset: string, what: string): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  } catch (error) {
    throw new InstantInboxError('UnknownCharset', {
      message: `${what} is in the charset ${JSON.stringify(charset)}, which is not known here; read it with bytes().`,
      cause: error,
    });
  }
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw noText(what, charset, error);
  }
}

/** RFC 2781 §4.3: the byte order mark says which, and big-endian it is without one. */
function utf16(bytes: Uint8Array, what: string): string {
  const mark = bytes.length >= 2 ? `${bytes[0] ?? 0},${bytes[1] ?? 0}` : '';
  if (mark === '255,254') return byPlatform(bytes.subarray(2), 'utf-16le', 'utf-16', what);
  return byPlatform(mark === '254,255' ? bytes.subarray(2) : bytes, 'utf-16be', 'utf-16', what);
}

function windows1252(bytes: Uint8Array, what: string, charset: string): string {
  return latin1(bytes).replace(/[\x80-\x9f]/g, (control) => {
    const character = WINDOWS_C1.charAt(control.charCodeAt(0) - 0x80);
    if (character === ' ') throw noText(what, charset, undefined);
    return character;
  });
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

function noText(what: string, charset: string, cause: unknown): InstantInboxError {
  return new InstantInboxError('UnexpectedResponse', {
    message: `${what} is no text in ${charset}; read it with bytes().`,
    cause,
  });
}
