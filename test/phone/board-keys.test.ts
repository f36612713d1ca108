import { describe, expect, test } from '@jest/globals';
import {
  pressKey,
  rowsSeen,
  type BoardFocus,
  type BoardKeyResult,
} from '../../examples/gaming/web/dist/modules/phone/model/board-keys.js';
import { positionAfter } from '../../examples/gaming/web/dist/modules/phone/model/position.js';

const begin = { bottom: 'white', legal: positionAfter([]).legal } as const;

/** Presses keys one after the other. */
function press(
  from: BoardFocus,
  keys: readonly string[],
  context: Parameters<typeof pressKey>[2] = begin,
): BoardKeyResult {
  return keys.reduce<BoardKeyResult>((result, key) => pressKey(result.focus, key, context)!, { focus: from });
}

describe('arrow keys go where they point', () => {
  test('with white at the bottom', () => {
    expect(press({ square: 'e2' }, ['ArrowUp', 'ArrowRight']).focus.square).toBe('f3');
  });

  test('with black at the bottom', () => {
    expect(press({ square: 'e7' }, ['ArrowUp', 'ArrowRight'], { ...begin, bottom: 'black' }).focus.square).toBe('d6');
  });

  test('and stay on the board', () => {
    expect(press({ square: 'h8' }, ['ArrowUp', 'ArrowRight']).focus.square).toBe('h8');
    expect(press({ square: 'a1' }, ['ArrowDown', 'ArrowLeft']).focus.square).toBe('a1');
  });

  test('Home and End go to the ends of the row as it is seen', () => {
    expect(press({ square: 'e4' }, ['Home']).focus.square).toBe('a4');
    expect(press({ square: 'e4' }, ['Home'], { ...begin, bottom: 'black' }).focus.square).toBe('h4');
  });
});

describe('Enter picks up and puts down', () => {
  const held = press({ square: 'e2' }, ['Enter']);

  test('a piece that can move, telling where to', () => {
    expect(held).toEqual({ focus: { square: 'e2', held: 'e2' }, say: 'Picked up. Can go to e3, e4.' });
  });

  test('on a square where it may go: that is the move', () => {
    expect(press(held.focus, ['ArrowUp', 'ArrowUp', ' '])).toEqual({
      focus: { square: 'e4' },
      played: { from: 'e2', to: 'e4' },
    });
  });

  test('on a square where it may not go: it stays in hand', () => {
    const strayed = press(held.focus, ['ArrowUp', 'ArrowUp', 'ArrowUp', 'Enter']);
    expect(strayed).toEqual({ focus: { square: 'e5', held: 'e2' }, say: 'The piece from e2 cannot go there.' });
  });

  test('on another piece of one’s own: that one is in hand', () => {
    expect(press(held.focus, ['ArrowLeft', 'Enter']).focus).toEqual({ square: 'd2', held: 'd2' });
  });

  test('again, or Escape: it is put back', () => {
    expect(press(held.focus, ['Enter'])).toEqual({ focus: { square: 'e2' }, say: 'Put back.' });
    expect(press(held.focus, ['ArrowUp', 'Escape'])).toEqual({ focus: { square: 'e3' }, say: 'Put back.' });
  });

  test('not while it is the other’s turn', () => {
    expect(press({ square: 'e2' }, ['Enter'], { ...begin, legal: [] }).say).toBe('It is not your turn.');
  });
});

test('keys that mean nothing on a board are left alone', () => {
  expect(pressKey({ square: 'e2' }, 'Tab', begin)).toBeUndefined();
  expect(pressKey({ square: 'e2' }, 'Escape', begin)).toBeUndefined();
});

test('rows are as the player sees them', () => {
  expect(rowsSeen('white')[0]?.[0]).toBe('a8');
  expect(rowsSeen('black')[0]?.[0]).toBe('h1');
  expect(new Set(rowsSeen('black').flat()).size).toBe(64);
});
