import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../server/log.js';
import { PostConditions } from './post-conditions.js';
import { playScript } from './script.js';
import { Stage } from './stage.js';
import { onStopSignal } from './stop-signals.js';

/**
 * `npm run demo:headless`: the providers B1 and B2 and the game A as processes of their own, U1 and U2 as their users,
 * the whole story from the registration to a bridge that is killed twice. Prints every SOAP exchange as a line, then
 * what must hold now. Exit code 0 only if all of it does.
 */

const DEADLINE_MS = 60_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const ended = new AbortController();
  let signalCode: number | undefined;
  onStopSignal((exitCode) => {
    // The second time at once; the children notice and end by themselves.
    if (signalCode !== undefined) process.exit(exitCode);
    signalCode = exitCode;
    ended.abort(new Error('interrupted'));
  });
  const watchdog = setTimeout(() => {
    ended.abort(new Error(`the demonstration did not end within ${DEADLINE_MS / 1000} seconds`));
  }, DEADLINE_MS);
  const directory = await mkdtemp(join(tmpdir(), 'imps-demo-'));
  // For root the databases run under another account, and would keep their files elsewhere, where nobody removes them.
  await chmod(directory, 0o711);
  const stage = new Stage(directory, say, ended.signal);
  const conditions = new PostConditions();
  let failure: unknown;
  try {
    await untilAborted(playScript(stage, conditions, say), ended.signal);
  } catch (error) {
    failure = error;
  } finally {
    clearTimeout(watchdog);
    await stage.close();
    await rm(directory, { recursive: true, force: true });
  }
  say('\nWhat must hold:');
  for (const line of conditions.lines) say(line);
  if (failure !== undefined) {
    say(`\nFAILED: ${reasonOf(failure)}`);
    for (const line of stage.lastWords) say(`  ${line}`);
    return signalCode ?? 1;
  }
  say(conditions.allHold ? '\nAll of it holds.' : '\nFAILED: not all of it holds.');
  return conditions.allHold ? 0 : 1;
}

/** A step that hangs must not keep the demonstration from its end. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

process.exitCode = await main();
