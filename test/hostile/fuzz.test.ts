import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The fuzzer as it is run by hand, for a short while; a long run is `npm run test:fuzz -- --cases 200000`. */
const FUZZER = fileURLToPath(new URL('./fuzz/main.js', import.meta.url));

const fuzz = (...args: string[]) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [FUZZER, ...args], { maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

test('GS-4: broken requests get answers that the contract knows, and leave nothing behind', async () => {
  const { code, stdout, stderr } = await fuzz('--seed', '7', '--cases', '1500');
  expect({ code, stdout, stderr }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/1500 cases, findings 0, /),
  });
}, 180_000);

test('what cannot be used as an option is told in a line', async () => {
  expect(await fuzz('--cases', 'many')).toEqual({
    code: 2,
    stdout: '',
    stderr: '--cases: many cannot be used; give a whole number from 1 to 100000000\n',
  });
});
