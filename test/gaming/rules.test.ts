import { describe, expect, test } from '@jest/globals';
import {
  abandon,
  colourOf,
  endDrawOffer,
  newGame,
  offerDraw,
  playMove,
  resign,
  restoreGame,
  type ChessGame,
} from '../../examples/gaming/dist/rules/chess-game.js';
import { outcomeText } from '../../examples/gaming/dist/rules/outcome.js';

/** The position after these moves, played in turn by white and black. */
function after(moves: string): ChessGame {
  return moves
    .split(' ')
    .reduce((game, move, ply) => playMove(game, ply % 2 === 0 ? 'white' : 'black', move), newGame('white', 'black'));
}

test('a new game: white begins, twenty moves are legal', () => {
  const game = newGame('u1', 'u2');
  expect(game).toMatchObject({ white: 'u1', black: 'u2', turn: 'white', check: false, moves: [], outcome: undefined });
  expect(game.legalMoves).toHaveLength(20);
  expect([colourOf(game, 'u1'), colourOf(game, 'u2'), colourOf(game, 'u3')]).toEqual(['white', 'black', undefined]);
});

test('moves are taken as people and as programs write them, and remembered as both', () => {
  expect(after('e4 e7e5 g1f3').moves).toEqual([
    { san: 'e4', uci: 'e2e4' },
    { san: 'e5', uci: 'e7e5' },
    { san: 'Nf3', uci: 'g1f3' },
  ]);
  // castling, en passant, promotion
  expect(after('e4 e5 Nf3 Nc6 Bc4 Bc5 O-O').moves.at(-1)).toEqual({ san: 'O-O', uci: 'e1g1' });
  expect(after('e4 a6 e5 d5 exd6').moves.at(-1)).toEqual({ san: 'exd6', uci: 'e5d6' });
  expect(after('h4 g5 hxg5 h6 gxh6 Nf6 h7 Ng8 hxg8=N').moves.at(-1)).toEqual({ san: 'hxg8=N', uci: 'h7g8n' });
});

describe('what is no move', () => {
  test.each([
    ['a king’s pawn that jumps', 'e5'],
    ['a piece that is not there', 'Nd5'],
    ['nothing', ''],
    ['a word', 'hello'],
    ['the empty move of some notations', '--'],
  ])('%s', (_what, move) => {
    expect(() => playMove(newGame('u1', 'u2'), 'u1', move)).toThrow(expect.objectContaining({ code: 'ILLEGAL_MOVE' }));
  });

  test('a move out of turn, and one of somebody else', () => {
    const game = newGame('u1', 'u2');
    expect(() => playMove(game, 'u2', 'e5')).toThrow(expect.objectContaining({ code: 'NOT_YOUR_TURN' }));
    expect(() => playMove(game, 'u3', 'e4')).toThrow(expect.objectContaining({ code: 'NOT_A_PLAYER' }));
  });

  test('a move that leaves the king in check', () => {
    expect(() => playMove(after('e4 e5 Qh5 Nc6 Qxf7+'), 'black', 'a6')).toThrow(
      expect.objectContaining({ code: 'ILLEGAL_MOVE', message: 'a6 is not a legal move here; legal are Kxf7.' }),
    );
  });
});

describe('how games end', () => {
  test('checkmate', () => {
    const game = after('e4 e5 Bc4 Nc6 Qh5 Nf6 Qxf7#');
    expect(game).toMatchObject({ check: true, legalMoves: [], outcome: { kind: 'checkmate', winner: 'white' } });
    expect(outcomeText(game.outcome!)).toBe('white won by checkmate');
    expect(() => playMove(game, 'black', 'Kxf7')).toThrow(expect.objectContaining({ code: 'GAME_OVER' }));
  });

  test('stalemate', () => {
    const game = after('e3 a5 Qh5 Ra6 Qxa5 h5 h4 Rah6 Qxc7 f6 Qxd7+ Kf7 Qxb7 Qd3 Qxb8 Qh7 Qxc8 Kg6 Qe6');
    expect(game.outcome).toEqual({ kind: 'draw', reason: 'stalemate' });
  });

  test('the same position for the third time', () => {
    const game = after('Nf3 Nf6 Ng1 Ng8 Nf3 Nf6 Ng1 Ng8');
    expect(game.outcome).toEqual({ kind: 'draw', reason: 'repetition' });
    expect(outcomeText(game.outcome!)).toBe('draw by repetition');
  });

  test('resignation, at any time and by either player, but not twice', () => {
    const game = resign(newGame('u1', 'u2'), 'u2');
    expect(game).toMatchObject({ legalMoves: [], outcome: { kind: 'resignation', winner: 'white' } });
    expect(() => resign(game, 'u1')).toThrow(expect.objectContaining({ code: 'GAME_OVER' }));
  });
});

describe('a draw by agreement', () => {
  const game = newGame('u1', 'u2');

  test('one offers, the other accepts, at any time', () => {
    const offered = offerDraw(game, 'u2');
    expect(offered).toMatchObject({ drawOfferedBy: 'black', outcome: undefined });
    expect(offered.legalMoves).toHaveLength(20);
    const over = offerDraw(offered, 'u1');
    expect(over).toMatchObject({
      drawOfferedBy: undefined,
      legalMoves: [],
      outcome: { kind: 'draw', reason: 'agreement' },
    });
    expect(outcomeText(over.outcome!)).toBe('draw by agreement');
    for (const late of [offerDraw, endDrawOffer]) {
      expect(() => late(over, 'u1')).toThrow(expect.objectContaining({ code: 'GAME_OVER' }));
    }
  });

  test('an offer lapses when the opponent moves, not when its own side does', () => {
    expect(playMove(offerDraw(game, 'u1'), 'u1', 'e4').drawOfferedBy).toBe('white');
    expect(playMove(offerDraw(game, 'u2'), 'u1', 'e4').drawOfferedBy).toBeUndefined();
  });

  test('an offer is declined by one or taken back by the other; what is not there cannot be', () => {
    const offered = offerDraw(game, 'u1');
    expect(offerDraw(offered, 'u1')).toEqual(offered);
    expect(endDrawOffer(offered, 'u1')).toEqual(game);
    expect(endDrawOffer(offered, 'u2')).toEqual(game);
    expect(() => endDrawOffer(game, 'u1')).toThrow(expect.objectContaining({ code: 'NO_DRAW_OFFER' }));
  });

  test('ends with the game, and others have no say in it', () => {
    expect(resign(offerDraw(game, 'u1'), 'u1').drawOfferedBy).toBeUndefined();
    expect(() => offerDraw(game, 'u3')).toThrow(expect.objectContaining({ code: 'NOT_A_PLAYER' }));
    expect(() => endDrawOffer(offerDraw(game, 'u1'), 'u3')).toThrow(expect.objectContaining({ code: 'NOT_A_PLAYER' }));
  });
});

test('a game is abandoned once, and not when it is over', () => {
  const left = abandon(offerDraw(after('e4'), 'black'));
  expect(left).toMatchObject({ legalMoves: [], outcome: { kind: 'abandoned' }, drawOfferedBy: undefined });
  expect(outcomeText(left.outcome!)).toBe('abandoned');
  const resigned = resign(newGame('u1', 'u2'), 'u1');
  expect(abandon(resigned)).toBe(resigned);
});

test('a record gives the same game again; a record of no game is refused', () => {
  const game = after('e4 e5 Nf3');
  expect(restoreGame({ white: 'white', black: 'black', moves: game.moves.map(({ uci }) => uci) })).toEqual(game);
  expect(restoreGame({ white: 'u1', black: 'u2', moves: [], resignedBy: 'white' }).outcome).toEqual({
    kind: 'resignation',
    winner: 'black',
  });
  const record = { white: 'u1', black: 'u2', moves: ['e2e4'] };
  expect(restoreGame({ ...record, drawOfferedBy: 'white' }).drawOfferedBy).toBe('white');
  expect(restoreGame({ ...record, closed: 'agreement', drawOfferedBy: 'white' })).toMatchObject({
    outcome: { kind: 'draw', reason: 'agreement' },
    drawOfferedBy: undefined,
  });
  expect(restoreGame({ ...record, closed: 'abandoned' }).outcome).toEqual({ kind: 'abandoned' });
  expect(() => restoreGame({ white: 'u1', black: 'u2', moves: ['e2e5'] })).toThrow(
    expect.objectContaining({ code: 'BROKEN_RECORD' }),
  );
});
