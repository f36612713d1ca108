import { html, nothing, type TemplateResult } from 'lit-html';
import { rowsSeen } from '../model/board-keys.js';
import type { Colour } from '../model/game.js';
import type { Position, Square } from '../model/position.js';
import { squareWords } from '../model/words.js';

export interface SquaresOptions {
  readonly position: Position;
  readonly bottom: Colour;
  readonly focus: Square;
  readonly held: Square | undefined;
  /** Something lies over the board; it cannot be used now. */
  readonly isCovered: boolean;
  readonly onKey: (event: KeyboardEvent) => void;
  /** A square got the focus, by whatever means. */
  readonly onFocus: (square: Square) => void;
  /** A screen reader's way to press a square. */
  readonly onPress: (square: Square) => void;
}

/** The board for keyboards and screen readers: a grid over the drawn board, one stop of the Tab key. */
export const squares = ({
  position,
  bottom,
  focus,
  held,
  isCovered,
  onKey,
  onFocus,
  onPress,
}: SquaresOptions): TemplateResult => html`
  <div
    class="squares"
    role="grid"
    aria-label="Chess board, ${bottom} at the bottom"
    ?inert=${isCovered}
    @keydown=${onKey}
  >
    ${rowsSeen(bottom).map(
      (row) => html`
        <div class="squares-row" role="row">
          ${row.map(
            (square) => html`
              <div
                role="gridcell"
                data-cell=${square}
                tabindex=${square === focus ? 0 : -1}
                aria-label=${squareWords(square, position.pieces.get(square))}
                aria-selected=${square === held ? 'true' : nothing}
                @focus=${() => onFocus(square)}
                @click=${() => onPress(square)}
              ></div>
            `,
          )}
        </div>
      `,
    )}
  </div>
`;
