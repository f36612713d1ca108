import { html, type TemplateResult } from 'lit-html';
import type { Colour } from '../model/game.js';
import type { PieceKind } from '../model/position.js';
import { pieceIcon } from './pieces.js';

const CHOICES = [
  ['queen', 'q'],
  ['rook', 'r'],
  ['bishop', 'b'],
  ['knight', 'n'],
] as const satisfies readonly (readonly [PieceKind, string])[];

export type PromotionLetter = (typeof CHOICES)[number][1];

/** Asks what a pawn becomes. @param choose gets undefined when the pawn is to stay where it was */
export function promotionDialog(colour: Colour, choose: (letter: PromotionLetter | undefined) => void): TemplateResult {
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') choose(undefined);
    else if (!movedFocus(event)) return;
    event.preventDefault();
  };
  return html`
    <div class="promotion-ground" @click=${() => choose(undefined)}></div>
    <div class="promotion" role="dialog" aria-modal="true" aria-label="What shall the pawn become?" @keydown=${key}>
      ${CHOICES.map(
        ([kind, letter]) => html`
          <button aria-label=${kind} title=${kind} @click=${() => choose(letter)}>${pieceIcon(colour, kind)}</button>
        `,
      )}
    </div>
  `;
}

/** Arrow keys and Tab go round between the buttons. */
function movedFocus(event: KeyboardEvent): boolean {
  const isForward = ['ArrowRight', 'ArrowDown'].includes(event.key) || (event.key === 'Tab' && !event.shiftKey);
  const isBackward = ['ArrowLeft', 'ArrowUp'].includes(event.key) || (event.key === 'Tab' && event.shiftKey);
  if (!isForward && !isBackward) return false;
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  buttons[(at + (isForward ? 1 : buttons.length - 1)) % buttons.length]?.focus();
  return true;
}
