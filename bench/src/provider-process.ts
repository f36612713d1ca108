import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import { resolveConfig } from '@imps-wsi/provider';
import pg from 'pg';
import { AccountAdministration } from '../../packages/provider/dist/accounts/administration.js';
import { openSecretBox } from '../../packages/provider/dist/security/open-secret-box.js';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { PgSettingStore } from '../../packages/provider/dist/store/settings.js';

const MAIN = fileURLToPath(new URL('../../packages/provider/dist/main.js', import.meta.url));
const DOMAIN = 'bench.example';
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
export const PASSWORD = 'bench password 1';

/** A provider as operators run it, a process of its own with its own database and the settings it comes with. */
export class ProviderProcess {
  static readonly #alive = new Set<ProviderProcess>();
  readonly url: string;
  readonly pid: number;
  /** Reaches the provider's own server: peers run beside it on the same disk, with the same settings. */
  readonly pool: pg.Pool;
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  readonly #administration: AccountAdministration;
  #ended: Promise<void> | undefined;

  private constructor(url: string, pid: number, pool: pg.Pool, child: ChildProcess, dataDir: string) {
    this.url = url;
    this.pid = pid;
    this.pool = pool;
    this.#child = child;
    this.#dataDir = dataDir;
    if (ProviderProcess.#alive.size === 0) for (const signal of SIGNALS) process.on(signal, ProviderProcess.#onSignal);
    ProviderProcess.#alive.add(this);
    this.#administration = new AccountAdministration({
      accounts: new AccountStore(pool),
      domains: [DOMAIN],
      hasher: new PasswordHasher(),
      secrets: openSecretBox(resolveConfig({ flags: { domains: [DOMAIN], dataDir } }), new PgSettingStore(pool)),
    });
  }

  /** @param flags settings other than those it comes with, as on the command line */
  static async start(flags: readonly string[] = []): Promise<ProviderProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'imps-bench-'));
    const child = spawn(
      process.execPath,
      [MAIN, 'serve', '--port', '0', '--domain', DOMAIN, '--data-dir', dataDir, '--log-level', 'warn', ...flags],
      { env: { ...process.env, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /ready: (\S+)/.exec(line)?.[1];
        if (address !== undefined) resolve(address);
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`the provider ended with ${String(code)} before it was ready`)));
    });
    const server = await LocalPostgres.attach(dataDir);
    if (server === undefined || child.pid === undefined) throw new Error('the provider has no database of its own');
    const pool = new pg.Pool({ connectionString: server.connectionString('imps'), max: 8 });
    // Told to the query that it breaks; an idle connection that ends with the provider is no failure.
    pool.on('error', () => undefined);
    return new ProviderProcess(url, child.pid, pool, child, dataDir);
  }

  /** The canonical address of a new person. */
  async addPerson(name: string): Promise<string> {
    return (await this.#administration.addPerson(`wv:${name}@${DOMAIN}`, PASSWORD)).address;
  }

  /** The address and the secret of a new service. */
  async addService(name: string): Promise<{ readonly address: string; readonly secret: string }> {
    const { account, secret } = await this.#administration.addService(`wv:${name}@${DOMAIN}`, `${name}.${DOMAIN}`);
    return { address: account.address, secret };
  }

  /** The process of the database whose children serve connections. */
  async postmaster(): Promise<number> {
    const text = await readFile(join(await realpath(join(this.#dataDir, 'postgres')), 'postmaster.pid'), 'utf8');
    return Number(text.split('\n')[0]);
  }

  /** Ends the database as a power failure would; the provider starts it again. */
  async killDatabase(): Promise<void> {
    process.kill(await this.postmaster(), 'SIGKILL');
  }

  /** Waits until nobody has content any more and all of it is removed, so that the next begins with empty tables. */
  async emptied(): Promise<void> {
    for (let left = 1; left > 0;) {
      const { rows } = await this.pool.query<{ left: number }>('SELECT count(*)::int AS left FROM content');
      left = rows[0]?.left ?? 0;
      if (left > 0) await sleep(100);
    }
    await this.pool.query('VACUUM content_chunk');
  }

  async checkpoint(): Promise<void> {
    await this.pool.query('CHECKPOINT');
  }

  /** Bytes that the server has written to its log so far. */
  async logBytes(): Promise<number> {
    const { rows } = await this.pool.query<{ at: string }>(
      `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS at`,
    );
    return Number(rows[0]?.at);
  }

  /** Ends it and removes all that it kept. */
  async stop(): Promise<void> {
    ProviderProcess.#alive.delete(this);
    if (ProviderProcess.#alive.size === 0) for (const signal of SIGNALS) process.off(signal, ProviderProcess.#onSignal);
    await this.pool.end();
    await this.#endProcess();
    await this.#removeFiles();
  }

  /** Whoever ends the benchmark ends its providers too; what is being measured is not waited for. */
  static readonly #onSignal = (): void => {
    const ended = [...ProviderProcess.#alive].map((provider) =>
      provider.#endProcess().then(() => provider.#removeFiles()),
    );
    void Promise.allSettled(ended).finally(() => process.exit(130));
  };

  /** Told once: the second time, a provider ends without its database. */
  #endProcess(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#child.on('exit', resolve));
    this.#child.kill('SIGTERM');
    await exited;
  }

  async #removeFiles(): Promise<void> {
    // Where the database runs under an account of its own, its files may be behind a link.
    const cluster = await realpath(join(this.#dataDir, 'postgres')).catch(() => undefined);
    if (cluster !== undefined) await rm(cluster, { recursive: true, force: true });
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
