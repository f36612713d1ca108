import { html, nothing, type TemplateResult } from 'lit-html';
import type { MoveDetail } from '../model/position.js';

/** White's and Black's moves, numbered. */
export function moveList(played: readonly MoveDetail[]): TemplateResult {
  if (played.length === 0) return html`<p class="moves none" data-testid="moves">No moves yet</p>`;
  return html`
    <ol class="moves" aria-label="Moves" tabindex="0" data-testid="moves">
      ${pairs(played).map(
        ([white, black], index) => html`
          <li>
            <span class="number" aria-hidden="true">${index + 1}.</span>
            <span class=${black === undefined ? 'newest' : ''}>${white.san}</span>
            ${
              black === undefined
                ? nothing
                : html`<span class=${index * 2 + 2 === played.length ? 'newest' : ''}>${black.san}</span>`
            }
          </li>
        `,
      )}
    </ol>
  `;
}

function pairs(played: readonly MoveDetail[]): readonly (readonly [MoveDetail, MoveDetail | undefined])[] {
  return played.flatMap((move, index) => (index % 2 === 0 ? [[move, played[index + 1]] as const] : []));
}
