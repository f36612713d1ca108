import { html, nothing, type TemplateResult } from 'lit-html';
import { bareAddress } from '../model/address.js';
import { conversationList, peerName, unreadIn, type ChatState } from '../model/chat.js';
import { inShort } from '../model/message.js';
import { clockTime } from './times.js';

/** All conversations, the newest first. */
export function conversationsView(chat: ChatState, open: (peer: string) => void): TemplateResult {
  const list = conversationList(chat);
  if (list.length === 0) return html`<p class="empty">No conversations yet.</p>`;
  return html`
    <ul class="conversations" aria-label="Conversations">
      ${list.map((conversation) => {
        const unread = unreadIn(chat, conversation.key);
        const last = conversation.messages.at(-1);
        return html`
          <li>
            <button @click=${() => open(conversation.peer)}>
              <span class="who">
                <bdi>${peerName(conversation)}</bdi> <span class="peer-address">${bareAddress(conversation.peer)}</span>
              </span>
              ${last === undefined ? nothing : html`<time datetime=${last.at}>${clockTime(last.at)}</time>`}
              <span class="last" dir="auto">${last === undefined ? '' : inShort(last, 120)}</span>
              ${
                unread > 0
                  ? html`<span class="badge">${unread}<span class="visually-hidden"> unread</span></span>`
                  : nothing
              }
            </button>
          </li>
        `;
      })}
    </ul>
  `;
}
