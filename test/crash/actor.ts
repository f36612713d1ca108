import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SETUP = fileURLToPath(new URL('./child-setup.js', import.meta.url));

export interface ActorOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where its log and its clock lie. */
  readonly directory: string;
}

/** A process that is started again whenever it ends, but for an end of its own with 0. */
export class Actor {
  readonly name: string;
  /** Resolves when it ended by itself with 0, or was retired. */
  readonly done: Promise<void>;
  readonly #options: ActorOptions;
  readonly #clock: string;
  #process: ChildProcess | undefined;
  #starts = 0;
  readonly #retired = new AbortController();

  constructor(options: ActorOptions) {
    this.name = options.name;
    this.#options = options;
    this.#clock = join(options.directory, `${options.name}.clock`);
    this.setClock(0);
    this.done = this.#run();
  }

  get starts(): number {
    return this.#starts;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Stops it in its tracks, as a machine that hangs; it goes on afterwards as if nothing had been. */
  async freeze(milliseconds: number): Promise<void> {
    const frozen = this.#process;
    frozen?.kill('SIGSTOP');
    await sleep(milliseconds);
    frozen?.kill('SIGCONT');
  }

  /** Its time of day is off by so much from now on. */
  setClock(milliseconds: number): void {
    writeFileSync(this.#clock, String(milliseconds));
  }

  /** Ends it for good. */
  async retire(): Promise<void> {
    this.#retired.abort();
    const force = setTimeout(() => this.#process?.kill('SIGKILL'), 10_000);
    this.#process?.kill('SIGCONT');
    this.#process?.kill('SIGTERM');
    await this.done;
    clearTimeout(force);
  }

  #isRetired(): boolean {
    return this.#retired.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#isRetired()) {
      const code = await this.#once();
      if (code === 0 && !this.#options.name.startsWith('provider')) return;
      // As whatever looks after processes does: soon, but not at once for ever.
      if (!this.#isRetired()) await sleep(100);
    }
  }

  #once(): Promise<number | null> {
    const { args, env, directory, name } = this.#options;
    const log = openSync(join(directory, `${name}.log`), 'a');
    this.#starts += 1;
    const child = spawn(process.execPath, ['--import', SETUP, ...args], {
      env: {
        ...process.env,
        DATABASE_URL: '',
        npm_lifecycle_event: undefined,
        CRASH_CLOCK: this.#clock,
        CRASH_START: String(this.#starts),
        ...env,
      },
      stdio: ['ignore', log, log, 'ipc'],
      // Ctrl-C goes to the conductor, which ends the others.
      detached: true,
    });
    closeSync(log);
    this.#process = child;
    return new Promise((resolve) => {
      child.once('exit', (code) => resolve(code));
      child.once('error', () => resolve(null));
    });
  }
}
