import { asBuffer, EMPTY } from './buffers.js';

type Piece = string | Uint8Array;

/** What a part is made of: bytes, text (written as UTF-8), or pieces of them that are still on their way. */
export type PartSource = Piece | Iterable<Piece> | AsyncIterable<Piece>;

/**
 * The same, or a function that opens it when its turn has come. What costs something to be open (a file, a query) is
 * best given as a function: it is not opened at all when the package is never written so far.
 */
export type PartContent = PartSource | (() => PartSource | Promise<PartSource>);

/** Largest piece that content in memory is given in: whoever writes it can pause in between. */
const SLICE = 256 * 1024;

export function isInMemory(source: PartContent): source is Piece {
  return typeof source === 'string' || source instanceof Uint8Array;
}

/** Bytes of content in memory. */
export function byteLengthOf(source: Piece): number {
  return typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
}

/** Content in memory as chunks. */
export function* slicesOf(source: Piece): Generator<Buffer, void, undefined> {
  const bytes = toBuffer(source);
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

/** Chunks of a streamed source as they come, none of them empty. Closes it when the reader stops. */
export async function* chunksOf(source: Exclude<PartSource, Piece>): AsyncGenerator<Buffer, void, undefined> {
  let half = '';
  for await (const piece of source) {
    let next = piece;
    if (typeof next === 'string') {
      next = half + next;
      half = '';
      // Two halves of a character, in a piece each, would become two replacement characters.
      if (/[\ud800-\udbff]$/.test(next)) {
        half = next.slice(-1);
        next = next.slice(0, -1);
      }
    } else if (half !== '') {
      yield Buffer.from(half);
      half = '';
    }
    const bytes = toBuffer(next);
    if (bytes.length > 0) yield bytes;
  }
  if (half !== '') yield Buffer.from(half);
}

/** The ways that streams of Node, streams of the web and generators are closed. */
interface Closable {
  readonly destroy?: () => unknown;
  readonly cancel?: () => unknown;
  readonly return?: () => unknown;
}

/** Closes a source that was never read. One that was read to its end is not harmed. */
export async function closeUnread(source: unknown): Promise<void> {
  if (typeof source !== 'object' || source === null) return;
  const closable = source as Closable;
  if (typeof closable.destroy === 'function') closable.destroy();
  else if (typeof closable.cancel === 'function') await closable.cancel();
  else if (typeof closable.return === 'function') await closable.return();
}

function toBuffer(piece: Piece): Buffer {
  if (piece.length === 0) return EMPTY;
  return typeof piece === 'string' ? Buffer.from(piece) : asBuffer(piece);
}
