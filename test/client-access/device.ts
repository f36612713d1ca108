import { randomUUID } from 'node:crypto';
import { PASSWORD, type TestProvider } from '../support/provider.js';

export interface Part {
  number: number;
  contentType: string;
  name?: string;
  size: number;
  text?: string;
  omitted?: true;
}
export interface Message {
  id: string;
  cursor: string;
  direction: 'in' | 'out';
  peer: string;
  peerName?: string;
  clientMessageId?: string;
  messageId?: string;
  at: string;
  state: 'sending' | 'sent' | 'delivered' | 'failed' | 'received';
  code?: number;
  reason?: string;
  retryable?: boolean;
  subject?: string;
  conversationId?: string;
  inReplyTo?: string;
  parts: Part[];
}
export interface Draft {
  clientMessageId?: string;
  to: string;
  text?: string;
  data?: string;
  contentType?: string;
  name?: string;
  subject?: string;
  conversationId?: string;
  inReplyTo?: string;
}
export interface StreamEvent {
  event: string;
  id: string | undefined;
  data: Record<string, unknown>;
}
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export const textOf = (message: Message): string => message.parts[0]?.text ?? '(no text)';

/** Where a provider's client access is. */
export const clientUrl = (provider: Pick<TestProvider, 'url'>): string => new URL('/client', provider.url).href;

/** An IM user's device: what a client is, with nothing between the test and the wire. */
export class Device {
  cookie = '';
  csrfToken = '';
  address = '';

  constructor(readonly provider: Pick<TestProvider, 'url'>) {}

  static async signIn(provider: Pick<TestProvider, 'url'>, userId: string, password = PASSWORD): Promise<Device> {
    const device = new Device(provider);
    const answer = await device.signIn(userId, password);
    if (answer.status !== 201) throw new Error(`sign-in of ${userId}: ${JSON.stringify(answer.body)}`);
    return device;
  }

  async signIn(userId: string, password = PASSWORD): Promise<Answer> {
    const answer = await this.call('POST', '/session', { body: { userId, password } });
    const [cookie] = answer.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0]!;
    const { csrfToken, address } = answer.body as { csrfToken?: string; address?: string };
    this.csrfToken = csrfToken ?? '';
    this.address = address ?? '';
    return answer;
  }

  async call(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(clientUrl(this.provider) + path, {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { Cookie: this.cookie }),
        ...(this.csrfToken === '' ? {} : { 'X-CSRF-Token': this.csrfToken }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** Sends messages and answers what became of each. */
  async send(...drafts: Draft[]): Promise<Message[]> {
    const messages = drafts.map((draft) => ({ clientMessageId: randomUUID(), ...draft }));
    const { status, body } = await this.call('POST', '/messages', { body: { messages } });
    if (status !== 200) throw new Error(`sending: ${String(status)} ${JSON.stringify(body)}`);
    return (body as { messages: Message[] }).messages;
  }

  async say(to: string, text: string): Promise<Message> {
    return (await this.send({ to, text }))[0]!;
  }

  async history(peer: string, query = ''): Promise<{ messages: Message[]; moreBefore: boolean }> {
    const { status, body } = await this.call('GET', `/messages?peer=${encodeURIComponent(peer)}${query}`);
    if (status !== 200) throw new Error(`history: ${String(status)} ${JSON.stringify(body)}`);
    return body as { messages: Message[]; moreBefore: boolean };
  }

  async conversations(): Promise<{ peer: string; lastMessage: Message }[]> {
    const { body } = await this.call('GET', '/conversations');
    return (body as { conversations: { peer: string; lastMessage: Message }[] }).conversations;
  }

  /** Opens the event stream; resolves once it is ready. */
  async listen(options: { lastEventId?: string; after?: string } = {}): Promise<Listening> {
    const listening = new Listening();
    await listening.open(this, options);
    return listening;
  }
}

/** An open event stream and what it told. */
export class Listening {
  readonly events: StreamEvent[] = [];
  /** Signs of life so far: one comes when nothing else did for a while. */
  comments = 0;
  /** Resolves when the provider ended the stream. */
  ended: Promise<void> = Promise.resolve();
  readonly #controller = new AbortController();
  #heard: () => void = () => undefined;

  async open(device: Device, { lastEventId, after }: { lastEventId?: string; after?: string }): Promise<void> {
    const query = after === undefined ? '' : `?after=${after}`;
    const response = await fetch(`${clientUrl(device.provider)}/events${query}`, {
      headers: { Cookie: device.cookie, ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }) },
      signal: this.#controller.signal,
    });
    if (response.status !== 200) throw new Error(`events: ${String(response.status)} ${await response.text()}`);
    this.ended = this.#read(response.body!).catch(() => undefined);
    await this.until((events) => events.some(({ event }) => event === 'ready'));
  }

  /** The messages told, each as it came. */
  get messages(): Message[] {
    return this.events.filter(({ event }) => event === 'message').map(({ data }) => data as unknown as Message);
  }

  /** The cursor of the last event. */
  get cursor(): string {
    return this.events.findLast(({ id }) => id !== undefined)!.id!;
  }

  /** The texts of messages received, in the order they were told. */
  get received(): string[] {
    return this.messages.filter(({ direction }) => direction === 'in').map(textOf);
  }

  async until(condition: (events: StreamEvent[]) => boolean): Promise<void> {
    while (!condition(this.events)) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          const told = this.events.map(({ event, data }) => `${event} ${JSON.stringify(data).slice(0, 200)}`);
          reject(new Error(`the stream never told it; it told:\n${told.join('\n')}`));
        }, 45_000);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits until so many messages were received, and answers their texts. */
  async receive(count: number): Promise<string[]> {
    await this.until(() => this.received.length >= count);
    return this.received;
  }

  /** Waits until the message with this id has the state. */
  async untilState(id: string, state: Message['state']): Promise<Message> {
    const find = () => this.messages.find((message) => message.id === id && message.state === state);
    await this.until(() => find() !== undefined);
    return find()!;
  }

  /** Cuts the connection. */
  cut(): void {
    this.#controller.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) this.#take(block);
      this.#heard();
    }
  }

  #take(block: string): void {
    if (block.startsWith(':')) this.comments += 1;
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const event = fields.get('event');
    if (event === undefined) return;
    this.events.push({ event, id: fields.get('id'), data: JSON.parse(fields.get('data')!) as Record<string, unknown> });
  }
}
