import { Chess, type Color, type Move } from 'chess.js';
import { otherColour, type Colour, type DrawReason, type Outcome } from './outcome.js';

/** Why what a player wants cannot be. */
export type RuleViolationCode =
  'GAME_OVER' | 'NOT_A_PLAYER' | 'NOT_YOUR_TURN' | 'ILLEGAL_MOVE' | 'NO_DRAW_OFFER' | 'BROKEN_RECORD';

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
  /** Set when the game ended by the players' agreement, or from the outside. */
  readonly closed?: 'agreement' | 'abandoned' | undefined;
  readonly drawOfferedBy?: Colour | undefined;
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
  /** Who offered a draw that the opponent has neither accepted nor declined. Undefined when the game is over. */
  readonly drawOfferedBy: Colour | undefined;
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
 * The game after a move. To move instead of answering the opponent's offer of a draw declines it; one's own stands.
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
  const drawOfferedBy = game.drawOfferedBy === colour ? colour : undefined;
  return gameOf({ white: game.white, black: game.black, moves: [...moves, played.lan], drawOfferedBy }, board);
}

/** @throws RuleViolation GAME_OVER, NOT_A_PLAYER */
export function resign(game: ChessGame, player: string): ChessGame {
  const colour = playingColour(game, player);
  return ended(game, { kind: 'resignation', winner: otherColour(colour) });
}

/**
 * The game with a draw offered; over when the opponent offered one before. At any time, whoever's move it is.
 *
 * @throws RuleViolation GAME_OVER, NOT_A_PLAYER
 */
export function offerDraw(game: ChessGame, player: string): ChessGame {
  const colour = playingColour(game, player);
  if (game.drawOfferedBy === otherColour(colour)) return ended(game, { kind: 'draw', reason: 'agreement' });
  return { ...game, drawOfferedBy: colour };
}

/**
 * The game without the offer: the opponent's is declined, one's own is taken back.
 *
 * @throws RuleViolation GAME_OVER, NOT_A_PLAYER, NO_DRAW_OFFER
 */
export function endDrawOffer(game: ChessGame, player: string): ChessGame {
  playingColour(game, player);
  if (game.drawOfferedBy === undefined) throw new RuleViolation('NO_DRAW_OFFER', 'No draw is offered.');
  return { ...game, drawOfferedBy: undefined };
}

/** The game, ended from the outside; one that is over stays as it is. */
export function abandon(game: ChessGame): ChessGame {
  return game.outcome === undefined ? ended(game, { kind: 'abandoned' }) : game;
}

const ended = (game: ChessGame, outcome: Outcome): ChessGame => ({
  ...game,
  legalMoves: [],
  outcome,
  drawOfferedBy: undefined,
});

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

function gameOf(record: GameRecord, board: Chess): ChessGame {
  const { white, black, drawOfferedBy } = record;
  const outcome = declaredOutcome(record) ?? outcomeOf(board);
  return {
    white,
    black,
    moves: board.history({ verbose: true }).map(({ san, lan }) => ({ san, uci: lan })),
    turn: colourName(board.turn()),
    fen: board.fen(),
    check: board.isCheck(),
    legalMoves: outcome === undefined ? board.moves() : [],
    outcome,
    drawOfferedBy: outcome === undefined ? drawOfferedBy : undefined,
  };
}

/** An end that the position does not show. */
function declaredOutcome({ resignedBy, closed }: GameRecord): Outcome | undefined {
  if (resignedBy !== undefined) return { kind: 'resignation', winner: otherColour(resignedBy) };
  if (closed === undefined) return undefined;
  return closed === 'agreement' ? { kind: 'draw', reason: 'agreement' } : { kind: 'abandoned' };
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
