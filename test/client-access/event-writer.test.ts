import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { EventWriter, StreamCut } from '../../packages/provider/dist/client-access/event-writer.js';

/** A reader whose pace the test decides; time is the test's too. */
class Reader extends EventEmitter {
  readonly written: string[] = [];
  takes = true;
  destroyed = false;
  readonly #gone = new AbortController();

  readonly writer = new EventWriter(this as unknown as Response, this.#gone.signal);

  status(): this {
    return this;
  }
  set(): this {
    return this;
  }
  flushHeaders(): void {
    this.emit('headers');
  }
  write(text: string): boolean {
    this.written.push(text);
    return this.takes;
  }
  destroy(): void {
    this.destroyed = true;
    this.goAway();
  }
  goAway(): void {
    this.#gone.abort();
  }
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('an event is its name, its place and one line of data, whatever the data holds', async () => {
  const { writer, written } = new Reader();
  await writer.event('message', { text: 'a\n\nevent: x\r\ndata: y\u2028' }, '7');
  expect(written).toEqual(['event: message\nid: 7\ndata: {"text":"a\\n\\nevent: x\\r\\ndata: y\u2028"}\n\n']);
  await writer.comment();
  expect(written[1]).toBe(': still here\n\n');
});

test('a slow reader is waited for; one that takes nothing for a minute is cut', async () => {
  const reader = new Reader();
  reader.takes = false;
  const first = reader.writer.event('a', {});
  jest.advanceTimersByTime(59_999);
  reader.emit('drain');
  await first;
  expect(reader.destroyed).toBe(false);
  const second = reader.writer.event('b', {});
  jest.advanceTimersByTime(60_000);
  await expect(second).rejects.toThrow(StreamCut);
  expect(reader.destroyed).toBe(true);
  await expect(reader.writer.event('c', {})).rejects.toThrow(StreamCut);
  expect(reader.written).toHaveLength(2);
});

test('a reader that goes away is not waited for', async () => {
  const reader = new Reader();
  reader.takes = false;
  const writing = reader.writer.event('a', {});
  reader.goAway();
  await expect(writing).rejects.toThrow(StreamCut);
  expect(jest.getTimerCount()).toBe(0);
});
