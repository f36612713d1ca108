import { describe, expect, test } from '@jest/globals';
import {
  addressKey,
  domainOf,
  providerFor,
  userPart,
} from '../../examples/gaming/web/dist/modules/phone/model/address.js';
import { clamped, sizeWords } from '../../examples/gaming/web/dist/modules/phone/model/clamp.js';
import type { OutcomeView } from '../../examples/gaming/web/dist/modules/phone/model/game.js';
import { positionAfter } from '../../examples/gaming/web/dist/modules/phone/model/position.js';
import {
  listWords,
  moveWords,
  outcomeWords,
  squareWords,
} from '../../examples/gaming/web/dist/modules/phone/model/words.js';

const lastOf = (moves: string): string => moveWords(positionAfter(moves.split(' ')).played.at(-1)!);

test.each([
  ['g1f3', 'White: knight from g1 to f3'],
  ['e2e4 d7d5 e4d5', 'White: pawn from e4 to d5, takes pawn'],
  ['e2e4 f7f6 d1h5', 'White: queen from d1 to h5, check'],
  ['f2f3 e7e5 g2g4 d8h4', 'Black: queen from d8 to h4, checkmate'],
  ['e2e4 e7e5 g1f3 b8c6 f1c4 f8c5 e1g1', 'White: castles on the king’s side'],
  ['a2a4 b7b5 a4b5 a7a6 b5a6 c8b7 a6b7 b8c6 b7a8q', 'White: pawn from b7 to a8, takes rook, becomes a queen'],
])('after %s one hears: %s', (moves, words) => {
  expect(lastOf(moves)).toBe(words);
});

test('a square is named with what stands on it', () => {
  expect(squareWords('e4', { colour: 'white', kind: 'pawn' })).toBe('e4, white pawn');
  expect(squareWords('e5', undefined)).toBe('e5');
  expect(listWords(['pawn', 'pawn', 'queen'])).toBe('2 pawns, a queen');
});

describe('how a game ended, as white is told', () => {
  const told = (outcome: OutcomeView): string => {
    const { title, detail } = outcomeWords(outcome, 'white', 'u2');
    return `${title}: ${detail}`;
  };

  test.each<[OutcomeView, string]>([
    [{ kind: 'checkmate', winner: 'white' }, 'You won: checkmate'],
    [{ kind: 'checkmate', winner: 'black' }, 'u2 won: checkmate'],
    [{ kind: 'resignation', winner: 'white' }, 'You won: u2 resigned'],
    [{ kind: 'resignation', winner: 'black' }, 'u2 won: you resigned'],
    [{ kind: 'draw', reason: 'stalemate' }, 'Draw: stalemate'],
    [{ kind: 'draw', reason: 'agreement' }, 'Draw: both agreed'],
    [{ kind: 'draw', reason: 'of a new kind' }, 'Draw: of a new kind'],
    [{ kind: 'abandoned' }, 'Game stopped: a new one was begun'],
  ])('%j', (outcome, words) => {
    expect(told(outcome)).toBe(words);
  });
});

describe('addresses', () => {
  test('are one in all spellings', () => {
    expect(addressKey('wv:Alice@B1.example')).toBe(addressKey('WV:alice@b1.EXAMPLE'));
    expect([userPart('wv:u2@chess.b1.example'), userPart('odd')]).toEqual(['u2', 'odd']);
    expect([domainOf('a@b@C.example'), domainOf('alice'), domainOf('alice@')]).toEqual([
      'c.example',
      undefined,
      undefined,
    ]);
  });

  const providers = [
    { domain: 'b1.example', name: 'B1', imBase: '/im/b1.example' },
    { domain: 'b2.example', name: 'B2', imBase: '/im/b2.example' },
  ];
  const named = (userId: string): string => {
    const found = providerFor(userId, providers);
    return 'problem' in found ? found.problem : found.provider.name;
  };

  test('name the provider to sign in to, or what is missing', () => {
    expect(named('wv:bob@B2.example ')).toBe('B2');
    expect(named('bob')).toBe('Write your user id with its provider, such as alice@b1.example.');
    expect(named('')).toBe('Write your user id, such as alice@b1.example.');
    expect(named('bob@b3.example')).toBe('There is no provider b3.example here; known are b1.example, b2.example.');
  });
});

describe('long texts', () => {
  test('are shown by their beginning, short ones whole', () => {
    expect(clamped('hello')).toBeUndefined();
    expect(clamped('x'.repeat(790))).toBeUndefined();
    expect(clamped('x'.repeat(100_000))).toHaveLength(600);
  });

  test('count their lines, too', () => {
    expect(clamped('x\n'.repeat(500))?.split('\n')).toHaveLength(10);
  });

  test('are never cut within a character', () => {
    const family = '👩‍👩‍👧‍👦';
    const beginning = clamped(family.repeat(5_000))!;
    expect(beginning.length % family.length).toBe(0);
    expect(beginning.length).toBeGreaterThan(550);
  });

  test('have their size said', () => {
    expect([sizeWords(512), sizeWords(98_304), sizeWords(2_140_000)]).toEqual(['512 bytes', '98 kB', '2.1 MB']);
  });
});
