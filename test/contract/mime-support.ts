import fc from 'fast-check';
import { MimeError, MultipartReader, type MultipartLimits, type PartHeaders } from '@imps-wsi/contract/mime';

export const BOUNDARY = 'frontier';

/** Text as it stands on the wire: lines of a template, each ended by CRLF, the last one as well. */
export function lines(...text: string[]): Buffer {
  return Buffer.from(text.map((line) => `${line}\r\n`).join(''));
}

export interface ReadPart {
  readonly headers: PartHeaders;
  readonly body: Buffer;
}

/** The bytes in pieces that end at the given places. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places, bytes.length];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

/** All parts of a package given in these chunks. Each chunk is wiped when it is read, so nobody can lean on it later. */
export function partsOf(
  chunks: readonly Uint8Array[],
  limits: Partial<MultipartLimits> = {},
  boundary = BOUNDARY,
): ReadPart[] {
  const reader = new MultipartReader(boundary, limits);
  const parts: { headers: PartHeaders; pieces: Buffer[]; ended: boolean }[] = [];
  let closed = false as boolean;
  const drain = (): void => {
    for (let event = reader.read(); event !== undefined; event = reader.read()) {
      if (closed) throw new Error(`${event.kind} after the close`);
      if (event.kind === 'part') parts.push({ headers: event.headers, pieces: [], ended: false });
      else if (event.kind === 'body') parts.at(-1)!.pieces.push(Buffer.from(event.bytes));
      else if (event.kind === 'end') parts.at(-1)!.ended = true;
      else closed = true;
    }
  };
  for (const chunk of chunks) {
    const lent = Buffer.from(chunk);
    reader.write(lent);
    drain();
    lent.fill('!');
  }
  reader.end();
  drain();
  if (!closed || parts.some((part) => !part.ended)) throw new Error('the reader stopped before the end');
  return parts.map(({ headers, pieces }) => ({ headers, body: Buffer.concat(pieces) }));
}

/** The bodies as text. */
export function bodiesOf(chunks: readonly Uint8Array[]): string[] {
  return partsOf(chunks).map(({ body }) => body.toString('latin1'));
}

/** Runs something that has to be refused and gives the refusal. */
export function refusalOf(work: () => unknown): MimeError {
  try {
    work();
  } catch (error) {
    if (error instanceof MimeError) return error;
    throw error;
  }
  throw new Error('accepted');
}

export async function refusalOfAsync(work: () => Promise<unknown>): Promise<MimeError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof MimeError) return error;
    throw error;
  }
  throw new Error('accepted');
}

/** Chunks that come one by one, counted; tells whether whoever read them closed it. */
export class CountedSource implements AsyncIterable<Buffer> {
  given = 0;
  closed = false;
  readonly #chunks: Iterable<Buffer>;

  constructor(chunks: Iterable<Buffer>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (const chunk of this.#chunks) {
        this.given++;
        yield await Promise.resolve(chunk);
      }
    } finally {
      this.closed = true;
    }
  }
}

/** Places to cut something of this length, in order. */
export const cutsOf = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(length), { maxLength: 12 }).map((places) => places.sort((a, b) => a - b));

/** Bytes with much in them that looks like a boundary, and is none. */
export const content: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
      fc
        .constantFrom(
          '\r',
          '\n',
          '\r\n',
          '--',
          '\r\n--',
          '\n--fron',
          '\r\n--frontier',
          'tier',
          '--frontier--',
          ' ',
          '=',
          '\0',
        )
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => Buffer.concat(pieces))
  .filter((bytes) => !/(^|\n)--frontier(--)?[ \t]*\r?(\n|$)/.test(bytes.toString('latin1')));

/** Quoted-printable with every byte escaped that may be misread (a dash as part of a boundary), broken into lines anywhere. */
export function quotedPrintable(bytes: Buffer, width = 24): string {
  const escaped = [...bytes].map((byte) =>
    byte > 0x20 && byte < 0x7f && byte !== 0x3d && byte !== 0x2d ? String.fromCharCode(byte) : `=${hex(byte)}`,
  );
  let text = '';
  for (const [index, piece] of escaped.entries()) text += index > 0 && index % width === 0 ? `=\r\n${piece}` : piece;
  return text;
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** Base64 in lines, as mail programs write it. */
export function base64Lines(bytes: Buffer, width = 76): string {
  return bytes.toString('base64').replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n');
}
