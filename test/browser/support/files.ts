import { createHash, randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import type { Locator } from 'playwright-core';

/** Files as somebody has them at hand, and how they get to a page and out of it. */
export interface FileAtHand {
  readonly name: string;
  /** As the browser tells it; '' when it does not know. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** A PNG of noise, which no compression makes small. */
export function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8); // eight bits of red, green and blue each
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.of(0), randomBytes(width * 3)]));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What the page has of a browser, as far as it is used here. */
interface Page {
  readonly DataTransfer: new () => { readonly items: { add(file: unknown): void } };
  readonly DragEvent: new (type: string, init: object) => Event;
  readonly ClipboardEvent: new (type: string, init: object) => Event;
}

/** Drops or pastes files, as a browser tells it to a page. */
export async function give(kind: 'drop' | 'paste', target: Locator, ...files: readonly FileAtHand[]): Promise<void> {
  const told = files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString('base64') }));
  await target.evaluate(
    (element: unknown, { how, list }) => {
      const { DataTransfer, DragEvent, ClipboardEvent } = globalThis as unknown as Page;
      const data = new DataTransfer();
      for (const { name, type, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      const options = { bubbles: true, cancelable: true };
      const event =
        how === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer: data })
          : new ClipboardEvent('paste', { ...options, clipboardData: data });
      (element as EventTarget).dispatchEvent(event);
    },
    { how: kind, list: told },
  );
}

/** SHA-256 of what a picture shows or a link leads to, as the page itself gets it. */
export async function digestOf(element: Locator): Promise<string> {
  const pieces = await element.evaluate(async (found: unknown) => {
    const { src, href } = found as { src?: string; href?: string };
    const bytes = new Uint8Array(await (await fetch(src ?? href ?? '')).arrayBuffer());
    return Array.from({ length: Math.ceil(bytes.length / 30_000) }, (_, at) =>
      btoa(String.fromCharCode(...bytes.subarray(at * 30_000, (at + 1) * 30_000))),
    );
  });
  return sha256(Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))));
}
