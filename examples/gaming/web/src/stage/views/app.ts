import { html, type TemplateResult } from 'lit-html';
import type { Connection } from '../model/state.js';
import type { Actions, View } from '../store.js';
import { chartView } from './chart.js';
import { detailView } from './detail.js';
import { ledgerView } from './ledger.js';
import { networkView } from './network.js';
import { partiesView } from './parties.js';
import { switchesView } from './switches.js';

/** The whole page. */
export function appView(view: View, actions: Actions): TemplateResult {
  const { stage } = view;
  // Phones take connections, which the other window needs. Who has seen the chart before goes on looking at it.
  const isElsewhere = stage.connection === 'elsewhere' && stage.ledger.length === 0;
  return html`
    <header class="top">
      <h1>Chess across two providers</h1>
      <p>
        Write on one phone and watch it cross: the chess service A gets it from one provider and sends it to the other,
        in plain SOAP. U1 and U2 know each other by game name only.
      </p>
      <p class="connection ${stage.connection}" role="status">${CONNECTION_WORDS[stage.connection]}</p>
    </header>
    ${isElsewhere ? elsewhereView : html`${mainView(view, actions)} ${networkView(stage.network)}`}
    <p class="visually-hidden" aria-live="polite">${stage.announcement}</p>
    ${detailView(view, actions)}
  `;
}

const elsewhereView = html`<main class="elsewhere">
  <p>Each phone has a page of its own, too: <a href="/phone/u1">u1</a>, <a href="/phone/u2">u2</a>.</p>
</main>`;

function mainView(view: View, actions: Actions): TemplateResult {
  const { stage, phone } = view;
  return html`<main>
    <div class="chooser" role="group" aria-label="Which phone to show">
      ${(['u1', 'u2'] as const).map(
        (each) =>
          html`<button aria-pressed=${phone === each} @click=${() => actions.showPhone(each)}>
            ${each === 'u1' ? 'U1’s phone' : 'U2’s phone'}
          </button>`,
      )}
    </div>
    ${phoneView('u1', 'U1', 'alice, customer of B1', phone === 'u1')}
    <section class="wire" aria-labelledby="wire-title">
      <div class="wire-title">
        <h2 id="wire-title">What crosses the wire, live</h2>
        <span class="soft">Moves go straight to A.</span>
      </div>
      ${partiesView(stage)} ${chartView(view, actions)} ${ledgerView(stage.ledger)}
    </section>
    ${phoneView('u2', 'U2', 'bob, customer of B2', phone === 'u2')} ${switchesView(view, actions)}
  </main>`;
}

const CONNECTION_WORDS: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting …',
  open: 'Live',
  lost: 'No connection, trying again …',
  elsewhere: 'This page is open in another window and goes on there; close that one to go on here.',
};

function phoneView(player: 'u1' | 'u2', name: string, who: string, isChosen: boolean): TemplateResult {
  return html`<section class="phone ${player} ${isChosen ? 'chosen' : ''}" aria-label="Phone of ${name}">
    <div class="phone-title">
      <span><strong>${name}</strong> <span class="soft">${who}</span></span>
      <a href="/phone/${player}" target="_blank" aria-label="Open ${name}’s phone in a tab">in a tab ↗</a>
    </div>
    <iframe src="/phone/${player}" title="${name}’s phone: board and messages"></iframe>
  </section>`;
}
