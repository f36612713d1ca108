import { answerIn, unreachable } from './http.js';

export interface UploadOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Told now and then how many bytes have left. */
  readonly onProgress: (sent: number) => void;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** So long nothing may move, in milliseconds. */
const LONGEST_SILENCE = 60_000;
/** Of the phones of a browser one sends at a time: it has few connections to a server, and moves want one of them. */
const LOCK = 'imps-phone.upload';

/**
 * Posts bytes to the page's own origin. `fetch` would not tell how far it is.
 *
 * @returns the answer's body
 * @throws CallError for every refusal and every failure, giving up included
 */
export async function upload(url: string, bytes: Blob, options: UploadOptions): Promise<unknown> {
  const { status, text } = await oneAtATime(options.signal, () => post(url, bytes, options));
  if (status === 0) throw unreachable();
  return answerIn(status, text);
}

interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly text: string;
}

async function oneAtATime(signal: AbortSignal, work: () => Promise<Answer>): Promise<Answer> {
  if (!('locks' in navigator)) return work();
  try {
    return await navigator.locks.request(LOCK, { signal }, work);
  } catch (error) {
    if (signal.aborted) return NONE;
    throw error;
  }
}

const NONE: Answer = { status: 0, text: '' };

function post(url: string, bytes: Blob, { headers, onProgress, signal }: UploadOptions): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const giveUp = (): void => request.abort();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(silence);
      silence = setTimeout(giveUp, LONGEST_SILENCE);
    };
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => {
      heard();
      onProgress(loaded);
    });
    request.addEventListener('loadend', () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', giveUp);
      resolve({ status: request.status, text: request.responseText });
    });
    signal.addEventListener('abort', giveUp);
    heard();
    request.send(bytes);
    if (signal.aborted) giveUp();
  });
}
