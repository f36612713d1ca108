import { CR, DASH, EMPTY, LF, SPACE, TAB } from './buffers.js';

/** What was found in a piece of a multipart body. */
export interface Scan {
  /** Content before the delimiter, or all that is certain to be content; a view of the chunk. Often empty. */
  readonly content: Buffer;
  /** Where to go on in the chunk; its length when the chunk is used up. */
  readonly next: number;
  readonly found: 'nothing' | 'delimiter' | 'close';
}

const NO = -1;
const UNDECIDED = 0;
const LINE_END = Buffer.from('\r\n');
const LINE_FEED = Buffer.from('\n');
/** Blanks that a gateway may have put behind a boundary (RFC 2046 §5.1.1); no line is longer (RFC 5322 §2.1.1). */
const MAX_PADDING = 998;

/**
 * Finds delimiter lines: a line end, two dashes, the boundary, two more dashes at the close, blanks, a line end. The
 * line end before belongs to the delimiter, so content keeps exactly its own bytes. A line that only begins like one is
 * content. LF alone counts as a line end. Content is never copied but for the few bytes of a possible delimiter that a
 * chunk breaks off in.
 */
export class DelimiterScanner {
  readonly #needle: Buffer;
  readonly #window: number;
  /** A possible delimiter that the last chunk broke off in. */
  #held: Buffer = LINE_END;
  /** Bytes at the start of `#held` that were never in the input: what begins a body stands at the start of a line. */
  #imagined = LINE_END.length;

  constructor(boundary: string) {
    this.#needle = Buffer.from(`\n--${boundary}`, 'latin1');
    this.#window = this.#needle.length + MAX_PADDING + 8;
  }

  /** What comes next stands at the start of a line: a body begins, which may be empty and end right here. */
  startOfLine(): void {
    this.#held = LINE_END;
    this.#imagined = LINE_END.length;
  }

  /** Looks at the chunk from an offset on; call it until a delimiter is found or the chunk is used up. */
  scan(chunk: Buffer, from: number): Scan {
    if (from >= chunk.length) return { content: EMPTY, next: chunk.length, found: 'nothing' };
    if (this.#held.length > 0) {
      const resumed = this.#resume(chunk, from);
      if (resumed !== undefined) return resumed;
    }
    let search = from;
    for (;;) {
      const feed = chunk.indexOf(this.#needle, search);
      if (feed === -1) break;
      const start = feed > from && chunk[feed - 1] === CR ? feed - 1 : feed;
      const end = this.#delimiterAt(chunk, start);
      if (end === UNDECIDED) return this.#hold(chunk, from, start);
      if (end !== NO) return { content: chunk.subarray(from, start), next: Math.abs(end), found: kindOf(end) };
      search = feed + this.#needle.length;
    }
    return this.#hold(chunk, from, this.#possibleStart(chunk, search));
  }

  /** The input is over. A closing delimiter needs no line end behind it. */
  finish(): 'nothing' | 'close' {
    const end = this.#delimiterAt(Buffer.concat([this.#held, LINE_FEED]), 0);
    return end !== NO && kindOf(end) === 'close' ? 'close' : 'nothing';
  }

  /** Decides on what was held, with the beginning of the chunk; undefined: it was nothing, go on as usual. */
  #resume(chunk: Buffer, from: number): Scan | undefined {
    const held = this.#held;
    const imagined = this.#imagined;
    this.#held = EMPTY;
    this.#imagined = 0;
    if (imagined === held.length && chunk[from] !== DASH) return undefined;
    const probe = Buffer.concat([held, chunk.subarray(from, from + this.#window)]);
    const end = this.#delimiterAt(probe, 0);
    if (end === UNDECIDED) {
      this.#held = probe;
      this.#imagined = imagined;
      return { content: EMPTY, next: chunk.length, found: 'nothing' };
    }
    if (end !== NO) return { content: EMPTY, next: from + Math.abs(end) - held.length, found: kindOf(end) };
    return imagined === held.length ? undefined : { content: held.subarray(imagined), next: from, found: 'nothing' };
  }

  #hold(chunk: Buffer, from: number, start: number): Scan {
    // A copy: the chunk belongs to the source, which may use its memory again.
    this.#held = start === chunk.length ? EMPTY : Buffer.from(chunk.subarray(start));
    this.#imagined = 0;
    return { content: chunk.subarray(from, start), next: chunk.length, found: 'nothing' };
  }

  /** Where the end of the chunk begins to look like a delimiter; its length when it does not. */
  #possibleStart(chunk: Buffer, from: number): number {
    const { length } = chunk;
    const lowest = Math.max(from, length - this.#needle.length + 1);
    for (let at = length - 1; at >= lowest; at--) {
      if (chunk[at] !== LF) continue;
      if (chunk.compare(this.#needle, 0, length - at, at, length) !== 0) break;
      return at > from && chunk[at - 1] === CR ? at - 1 : at;
    }
    return chunk[length - 1] === CR ? length - 1 : length;
  }

  /**
   * Looks whether a delimiter line begins at a line end. The offset behind its own line end, negative when it is the
   * closing one; or NO, or UNDECIDED when more bytes are needed.
   */
  #delimiterAt(bytes: Buffer, start: number): number {
    const { length } = bytes;
    let at = bytes[start] === CR ? start + 1 : start;
    const compared = Math.min(this.#needle.length, length - at);
    if (bytes.compare(this.#needle, 0, compared, at, at + compared) !== 0) return NO;
    at += compared;
    if (at === length) return UNDECIDED;
    let sign = 1;
    if (bytes[at] === DASH) {
      if (at + 1 === length) return UNDECIDED;
      if (bytes[at + 1] !== DASH) return NO;
      at += 2;
      sign = -1;
    }
    const padding = at;
    while (bytes[at] === SPACE || bytes[at] === TAB) {
      if (++at - padding > MAX_PADDING) return NO;
    }
    if (at === length) return UNDECIDED;
    if (bytes[at] === LF) return sign * (at + 1);
    if (bytes[at] !== CR) return NO;
    if (at + 1 === length) return UNDECIDED;
    return bytes[at + 1] === LF ? sign * (at + 2) : NO;
  }
}

function kindOf(end: number): 'delimiter' | 'close' {
  return end < 0 ? 'close' : 'delimiter';
}
