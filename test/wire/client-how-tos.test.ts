import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestProvider, type TestProvider } from '../support/provider.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** Blocks of code of a how-to, as a reader copies them. */
const codeOf = (document: string, language: string): readonly string[] =>
  [...readFileSync(`${root}docs/clients/${document}`, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , code = '']) => code);

/** The how-tos for what runs wherever the tests run; those for other languages are run by `npm run test:interop`. */
describe('WSI-3, GIM-10: the how-tos do what they say', () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startTestProvider();
  });
  afterAll(() => provider.drop());

  /** What a how-to asks for, with an account of its own. */
  const environment = async (name: string): Promise<NodeJS.ProcessEnv> => {
    const IMPS_SECRET = await provider.addService(name);
    return { ...process.env, IMPS_WSDL: `${provider.url}?wsdl`, IMPS_USER: `wv:${name}@b1.example`, IMPS_SECRET };
  };

  test.each([
    ['the SDK', 0, 'read: Good luck! 4\nrefused: MalformedAddress\n'],
    ['soap', 1, 'read: Good luck! 4\nrefused: MessageNotFound\n'],
    ['strong-soap', 2, 'read: Good luck! 4\nrefused: MessageNotFound\n'],
  ])('typescript.md: %s', async (_what, which, said) => {
    const program = codeOf('typescript.md', 'js')[which] ?? '';
    const flags = ['--input-type=module', '-e', program];
    const { stdout } = await run(process.execPath, flags, { cwd: root, env: await environment(`how-to-${which}`) });
    expect(stdout).toBe(said);
  });

  const whereThereIsCurl = has('curl') && spawnSync('openssl', ['version']).error === undefined ? test : test.skip; // no curl or no openssl: the commands are for them
  whereThereIsCurl('curl.md', async () => {
    const [program = ''] = codeOf('curl.md', 'bash');
    const { stdout } = await run('bash', ['-c', program], { env: await environment('how-to-curl') });
    expect(stdout).toBe('read: Good luck!, and 19 bytes\nrefused: MessageNotFound\n');
  });
});
