/* eslint-disable @typescript-eslint/non-nullable-type-assertion-style -- offsets are below the length */
import { CR, EMPTY, LF, SPACE, TAB } from './buffers.js';
import { MimeError } from './mime-error.js';

const EQUALS = 0x3d;
/** More blanks in a row than a line may be long (RFC 5322 §2.1.1); they have to be held until the line goes on or ends. */
const MAX_BLANKS = 998;

/** What a byte may be; 0 stands for itself. */
const LITERAL = 0;
const ESCAPE = 1;
const BLANK = 2;
const RETURN = 3;
const FEED = 4;
const FORBIDDEN = 5;
const KIND = new Uint8Array(256).fill(FORBIDDEN);
KIND.fill(LITERAL, 0x21, 0x7f);
KIND[EQUALS] = ESCAPE;
KIND[SPACE] = KIND[TAB] = BLANK;
KIND[CR] = RETURN;
KIND[LF] = FEED;

/** -1: no hexadecimal digit. Lower case is not allowed (RFC 2045 §6.7) but occurs and is clear. */
const HEX = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

type State = 'text' | 'return' | 'escape' | 'hex' | 'soft' | 'soft-return';

/**
 * Decodes quoted-printable (RFC 2045 §6.7) in chunks of any size. Blanks at the end of a line were added on the way
 * and go; line ends stay as they came; bytes that have to be escaped and are not are refused, because what they were
 * before the way is unknown. Byte by byte, which is several times faster here than expressions that replace.
 */
export class QuotedPrintableDecoder {
  #state: State = 'text';
  /** The value of the first digit, in state `hex`. */
  #high = 0;
  /** Blanks that may turn out to end a line. */
  #blanks: Buffer = EMPTY;
  #taken = 0;

  /** @throws MimeError `BadQuotedPrintable` */
  push(chunk: Buffer): Buffer {
    const { length } = chunk;
    // One more: a CR of the chunk before comes out together with its LF.
    const out = Buffer.allocUnsafe(this.#blanks.length + length + 1);
    let to = this.#blanks.copy(out);
    /** Where the blanks at the end of what is written begin. */
    let ink = 0;
    let state = this.#state;
    for (let at = 0; at < length; at++) {
      const byte = chunk[at] as number;
      if (state === 'text') {
        const kind = KIND[byte] as number;
        if (kind === LITERAL) {
          out[to++] = byte;
          ink = to;
        } else if (kind === BLANK) {
          out[to++] = byte;
          if (to - ink > MAX_BLANKS) throw this.#bad(at, `more than ${MAX_BLANKS} blanks in a row`);
        } else if (kind === ESCAPE) {
          ink = to;
          state = 'escape';
        } else if (kind === FEED) {
          out[ink++] = LF;
          to = ink;
        } else if (kind === RETURN) {
          to = ink;
          state = 'return';
        } else throw this.#bad(at, `the byte 0x${byte.toString(16).padStart(2, '0')} is to be escaped`);
      } else if (state === 'escape' || state === 'soft') {
        const digit = state === 'escape' ? (HEX[byte] as number) : -1;
        if (digit >= 0) {
          this.#high = digit;
          state = 'hex';
        } else if (byte === LF) state = 'text';
        else if (byte === CR) state = 'soft-return';
        else if (byte === SPACE || byte === TAB) state = 'soft';
        else throw this.#bad(at, 'an equals sign is followed by neither two hexadecimal digits nor a line end');
      } else if (state === 'hex') {
        const digit = HEX[byte] as number;
        if (digit < 0) throw this.#bad(at, 'an equals sign is followed by one hexadecimal digit only');
        out[to++] = this.#high * 16 + digit;
        ink = to;
        state = 'text';
      } else {
        if (byte !== LF) throw this.#bad(at, 'a carriage return is not followed by a line feed');
        if (state === 'return') {
          out[to++] = CR;
          out[to++] = LF;
          ink = to;
        }
        state = 'text';
      }
    }
    this.#state = state;
    this.#blanks = ink === to ? EMPTY : Buffer.from(out.subarray(ink, to));
    this.#taken += length;
    return out.subarray(0, ink);
  }

  /**
   * The content is over. Blanks at the very end go; an equals sign there is a soft line break, whose line end belongs
   * to the boundary.
   *
   * @throws MimeError `BadQuotedPrintable`
   */
  end(): Buffer {
    if (this.#state === 'hex') throw this.#bad(0, 'the content ends within an escape');
    if (this.#state === 'return') throw this.#bad(0, 'a carriage return is not followed by a line feed');
    return EMPTY;
  }

  #bad(at: number, reason: string): MimeError {
    return new MimeError('BadQuotedPrintable', `bad quoted-printable at byte ${this.#taken + at + 1}: ${reason}`);
  }
}
