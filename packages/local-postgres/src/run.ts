import { spawn } from 'node:child_process';
import type { Account } from './account.js';
import { systemCode } from './errors.js';

/** How a short-lived program ended. `spawnError` is set when it never ran. */
export interface RunResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly spawnError: string | undefined;
}

/**
 * Handed on to PostgreSQL. Everything else stays here: the program's environment may hold secrets, and
 * PGDATA, PGOPTIONS and the like would change what the server does.
 */
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'SystemRoot'];

/** The environment of every process this package starts. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', LANG: 'C', TZ: 'UTC' };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** The `uid`/`gid` fields for `spawn`; empty when the program runs as ourselves. */
export function identityOf(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** A directory that any account may stand in; the caller's own may be closed to the server's account. */
export const NEUTRAL_DIRECTORY = process.platform === 'win32' ? (process.env['SystemRoot'] ?? 'C:\\') : '/';

/**
 * Runs a program to its end, as `account` when given, with `input` on its standard input. Never throws.
 *
 * It gets its own session, so that Ctrl-C in the terminal reaches this process only.
 */
export function run(file: string, args: readonly string[], account?: Account, input?: string): Promise<RunResult> {
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const end = (exitCode: number | null, spawnError?: string): void =>
      resolve({
        exitCode,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        spawnError,
      });
    try {
      const child = spawn(file, args, {
        cwd: NEUTRAL_DIRECTORY,
        env: serverEnvironment(),
        stdio: 'pipe',
        detached: process.platform !== 'win32',
        windowsHide: true,
        ...identityOf(account),
      });
      // A program that ends without reading is judged by its exit status.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input ?? '');
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.once('error', (error) => end(null, systemCode(error) ?? error.message));
      child.once('close', (code) => end(code));
    } catch (error) {
      end(null, systemCode(error) ?? String(error));
    }
  });
}

/** Whether `account` may enter `directory` (which needs search permission on every parent too). */
export async function canEnter(account: Account | undefined, directory: string): Promise<boolean> {
  if (!account) return true;
  const { exitCode, spawnError } = await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], account);
  // Images without a shell: nothing to ask, so let PostgreSQL itself find out.
  if (spawnError === 'ENOENT') return true;
  return exitCode === 0;
}
