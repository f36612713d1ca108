import { expect, test } from '@jest/globals';
import { rowsOf } from '../../examples/gaming/web/dist/modules/stage/model/rows.js';
import {
  broughtBy,
  carriedBy,
  durationOf,
  quietSentence,
  resultOf,
  sentenceOf,
} from '../../examples/gaming/web/dist/modules/stage/model/words.js';
import { exchange, note } from './entries.js';

const noAnswer = { status: 0, counts: {}, error: 'NetworkError' } as const;
const kindsOf = (...entries: Parameters<typeof rowsOf>[0]): string[] =>
  rowsOf(entries).map((row) => (row.kind === 'quiet' ? `quiet ${row.exchanges.length}` : row.kind));

test('polls that bring nothing are one growing line, of whichever provider; what brings something is a line of its own', () => {
  const got = exchange({ counts: { items: 2 } });
  expect(kindsOf(exchange(), exchange({ provider: 'b2' }), exchange(), got, exchange())).toEqual([
    'quiet 3',
    'exchange',
    'quiet 1',
  ]);
});

test('the line keeps its identity while it grows, so that it stays open', () => {
  const first = exchange();
  expect(rowsOf([first])[0]!.id).toBe(rowsOf([first, exchange()])[0]!.id);
});

test('a failure is shown once and folded while it repeats; another failure, and one after a success, are shown again', () => {
  const down = exchange({ provider: 'b2', ...noAnswer });
  const again = exchange({ provider: 'b2', ...noAnswer, attempt: 2 });
  const other = exchange({ provider: 'b2', status: 503, counts: {}, error: 'StoreUnavailable' });
  const well = exchange({ provider: 'b2' });
  expect(kindsOf(down, again, exchange(), again)).toEqual(['exchange', 'quiet 3']);
  expect(kindsOf(down, other)).toEqual(['exchange', 'exchange']);
  expect(kindsOf(down, well, again)).toEqual(['exchange', 'quiet 1', 'exchange']);
  // The same failure of another operation is another one.
  expect(kindsOf(down, exchange({ provider: 'b2', operation: 'SendMessages', ...noAnswer }))).toEqual([
    'exchange',
    'exchange',
  ]);
});

test('a note ends a run of polls', () => {
  expect(kindsOf(exchange(), note('B2 is stopped.'), exchange())).toEqual(['quiet 1', 'note', 'quiet 1']);
});

test('a lease that is kept longer settles nothing, and is folded', () => {
  const kept = exchange({ operation: 'AcknowledgeMessages', counts: { entries: 0 }, extendsLease: true });
  expect(kindsOf(kept)).toEqual(['quiet 1']);
  expect(quietSentence([exchange(), exchange(), exchange({ ...noAnswer }), kept])).toBe(
    '2 polls without messages, 1 more try without success, 1 lease kept longer',
  );
});

test('an exchange is told in words: what it carried, what it brought, how it ended, how long it took', () => {
  const send = exchange({ provider: 'b2', operation: 'SendMessages', counts: { messages: 2 }, milliseconds: 12 });
  expect([carriedBy(send), broughtBy(send), resultOf(send)]).toEqual(['2 messages', '', '200']);
  expect(sentenceOf(send)).toMatch(/^A to B2: SendMessages · 2 messages, 200, 12 ms, at \d\d:\d\d:\d\d( [AP]M)?$/);
  expect(broughtBy(exchange({ counts: { items: 1 } }))).toBe('1 item');
  expect(broughtBy(exchange({ operation: 'AcknowledgeMessages', counts: { entries: 0 } }))).toBe('whole batch');
  expect(resultOf(exchange(noAnswer))).toBe('no answer');
  expect(resultOf(exchange({ status: 500, error: 'InternalError', counts: {} }))).toBe('failed, 500 InternalError');
  expect([durationOf(999), durationOf(1000), durationOf(20_040)]).toEqual(['999 ms', '1.0 s', '20.0 s']);
});
