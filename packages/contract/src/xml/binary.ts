/**
 * Content of base64Binary leaves that need not pass through memory as one piece: bytes that came or go beside the
 * document, and bytes that are still on their way.
 */

/**
 * Bytes of a leaf that are not in the XML text at hand: they came beside it, or were taken out of it on the way in.
 * Whoever detaches makes a subclass that says where the bytes are.
 */
export abstract class DetachedBytes {
  /** How many bytes there are. */
  abstract readonly size: number;
}

/** The value of a base64Binary leaf as decoders give it. */
export type Binary = Uint8Array | DetachedBytes;

/** Bytes that a document is to carry and that come piece by piece when they are written. */
export interface OutgoingBytes {
  /** How many bytes all chunks together have. */
  readonly size: number;
  /** The bytes, once. Whoever stops reading early calls `return()`, as `for await` does. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** The value of a base64Binary leaf as encoders take it. */
export type BinaryInput = Uint8Array | OutgoingBytes;

/** What a scanner asks when a base64 leaf is not plain base64 text. */
export interface Leaves {
  /** The bytes for which a detacher left this text in the leaf; undefined when it is no such text. */
  placeholder(text: string): DetachedBytes | undefined;
  /**
   * The bytes that an xop:Include with this href stands for. Absent: xop:Include is a misplaced element.
   *
   * @throws LeafProblem, to which the reader adds the place, when there is no such part
   */
  include?(href: string): Binary;
  /**
   * The bytes that an `attachment` element (swaRef) stands for in the place of its base64 leaf. Absent: such an
   * element is what the schema says of it, and in the plain schema misplaced.
   *
   * @throws LeafProblem, to which the reader adds the place, when there is no such part
   */
  attachment?(reference: string): Binary;
}

/** What is wrong with a leaf, without its place; readers make a SchemaViolation of it. */
export class LeafProblem extends Error {
  override readonly name = 'LeafProblem';

  constructor(
    /** What should be there: `the Content-ID of a part of this package`. */
    readonly expected: string,
    /** What is there: `"cid:picture@phone"`. */
    readonly found: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/** How many bytes there are, wherever they are. */
export function byteCount(bytes: Binary | BinaryInput): number {
  return bytes instanceof Uint8Array ? bytes.length : bytes.size;
}

/**
 * The bytes of a leaf, for readers that gave the scanner no {@link Leaves} and so can get no others.
 *
 * @throws TypeError for bytes that are elsewhere
 */
export function wholeBytes(bytes: Binary | BinaryInput): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError('the bytes of this leaf are not in the document; read them from where they are');
}

/** Is this something that encoders take for bytes on their way? JavaScript callers have no compiler to tell them. */
export function isOutgoingBytes(value: unknown): value is OutgoingBytes {
  if (typeof value !== 'object' || value === null) return false;
  const { size, chunks } = value as Partial<Record<keyof OutgoingBytes, unknown>>;
  return Number.isSafeInteger(size) && (size as number) >= 0 && typeof chunks === 'function';
}
