import { describe, expect, test } from '@jest/globals';
import type { GameView, PlayerState } from '../../examples/gaming/web/dist/modules/phone/model/game.js';
import { positionAfter } from '../../examples/gaming/web/dist/modules/phone/model/position.js';
import {
  emptyTable,
  tableAfter,
  tableView,
  type TableEvent,
  type TableState,
} from '../../examples/gaming/web/dist/modules/phone/model/table.js';

function game(moves: string, change: Partial<GameView> = {}): GameView {
  const position = positionAfter(moves === '' ? [] : moves.split(' '));
  return {
    id: 'g1',
    white: 'u1',
    black: 'u2',
    turn: position.turn,
    fen: position.fen,
    check: position.check !== undefined,
    moves: position.played.map(({ san, from, to }) => ({ san, uci: from + to })),
    outcome: null,
    drawOfferedBy: null,
    startedAt: '2026-01-01T10:00:00.000Z',
    ...change,
  };
}

const u1 = (at: GameView | null, change: Partial<PlayerState> = {}): PlayerState => ({
  username: 'u1',
  imAddress: 'wv:alice@b1.example',
  waiting: false,
  challengers: [],
  opponent: at === null ? null : 'u2',
  opponentAddress: at === null ? null : 'wv:u2@chess.b1.example',
  game: at,
  ...change,
});

const after = (...events: readonly TableEvent[]): TableState => events.reduce(tableAfter, emptyTable);
const told = (at: GameView | null, change: Partial<PlayerState> = {}): TableEvent => ({
  type: 'state',
  player: u1(at, change),
});
const moves = (table: TableState): string[] => tableView(table).position.played.map(({ san }) => san);

describe('a move of one’s own', () => {
  const played = after(told(game('')), { type: 'playing', uci: 'e2e4' });

  test('is on the board at once, and it is the other’s turn', () => {
    expect(moves(played)).toEqual(['e4']);
    expect(tableView(played)).toMatchObject({ isOwnTurn: false, legal: [], lastMove: { from: 'e2', to: 'e4' } });
  });

  test('stays when the game confirms it, and is there once', () => {
    const confirmed = tableAfter(played, { type: 'game', game: game('e2e4') });
    expect(moves(confirmed)).toEqual(['e4']);
    expect(confirmed.pending).toBeUndefined();
  });

  test('is taken back when the game refuses it, and the reason is told', () => {
    const refused = tableAfter(played, { type: 'refused', reason: 'It is black’s move.' });
    expect(moves(refused)).toEqual([]);
    expect(refused.notice).toBe('It is black’s move.');
    expect(tableView(refused).isOwnTurn).toBe(true);
  });

  test('stays while the game tells something else, such as a draw offer', () => {
    const offered = tableAfter(played, told(game('', { drawOfferedBy: 'black' })));
    expect(moves(offered)).toEqual(['e4']);
  });

  test('gives way when another tab of the same player has moved', () => {
    expect(moves(tableAfter(played, told(game('d2d4'))))).toEqual(['d4']);
  });
});

describe('what comes late does not undo what came before it', () => {
  test('fewer moves of the same game', () => {
    const late = after(told(game('e2e4 e7e5')), told(game('e2e4')));
    expect(moves(late)).toEqual(['e4', 'e5']);
  });

  test('the same game, not ended yet', () => {
    const resigned = game('e2e4', { outcome: { kind: 'resignation', winner: 'white' } });
    expect(tableView(after(told(resigned), told(game('e2e4')))).stage).toBe('over');
  });

  test('a game from before', () => {
    const next = game('d2d4', { id: 'g2', startedAt: '2026-01-01T11:00:00.000Z' });
    expect(moves(after(told(next), told(game('e2e4 e7e5 g1f3'))))).toEqual(['d4']);
  });
});

test('a new game clears what was asked and told in the old one', () => {
  const next = game('', { id: 'g2', startedAt: '2026-01-01T11:00:00.000Z' });
  const table = after(
    told(game('e2e4')),
    { type: 'refused', reason: 'No.' },
    { type: 'asking', asking: 'resign' },
    told(next),
  );
  expect(table).toMatchObject({ asking: 'nothing', notice: undefined, pending: undefined });
});

test('a game that ended while its player was about to resign asks no more', () => {
  const ended = game('', { outcome: { kind: 'resignation', winner: 'white' } });
  expect(after(told(game('')), { type: 'asking', asking: 'resign' }, told(ended)).asking).toBe('nothing');
});

test.each([
  ['starting', after()],
  ['free', after(told(null))],
  ['waiting', after(told(null, { waiting: true }))],
  ['playing', after(told(game('')))],
  ['over', after(told(game('', { outcome: { kind: 'draw', reason: 'agreement' } })))],
] as const)('the table is %s', (stage, table) => {
  expect(tableView(table).stage).toBe(stage);
});

test.each([
  ['none', null],
  ['offered', 'white'],
  ['asked', 'black'],
] as const)('a draw is %s when it was offered by %s', (draw, drawOfferedBy) => {
  expect(tableView(after(told(game('', { drawOfferedBy })))).draw).toBe(draw);
});
