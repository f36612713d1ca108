import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import type { Cluster } from './cluster.js';
import type { Endpoint } from './endpoint.js';
import { LocalPostgresError, reasonOf } from './errors.js';
import { endWithProgram } from './last-exit.js';
import { isPidAlive, isPostmasterOf } from './process-identity.js';
import { identityOf, NEUTRAL_DIRECTORY, run, serverEnvironment } from './run.js';
import { ServerLog } from './server-log.js';

const POLL_MS = 20;
/** How often an adopted server, which is no child of ours, is looked at. */
const WATCH_MS = 250;
/** What is left of a killed server can block its successor for a while. */
const LEFTOVERS_MS = 20_000;
const LEFTOVERS = /still in use|lock file ".*" already exists|could not bind/;

/** What a server needs to be started; the same for every restart. */
export interface ServerPlan {
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly cluster: Cluster;
  readonly endpoint: Endpoint;
  readonly log: ServerLog;
  /** How long recovery after a crash may take. */
  readonly startTimeoutMs: number;
}

/** The lines of `postmaster.pid` that concern us. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  /** Empty when the server has no socket. */
  readonly socketDir: string;
  /** `starting`, `ready`, `stopping` or `standby`. */
  readonly status: string;
}

export async function readPidFile(directory: string): Promise<PidFile | undefined> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketDir, , , status] = text.split('\n').map((line) => line.trim());
  if (!pid || !/^\d+$/.test(pid)) return undefined;
  return { pid: Number(pid), port: Number(port ?? 0), socketDir: socketDir ?? '', status: status ?? '' };
}

/** A running server: started by us, or by a process that is gone. */
export class Postmaster {
  readonly pid: number;
  readonly #directory: string;
  readonly #binaries: Binaries;
  /** Resolves when the server has ended, however it did. */
  readonly ended: Promise<void>;
  #hasEnded = false;

  private constructor(pid: number, plan: ServerPlan, ended: Promise<void>) {
    this.pid = pid;
    this.#directory = plan.cluster.directory;
    this.#binaries = plan.binaries;
    const forget = endWithProgram({ pid, directory: this.#directory, binaries: this.#binaries });
    this.ended = ended.then(() => {
      forget();
      this.#hasEnded = true;
    });
  }

  /** Takes over a server that runs already. */
  static adopt(pid: number, plan: ServerPlan): Postmaster {
    const ended = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (isPidAlive(pid)) return;
        clearInterval(timer);
        resolve();
      }, WATCH_MS).unref();
    });
    return new Postmaster(pid, plan, ended);
  }

  /**
   * Starts the server and waits until it takes connections.
   *
   * @param stopping gives up the start, recovery included, and ends the server again
   * @throws LocalPostgresError START_FAILED, in the server's own words where it gave any; STOPPED
   */
  static async start(plan: ServerPlan, stopping?: AbortSignal): Promise<Postmaster> {
    const deadline = Date.now() + LEFTOVERS_MS;
    for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
      await removeFalseLocks(plan);
      plan.log.forget();
      const started = process.platform === 'win32' ? await startByPgCtl(plan) : await this.#spawn(plan, stopping);
      if (started instanceof Postmaster) return started;
      if (!LEFTOVERS.test(started) || Date.now() > deadline) throw startFailed(plan, started);
      await sleep(pause);
    }
  }

  static async #spawn(plan: ServerPlan, stopping?: AbortSignal): Promise<Postmaster | string> {
    const descriptor = plan.log.open();
    let child;
    try {
      child = spawn(plan.binaries.postgres, ['-D', plan.cluster.directory, ...endpointArguments(plan.endpoint)], {
        cwd: NEUTRAL_DIRECTORY,
        env: serverEnvironment(),
        stdio: ['ignore', descriptor, descriptor],
        // Its own session: Ctrl-C must not reach it before its owner has drained.
        detached: true,
        ...identityOf(plan.account),
      });
    } catch (error) {
      return reasonOf(error);
    } finally {
      ServerLog.close(descriptor);
    }
    let failure: string | undefined;
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        failure = error.message;
        resolve();
      });
      child.once('exit', (code, signal) => {
        failure = `it ended at once with ${signal ?? `status ${code}`}`;
        resolve();
      });
    });
    child.unref();
    const runs = (): boolean => failure === undefined;
    const { pid } = child;
    if (pid !== undefined) {
      const forget = endWithProgram({ pid, directory: plan.cluster.directory, binaries: plan.binaries });
      try {
        if (await waitUntilReady(plan, pid, runs, stopping)) return new Postmaster(pid, plan, ended);
      } finally {
        forget();
      }
    }
    await ended;
    return (await plan.log.reason()) ?? failure ?? 'it ended at once';
  }

  /**
   * Fast shutdown: sessions end, everything is written. After `patienceMs` the server is told to drop
   * everything (it recovers at its next start), and in the end it is killed.
   *
   * @throws LocalPostgresError STOP_FAILED
   */
  async stop(patienceMs: number): Promise<void> {
    const steps: readonly (readonly [NodeJS.Signals, number])[] = [
      ['SIGINT', patienceMs],
      ['SIGQUIT', 10_000],
      ['SIGKILL', 10_000],
    ];
    for (const [signal, ms] of steps) {
      // Asked anew each time: its pid may have gone to another process.
      if (this.#hasEnded || (await isPostmasterOf(this.pid, this.#directory)) === false) return;
      await this.#send(signal, ms);
      const deadline = Date.now() + ms;
      while (isPidAlive(this.pid) && Date.now() < deadline) await sleep(POLL_MS);
      if (!isPidAlive(this.pid)) return;
    }
    throw new LocalPostgresError(
      'STOP_FAILED',
      `The PostgreSQL server (process ${this.pid}) does not end: look at its log and stop it by hand`,
    );
  }

  async #send(signal: NodeJS.Signals, ms: number): Promise<void> {
    if (process.platform === 'win32') {
      const mode = signal === 'SIGINT' ? 'fast' : 'immediate';
      const seconds = String(Math.max(1, Math.ceil(ms / 1000)));
      await run(this.#binaries.pgCtl, ['stop', '-D', this.#directory, '-m', mode, '-t', seconds]);
      return;
    }
    try {
      process.kill(this.pid, signal);
    } catch {
      // Gone already, or not ours to signal: the wait tells which.
    }
  }
}

function endpointArguments(endpoint: Endpoint): string[] {
  const common = ['-p', String(endpoint.port)];
  if (endpoint.transport === 'tcp') return [...common, '-h', endpoint.host, '-c', 'unix_socket_directories='];
  return [...common, '-h', '', '-k', endpoint.host, '-c', 'unix_socket_permissions=0700'];
}

/** pg_ctl lets go of administrator rights, with which postgres.exe refuses to run. */
async function startByPgCtl(plan: ServerPlan): Promise<Postmaster | string> {
  const options = `-p ${plan.endpoint.port} -h ${plan.endpoint.host}`;
  const seconds = String(Math.ceil(plan.startTimeoutMs / 1000));
  const args = ['start', '-w', '-t', seconds, '-D', plan.cluster.directory, '-l', plan.log.file, '-o', options];
  const { exitCode, stderr } = await run(plan.binaries.pgCtl, args);
  const pidFile = await readPidFile(plan.cluster.directory);
  if (exitCode === 0 && pidFile) return Postmaster.adopt(pidFile.pid, plan);
  return (await plan.log.reason()) ?? stderr.trim();
}

/** Resolves with true once the server takes connections, with false when it ended instead. */
async function waitUntilReady(
  plan: ServerPlan,
  pid: number,
  runs: () => boolean,
  stopping: AbortSignal | undefined,
): Promise<boolean> {
  const deadline = Date.now() + plan.startTimeoutMs;
  while (runs()) {
    const pidFile = await readPidFile(plan.cluster.directory);
    if (pidFile?.pid === pid && pidFile.status === 'ready') return true;
    const late = Date.now() > deadline;
    if (late || stopping?.aborted) {
      process.kill(pid, 'SIGQUIT');
      while (runs()) await sleep(POLL_MS);
      if (late) throw startFailed(plan, `it was not ready after ${Math.round(plan.startTimeoutMs / 1000)} s`);
      throw new LocalPostgresError('STOPPED', 'The start of PostgreSQL was called off');
    }
    await sleep(POLL_MS);
  }
  return false;
}

/**
 * A killed server leaves its pid in two files; if another program has that pid now, PostgreSQL would not start.
 * Should processes of the killed server still run, it notices by their shared memory.
 */
async function removeFalseLocks({ cluster, endpoint }: ServerPlan): Promise<void> {
  const pidFile = await readPidFile(cluster.directory);
  if (pidFile && (await isPostmasterOf(pidFile.pid, cluster.directory)) !== false) return;
  await rm(join(cluster.directory, 'postmaster.pid'), { force: true });
  if (endpoint.transport !== 'socket') return;
  const socket = join(endpoint.host, `.s.PGSQL.${endpoint.port}`);
  await rm(`${socket}.lock`, { force: true });
  await rm(socket, { force: true });
}

function startFailed(plan: ServerPlan, reason: string): LocalPostgresError {
  return new LocalPostgresError(
    'START_FAILED',
    `PostgreSQL did not start (${reason.replace(/[.\s]+$/, '')}): see ${plan.log.file}, mend that and start again`,
  );
}
