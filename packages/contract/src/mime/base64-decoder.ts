import { quoted } from '../xml/index.js';
import { asBuffer, EMPTY } from './buffers.js';
import { MimeError } from './mime-error.js';

/** The most frequent ones first, and the usual line end as one: taking a fixed text away is faster than an expression. */
const WHITE_SPACE = ['\r\n', '\n', ' ', '\t', '\r'];
const FOREIGN = /[^A-Za-z0-9+/]/;

/**
 * Base64 in pieces of any size (RFC 4648, RFC 2045 §6.8; xs:base64Binary), as exact as `decodeBase64` is about a whole:
 * white space may stand anywhere; foreign characters, wrong padding, bits set behind the last byte and anything after
 * the padding are refused. Memory is that of one chunk.
 */
export class Base64Decoder {
  /** Characters of a group of four that is not full yet. */
  #held = '';
  /** Only white space may follow. */
  #isPadded = false;
  /** Characters decoded so far, white space not counted. */
  #taken = 0;

  /**
   * The bytes of all groups that are full by now.
   *
   * @param chunk characters, or the bytes of them in ASCII
   * @throws MimeError `BadBase64`
   */
  push(chunk: string | Uint8Array): Buffer {
    const text = charactersOf(chunk);
    if (text === '') return EMPTY;
    // Characters beyond ASCII could be taken for the digit of their lower byte.
    if (typeof chunk === 'string' && Buffer.byteLength(text) !== text.length) throw this.#foreign(text);

    // What was held makes a group of its own with the first characters; so the long rest is never copied.
    const from = this.#held === '' ? 0 : Math.min(4 - this.#held.length, text.length);
    const first = this.#held + text.slice(0, from);
    if (first !== '' && first.length < 4) {
      this.#held = first;
      return EMPTY;
    }
    const padding = text.indexOf('=', from);
    const digits = (padding === -1 ? text.length : padding) - from;
    const last = from + digits - (digits % 4);
    const out = Buffer.allocUnsafe(((first.length + last - from) / 4) * 3 + 3);
    let length = first === '' ? 0 : this.#group(first, out, 0);
    length += this.#digits(text.slice(from, last), out, length);
    this.#held = text.slice(last, last + 4);
    if (this.#held.length === 4) length += this.#group(this.#held, out, length);
    const behind = this.#held + text.slice(last + 4);
    if (this.#isPadded && behind !== '') throw this.#behindPadding(behind);
    return out.subarray(0, length);
  }

  /**
   * The content is over. Gives nothing more: the last group came out when it was full.
   *
   * @throws MimeError `BadBase64` when it is not full
   */
  end(): Buffer {
    if (this.#held !== '') throw this.#bad('the content ends within a group of four characters; is it padded?');
    return EMPTY;
  }

  /**
   * Whole groups without padding. Buffer decodes at the speed of memory and skips what is no digit, so something foreign
   * shows in a result that is too short; only the digits of base64url, which it takes too, have to be looked for.
   */
  #digits(text: string, out: Buffer, at: number): number {
    if (text === '') return 0;
    if (this.#isPadded) throw this.#behindPadding(text);
    const expected = (text.length / 4) * 3;
    if (text.includes('-') || text.includes('_') || out.write(text, at, expected, 'base64') !== expected) {
      throw this.#foreign(text);
    }
    this.#taken += text.length;
    return expected;
  }

  /** One group, with or without padding. */
  #group(group: string, out: Buffer, at: number): number {
    this.#held = '';
    const padding = group.indexOf('=');
    if (padding === -1) return this.#digits(group, out, at);
    if (this.#isPadded) throw this.#behindPadding(group);
    const digits = group.slice(0, padding);
    if (FOREIGN.test(digits)) throw this.#foreign(digits);
    if (padding < 2) throw this.#bad('padding stands where a digit is expected', padding);
    if (padding === 2 && !group.endsWith('=')) throw this.#bad(`${quoted(group.slice(3))} follows padding`, 3);
    if (!(padding === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(digits.slice(-1))) {
      throw this.#bad('bits are set behind the last byte', padding - 1);
    }
    this.#isPadded = true;
    this.#taken += 4;
    return out.write(group, at, 'base64');
  }

  #foreign(text: string): MimeError {
    const at = Math.max(text.search(FOREIGN), 0);
    return this.#bad(`${quoted(String.fromCodePoint(text.codePointAt(at) ?? 0))} is no base64 digit`, at);
  }

  #behindPadding(text: string): MimeError {
    return this.#bad(`${quoted(text.slice(0, 8))} follows the padding that ends the content`);
  }

  #bad(reason: string, at = 0): MimeError {
    const place = this.#taken + at + 1;
    return new MimeError('BadBase64', `bad base64 at character ${place}, not counting white space: ${reason}`);
  }
}

function charactersOf(chunk: string | Uint8Array): string {
  // latin1: one character a byte, so nothing foreign can come to look like a digit.
  let text = typeof chunk === 'string' ? chunk : asBuffer(chunk).toString('latin1');
  for (const blank of WHITE_SPACE) if (text.includes(blank)) text = text.replaceAll(blank, '');
  return text;
}
