import { html, nothing, type TemplateResult } from 'lit-html';
import type { TableState, TableView } from '../model/table.js';
import { outcomeWords } from '../model/words.js';
import type { Phone } from '../phone.js';

/** The line under the board that asks for an answer, or tells how the game ended. */
export function prompt(table: TableState, view: TableView, phone: Phone): TemplateResult | typeof nothing {
  const { notice, asking } = table;
  if (notice !== undefined && asking !== 'opponent' && view.game !== undefined) {
    return line('is-problem', html`${notice}`, [
      html`<button @click=${() => phone.store.table({ type: 'dismissed' })}>OK</button>`,
    ]);
  }
  if (view.stage === 'playing') return playingPrompt(asking, view, phone);
  return !view.isOver ? nothing : overPrompt(table, view, phone);
}

function playingPrompt(asking: TableState['asking'], view: TableView, phone: Phone): TemplateResult | typeof nothing {
  const { game } = phone;
  if (asking === 'resign') {
    return line('', html`Resign this game?`, [
      html`<button class="danger" data-autofocus @click=${() => void game?.resign()}>Yes, resign</button>`,
      html`<button @click=${() => phone.store.table({ type: 'asking', asking: 'nothing' })}>Play on</button>`,
    ]);
  }
  if (view.draw === 'asked') {
    return line('', html`<bdi>${view.opponent}</bdi> offers a draw.`, [
      html`<button class="primary" @click=${() => void game?.offerDraw()}>Accept</button>`,
      html`<button @click=${() => void game?.declineDraw()}>Decline</button>`,
    ]);
  }
  if (view.draw === 'offered') {
    return line('', html`You offered a draw.`, [
      html`<button @click=${() => void game?.declineDraw()}>Take back</button>`,
    ]);
  }
  return nothing;
}

function overPrompt({ player }: TableState, view: TableView, phone: Phone): TemplateResult | typeof nothing {
  const result = view.game?.outcome ?? undefined;
  if (result === undefined || player === undefined) return nothing;
  const { title, detail } = outcomeWords(result, view.own, view.opponent);
  const outcome = html`<span data-testid="outcome"><strong>${title}</strong> – ${detail}.</span>`;
  const { game } = phone;
  const challenger = player.challengers.includes(view.opponent) ? view.opponent : player.challengers[0];
  if (challenger !== undefined) {
    const wish = challenger === view.opponent ? 'wants a rematch.' : 'wants to play.';
    return line('', html`${outcome} <span><bdi>${challenger}</bdi> ${wish}</span>`, [
      html`<button class="primary" @click=${() => void game?.match(challenger)}>Accept</button>`,
      html`<button @click=${() => void game?.decline(challenger)}>Decline</button>`,
    ]);
  }
  if (player.waiting) {
    return line('', html`${outcome} <span>Waiting for <bdi>${player.waitingFor ?? 'anybody'}</bdi> …</span>`, [
      html`<button @click=${() => void game?.stopWaiting()}>Stop waiting</button>`,
    ]);
  }
  return line('', outcome, [
    html`<button class="primary" @click=${() => void game?.match(view.opponent)}>Rematch</button>`,
    html`<button @click=${() => phone.store.table({ type: 'asking', asking: 'opponent' })}>New opponent</button>`,
  ]);
}

const line = (kind: string, text: TemplateResult, buttons: readonly TemplateResult[]): TemplateResult => html`
  <div class="prompt ${kind}" role="group" aria-label="What now" data-testid="prompt">
    <p>${text}</p>
    <div class="prompt-buttons">${buttons}</div>
  </div>
`;
