import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../packages/provider/dist/cli/program.js';
import type { CliContext } from '../../packages/provider/dist/cli/context.js';
import { byPeriods, steadily } from '../../packages/provider/dist/domain/quota.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { PgQuotaStore } from '../../packages/provider/dist/store/quotas.js';
import { ThrottleStore } from '../../packages/provider/dist/store/throttle.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** `account usage` and `throttle`, as operators have them, in this process. */

let database: TestDatabase;
let folder: string;
let ownerId: string;
const address = 'wv:alice@b1.example';

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'quotas-'));
  ({ ownerId } = await new AccountStore(database.pool).addPerson({ address, passwordHash: 'none' }));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function run(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const context: CliContext = {
    programName: 'imps-wsi-provider',
    version: '0',
    env: { DATABASE_URL: database.url, IMPS_WSI_DOMAIN: 'b1.example' },
    cwd: folder,
    stdin: process.stdin,
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    write: () => Promise.resolve(),
    openStore: () => Promise.resolve({ pool: database.pool, url: database.url, close: () => Promise.resolve() }),
    startProvider: () => Promise.reject(new Error('nobody serves here')),
    onSignal: () => () => undefined,
    exit: () => undefined,
  };
  return { code: await runCommand(args, context), ...said };
}

describe('account policy', () => {
  test('takes and shows numbers, sizes and what is unlimited', async () => {
    const { code, out } = await run(
      ...['account', 'policy', address, '--set', 'messagesPerSecond=20', '--set', 'bytesPerDay=10MiB'],
      ...['--set', 'inboxDepth=5', '--set', 'openLongPolls=unlimited'],
    );
    expect(code).toBe(0);
    expect(out).toContain('messagesPerSecond\t20\taccount\nbytesPerDay\t10MiB\taccount\n');
    expect(out).toContain('inboxDepth\t5\taccount\nopenLongPolls\tunlimited\taccount\n');
  });

  test.each([
    ['messagesPerSecond=-1', /"-1" cannot be used; allowed is a whole number from 0 to 1000000, or unlimited/],
    ['messagesPerSecond=1.5', /"1.5" cannot be used/],
    ['messagesPerSecond=1000001', /cannot be used/],
    ['inboxDepth=unlimited', /"unlimited" cannot be used; allowed is a whole number from 1 to 100000000/],
    ['bytesPerDay=much', /or unlimited/],
  ])('%s is refused', async (set, text) => {
    expect(await run('account', 'policy', address, '--set', set)).toMatchObject({
      code: 2,
      err: expect.stringMatching(text) as unknown,
    });
  });
});

describe('account usage', () => {
  test('shows what is used of the quotas that bind the account (PP2-18)', async () => {
    const store = new PgQuotaStore(database.pool);
    await run('account', 'policy', address, '--set', 'messagesPerSecond=1', '--set', 'bytesPerDay=1MiB');
    await store.take({ ownerId, quota: 'bytesSent', wanted: 1000, terms: byPeriods(1024 * 1024, 86_400) });
    await store.take({ ownerId, quota: 'messagesSent', wanted: 5, terms: steadily(0.000001, 10_000_000) });
    const { out } = await run('account', 'usage', address);
    expect(out).toMatch(/^messagesPerSecond\t5\t1\nbytesPerDay\t1000\t1MiB\t\d+ s\ninboxDepth\t0\t5\n$/);
    expect(JSON.parse((await run('account', 'usage', address, '--json')).out)).toMatchObject({
      address,
      usage: { bytesPerDay: { used: 1000, limit: 1024 * 1024 }, inboxDepth: { used: 0, limit: 5 } },
    });
  });

  test('of nobody is refused', async () => {
    const { code, err } = await run('account', 'usage', 'wv:nobody@b1.example');
    expect(code).not.toBe(0);
    expect(err).toContain('there is no account wv:nobody@b1.example');
  });
});

describe('throttle', () => {
  test('is switched on for a time, shown and switched off (GO-4)', async () => {
    expect((await run('throttle', 'show')).out).toBe('no throttle is on\n');
    const { out } = await run('throttle', 'on', '--seconds', '600', '--messages-per-second', '50');
    expect(out).toMatch(/^50 messages a second of all accounts together, for (?:600|59\d) more seconds\n$/);
    expect(JSON.parse((await run('throttle', 'show', '--json')).out)).toMatchObject({
      on: true,
      messagesPerSecond: 50,
    });
    expect((await run('throttle', 'off')).out).toBe('no throttle is on\n');
  });

  test('whose time is over is none', async () => {
    await run('throttle', 'on', '--seconds', '600');
    expect(await new ThrottleStore(database.pool).read()).toMatchObject({ messagesPerSecond: 0 });
    await database.pool.query(
      `UPDATE setting SET value = jsonb_set(value::jsonb, '{until}', to_jsonb(now()))::text WHERE name = 'throttle'`,
    );
    expect((await run('throttle', 'show')).out).toBe('no throttle is on\n');
  });

  test.each([
    [[], /required option '--seconds <n>' not specified/],
    [['--seconds', '0'], /It must be a whole number from 1 to 604800/],
    [['--seconds', 'ten'], /It must be a whole number/],
    [['--seconds', '5', '--messages-per-second', '-1'], /It must be a whole number from 0 to 1000000/],
  ])('throttle on %j is refused', async (args, text) => {
    const { code, err } = await run('throttle', 'on', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(text);
  });
});
