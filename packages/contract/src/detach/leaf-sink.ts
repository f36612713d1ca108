import type { DetachedBytes } from '../xml/index.js';

/** Where the bytes of one leaf go. */
export interface LeafSink {
  /** Takes the next bytes. A promise says: wait with more until it resolves. */
  write(bytes: Uint8Array): Promise<void> | void;
  /** All bytes came, and they are good. Says where they are. */
  finish(): Promise<DetachedBytes> | DetachedBytes;
}

/** Writes the pieces from this number on; a promise when the sink wants to wait. */
export function writeAll(sink: LeafSink, pieces: readonly Uint8Array[], from = 0): Promise<void> | undefined {
  for (const [index, piece] of pieces.entries()) {
    if (index < from) continue;
    const waiting = sink.write(piece);
    if (isPromise(waiting)) return waiting.then(() => writeAll(sink, pieces, index + 1));
  }
  return undefined;
}

/** By its method: a promise may be of another realm. */
export function isPromise<T>(value: Promise<T> | T): value is Promise<T> {
  return typeof (value as Promise<T> | undefined)?.then === 'function';
}
