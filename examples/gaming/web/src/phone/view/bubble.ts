import { html, nothing, type TemplateResult } from 'lit-html';
import { failureWords, isTooLarge } from '../model/failure.js';
import type { Message } from '../model/message.js';
import type { Outgoing } from '../model/outbox.js';
import { partView, textView, type PartActions } from './part.js';
import { clockTime, wholeTime } from './times.js';
import { uploadView } from './upload.js';

export interface BubbleActions extends PartActions {
  readonly sendAgain: (message: Message) => void;
  /** A file that was refused, as it is. */
  readonly retry: (outgoing: Outgoing) => void;
  /** Back into the field, to be sent as another one. */
  readonly edit: (message: Message | Outgoing) => void;
  readonly drop: (outgoing: Outgoing) => void;
}

/** How a message stands: a mark for the eye and a word for the ear. */
const MARKS = {
  queued: ['◷', 'waiting to be sent'],
  sending: ['◷', 'sending'],
  sent: ['✓', 'sent'],
  delivered: ['✓✓', 'delivered'],
  failed: ['!', 'not delivered'],
} as const;

export function bubble(
  message: Message,
  isExpanded: boolean,
  wasResent: boolean,
  actions: BubbleActions,
): TemplateResult {
  const { direction, state } = message;
  const isMine = direction === 'out';
  return html`
    <li class="message ${isMine ? 'mine' : 'theirs'} is-${state}" data-state=${state}>
      <div class="bubble">
        ${message.subject === undefined ? nothing : html`<p class="subject" dir="auto">${message.subject}</p>`}
        ${message.parts.map((part) => partView(message, part, isExpanded, actions))}
        ${footer(message.at, state === 'received' ? undefined : state)}
      </div>
      ${state === 'failed' ? failure(message, wasResent, actions) : nothing}
    </li>
  `;
}

function failure(message: Message, wasResent: boolean, actions: BubbleActions): TemplateResult {
  const isText = message.parts.every(({ text }) => text !== undefined);
  const isFile = !isText && message.parts.length === 1;
  const edit = html`<button @click=${() => actions.edit(message)}>Edit</button>`;
  const again = html`<button @click=${() => actions.sendAgain(message)}>Send again</button>`;
  const button = isTooLarge(message) ? (isText ? edit : nothing) : isText || isFile ? again : nothing;
  return html`<p class="failure">${failureWords(message, isFile)} ${wasResent ? nothing : button}</p>`;
}

export const outgoingBubble = (outgoing: Outgoing, isExpanded: boolean, actions: BubbleActions): TemplateResult => html`
  <li class="message mine is-${outgoing.state}" data-state=${outgoing.state}>
    <div class="bubble">
      ${
        outgoing.file === undefined
          ? textView(outgoing.text, outgoing.clientMessageId, isExpanded, actions)
          : uploadView(outgoing.file, outgoing.state, () => actions.drop(outgoing))
      }
      ${footer(outgoing.at, outgoing.state === 'refused' ? 'failed' : outgoing.state)}
    </div>
    ${
      outgoing.state === 'refused'
        ? html`<p class="failure">
            ${outgoing.reason ?? nothing}
            ${
              outgoing.file === undefined
                ? html`<button @click=${() => actions.edit(outgoing)}>Edit</button>`
                : html`<button @click=${() => actions.retry(outgoing)}>Send again</button>`
            }
            <button @click=${() => actions.drop(outgoing)}>Remove</button>
          </p>`
        : nothing
    }
  </li>
`;

const footer = (at: string, state: keyof typeof MARKS | undefined): TemplateResult => html`
  <p class="meta">
    <time datetime=${at} title=${wholeTime(at)}>${clockTime(at)}</time>
    ${
      state === undefined
        ? nothing
        : html`<span class="mark" aria-hidden="true" title=${MARKS[state][1]}>${MARKS[state][0]}</span
            ><span class="visually-hidden">${MARKS[state][1]}</span>`
    }
  </p>
`;
