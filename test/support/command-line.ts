import { runCommand } from '../../packages/provider/dist/cli/program.js';
import type { CliContext, OpenStore } from '../../packages/provider/dist/cli/context.js';
import { openStore } from '../../packages/provider/dist/store/open-store.js';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process, on a database of the test. */
export async function commandLine(
  url: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Said> {
  const said = { out: '', err: '' };
  const context: CliContext = {
    programName: 'imps-wsi-provider',
    version: '0',
    env: { DATABASE_URL: url, IMPS_WSI_DOMAIN: 'b1.example', ...env },
    cwd: '/nowhere',
    stdin: process.stdin,
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    write: () => Promise.resolve(),
    openStore: (config, options): Promise<OpenStore> => openStore(config, options),
    startProvider: () => Promise.reject(new Error('nobody serves here')),
    onSignal: () => () => undefined,
    exit: () => undefined,
  };
  return { code: await runCommand(args, context), ...said };
}
