import { WsiError } from '@imps-wsi/contract/errors';
import type { Caller } from './caller.js';
import { ContentGone } from './content-store.js';
import type { InboxStore } from './inbox-store.js';
import type { MessageIds } from './message-id.js';

/** A range of a part, its bytes still where they lie. */
export interface OpenRange {
  readonly contentType: string;
  /** Of the whole part. */
  readonly size: number;
  readonly offset: number;
  /** Bytes of the range; fewer than asked for where the part ends. */
  readonly length: number;
  /** @throws WsiError MessageNotFound when the message was acknowledged meanwhile */
  chunks(): AsyncIterable<Buffer>;
}

export interface RangeWish {
  readonly messageId: string;
  readonly part: number;
  readonly offset: number;
  /** At most so many bytes. */
  readonly length: number;
}

/** Finds a range of a part in the caller's own inbox. @throws WsiError MessageNotFound, BadRequestParameter */
export async function openRange(
  { store, ids }: { readonly store: Pick<InboxStore, 'part'>; readonly ids: MessageIds },
  caller: Caller,
  { messageId, part, offset, length }: RangeWish,
): Promise<OpenRange> {
  const seq = ids.parse(messageId);
  const found = seq === undefined ? undefined : await store.part(caller.ownerId, seq, part);
  if (found === undefined) throw notFound();
  const { contentType, size } = found;
  if (offset > size) {
    throw new WsiError('BadRequestParameter', {
      reason: `offset lies beyond the end of the part, which has ${String(size)} bytes.`,
    });
  }
  const given = Math.min(length, size - offset);
  return { contentType, size, offset, length: given, chunks: () => stillThere(found.open(offset, given)) };
}

async function* stillThere(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    throw error instanceof ContentGone ? notFound(error) : error;
  }
}

const notFound = (cause?: unknown): WsiError =>
  new WsiError('MessageNotFound', {
    reason: 'No such message, or no such part of it, is in this inbox; it may have been acknowledged already.',
    cause,
  });
