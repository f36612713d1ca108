import { CallError } from '../shared/http.js';
import type { ImClient } from './clients/im-client.js';
import { failureWords } from './model/failure.js';
import { wasNotKept } from './model/message.js';
import { nextFile, type OutgoingFile } from './model/outbox.js';
import { isReadable } from './readable.js';
import type { Store } from './store.js';

/** In milliseconds. */
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 8_000;

/** Sends the files of the outbox, one at a time, again and again until the provider has answered or the user gives up. */
export class FileSender {
  readonly #client: Pick<ImClient, 'sendFile'>;
  readonly #store: Store;
  readonly #signIn: () => Promise<boolean>;
  #current: { readonly id: string; readonly controller: AbortController } | undefined;
  #isSending = false;
  #failures = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param signIn makes sure that there is a session; false when a person has to do it */
  constructor(client: Pick<ImClient, 'sendFile'>, store: Store, signIn: () => Promise<boolean>) {
    this.#client = client;
    this.#store = store;
    this.#signIn = signIn;
  }

  flush(): void {
    if (!this.#isSending && !this.#closed) void this.#sendAll();
  }

  /** Takes a file back. What the provider has already taken stays sent. */
  cancel(id: string): void {
    this.#store.chat({ type: 'dropped', id });
    if (this.#current?.id === id) this.#current.controller.abort();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#later);
    this.#current?.controller.abort();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    clearTimeout(this.#later);
    try {
      let goOn = true;
      while (goOn && !this.#closed) {
        const next = nextFile(this.#store.state.chat.outbox);
        if (next === undefined) break;
        goOn = await this.#send(next);
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** Whether to go on with what comes next. */
  async #send(outgoing: OutgoingFile): Promise<boolean> {
    const { clientMessageId: id } = outgoing;
    const controller = new AbortController();
    this.#current = { id, controller };
    this.#store.chat({ type: 'sending', ids: [id] });
    try {
      const message = await this.#client.sendFile(
        outgoing,
        (sent) => this.#store.chat({ type: 'progress', id, sent }),
        controller.signal,
      );
      this.#failures = 0;
      if (wasNotKept(message)) this.#store.chat({ type: 'refused', id, reason: failureWords(message, true) });
      else this.#store.chat({ type: 'answered', ids: [id], messages: [message] });
      return true;
    } catch (error) {
      if (controller.signal.aborted) return !this.#closed;
      this.#store.chat({ type: 'postponed', ids: [id] });
      this.#store.chat({ type: 'progress', id, sent: 0 });
      if (!(error instanceof CallError)) throw error;
      return await this.#refused(outgoing, error);
    } finally {
      this.#current = undefined;
    }
  }

  async #refused({ clientMessageId: id, file }: OutgoingFile, error: CallError): Promise<boolean> {
    const isSession = error.status === 401 || error.status === 403;
    if (isSession && this.#failures === 0) {
      this.#failures += 1;
      return this.#signIn();
    }
    if (isSession || error.isTemporary) {
      // A file that was changed or removed meanwhile fails as a lost connection does.
      if (!isSession && !(await isReadable(file.bytes))) {
        this.#store.chat({ type: 'refused', id, reason: 'This file cannot be read any more. Attach it again.' });
        return true;
      }
      this.#later = setTimeout(() => this.flush(), Math.min(LONGEST_DELAY, FIRST_DELAY * 1.5 ** this.#failures));
      this.#failures += 1;
      return false;
    }
    this.#store.chat({ type: 'refused', id, reason: error.message });
    return true;
  }
}
