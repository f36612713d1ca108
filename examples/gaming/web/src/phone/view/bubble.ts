import { html, nothing, type TemplateResult } from 'lit-html';
import { clamped, sizeWords } from '../model/clamp.js';
import { failureWords, isTooLarge } from '../model/failure.js';
import type { Message, MessagePart } from '../model/message.js';
import type { Outgoing } from '../model/outbox.js';
import { clockTime, wholeTime } from './times.js';

export interface BubbleActions {
  readonly partUrl: (message: Message, part: number) => string;
  readonly expand: (id: string) => void;
  readonly sendAgain: (message: Message) => void;
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
      ${
        state === 'failed'
          ? html`<p class="failure">
              ${failureWords(message)}
              ${
                wasResent || !message.parts.every(({ text }) => text !== undefined)
                  ? nothing
                  : isTooLarge(message)
                    ? html`<button @click=${() => actions.edit(message)}>Edit</button>`
                    : html`<button @click=${() => actions.sendAgain(message)}>Send again</button>`
              }
            </p>`
          : nothing
      }
    </li>
  `;
}

export const outgoingBubble = (outgoing: Outgoing, isExpanded: boolean, actions: BubbleActions): TemplateResult => html`
  <li class="message mine is-${outgoing.state}" data-state=${outgoing.state}>
    <div class="bubble">
      ${textView(outgoing.text, outgoing.clientMessageId, isExpanded, actions)}
      ${footer(outgoing.at, outgoing.state === 'refused' ? 'failed' : outgoing.state)}
    </div>
    ${
      outgoing.state === 'refused'
        ? html`<p class="failure">
            ${outgoing.reason ?? nothing} <button @click=${() => actions.edit(outgoing)}>Edit</button>
            <button @click=${() => actions.drop(outgoing)}>Remove</button>
          </p>`
        : nothing
    }
  </li>
`;

function partView(message: Message, part: MessagePart, isExpanded: boolean, actions: BubbleActions): TemplateResult {
  if (part.text !== undefined) return textView(part.text, message.id, isExpanded, actions);
  const name = part.name ?? `part ${part.number}`;
  return html`
    <a class="file" href=${actions.partUrl(message, part.number)} download=${part.name ?? ''}>
      <bdi class="file-name">${name}</bdi>
      <span class="file-kind">${part.contentType}, ${sizeWords(part.size)}</span>
    </a>
  `;
}

function textView(text: string, id: string, isExpanded: boolean, actions: BubbleActions): TemplateResult {
  const beginning = isExpanded ? undefined : clamped(text);
  if (beginning === undefined) return html`<p class="text" dir="auto">${text}</p>`;
  const size = sizeWords(new TextEncoder().encode(text).length);
  return html`
    <p class="text" dir="auto">${beginning}…</p>
    <button class="show-all" @click=${() => actions.expand(id)}>Show all (${size})</button>
  `;
}

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
