import { expect, test } from '@jest/globals';
import type { StageSnapshot } from '../../examples/gaming/dist/demo/stage-messages.js';
import { connectionIs, FIRST_STATE, told } from '../../examples/gaming/web/dist/modules/stage/model/state.js';
import { exchange, note } from './entries.js';

const snapshot: StageSnapshot = {
  processes: [
    { name: 'b1', state: 'running' },
    { name: 'a', state: 'running' },
    { name: 'b2', state: 'stopped' },
  ],
  switches: [{ name: 'b2', on: true, busy: false }],
  polls: [
    { provider: 'b1', waiting: true },
    { provider: 'b2', waiting: false },
  ],
  ledger: [],
  entries: [exchange(), note('B2 is stopped.')],
  network: ['http://192.0.2.7:8080'],
};

test('a snapshot replaces all that was there: after a loss of the connection nothing is shown twice', () => {
  const before = told(told(FIRST_STATE, { name: 'exchange', data: exchange() }), { name: 'note', data: note('old') });
  const state = told(connectionIs(before, 'lost'), { name: 'snapshot', data: snapshot });
  expect(state.entries).toEqual(snapshot.entries);
  expect(state.connection).toBe('open');
  expect(state.processes.b2).toBe('stopped');
  expect(state.switches.b2.on).toBe(true);
  expect(state.switches['slow-poll'].on).toBe(false);
});

test('events change what they name and nothing else', () => {
  let state = told(FIRST_STATE, { name: 'snapshot', data: snapshot });
  state = told(state, { name: 'process', data: { name: 'b2', state: 'starting' } });
  state = told(state, { name: 'poll', data: { provider: 'b2', waiting: true } });
  state = told(state, { name: 'switch', data: { name: 'b2', on: false, busy: true } });
  expect(state.processes).toEqual({ b1: 'running', a: 'running', b2: 'starting' });
  expect(state.switches.b2).toEqual({ name: 'b2', on: false, busy: true });
  expect(state.waiting).toEqual({ b1: true, b2: true });
  expect(state.entries).toBe(snapshot.entries);
});

test('a note is read out, an exchange is not', () => {
  const noted = told(FIRST_STATE, { name: 'note', data: note('A was killed.') });
  expect(noted.announcement).toBe('A was killed.');
  expect(told(noted, { name: 'exchange', data: exchange() }).announcement).toBe('A was killed.');
});

test('a page that stays open for long keeps the last 500 entries', () => {
  let state = FIRST_STATE;
  for (let count = 0; count < 510; count += 1) state = told(state, { name: 'exchange', data: exchange() });
  const newest = exchange();
  state = told(state, { name: 'exchange', data: newest });
  expect(state.entries).toHaveLength(500);
  expect(state.entries.at(-1)).toBe(newest);
});

test('the loss of the connection and its return are read out once', () => {
  const lost = connectionIs(FIRST_STATE, 'lost');
  expect(lost.announcement).toBe('No connection; trying again.');
  expect(connectionIs(lost, 'lost')).toBe(lost);
  expect(connectionIs(lost, 'open').announcement).toBe('Connected again.');
});
