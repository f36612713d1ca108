import type { ByteSource } from './byte-source.js';
import { MimeError } from './mime-error.js';

/**
 * All bytes of a body that has to be whole to be used, such as the root part.
 *
 * @param maxBytes most bytes that are kept in memory
 * @throws MimeError `PartTooLarge` as soon as there are more; the source is closed
 */
export async function collectBytes(source: ByteSource, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > maxBytes) throw new MimeError('PartTooLarge', `the content is larger than ${maxBytes} bytes`);
    // A copy: the chunk belongs to the source, which may use its memory again.
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks, length);
}
