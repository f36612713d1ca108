import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { bareAddress } from '../model/address.js';
import { openConversation, peerName, unreadIn, unreadInAll, type OpenConversation } from '../model/chat.js';
import { ownerOf, type PhoneState } from '../model/phone-state.js';
import type { Phone } from '../phone.js';
import { bubble, outgoingBubble, type BubbleActions } from './bubble.js';
import { Composer } from './composer.js';
import { conversationsView } from './conversations.js';
import { DropTarget, keepPageFromDrops } from './file-drop.js';
import { imNotice } from './im-notice.js';
import { openDrawnDialog, pictureDialog } from './picture-dialog.js';
import { Scroller } from './scroller.js';
import { dayOf } from './times.js';

/** The lower half of the phone: the IM client. */
export class ChatView {
  readonly #phone: Phone;
  readonly #redraw: () => void;
  readonly #scroller = new Scroller();
  readonly #actions: BubbleActions;
  readonly #composer: Composer;
  readonly #target: DropTarget;
  #shownKey: string | undefined;
  /** The field has just got a text to edit. */
  #isEditing = false;

  constructor(phone: Phone, redraw: () => void) {
    this.#phone = phone;
    this.#redraw = redraw;
    this.#actions = {
      partUrl: (message, part) => phone.im?.partUrl(message, part) ?? '',
      expand: (id) => {
        this.#scroller.stay();
        phone.store.chat({ type: 'expanded', id });
      },
      sendAgain: (message) => phone.sendAgain(message),
      edit: (message) => {
        this.#isEditing = true;
        phone.edit(message);
      },
      show: (message, part) => phone.store.chat({ type: 'picture', picture: { message, part } }),
      retry: (outgoing) => phone.files.retry(outgoing),
      drop: (outgoing) => phone.files.cancel(outgoing),
    };
    this.#composer = new Composer(phone, () => this.#scroller.follow());
    this.#target = new DropTarget(redraw);
    keepPageFromDrops();
  }

  template(state: PhoneState): TemplateResult {
    const { chat } = state;
    const open = openConversation(chat);
    const drop =
      open === undefined || chat.listShown ? undefined : (files: readonly File[]) => this.#composer.attach(open, files);
    const elsewhere = unreadInAll(chat) - (open === undefined ? 0 : unreadIn(chat, open.key));
    return html`
      <section
        class="chat ${this.#target.isAimedAt ? 'is-target' : ''}"
        aria-label="${ownerOf(state)}’s messages"
        @dragover=${(event: DragEvent) => this.#target.over(event, drop)}
        @dragleave=${(event: DragEvent) => this.#target.left(event)}
        @drop=${(event: DragEvent) => this.#target.dropped(event, drop)}
      >
        <header class="chat-bar">
          <h2>
            ${
              chat.listShown || open === undefined
                ? 'Messages'
                : html`<bdi>${peerName(open)}</bdi> <span class="peer-address">${bareAddress(open.peer)}</span>`
            }
          </h2>
          <button
            class="chats-button"
            aria-expanded=${chat.listShown ? 'true' : 'false'}
            @click=${() => this.#phone.store.chat({ type: 'list', shown: !chat.listShown })}
          >
            ${chat.listShown ? 'Back' : 'All chats'}
            ${
              elsewhere > 0 && !chat.listShown
                ? html`<span class="badge">${elsewhere}<span class="visually-hidden"> unread</span></span>`
                : nothing
            }
          </button>
        </header>
        ${chat.listShown ? conversationsView(chat, (peer) => this.#phone.openConversation(peer)) : this.#messages(state, open)}
        ${imNotice(state, this.#phone)}
        <p class="problem attach-problem" role="alert">${chat.problem ?? nothing}</p>
        ${open === undefined || chat.listShown ? nothing : this.#composer.template(open)} ${this.#picture(chat)}
      </section>
    `;
  }

  /** After each drawing. */
  drawn(state: PhoneState, root: HTMLElement): void {
    const open = openConversation(state.chat);
    if (open?.key !== this.#shownKey) this.#scroller.follow();
    this.#shownKey = open?.key;
    const box = root.querySelector<HTMLTextAreaElement>('.composer textarea');
    if (box !== null) {
      box.style.height = 'auto';
      box.style.height = `${Math.min(box.scrollHeight + 2, 112)}px`;
      if (this.#isEditing) box.focus();
      this.#isEditing = false;
    }
    this.#scroller.drawn(root.querySelector('.messages'), open?.messages[0]?.id);
    openDrawnDialog(root);
    this.seen();
  }

  /** The open conversation counts as read while its newest message is before somebody's eyes. */
  seen(): void {
    const { chat } = this.#phone.store.state;
    if (chat.listShown || !this.#scroller.follows || document.visibilityState !== 'visible') return;
    if (chat.open !== undefined && unreadIn(chat, chat.open) > 0) this.#phone.store.chat({ type: 'seen' });
  }

  #messages({ chat, im }: PhoneState, open: OpenConversation | undefined): TemplateResult {
    if (open === undefined) return html`<p class="empty">Your messages will be here.</p>`;
    const unread = unreadIn(chat, open.key);
    return html`
      <div class="messages-frame">
        <div
          class="messages"
          tabindex="0"
          role="region"
          aria-label="Conversation with ${peerName(open)}"
          @scroll=${(event: Event) => this.#scrolled(event, open)}
        >
          ${im.kind === 'signed-out' || im.kind === 'somebody-else' ? nothing : this.#older(open)}
          <ol class="message-list" data-testid="messages">
            ${repeat(
              open.messages,
              (message) => message.clientMessageId ?? message.id,
              (message, index) => {
                const day = dayOf(message.at);
                const before = open.messages[index - 1];
                const isExpanded = chat.expanded.has(message.id) || chat.expanded.has(message.clientMessageId ?? '');
                const wasResent = chat.resent.has(message.id);
                return html`
                  ${before !== undefined && dayOf(before.at) === day ? nothing : html`<li class="day">${day}</li>`}
                  ${guard([message, isExpanded, wasResent], () => bubble(message, isExpanded, wasResent, this.#actions))}
                `;
              },
            )}
            ${repeat(
              open.outgoing,
              ({ clientMessageId }) => clientMessageId,
              (outgoing) => outgoingBubble(outgoing, chat.expanded.has(outgoing.clientMessageId), this.#actions),
            )}
          </ol>
        </div>
        ${
          this.#scroller.follows
            ? nothing
            : html`<button class="to-newest" @click=${this.#toNewest}>
                ${unread > 0 ? `${unread} new ${unread === 1 ? 'message' : 'messages'} ↓` : 'Newest ↓'}
              </button>`
        }
      </div>
    `;
  }

  #older({ history, messages, outgoing, peer }: OpenConversation): TemplateResult {
    const load = (): void => void this.#phone.im?.loadHistory(peer);
    switch (history) {
      case 'more':
        return html`<button class="older" @click=${load}>Older messages</button>`;
      case 'failed':
        return html`<button class="older" @click=${load}>Older messages could not be loaded. Try again</button>`;
      case 'loading':
      case 'unknown':
        return html`<p class="older">${messages.length === 0 ? 'Loading …' : 'Loading older messages …'}</p>`;
      case 'complete':
        return messages.length + outgoing.length === 0
          ? html`<p class="empty">No messages yet. Say hello!</p>`
          : html``;
    }
  }

  #picture({ picture }: PhoneState['chat']): TemplateResult | typeof nothing {
    if (picture === undefined) return nothing;
    const url = this.#actions.partUrl(picture.message, picture.part);
    const close = (): void => this.#phone.store.chat({ type: 'picture', picture: undefined });
    return pictureDialog(picture, url, close) ?? nothing;
  }

  #scrolled(event: Event, open: OpenConversation): void {
    const followed = this.#scroller.follows;
    const isAtBeginning = this.#scroller.scrolled(event.currentTarget as HTMLElement);
    if (isAtBeginning && !this.#scroller.follows && open.history === 'more')
      void this.#phone.im?.loadHistory(open.peer);
    if (followed !== this.#scroller.follows) this.#redraw();
  }

  readonly #toNewest = (): void => {
    this.#scroller.follow();
    this.#redraw();
  };
}
