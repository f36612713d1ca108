import {
  type BinaryInput,
  byteCount,
  encodeBase64,
  escapeAttribute,
  isOutgoingBytes,
  type XmlWriter,
} from '../xml/index.js';
import { amount, lengthExpectation } from './read.js';
import { wrongType } from './write.js';

const XOP = 'http://www.w3.org/2004/08/xop/include';

/** An xs:base64Binary: beside the document where the writer attaches it, else inline. */
export function writeBase64(writer: XmlWriter, open: string, value: BinaryInput, close: string): void {
  if (writer.attach === undefined) writeInlineBase64(writer, open, value, close);
  else attachable(writer, writer.attach, open, value, close);
}

/** As writeBase64, for the small values of restricted types, which are never sent beside the document. */
export function writeInlineBase64(writer: XmlWriter, open: string, value: BinaryInput, close: string): void {
  if (value instanceof Uint8Array) writer.plain(open, encodeBase64(value), close);
  else if (!isOutgoingBytes(value)) throw wrongType(writer, open, 'a Uint8Array or bytes in chunks', value);
  else if (writer.inPieces) writer.bytes(open, value, close);
  else throw writer.violation(open, 'a Uint8Array (only what is written in pieces can hold bytes in chunks)', 'chunks');
}

/** Throws unless the value is `min` to `max` bytes. */
export function checkBytes(writer: XmlWriter, open: string, value: BinaryInput, min: number, max: number): void {
  if (!(value instanceof Uint8Array || isOutgoingBytes(value))) {
    throw wrongType(writer, open, 'a Uint8Array or bytes in chunks', value);
  }
  const count = byteCount(value);
  if (count < min || count > max) {
    throw writer.violation(open, lengthExpectation(min, max, 'byte'), amount(count, 'byte'));
  }
}

function attachable(
  writer: XmlWriter,
  attach: (bytes: BinaryInput) => string | undefined,
  open: string,
  value: BinaryInput,
  close: string,
): void {
  if (!(value instanceof Uint8Array || isOutgoingBytes(value))) {
    throw wrongType(writer, open, 'a Uint8Array or bytes in chunks', value);
  }
  const href = attach(value);
  if (href === undefined) writeInlineBase64(writer, open, value, close);
  else if (writer.attachAs === 'include') {
    writer.plain(open, `<xop:Include xmlns:xop="${XOP}" href="${escapeAttribute(href)}"/>`, close);
  } else {
    // The SwA documents put `attachment` right behind every leaf; exactly one of the two is there.
    const tag = `${/^<([^>]*:)?/.exec(open)?.[1] ?? ''}attachment>`;
    writer.leaf(`<${tag}`, href, `</${tag}`);
  }
}
