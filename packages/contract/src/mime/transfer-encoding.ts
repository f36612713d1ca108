import { Base64Decoder } from './base64-decoder.js';
import { EMPTY } from './buffers.js';
import { QuotedPrintableDecoder } from './quoted-printable.js';

/** All that RFC 2045 §6 has; R2934 and R2935 of the Attachments Profile ask for each of them. */
export const TRANSFER_ENCODINGS = ['7bit', '8bit', 'binary', 'quoted-printable', 'base64'] as const;
export type TransferEncoding = (typeof TRANSFER_ENCODINGS)[number];

export function isTransferEncoding(text: string): text is TransferEncoding {
  return (TRANSFER_ENCODINGS as readonly string[]).includes(text);
}

/** Turns content as it stands in the package into content as it was meant, in pieces of any size. */
export interface ContentDecoder {
  /** The bytes that are certain by now; maybe none. May be a view of the chunk. */
  push(chunk: Buffer): Buffer;
  /** What was still held back, at the end of the content. */
  end(): Buffer;
}

/** 7bit, 8bit and binary promise something about the bytes, and change none. */
const AS_IS: ContentDecoder = { push: (chunk) => chunk, end: () => EMPTY };

export function decoderFor(encoding: TransferEncoding): ContentDecoder {
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return AS_IS;
    case 'quoted-printable':
      return new QuotedPrintableDecoder();
    case 'base64':
      return new Base64Decoder();
  }
}
