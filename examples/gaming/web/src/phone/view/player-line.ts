import { html, nothing, type TemplateResult } from 'lit-html';
import { otherColour, type Colour } from '../model/game.js';
import type { Material, PieceKind } from '../model/position.js';
import { listWords } from '../model/words.js';
import { pieceIcon } from './pieces.js';

export interface PlayerLineOptions {
  readonly name: string;
  readonly colour: Colour;
  readonly material: Material;
  /** Whose turn it is, and what the game waits for. */
  readonly status: string;
  readonly isTurn: boolean;
}

/** A player beside the board: name, what he or she has captured, whether it is his or her turn. */
export const playerLine = ({ name, colour, material, status, isTurn }: PlayerLineOptions): TemplateResult => html`
  <div class="player-line ${isTurn ? 'is-turn' : ''}">
    <span class="colour-dot ${colour}" role="img" aria-label=${colour}></span>
    <bdi class="player-name">${name}</bdi>
    ${
      material.captured.length === 0
        ? nothing
        : html`<span class="captured" role="img" aria-label="has captured ${listWords(material.captured)}">
            ${kindsOf(material.captured).map(
              (kinds) => html`<span>${kinds.map((kind) => pieceIcon(otherColour(colour), kind))}</span>`,
            )}
          </span>`
    }
    ${material.lead > 0 ? html`<span class="lead" title="ahead in material">+${material.lead}</span>` : nothing}
    <span class="player-status">${status}</span>
  </div>
`;

/** Pieces of a kind together. @param captured in order of kinds */
const kindsOf = (captured: readonly PieceKind[]): readonly (readonly PieceKind[])[] =>
  [...new Set(captured)].map((kind) => captured.filter((one) => one === kind));
