import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ExchangeView, NoteView } from '../../../../src/demo/stage-messages.js';
import { toTheSecond } from '../../shared/clock.js';
import { hasFailed, rowsOf, type Row } from '../model/rows.js';
import { broughtBy, carriedBy, durationOf, providerName, quietSentence, resultOf } from '../model/words.js';
import type { Actions, View } from '../store.js';

/** How near to its end the chart counts as being at it, in CSS pixels. */
const NEAR = 40;

/** The message sequence chart: newest at the bottom. */
export function chartView({ stage, unfolded, following }: View, actions: Actions): TemplateResult {
  const rows = rowsOf(stage.entries);
  const scrolled = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLElement)) return;
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    actions.follow(scrollHeight - scrollTop - clientHeight < NEAR);
  };
  return html`<div class="chart-frame">
    <div class="chart" id="chart" tabindex="0" role="region" aria-label="Message sequence chart" @scroll=${scrolled}>
      <ol class="rows">
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => rowView(row, unfolded, actions),
        )}
        ${waitingView(stage.waiting)}
      </ol>
      ${
        rows.length === 0
          ? html`<p class="soft empty">Nothing yet. Write a message on one of the phones, or press a button below.</p>`
          : nothing
      }
    </div>
    ${
      following
        ? nothing
        : html`<button class="newest" @click=${() => actions.follow(true)}>
            Newest <span aria-hidden="true">↓</span>
          </button>`
    }
  </div>`;
}

function rowView(row: Row, unfolded: ReadonlySet<number>, actions: Actions): TemplateResult {
  switch (row.kind) {
    case 'exchange':
      return html`<li>${exchangeView(row.exchange, actions)}</li>`;
    case 'note':
      return noteView(row.note);
    case 'quiet':
      return quietView(row.id, row.exchanges, unfolded.has(row.id), actions);
  }
}

/** The request goes from A to the provider, the answer comes back. */
function exchangeView(exchange: ExchangeView, actions: Actions): TemplateResult {
  const { id, provider, operation, at, milliseconds } = exchange;
  const carried = carriedBy(exchange);
  const answer = [broughtBy(exchange), resultOf(exchange), durationOf(milliseconds)].filter((part) => part !== '');
  const failed = hasFailed(exchange);
  return html`<button
    class="exchange to-${provider} ${failed ? 'failed' : ''}"
    data-id=${id}
    data-operation=${operation}
    aria-haspopup="dialog"
    @click=${() => actions.open(id)}
  >
    <time>${toTheSecond(at)}</time>
    <span class="way">A → ${providerName(provider)}</span>
    <span class="arrow request"><b>${operation}</b>${carried === '' ? nothing : html` · ${carried}`}</span>
    <span class="arrow answer">${failed ? html`<b aria-hidden="true">✕</b> ` : nothing}${answer.join(' · ')}</span>
  </button>`;
}

/** Where A waits for messages: requests without an answer yet. Always there, so that nothing moves. */
function waitingView(waiting: View['stage']['waiting']): TemplateResult {
  return html`<li class="waiting">
    <span class="visually-hidden">At the moment:</span>
    ${(['b1', 'b2'] as const).map(
      (provider) =>
        html`<span class="arrow request to-${provider} ${waiting[provider] ? 'open' : ''}">
          ${
            waiting[provider]
              ? html`<span class="way">A → ${providerName(provider)}</span> GetMessages, waiting …`
              : nothing
          }
        </span>`,
    )}
  </li>`;
}

function noteView({ at, text, tone }: NoteView): TemplateResult {
  return html`<li class="note ${tone}">
    <time>${toTheSecond(at)}</time>
    <span>${text}</span>
  </li>`;
}

function quietView(id: number, exchanges: readonly ExchangeView[], isOpen: boolean, actions: Actions): TemplateResult {
  const last = exchanges.at(-1);
  return html`<li class="quiet">
    <button class="fold" aria-expanded=${isOpen} @click=${() => actions.unfold(id)}>
      <time>${last === undefined ? '' : toTheSecond(last.at)}</time>
      <span>${quietSentence(exchanges)}</span>
    </button>
    ${
      isOpen
        ? html`<ol class="rows">
            ${repeat(
              exchanges,
              (exchange) => exchange.id,
              (exchange) => html`<li>${exchangeView(exchange, actions)}</li>`,
            )}
          </ol>`
        : nothing
    }
  </li>`;
}

/** After a rendering: the chart stays at its end unless the visitor looks at something older. */
export function followChart(following: boolean): void {
  const chart = document.getElementById('chart');
  if (following && chart !== null) chart.scrollTop = chart.scrollHeight;
}
