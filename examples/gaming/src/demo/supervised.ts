import type { ProcessName, ProcessState } from './stage-messages.js';

/** What can be supervised: a process that is there until it is stopped, or ends by itself. */
export interface Endable {
  readonly exited: Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface SupervisedOptions<Process extends Endable> {
  readonly name: ProcessName;
  readonly start: () => Promise<Process>;
  /** Called after each change of the state. */
  readonly onState: (name: ProcessName, state: ProcessState) => void;
  /** It ended although nobody asked it to. */
  readonly onOwnEnd: () => void;
}

/** A party that is stopped and started again while the demonstration goes on. */
export class Supervised<Process extends Endable> {
  readonly name: ProcessName;
  readonly #options: SupervisedOptions<Process>;
  #process: Process | undefined;
  #state: ProcessState = 'stopped';
  /** Settles when the start under way has ended, in whatever way. */
  #started: Promise<unknown> = Promise.resolve();

  constructor(options: SupervisedOptions<Process>) {
    this.name = options.name;
    this.#options = options;
  }

  get state(): ProcessState {
    return this.#state;
  }

  /** Undefined unless it is running. */
  get running(): Process | undefined {
    return this.#state === 'running' ? this.#process : undefined;
  }

  /** Starts it, if it is stopped. @throws what its start throws; it is stopped then */
  async start(): Promise<void> {
    if (this.#state !== 'stopped') return;
    this.#enter('starting');
    const starting = this.#options.start();
    this.#started = starting.catch(() => undefined);
    try {
      const process = await starting;
      this.#process = process;
      this.#enter('running');
      void process.exited.then(() => this.#ended(process));
    } catch (error) {
      this.#enter('stopped');
      throw error;
    }
  }

  /** Ends it in good order. */
  stop(): Promise<void> {
    return this.#end((process) => process.stop());
  }

  /** Ends it as a power cut would. */
  kill(): Promise<void> {
    return this.#end((process) => process.kill());
  }

  async #end(how: (process: Process) => Promise<void>): Promise<void> {
    // What is just being started must not be forgotten; the continuation of start() comes first.
    await this.#started;
    const process = this.#process;
    if (process === undefined) return;
    this.#enter('stopping');
    await how(process);
    // Two may have asked for its end.
    if (this.#process !== process) return;
    this.#process = undefined;
    this.#enter('stopped');
  }

  #ended(process: Process): void {
    if (this.#process !== process || this.#state !== 'running') return;
    this.#process = undefined;
    this.#enter('stopped');
    this.#options.onOwnEnd();
  }

  #enter(state: ProcessState): void {
    this.#state = state;
    this.#options.onState(this.name, state);
  }
}
