import { isUtf8 } from 'node:buffer';
import { quoted } from '../xml/index.js';
import { CR, LF, SPACE, TAB } from './buffers.js';
import { MimeError } from './mime-error.js';

/** A header as it was written, unfolded. */
export interface HeaderField {
  /** As written. */
  readonly name: string;
  /** Without blanks around it. */
  readonly value: string;
}

/** RFC 5322 §2.2: printable ASCII but the colon. Blanks before the colon are of the obsolete syntax and do no harm. */
const FIELD = /^([!-9;-~]+)[ \t]*:/;
// eslint-disable-next-line no-control-regex -- what a header must not hold
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/** Collects the header lines of a part, whatever pieces they come in, and takes them apart. One is used for all parts. */
export class HeaderBlock {
  readonly #maxBytes: number;
  #bytes = Buffer.allocUnsafeSlow(512);
  #length = 0;
  #lineStart = 0;
  #complete = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Has the empty line come? */
  get complete(): boolean {
    return this.#complete;
  }

  start(): void {
    this.#length = 0;
    this.#lineStart = 0;
    this.#complete = false;
  }

  /**
   * Takes header bytes of a chunk up to the empty line, and says where to go on in the chunk.
   *
   * @throws MimeError `HeaderTooLarge`
   */
  take(chunk: Buffer, from: number): number {
    let at = from;
    while (!this.#complete && at < chunk.length) {
      const feed = chunk.indexOf(LF, at);
      const end = feed === -1 ? chunk.length : feed + 1;
      this.#append(chunk, at, end);
      at = end;
      if (feed !== -1) this.#endLine();
    }
    return at;
  }

  /** @throws MimeError `MalformedHeader` */
  fields(): HeaderField[] {
    const fields: HeaderField[] = [];
    const block = this.#bytes.subarray(0, this.#length);
    // Headers are ASCII; where other characters occur (file names), UTF-8 is what is written today (RFC 6532).
    const encoding = isUtf8(block) ? 'utf8' : 'latin1';
    for (let at = 0; at < this.#lineStart;) {
      let end = block.indexOf(LF, at) + 1;
      while (block[end] === SPACE || block[end] === TAB) end = block.indexOf(LF, end) + 1;
      fields.push(this.#field(block.toString(encoding, at, end)));
      at = end;
    }
    return fields;
  }

  #field(lines: string): HeaderField {
    const line = lines.replace(/\r?\n/g, '');
    const name = FIELD.exec(line);
    if (name === null) {
      throw new MimeError('MalformedHeader', `the header line ${quoted(line)} has no name before a colon`);
    }
    const [before, field = ''] = name;
    const value = line.slice(before.length).trim();
    if (CONTROL.test(value)) {
      throw new MimeError('MalformedHeader', 'a control character stands in the header', {
        header: field.slice(0, 80),
      });
    }
    return { name: field, value };
  }

  #append(chunk: Buffer, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#maxBytes) {
      throw new MimeError('HeaderTooLarge', `the headers are longer than ${this.#maxBytes} bytes`);
    }
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(length, this.#bytes.length * 2), this.#maxBytes));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, this.#length, from, to);
    this.#length = length;
  }

  #endLine(): void {
    const length = this.#length - this.#lineStart;
    this.#complete = length === 1 || (length === 2 && this.#bytes[this.#lineStart] === CR);
    if (!this.#complete) this.#lineStart = this.#length;
  }
}
