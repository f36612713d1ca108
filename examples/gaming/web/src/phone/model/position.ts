import { Chess, type Move, type PieceSymbol, type Square } from 'chess.js';
import type { Colour } from './game.js';

export type { Square };

export type PieceKind = 'pawn' | 'knight' | 'bishop' | 'rook' | 'queen' | 'king';

export interface Piece {
  readonly colour: Colour;
  readonly kind: PieceKind;
}

export interface LegalMove {
  readonly from: Square;
  readonly to: Square;
  readonly san: string;
  /** `e7e8q` */
  readonly uci: string;
  readonly captures: boolean;
  readonly promotes: boolean;
}

/** A move that was played, with all that can be said of it. */
export interface MoveDetail {
  readonly colour: Colour;
  readonly kind: PieceKind;
  readonly from: Square;
  readonly to: Square;
  readonly san: string;
  readonly captured?: PieceKind;
  readonly promotion?: PieceKind;
}

/** All that the board shows of a game; follows from its moves. */
export interface Position {
  readonly fen: string;
  readonly turn: Colour;
  readonly pieces: ReadonlyMap<Square, Piece>;
  readonly legal: readonly LegalMove[];
  readonly played: readonly MoveDetail[];
  /** The king's square while it is in check. */
  readonly check: Square | undefined;
}

const KINDS: Readonly<Record<PieceSymbol, PieceKind>> = {
  p: 'pawn',
  n: 'knight',
  b: 'bishop',
  r: 'rook',
  q: 'queen',
  k: 'king',
};

const colourOf = (symbol: 'w' | 'b'): Colour => (symbol === 'w' ? 'white' : 'black');

let last: { readonly key: string; readonly position: Position } | undefined;

/**
 * The position after these moves from the start.
 *
 * @param ucis moves as `e2e4`; ends before the first one that is not legal
 */
export function positionAfter(ucis: readonly string[]): Position {
  const key = ucis.join(' ');
  if (last?.key === key) return last.position;
  const board = new Chess();
  for (const uci of ucis) {
    if (!tryMove(board, uci)) break;
  }
  const position = positionOf(board);
  last = { key, position };
  return position;
}

function tryMove(board: Chess, uci: string): boolean {
  try {
    board.move({ from: uci.slice(0, 2), to: uci.slice(2, 4), ...(uci.length > 4 ? { promotion: uci.slice(4) } : {}) });
    return true;
  } catch {
    return false;
  }
}

function positionOf(board: Chess): Position {
  const pieces = new Map<Square, Piece>();
  for (const row of board.board()) {
    for (const cell of row) {
      if (cell !== null) pieces.set(cell.square, { colour: colourOf(cell.color), kind: KINDS[cell.type] });
    }
  }
  const turn = colourOf(board.turn());
  const king = [...pieces].find(([, { colour, kind }]) => kind === 'king' && colour === turn)?.[0];
  return {
    fen: board.fen(),
    turn,
    pieces,
    legal: board.moves({ verbose: true }).map(legalMove),
    played: board.history({ verbose: true }).map(moveDetail),
    check: board.isCheck() ? king : undefined,
  };
}

const legalMove = (move: Move): LegalMove => ({
  from: move.from,
  to: move.to,
  san: move.san,
  uci: move.lan,
  captures: move.captured !== undefined,
  promotes: move.promotion !== undefined,
});

const moveDetail = (move: Move): MoveDetail => ({
  colour: colourOf(move.color),
  kind: KINDS[move.piece],
  from: move.from,
  to: move.to,
  san: move.san,
  ...(move.captured === undefined ? {} : { captured: KINDS[move.captured] }),
  ...(move.promotion === undefined ? {} : { promotion: KINDS[move.promotion] }),
});

/** What a player may have meant: `Nf3`, `nf3`, `g1f3`, `g1-f3`, `0-0`, `e8=Q`, `e8Q`. */
export function moveMeant(position: Position, text: string): LegalMove | { readonly problem: string } {
  const wanted = plain(text);
  if (wanted === '') return { problem: 'Write a move, such as Nf3 or g1f3.' };
  const exact = position.legal.filter((move) => plain(move.san) === wanted || move.uci === wanted.toLowerCase());
  const close =
    exact.length > 0 ? exact : position.legal.filter(({ san }) => plain(san).toLowerCase() === wanted.toLowerCase());
  const [move, ...others] = close;
  if (move !== undefined && others.length === 0) return move;
  if (move !== undefined) return { problem: `${text.trim()} can be ${close.map(({ san }) => san).join(' or ')}.` };
  const promoting = position.legal.filter(
    ({ promotes, uci, san }) =>
      promotes && (uci.slice(0, 4) === wanted.toLowerCase() || plain(san).slice(0, -1) === wanted),
  );
  if (promoting.length > 0) {
    return {
      problem: `Say what the pawn becomes: ${[...promoting]
        .reverse()
        .map(({ san }) => san.replace(/[+#]$/, ''))
        .join(', ')}.`,
    };
  }
  return { problem: `${text.trim().slice(0, 20)} is not a legal move here.` };
}

const plain = (text: string): string => text.replace(/[\s+#=!?.x:-]/g, '').replaceAll('0', 'O');

const VALUES: Readonly<Record<PieceKind, number>> = { pawn: 1, knight: 3, bishop: 3, rook: 5, queen: 9, king: 0 };

export interface Material {
  /** What this side has captured, the least first. */
  readonly captured: readonly PieceKind[];
  /** In pawns; positive for the side that is ahead. */
  readonly lead: number;
}

export function materialOf(position: Position, colour: Colour): Material {
  const captured = position.played
    .flatMap((move) => (move.colour === colour && move.captured !== undefined ? [move.captured] : []))
    .sort((one, other) => VALUES[one] - VALUES[other] || one.localeCompare(other));
  let lead = 0;
  for (const piece of position.pieces.values()) lead += (piece.colour === colour ? 1 : -1) * VALUES[piece.kind];
  return { captured, lead };
}
