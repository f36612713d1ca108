import { encodeBase64 } from './base64.js';
import type { OutgoingBytes } from './binary.js';

/** Encoded at once: three bytes make four characters. Strings of this size are short-lived, longer ones are not. */
const SLICE_BYTES = 48 * 1024;
const SLICE_CHARACTERS = (SLICE_BYTES / 3) * 4;

// A string that is written to the network leaves a copy of itself behind, to be collected; bytes can be used again.
const NodeBuffer = (globalThis as { Buffer?: typeof Buffer }).Buffer;

/**
 * Outgoing bytes as the base64 text that stands for them inline, as ASCII, slice by slice. A slice is overwritten once
 * the next one is asked for: whoever keeps it copies it.
 *
 * @throws Error when the chunks are more or fewer bytes than `size` said: what reads the document was promised it
 */
export async function* inlineBase64(bytes: OutgoingBytes): AsyncGenerator<Uint8Array, void, undefined> {
  const memory = new Uint8Array(Math.min(SLICE_CHARACTERS, Math.ceil(bytes.size / 3) * 4));
  /** What is over of the last chunk: less than three bytes. */
  let kept: Uint8Array = new Uint8Array(0);
  let total = 0;
  for await (const chunk of bytes.chunks()) {
    total += chunk.length;
    if (total > bytes.size) break;
    const joined = kept.length === 0 ? chunk : join(kept, chunk);
    const whole = joined.length - (joined.length % 3);
    kept = joined.slice(whole);
    for (let at = 0; at < whole; at += SLICE_BYTES) {
      yield write(memory, joined.subarray(at, Math.min(at + SLICE_BYTES, whole)));
    }
  }
  if (total !== bytes.size) {
    throw new Error(`${bytes.size} bytes were announced and ${total > bytes.size ? 'more' : String(total)} came`);
  }
  if (kept.length > 0) yield write(memory, kept);
}

function write(memory: Uint8Array, bytes: Uint8Array): Uint8Array {
  const text = encodeBase64(bytes);
  if (NodeBuffer === undefined) new TextEncoder().encodeInto(text, memory);
  else NodeBuffer.from(memory.buffer, memory.byteOffset, memory.byteLength).write(text, 'latin1');
  return memory.subarray(0, text.length);
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
