import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../packages/provider/dist/main.js', import.meta.url));

/** The provider as operators run it: a process of its own, started by its command line. */
export interface ProviderProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Its log so far. */
  said(): string;
  /** Ends it as an operator would and answers the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the provider's command line to its end. */
export function runCommand(args: readonly string[], options: { stdin?: string; env?: NodeJS.ProcessEnv } = {}) {
  return new Promise<CommandResult>((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, DATABASE_URL: '', ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(options.stdin ?? '');
  });
}

/** Starts `serve` and resolves when it says that it is ready. */
export async function startProviderProcess(args: readonly string[]): Promise<ProviderProcess> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], {
    env: { ...process.env, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /ready: (\S+)/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    void exited.then((code) => reject(new Error(`the provider ended with ${String(code)}: ${said}`)));
  });
  return {
    url,
    process: child,
    said: () => said,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}
