/** A call that was refused, or got no answer. */
export class CallError extends Error {
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** As the service names it: `ILLEGAL_MOVE`, `USERNAME_TAKEN`; `UNREACHABLE` when there was no answer. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'CallError';
    this.status = status;
    this.code = code;
  }

  /** Whether the same call may well succeed a little later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** So long a call may take, in milliseconds; a large message over a slow line fits. */
const CALL_TIMEOUT = 30_000;

/**
 * A JSON call to the page's own origin.
 *
 * @returns the answer's body; undefined for an empty one
 * @throws CallError for every refusal and every failure
 */
export async function call(url: string, { method = 'GET', body, headers = {} }: CallOptions = {}): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(CALL_TIMEOUT),
    });
    text = await response.text();
  } catch {
    throw unreachable();
  }
  return answerIn(response.status, text);
}

/** What an answer says. @throws CallError when that is a refusal, or cannot be read */
export function answerIn(status: number, text: string): unknown {
  const isOk = status >= 200 && status < 300;
  const answer = parsed(text);
  if (answer === UNREADABLE && isOk) {
    // Something in between has answered, such as the sign-in page of a hotel's network.
    throw new CallError(0, 'UNREADABLE', 'The answer could not be read; try again later.');
  }
  if (isOk) return answer;
  const { error, message } = refusalIn(answer);
  throw new CallError(status, error ?? `HTTP_${status}`, message ?? `The service refused this (${status}).`);
}

export const unreachable = (): CallError => new CallError(0, 'UNREACHABLE', 'There is no connection right now.');

const UNREADABLE = Symbol('unreadable');

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return UNREADABLE;
  }
}

function refusalIn(answer: unknown): { readonly error?: string; readonly message?: string } {
  if (typeof answer !== 'object' || answer === null) return {};
  const { error, message } = answer as { readonly error?: unknown; readonly message?: unknown };
  return {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}
