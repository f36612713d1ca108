import { otherColour, type Colour, type OutcomeView } from './game.js';
import type { MoveDetail, Piece, PieceKind, Square } from './position.js';

/** The game in words: for screen readers and for lines under the board. */

export const pieceWords = ({ colour, kind }: Piece): string => `${colour} ${kind}`;

export const squareWords = (square: Square, piece: Piece | undefined): string =>
  piece === undefined ? square : `${square}, ${pieceWords(piece)}`;

/** "White: knight from g1 to f3, check" */
export function moveWords(move: MoveDetail): string {
  const end = move.san.endsWith('#') ? ', checkmate' : move.san.endsWith('+') ? ', check' : '';
  return `${sideWords(move.colour)}: ${actionWords(move)}${end}`;
}

function actionWords({ san, kind, from, to, captured, promotion }: MoveDetail): string {
  if (san.startsWith('O-O-O')) return 'castles on the queen’s side';
  if (san.startsWith('O-O')) return 'castles on the king’s side';
  const takes = captured === undefined ? '' : `, takes ${captured}`;
  const becomes = promotion === undefined ? '' : `, becomes a ${promotion}`;
  return `${kind} from ${from} to ${to}${takes}${becomes}`;
}

export const sideWords = (colour: Colour): string => (colour === 'white' ? 'White' : 'Black');

const DRAWS: Readonly<Record<string, string>> = {
  stalemate: 'stalemate',
  repetition: 'the position came three times',
  'fifty-moves': 'fifty moves without capture or pawn move',
  'insufficient-material': 'neither side can give checkmate',
  agreement: 'both agreed',
};

export interface OutcomeWords {
  /** "You won", "Draw" */
  readonly title: string;
  /** "checkmate", "u2 resigned" */
  readonly detail: string;
}

/** How a game ended, said to one of its players. */
export function outcomeWords(outcome: OutcomeView, own: Colour | undefined, opponent: string): OutcomeWords {
  const { winner } = outcome;
  const title =
    outcome.kind === 'abandoned'
      ? 'Game stopped'
      : winner === undefined
        ? 'Draw'
        : own === undefined
          ? `${sideWords(winner)} won`
          : winner === own
            ? 'You won'
            : `${opponent} won`;
  return { title, detail: detailOf(outcome, own, opponent) };
}

function detailOf(outcome: OutcomeView, own: Colour | undefined, opponent: string): string {
  switch (outcome.kind) {
    case 'checkmate':
      return 'checkmate';
    case 'resignation': {
      const loser = outcome.winner === undefined ? undefined : otherColour(outcome.winner);
      if (own === undefined || loser === undefined) return 'resignation';
      return loser === own ? 'you resigned' : `${opponent} resigned`;
    }
    case 'draw':
      return DRAWS[outcome.reason ?? ''] ?? outcome.reason ?? 'draw';
    case 'abandoned':
      return 'a new one was begun';
    default:
      return outcome.text ?? '';
  }
}

export function listWords(kinds: readonly PieceKind[]): string {
  const counts = new Map<PieceKind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? `a ${kind}` : `${count} ${kind}s`)).join(', ');
}
