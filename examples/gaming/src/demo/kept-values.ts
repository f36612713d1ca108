import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Secrets that the demonstration needs again at its next start, in a file that only its user can read. */
export class KeptValues {
  readonly #directory: string;
  readonly #path: string;
  readonly #values: Map<string, string>;
  /** One write at a time. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(directory: string, path: string, values: Map<string, string>) {
    this.#directory = directory;
    this.#path = path;
    this.#values = values;
  }

  /** What is there; nothing, if there is no such file or it cannot be read as one. */
  static async open(directory: string): Promise<KeptValues> {
    const path = join(directory, 'secrets.json');
    let entries: [string, string][] = [];
    try {
      const content: unknown = JSON.parse(await readFile(path, 'utf8'));
      if (typeof content === 'object' && content !== null) {
        entries = Object.entries(content).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      }
    } catch {
      // Lost secrets are replaced, by those who need them.
    }
    return new KeptValues(directory, path, new Map(entries));
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Keeps a value; a crash leaves either the file before or the one after. */
  set(name: string, value: string): Promise<void> {
    this.#values.set(name, value);
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const unfinished = `${this.#path}.new`;
    const content = JSON.stringify(Object.fromEntries(this.#values), undefined, 2);
    await writeFile(unfinished, `${content}\n`, { mode: 0o600 });
    await rename(unfinished, this.#path);
  }
}
