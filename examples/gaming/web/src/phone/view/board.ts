import {
  Chessboard,
  INPUT_EVENT_TYPE,
  type BoardColour,
  type MarkerType,
  type MoveInputEvent,
} from 'cm-chessboard/src/Chessboard.js';
import { Markers } from 'cm-chessboard/src/extensions/markers/Markers.js';
import type { Colour } from '../model/game.js';
import type { LegalMove } from '../model/position.js';
import { keepBoardWithinPolicy } from './board-csp.js';

export interface BoardPicture {
  readonly fen: string;
  readonly bottom: Colour;
  readonly lastMove: { readonly from: string; readonly to: string } | undefined;
  readonly check: string | undefined;
  /** What may be played now; empty when nothing may. */
  readonly legal: readonly LegalMove[];
  /** The piece that the keyboard holds. */
  readonly held: string | undefined;
}

const MARK = {
  last: { class: 'mark-last', slice: 'markerSquare' },
  check: { class: 'mark-check', slice: 'markerCircleFilled' },
  held: { class: 'mark-held', slice: 'markerSquare' },
  dot: { class: 'mark-dot', slice: 'markerDot', position: 'above' },
  ring: { class: 'mark-ring', slice: 'markerCircle' },
} as const satisfies Record<string, MarkerType>;

const boardColour = (colour: Colour): BoardColour => (colour === 'white' ? 'w' : 'b');

/** The board that is seen and touched. What the keyboard and screen readers use lies over it (see squares.ts). */
export class Board {
  /** To be placed in the page; takes the width of its container. */
  readonly element = document.createElement('div');
  readonly #moved: (from: string, to: string) => void;
  #board: Chessboard | undefined;
  #picture: BoardPicture | undefined;
  /** The piece that a pointer holds. */
  #touched: string | undefined;
  #isTurning = false;

  /** @param moved is called when a piece was put on a square where it may go */
  constructor(moved: (from: string, to: string) => void) {
    this.element.className = 'board-canvas';
    this.element.setAttribute('aria-hidden', 'true');
    this.#moved = moved;
  }

  /** Call when the element is in the page: the board measures itself. */
  show(picture: BoardPicture): void {
    const before = this.#picture;
    this.#picture = picture;
    const board = (this.#board ??= this.#make(picture));
    void this.#turn(board);
    // A piece in hand stays there whatever else is told meanwhile.
    const mayMove = picture.legal.length > 0;
    if (before?.fen !== picture.fen || before.legal.length > 0 !== mayMove) this.#setInput(board, picture);
    // Also when nothing changed: a move that was tried and taken back has moved the piece on the board only.
    void board.setPosition(picture.fen, before !== undefined);
    this.#mark();
  }

  /** The board takes one turn at a time, and turns when the moves before it are shown. */
  async #turn(board: Chessboard): Promise<void> {
    while (!this.#isTurning && this.#picture !== undefined) {
      const wanted = boardColour(this.#picture.bottom);
      if (board.getOrientation() === wanted) return;
      this.#isTurning = true;
      await board.setOrientation(wanted);
      this.#isTurning = false;
    }
  }

  #make({ fen, bottom }: BoardPicture): Chessboard {
    keepBoardWithinPolicy();
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    return new Chessboard(this.element, {
      position: fen,
      orientation: boardColour(bottom),
      assetsUrl: '/assets/board/',
      style: { cssClass: 'phone-board', pieces: { file: 'pieces.svg' }, animationDuration: calm ? 0 : 180 },
      extensions: [{ class: Markers, props: { autoMarkers: null, sprite: 'markers.svg' } }],
    });
  }

  #setInput(board: Chessboard, { legal }: BoardPicture): void {
    const colour = legal.length === 0 ? undefined : this.#picture?.fen.split(' ')[1];
    if (this.#touched !== undefined) board.cancelMoveInput();
    if (board.isMoveInputEnabled()) board.disableMoveInput();
    if (colour === 'w' || colour === 'b') board.enableMoveInput((event) => this.#input(event), colour);
  }

  #input(event: MoveInputEvent): boolean {
    const legal = this.#picture?.legal ?? [];
    switch (event.type) {
      case INPUT_EVENT_TYPE.moveInputStarted:
        if (!legal.some(({ from }) => from === event.squareFrom)) return false;
        this.#touched = event.squareFrom;
        this.#mark();
        return true;
      case INPUT_EVENT_TYPE.validateMoveInput: {
        const { squareFrom, squareTo } = event;
        if (squareTo === null || squareTo === undefined) return false;
        this.#touched = undefined;
        if (!legal.some(({ from, to }) => from === squareFrom && to === squareTo)) {
          this.#mark();
          return false;
        }
        // After the board has finished with the gesture: what follows shows a new position.
        setTimeout(() => this.#moved(squareFrom, squareTo));
        // A dragged piece stays where it was dropped. A move by two touches is left to the next position, which lets the
        // piece glide: the board takes no touch while it moves a piece by itself.
        return isDragging();
      }
      case INPUT_EVENT_TYPE.moveInputCanceled:
      case INPUT_EVENT_TYPE.moveInputFinished:
        this.#touched = undefined;
        this.#mark();
        return true;
      case INPUT_EVENT_TYPE.movingOverSquare:
        return true;
    }
  }

  #mark(): void {
    const board = this.#board;
    const picture = this.#picture;
    if (board === undefined || picture === undefined) return;
    board.removeMarkers();
    const { lastMove, check, legal } = picture;
    if (lastMove !== undefined) {
      board.addMarker(MARK.last, lastMove.from);
      board.addMarker(MARK.last, lastMove.to);
    }
    if (check !== undefined) board.addMarker(MARK.check, check);
    const held = this.#touched ?? picture.held;
    if (held === undefined) return;
    board.addMarker(MARK.held, held);
    const targets = new Map(legal.filter(({ from }) => from === held).map(({ to, captures }) => [to, captures]));
    for (const [square, captures] of targets) board.addMarker(captures ? MARK.ring : MARK.dot, square);
  }
}

const isDragging = (): boolean => document.querySelector('.cm-chessboard-draggable-piece') !== null;
