import { html, type TemplateResult } from 'lit-html';
import type { ShownPicture } from '../model/chat.js';
import { partName } from '../model/message.js';

/** A picture as large as the window allows, and where to get it as a file. @param close is called once it is closed */
export function pictureDialog(
  { message, part: number }: ShownPicture,
  url: string,
  close: () => void,
): TemplateResult | undefined {
  const part = message.parts.find((one) => one.number === number);
  if (part === undefined) return undefined;
  const name = partName(part);
  // Closing by itself, as Esc does, gives the focus back to where it was.
  const shut = (event: Event): void => (event.currentTarget as HTMLElement).closest('dialog')?.close();
  return html`
    <dialog
      class="picture-dialog"
      aria-label=${name}
      @close=${close}
      @click=${(event: Event) => {
        if (event.target === event.currentTarget) shut(event);
      }}
    >
      <header>
        <bdi class="picture-name">${name}</bdi>
        <a class="download" href=${url} download=${name}>Download</a>
        <button @click=${shut}>Close</button>
      </header>
      <img src=${url} alt=${name} />
    </dialog>
  `;
}

/** After each drawing: a dialog opens by being asked to, not by being there. */
export function openDrawnDialog(root: ParentNode): void {
  const dialog = root.querySelector<HTMLDialogElement>('dialog.picture-dialog:not([open])');
  dialog?.showModal();
}
