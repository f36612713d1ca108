import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, existsSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { freePorts } from './free-ports.js';

/** A real PgBouncer in transaction mode before a database. */
export interface Pooler {
  readonly url: string;
  stop(): Promise<void>;
}

/** Where the program is; undefined on a machine that has none. */
export const PGBOUNCER = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  .map((directory) => join(directory, 'pgbouncer'))
  .find((path) => existsSync(path) && isExecutable(path));

/** As its documentation has it: 1.21 and later keep prepared statements. */
export const keepsPreparedStatements = (): boolean => {
  const said = spawnSync(PGBOUNCER ?? '', ['--version'], { encoding: 'utf8' }).stdout;
  const [, major = '0', minor = '0'] = /PgBouncer (\d+)\.(\d+)/.exec(said) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
};

export async function startPooler(databaseUrl: string): Promise<Pooler> {
  const { host, port, user, password } = new pg.Client({ connectionString: databaseUrl });
  const directory = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
  const [listenPort] = (await freePorts(1)) as [number];
  // It refuses to run as root; and a socket of an embedded database is for that database's account only.
  const account = process.geteuid?.() === 0 ? accountFor(host) : {};
  const secret = typeof password === 'string' && password !== '' ? ` password=${password}` : '';
  const file = join(directory, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${host} port=${String(port)} user=${user ?? 'postgres'}${secret}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(listenPort)}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 500
${keepsPreparedStatements() ? 'max_prepared_statements = 200' : ''}
`,
  );
  chmodSync(directory, 0o755);
  const child = spawn(PGBOUNCER ?? '', ['-q', file], { ...account, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = new URL(`postgres://any@127.0.0.1:${String(listenPort)}/`);
  url.pathname = new pg.Client({ connectionString: databaseUrl }).database ?? '';
  for (let attempt = 0; !(await answers(url.href)); attempt += 1) {
    if (attempt === 1_800 || child.exitCode !== null) throw new Error(`PgBouncer does not answer: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    url: url.href,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function accountFor(host: string): { uid: number; gid: number } {
  const { uid, gid } = host.startsWith('/') ? statSync(host) : { uid: 65_534, gid: 65_534 };
  return uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid, gid };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
