import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { LocalPostgres, type LocalPostgresOptions } from '@imps-wsi/local-postgres';

/** What a test made and must be gone after it, last made first gone. */
export class Cleanup {
  readonly #steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await step();
  }

  /** A fresh directory, below the one for temporary files, that every account may pass through. */
  async directory(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'local-postgres-'));
    await chmod(directory, 0o711);
    this.add(() => rm(directory, { recursive: true, force: true }));
    return directory;
  }

  async start(dataDir: string, options: Partial<LocalPostgresOptions> = {}): Promise<LocalPostgres> {
    const server = await LocalPostgres.start({ dataDir, durable: false, ...options });
    this.add(() => server.stop());
    return server;
  }

  /** Another process that starts the server of `dataDir` and then just lives. */
  async owner(dataDir: string): Promise<ChildProcess> {
    const script = `
      import { LocalPostgres } from '@imps-wsi/local-postgres';
      await LocalPostgres.start({ dataDir: process.argv[1], durable: false, databases: ['imps'] });
      console.log('ready');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.add(async () => {
      await killAndWait(child);
      // What it left running is taken over and stopped.
      await (await LocalPostgres.start({ dataDir, durable: false })).stop();
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') return child;
    }
    throw new Error('the owner ended before its server was ready');
  }
}

export async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Runs one statement and gives its rows. */
export async function query(
  server: Pick<LocalPostgres, 'connectionString'>,
  database: string,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.connectionString(database) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The process that wrote the first line of `postmaster.pid`. */
export async function pidOf(server: LocalPostgres): Promise<number> {
  const pid = await server.serverPid();
  if (pid === undefined) throw new Error('the server is down');
  return pid;
}

/** True for tests of what only root can do, or meets. */
export const ROOT = process.geteuid?.() === 0;
