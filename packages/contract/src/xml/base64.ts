/** Base64 as xs:base64Binary writes it (RFC 4648 alphabet, padded; decoding allows white space between characters). */

// Node's Buffer is several times faster than atob; a browser gets the portable path.
const NodeBuffer = (globalThis as { Buffer?: typeof Buffer }).Buffer;

const WHITE_SPACE = /[ \t\n\r]/;
const FOREIGN = /[^A-Za-z0-9+/]/;

/**
 * The bytes that the text stands for, or undefined when it is not base64: foreign characters, wrong padding, or bits
 * set behind the last byte (XML Schema part 2, §3.2.16).
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  let compact = text;
  if (WHITE_SPACE.test(text)) compact = text.replace(/[ \t\n\r]+/g, '');
  const { length } = compact;
  if (length === 0) return new Uint8Array(0);
  if (length % 4 !== 0) return undefined;
  const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0;
  const digits = padding === 0 ? compact : compact.slice(0, length - padding);
  if (FOREIGN.test(digits)) return undefined;
  if (padding === 2 && !'AQgw'.includes(digits.charAt(digits.length - 1))) return undefined;
  if (padding === 1 && !'AEIMQUYcgkosw048'.includes(digits.charAt(digits.length - 1))) return undefined;
  if (NodeBuffer !== undefined) {
    const bytes = NodeBuffer.from(compact, 'base64');
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  const binary = atob(compact);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Base64 without line breaks. */
export function encodeBase64(bytes: Uint8Array): string {
  if (NodeBuffer !== undefined) {
    return NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  }
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}
