import { CallError } from '../shared/http.js';
import { randomId } from '../shared/random-id.js';
import type { ImConnection } from './im-connection.js';
import { sizeWords } from './model/clamp.js';
import { isPicture, partName, type Message } from './model/message.js';
import { wouldLoseFiles, type Outgoing } from './model/outbox.js';
import { previewOf } from './preview.js';
import { isReadable } from './readable.js';
import type { Store } from './store.js';

/** Files that are attached at once; more are most likely a slip of the hand. */
const MOST_FILES = 20;
const LONGEST_NAME = 255;

/** A file's name as far as a message can carry it. */
function sendableName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '');
  return Array.from(plain).slice(0, LONGEST_NAME).join('');
}

/** What the user does with files: attaches them, takes them back, sends them once more. */
export class Attachments {
  readonly #store: Store;
  readonly #im: () => ImConnection | undefined;

  constructor(store: Store, im: () => ImConnection | undefined) {
    this.#store = store;
    this.#im = im;
  }

  /** Has the browser ask before the page is left while files wait: they are in its memory only. */
  guardPage(): void {
    window.addEventListener('beforeunload', (event) => {
      if (wouldLoseFiles(this.#store.state.chat.outbox)) event.preventDefault();
    });
  }

  /** Each file goes as a message of its own. */
  async attach(peer: string, files: readonly File[]): Promise<void> {
    if (files.length > MOST_FILES) {
      this.#tell(`Attach at most ${MOST_FILES} files at once.`);
      return;
    }
    this.#tell(undefined);
    const most = this.#im()?.maxFileBytes ?? Infinity;
    for (const file of files) {
      if (file.size > most) this.#tell(`${file.name} is too large to be sent; at most ${sizeWords(most)} are.`);
      else if (await isReadable(file)) this.#send(peer, file, file.name, file.type);
      else this.#tell(`${file.name} cannot be read. Attach files, not folders.`);
    }
  }

  /** Takes back a file that waits or is on its way. */
  cancel({ clientMessageId }: Outgoing): void {
    const im = this.#im();
    if (im === undefined) this.#store.chat({ type: 'dropped', id: clientMessageId });
    else im.cancel(clientMessageId);
  }

  /** Once more what was refused before it was kept. */
  retry({ clientMessageId }: Outgoing): void {
    this.#store.chat({ type: 'postponed', ids: [clientMessageId] });
    this.#im()?.flush();
  }

  /** A message that failed, as a new one. The provider has its bytes still; the page may have been loaded anew since. */
  async sendAgain(message: Message): Promise<void> {
    const [part] = message.parts;
    const im = this.#im();
    if (part === undefined || im === undefined) return;
    try {
      const bytes = await im.part(message, part.number);
      this.#store.chat({ type: 'resent', id: message.id });
      this.#send(message.peer, bytes, part.name ?? '', part.contentType);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#tell(`${partName(part)} cannot be fetched just now. Try again.`);
    }
  }

  #send(peer: string, bytes: Blob, name: string, type: string): void {
    const contentType = type === '' ? 'application/octet-stream' : type;
    const clientMessageId = randomId();
    const file = { bytes, name: sendableName(name), contentType, sent: 0 };
    const outgoing = {
      clientMessageId,
      to: peer,
      text: '',
      file,
      at: new Date().toISOString(),
      state: 'queued',
    } as const;
    this.#store.chat({ type: 'attached', outgoing });
    this.#im()?.flush();
    if (!isPicture({ contentType, size: bytes.size })) return;
    void previewOf(bytes).then((preview) => {
      if (preview !== undefined) this.#store.chat({ type: 'previewed', id: clientMessageId, preview });
    });
  }

  #tell(text: string | undefined): void {
    this.#store.chat({ type: 'problem', text });
  }
}
