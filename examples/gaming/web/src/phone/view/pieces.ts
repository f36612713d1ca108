import { html, type TemplateResult } from 'lit-html';
import type { Colour } from '../model/game.js';
import type { PieceKind } from '../model/position.js';

const LETTERS: Readonly<Record<PieceKind, string>> = {
  pawn: 'p',
  knight: 'n',
  bishop: 'b',
  rook: 'r',
  queen: 'q',
  king: 'k',
};

/** A drawn piece; says nothing to screen readers. The drawings come with the board. */
export const pieceIcon = (colour: Colour, kind: PieceKind): TemplateResult => html`
  <svg class="piece-icon" viewBox="0 0 40 40" aria-hidden="true">
    <use href="#${colour === 'white' ? 'w' : 'b'}${LETTERS[kind]}"></use>
  </svg>
`;
