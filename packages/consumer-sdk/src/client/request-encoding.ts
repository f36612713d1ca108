import { cidUri, contentIdFor } from '@imps-wsi/contract/mime';
import { byteCount, SchemaViolation, XmlWriter, type BinaryInput, type XmlPiece } from '@imps-wsi/contract/xml';
import { InstantInboxError } from '../errors.js';
import { binariesOf, knownSizeOf } from '../send/progress.js';
import { StreamedContent } from '../send/streamed-content.js';
import type { Packaging, RequestOf } from './exchange.js';
import { operations, type OperationName } from './operations.js';

/** Bytes that travel beside the envelope. */
export interface Attachment {
  readonly contentId: string;
  readonly bytes: BinaryInput;
}

/** The Body's child, written once for all attempts. */
export interface EncodedBody {
  /** Text, and streamed content that stands in it as base64. */
  readonly pieces: readonly XmlPiece[];
  readonly attachments: readonly Attachment[];
}

/** A message whose bytes are not more than this travels inside the envelope, and in a batch with others. */
const INLINE_BYTES = 64 * 1024;
/** A part of its own costs some two hundred bytes of headers, base64 a third of the content. */
const LEAST_ATTACHED_BYTES = 1024;
/** The root and this many; readers bound the parts of a package. */
const MOST_ATTACHMENTS = 9000;

type Messages = RequestOf<'SendMessages'>['message'];

/** The messages that a request carries; the other operations send no content. */
export function messagesOf(input: RequestOf<OperationName>): Messages {
  return 'message' in input ? input.message : [];
}

/** Content of a request that is read while it is sent. */
export function streamedContents(messages: Messages): StreamedContent[] {
  return binariesOf(messages).filter((bytes) => bytes instanceof StreamedContent);
}

/** Is this too much to be carried inside an envelope? What has no known size is. */
export function isLarge(message: Messages[number]): boolean {
  let total = 0;
  for (const bytes of binariesOf([message])) total += knownSizeOf(bytes) ?? Infinity;
  return total > INLINE_BYTES;
}

/**
 * Should the message have a request of its own? Files, too: whether they are large shows when their turn comes; and
 * streams, because a request with one cannot always be repeated, which is not to be the trouble of the others.
 */
export function standsAlone(message: Messages[number]): boolean {
  return (
    isLarge(message) ||
    streamedContents([message]).some(({ knownSize, reopenable }) => !reopenable || knownSize === undefined)
  );
}

/** @throws InstantInboxError `LocalSchemaViolation` */
export function encodeBody<Name extends OperationName>(
  operation: Name,
  input: RequestOf<Name>,
  packaging: Packaging,
): EncodedBody {
  const attachments: Attachment[] = [];
  const attach = (bytes: BinaryInput): string | undefined => {
    const isSmall = bytes instanceof Uint8Array && byteCount(bytes) < LEAST_ATTACHED_BYTES;
    if (isSmall || (bytes instanceof Uint8Array && attachments.length >= MOST_ATTACHMENTS)) return undefined;
    const contentId = contentIdFor('data', attachments.length + 1);
    attachments.push({ contentId, bytes });
    return cidUri(contentId);
  };
  const writer = new XmlWriter({ inPieces: true, ...(packaging === 'mtom' ? { attach } : {}) });
  try {
    operations[operation].input.encode(writer, input);
  } catch (error) {
    if (!(error instanceof SchemaViolation)) throw error;
    throw new InstantInboxError('LocalSchemaViolation', {
      message: `The request does not follow the contract: ${error.message}. Nothing was sent.`,
      path: error.path,
      expected: error.expected,
      cause: error,
    });
  }
  return { pieces: writer.takePieces(), attachments };
}
