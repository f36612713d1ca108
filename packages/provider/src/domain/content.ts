import { hash } from 'node:crypto';
import { WsiError, errors, type ResultErrorName } from '@imps-wsi/contract/errors';
import { isMediaType } from '@imps-wsi/contract/media-type';
import type { StoredContent } from './content-store.js';
import type { AccountRules } from './policies.js';

/** A part as a sender gives it: exactly one of text and data. */
export interface DraftPart {
  readonly contentType: string;
  readonly name?: string | undefined;
  readonly text?: string | undefined;
  readonly data?: Uint8Array | StoredContent | undefined;
  /** A reference into a package that this port does not take. */
  readonly attachment?: string | undefined;
  /** Why its content was not taken when it came; the message is refused with it. */
  readonly refusal?: WsiError | undefined;
}

/** A part as it is kept: what to know about its bytes, which lie in the message's row unless `contentId` is there. */
export interface PartHeader {
  readonly contentType: string;
  readonly name?: string;
  /** Sent as text: comes back as text. */
  readonly isText: boolean;
  readonly size: number;
  /** Where the bytes lie when they do not lie in the row. */
  readonly contentId?: string;
}

/** Those parts of a message that do not lie in its row. */
export interface LargeParts {
  /** Each once. */
  readonly contentIds: readonly string[];
  /** Bytes of these parts together. */
  readonly size: number;
}

export interface PackedContent {
  readonly parts: string;
  /** What lies in the row: the bytes of the other parts, one after the other. */
  readonly bytes: Buffer;
  /** Absent when all lies in the row. */
  readonly large?: LargeParts;
  /** Covers all parts, wherever they lie: the same for the same parts sent again. */
  readonly fingerprint: readonly [string, Buffer];
}

/** What may be in a message. */
export type ContentRules = Pick<AccountRules, 'checkType' | 'checkPart' | 'checkMessage'>;

const EMPTY = Buffer.alloc(0);

/**
 * Up to so many bytes of a part stand in a message's fingerprint as they are, of a larger part its SHA-256 does: the same
 * wherever it lies, for parts as small as this always lie in the row. Changing it makes the provider take messages that
 * are sent again for other ones.
 */
export const LITERAL_BYTES = 1024;

/**
 * Packs the parts of a message into one run of bytes and a description of it.
 *
 * @param rules of the account that sends them
 * @throws WsiError one of the registry's result errors, about the first part that cannot be taken.
 */
export function packParts(parts: readonly DraftPart[], rules: ContentRules): PackedContent {
  const headers: PartHeader[] = [];
  const pieces: Buffer[] = [];
  const marks: Buffer[] = [];
  const contentIds = new Set<string>();
  let size = 0;
  let rowSize = 0;
  let literal = true;
  for (const [index, part] of parts.entries()) {
    const kept = bytesOf(part, index + 1);
    rules.checkType(part.contentType, index + 1);
    const partSize = Buffer.isBuffer(kept) ? kept.length : kept.size;
    rules.checkPart(partSize, index + 1);
    size += partSize;
    rules.checkMessage(size);
    const header = {
      contentType: part.contentType,
      ...(part.name === undefined ? {} : { name: part.name }),
      isText: part.text !== undefined,
    };
    if (Buffer.isBuffer(kept)) {
      rowSize += kept.length;
      pieces.push(kept);
      headers.push({ ...header, size: kept.length });
    } else {
      contentIds.add(kept.contentId);
      headers.push({ ...header, size: kept.size, contentId: kept.contentId });
    }
    const mark = markOf(kept);
    literal &&= mark === kept;
    marks.push(mark);
  }
  const packed = JSON.stringify(headers);
  const bytes = joined(pieces);
  const told = contentIds.size === 0 ? packed : JSON.stringify(headers.map(withoutPlace));
  return {
    parts: packed,
    bytes,
    fingerprint: [told, literal ? bytes : joined(marks)],
    ...(contentIds.size === 0 ? {} : { large: { contentIds: [...contentIds], size: size - rowSize } }),
  };
}

const markOf = (kept: Buffer | StoredContent): Buffer => {
  if (!Buffer.isBuffer(kept)) return kept.digest;
  return kept.length <= LITERAL_BYTES ? kept : hash('sha256', kept, 'buffer');
};

const withoutPlace = (header: PartHeader): object => ({ ...header, contentId: undefined });

function joined(pieces: readonly Buffer[]): Buffer {
  const [first = EMPTY] = pieces;
  return pieces.length > 1 ? Buffer.concat(pieces) : first;
}

function bytesOf(part: DraftPart, number: number): Buffer | StoredContent {
  if (part.refusal !== undefined) throw part.refusal;
  if (part.attachment !== undefined && part.data !== undefined) {
    refuse('ContentNotExactlyOne', `Part ${String(number)} holds both data and attachment; give one of them.`);
  }
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
  const { data = EMPTY } = part;
  return data instanceof Uint8Array ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : data;
}

function refuse(name: ResultErrorName, reason: string = errors[name].text): never {
  throw new WsiError(name, { reason });
}

export const unpackParts = (parts: string): PartHeader[] => JSON.parse(parts) as PartHeader[];

/** A part, and where its bytes begin in the row; of one that does not lie there, where they would. */
export interface PlacedPart extends PartHeader {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
}

export function placeParts(parts: readonly PartHeader[]): PlacedPart[] {
  let offset = 0;
  return parts.map((part, index) => {
    const placed = { ...part, number: index + 1, offset };
    if (part.contentId === undefined) offset += part.size;
    return placed;
  });
}

/** The contents that a message's parts lie in, each once. */
export const contentIdsOf = (parts: string): string[] => [
  ...new Set(unpackParts(parts).flatMap(({ contentId }) => contentId ?? [])),
];

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
