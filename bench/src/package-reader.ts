import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Takes the packages of answers apart by the rules of RFC 2046, as far as these answers need it. */

const BLANK = Buffer.from('\r\n\r\n');

/** The delimiter of an answer's parts. @throws when it is no package */
function delimiterOf(response: IncomingMessage): Buffer {
  const boundary = /; *boundary="?([^";]+)/.exec(response.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new Error(`no package: ${response.headers['content-type'] ?? 'no type'}`);
  return Buffer.from(`\r\n--${boundary}`);
}

/**
 * The digest of the one content beside the envelope, of known size, as it streams by.
 *
 * @throws when the package does not end right behind it
 */
export async function digestOfContent(response: IncomingMessage, size: number): Promise<string> {
  const delimiter = delimiterOf(response);
  const hash = createHash('sha256');
  let before: Buffer = Buffer.from('\r\n');
  let left = size;
  let inContent = false;
  let after: Buffer = Buffer.alloc(0);
  for await (const piece of response) {
    let bytes = piece as Buffer;
    if (!inContent) {
      before = Buffer.concat([before, bytes]);
      const start = startOfContent(before, delimiter);
      if (start === undefined) continue;
      inContent = true;
      bytes = before.subarray(start);
    }
    if (left > 0) {
      const taken = bytes.subarray(0, left);
      hash.update(taken);
      left -= taken.length;
      bytes = bytes.subarray(taken.length);
    }
    if (bytes.length > 0) after = Buffer.concat([after, bytes]);
  }
  if (left > 0 || after.toString('latin1').trimEnd() !== `${delimiter.toString('latin1')}--`) {
    throw new Error(`the package does not end where its content does: ${String(left)} bytes are missing`);
  }
  return hash.digest('hex');
}

function startOfContent(bytes: Buffer, delimiter: Buffer): number | undefined {
  const root = bytes.indexOf(delimiter);
  const second = root < 0 ? -1 : bytes.indexOf(delimiter, root + delimiter.length);
  const blank = second < 0 ? -1 : bytes.indexOf(BLANK, second);
  return blank < 0 ? undefined : blank + BLANK.length;
}

/** The digests of all contents beside an envelope, and the envelope; for answers that fit into memory. */
export function partsOf(response: IncomingMessage, whole: Buffer): { root: string; digests: string[] } {
  if (!(response.headers['content-type'] ?? '').startsWith('multipart/')) {
    return { root: whole.toString('utf8'), digests: [] };
  }
  const delimiter = delimiterOf(response);
  const bytes = Buffer.concat([Buffer.from('\r\n'), whole]);
  const bodies: Buffer[] = [];
  for (let at = bytes.indexOf(delimiter); at >= 0;) {
    const next = bytes.indexOf(delimiter, at + delimiter.length);
    if (next < 0) break;
    bodies.push(bytes.subarray(bytes.indexOf(BLANK, at) + BLANK.length, next));
    at = next;
  }
  const [root = Buffer.alloc(0), ...contents] = bodies;
  return {
    root: root.toString('utf8'),
    digests: contents.map((content) => createHash('sha256').update(content).digest('hex')),
  };
}
