import { closeSync } from 'node:fs';
import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { openPrivateLog } from './private-file.js';

const POLL_MS = 250;
/** Past this size the file becomes `postgres.log.1` and starts anew. */
const MAX_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 64 * 1024;
/** Lines kept to explain a failed start. */
const KEPT_LINES = 50;

/**
 * The server writes to a file and we read along: a pipe would end with us, while the server may outlive us
 * and is then taken over by another process.
 */
export class ServerLog {
  readonly file: string;
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #recent: string[] = [];
  #decoder = new StringDecoder('utf8');
  #partial = '';
  #offset = 0;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(dataDir: string, onLine?: (line: string) => void) {
    this.file = join(dataDir, 'postgres.log');
    this.#onLine = onLine;
  }

  /** Starts to pass on lines written from now on. Does not keep the process alive. */
  async follow(): Promise<void> {
    this.#offset = await this.#size();
    this.#timer = setInterval(() => void this.read(), POLL_MS).unref();
  }

  /** A descriptor for the server to append to. The caller closes it. */
  open(): number {
    return openPrivateLog(this.file);
  }

  static close(descriptor: number): void {
    closeSync(descriptor);
  }

  /** Passes on what was written meanwhile. */
  read(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readNew()).catch(() => undefined);
    return this.#reading;
  }

  /** Forgets the lines seen so far, so that `reason` speaks of one start only. */
  forget(): void {
    this.#recent.length = 0;
  }

  /** The server's own words for why it ended; `undefined` if it gave none. */
  async reason(): Promise<string | undefined> {
    await this.read();
    const failure = this.#recent.findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? this.#recent.at(-1);
    return failure?.replace(/^.*?\b(?:FATAL|PANIC|ERROR|LOG):\s*/, '').trim();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.read();
  }

  async #readNew(): Promise<void> {
    let size = await this.#size();
    if (size < this.#offset) this.#offset = 0;
    if (size === this.#offset) return;
    const file = await open(this.file, 'r');
    try {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, READ_BYTES, this.#offset);
        if (bytesRead === 0) break;
        this.#offset += bytesRead;
        this.#split(this.#decoder.write(buffer.subarray(0, bytesRead)));
      }
    } finally {
      await file.close();
    }
    size = this.#offset;
    if (size <= MAX_BYTES) return;
    // The server appends, so it goes on at the new end.
    await copyFile(this.file, `${this.file}.1`);
    await truncate(this.file, 0);
    this.#offset = 0;
  }

  #split(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') continue;
      this.#recent.push(line);
      if (this.#recent.length > KEPT_LINES) this.#recent.shift();
      // On its own stack: a throw in the caller's code must not stop our reading.
      const onLine = this.#onLine;
      if (onLine) queueMicrotask(() => onLine(line));
    }
  }

  async #size(): Promise<number> {
    return stat(this.file).then(
      ({ size }) => size,
      () => 0,
    );
  }
}
