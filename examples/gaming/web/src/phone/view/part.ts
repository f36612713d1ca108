import { html, nothing, type TemplateResult } from 'lit-html';
import { clamped, sizeWords } from '../model/clamp.js';
import { isPicture, partName, type Message, type MessagePart } from '../model/message.js';

export interface PartActions {
  readonly partUrl: (message: Message, part: number) => string;
  readonly expand: (id: string) => void;
  /** Shows a picture large. */
  readonly show: (message: Message, part: number) => void;
}

/** One part of a message: text, a picture, or a file to be fetched. */
export function partView(
  message: Message,
  part: MessagePart,
  isExpanded: boolean,
  actions: PartActions,
): TemplateResult {
  if (part.text !== undefined) {
    // A text that came as a file can be had as one, too.
    const file = part.name === undefined ? nothing : fileLine(message, part, actions);
    return html`${textView(part.text, message.id, isExpanded, actions)} ${file}`;
  }
  return isPicture(part) ? pictureView(message, part, actions) : fileLine(message, part, actions);
}

/** In a frame of one size, so that nothing moves when it comes; what is no picture after all is a file. */
function pictureView(message: Message, part: MessagePart, actions: PartActions): TemplateResult {
  const name = partName(part);
  return html`
    <div class="picture-part">
      <button class="picture" title="Show large" @click=${() => actions.show(message, part.number)}>
        <img
          src=${actions.partUrl(message, part.number)}
          alt=${name}
          decoding="async"
          @error=${(event: Event) =>
            (event.currentTarget as HTMLElement).closest('.picture-part')?.classList.add('is-broken')}
        />
      </button>
      ${fileLine(message, part, actions)}
    </div>
  `;
}

function fileLine(message: Message, part: MessagePart, actions: PartActions): TemplateResult {
  return html`
    <a class="file" href=${actions.partUrl(message, part.number)} download=${part.name ?? ''}>
      <bdi class="file-name">${partName(part)}</bdi>
      <span class="file-kind">${part.contentType}, ${sizeWords(part.size)}</span>
    </a>
  `;
}

export function textView(
  text: string,
  id: string,
  isExpanded: boolean,
  actions: Pick<PartActions, 'expand'>,
): TemplateResult {
  const beginning = isExpanded ? undefined : clamped(text);
  if (beginning === undefined) return html`<p class="text" dir="auto">${text}</p>`;
  const size = sizeWords(new TextEncoder().encode(text).length);
  return html`
    <p class="text" dir="auto">${beginning}…</p>
    <button class="show-all" @click=${() => actions.expand(id)}>Show all (${size})</button>
  `;
}
