import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS, type Finding, type Verdict } from './audit.js';
import { auditOf, noteExpired } from './expired.js';
import { Faults } from './faults.js';
import { readJournal } from './journal.js';
import { CALM } from './line.js';
import { readOptions, USAGE, UsageError, type CrashOptions } from './options.js';
import type { Leftovers } from './provider-store.js';
import { Random, seedOf } from './random.js';
import { openStage, type Stage } from './stage.js';

/** The crash test: everybody writes and reads while everything is broken at random; then the books are compared. */

const note = (line: string): boolean => process.stderr.write(`crash: ${line}\n`);
const SHOWN_FINDINGS = 20;
/** Nothing moves for so long: what is left will not be read any more. */
const STALLED_MS = 60_000;

async function run(options: CrashOptions): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'imps-crash-'));
  // The account that the database runs under has to get in.
  await chmod(directory, 0o755);
  note(`seed ${String(options.seed)}, ${String(options.messages)} messages, in ${directory}`);
  const began = performance.now();
  const stage = await openStage(directory, options);
  const interrupted = onInterrupt(async () => {
    await stage.close();
    await rm(directory, { recursive: true, force: true });
  });
  let verdict: Verdict;
  let left: readonly Leftovers[];
  let faults: Faults;
  let journals: readonly string[];
  try {
    faults = await underFaults(stage, options);
    await drain(stage);
    journals = [...stage.journals, await noteExpired(stage, options.seed)];
    await Promise.all([...stage.readers, stage.game, ...stage.providers].map((actor) => actor.retire()));
    left = await Promise.all(stage.stores.map(({ store, addresses }) => store.leftovers(addresses)));
    verdict = auditOf(journals).conclude();
  } finally {
    await stage.close();
    interrupted.forget();
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  const starts = [...stage.providers, ...stage.writers, ...stage.readers, stage.game].map(({ starts }) => starts - 1);
  note(`faults: ${[...faults.counts].map(([name, count]) => `${name} ${String(count)}`).join(', ')}`);
  note(`processes were started again ${String(starts.reduce((sum, count) => sum + count, 0))} times`);
  const clean = verdict.findings.length === 0 && left.every(isEmpty);
  process.stdout.write(`${summary(options, verdict, left)}; ${String(faults.total)} faults in ${String(seconds)} s\n`);
  if (!clean) {
    explain(verdict.findings, journals);
    note(`everything is kept in ${directory}`);
  } else if (!options.keep) await rm(directory, { recursive: true, force: true });
  return clean;
}

/** Until all is sent, or the time is over. */
async function underFaults(stage: Stage, { seed, minutes, pauseMs }: CrashOptions): Promise<Faults> {
  const faults = new Faults(stage, new Random(seedOf(seed, 'faults')));
  const over = new AbortController();
  const raging = faults.run(pauseMs, over.signal);
  const written = Promise.all(stage.writers.map((writer) => writer.done));
  const timeIsOver = minutes === undefined ? [] : [sleep(minutes * 60_000, undefined, { ref: false })];
  const ticker = setInterval(() => {
    stage.waiting().then(
      (waiting) => note(`${String(faults.total)} faults, ${String(waiting)} messages wait`),
      () => note('the database is away'),
    );
  }, 15_000);
  await Promise.race([written, ...timeIsOver]);
  clearInterval(ticker);
  over.abort();
  await raging;
  stage.setWeather(CALM);
  note('no more faults; what was begun is brought to its end');
  stage.setPhase('finish');
  return faults;
}

/** Until everything is written and read, or nothing moves any more. */
async function drain(stage: Stage): Promise<void> {
  const written = new AbortController();
  void Promise.all(stage.writers.map((writer) => writer.done)).then(() => written.abort());
  let least = Infinity;
  let movedAt = performance.now();
  for (;;) {
    await sleep(500);
    const waiting = await stage.waiting().catch(() => Infinity);
    if (written.signal.aborted && waiting === 0) break;
    if (waiting < least || !written.signal.aborted) movedAt = performance.now();
    least = Math.min(least, waiting);
    if (performance.now() - movedAt > STALLED_MS) {
      note(`${String(waiting)} messages wait, and nobody reads them`);
      break;
    }
  }
  stage.setPhase('stop');
  await Promise.all(
    stage.readers.map((reader) => Promise.race([reader.done, sleep(20_000, undefined, { ref: false })])),
  );
}

const isEmpty = (left: Leftovers): boolean => Object.values(left).every((count) => count === 0);

function summary({ seed }: CrashOptions, verdict: Verdict, left: readonly Leftovers[]): string {
  const { accepted, processed, expired, redelivered, findings } = verdict;
  const found = FAULTS.map((kind) => `${kind} ${String(findings.filter((finding) => finding.kind === kind).length)}`);
  const sum = (name: keyof Leftovers): string => String(left.reduce((total, each) => total + each[name], 0));
  return (
    `seed ${String(seed)}: accepted ${String(accepted)}, processed ${String(processed)}, expired ${String(expired)}, ${found.join(', ')}, ` +
    `left in inboxes ${sum('inbox')}, leases ${sum('leases')}, dead letters ${sum('deadLetters')}, ` +
    `in limbo ${sum('limbo')}, orphaned contents ${sum('contents')}; redelivered ${String(redelivered)}`
  );
}

/** The first findings, with what the journals say of them. */
function explain(findings: readonly Finding[], journals: readonly string[]): void {
  for (const { kind, stream, n, why } of findings.slice(0, SHOWN_FINDINGS)) {
    note(`${kind}: ${stream} ${String(n)}: ${why}`);
    for (const journal of journals) {
      for (const words of readJournal(journal)) {
        const at = words.indexOf(stream);
        if (at !== -1 && words[at + 1] === String(n)) note(`  ${journal}: ${words.join(' ')}`);
      }
    }
  }
  if (findings.length > SHOWN_FINDINGS) note(`and ${String(findings.length - SHOWN_FINDINGS)} more`);
}

function onInterrupt(end: () => Promise<void>): { forget(): void } {
  const listener = (): void => void end().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, listener);
  return {
    forget: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener);
    },
  };
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else process.exitCode = (await run(options)) ? 0 : 1;
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    // Processes that were started go on being started again otherwise.
    process.exit(1);
  }
}
