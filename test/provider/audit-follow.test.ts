import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ShownEvents } from '../../packages/provider/dist/cli/shown-events.js';
import { PgAuditStore } from '../../packages/provider/dist/store/audit.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { MAIN } from '../support/provider-process.js';
import { until } from '../wire/exchange.js';

/** GS-4: an auditor watches what happens while it happens, by `audit list --follow`. */

describe('audit list --follow', () => {
  let database: TestDatabase;
  let store: PgAuditStore;
  const followers: ChildProcess[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
    store = new PgAuditStore(database.pool);
  });
  afterEach(() => {
    for (const follower of followers.splice(0)) follower.kill('SIGKILL');
  });
  afterAll(() => database.drop());

  const note = (account: string) =>
    store.add([{ kind: 'sign-in', outcome: 'failed', account, at: new Date(), times: 1 }]);

  function follow(...args: string[]) {
    const child = spawn(process.execPath, [MAIN, 'audit', 'list', '--follow', '--json', ...args], {
      env: { ...process.env, DATABASE_URL: database.url, IMPS_WSI_DOMAIN: 'b1.example' },
    });
    followers.push(child);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    const seen = () =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { account: string }).account);
    return { child, ended, seen, err: () => err };
  }

  test('begins with the newest, goes on with what comes, and an interrupt ends it as it should be', async () => {
    for (const account of ['first', 'second', 'third']) await note(account);
    const follower = follow('--limit', '2');
    await until('it shows the newest', () => follower.seen().length === 2);
    await note('fourth');
    await until('it shows what came', () => follower.seen().includes('fourth'));
    follower.child.kill('SIGINT');
    await expect(follower.ended).resolves.toBe(0);
    expect(follower.seen()).toEqual(['second', 'third', 'fourth']);
    expect(follower.err()).toBe('');
  });

  test('misses nothing of two processes, of which the one that was first to begin is last to be done', async () => {
    const follower = follow('--since', '1h', '--account', 'wv:alice@b1.example');
    const slow = await database.pool.connect();
    try {
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO audit_event (kind, outcome, account, detail) VALUES ('sign-in', 'failed', 'wv:alice@b1.example', 'slow')`,
      );
      await note('wv:alice@b1.example');
      await until('the later one is shown', () => follower.seen().length === 1);
      await slow.query('COMMIT');
    } finally {
      slow.release();
    }
    await until('so is the one before it', () => follower.seen().length === 2);
    follower.child.kill('SIGTERM');
    await expect(follower.ended).resolves.toBe(0);
  });

  test('ends when nobody reads it any more', async () => {
    const follower = follow();
    await until('it shows something', () => follower.seen().length > 0);
    follower.child.stdout.destroy();
    const going = setInterval(() => void note('unread').catch(() => undefined), 50);
    try {
      await expect(follower.ended).resolves.toBe(0);
    } finally {
      clearInterval(going);
    }
  });
});

describe('What was shown', () => {
  const event = (id: number) => ({ id: String(id) });

  test('is shown once, and what comes late is shown all the same', () => {
    const shown = new ShownEvents();
    shown.beginAt(event(7));
    expect([7, 9, 8, 9, 7, 6].map((id) => shown.add(event(id), 0))).toEqual([true, true, true, false, false, false]);
  });

  test('is looked at again for a minute, and then remembered no longer', () => {
    const shown = new ShownEvents();
    for (const id of [1, 3]) shown.add(event(id), 0);
    shown.settle(60_000);
    expect(shown.after).toBe('0');
    shown.add(event(2), 60_000);
    shown.settle(60_001);
    expect(shown.after).toBe('3');
    expect(shown.add(event(3), 60_002)).toBe(false);
  });

  test('is remembered for so many only', () => {
    const shown = new ShownEvents();
    for (let id = 1; id <= 1_500; id += 1) shown.add(event(id), 0);
    expect(shown.after).toBe('500');
  });
});
