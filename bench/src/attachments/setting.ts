import { setTimeout as sleep } from 'node:timers/promises';
import type { GoalRecord } from '../benchmark.js';
import { costOf } from '../process-cost.js';
import type { ProviderProcess } from '../provider-process.js';
import type { SoapInbox } from './soap-inbox.js';

/** What the measurements of this benchmark share. */
export interface Setting {
  readonly provider: ProviderProcess;
  readonly inbox: SoapInbox;
  readonly rounds: number;
  readonly note: (line: string) => void;
  readonly record: (goal: GoalRecord) => void;
}

export interface Run {
  readonly megabytesPerSecond: number;
  readonly peakRssBytes: number;
}

const REST_MILLISECONDS = 300;

/** Moves so many bytes once and says what it took. Begins with nothing left to write, of what went before. */
export async function timed(setting: Setting, what: string, bytes: number, move: () => Promise<void>): Promise<Run> {
  await setting.provider.checkpoint();
  await sleep(REST_MILLISECONDS);
  const own = process.cpuUsage();
  const start = performance.now();
  const { cost } = await costOf(setting.provider.pid, move);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(own);
  const run = { megabytesPerSecond: bytes / 1e6 / seconds, peakRssBytes: cost.peakRssBytes };
  setting.note(
    `${what}: ${run.megabytesPerSecond.toFixed(0)} MB/s, ${seconds.toFixed(2)} s; CPU of the provider ` +
      `${cost.cpuSeconds.toFixed(2)} s, of this process ${((user + system) / 1e6).toFixed(2)} s; ` +
      `peak RSS of the provider ${(cost.peakRssBytes / 1e6).toFixed(0)} MB`,
  );
  return run;
}

export const speeds = (runs: readonly Run[]): number[] => runs.map(({ megabytesPerSecond }) => megabytesPerSecond);
export const peakOf = (runs: readonly Run[]): number => Math.max(...runs.map(({ peakRssBytes }) => peakRssBytes));

/** @throws when what came is not what was sent: a figure would mean nothing */
export function mustBeSame(what: string, found: string, wanted: string): void {
  if (found !== wanted) throw new Error(`${what} came back as other bytes`);
}
