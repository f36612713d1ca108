import { beforeEach, expect, test } from '@jest/globals';
import { StageFeed, type StageEvent } from '../../examples/gaming/dist/demo/stage-feed.js';
import { exchange } from './entries.js';

let feed: StageFeed;
let events: StageEvent[];
const NO_XML = { requestXmlCut: false, responseXmlCut: false };

beforeEach(() => {
  feed = new StageFeed([]);
  events = [];
  feed.subscribe((event) => events.push(event));
});

test('every event has an id of its own, rising; a snapshot says which was the last', () => {
  feed.note('one');
  feed.setProcess('b2', 'stopping');
  feed.addExchange(exchange({ operation: 'SendMessages' }), NO_XML, undefined);
  expect(events.map(({ id, name }) => `${id} ${name}`)).toEqual(['1 note', '2 process', '3 exchange']);
  expect(feed.snapshot().id).toBe(3);
  expect(feed.snapshot().data.entries.map(({ id }) => id)).toEqual([1, 3]);
});

test('a page that is opened gets the last 200 entries', () => {
  for (let count = 1; count <= 250; count += 1) feed.note(String(count));
  const { entries } = feed.snapshot().data;
  expect([entries.length, entries[0]?.id]).toEqual([200, 51]);
});

test('the books are told when they change, and only then', () => {
  const none = { got: [], accepted: [], acknowledged: [], acknowledgedReceipts: [] };
  feed.addExchange(exchange({ operation: 'SendMessages' }), NO_XML, none);
  expect(events.map(({ name }) => name)).toEqual(['exchange']);
  feed.addExchange(exchange({ operation: 'SendMessages' }), NO_XML, {
    ...none,
    got: [{ messageId: 'm', automatic: false }],
  });
  expect(events.map(({ name }) => name)).toEqual(['exchange', 'exchange', 'ledger']);
});

test('A waits at an inbox until its poll is answered, or A is gone', () => {
  const waiting = () =>
    feed
      .snapshot()
      .data.polls.filter((poll) => poll.waiting)
      .map(({ provider }) => provider);
  feed.setPoll('b1', true);
  feed.setPoll('b2', true);
  expect(waiting()).toEqual(['b1', 'b2']);
  feed.addExchange(exchange({ provider: 'b1' }), NO_XML, undefined);
  expect(waiting()).toEqual(['b2']);
  feed.setProcess('a', 'stopping');
  expect(waiting()).toEqual([]);
});
