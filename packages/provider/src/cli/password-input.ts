import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError, type CliContext } from './context.js';

/**
 * A password from a person or a script: from the environment, by a hidden prompt asked twice, or from stdin. Never from
 * the command line, where every user of the machine could read it, and never echoed.
 */

export const PASSWORD_ENV = 'IMPS_WSI_PASSWORD';

/** What is needed of the surroundings; `err` shows the prompt. */
export type PasswordContext = Pick<CliContext, 'env' | 'stdin' | 'err'>;

/** More than any password; a file piped in by mistake is not read to its end. */
const MAX_INPUT_BYTES = 64 * 1024;

export async function readPassword(context: PasswordContext, address: string): Promise<string> {
  const fromEnvironment = context.env[PASSWORD_ENV];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment;
  return context.stdin.isTTY === true ? promptTwice(context, address) : readAll(context);
}

async function promptTwice(context: PasswordContext, address: string): Promise<string> {
  const prompt = hiddenPrompt(context);
  try {
    const password = await prompt.ask(`Password for ${address}: `);
    const again = await prompt.ask('The same again: ');
    if (password === again) return password;
  } finally {
    prompt.close();
  }
  throw new CommandError('the two passwords differ; nothing was changed, run the command again');
}

/**
 * Asks for lines without echo. The terminal stays in raw mode from before the first question to the end, so that nothing
 * typed early shows; editing (backspace, paste) happens in a stream that leads nowhere.
 */
function hiddenPrompt(context: PasswordContext): { ask(question: string): Promise<string>; close(): void } {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: context.stdin, output: nowhere, terminal: true, historySize: 0 });
  const typed: string[] = [];
  let failure: CommandError | undefined;
  let wake = (): void => undefined;
  const end = (why: string) => {
    failure ??= new CommandError(`${why}; nothing was changed`);
    wake();
  };
  lines.on('line', (line) => {
    typed.push(line);
    wake();
  });
  lines.on('SIGINT', () => {
    end('interrupted');
  });
  lines.on('close', () => {
    end('no password was typed');
  });
  return {
    async ask(question) {
      context.err(question);
      while (typed.length === 0 && failure === undefined) await new Promise<void>((resolve) => (wake = resolve));
      context.err('\n');
      const line = typed.shift();
      if (line === undefined) throw failure ?? new CommandError('no password was typed; nothing was changed');
      return line;
    },
    close: () => {
      lines.close();
    },
  };
}

/** All of stdin without its last line end. */
async function readAll(context: PasswordContext): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of context.stdin) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), 'utf8');
    size += bytes.length;
    if (size > MAX_INPUT_BYTES) throw new CommandError('stdin holds more than a password; pipe in the password alone');
    chunks.push(bytes);
  }
  let password: string;
  try {
    password = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new CommandError('the password on stdin is not UTF-8 text; pipe it in as UTF-8');
  }
  password = password.replace(/\r?\n$/, '');
  if (password === '') {
    throw new CommandError(`no password came; type it at the prompt, pipe it in, or set ${PASSWORD_ENV}`);
  }
  return password;
}
