import { isMediaType } from '../media-type.js';
import { quoted } from '../xml/index.js';
import { attachmentDisposition } from './content-disposition.js';
import { isContentId } from './content-id.js';
import { MimeError } from './mime-error.js';
import { byteLengthOf, isInMemory, type PartContent } from './part-content.js';

/**
 * R2934: binary is allowed, and HTTP is clean for it. The value has no case (RFC 2045, section 6.1), and with a capital
 * letter zeep leaves the content alone: of what says "binary" it takes the line ends off both ends, which a file of lines
 * has and needs.
 */
const ENCODING = 'Content-Transfer-Encoding: Binary';

/** A part to be written. */
export interface OutgoingPart {
  /** A media type, written as it is. */
  readonly contentType: string;
  /** Without brackets; unique in the package. */
  readonly contentId: string;
  readonly content: PartContent;
  /** Bytes of the content, where they are known before it is read; what comes then has to be exactly as long. */
  readonly length?: number | undefined;
  /** Written as Content-Disposition, for readers that store parts as files. */
  readonly filename?: string | undefined;
}

/**
 * The header lines of a part and the empty line behind them.
 *
 * @throws MimeError `MalformedHeader` when they would not be what they have to be, or would be more than one header
 */
export function headersOf(part: OutgoingPart): string {
  const { contentType, contentId, filename } = part;
  if (!isMediaType(contentType)) {
    throw new MimeError('MalformedHeader', `${quoted(contentType)} is not a media type`, { header: 'Content-Type' });
  }
  if (!isContentId(contentId)) {
    throw new MimeError('MalformedHeader', `${quoted(contentId)} cannot be a Content-ID`, { header: 'Content-ID' });
  }
  const lines = [`Content-Type: ${contentType}`, ENCODING, `Content-ID: <${contentId}>`];
  if (filename !== undefined) lines.push(`Content-Disposition: ${attachmentDisposition(filename)}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Bytes of the content, or undefined when nobody knows yet. */
export function lengthOf({ content, length }: OutgoingPart): number | undefined {
  return length ?? (isInMemory(content) ? byteLengthOf(content) : undefined);
}

/** Counts what comes of a part whose length was announced: a wrong one would break the whole HTTP message. */
export class LengthCheck {
  readonly #announced: number | undefined;
  #found = 0;

  constructor(announced: number | undefined) {
    this.#announced = announced;
  }

  /** @throws MimeError `LengthMismatch`, before too much is written */
  count(bytes: number): void {
    this.#found += bytes;
    if (this.#announced !== undefined && this.#found > this.#announced) throw this.#mismatch('gave more');
  }

  /** @throws MimeError `LengthMismatch` */
  end(): void {
    if (this.#announced !== undefined && this.#found < this.#announced) {
      throw this.#mismatch(`ended after ${this.#found}`);
    }
  }

  #mismatch(what: string): MimeError {
    return new MimeError('LengthMismatch', `${this.#announced ?? 0} bytes were announced, the source ${what}`);
  }
}
