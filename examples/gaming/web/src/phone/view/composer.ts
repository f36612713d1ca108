import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { peerName, type OpenConversation } from '../model/chat.js';
import type { Phone } from '../phone.js';
import { pastedFiles } from './file-drop.js';

/** Where a message is written, and files are attached. */
export class Composer {
  readonly #phone: Phone;
  readonly #onSend: () => void;
  #isComposing = false;

  /** @param onSend is told before something is sent */
  constructor(phone: Phone, onSend: () => void) {
    this.#phone = phone;
    this.#onSend = onSend;
  }

  template(open: OpenConversation): TemplateResult {
    const send = (): void => {
      this.#onSend();
      this.#phone.send(open.peer, this.#phone.store.state.chat.drafts.get(open.key) ?? '');
    };
    const key = (event: KeyboardEvent): void => {
      // While an input method composes, Enter belongs to it; Safari sends that Enter just after the end of composing.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || this.#isComposing) return;
      event.preventDefault();
      send();
    };
    return html`
      <form
        class="composer"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          send();
        }}
      >
        <input
          type="file"
          multiple
          hidden
          @change=${(event: Event) => {
            const chosen = event.currentTarget as HTMLInputElement;
            this.attach(open, [...(chosen.files ?? [])]);
            chosen.value = ''; // The same file may be chosen once more.
          }}
        />
        <button
          type="button"
          class="attach"
          aria-label="Attach a file"
          title="Attach a file"
          @click=${(event: Event) =>
            (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLInputElement>('[type=file]')?.click()}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path
              d="M20 11.5l-8.2 8.2a5.3 5.3 0 0 1-7.5-7.5l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.6 8.5a1.8 1.8 0 0 1-2.5-2.5l7.9-7.8"
            />
          </svg>
        </button>
        <label class="visually-hidden" for="message-text">Message to ${peerName(open)}</label>
        <textarea
          id="message-text"
          rows="1"
          dir="auto"
          placeholder="Message to ${peerName(open)}"
          .value=${live(open.draft)}
          @input=${(event: Event) =>
            this.#phone.store.chat({ type: 'draft', text: (event.currentTarget as HTMLTextAreaElement).value })}
          @keydown=${key}
          @compositionstart=${() => (this.#isComposing = true)}
          @compositionend=${() => setTimeout(() => (this.#isComposing = false))}
          @paste=${(event: ClipboardEvent) => {
            const files = pastedFiles(event);
            if (files.length === 0) return;
            event.preventDefault();
            this.attach(open, files);
          }}
        ></textarea>
        <button class="primary" ?disabled=${open.draft.trim() === ''}>Send</button>
      </form>
    `;
  }

  attach(open: OpenConversation, files: readonly File[]): void {
    if (files.length === 0) return;
    this.#onSend();
    void this.#phone.files.attach(open.peer, files);
  }
}
