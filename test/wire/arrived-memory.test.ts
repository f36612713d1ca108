import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { ArrivedMemory } from '../../packages/provider/dist/http/arrived-memory.js';

/** Who reads from the network when many large bodies come at once: what was let on, in this order. */

const MiB = 1024 * 1024;
let memory: ArrivedMemory;
let wentOn: string[];
const reader = (name: string) => ({ order: memory.next(), goOn: () => wentOn.push(name) });

beforeEach(() => {
  jest.useFakeTimers();
  memory = new ArrivedMemory();
  wentOn = [];
});
afterEach(() => {
  // Nobody waits any more, so nothing wakes the process up again and again.
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

test('while there is room each body reads on at once and may hold something for its reader', () => {
  memory.turn(reader('first'));
  memory.add(MiB);
  memory.turn(reader('second'));
  expect(wentOn).toEqual(['first', 'second']);
  expect(memory.bodyBytes).toBeGreaterThan(64 * 1024);
});

test('when memory is short bodies hold nothing in stock and take turns, the one that came first before all', () => {
  const [first, second, third] = [reader('first'), reader('second'), reader('third')];
  memory.add(17 * MiB);
  expect(memory.bodyBytes).toBe(0);
  for (const each of [third, first, second]) memory.turn(each);
  expect(wentOn).toEqual([]);
  memory.remove(MiB);
  expect(wentOn).toEqual(['first']);
  memory.remove(MiB);
  expect(wentOn).toEqual(['first', 'second', 'third']);
});

test('a client that sends nothing in its turn holds up nobody', () => {
  const readers = Array.from({ length: 1000 }, (_, number) => reader(String(number)));
  memory.add(17 * MiB);
  for (const each of readers) memory.turn(each);
  memory.remove(17 * MiB);
  expect(wentOn.length).toBeGreaterThan(0);
  expect(wentOn.length).toBeLessThan(1000);
  // None of those has brought anything; there is room, and nobody gives any back.
  jest.advanceTimersByTime(1_000);
  expect(wentOn).toHaveLength(1000);
});

test('whoever is gone gets no turn', () => {
  const [first, second] = [reader('first'), reader('second')];
  memory.add(17 * MiB);
  memory.turn(first);
  memory.turn(second);
  memory.leave(first);
  memory.leave(first);
  memory.remove(17 * MiB);
  expect(wentOn).toEqual(['second']);
});
