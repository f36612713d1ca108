import { describe, expect, test } from '@jest/globals';
import {
  materialOf,
  moveMeant,
  positionAfter,
  type Position,
} from '../../examples/gaming/web/dist/modules/phone/model/position.js';

/** White's pawn on b7 can take on a8 and c8 or go to b8. */
const beforePromotion = positionAfter('a2a4 b7b5 a4b5 a7a6 b5a6 c8b7 a6b7 b8c6'.split(' '));

function meant(position: Position, text: string): string {
  const move = moveMeant(position, text);
  return 'problem' in move ? move.problem : move.uci;
}

test('a position tells what its moves have done: pieces, turn, check, the moves in words for players', () => {
  const position = positionAfter(['e2e4', 'f7f6', 'd1h5']);
  expect(position.turn).toBe('black');
  expect(position.check).toBe('e8');
  expect(position.pieces.get('h5')).toEqual({ colour: 'white', kind: 'queen' });
  expect(position.played.map(({ san }) => san)).toEqual(['e4', 'f6', 'Qh5+']);
  expect(position.legal.map(({ uci }) => uci)).toEqual(['g7g6']);
});

test('what is no legal move ends the line before it', () => {
  expect(positionAfter(['e2e4', 'e2e4', 'e7e5']).played).toHaveLength(1);
  expect(positionAfter(['nonsense']).fen).toBe(positionAfter([]).fen);
});

describe('a move in writing', () => {
  test.each([
    ['Nf3', 'g1f3'],
    ['nf3', 'g1f3'],
    [' N f3 ', 'g1f3'],
    ['g1f3', 'g1f3'],
    ['G1-F3', 'g1f3'],
    ['e4', 'e2e4'],
    ['e4!', 'e2e4'],
  ])('%p is %s', (text, uci) => {
    expect(meant(positionAfter([]), text)).toBe(uci);
  });

  test('castling with letters or with noughts', () => {
    const ready = positionAfter('e2e4 e7e5 g1f3 b8c6 f1c4 f8c5'.split(' '));
    expect([meant(ready, 'O-O'), meant(ready, '0-0'), meant(ready, 'e1g1')]).toEqual(['e1g1', 'e1g1', 'e1g1']);
  });

  test('a promotion, with and without the equals sign', () => {
    expect([meant(beforePromotion, 'bxa8=N'), meant(beforePromotion, 'bxa8Q')]).toEqual(['b7a8n', 'b7a8q']);
  });

  test('a promotion that does not say to what is asked about', () => {
    expect(meant(beforePromotion, 'b7a8')).toBe('Say what the pawn becomes: bxa8=Q, bxa8=R, bxa8=B, bxa8=N.');
  });

  test('b is the pawn of that file when both it and the bishop could be meant', () => {
    const both = positionAfter('b2b4 a7a5 e2e3 a5b4 a2a3 h7h6'.split(' '));
    expect(meant(both, 'axb4')).toBe('a3b4');
    const pawnAndBishop = positionAfter('b2b4 h7h6 c1b2 e7e5 b4b5 d7d6 b5b6 a7a6'.split(' '));
    expect([meant(pawnAndBishop, 'bxc7'), meant(pawnAndBishop, 'Bxe5')]).toEqual(['b6c7', 'b2e5']);
  });

  test('what cannot be played is told as such', () => {
    expect(meant(positionAfter([]), 'e5')).toBe('e5 is not a legal move here.');
    expect(meant(positionAfter([]), '  ')).toBe('Write a move, such as Nf3 or g1f3.');
  });
});

test('material: what each side has captured, the least first, and who is ahead', () => {
  const position = positionAfter('e2e4 d7d5 e4d5 d8d5 b1c3 d5g2 f1g2'.split(' '));
  expect(materialOf(position, 'white')).toEqual({ captured: ['pawn', 'queen'], lead: 8 });
  expect(materialOf(position, 'black')).toEqual({ captured: ['pawn', 'pawn'], lead: -8 });
});

test('a promotion counts as material, though nothing was captured by it', () => {
  const before = materialOf(beforePromotion, 'white').lead;
  const after = positionAfter('a2a4 b7b5 a4b5 a7a6 b5a6 c8b7 a6b7 b8c6 b7b8q'.split(' '));
  expect(materialOf(after, 'white').lead).toBe(before + 8);
});
