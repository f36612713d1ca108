import { readFile, readlink } from 'node:fs/promises';
import { readFileSync, readlinkSync } from 'node:fs';
import { systemCode } from './errors.js';
import { run } from './run.js';

/**
 * A process that can be recognised later. A pid alone is reused: after a reboot, and at once in a container.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Linux: clock ticks since boot. Elsewhere: milliseconds since 1970, good to some seconds. */
  readonly started: number;
  /** What pids are counted in: boot and pid namespace. Identities of different spaces cannot be compared. */
  readonly space: string;
}

/** `ps` shows whole seconds, and a process counts its own start somewhat later than the system does. */
const START_TOLERANCE_MS = 5_000;

interface ProcStat {
  readonly state: string;
  readonly started: number;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const stat = process.platform === 'linux' ? parseStat(readProc('self/stat')) : undefined;
  return { pid: process.pid, started: stat?.started ?? Math.round(performance.timeOrigin), space: ownSpace() };
}

/** The boot and pid namespace this process lives in; empty where the system has no such notion. */
export function ownSpace(): string {
  if (process.platform !== 'linux') return '';
  try {
    return `${readProc('sys/kernel/random/boot_id')?.trim() ?? ''} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** Whether exactly this process still runs. Zombies count as gone. Only for identities of our own space. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (!isPidAlive(identity.pid)) return false;
  const started = await startOf(identity.pid);
  if (started === undefined) return process.platform === 'win32';
  if (process.platform === 'linux') return started === identity.started;
  return Math.abs(started - identity.started) <= START_TOLERANCE_MS;
}

/** Whether any process has this pid. Zombies count as gone: in a container nobody may ever collect them. */
export function isPidAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false;
  }
  if (process.platform !== 'linux') return true;
  const stat = parseStat(readProc(`${pid}/stat`));
  return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X';
}

/**
 * Whether `pid` is a PostgreSQL server on `clusterDir`.
 *
 * @returns `undefined` where the system does not tell
 */
export async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean | undefined> {
  if (!isPidAlive(pid)) return false;
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'linux') {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
    if (command !== undefined && !/(^|\/)postgres(\0|:|$)/.test(command)) return false;
    // A server stands in its data directory, wherever that has been moved to.
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return cwd === undefined ? undefined : cwd === clusterDir;
  }
  const { exitCode, stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
  if (exitCode !== 0) return false;
  return /(^|\/)postgres(\s|:)/.test(stdout) && stdout.includes(clusterDir);
}

async function startOf(pid: number): Promise<number | undefined> {
  if (process.platform === 'linux') return parseStat(readProc(`${pid}/stat`))?.started;
  if (process.platform === 'win32') {
    const script = `[DateTimeOffset]::new((Get-Process -Id ${pid}).StartTime).ToUnixTimeMilliseconds()`;
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
    return /^\d+\s*$/.test(stdout) ? Number(stdout) : undefined;
  }
  const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
  // We run `ps` with TZ=UTC.
  const parsed = Date.parse(`${stdout.trim()} UTC`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** proc(5): the second field is in parentheses and may itself hold blanks and parentheses. */
function parseStat(text: string | undefined): ProcStat | undefined {
  const rest = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = rest?.[0];
  const started = rest?.[19];
  return state !== undefined && started !== undefined ? { state, started: Number(started) } : undefined;
}
