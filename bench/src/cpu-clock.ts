import { readdirSync, readFileSync } from 'node:fs';

/**
 * How long a provider and its database have run on a CPU, to the nanosecond, as Linux counts it. Other than the time on the
 * wall it does not tell how busy the machine is with others, so it can tell what a single request takes.
 */
export class CpuClock {
  readonly #pid: number;
  readonly #postmaster: number;

  /** @param postmaster whose children are the database's connections and whatever else it runs, as they come and go */
  constructor(pid: number, postmaster: number) {
    this.#pid = pid;
    this.#postmaster = postmaster;
  }

  /** Milliseconds so far; less than before when a process has ended in between. */
  read(): number {
    const children = textOf(`/proc/${String(this.#postmaster)}/task/${String(this.#postmaster)}/children`);
    const database = children.split(' ').filter((pid) => pid !== '');
    const files = [
      ...readdirSync(`/proc/${String(this.#pid)}/task`).map((task) => `/proc/${String(this.#pid)}/task/${task}`),
      ...database.map((pid) => `/proc/${pid}`),
    ];
    return files.reduce((sum, file) => sum + Number(textOf(`${file}/schedstat`).split(' ')[0]), 0) / 1e6;
  }
}

/** Empty where it has ended. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
