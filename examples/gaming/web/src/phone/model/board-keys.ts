import type { Colour } from './game.js';
import type { LegalMove, Square } from './position.js';

/** Where the keyboard is on the board, and which piece it holds. */
export interface BoardFocus {
  readonly square: Square;
  readonly held?: Square;
}

export interface BoardKeysContext {
  /** The side at the bottom of the board. */
  readonly bottom: Colour;
  /** What this player may play now; empty while it is not the player's turn. */
  readonly legal: readonly LegalMove[];
}

export interface BoardKeyResult {
  readonly focus: BoardFocus;
  readonly played?: { readonly from: Square; readonly to: Square };
  /** What a screen reader should add to the square's own name. */
  readonly say?: string;
}

const STEPS: Readonly<Record<string, readonly [file: number, rank: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** What a key does on the board; undefined when it means nothing there. */
export function pressKey(focus: BoardFocus, key: string, context: BoardKeysContext): BoardKeyResult | undefined {
  const step = STEPS[key];
  if (step !== undefined) return { focus: { ...focus, square: stepped(focus.square, step, context.bottom) } };
  switch (key) {
    case 'Home':
    case 'End': {
      const file = (key === 'Home') === (context.bottom === 'white') ? 'a' : 'h';
      return { focus: { ...focus, square: `${file}${focus.square.charAt(1)}` as Square } };
    }
    case 'Escape':
      return focus.held === undefined ? undefined : { focus: { square: focus.square }, say: 'Put back.' };
    case 'Enter':
    case ' ':
      return pressSquare(focus, context);
    default:
      return undefined;
  }
}

function pressSquare({ square, held }: BoardFocus, { legal }: BoardKeysContext): BoardKeyResult {
  if (held === square) return { focus: { square }, say: 'Put back.' };
  if (held !== undefined && legal.some(({ from, to }) => from === held && to === square)) {
    return { focus: { square }, played: { from: held, to: square } };
  }
  const targets = [...new Set(legal.filter(({ from }) => from === square).map(({ to }) => to))];
  if (targets.length > 0)
    return { focus: { square, held: square }, say: `Picked up. Can go to ${targets.join(', ')}.` };
  if (held !== undefined) return { focus: { square, held }, say: `The piece from ${held} cannot go there.` };
  return { focus: { square }, say: legal.length === 0 ? 'It is not your turn.' : 'Nothing here can move.' };
}

function stepped(square: Square, [fileStep, rankStep]: readonly [number, number], bottom: Colour): Square {
  const sign = bottom === 'white' ? 1 : -1;
  const file = clamped(square.charCodeAt(0) - 97 + sign * fileStep);
  const rank = clamped(Number(square.charAt(1)) - 1 + sign * rankStep);
  return squareAt(file, rank);
}

const clamped = (value: number): number => Math.min(7, Math.max(0, value));

/** @param file 0–7 for a–h; @param rank 0–7 for 1–8 */
export const squareAt = (file: number, rank: number): Square =>
  `${String.fromCharCode(97 + file)}${rank + 1}` as Square;

/** The squares as they are seen, row by row from the top left. */
export function rowsSeen(bottom: Colour): readonly (readonly Square[])[] {
  const up = [0, 1, 2, 3, 4, 5, 6, 7];
  const down = [...up].reverse();
  const [ranks, files] = bottom === 'white' ? [down, up] : [up, down];
  return ranks.map((rank) => files.map((file) => squareAt(file, rank)));
}
