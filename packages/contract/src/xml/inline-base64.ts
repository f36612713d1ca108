import { encodeBase64 } from './base64.js';
import type { OutgoingBytes } from './binary.js';

/**
 * Outgoing bytes as the base64 text that stands for them inline, chunk by chunk.
 *
 * @throws Error when the chunks are more or fewer bytes than `size` said: what reads the document was promised it
 */
export async function* inlineBase64(bytes: OutgoingBytes): AsyncGenerator<string, void, undefined> {
  let kept: Uint8Array = new Uint8Array(0);
  let total = 0;
  for await (const chunk of bytes.chunks()) {
    total += chunk.length;
    if (total > bytes.size) break;
    const joined = kept.length === 0 ? chunk : join(kept, chunk);
    // Three bytes make four characters; what is over waits for the next chunk.
    const whole = joined.length - (joined.length % 3);
    kept = joined.slice(whole);
    if (whole > 0) yield encodeBase64(joined.subarray(0, whole));
  }
  if (total !== bytes.size) {
    throw new Error(`${bytes.size} bytes were announced and ${total > bytes.size ? 'more' : String(total)} came`);
  }
  if (kept.length > 0) yield encodeBase64(kept);
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
