import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';

/** A server that must not outlive a program that exits without stopping it. */
export interface Leftover {
  readonly pid: number;
  readonly directory: string;
  readonly binaries: Binaries;
}

const leftovers = new Set<Leftover>();
let isHooked = false;

/**
 * Should this program exit before the function is called that this answers, by `process.exit` or an error that nobody
 * caught, the server is told on the way out to drop everything; it recovers at its next start. Nothing may take time
 * there, a clean shutdown least of all. A program that is killed cannot do even this: its server is taken over later.
 */
export function endWithProgram(server: Leftover): () => void {
  if (!isHooked) {
    isHooked = true;
    process.on('exit', () => {
      for (const each of leftovers) endNow(each);
    });
  }
  leftovers.add(server);
  return () => leftovers.delete(server);
}

function endNow({ pid, directory, binaries }: Leftover): void {
  try {
    // A server that has written no pid yet is the child that we started a moment ago.
    const written = pidIn(directory);
    if (written !== undefined && written !== pid) return;
    if (process.platform === 'win32') {
      execFileSync(binaries.pgCtl, ['stop', '-D', directory, '-m', 'immediate', '-W'], { stdio: 'ignore' });
    } else process.kill(pid, 'SIGQUIT');
  } catch {
    // Gone already, or not ours to signal: the next start finds out.
  }
}

function pidIn(directory: string): number | undefined {
  try {
    return Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}
