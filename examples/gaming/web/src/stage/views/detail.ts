import { html, nothing, type TemplateResult } from 'lit-html';
import { contentOf, nextTab, TABS, type DetailTab, type OpenDetail } from '../model/detail.js';
import { exchangesOf } from '../model/rows.js';
import { sentenceOf } from '../model/words.js';
import { pretty, tokensOf } from '../model/xml.js';
import type { Actions, View } from '../store.js';

const TITLES: Readonly<Record<DetailTab, string>> = { request: 'Request', answer: 'Answer', curl: 'curl' };

/** The XML of an exchange, and the same call for a shell. */
export function detailView({ stage, open, copied }: View, actions: Actions): TemplateResult {
  // The browser closes it by Esc, keeps the focus inside, and gives it back.
  return html`<dialog id="detail" aria-labelledby="detail-title" @close=${() => actions.close()} @click=${closeOutside}>
    ${open === undefined ? nothing : insideView(open, stage.entries, copied, actions)}
  </dialog>`;
}

function insideView(
  open: OpenDetail,
  entries: View['stage']['entries'],
  copied: string,
  actions: Actions,
): TemplateResult {
  const exchanges = exchangesOf(entries);
  const at = exchanges.findIndex(({ id }) => id === open.id);
  const exchange = exchanges[at];
  return html`<div class="detail">
    <div class="head">
      <h2 id="detail-title">${exchange === undefined ? 'Exchange' : sentenceOf(exchange)}</h2>
      <div class="buttons">
        <button aria-disabled=${at <= 0} @click=${() => actions.step(-1)}>Earlier</button>
        <button aria-disabled=${at === -1 || at === exchanges.length - 1} @click=${() => actions.step(1)}>Later</button>
        <button @click=${closeDetail}>Close</button>
      </div>
    </div>
    <div role="tablist" aria-label="Request, answer and curl">
      ${TABS.map((tab) => tabView(tab, open.tab, actions))}
    </div>
    <div class="panel" role="tabpanel" id="detail-panel" aria-labelledby="tab-${open.tab}" tabindex="0">
      ${panelView(open, copied, actions)}
    </div>
  </div>`;
}

function tabView(tab: DetailTab, shown: DetailTab, actions: Actions): TemplateResult {
  const keys: Readonly<Record<string, DetailTab>> = {
    ArrowRight: nextTab(tab, 1),
    ArrowLeft: nextTab(tab, -1),
    Home: 'request',
    End: 'curl',
  };
  return html`<button
    role="tab"
    id="tab-${tab}"
    aria-selected=${tab === shown}
    aria-controls="detail-panel"
    tabindex=${tab === shown ? 0 : -1}
    ?autofocus=${tab === shown}
    @click=${() => actions.showTab(tab)}
    @keydown=${(event: KeyboardEvent) => {
      const next = keys[event.key];
      if (next === undefined) return;
      event.preventDefault();
      actions.showTab(next);
      document.getElementById(`tab-${next}`)?.focus();
    }}
  >
    ${TITLES[tab]}
  </button>`;
}

function panelView({ tab, detail, problem }: OpenDetail, copied: string, actions: Actions): TemplateResult {
  if (problem !== undefined) return html`<p class="remark">${problem}</p>`;
  if (detail === undefined) return html`<p class="remark">Loading …</p>`;
  const { text, remark } = contentOf(tab, detail);
  return html`
    <div class="tools">
      <p class="remark">${remark ?? nothing}</p>
      <span role="status">${copied}</span>
      ${text === undefined ? nothing : html`<button @click=${() => actions.copy(text, TITLES[tab])}>Copy</button>`}
    </div>
    ${text === undefined ? nothing : html`<pre>${tab === 'curl' ? text : coloured(pretty(text))}</pre>`}
  `;
}

const coloured = (xml: string): readonly TemplateResult[] =>
  tokensOf(xml).map(({ kind, text }) => html`<span class="x-${kind}">${text}</span>`);

const dialog = (): HTMLDialogElement | undefined => {
  const element = document.getElementById('detail');
  return element instanceof HTMLDialogElement ? element : undefined;
};

const closeDetail = (): void => dialog()?.close();

function closeOutside({ target, currentTarget }: Event): void {
  if (target === currentTarget) closeDetail();
}

/** After a rendering: the dialog is open when there is something in it. */
export function showDetail(isOpen: boolean): void {
  const element = dialog();
  if (isOpen && element?.open === false) element.showModal();
}
