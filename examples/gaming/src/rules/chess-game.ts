import { Chess, type Color, type Move } from 'chess.js';
import { otherColour, type Colour, type DrawReason, type Outcome } from './outcome.js';

/** Why a move or a resignation cannot be. */
export type RuleViolationCode = 'GAME_OVER' | 'NOT_A_PLAYER' | 'NOT_YOUR_TURN' | 'ILLEGAL_MOVE' | 'BROKEN_RECORD';

export class RuleViolation extends Error {
  readonly code: RuleViolationCode;

  constructor(code: RuleViolationCode, message: string) {
    super(message);
    this.name = 'RuleViolation';
    this.code = code;
  }
}

export interface PlayedMove {
  /** As players write it: `Nf3`, `exd5`, `O-O`, `Qxf7#`. */
  readonly san: string;
  /** As programs write it: `g1f3`, `e7e8q`. */
  readonly uci: string;
}

/** What a game has to remember; everything else follows from it. */
export interface GameRecord {
  readonly white: string;
  readonly black: string;
  /** In UCI form, from the starting position. */
  readonly moves: readonly string[];
  readonly resignedBy?: Colour | undefined;
}

/** A game of chess between two named players: a value, every change gives a new one. */
export interface ChessGame {
  readonly white: string;
  readonly black: string;
  readonly moves: readonly PlayedMove[];
  /** Whose move it is, or would be if the game were not over. */
  readonly turn: Colour;
  /** The position in Forsyth–Edwards notation. */
  readonly fen: string;
  readonly check: boolean;
  /** What `turn` may play, in SAN; empty when the game is over. */
  readonly legalMoves: readonly string[];
  readonly outcome: Outcome | undefined;
}

export function newGame(white: string, black: string): ChessGame {
  return restoreGame({ white, black, moves: [] });
}

/** @throws RuleViolation BROKEN_RECORD when the record is not one of a game of chess */
export function restoreGame(record: GameRecord): ChessGame {
  return gameOf(record, boardOf(record.moves));
}

/** The colour of a player in this game; undefined for anybody else. */
export function colourOf(game: ChessGame, player: string): Colour | undefined {
  if (player === game.white) return 'white';
  return player === game.black ? 'black' : undefined;
}

/**
 * The game after a move.
 *
 * @param move in SAN (`Nf3`) or UCI (`g1f3`)
 * @throws RuleViolation GAME_OVER, NOT_A_PLAYER, NOT_YOUR_TURN, ILLEGAL_MOVE
 */
export function playMove(game: ChessGame, player: string, move: string): ChessGame {
  const colour = playingColour(game, player);
  if (colour !== game.turn) throw new RuleViolation('NOT_YOUR_TURN', `It is ${game.turn}'s move.`);
  const moves = game.moves.map(({ uci }) => uci);
  const board = boardOf(moves);
  const played = tryMove(board, move);
  if (played === undefined) {
    throw new RuleViolation(
      'ILLEGAL_MOVE',
      `${move.slice(0, 20)} is not a legal move here; legal are ${game.legalMoves.join(', ')}.`,
    );
  }
  return gameOf({ white: game.white, black: game.black, moves: [...moves, played.lan] }, board);
}

/** @throws RuleViolation GAME_OVER, NOT_A_PLAYER */
export function resign(game: ChessGame, player: string): ChessGame {
  const colour = playingColour(game, player);
  return { ...game, legalMoves: [], outcome: { kind: 'resignation', winner: otherColour(colour) } };
}

function playingColour(game: ChessGame, player: string): Colour {
  const colour = colourOf(game, player);
  if (colour === undefined) throw new RuleViolation('NOT_A_PLAYER', `${player} does not play in this game.`);
  if (game.outcome !== undefined) throw new RuleViolation('GAME_OVER', 'The game is over.');
  return colour;
}

function boardOf(moves: readonly string[]): Chess {
  const board = new Chess();
  for (const move of moves) {
    if (tryMove(board, move) === undefined) {
      throw new RuleViolation('BROKEN_RECORD', `The record holds ${move}, which is no legal move there.`);
    }
  }
  return board;
}

/** The library tells an illegal move by throwing, and knows a "null move" (`--`) that chess does not have. */
function tryMove(board: Chess, move: string): Move | undefined {
  try {
    const played = board.move(move);
    return played.from === played.to ? undefined : played;
  } catch {
    return undefined;
  }
}

const colourName = (color: Color): Colour => (color === 'w' ? 'white' : 'black');

function gameOf({ white, black, resignedBy }: GameRecord, board: Chess): ChessGame {
  const outcome: Outcome | undefined =
    resignedBy === undefined ? outcomeOf(board) : { kind: 'resignation', winner: otherColour(resignedBy) };
  return {
    white,
    black,
    moves: board.history({ verbose: true }).map(({ san, lan }) => ({ san, uci: lan })),
    turn: colourName(board.turn()),
    fen: board.fen(),
    check: board.isCheck(),
    legalMoves: outcome === undefined ? board.moves() : [],
    outcome,
  };
}

function outcomeOf(board: Chess): Outcome | undefined {
  if (board.isCheckmate()) return { kind: 'checkmate', winner: otherColour(colourName(board.turn())) };
  const reason = drawReason(board);
  return reason === undefined ? undefined : { kind: 'draw', reason };
}

/** Draws that a player would have to claim over the board are given without asking: nobody plays on for ever. */
function drawReason(board: Chess): DrawReason | undefined {
  if (board.isStalemate()) return 'stalemate';
  if (board.isInsufficientMaterial()) return 'insufficient-material';
  if (board.isThreefoldRepetition()) return 'repetition';
  return board.isDrawByFiftyMoves() ? 'fifty-moves' : undefined;
}
