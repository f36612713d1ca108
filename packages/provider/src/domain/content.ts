import { hash } from 'node:crypto';
import { WsiError, errors, type ResultErrorName } from '@imps-wsi/contract/errors';
import { isMediaType } from '@imps-wsi/contract/media-type';

/** A part as a sender gives it: exactly one of text and data. */
export interface DraftPart {
  readonly contentType: string;
  readonly name?: string | undefined;
  readonly text?: string | undefined;
  readonly data?: Uint8Array | undefined;
  /** A reference into a package that this port does not take. */
  readonly attachment?: string | undefined;
}

/** A part as it is kept: what to know about a range of the message's bytes. */
export interface PartHeader {
  readonly contentType: string;
  readonly name?: string;
  /** Sent as text: comes back as text. */
  readonly isText: boolean;
  readonly size: number;
}

export interface PackedContent {
  readonly parts: string;
  readonly bytes: Buffer;
}

const EMPTY = Buffer.alloc(0);

/**
 * Packs the parts of a message into one run of bytes and a description of it.
 *
 * @throws WsiError one of the registry's result errors, about the first part that cannot be taken.
 */
export function packParts(parts: readonly DraftPart[], maxBytes: number): PackedContent {
  const headers: PartHeader[] = [];
  const pieces: Buffer[] = [];
  let size = 0;
  for (const [index, part] of parts.entries()) {
    const bytes = bytesOf(part, index + 1);
    size += bytes.length;
    if (size > maxBytes) {
      refuse('MessageTooLarge', `The message is larger than the ${String(maxBytes)} bytes that are accepted.`);
    }
    pieces.push(bytes);
    headers.push({
      contentType: part.contentType,
      ...(part.name === undefined ? {} : { name: part.name }),
      isText: part.text !== undefined,
      size: bytes.length,
    });
  }
  const first = pieces[0] ?? EMPTY;
  return { parts: JSON.stringify(headers), bytes: pieces.length === 1 ? first : Buffer.concat(pieces, size) };
}

function bytesOf(part: DraftPart, number: number): Buffer {
  if (part.attachment !== undefined) refuse('AttachmentNotOffered');
  if ((part.text === undefined) === (part.data === undefined)) {
    refuse('ContentNotExactlyOne', `Part ${String(number)} must hold exactly one of text and data.`);
  }
  if (!isMediaType(part.contentType)) {
    refuse(
      'MediaTypeNotValid',
      `The contentType of part ${String(number)} is not a valid media type such as text/plain.`,
    );
  }
  if (part.text !== undefined) return Buffer.from(part.text, 'utf8');
  const data = part.data ?? EMPTY;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function refuse(name: ResultErrorName, reason: string = errors[name].text): never {
  throw new WsiError(name, { reason });
}

export const unpackParts = (parts: string): PartHeader[] => JSON.parse(parts) as PartHeader[];

/** 16 bytes that differ when anything of the message differs. */
export function digestOf(pieces: readonly (string | Buffer)[]): Buffer {
  const framed: Buffer[] = [];
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    framed.push(length, bytes);
  }
  return hash('sha256', Buffer.concat(framed), 'buffer').subarray(0, 16);
}
