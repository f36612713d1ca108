import { wholeBytes } from '@imps-wsi/contract/xml';
import type { Exchange, ResponseOf } from '../client/exchange.js';
import { linkSignals } from '../client/signals.js';
import { InstantInboxError } from '../errors.js';

/** What is asked for at first, so that something is there soon, and from then on. A provider may give less. */
const FIRST_RANGE_BYTES = 1024 * 1024;
/** With ranges of 1 MiB, asking takes as long as the bytes; beyond this, little is won. */
const RANGE_BYTES = 4 * 1024 * 1024;

/** Which part, and how large it is said to be. */
export interface ContentPlace {
  readonly messageId: string;
  readonly part: number;
  readonly size: number;
}

/**
 * Fetches a part's bytes range by range, in order: while one is being dealt with, the next is on its way, and no more.
 * A range whose answer was lost is asked for again, as the client's retry policy says.
 *
 * @throws InstantInboxError `UnexpectedResponse` when the provider's ranges do not fit together
 */
export async function* readContent(
  exchange: Exchange,
  place: ContentPlace,
  options: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const left = new AbortController();
  const { signal, dispose } = linkSignals(options.signal, left.signal);
  const ask = (offset: number): Promise<ResponseOf<'GetMessageContent'>> => {
    const { messageId, part } = place;
    const answer = exchange.call(
      'GetMessageContent',
      { messageId, part, offset, length: offset === 0 ? FIRST_RANGE_BYTES : RANGE_BYTES },
      { signal, packaging: 'mtom' },
    );
    // Whoever leaves does not wait for what was read ahead, and does not hear how it ended.
    answer.catch(() => undefined);
    return answer;
  };
  try {
    let next = ask(0);
    for (let offset = 0; ;) {
      const answer = await next;
      const data = wholeBytes(answer.data);
      const end = offset + data.length;
      const isLast = end === place.size;
      const fits = answer.offset === offset && answer.moreAvailable !== isLast && end <= place.size;
      if (!fits || (data.length === 0 && !isLast)) {
        throw unfitting(place, offset, data.length, answer);
      }
      if (!isLast) next = ask(end);
      if (data.length > 0) yield data;
      if (isLast) return;
      offset = end;
    }
  } finally {
    left.abort();
    dispose();
  }
}

function unfitting(
  { messageId, part, size }: ContentPlace,
  offset: number,
  length: number,
  answer: ResponseOf<'GetMessageContent'>,
): InstantInboxError {
  return new InstantInboxError('UnexpectedResponse', {
    message: `Part ${part} of message ${messageId} has ${size} bytes; asked for byte ${offset}, got ${length} from ${answer.offset}, and that there is ${answer.moreAvailable ? 'more' : 'no more'}.`,
  });
}

/** All of a part in one array. */
export async function collect(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const whole = new Uint8Array(size);
  let at = 0;
  for await (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
