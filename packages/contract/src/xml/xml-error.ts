import { carriable } from './chars.js';

/** What was wrong with a document, as a stable word for logs and tests. */
export type XmlErrorCode =
  | 'UnsupportedCharset'
  | 'InvalidEncoding'
  | 'ContradictoryEncoding'
  | 'UnsupportedVersion'
  | 'UnexpectedEnd'
  | 'NotWellFormed'
  | 'IllegalCharacter'
  | 'BadName'
  | 'BadReference'
  | 'DoctypeForbidden'
  | 'ProcessingInstructionForbidden'
  | 'UnboundPrefix'
  | 'ReservedNamespace'
  | 'DuplicateAttribute'
  | 'MismatchedTag'
  | 'TrailingContent'
  | 'NoRootElement'
  | 'TooLarge'
  | 'TooDeep'
  | 'TooManyAttributes'
  | 'TooManyNamespaces'
  | 'AttributeTooLong'
  | 'TooManyChildren'
  | 'NameTooLong';

/** Where in a document something was found. */
export interface XmlLocation {
  /** UTF-16 code units from the start of the text, after line-end normalisation. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** The open elements, names as written, `[n]` on the second and later of a name: `/s:Envelope/s:Body/m[3]`. */
  readonly path: string;
}

const NOWHERE: XmlLocation = { offset: 0, line: 1, column: 1, path: '/' };

/** The document is not well-formed namespace XML, uses what SOAP forbids, or exceeds a limit. */
export class XmlError extends Error implements XmlLocation {
  override readonly name = 'XmlError';
  readonly code: XmlErrorCode;
  /** What was wrong, without the place. */
  readonly reason: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  readonly path: string;

  constructor(code: XmlErrorCode, found: string, where: XmlLocation = NOWHERE) {
    // It may quote the very character that it refuses.
    const reason = carriable(found);
    super(where === NOWHERE ? reason : `${reason} (line ${where.line}, column ${where.column}, in ${where.path})`);
    this.code = code;
    this.reason = reason;
    this.offset = where.offset;
    this.line = where.line;
    this.column = where.column;
    this.path = where.path;
  }
}
