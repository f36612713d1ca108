import { carriable } from '../xml/index.js';

/** What was wrong with a package, as a stable word for logs, tests and the choice of an answer. */
export type MimeErrorCode =
  /** The Content-Type is no media type, or not multipart/related. */
  | 'NotAPackage'
  | 'BoundaryMissing'
  | 'BadBoundary'
  /** `type`, `start` or `start-info` of the package are missing or name what the profiles do not have. */
  | 'BadPackageParameter'
  /** The boundary that the Content-Type announces never comes. */
  | 'BoundaryNotFound'
  /** The package ended before its closing boundary. */
  | 'Truncated'
  | 'NoParts'
  | 'TooManyParts'
  | 'HeaderTooLarge'
  | 'MalformedHeader'
  | 'DuplicateHeader'
  | 'UnknownTransferEncoding'
  | 'BadBase64'
  | 'BadQuotedPrintable'
  /** No part is the root that `start` names. */
  | 'RootMissing'
  | 'WrongRootType'
  | 'DuplicateContentId'
  /** A reference that is no cid: URI, or is wrongly percent-encoded. */
  | 'BadReference'
  /** A reference to a part that the package lacks. */
  | 'PartNotFound'
  /** A part is larger than the reader was ready to collect in memory. */
  | 'PartTooLarge'
  /** While writing: a part's source gave more or fewer bytes than announced. */
  | 'LengthMismatch';

export interface MimePlace {
  /** 1 for the first part of the package, in the order they came. */
  readonly part?: number | undefined;
  /** The header concerned, as the standards spell it. */
  readonly header?: string | undefined;
}

/** A MIME package breaks the standard or its profile, or exceeds a bound. Its text may be shown to the caller. */
export class MimeError extends Error {
  override readonly name = 'MimeError';
  readonly code: MimeErrorCode;
  /** What was wrong, without the place. */
  readonly reason: string;
  readonly part: number | undefined;
  readonly header: string | undefined;

  constructor(code: MimeErrorCode, found: string, place: MimePlace = {}) {
    // It may quote what the sender wrote, whatever that was.
    const reason = carriable(found);
    const where = [
      ...(place.part === undefined ? [] : [`part ${place.part}`]),
      ...(place.header === undefined ? [] : [`header ${place.header}`]),
    ];
    super(where.length === 0 ? reason : `${reason} (${where.join(', ')})`);
    this.code = code;
    this.reason = reason;
    this.part = place.part;
    this.header = place.header;
  }

  /** The same refusal, saying in which part it was found; for decoders and headers, which do not know where they are. */
  inPart(part: number): MimeError {
    return this.part === undefined && part > 0
      ? new MimeError(this.code, this.reason, { part, header: this.header })
      : this;
  }
}
