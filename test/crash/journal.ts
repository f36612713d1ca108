import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * What a writer or reader knows of itself after it was killed: lines of words, each ended by a full stop, so that one
 * that was torn is recognised. They are written before anything builds on them. The kernel has them then, which is all
 * that a killed process needs; a power cut is not among the faults.
 *
 * - `A time stream n messageId .` accepted: answered with 200 to the writer
 * - `R time stream n code .` refused for good
 * - `P time begin messageId stream n attempt .` processed; begin is when the GetMessages that brought it began, or `-`
 * - `K time messageId .` its acknowledgement was answered with 200
 * - `E time stream n .` expired, as its sender was told
 * - `X time messageId stream n .` it came with other content than it was sent with
 *
 * A stream is `sender>inbox`; n counts the sender's messages. Times are microseconds of the machine's monotonic clock,
 * which all processes share and no clock jump touches.
 */
export class Journal {
  readonly #descriptor: number;
  #last = 0;

  constructor(path: string) {
    // A torn line of the process before gets a line of its own.
    const torn = existsSync(path) && !endsWithNewline(path);
    this.#descriptor = openSync(path, 'a');
    if (torn) writeSync(this.#descriptor, '\n');
  }

  accepted(entries: readonly { stream: string; n: number; messageId: string }[]): void {
    this.#write(entries.map(({ stream, n, messageId }) => `A ${this.#time()} ${stream} ${String(n)} ${messageId} .`));
  }

  refused(stream: string, n: number, code: number): void {
    this.#write([`R ${this.#time()} ${stream} ${String(n)} ${String(code)} .`]);
  }

  processed(entries: readonly ProcessedEntry[], begin?: number): void {
    const begun = begin === undefined ? '-' : String(begin);
    this.#write(
      entries.map(
        ({ messageId, stream, n, attempt }) =>
          `P ${this.#time()} ${begun} ${messageId} ${stream} ${String(n)} ${String(attempt)} .`,
      ),
    );
  }

  acknowledged(messageIds: readonly string[]): void {
    this.#write(messageIds.map((messageId) => `K ${this.#time()} ${messageId} .`));
  }

  expired(stream: string, n: number): void {
    this.#write([`E ${this.#time()} ${stream} ${String(n)} .`]);
  }

  damaged(messageId: string, stream: string, n: number): void {
    this.#write([`X ${this.#time()} ${messageId} ${stream} ${String(n)} .`]);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Never the same twice, so that the order of lines is the order of times. */
  #time(): string {
    this.#last = Math.max(this.#last + 1, monotonicMicroseconds());
    return String(this.#last);
  }

  #write(lines: readonly string[]): void {
    if (lines.length > 0) writeSync(this.#descriptor, `${lines.join('\n')}\n`);
  }
}

export interface ProcessedEntry {
  readonly messageId: string;
  readonly stream: string;
  readonly n: number;
  readonly attempt: number;
}

export const monotonicMicroseconds = (): number => Number(process.hrtime.bigint() / 1000n);

/** The words of each whole line. */
export function* readJournal(path: string): Generator<string[]> {
  if (!existsSync(path)) return;
  const descriptor = openSync(path, 'r');
  const piece = Buffer.alloc(1024 * 1024);
  let rest = '';
  try {
    for (;;) {
      const length = readSync(descriptor, piece);
      if (length === 0) return;
      const lines = (rest + piece.toString('latin1', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const words = line.split(' ');
        if (words.pop() === '.') yield words;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

function endsWithNewline(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
  } finally {
    closeSync(descriptor);
  }
}
