import { CallError } from '../shared/http.js';
import type { ImClient } from './clients/im-client.js';
import { failureWords, TOO_LARGE_WORDS } from './model/failure.js';
import { wasNotKept, type Message } from './model/message.js';
import { nextBatch, type Outgoing } from './model/outbox.js';
import type { Store } from './store.js';

/** In milliseconds. */
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 8_000;

const wordsOf = ({ status, message }: CallError): string => (status === 413 ? TOO_LARGE_WORDS : message);

/** Sends what is in the outbox, in order, one request at a time, again and again until the provider has answered. */
export class MessageSender {
  readonly #client: Pick<ImClient, 'send'>;
  readonly #store: Store;
  readonly #signIn: () => Promise<boolean>;
  #isSending = false;
  #failures = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param signIn makes sure that there is a session; false when a person has to do it */
  constructor(client: Pick<ImClient, 'send'>, store: Store, signIn: () => Promise<boolean>) {
    this.#client = client;
    this.#store = store;
    this.#signIn = signIn;
  }

  flush(): void {
    if (!this.#isSending && !this.#closed) void this.#sendAll();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#later);
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    clearTimeout(this.#later);
    try {
      let batch = nextBatch(this.#store.state.chat.outbox);
      while (batch.length > 0 && !this.#closed) {
        if (!(await this.#send(batch))) break;
        batch = nextBatch(this.#store.state.chat.outbox);
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** Whether to go on with what comes next. */
  async #send(batch: readonly Outgoing[]): Promise<boolean> {
    const ids = batch.map(({ clientMessageId }) => clientMessageId);
    this.#store.chat({ type: 'sending', ids });
    try {
      const messages = await this.#client.send(batch);
      this.#failures = 0;
      this.#answered(ids, messages);
      return true;
    } catch (error) {
      this.#store.chat({ type: 'postponed', ids });
      if (!(error instanceof CallError)) throw error;
      return this.#refused(batch, error);
    }
  }

  /** What was refused before it was kept stays here, where its text is. */
  #answered(ids: readonly string[], messages: readonly Message[]): void {
    const refused = messages.filter(wasNotKept);
    const refusedIds = refused.flatMap(({ clientMessageId }) => clientMessageId ?? []);
    this.#store.chat({
      type: 'answered',
      ids: ids.filter((id) => !refusedIds.includes(id)),
      messages: messages.filter((message) => !wasNotKept(message)),
    });
    for (const message of refused) {
      const { clientMessageId: id } = message;
      if (id !== undefined) this.#store.chat({ type: 'refused', id, reason: failureWords(message) });
    }
  }

  async #refused(batch: readonly Outgoing[], error: CallError): Promise<boolean> {
    const isSession = error.status === 401 || error.status === 403;
    if (isSession && this.#failures === 0) {
      this.#failures += 1;
      return this.#signIn();
    }
    if (isSession || error.isTemporary) {
      this.#later = setTimeout(() => this.flush(), Math.min(LONGEST_DELAY, FIRST_DELAY * 1.5 ** this.#failures));
      this.#failures += 1;
      return false;
    }
    // The request as such was refused. Sent one by one, the others get through.
    const [first, ...others] = batch;
    if (first === undefined) return false;
    if (others.length > 0) {
      for (const outgoing of batch) {
        if (!(await this.#send([outgoing]))) return false;
      }
      return true;
    }
    this.#store.chat({ type: 'refused', id: first.clientMessageId, reason: wordsOf(error) });
    return true;
  }
}
