import { wholeBytes } from '@imps-wsi/contract/xml';
import type { Exchange } from '../client/exchange.js';
import { InstantInboxError } from '../errors.js';

/** Ranges asked for at a time; a provider may give less. */
const RANGE_BYTES = 1024 * 1024;

/**
 * Fetches a part's bytes range by range, in order.
 *
 * @throws InstantInboxError `UnexpectedResponse` when the provider's ranges do not fit together
 */
export async function* readContent(
  exchange: Exchange,
  messageId: string,
  part: number,
  options: { readonly signal?: AbortSignal | undefined; readonly rangeBytes?: number | undefined } = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = 0;
  for (;;) {
    const answer = await exchange.call(
      'GetMessageContent',
      { messageId, part, offset, length: options.rangeBytes ?? RANGE_BYTES },
      { signal: options.signal },
    );
    const data = wholeBytes(answer.data);
    if (answer.offset !== offset || (data.length === 0 && answer.moreAvailable)) {
      throw new InstantInboxError('UnexpectedResponse', {
        message: `Part ${part} of message ${messageId}: asked for byte ${offset}, got ${data.length} bytes from ${answer.offset}.`,
      });
    }
    if (data.length > 0) yield data;
    offset += data.length;
    if (!answer.moreAvailable) return;
  }
}

/** All of a part in one array. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const list: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    list.push(chunk);
    length += chunk.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of list) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
