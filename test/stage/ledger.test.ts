import { beforeEach, expect, test } from '@jest/globals';
import { Ledger } from '../../examples/gaming/dist/demo/ledger.js';
import type { RelayFacts } from '../../examples/gaming/dist/demo/relay-facts.js';

let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger();
});

const NOTHING: RelayFacts = { got: [], accepted: [], acknowledged: [], acknowledgedReceipts: [] };
const got = (receipt: string, ...ids: string[]): RelayFacts => ({
  ...NOTHING,
  receipt,
  got: ids.map((messageId) => ({ messageId, automatic: false })),
});
const taken = (clientMessageId: string, messageId: string): RelayFacts => ({
  ...NOTHING,
  accepted: [{ clientMessageId, messageId }],
});
const acknowledged = (...ids: string[]): RelayFacts => ({ ...NOTHING, acknowledged: ids });

test('what is got, passed on and acknowledged is booked, each direction by itself', () => {
  ledger.take('b1', got('r1', 'm1', 'm2'));
  expect(ledger.lines[0]).toMatchObject({ from: 'U1', got: 2, passedOn: 0, waiting: 2 });
  ledger.take('b2', taken('b1.example/m1/forward', 'x1'));
  ledger.take('b2', taken('b1.example/m2/forward', 'x2'));
  ledger.take('b1', { ...NOTHING, acknowledgedReceipts: ['r1'] });
  expect(ledger.lines[0]).toMatchObject({ got: 2, passedOn: 2, waiting: 0, gotAgain: 0, lost: 0, doubled: 0 });
  expect(ledger.lines[1]).toMatchObject({ from: 'U2', got: 0, passedOn: 0 });
});

test('killed between get and send: got again, sent once', () => {
  ledger.take('b1', got('r1', 'm1'));
  ledger.take('b1', got('r2', 'm1'));
  ledger.take('b2', taken('b1.example/m1/forward', 'x1'));
  ledger.take('b1', acknowledged('m1'));
  expect(ledger.lines[0]).toMatchObject({ got: 1, passedOn: 1, gotAgain: 1, recognised: 0, lost: 0, doubled: 0 });
});

test('killed between send and acknowledge: sent again, and recognised by its id', () => {
  ledger.take('b1', got('r1', 'm1'));
  ledger.take('b2', taken('b1.example/m1/forward', 'x1'));
  ledger.take('b1', got('r2', 'm1'));
  ledger.take('b2', taken('b1.example/m1/forward', 'x1'));
  ledger.take('b1', acknowledged('m1'));
  expect(ledger.lines[0]).toMatchObject({ got: 1, passedOn: 1, gotAgain: 1, recognised: 1, lost: 0, doubled: 0 });
});

test('a message that is taken as two is doubled', () => {
  ledger.take('b1', got('r1', 'm1'));
  ledger.take('b2', taken('b1.example/m1/forward', 'x1'));
  ledger.take('b2', taken('b1.example/m1/forward', 'x2'));
  expect(ledger.lines[0]).toMatchObject({ passedOn: 1, recognised: 0, doubled: 1 });
});

test('a message that is acknowledged although nobody has it is lost', () => {
  ledger.take('b1', got('r1', 'm1', 'm2'));
  ledger.take('b2', taken('b1.example/m1/forward', 'x1'));
  ledger.take('b1', { ...NOTHING, acknowledgedReceipts: ['r1'] });
  expect(ledger.lines[0]).toMatchObject({ got: 2, passedOn: 1, waiting: 0, lost: 1 });
});

test('a notice to the sender is an answer; it goes back to where the message came from', () => {
  ledger.take('b1', got('r1', 'm1'));
  ledger.take('b1', taken('b1.example/m1/notice', 'x1'));
  ledger.take('b1', acknowledged('m1'));
  expect(ledger.lines[0]).toMatchObject({ got: 1, passedOn: 0, answered: 1, waiting: 0, lost: 0 });
});

test('what a machine wrote and nobody answers is not lost', () => {
  ledger.take('b1', { ...got('r1'), got: [{ messageId: 'm1', automatic: true }] });
  ledger.take('b1', acknowledged('m1'));
  expect(ledger.lines[0]).toMatchObject({ got: 1, waiting: 0, lost: 0 });
});

test('what was got before the books began changes nothing', () => {
  ledger.take('b2', taken('b1.example/m0/forward', 'x0'));
  ledger.take('b1', acknowledged('m0'));
  expect(ledger.lines[0]).toMatchObject({ got: 0, passedOn: 0, waiting: 0, lost: 0, doubled: 0 });
});

test('ids of others are nobody’s business: a person’s own message is not one that was passed on', () => {
  ledger.take('b2', taken('hello-1', 'x1'));
  ledger.take('b2', taken('b3.example/m1/forward', 'x2'));
  expect(ledger.lines).toMatchObject([{ passedOn: 0 }, { passedOn: 0 }]);
});
