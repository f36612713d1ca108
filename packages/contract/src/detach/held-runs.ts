import { ByteBuilder } from './byte-builder.js';
import type { Run } from './markup-reader.js';

/** The beginning of a leaf of which it is not known yet whether it is long, as the runs that were read. */
export class HeldRuns {
  readonly #bytes = new ByteBuilder();
  readonly #runs: Run[] = [];
  readonly #ends: number[] = [];

  /** Bytes held. */
  get length(): number {
    return this.#bytes.length;
  }

  hold(run: Run, bytes: Buffer, start: number, end: number): void {
    this.#bytes.append(bytes, start, end);
    const last = this.#runs.length - 1;
    if (this.#runs[last] === run) this.#ends[last] = this.#bytes.length;
    else this.#ends[this.#runs.push(run) - 1] = this.#bytes.length;
  }

  view(): Buffer {
    return this.#bytes.view();
  }

  /** The run of this number in what `view` gives; undefined behind the last. */
  at(index: number): { readonly run: Run; readonly start: number; readonly end: number } | undefined {
    const run = this.#runs[index];
    const end = this.#ends[index];
    return run === undefined || end === undefined ? undefined : { run, start: this.#ends[index - 1] ?? 0, end };
  }

  clear(): void {
    this.#bytes.clear();
    this.#runs.length = this.#ends.length = 0;
  }
}
