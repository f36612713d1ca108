import { type Binary, byteCount, quoted, type XmlScanner } from '../xml/index.js';
import { parseDateTime } from './date-time.js';

/**
 * Readers of simple content for the generated decoders. Each reads the open element's text and closes it, and refuses
 * with a SchemaViolation what the type's lexical space lacks. White space around anything but strings is collapsed, as
 * XML Schema asks; strings are given as they are.
 */

const BLANK = /[ \t\n\r]/;

/** White space at the ends removed, runs inside made one space (whiteSpace="collapse"). */
export function collapse(text: string): string {
  return BLANK.test(text) ? text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '') : text;
}

/**
 * As collapse for types whose values hold no white space inside: what is left there makes them wrong anyway, and
 * megabytes of it need not be rewritten to see that.
 */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x09 || c === 0x0d;
}

/** Each white space character made a space (whiteSpace="replace"). */
export function replaceBlanks(text: string): string {
  return text.replace(/[\t\n\r]/g, ' ');
}

export function readBoolean(scanner: XmlScanner): boolean {
  const raw = scanner.readText();
  if (raw === 'true') return true;
  if (raw === 'false') return false;
  const text = trimBlanks(raw);
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw scanner.violation('a boolean (true, false, 1 or 0)', quoted(text));
}

const INTEGER = /^[+-]?[0-9]+$/;

/** An xs:int, or a long whose bounds a number holds exactly. */
export function readInteger(scanner: XmlScanner, min: number, max: number): number {
  const raw = scanner.readText();
  const small = smallInteger(raw);
  if (small >= 0 && small >= min && small <= max) return small;
  const text = trimBlanks(raw);
  if (!INTEGER.test(text)) throw scanner.violation(`a whole number from ${min} to ${max}`, quoted(text));
  const value = Number(text);
  // Bounds lie within ±(2^53 - 1), and rounding is monotonic, so no number outside is taken for one inside.
  if (value < min || value > max) throw scanner.violation(`a whole number from ${min} to ${max}`, quoted(text));
  return value === 0 ? 0 : value;
}

/** One to nine digits as a number, which is what nearly all are; -1 for anything else. */
function smallInteger(text: string): number {
  const { length } = text;
  if (length === 0 || length > 9) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

export function readLong(scanner: XmlScanner, min: bigint, max: bigint): bigint {
  const text = trimBlanks(scanner.readText());
  // The length bound keeps BigInt off megabytes of digits; leading zeros are legal but nobody writes a hundred.
  if (INTEGER.test(text) && text.length <= 100) {
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    if (value >= min && value <= max) return value;
  }
  throw scanner.violation(`a whole number from ${min} to ${max}`, quoted(text));
}

/** See {@link parseDateTime} for time zones and fractions. */
export function readDateTime(scanner: XmlScanner): Date {
  const text = trimBlanks(scanner.readText());
  const date = parseDateTime(text);
  if (date !== undefined) return date;
  throw scanner.violation('a date and time such as 2031-05-17T09:30:00Z', quoted(text));
}

/** Length in characters as XML Schema counts them: code points, so an emoji is one. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

/** Throws unless the text has from `min` to `max` characters. Callers test the cheap code unit count first. */
export function checkTextLength(scanner: XmlScanner, text: string, min: number, max: number): void {
  const count = characterCount(text);
  if (count < min || count > max)
    throw scanner.violation(lengthExpectation(min, max, 'character'), amount(count, 'character'));
}

/** Throws unless the bytes number from `min` to `max`. */
export function checkByteLength(scanner: XmlScanner, bytes: Binary, min: number, max: number): void {
  const count = byteCount(bytes);
  if (count < min || count > max) {
    throw scanner.violation(lengthExpectation(min, max, 'byte'), amount(count, 'byte'));
  }
}

export function lengthExpectation(min: number, max: number, unit: 'character' | 'byte'): string {
  if (min === max) return `exactly ${amount(min, unit)}`;
  if (max === Number.POSITIVE_INFINITY) return `at least ${amount(min, unit)}`;
  return min === 0 ? `at most ${amount(max, unit)}` : `${min} to ${amount(max, unit)}`;
}

export function amount(count: number, unit: 'character' | 'byte'): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
