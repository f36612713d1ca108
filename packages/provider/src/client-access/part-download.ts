import type { Request, Response } from 'express';
import type { Caller } from '../domain/caller.js';
import type { Conversations } from '../domain/conversations.js';
import { noSuchMessage, Refusal } from './refusal.js';

/** Read from the store at once. */
const PIECE_BYTES = 1024 * 1024;
const STALL_MILLISECONDS = 60_000;

export interface PartAddress {
  readonly entryId: string;
  /** From 1. */
  readonly number: number;
}

/**
 * Answers with the bytes of a part, or a range of them, as a download: what others sent is never shown as a page of
 * ours, whatever it claims to be. Written as fast as it is read, a piece at a time.
 *
 * @throws Refusal when there is no such part, or nothing of it in the range that is asked for
 */
export async function downloadPart(
  conversations: Pick<Conversations, 'part' | 'bytes'>,
  caller: Caller,
  { entryId, number }: PartAddress,
  request: Request,
  response: Response,
): Promise<void> {
  const part = await conversations.part(caller, entryId, number);
  if (part === undefined) throw noSuchMessage();
  // What a message holds never changes.
  const tag = `"${entryId}-${String(number)}"`;
  const range = rangeOf(request, part.size, tag);
  const { from, end } = range ?? { from: 0, end: part.size };
  const read = (at: number): Promise<Buffer | undefined> =>
    conversations.bytes(caller, entryId, part, at, Math.min(PIECE_BYTES, end - at));
  const isHead = request.method === 'HEAD';
  const first = isHead ? Buffer.alloc(0) : await read(from);
  if (first === undefined) throw noSuchMessage();
  // Names the file and, by its ending, a type, which the part's own replaces.
  response.attachment(fileName(part.name) ?? `message-${entryId}-part-${String(number)}`);
  response.set({
    'Accept-Ranges': 'bytes',
    'Content-Length': String(end - from),
    'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    ETag: tag,
  });
  if (range !== undefined) {
    response.status(206).set('Content-Range', `bytes ${String(from)}-${String(end - 1)}/${String(part.size)}`);
  }
  // Past Express, which would give texts a charset that nobody knows to be right.
  response.setHeader('Content-Type', part.contentType.replace(/[^\x20-\x7e]/g, ''));
  if (isHead) {
    response.end();
    return;
  }
  let at = from + first.length;
  let piece: Buffer | undefined = first;
  while (piece !== undefined && !response.destroyed) {
    if (!response.write(piece)) await drained(response);
    if (at >= end) break;
    piece = await read(at);
    at += piece?.length ?? 0;
  }
  // Cut short rather than ended: its reader must not take it for whole.
  if (piece === undefined) response.destroy();
  else response.end();
}

interface Range {
  readonly from: number;
  /** Behind the last byte. */
  readonly end: number;
}

/** The one range that is asked for; undefined for all of it, as when several ranges are, or another content was meant. */
function rangeOf(request: Request, size: number, tag: string): Range | undefined {
  if (request.get('Range') === undefined) return undefined;
  const condition = request.get('If-Range');
  if (condition !== undefined && condition !== tag) return undefined;
  const ranges = request.range(size);
  if (ranges === -1) {
    throw new Refusal(416, 'RANGE_NOT_SATISFIABLE', `The part has ${String(size)} bytes; ask for some of these.`, {
      'Content-Range': `bytes */${String(size)}`,
    });
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  const [only] = ranges;
  return only === undefined ? undefined : { from: only.start, end: only.end + 1 };
}

/** A plain name: no path, nothing invisible, not longer than file systems take. */
function fileName(name: string | undefined): string | undefined {
  const last =
    (name ?? '')
      .replace(/[\p{C}]/gu, '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  const plain = Array.from(last.replace(/^[.\s]+|[.\s]+$/g, '').replace(/[:*?"<>|]/g, '_'))
    .slice(0, 100)
    .join('');
  return plain === '' ? undefined : plain;
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), STALL_MILLISECONDS);
    const done = (): void => {
      clearTimeout(timer);
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (response.destroyed) done();
  });
}
