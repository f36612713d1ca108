import { readDeclaration } from './declaration.js';
import { XmlError } from './xml-error.js';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const DECODERS = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  'utf-16le': new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }),
  'utf-16be': new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true }),
} satisfies Record<Encoding, unknown>;

/** The family a charset label names; 'utf-16' leaves the byte order to the bytes. */
function family(label: string): 'utf-8' | 'us-ascii' | 'utf-16' | 'utf-16le' | 'utf-16be' | undefined {
  switch (label.toLowerCase()) {
    case 'utf-8':
    case 'utf8':
      return 'utf-8';
    case 'us-ascii':
    case 'ascii':
      return 'us-ascii';
    case 'utf-16':
    case 'utf-16le':
    case 'utf-16be':
      return label.toLowerCase() as 'utf-16' | 'utf-16le' | 'utf-16be';
    default:
      return undefined;
  }
}

/**
 * The text of an XML entity, its byte order mark removed (Basic Profile R1012, R4001: UTF-8 and UTF-16, each with or
 * without a mark). The encoding comes from the mark, else from `charset` (the parameter of Content-Type), else from how
 * `<` is encoded. Label, mark and the XML declaration must agree.
 *
 * @throws XmlError `UnsupportedCharset`, `InvalidEncoding` (a byte sequence that the encoding does not have) or
 *   `ContradictoryEncoding`
 */
export function decodeXmlBytes(bytes: Uint8Array, charset?: string): string {
  const label = charset === undefined || charset === '' ? undefined : family(charset);
  if (charset !== undefined && charset !== '' && label === undefined) throw unsupported(charset);

  const marked = markOf(bytes);
  const encoding = marked ?? chosen(label, bytes);
  if (label !== undefined && !agrees(label, encoding)) {
    throw new XmlError('ContradictoryEncoding', `Content-Type says charset ${charset}, the bytes are ${encoding}`);
  }
  const body = marked === undefined ? bytes : bytes.subarray(marked === 'utf-8' ? 3 : 2);
  let text: string;
  try {
    text = DECODERS[encoding].decode(body);
  } catch {
    throw new XmlError('InvalidEncoding', `the bytes are not valid ${encoding.toUpperCase()}`);
  }
  if (text.charCodeAt(0) === 0xfeff) {
    throw new XmlError('NotWellFormed', 'two byte order marks stand before the document; send one or none');
  }
  checkDeclaration(text, encoding, label);
  return text;
}

/** Do the first bytes of an entity, two at least, and the charset of its Content-Type make it UTF-16? */
export function isUtf16(bytes: Uint8Array, charset?: string): boolean {
  const label = charset === undefined ? undefined : family(charset);
  return (markOf(bytes) ?? chosen(label, bytes)) !== 'utf-8';
}

function markOf(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function chosen(label: ReturnType<typeof family>, bytes: Uint8Array): Encoding {
  if (label === 'utf-16le' || label === 'utf-16be') return label;
  const sniffed =
    bytes[0] === 0x3c && bytes[1] === 0 ? 'utf-16le' : bytes[0] === 0 && bytes[1] === 0x3c ? 'utf-16be' : undefined;
  // RFC 2781: UTF-16 without a mark is big-endian unless the bytes plainly say otherwise.
  if (label === 'utf-16') return sniffed ?? 'utf-16be';
  return sniffed ?? 'utf-8';
}

function agrees(label: NonNullable<ReturnType<typeof family>>, encoding: Encoding): boolean {
  if (label === 'us-ascii') return encoding === 'utf-8';
  return label === 'utf-16' ? encoding !== 'utf-8' : label === encoding;
}

function checkDeclaration(text: string, encoding: Encoding, label: ReturnType<typeof family>): void {
  const declared = text.startsWith('<?xml') ? readDeclaration(text)?.encoding : undefined;
  const declaredFamily = declared === undefined ? undefined : family(declared);
  if (declared !== undefined && declaredFamily === undefined) throw unsupported(declared);
  if (declaredFamily !== undefined && !agrees(declaredFamily, encoding)) {
    throw new XmlError(
      'ContradictoryEncoding',
      `the XML declaration says encoding ${declared}, the bytes are ${encoding}`,
    );
  }
  if ((label === 'us-ascii' || declaredFamily === 'us-ascii') && /[^\0-\x7f]/.test(text)) {
    throw new XmlError('InvalidEncoding', 'the text is labelled US-ASCII and holds other characters');
  }
}

function unsupported(label: string): XmlError {
  return new XmlError('UnsupportedCharset', `charset ${label.slice(0, 40)} is not supported; send UTF-8 or UTF-16`);
}
