import { html, nothing, render, type TemplateResult } from 'lit-html';
import { bareAddress } from '../model/address.js';
import { announcements } from '../model/announcements.js';
import { unreadInAll } from '../model/chat.js';
import { outage, ownerOf, type PhoneState } from '../model/phone-state.js';
import { tableView } from '../model/table.js';
import type { Phone } from '../phone.js';
import { Announcer } from './announcer.js';
import { ChatView } from './chat.js';
import { PlayView } from './play.js';
import { signInView } from './sign-in.js';

/** Draws the phone, again after every change. */
export class PhoneView {
  readonly #phone: Phone;
  readonly #root: HTMLElement;
  readonly #announcer = new Announcer();
  readonly #play: PlayView;
  readonly #chat: ChatView;
  #isDrawing = false;

  constructor(phone: Phone, root: HTMLElement) {
    this.#phone = phone;
    this.#root = root;
    this.#play = new PlayView(phone, this.#announcer, this.#drawSoon);
    this.#chat = new ChatView(phone, this.#drawSoon);
    phone.store.subscribe((state, before) => {
      for (const text of announcements(before, state)) this.#announcer.say(text);
      this.#drawSoon();
    });
    document.addEventListener('visibilitychange', () => this.#chat.seen());
    this.#drawSoon();
  }

  /** Once for all changes of one turn; not with the next frame, since hidden pages have none and still have a title. */
  readonly #drawSoon = (): void => {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  };

  #draw(): void {
    const { state } = this.#phone.store;
    document.title = titleOf(state);
    const focused = document.activeElement;
    const part = focused?.closest('.play, .chat');
    render(this.#template(state), this.#root);
    if (state.phase !== 'in') return;
    this.#play.drawn(state, this.#root);
    this.#chat.drawn(state, this.#root);
    if (focused !== null && !focused.isConnected) this.#keepFocus(part?.matches('.chat') === true);
  }

  /** Whoever pressed something that has gone goes on near it, not at the beginning of the page. */
  #keepFocus(inChat: boolean): void {
    if (document.activeElement !== document.body) return;
    const places = inChat ? ['.messages', '.conversations button'] : ['.lobby button', '.squares [tabindex="0"]'];
    for (const place of places) {
      const element = this.#root.querySelector<HTMLElement>(place);
      if (element === null) continue;
      element.focus({ preventScroll: true });
      return;
    }
  }

  #template(state: PhoneState): TemplateResult {
    if (state.phase === 'sign-in') return signInView(state, this.#phone);
    if (state.phase === 'starting') {
      return html`<main class="starting">
        <p role="status" class="late">${state.startProblem ?? 'Starting …'}</p>
      </main>`;
    }
    const missing = outage(state);
    return html`
      <div class="phone">
        <header class="phone-bar" aria-label="${ownerOf(state)}’s phone">
          <h1><bdi>${state.table.player?.username ?? 'Chess'}</bdi></h1>
          <span class="own-address">${bareAddress(state.address ?? '')}</span>
          <span class="outage" role="status" data-testid="outage">
            ${missing === undefined ? nothing : html`<span class="late">${missing}</span>`}
          </span>
          ${
            state.isSample
              ? nothing
              : html`<button class="quiet" @click=${() => void this.#phone.signOut()}>Sign out</button>`
          }
        </header>
        <main aria-label="${ownerOf(state)}’s board and messages">
          ${this.#play.template(state)} ${this.#chat.template(state)}
        </main>
        ${this.#announcer.element}
      </div>
    `;
  }
}

/** What the tab is called: new messages first, then whose phone it is. */
function titleOf(state: PhoneState): string {
  const unread = unreadInAll(state.chat);
  const turn = state.phase === 'in' && tableView(state.table).isOwnTurn ? ' · your move' : '';
  return `${unread > 0 ? `(${unread}) ` : ''}${ownerOf(state)}${turn}`;
}
