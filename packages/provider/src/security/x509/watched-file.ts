import { readFile, stat } from 'node:fs/promises';
import { reasonOf } from '../../thrown.js';

/** A file of the operator's that cannot be used, in one line that says what to do. */
export class TrustFileError extends Error {
  override readonly name = 'TrustFileError';
}

/** What a file says now. When it changes it is read again; a new one that cannot be used changes nothing. */
export class WatchedFile<T> {
  readonly #path: string;
  readonly #option: string;
  readonly #parse: (bytes: Buffer) => T;
  #seen = '';
  #value: T | undefined;

  /** @param option the flag that named it, for messages */
  constructor(path: string, option: string, parse: (bytes: Buffer) => T) {
    this.#path = path;
    this.#option = option;
    this.#parse = parse;
  }

  /** What was read last. Call after {@link WatchedFile.refresh} has resolved once. */
  get value(): T {
    if (this.#value === undefined) throw new Error('the file was not read yet');
    return this.#value;
  }

  /**
   * Reads the file if it is another one than was read last. True when there is a new value.
   *
   * @throws TrustFileError once for each version of the file that cannot be used; the value stays
   */
  async refresh(): Promise<boolean> {
    const seen = await this.#version();
    if (seen === this.#seen) return false;
    this.#seen = seen;
    try {
      this.#value = this.#parse(await readFile(this.#path));
    } catch (error) {
      throw new TrustFileError(`${this.#option} ${this.#path} cannot be used: ${reasonOf(error)}`);
    }
    return true;
  }

  async #version(): Promise<string> {
    try {
      const { ino, size, mtimeMs } = await stat(this.#path);
      return `${String(ino)}:${String(size)}:${String(mtimeMs)}`;
    } catch {
      // Reading it says why.
      return 'none';
    }
  }
}
