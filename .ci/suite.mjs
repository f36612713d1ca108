/**
 * Runs a test command of package.json. Test files that failed, if they are few, are run once more, one after the other:
 * on a shared machine a deadline of a test's own can pass while its neighbours have the processors. What fails again has
 * failed; what passes then is named as unsteady, to be mended. Nothing is run again when the run itself broke.
 *
 *   node .ci/suite.mjs test
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const MOST_RUN_AGAIN = 4;

const [script] = process.argv.slice(2);
if (script === undefined) {
  console.error('usage: node .ci/suite.mjs SCRIPT');
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), 'suite-'));
const report = join(directory, 'report.json');

/** The exit code; a run that was ended by a signal has failed. */
function run(more) {
  const { status } = spawnSync('npm', ['run', script, '--', ...more], { stdio: 'inherit' });
  return status ?? 1;
}

/** Those of the last run; none when it did not come as far as a report. */
function failedFiles() {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(process.cwd(), name));
  } catch {
    return [];
  }
}

let code = run(['--json', `--outputFile=${report}`]);
const failed = code === 0 ? [] : failedFiles();
if (failed.length > 0 && failed.length <= MOST_RUN_AGAIN) {
  console.log(`\nfailed, run once more by themselves:\n  ${failed.join('\n  ')}\n`);
  code = run(['--runInBand', '--runTestsByPath', ...failed]);
  if (code === 0) console.log(`\nUNSTEADY, passed only the second time:\n  ${failed.join('\n  ')}\n`);
}
rmSync(directory, { recursive: true, force: true });
process.exit(code);
