import { spawn } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LocalPostgres, LocalPostgresError } from '@imps-wsi/local-postgres';
import { Cleanup, killAndWait, query, ROOT } from './support.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** The refusal of `start`, whose message must be one line. */
async function refusal(dataDir: string, options: { fallbackDir?: string | false } = {}): Promise<LocalPostgresError> {
  try {
    await (await LocalPostgres.start({ dataDir, durable: false, ...options })).stop();
  } catch (error) {
    if (!(error instanceof LocalPostgresError)) throw error;
    expect(error.message).not.toContain('\n');
    return error;
  }
  throw new Error('it started');
}

describe('a data directory', () => {
  test('of another major version is refused with both versions and the way out', async () => {
    const dataDir = await cleanup.directory();
    await (await cleanup.start(dataDir)).stop();
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
    const error = await refusal(dataDir);
    expect(error.code).toBe('DATA_DIR_VERSION');
    expect(error.message).toMatch(/PostgreSQL 15\b.*PostgreSQL 18\b.*pg_dumpall/);
    expect(await readFile(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('15\n');
  });

  test('with something else in place of the cluster is refused and left as it is', async () => {
    const dataDir = await cleanup.directory();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'thesis.txt'), 'precious');
    expect((await refusal(dataDir)).code).toBe('NOT_A_CLUSTER');
    expect(await readdir(join(dataDir, 'postgres'))).toEqual(['thesis.txt']);
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  test('with a cluster that another program made is refused', async () => {
    const dataDir = await cleanup.directory();
    await (await cleanup.start(dataDir)).stop();
    await rm(join(dataDir, 'postgres', 'local-postgres.json'));
    expect(await refusal(dataDir)).toMatchObject({
      code: 'NOT_A_CLUSTER',
      message: expect.stringContaining('another program'),
    });
  });

  test('whose cluster is a link to nothing is refused', async () => {
    const dataDir = await cleanup.directory();
    await symlink(join(dataDir, 'gone'), join(dataDir, 'postgres'));
    expect((await refusal(dataDir)).code).toBe('NOT_A_CLUSTER');
  });

  test('that is a file is refused', async () => {
    const file = join(await cleanup.directory(), 'data');
    await writeFile(file, '');
    expect((await refusal(file)).code).toBe('DATA_DIR_ACCESS');
    expect((await refusal(join(file, 'below'))).code).toBe('DATA_DIR_ACCESS');
  });

  test('in which initdb was killed half-way is begun anew', async () => {
    const dataDir = await cleanup.directory();
    await mkdir(join(dataDir, 'postgres.new-0123abcd', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.new-0123abcd', 'PG_VERSION'), '18\n');
    const server = await cleanup.start(dataDir);
    expect(await query(server, 'postgres', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(dataDir)).filter((name) => name.includes('.new'))).toEqual([]);
  });

  test('made beforehand and empty is used', async () => {
    const dataDir = await cleanup.directory();
    await mkdir(join(dataDir, 'postgres'));
    const server = await cleanup.start(dataDir);
    expect(await query(server, 'postgres', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('moved elsewhere while stopped is used there', async () => {
    const directory = await cleanup.directory();
    await (await cleanup.start(join(directory, 'a'), { databases: ['imps'] })).stop();
    await rename(join(directory, 'a'), join(directory, 'b'));
    const server = await cleanup.start(join(directory, 'b'));
    expect(await query(server, 'imps', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('whose server was killed, and whose pid another program now has, is no obstacle', async () => {
    const dataDir = await cleanup.directory();
    await (await cleanup.start(dataDir)).stop();
    const cluster = join(dataDir, 'postgres');
    const { uid, gid } = await stat(cluster);
    // Of the server's own account, so that PostgreSQL by itself would take it for a running server.
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore', ...(ROOT ? { uid, gid } : {}) });
    cleanup.add(() => killAndWait(stranger));
    await writeFile(join(cluster, 'postmaster.pid'), `${stranger.pid}\n${cluster}\n1\n5432\n/nowhere\n\n1 2\nready\n`);
    const server = await cleanup.start(dataDir);
    expect(await query(server, 'postgres', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(stranger.exitCode).toBeNull();
  });
});

if (ROOT) {
  describe('as root', () => {
    test('the server runs under an unprivileged account, which alone can read the cluster', async () => {
      const dataDir = join(await cleanup.directory(), 'data');
      const server = await cleanup.start(dataDir);
      const cluster = await stat(join(dataDir, 'postgres'));
      expect(cluster.uid).not.toBe(0);
      expect(cluster.mode & 0o777).toBe(0o700);
      const status = await readFile(`/proc/${await server.serverPid()}/status`, 'utf8');
      expect(status).toMatch(new RegExp(`^Uid:\\t${cluster.uid}\\t`, 'm'));
      // Ours stays ours: that account may pass through, and nobody else even that.
      const { mode, uid } = await stat(dataDir);
      expect([uid, mode & 0o777]).toEqual([0, 0o710]);
    });

    test('below a closed directory the cluster goes elsewhere and is linked', async () => {
      const directory = await cleanup.directory();
      const dataDir = join(directory, 'closed', 'data');
      const fallbackDir = join(directory, 'open');
      await mkdir(join(directory, 'closed'), { mode: 0o700 });
      const server = await cleanup.start(dataDir, { fallbackDir, databases: ['imps'] });
      expect(server.clusterDir.startsWith(fallbackDir)).toBe(true);
      expect((await lstat(join(dataDir, 'postgres'))).isSymbolicLink()).toBe(true);
      await query(server, 'imps', 'CREATE TABLE kept AS SELECT 1 AS one');
      await server.stop();
      const again = await cleanup.start(dataDir, { fallbackDir });
      expect(await query(again, 'imps', 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
      // The closed directory is as closed as before.
      expect((await stat(join(directory, 'closed'))).mode & 0o777).toBe(0o700);
    });

    test('below a closed directory, with no other place allowed, it is refused', async () => {
      const directory = await cleanup.directory();
      await chmod(directory, 0o700);
      const error = await refusal(join(directory, 'data'), { fallbackDir: false });
      expect(error.code).toBe('DATA_DIR_ACCESS');
      expect(error.message).toContain('closed directory');
    });

    test('a cluster that was restored by root is handed over to the account', async () => {
      const dataDir = await cleanup.directory();
      await (await cleanup.start(dataDir)).stop();
      const copy = spawn('chown', ['-R', '0:0', join(dataDir, 'postgres')]);
      await new Promise((resolve) => copy.once('exit', resolve));
      const server = await cleanup.start(dataDir);
      expect(await query(server, 'postgres', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });
}
