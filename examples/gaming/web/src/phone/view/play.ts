import { html, nothing, type TemplateResult } from 'lit-html';
import { pressKey, type BoardFocus } from '../model/board-keys.js';
import { otherColour, type Colour } from '../model/game.js';
import { ownerOf, type PhoneState } from '../model/phone-state.js';
import { materialOf, moveMeant, positionAfter, type Square } from '../model/position.js';
import { tableView, type TableView } from '../model/table.js';
import type { Phone } from '../phone.js';
import type { Announcer } from './announcer.js';
import { Board } from './board.js';
import { lobby } from './lobby.js';
import { moveList } from './move-list.js';
import { playerLine } from './player-line.js';
import { promotionDialog } from './promotion.js';
import { prompt } from './prompt.js';
import { squares } from './squares.js';
import { typedMoveForm } from './typed-move.js';

/** The upper half of the phone: the board and all that belongs to the game. */
export class PlayView {
  readonly #phone: Phone;
  readonly #announcer: Announcer;
  readonly #redraw: () => void;
  readonly #board: Board;
  #focus: BoardFocus = { square: 'e2' };
  #promotion: { readonly from: Square; readonly to: Square } | undefined;
  #typing = false;
  #typingProblem: string | undefined;
  #shownMoves = -1;
  #shownGame: string | undefined;
  /** What gets the focus after the next drawing, as a selector. */
  #focusNext: string | undefined;

  constructor(phone: Phone, announcer: Announcer, redraw: () => void) {
    this.#phone = phone;
    this.#announcer = announcer;
    this.#redraw = redraw;
    addEventListener('resize', () => {
      this.#shownMoves = -1; // The newest move may have gone out of sight.
      redraw();
    });
    this.#board = new Board((from, to) => this.#play(from as Square, to as Square));
  }

  template(state: PhoneState): TemplateResult {
    const view = tableView(state.table);
    const bottom = view.own ?? 'white';
    const promotion = this.#promotionIn(view);
    const cover = lobby(state, this.#phone);
    return html`
      <section class="play" aria-label="${ownerOf(state)}’s board" data-stage=${view.stage}>
        ${this.#player(view, otherColour(bottom), view.game === undefined ? 'Opponent' : view.opponent, false)}
        <div class="board">
          ${this.#board.element}
          ${squares({
            position: view.position,
            bottom,
            focus: this.#focus.square,
            held: this.#focus.held,
            isCovered: promotion !== undefined || cover !== nothing,
            onKey: (event) => this.#key(event, view, bottom),
            onFocus: (square) => this.#focused(square),
            onPress: (square) => this.#press(square, 'Enter', view, bottom),
          })}
          ${promotion === undefined ? nothing : this.#promotionDialog(promotion, bottom)} ${cover}
        </div>
        ${this.#player(view, bottom, state.table.player?.username ?? 'You', true)} ${this.#actions(view)}
        ${this.#typing && view.stage === 'playing' ? typedMoveForm(this.#typingProblem, (text) => this.#playTyped(text)) : nothing}
        <div class="prompt-place">${prompt(state.table, view, this.#phone)}</div>
      </section>
    `;
  }

  /** After each drawing: what is not in templates. */
  drawn(state: PhoneState, root: HTMLElement): void {
    const view = tableView(state.table);
    const promotion = this.#promotionIn(view);
    const tried =
      promotion === undefined
        ? view.position
        : positionAfter([...(view.game?.moves.map(({ uci }) => uci) ?? []), `${promotion.from}${promotion.to}q`]);
    this.#board.show({
      fen: tried.fen,
      bottom: view.own ?? 'white',
      lastMove: promotion ?? view.lastMove,
      check: tried.check,
      legal: promotion === undefined ? view.legal : [],
      held: this.#focus.held,
    });
    if (view.game?.id !== this.#shownGame) {
      this.#shownGame = view.game?.id;
      // Whoever is on the board stays where he or she is.
      const isOnBoard = root.querySelector('.squares')?.contains(document.activeElement) === true;
      if (!isOnBoard) this.#focused(view.own === 'black' ? 'e7' : 'e2');
    }
    const list = root.querySelector('.moves');
    if (list !== null && this.#shownMoves !== view.position.played.length) {
      this.#shownMoves = view.position.played.length;
      list.scrollLeft = list.scrollWidth;
      list.scrollTop = list.scrollHeight;
    }
    if (this.#focusNext !== undefined) root.querySelector<HTMLElement>(this.#focusNext)?.focus();
    this.#focusNext = undefined;
  }

  #player(view: TableView, colour: Colour, name: string, isOwn: boolean): TemplateResult {
    const isTurn = view.stage === 'playing' && view.position.turn === colour;
    return playerLine({
      name,
      colour,
      material: materialOf(view.position, colour),
      isTurn,
      status: isTurn ? (isOwn ? 'Your move' : 'to move') + (view.position.check === undefined ? '' : ' · check') : '',
    });
  }

  #actions(view: TableView): TemplateResult {
    const isPlaying = view.stage === 'playing';
    return html`
      <div class="actions">
        ${moveList(view.position.played)}
        <button
          ?disabled=${!isPlaying}
          aria-disabled=${view.draw === 'none' ? 'false' : 'true'}
          @click=${() => {
            if (view.draw === 'none') void this.#phone.game?.offerDraw();
          }}
          aria-label="Offer a draw"
        >
          Draw
        </button>
        <button
          ?disabled=${!isPlaying}
          @click=${() => {
            this.#phone.store.table({ type: 'asking', asking: 'resign' });
            this.#focusNext = '.prompt [data-autofocus]';
          }}
        >
          Resign
        </button>
        <button
          class="icon"
          ?disabled=${!isPlaying}
          aria-label="Type a move"
          title="Type a move"
          aria-expanded=${this.#typing && isPlaying ? 'true' : 'false'}
          @click=${() => {
            this.#typing = !this.#typing;
            this.#typingProblem = undefined;
            if (this.#typing) this.#focusNext = '#typed-move';
            this.#redraw();
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path
              d="M3 6h18v12H3zM6 9h1.5M9.5 9H11M13 9h1.5M16.5 9H18M6 12h1.5M9.5 12H11M13 12h1.5M16.5 12H18M8 15h8"
            ></path>
          </svg>
        </button>
      </div>
    `;
  }

  #playTyped(text: string): string | undefined {
    const view = tableView(this.#phone.store.state.table);
    const move = view.isOwnTurn ? moveMeant(view.position, text) : { problem: 'It is not your turn.' };
    this.#typingProblem = 'problem' in move ? move.problem : undefined;
    if (!('problem' in move)) void this.#phone.game?.move(move.uci);
    this.#redraw();
    return this.#typingProblem;
  }

  #focused(square: Square): void {
    if (this.#focus.square === square) return;
    this.#focus = { ...this.#focus, square };
    this.#redraw();
  }

  #key(event: KeyboardEvent, view: TableView, bottom: Colour): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const square = (event.target as HTMLElement).dataset['cell'] ?? this.#focus.square;
    if (this.#press(square as Square, event.key, view, bottom)) event.preventDefault();
  }

  #press(square: Square, key: string, view: TableView, bottom: Colour): boolean {
    const result = pressKey({ ...this.#focus, square }, key, { bottom, legal: view.legal });
    if (result === undefined) return false;
    this.#focus = result.focus;
    this.#focusNext = `[data-cell="${result.focus.square}"]`;
    if (result.say !== undefined) this.#announcer.say(result.say);
    if (result.played !== undefined) this.#play(result.played.from, result.played.to);
    this.#redraw();
    return true;
  }

  #play(from: Square, to: Square): void {
    const move = tableView(this.#phone.store.state.table).legal.find((one) => one.from === from && one.to === to);
    this.#focus = { square: to };
    if (move?.promotes === true) {
      this.#promotion = { from, to };
      this.#focusNext = '.promotion button';
    } else if (move !== undefined) {
      void this.#phone.game?.move(move.uci);
    }
    this.#redraw();
  }

  /** The promotion that is being chosen, if the position still has it. */
  #promotionIn(view: TableView): { readonly from: Square; readonly to: Square } | undefined {
    const chosen = this.#promotion;
    if (chosen === undefined) return undefined;
    if (view.legal.some(({ from, to }) => from === chosen.from && to === chosen.to)) return chosen;
    this.#promotion = undefined;
    return undefined;
  }

  #promotionDialog({ from, to }: { readonly from: Square; readonly to: Square }, colour: Colour): TemplateResult {
    return promotionDialog(colour, (letter) => {
      this.#promotion = undefined;
      this.#focusNext = `[data-cell="${letter === undefined ? from : to}"]`;
      if (letter !== undefined) void this.#phone.game?.move(`${from}${to}${letter}`);
      this.#redraw();
    });
  }
}
