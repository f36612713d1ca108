import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { fileURLToPath } from 'node:url';
import type { PartInput } from '@imps-wsi/contract/im';
import { isMediaType, parseMediaType } from '@imps-wsi/contract/media-type';
import { isXmlText } from '@imps-wsi/contract/xml';
import { InstantInboxError } from '../errors.js';
import { StreamedContent, type ByteStream } from './streamed-content.js';

interface CommonPart {
  /** Media type, such as `image/png`. Never guessed from a name. */
  readonly contentType: string;
  /** A file name or title. */
  readonly name?: string | undefined;
}

/** A part of characters. What XML cannot carry (control characters) travels as UTF-8 bytes by itself. */
export interface TextPart extends CommonPart {
  readonly text: string;
  readonly data?: undefined;
  readonly stream?: undefined;
  readonly path?: undefined;
}

/** A part of bytes. */
export interface DataPart extends CommonPart {
  readonly data: Uint8Array;
  readonly text?: undefined;
  readonly stream?: undefined;
  readonly path?: undefined;
}

/** A part of bytes that come while it is sent. */
export interface StreamPart extends CommonPart {
  /**
   * A stream, which can be read once and is closed whatever happens; or a function that opens the content, with the same
   * bytes each time, so that a failed request can be repeated.
   */
  readonly stream: ByteStream | (() => ByteStream | Promise<ByteStream>);
  /** In bytes, exactly, where it is known. */
  readonly size?: number | undefined;
  readonly text?: undefined;
  readonly data?: undefined;
  readonly path?: undefined;
}

/** A file. `name` is its own by default. */
export interface FilePart extends CommonPart {
  readonly path: string | URL;
  readonly text?: undefined;
  readonly data?: undefined;
  readonly stream?: undefined;
}

/** A piece of content: plain text, a Blob with its type (a File with its name, too), text, bytes, a stream, a file. */
export type OutgoingPart = string | Blob | TextPart | DataPart | StreamPart | FilePart;

/** What the types of JavaScript callers may be. */
type Loose = Partial<Record<'contentType' | 'name' | 'text' | 'data' | 'stream' | 'path' | 'size', unknown>>;

/** RFC 2046 §4.5.1: bytes of which nobody knows what they are; what the platform sends for a Blob without type. */
const UNKNOWN_TYPE = 'application/octet-stream';
const CONTENT_FIELDS = ['text', 'data', 'stream', 'path'] as const;

/**
 * A part in the contract's words.
 *
 * @param path where it stands in the draft, for errors
 * @throws InstantInboxError `LocalSchemaViolation`
 */
export function toPart(part: OutgoingPart, path: string): PartInput {
  if (typeof part === 'string') return textPart(part, 'text/plain', undefined, path);
  if (part instanceof Blob) return blobPart(part, path);
  const loose: Loose = checkedObject(part, path);
  const { contentType, name } = part;
  if (typeof contentType !== 'string' || !isMediaType(contentType)) {
    throw violation(`${path}.contentType`, 'a media type such as text/plain or image/png');
  }
  if (CONTENT_FIELDS.filter((field) => loose[field] !== undefined).length !== 1) {
    throw violation(path, 'exactly one of text, data, stream and path');
  }
  if (part.text !== undefined) return textPart(part.text, contentType, name, path);
  if (part.data !== undefined) {
    if (!((part.data as unknown) instanceof Uint8Array)) throw violation(`${path}.data`, 'a Uint8Array');
    return { contentType, name, data: part.data };
  }
  if (part.stream !== undefined) return { contentType, name, data: streamed(part, path) };
  if (typeof part.path !== 'string' && !((part.path as unknown) instanceof URL)) {
    throw violation(`${path}.path`, 'the path or file: URL of a file');
  }
  return { contentType, name: name ?? fileName(part.path, path), data: StreamedContent.ofFile(part.path, path) };
}

export function violation(path: string, expected: string): InstantInboxError {
  return new InstantInboxError('LocalSchemaViolation', {
    message: `The message cannot be sent: ${path} must be ${expected}. Nothing was sent.`,
    path,
    expected,
  });
}

function checkedObject(part: unknown, path: string): Loose {
  if (typeof part === 'object' && part !== null) return part;
  throw violation(path, 'a string, a Blob or an object with a contentType and text, data, stream or path');
}

function blobPart(blob: Blob, path: string): PartInput {
  const { name } = blob as { readonly name?: unknown };
  return {
    contentType: isMediaType(blob.type) ? blob.type : UNKNOWN_TYPE,
    name: typeof name === 'string' && name !== '' ? name : undefined,
    data: StreamedContent.ofBlob(blob, path),
  };
}

function streamed({ stream, size }: StreamPart, path: string): StreamedContent {
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0)) {
    throw violation(`${path}.size`, 'a whole number of bytes, or left out');
  }
  if (typeof stream === 'function') return StreamedContent.ofOpener(stream, size, path);
  if (typeof (stream as unknown) !== 'object' || !(Symbol.asyncIterator in stream)) {
    throw violation(`${path}.stream`, 'a stream of Uint8Array chunks, or a function that opens one');
  }
  const wasRead =
    stream instanceof ReadableStream
      ? stream.locked
      : stream instanceof Readable && !stream.readable && stream.errored === null;
  if (wasRead) throw violation(`${path}.stream`, 'a stream that nobody has read or closed before');
  return StreamedContent.ofStream(stream, size, path);
}

function fileName(path: string | URL, place: string): string {
  try {
    return basename(typeof path === 'string' ? path : fileURLToPath(path));
  } catch {
    throw violation(`${place}.path`, 'the path or file: URL of a file');
  }
}

function textPart(text: unknown, contentType: string, name: string | undefined, path: string): PartInput {
  if (typeof text !== 'string') throw violation(`${path}.text`, 'a string');
  if (isXmlText(text)) return { contentType, name, text };
  return { contentType: utf8Type(contentType, path), name, data: utf8Bytes(text, path) };
}

/** Text that XML cannot carry goes as bytes, so its media type must say how they are to be read. */
function utf8Type(contentType: string, path: string): string {
  const charset = parseMediaType(contentType)?.parameters.get('charset');
  if (charset === undefined) return `${contentType}; charset=utf-8`;
  if (/^utf-?8$/i.test(charset)) return contentType;
  throw violation(
    path,
    `data instead of text: the text holds characters that XML cannot carry, and charset is ${charset}`,
  );
}

function utf8Bytes(text: string, path: string): Uint8Array {
  // A half of a surrogate pair has no UTF-8 form; TextEncoder would quietly put U+FFFD in its place.
  if (/[\ud800-\udfff]/u.test(text)) throw violation(path, 'text without unpaired surrogates');
  return new TextEncoder().encode(text);
}
