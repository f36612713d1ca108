import { parseMediaType, type MediaType } from '../media-type.js';
import { quoted } from '../xml/index.js';
import { parseContentDisposition, type ContentDisposition } from './content-disposition.js';
import { parseContentId } from './content-id.js';
import type { HeaderField } from './header-block.js';
import { mendedMediaType, withoutComments } from './header-grammar.js';
import { MimeError } from './mime-error.js';
import { isTransferEncoding, TRANSFER_ENCODINGS, type TransferEncoding } from './transfer-encoding.js';

/** What a part says about itself. */
export interface PartHeaders {
  /** All headers, in the order they came. */
  readonly fields: readonly HeaderField[];
  /** A valid media type, spelled as it came but for comments; `text/plain; charset=us-ascii` when there is none. */
  readonly contentType: string;
  readonly mediaType: MediaType;
  /** `7bit` when there is none. The content arrives decoded. */
  readonly transferEncoding: TransferEncoding;
  /** Without the brackets. */
  readonly contentId: string | undefined;
  /** The URI, not resolved. */
  readonly contentLocation: string | undefined;
  readonly disposition: ContentDisposition | undefined;
}

/** RFC 2045 §5.2. */
const DEFAULT_TYPE = 'text/plain; charset=us-ascii';

/** The headers that mean something here; each may occur once, because two that differ would mean two things. */
const KNOWN = {
  'content-type': 'Content-Type',
  'content-transfer-encoding': 'Content-Transfer-Encoding',
  'content-id': 'Content-ID',
  'content-location': 'Content-Location',
  'content-disposition': 'Content-Disposition',
} as const;
type KnownHeader = keyof typeof KNOWN;

/** @throws MimeError `MalformedHeader`, `DuplicateHeader`, `UnknownTransferEncoding`, all saying in which header */
export function readPartHeaders(fields: readonly HeaderField[]): PartHeaders {
  const values = knownValues(fields);
  const read = <T>(header: KnownHeader, parse: (value: string) => T): T | undefined => {
    const value = values.get(header);
    return value === undefined ? undefined : parse(value);
  };
  const { contentType, mediaType } = read('content-type', readContentType) ?? readContentType(DEFAULT_TYPE);
  return {
    fields,
    contentType,
    mediaType,
    transferEncoding: read('content-transfer-encoding', readTransferEncoding) ?? '7bit',
    contentId: read('content-id', parseContentId),
    // RFC 2557 §4.4.1: blanks come from folding a long URI.
    contentLocation: read('content-location', (value) => value.replace(/[ \t]+/g, '')),
    disposition: read('content-disposition', parseContentDisposition),
  };
}

function knownValues(fields: readonly HeaderField[]): Map<KnownHeader, string> {
  const values = new Map<KnownHeader, string>();
  for (const { name, value } of fields) {
    const key = name.toLowerCase();
    if (!isKnown(key)) continue;
    if (values.has(key)) throw new MimeError('DuplicateHeader', 'the header occurs twice', { header: KNOWN[key] });
    values.set(key, value);
  }
  return values;
}

function isKnown(name: string): name is KnownHeader {
  return Object.hasOwn(KNOWN, name);
}

function readContentType(value: string): { contentType: string; mediaType: MediaType } {
  const contentType = mendedMediaType(value);
  const mediaType = contentType === undefined ? undefined : parseMediaType(contentType);
  if (contentType === undefined || mediaType === undefined) {
    throw new MimeError('MalformedHeader', `${quoted(value)} is not a media type such as image/png`, {
      header: KNOWN['content-type'],
    });
  }
  return { contentType, mediaType };
}

function readTransferEncoding(value: string): TransferEncoding {
  const encoding = withoutComments(value).toLowerCase();
  if (isTransferEncoding(encoding)) return encoding;
  throw new MimeError('UnknownTransferEncoding', `${quoted(value)} is none of ${TRANSFER_ENCODINGS.join(', ')}`, {
    header: KNOWN['content-transfer-encoding'],
  });
}
