import { randomUUID } from 'node:crypto';

/** What the sample user's provider said instead of taking messages; the message is for people. */
export class SampleUserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SampleUserError';
  }
}

interface ClientSession {
  readonly cookie: string;
  readonly csrfToken: string;
}

interface SentMessage {
  readonly state: string;
  readonly code?: number;
  readonly reason?: string;
}

const PATIENCE_MS = 10_000;

/** A person who writes by the client access of a provider, as the phones do. */
export class SampleUser {
  readonly #origin: string;
  readonly #userId: string;
  readonly #password: string;
  #session: ClientSession | undefined;

  constructor(origin: string, userId: string, password: string) {
    this.#origin = origin;
    this.#userId = userId;
    this.#password = password;
  }

  /**
   * Sends the texts in one request, in order.
   *
   * @throws SampleUserError
   */
  async send(to: string, texts: readonly string[]): Promise<void> {
    const messages = texts.map((text) => ({ clientMessageId: randomUUID(), to, text }));
    let response = await this.#post(messages);
    if (response.status === 401 || response.status === 403) {
      // The session ended meanwhile.
      this.#session = undefined;
      response = await this.#post(messages);
    }
    const { messages: sent } = await bodyOf<{ readonly messages: readonly SentMessage[] }>(response);
    const failed = sent.find(({ state }) => state === 'failed');
    if (failed !== undefined) {
      throw new SampleUserError(`The message was not taken: ${failed.reason ?? `code ${failed.code ?? 0}`}`);
    }
  }

  async #post(messages: readonly object[]): Promise<Response> {
    const { cookie, csrfToken } = (this.#session ??= await this.#signIn());
    return this.#call('POST', '/client/messages', { messages }, { cookie, 'x-csrf-token': csrfToken });
  }

  async #signIn(): Promise<ClientSession> {
    const response = await this.#call('POST', '/client/session', { userId: this.#userId, password: this.#password });
    const { csrfToken } = await bodyOf<{ readonly csrfToken: string }>(response);
    const cookie = response.headers.getSetCookie().map((header) => header.split(';', 1)[0] ?? '');
    return { cookie: cookie.join('; '), csrfToken };
  }

  async #call(
    method: string,
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    try {
      return await fetch(`${this.#origin}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch {
      throw new SampleUserError(`The provider of ${this.#userId} does not answer.`);
    }
  }
}

async function bodyOf<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new SampleUserError(`The provider answered ${response.status} without a reason.`);
  }
  if (response.ok) return body as Body;
  const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  throw new SampleUserError(typeof said === 'string' ? said : `The provider answered ${response.status}.`);
}
