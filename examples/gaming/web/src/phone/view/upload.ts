import { html, nothing, type TemplateResult } from 'lit-html';
import { sizeWords } from '../model/clamp.js';
import type { FileToSend, Outgoing } from '../model/outbox.js';

/** A file that is on its way out: what it is, how far it is, and a way to take it back. */
export function uploadView(file: FileToSend, state: Outgoing['state'], cancel: () => void): TemplateResult {
  const { name, contentType, preview, bytes } = file;
  const label = html`
    <span class="file">
      <bdi class="file-name">${name}</bdi>
      <span class="file-kind">${contentType}, ${sizeWords(bytes.size)}</span>
    </span>
  `;
  return html`
    ${preview === undefined ? label : html`<span class="picture"><img src=${preview} alt=${name} /></span>`}
    ${state === 'refused' ? nothing : progress(file, state, cancel)}
  `;
}

function progress({ name, bytes, sent }: FileToSend, state: Outgoing['state'], cancel: () => void): TemplateResult {
  const percent = bytes.size === 0 ? 100 : Math.min(100, Math.floor((sent / bytes.size) * 100));
  return html`
    <div class="upload">
      ${
        state === 'queued'
          ? html`<span class="upload-words">Waiting to be sent. Keep this page open.</span>`
          : html`<progress aria-label="Sending ${name}" max="100" value=${percent}></progress>
              <span class="upload-words" aria-hidden="true">${percent} %</span>`
      }
      <button aria-label="Cancel sending ${name}" @click=${cancel}>Cancel</button>
    </div>
  `;
}
