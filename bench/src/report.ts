import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { GoalRecord } from './benchmark.js';

/** The machine, as far as it explains figures. */
export function machine(): string {
  const [cpu] = cpus();
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return (
    `${String(cpus().length)} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${(totalmem() / 1e9).toFixed(0)} GB, ` +
    `${type()} ${release()}, Node ${process.version}; load before the run ${load}`
  );
}

const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The goals as a table in Markdown. */
export function table(records: readonly GoalRecord[]): string {
  const rows = records.map(({ name, metric, value, unit, peer, ratio, goal, met }) => [
    name,
    metric,
    `${number(value)} ${unit}`,
    peer === null ? '' : `${peer.name}: ${number(peer.value)} ${unit}`,
    ratio === null ? '' : number(ratio),
    goal ?? '',
    met === null ? '' : met ? 'met' : '**missed**',
  ]);
  const lines = [['what', 'metric', 'value', 'beside', 'ratio', 'goal', ''], Array<string>(7).fill('---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
