import type { Response } from 'express';
import type { Caller } from '../domain/caller.js';
import type { Conversations } from '../domain/conversations.js';
import { noSuchMessage } from './refusal.js';

/** Read from the store at once. */
const PIECE_BYTES = 1024 * 1024;
const STALL_MILLISECONDS = 60_000;

/**
 * Answers with the bytes of a part, as a download: what others sent is never shown as a page of ours, whatever it
 * claims to be. Written as fast as it is read, a piece at a time.
 *
 * @throws Refusal when there is no such part
 */
export async function downloadPart(
  conversations: Conversations,
  caller: Caller,
  entryId: string,
  number: number,
  response: Response,
): Promise<void> {
  const part = await conversations.part(caller, entryId, number);
  if (part === undefined) throw noSuchMessage();
  const first = await conversations.bytes(caller, entryId, part, 0, Math.min(PIECE_BYTES, part.size));
  if (first === undefined) throw noSuchMessage();
  // Names the file and, by its ending, a type, which the part's own replaces.
  response.attachment(fileName(part.name) ?? `message-${entryId}-part-${String(number)}`);
  response.set({
    'Content-Length': String(part.size),
    'Content-Security-Policy': "sandbox; default-src 'none'",
  });
  // Past Express, which would give texts a charset that nobody knows to be right.
  response.setHeader('Content-Type', part.contentType.replace(/[^\x20-\x7e]/g, ''));
  let written = first.length;
  let piece: Buffer | undefined = first;
  while (piece !== undefined && !response.destroyed) {
    if (!response.write(piece)) await drained(response);
    if (written >= part.size) break;
    piece = await conversations.bytes(caller, entryId, part, written, Math.min(PIECE_BYTES, part.size - written));
    written += piece?.length ?? 0;
  }
  // Cut short rather than ended: its reader must not take it for whole.
  if (piece === undefined) response.destroy();
  else response.end();
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
