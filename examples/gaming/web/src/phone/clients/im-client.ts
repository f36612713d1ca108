import { call, unreachable } from '../../shared/http.js';
import { upload } from '../../shared/upload.js';
import type { ConversationSummary, Message } from '../model/message.js';
import type { Outgoing, OutgoingFile } from '../model/outbox.js';

export interface ImSession {
  readonly address: string;
  readonly csrfToken: string;
  /** Largest file that is taken. */
  readonly maxFileBytes: number;
}

export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly moreBefore: boolean;
}

/** A provider's access for IM users, `/im/<domain>`. All calls throw CallError. */
export class ImClient {
  readonly #base: string;
  #csrfToken = '';
  #maxFileBytes = Infinity;

  /** @param base such as `/im/b1.example` */
  constructor(base: string) {
    this.#base = base;
  }

  /** Largest file that the provider takes, as far as it is known. */
  get maxFileBytes(): number {
    return this.#maxFileBytes;
  }

  get eventsUrl(): string {
    return `${this.#base}/events`;
  }

  /** The session that this browser has. */
  async session(): Promise<ImSession> {
    return this.#remembered(await call(`${this.#base}/session`));
  }

  async signIn(userId: string, password: string): Promise<ImSession> {
    return this.#remembered(await call(`${this.#base}/session`, { method: 'POST', body: { userId, password } }));
  }

  async signOut(): Promise<void> {
    await call(`${this.#base}/session`, { method: 'DELETE', headers: this.#csrf() });
  }

  /** One answer for each, in order; a message that is refused is in state `failed`. */
  async send(batch: readonly Outgoing[]): Promise<readonly Message[]> {
    const messages = batch.map(({ clientMessageId, to, text }) => ({ clientMessageId, to, text }));
    const answer = await call(`${this.#base}/messages`, { method: 'POST', headers: this.#csrf(), body: { messages } });
    return (answer as { readonly messages: readonly Message[] }).messages;
  }

  /**
   * A message that is a file, however large; the signal gives it up.
   *
   * @param onProgress how many bytes have left
   */
  async sendFile(
    { clientMessageId, to, file }: OutgoingFile,
    onProgress: (sent: number) => void,
    signal: AbortSignal,
  ): Promise<Message> {
    const query = new URLSearchParams({ to, clientMessageId, name: file.name });
    const headers = { ...this.#csrf(), 'content-type': file.contentType };
    const url = `${this.#base}/files?${query.toString()}`;
    const answer = await upload(url, file.bytes, { headers, onProgress, signal });
    const [message] = (answer as { readonly messages: readonly Message[] }).messages;
    if (message === undefined) throw unreachable();
    return message;
  }

  /** The bytes of a part. */
  async part(messageId: string, part: number): Promise<Blob> {
    try {
      const response = await fetch(this.partUrl(messageId, part));
      if (response.ok) return await response.blob();
    } catch {
      // As if there had been no answer.
    }
    throw unreachable();
  }

  async conversations(): Promise<readonly ConversationSummary[]> {
    const answer = await call(`${this.#base}/conversations`);
    return (answer as { readonly conversations: readonly ConversationSummary[] }).conversations;
  }

  /** @param before the id of the oldest message that is known already */
  async history(peer: string, before?: string): Promise<HistoryPage> {
    const query = new URLSearchParams({ peer, limit: '50', ...(before === undefined ? {} : { before }) });
    return (await call(`${this.#base}/messages?${query.toString()}`)) as HistoryPage;
  }

  partUrl(messageId: string, part: number): string {
    return `${this.#base}/messages/${encodeURIComponent(messageId)}/parts/${part}`;
  }

  #csrf(): Readonly<Record<string, string>> {
    return { 'x-csrf-token': this.#csrfToken };
  }

  #remembered(answer: unknown): ImSession {
    const session = answer as ImSession;
    this.#csrfToken = session.csrfToken;
    this.#maxFileBytes = session.maxFileBytes;
    return session;
  }
}
