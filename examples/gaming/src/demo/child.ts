import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { STOP } from './stop-request.js';

export interface ChildOptions {
  /** For messages to people. */
  readonly name: string;
  /** The program and its arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Resolves the start: the first group is what the child answers to, such as its URL. */
  readonly ready: RegExp;
  readonly onMessage?: (message: unknown) => void;
  /** Gets what the child says on stderr, line by line. */
  readonly onLine?: (line: string) => void;
}

const LEASH = new URL('./leash.js', import.meta.url).href;
/**
 * The demonstration's programs keep to their own stores, whatever the environment says; and they are children of this
 * program and not of npm's shell, whose end they would watch for.
 */
const SURROUNDINGS = {
  DATABASE_URL: '',
  IMPS_WSI_DATABASE_URL: '',
  GAME_DATABASE_URL: '',
  npm_lifecycle_event: undefined,
};
const STOP_MS = 15_000;
/** How much of what a child said is kept to explain its end. */
const KEPT_LINES = 20;

/** A program of ours in a process of its own, which ends with this one at the latest. */
export class Child {
  readonly name: string;
  /** What `ready` found. */
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(name: string, url: string, process: ChildProcess, exited: Promise<void>) {
    this.name = name;
    this.url = url;
    this.#process = process;
    this.#exited = exited;
  }

  /**
   * Starts the program and waits until it is ready.
   *
   * @throws Error with the program's own last words when it ends before
   */
  static async start(options: ChildOptions, signal?: AbortSignal): Promise<Child> {
    signal?.throwIfAborted();
    const { name, args, env, ready, onMessage, onLine } = options;
    const child = spawn(process.execPath, ['--import', LEASH, ...args], {
      env: { ...process.env, ...SURROUNDINGS, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Out of the terminal's reach: Ctrl-C goes to the parent, which ends its children in good order.
      detached: true,
      windowsHide: true,
    });
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error(`${name} could not be started`);
    if (onMessage !== undefined) child.on('message', onMessage);
    const words: string[] = [];
    createInterface({ input: stderr }).on('line', (line) => {
      words.push(line);
      if (words.length > KEPT_LINES) words.shift();
      onLine?.(line);
    });
    const exited = new Promise<void>((resolve) => {
      // Not 'exit': the last words may still be on their way.
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
    const end = (): void => askToStop(child);
    signal?.addEventListener('abort', end, { once: true });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: stdout }).on('line', (line) => {
          const found = ready.exec(line)?.[1];
          if (found !== undefined) resolve(found);
        });
        void exited.then(() => reject(new Error(`${name} did not start: ${lastWords(words)}`)));
      });
      return new Child(name, url, child, exited);
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  tell(message: object): void {
    if (this.#process.connected) this.#process.send(message);
  }

  /** Asks it to stop, and makes it stop if it does not. */
  async stop(): Promise<void> {
    if (!this.running) return;
    askToStop(this.#process);
    const force = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await this.#exited;
    clearTimeout(force);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }
}

/** Through its leash, which sees to it that however often it is asked, it is told once. */
function askToStop(child: ChildProcess): void {
  // The child may be ending by itself at this moment.
  if (child.connected) child.send(STOP, () => undefined);
}

/** A program that runs to its end; answers what it wrote on stdout. @throws Error with its last words when it fails */
export async function run(
  name: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...SURROUNDINGS, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
    signal: options.signal,
  });
  let out = '';
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${name} failed: ${lastWords(words.split('\n'))}`));
    });
  });
}

/** What a failing program says in its `error:` line, else its last line. */
function lastWords(lines: readonly string[]): string {
  const spoken = lines.filter((line) => line.trim() !== '');
  const error = spoken.findLast((line) => line.startsWith('error: '));
  return error?.slice('error: '.length) ?? spoken.at(-1) ?? 'it said nothing';
}
