import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Auditor, type Finding, type Verdict } from './audit.js';
import { Journal, readJournal } from './journal.js';

/** The auditor of the crash test finds what it is there to find: each fault in a journal that was doctored to have it. */
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imps-audit-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const CLEAN = [
  'A 10 s1>r1 1 id-1 .',
  'A 11 s1>r1 2 id-2 .',
  'A 12 s1>r2 2 id-3 .',
  'P 20 15 id-1 s1>r1 1 1 .',
  'K 22 id-1 .',
  'P 23 21 id-2 s1>r1 2 1 .',
  'P 18 16 id-3 s1>r2 2 1 .',
];

function audit(lines: readonly string[]): Verdict {
  const auditor = new Auditor();
  for (const line of lines) auditor.take(line.split(' ').slice(0, -1));
  return auditor.conclude();
}

/** The clean journal without some of its lines and with others. */
const doctored = (without: readonly string[], ...added: string[]): readonly Finding[] =>
  audit([...CLEAN.filter((line) => !without.includes(line)), ...added]).findings;

test('a clean run is clean, in whatever order its journals are read', () => {
  const clean = { accepted: 3, processed: 3, expired: 0, redelivered: 0, findings: [] };
  expect(audit(CLEAN)).toEqual(clean);
  expect(audit([...CLEAN].reverse())).toEqual(clean);
});

test('a message that nobody processed is lost', () => {
  expect(doctored(['P 23 21 id-2 s1>r1 2 1 .'])).toMatchObject([{ kind: 'lost', stream: 's1>r1', n: 2 }]);
});

test('one that expired is not lost, whether it was processed or not', () => {
  const unread = CLEAN.filter((line) => line !== 'P 23 21 id-2 s1>r1 2 1 .');
  expect(audit([...unread, 'E 60 s1>r1 2 .'])).toMatchObject({ accepted: 3, processed: 2, expired: 1, findings: [] });
  expect(audit([...CLEAN, 'E 60 s1>r1 2 .'])).toMatchObject({ accepted: 3, processed: 3, expired: 0, findings: [] });
  expect(audit([...unread, 'E 60 s1>r1 1 .']).findings).toMatchObject([{ kind: 'lost', stream: 's1>r1', n: 2 }]);
});

test('one that expired and was processed late, by whoever had it, is not out of order; one that did not is', () => {
  const late = [...CLEAN.filter((line) => line !== 'P 20 15 id-1 s1>r1 1 1 .'), 'P 50 15 id-1 s1>r1 1 1 .'];
  expect(audit([...late, 'E 60 s1>r1 1 .']).findings).toEqual([]);
  expect(audit(late).findings).toMatchObject([{ kind: 'disordered', n: 2 }]);
});

test('a message that came under two ids is doubled, and so is one that was accepted under two', () => {
  expect(doctored([], 'P 30 29 id-9 s1>r1 2 1 .')).toMatchObject([{ kind: 'doubled', stream: 's1>r1', n: 2 }]);
  expect(doctored([], 'A 14 s1>r1 2 id-9 .')).toMatchObject([{ kind: 'doubled', stream: 's1>r1', n: 2 }]);
});

test('a message that is handed out after its acknowledgement was answered is doubled', () => {
  expect(doctored([], 'P 40 30 id-1 s1>r1 1 2 .')).toMatchObject([{ kind: 'doubled', stream: 's1>r1', n: 1 }]);
});

test('a redelivery before that is none, even if its reader gets to it late', () => {
  const { redelivered, findings } = audit([...CLEAN, 'P 40 16 id-1 s1>r1 1 2 .', 'P 41 - id-1 s1>r1 1 3 .']);
  expect({ redelivered, findings }).toEqual({ redelivered: 2, findings: [] });
});

test('what is processed before an earlier message of its stream is out of order; other streams do not matter', () => {
  const late = doctored(['P 20 15 id-1 s1>r1 1 1 .'], 'P 50 15 id-1 s1>r1 1 1 .');
  expect(late).toMatchObject([{ kind: 'disordered', stream: 's1>r1', n: 2 }]);
});

test('what was never accepted, came damaged or was refused is told', () => {
  expect(doctored([], 'P 60 - id-7 s1>r1 7 1 .')).toMatchObject([{ kind: 'phantom', n: 7 }]);
  expect(doctored([], 'X 60 id-1 s1>r1 1 .')).toMatchObject([{ kind: 'damaged', n: 1 }]);
  expect(doctored([], 'R 60 s1>r1 8 402 .')).toMatchObject([{ kind: 'refused', n: 8 }]);
});

test('a line that a kill tore is no line, and what follows it is read', async () => {
  const path = join(directory, 'torn');
  new Journal(path).accepted([{ stream: 's1>r1', n: 1, messageId: 'id-1' }]);
  await appendFile(path, 'A 99 s1>r1 2 id');
  new Journal(path).accepted([{ stream: 's1>r1', n: 3, messageId: 'id-3' }]);
  expect([...readJournal(path)].map(([kind, , ...rest]) => [kind, ...rest])).toEqual([
    ['A', 's1>r1', '1', 'id-1'],
    ['A', 's1>r1', '3', 'id-3'],
  ]);
});
