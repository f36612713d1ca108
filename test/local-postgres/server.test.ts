import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LocalPostgres, type RestartEvent } from '@imps-wsi/local-postgres';
import { isPidAlive } from '../../packages/local-postgres/dist/process-identity.js';
import { Cleanup, killAndWait, pidOf, query } from './support.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe('a server of our own', () => {
  test('starts in an empty place with the databases asked for, and keeps its data over a restart', async () => {
    const dataDir = join(await cleanup.directory(), 'not', 'there', 'yet');
    const first = await cleanup.start(dataDir, { databases: ['imps', 'game "two"'] });
    expect(first.owner).toBe(true);
    await query(first, 'imps', "CREATE TABLE t AS SELECT 'grüße'::text AS word");
    expect(await query(first, 'game "two"', 'SELECT current_database() AS name')).toEqual([{ name: 'game "two"' }]);
    await first.stop();

    const second = await cleanup.start(dataDir, { databases: ['imps'] });
    expect(await query(second, 'imps', 'SELECT word FROM t')).toEqual([{ word: 'grüße' }]);
  });

  test('is UTF8, sorts by code point, checks its pages, speaks UTC, and takes the settings given', async () => {
    const server = await cleanup.start(await cleanup.directory(), {
      durable: true,
      settings: { work_mem: '7MB', 'my.note': "it's ours" },
    });
    const [row] = await query(
      server,
      'postgres',
      `SELECT current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums,
              current_setting('TimeZone') AS zone, current_setting('fsync') AS fsync,
              current_setting('work_mem') AS work, current_setting('my.note') AS note,
              current_setting('listen_addresses') AS tcp, 'Z' < 'a' AS by_code_point`,
    );
    expect(row).toEqual({
      encoding: 'UTF8',
      checksums: 'on',
      zone: 'UTC',
      fsync: 'on',
      work: '7MB',
      note: "it's ours",
      tcp: '',
      by_code_point: true,
    });
  });

  test('is reached by a short socket path in a directory closed to others', async () => {
    const server = await cleanup.start(await cleanup.directory());
    const directory = new URL(server.connectionString('imps')).searchParams.get('host') ?? '';
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    const socket = (await readdir(directory)).find((name) => !name.endsWith('.lock')) ?? '';
    expect(Buffer.byteLength(join(directory, socket))).toBeLessThanOrEqual(100);
  });

  test('over TCP is reached on the loopback address, by password only', async () => {
    const dataDir = await cleanup.directory();
    const server = await cleanup.start(dataDir, { transport: 'tcp', databases: ['imps'] });
    const url = new URL(server.connectionString('imps'));
    expect(url.hostname).toBe('127.0.0.1');
    expect(await query(server, 'imps', 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(server, 'imps', 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);

    url.password = 'guessed';
    await expect(query({ connectionString: () => url.href }, 'imps', 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });

    await server.stop();
    const again = await cleanup.start(dataDir);
    expect(await query(again, 'imps', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('stops completely: no process, no socket, no lock; stopping again is fine', async () => {
    const dataDir = await cleanup.directory();
    const server = await cleanup.start(dataDir);
    const pid = await pidOf(server);
    const socketDir = new URL(server.connectionString('x')).searchParams.get('host') ?? '';
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(isPidAlive(pid)).toBe(false);
    expect(existsSync(socketDir)).toBe(false);
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log']);
    await expect(server.createDatabase('late')).rejects.toMatchObject({ code: 'STOPPED' });
  });

  test('stops under sessions that are in the middle of something', async () => {
    const server = await cleanup.start(await cleanup.directory());
    const busy = query(server, 'postgres', 'SELECT pg_sleep(600)');
    const ended = expect(busy).rejects.toMatchObject({ code: '57P01' });
    await waitForActivity(server);
    await server.stop();
    await ended;
  });

  test('clones a template database and drops it with sessions in it', async () => {
    const server = await cleanup.start(await cleanup.directory(), { databases: ['template'] });
    await query(server, 'template', 'CREATE TABLE t AS SELECT 42 AS answer');
    await server.createDatabase('copy', { template: 'template' });
    expect(await query(server, 'copy', 'SELECT answer FROM t')).toEqual([{ answer: 42 }]);
    await expect(server.createDatabase('copy')).rejects.toMatchObject({ code: '42P04' });

    const session = expect(query(server, 'copy', 'SELECT pg_sleep(600)')).rejects.toThrow();
    await waitForActivity(server);
    await server.dropDatabase('copy');
    await session;
    await server.dropDatabase('copy');
    await expect(query(server, 'copy', 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  test('passes on what the server logs, but never a statement', async () => {
    const lines: string[] = [];
    const server = await cleanup.start(await cleanup.directory(), { onLog: (line) => lines.push(line) });
    await expect(query(server, 'postgres', "SELECT 1/0 AS oops, 'a private word' AS text")).rejects.toThrow();
    await server.stop();
    await new Promise(setImmediate);
    expect(lines.join('\n')).toMatch(/ready to accept connections/);
    expect(lines.join('\n')).toMatch(/ERROR: {2}division by zero/);
    expect(lines.join('\n')).not.toMatch(/private word/);
  });

  test('a setting that PostgreSQL refuses is told in its own words, and nothing is left behind', async () => {
    const dataDir = await cleanup.directory();
    const attempt = LocalPostgres.start({ dataDir, durable: false, settings: { work_mem: 'plenty' } });
    await expect(attempt).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringMatching(/^[^\n]+$/) });
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log']);
    const reserved = LocalPostgres.start({ dataDir, settings: { listen_addresses: '*' } });
    await expect(reserved).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('listen_addresses'),
    });
    await cleanup.start(dataDir);
  });
});

describe('a start that is called off', () => {
  test('ends what it had begun, and the next one succeeds', async () => {
    const dataDir = await cleanup.directory();
    const attempt = LocalPostgres.start({ dataDir, durable: false, signal: AbortSignal.abort() });
    await expect(attempt).rejects.toMatchObject({ code: 'STOPPED' });
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log']);
    const server = await cleanup.start(dataDir, { databases: ['imps'] });
    expect(await query(server, 'imps', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a server that dies', () => {
  test('is started again at the same address, and its owner is told', async () => {
    const restarted = restartEvent();
    const server = await cleanup.start(await cleanup.directory(), {
      durable: true,
      databases: ['imps'],
      onRestart: restarted.resolve,
    });
    await query(server, 'imps', 'CREATE TABLE kept AS SELECT 1 AS one');
    const url = server.connectionString('imps');
    process.kill(await pidOf(server), 'SIGKILL');
    expect(await restarted.promise).toMatchObject({ outcome: 'restarted', attempts: 1 });
    expect(server.connectionString('imps')).toBe(url);
    expect(await query(server, 'imps', 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  test('is not started again once it is being stopped', async () => {
    const events: RestartEvent[] = [];
    const dataDir = await cleanup.directory();
    const server = await cleanup.start(dataDir, { onRestart: (event) => events.push(event) });
    process.kill(await pidOf(server), 'SIGKILL');
    await server.stop();
    expect(events).toEqual([]);
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log']);
  });
});

describe('several processes and one data directory', () => {
  test('a second owner is refused in one line that names the first', async () => {
    const dataDir = await cleanup.directory();
    await cleanup.start(dataDir);
    await expect(LocalPostgres.start({ dataDir })).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringMatching(new RegExp(`^[^\\n]*process ${process.pid}\\b[^\\n]*$`)),
    });
  });

  test('another process joins the running server, and its stop leaves the server alone', async () => {
    const dataDir = await cleanup.directory();
    const owner = await cleanup.owner(dataDir);
    const guest = await LocalPostgres.attach(dataDir);
    expect(guest?.owner).toBe(false);
    const opened = await LocalPostgres.open({ dataDir });
    expect(opened.owner).toBe(false);
    await guest?.stop();
    expect(await query(opened, 'imps', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(owner.exitCode).toBeNull();
  });

  test('there is nothing to join where no live process owns a server', async () => {
    const directory = await cleanup.directory();
    expect(await LocalPostgres.attach(join(directory, 'absent'))).toBeUndefined();
    expect(existsSync(join(directory, 'absent'))).toBe(false);
    expect(await LocalPostgres.attach(directory)).toBeUndefined();
  });

  test('a server outlives its killed owner and is taken over as it runs', async () => {
    const dataDir = await cleanup.directory();
    const owner = await cleanup.owner(dataDir);
    const before = await LocalPostgres.attach(dataDir);
    if (!before) throw new Error('nothing to join');
    const pid = await pidOf(before);
    await killAndWait(owner);
    expect(await LocalPostgres.attach(dataDir)).toBeUndefined();

    const restarted = restartEvent();
    const heir = await cleanup.start(dataDir, { onRestart: restarted.resolve });
    expect(heir.owner).toBe(true);
    expect(await pidOf(heir)).toBe(pid);
    expect(heir.connectionString('imps')).toBe(before.connectionString('imps'));
    // It is looked after like one of our own.
    process.kill(pid, 'SIGKILL');
    expect(await restarted.promise).toMatchObject({ outcome: 'restarted' });
    await heir.stop();
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log']);
  });

  test('a server left running in a directory that was then moved is found there', async () => {
    const directory = await cleanup.directory();
    const owner = await cleanup.owner(join(directory, 'a'));
    await killAndWait(owner);
    const pidFile = await readFile(join(directory, 'a', 'postgres', 'postmaster.pid'), 'utf8');
    await rename(join(directory, 'a'), join(directory, 'b'));
    const heir = await cleanup.start(join(directory, 'b'));
    expect(isPidAlive(Number(pidFile.split('\n')[0]))).toBe(false);
    expect(await query(heir, 'imps', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await heir.stop();
    await rename(join(directory, 'b'), join(directory, 'a'));
  });

  test('a server left running with other settings than now wanted is replaced', async () => {
    const dataDir = await cleanup.directory();
    const owner = await cleanup.owner(dataDir);
    await killAndWait(owner);
    const pid = Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    const heir = await cleanup.start(dataDir, { settings: { max_connections: '33' } });
    expect(await pidOf(heir)).not.toBe(pid);
    expect(isPidAlive(pid)).toBe(false);
    expect(await query(heir, 'postgres', 'SHOW max_connections')).toEqual([{ max_connections: '33' }]);
  });
});

/** Both ends of "the server was restarted". */
function restartEvent(): { promise: Promise<RestartEvent>; resolve: (event: RestartEvent) => void } {
  let resolve: (event: RestartEvent) => void = () => undefined;
  const promise = new Promise<RestartEvent>((settle) => (resolve = settle));
  return { promise, resolve };
}

async function waitForActivity(server: LocalPostgres): Promise<void> {
  const sql = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'";
  while ((await query(server, 'postgres', sql)).length === 0) await new Promise(setImmediate);
}

test('a program that exits without stopping its server takes it along, and finds its data again', async () => {
  const dataDir = await cleanup.directory();
  const script = `
    import { LocalPostgres } from '@imps-wsi/local-postgres';
    const server = await LocalPostgres.start({ dataDir: process.argv[1], databases: ['imps'] });
    console.log(await server.serverPid());
    process.exit(7);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = Number(said.toString());
  expect(pid).toBeGreaterThan(0);
  while (isPidAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  const again = await cleanup.start(dataDir, { durable: true });
  expect(await query(again, 'imps', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await pidOf(again)).not.toBe(pid);
});
