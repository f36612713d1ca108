import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the programs of the demonstration are asked to stop. A second SIGTERM would end them with their databases left. */
const CHILD = new URL('../../examples/gaming/dist/demo/child.js', import.meta.url).href;
let directory: string;
let diary: string;

/** Notes each signal; goes a moment after its parent. */
const PROGRAM = `
import { appendFileSync } from 'node:fs';
const note = (what) => appendFileSync(process.argv[2], what + '\\n');
process.on('SIGTERM', () => note('SIGTERM'));
process.once('disconnect', () => setTimeout(() => { note('end'); process.exit(); }, 200));
setInterval(() => {}, 1000);
console.log('ready: here');
`;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imps-child-'));
  diary = join(directory, 'diary');
  await writeFile(join(directory, 'program.mjs'), PROGRAM);
  await writeFile(diary, '');
});
afterEach(() => rm(directory, { recursive: true }));

/** Runs a parent that has started the program as `child`; answers what the program noted until it ended. */
async function notedWhen(parentDoes: string): Promise<string[]> {
  const start = `Child.start({ name: 'it', args: ['program.mjs', 'diary'], ready: /ready: (.*)/ })`;
  const script = `import { Child } from '${CHILD}'; const child = await ${start}; ${parentDoes}`;
  spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: directory, stdio: 'ignore' });
  for (;;) {
    const noted = (await readFile(diary, 'utf8')).trim().split('\n');
    if (noted.includes('end')) return noted;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test.each([
  ['its parent goes', 'process.exit();'],
  ['its parent is killed', `process.kill(process.pid, 'SIGKILL');`],
  ['it is asked to stop, and then its parent goes', 'void child.stop(); setTimeout(() => process.exit(), 300);'],
  ['it is asked twice', 'void child.stop(); void child.stop(); setTimeout(() => process.exit(), 300);'],
])('a program gets one SIGTERM when %s', async (_when, parentDoes) => {
  expect(await notedWhen(parentDoes)).toEqual(['SIGTERM', 'end']);
});
