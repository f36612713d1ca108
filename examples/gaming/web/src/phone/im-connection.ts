import { EventStream } from '../shared/event-stream.js';
import { CallError } from '../shared/http.js';
import { ImClient } from './clients/im-client.js';
import { FileSender } from './file-sender.js';
import { keepSession, keptSession } from './kept.js';
import { MessageSender } from './message-sender.js';
import { addressKey, type Provider } from './model/address.js';
import type { Message } from './model/message.js';
import type { Store } from './store.js';

export interface ImConnectionOptions {
  readonly provider: Provider;
  /** Whose phone this is. */
  readonly address: string;
  /** Signs in by itself with it; without one a person has to. */
  readonly password?: string;
  /** Nothing was ever seen on this device: what is there now does not count as new. */
  readonly isNewDevice: boolean;
  readonly store: Store;
}

/** In milliseconds. */
const FIRST_DELAY = 800;
const LONGEST_DELAY = 5_000;

/** One user's line to the IM provider: session, live events, history, and what is to be sent. Lasts until closed. */
export class ImConnection {
  readonly #client: ImClient;
  readonly #options: ImConnectionOptions;
  readonly #store: Store;
  readonly #stream: EventStream;
  readonly #sender: MessageSender;
  readonly #files: FileSender;
  #asRead: boolean;
  #listLoaded = false;
  #isReady = false;
  #signingIn: Promise<boolean> | undefined;
  #closed = false;

  constructor(options: ImConnectionOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#asRead = options.isNewDevice;
    this.#client = new ImClient(options.provider.imBase);
    this.#sender = new MessageSender(this.#client, options.store, () => this.#signIn());
    this.#files = new FileSender(this.#client, options.store, () => this.#signIn());
    this.#stream = new EventStream({
      url: this.#client.eventsUrl,
      events: ['ready', 'message', 'reset', 'signed-out'],
      onEvent: (kind, data) => this.#heard(kind, data),
      onUp: () => undefined,
      onDown: () => this.#down(),
      onRefused: () => void this.start(),
    });
  }

  async start(): Promise<void> {
    if ((await this.#signIn()) && !this.#closed) this.#stream.start();
  }

  close(): void {
    this.#closed = true;
    this.#stream.close();
    this.#sender.close();
    this.#files.close();
  }

  /** Ends the session for all tabs of this browser. @throws CallError when the provider cannot be reached */
  async signOut(): Promise<void> {
    await this.#client.signOut();
    keepSession(this.#options.provider.domain, undefined);
    this.close();
  }

  /** Signs in anew over whoever is signed in now; for phones that know their password. */
  async takeOver(): Promise<void> {
    this.#stream.close();
    if ((await this.#signIn(true)) && !this.#closed) this.#stream.start();
  }

  /** Sends what waits, now. */
  flush(): void {
    this.#sender.flush();
    this.#files.flush();
  }

  /** Largest file that can be sent. */
  get maxFileBytes(): number {
    return this.#client.maxFileBytes;
  }

  /** Takes back a file that waits or is on its way. */
  cancel(id: string): void {
    this.#files.cancel(id);
  }

  partUrl(message: Message, part: number): string {
    return this.#client.partUrl(message.id, part);
  }

  /** The bytes of a part. @throws CallError */
  part(message: Message, part: number): Promise<Blob> {
    return this.#client.part(message.id, part);
  }

  /** Loads the newest messages with a peer, or those before the ones that are there. */
  async loadHistory(peer: string): Promise<void> {
    if (!this.#isReady) return; // Loaded as soon as it is.
    const known = this.#store.state.chat.conversations.get(addressKey(peer));
    if (known?.history === 'loading' || known?.history === 'complete') return;
    const before = known?.history === 'more' ? known.messages[0]?.id : undefined;
    this.#store.chat({ type: 'history-loading', peer });
    try {
      const { messages, moreBefore } = await this.#client.history(peer, before);
      this.#store.chat({ type: 'history', peer, messages, more: moreBefore });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#store.chat({ type: 'history-failed', peer });
    }
  }

  /** Whether this user has a session; goes on trying while the provider cannot be reached. One attempt at a time. */
  #signIn(over = false): Promise<boolean> {
    this.#signingIn ??= this.#untilSignedIn(over).finally(() => {
      this.#signingIn = undefined;
    });
    return this.#signingIn;
  }

  async #untilSignedIn(over: boolean): Promise<boolean> {
    for (let failures = 0; !this.#closed; failures += 1) {
      try {
        return await this.#trySignIn(over);
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        if (!error.isTemporary) {
          this.#store.update({ im: { kind: 'signed-out', problem: error.message } });
          return false;
        }
        this.#down();
        await pause(Math.min(LONGEST_DELAY, FIRST_DELAY * 1.25 ** failures));
      }
    }
    return false;
  }

  async #trySignIn(over: boolean): Promise<boolean> {
    const { address, password, provider } = this.#options;
    // Asking for a session that cannot be there would only put an error into the browser's console.
    const mayHaveSession = !over && (password === undefined || keptSession(provider.domain) !== undefined);
    const session = mayHaveSession ? await this.#client.session().catch(noneIfSignedOut) : undefined;
    if (session !== undefined && addressKey(session.address) === addressKey(address)) return true;
    if (session !== undefined) {
      this.#store.update({ im: { kind: 'somebody-else', address: session.address } });
      return false;
    }
    if (password === undefined) {
      this.#store.update({ im: { kind: 'signed-out' } });
      return false;
    }
    await this.#client.signIn(address, password);
    keepSession(provider.domain, address);
    return true;
  }

  #heard(kind: string, data: string): void {
    if (this.#closed) return;
    switch (kind) {
      case 'ready':
        this.#ready(data);
        return;
      case 'message':
        this.#store.chat({ type: 'message', message: JSON.parse(data) as Message });
        return;
      case 'reset':
        this.#listLoaded = false;
        this.#store.chat({ type: 'reset' });
        void this.#loadAll();
        return;
      case 'signed-out':
        this.#stream.close();
        void this.start();
    }
  }

  #ready(data: string): void {
    const { address } = JSON.parse(data) as { readonly address: string };
    if (addressKey(address) !== addressKey(this.#options.address)) {
      this.#stream.close();
      this.#stream.forgetPosition();
      this.#store.update({ im: { kind: 'somebody-else', address } });
      return;
    }
    this.#isReady = true;
    if (this.#store.state.im.kind !== 'up') this.#store.update({ im: { kind: 'up' } });
    void this.#loadAll();
    this.flush();
  }

  /** What the stream does not tell: what was there before it began. */
  async #loadAll(): Promise<void> {
    const { open, conversations } = this.#store.state.chat;
    const conversation = open === undefined ? undefined : conversations.get(open);
    if (conversation?.history === 'unknown' || conversation?.history === 'failed') {
      void this.loadHistory(conversation.peer);
    }
    if (this.#listLoaded) return;
    this.#listLoaded = true;
    try {
      this.#store.chat({ type: 'conversations', list: await this.#client.conversations(), asRead: this.#asRead });
      this.#asRead = false;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#listLoaded = false; // Comes again with the next connection.
    }
  }

  #down(): void {
    if (!this.#closed && this.#store.state.im.kind !== 'down') this.#store.update({ im: { kind: 'down' } });
  }
}

function noneIfSignedOut(error: unknown): undefined {
  if (error instanceof CallError && error.status === 401) return undefined;
  throw error;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
