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
  const { stage, phone } = view;
  return html`
    <header class="top">
      <h1>Chess across two providers</h1>
      <p>
        U1 has an account at B1, U2 at B2. They know each other by game names only; the chess service A reads its inbox
        at each provider and passes their messages on, in plain SOAP.
      </p>
      <p class="connection ${stage.connection}" role="status">${CONNECTION_WORDS[stage.connection]}</p>
    </header>
    <main>
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
        <h2 id="wire-title">What crosses the wire, live</h2>
        ${partiesView(stage)} ${chartView(view, actions)} ${ledgerView(stage.ledger)}
      </section>
      ${phoneView('u2', 'U2', 'bob, customer of B2', phone === 'u2')} ${switchesView(view, actions)}
    </main>
    ${networkView(stage.network)}
    <p class="visually-hidden" aria-live="polite">${stage.announcement}</p>
    ${detailView(view, actions)}
  `;
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
      <a href="/phone/${player}" target="_blank" aria-label="Open ${name}’s phone by itself">by itself ↗</a>
    </div>
    <iframe src="/phone/${player}" title="${name}’s phone: board and messages"></iframe>
  </section>`;
}
