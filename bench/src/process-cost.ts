import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process takes while something goes on, as Linux tells it. */
export interface ProcessCost {
  readonly peakRssBytes: number;
  readonly cpuSeconds: number;
}

const SAMPLE_MILLISECONDS = 50;
/** What USER_HZ is on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Watches a process while something goes on. Peak RSS is the kernel's own high-water mark, set back before; where it
 * cannot be set back, the greatest sample.
 */
export async function costOf<T>(pid: number, work: () => Promise<T>): Promise<{ cost: ProcessCost; result: T }> {
  const hasMark = await writeFile(`/proc/${String(pid)}/clear_refs`, '5').then(
    () => true,
    () => false,
  );
  const cpuBefore = await cpuOf(pid);
  const over = new AbortController();
  const sampled = sample(pid, over.signal);
  try {
    const result = await work();
    over.abort();
    const peakRssBytes = hasMark ? await statusOf(pid, 'VmHWM') : await sampled;
    return { cost: { peakRssBytes, cpuSeconds: (await cpuOf(pid)) - cpuBefore }, result };
  } finally {
    over.abort();
    await sampled;
  }
}

async function sample(pid: number, over: AbortSignal): Promise<number> {
  let peak = 0;
  while (!over.aborted) {
    peak = Math.max(peak, await statusOf(pid, 'VmRSS').catch(() => 0));
    await sleep(SAMPLE_MILLISECONDS, undefined, { signal: over }).catch(() => undefined);
  }
  return peak;
}

async function statusOf(pid: number, field: string): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`/proc tells no ${field}: this benchmark needs Linux`);
  return Number(kilobytes) * 1024;
}

async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
