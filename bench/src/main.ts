import { writeFile } from 'node:fs/promises';
import { attachments } from './attachments.js';
import { fairness } from './fairness.js';
import type { Benchmark, GoalRecord } from './benchmark.js';
import { growth } from './growth.js';
import { readOptions, USAGE, UsageError, type Options } from './options.js';
import { machine, table } from './report.js';

/** Runs benchmarks and says which goals were met. A goal that was missed is a result; only what failed is an error. */

const BENCHMARKS: readonly Benchmark[] = [attachments, fairness, growth];

async function run(options: Options): Promise<void> {
  const names = BENCHMARKS.map(({ name }) => name);
  const unknown = options.only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no benchmark ${unknown}; there is ${names.join(', ')}`);
  const records: GoalRecord[] = [];
  process.stderr.write(`${machine()}\n`);
  try {
    for (const benchmark of BENCHMARKS) {
      if (options.only.length > 0 && !options.only.includes(benchmark.name)) continue;
      const note = (line: string): boolean => process.stderr.write(`${benchmark.name}: ${line}\n`);
      note(benchmark.about);
      await benchmark.run({ ...options, note }, (goal) => records.push(goal));
    }
  } finally {
    process.stdout.write(table(records));
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(records, undefined, 2)}\n`);
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
