import { quoted, type XmlWriter } from '../xml/index.js';
import { formatDateTime } from './date-time.js';
import { amount, characterCount, lengthExpectation } from './read.js';

/**
 * Writers of simple content for the generated encoders. Each takes an element's start tag, the value and the end tag,
 * and throws a SchemaViolation naming the element when the value is not of the type; JavaScript callers have no
 * compiler to tell them.
 */

export function writeString(writer: XmlWriter, open: string, value: string, close: string): void {
  if (typeof value !== 'string') throw wrongType(writer, open, 'a string', value);
  writer.leaf(open, value, close);
}

export function writeBoolean(writer: XmlWriter, open: string, value: boolean, close: string): void {
  if (typeof value !== 'boolean') throw wrongType(writer, open, 'a boolean', value);
  writer.plain(open, value ? 'true' : 'false', close);
}

export function writeInteger(
  writer: XmlWriter,
  open: string,
  value: number,
  close: string,
  min: number,
  max: number,
): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw wrongType(writer, open, `a whole number from ${min} to ${max}`, value);
  }
  writer.plain(open, `${value}`, close);
}

export function writeLong(
  writer: XmlWriter,
  open: string,
  value: bigint,
  close: string,
  min: bigint,
  max: bigint,
): void {
  if (typeof value !== 'bigint' || value < min || value > max) {
    throw wrongType(writer, open, `a bigint from ${min} to ${max}`, value);
  }
  writer.plain(open, value.toString(), close);
}

export function writeDateTime(writer: XmlWriter, open: string, value: Date, close: string): void {
  const text = value instanceof Date ? formatDateTime(value) : undefined;
  if (text === undefined) throw wrongType(writer, open, 'a valid Date of a year from 1 to 9999', value);
  writer.plain(open, text, close);
}

/** Throws unless the value is a string of `min` to `max` characters. */
export function checkText(writer: XmlWriter, open: string, value: string, min: number, max: number): void {
  if (typeof value !== 'string') throw wrongType(writer, open, 'a string', value);
  const count = characterCount(value);
  if (count < min || count > max) {
    throw writer.violation(open, lengthExpectation(min, max, 'character'), amount(count, 'character'));
  }
}

/** Throws unless the value is an object, as every complex element needs. */
export function checkObject(writer: XmlWriter, open: string, value: object | null): void {
  if (typeof value !== 'object' || value === null) throw wrongType(writer, open, 'an object', value);
}

/** The value when it is an array of `min` to `max` entries. */
export function checkedList<T>(
  writer: XmlWriter,
  open: string,
  value: readonly T[],
  min: number,
  max: number,
): readonly T[] {
  if (!Array.isArray(value)) throw wrongType(writer, open, 'an array', value);
  if (value.length < min || value.length > max) {
    const bound = value.length < min ? `at least ${min}` : `at most ${max}`;
    throw writer.violation(open, `${bound} in the array`, `${value.length}`);
  }
  return value as readonly T[];
}

/** Throws the refusal of a value outside an enumeration or a pattern. */
export function refuseText(writer: XmlWriter, open: string, expected: string, value: unknown): never {
  throw wrongType(writer, open, expected, value);
}

/** The refusal of a value that is not of the element's type. */
export function wrongType(writer: XmlWriter, open: string, expected: string, value: unknown): Error {
  return writer.violation(open, expected, shown(value));
}

function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'undefined':
      return String(value);
    default:
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
  }
}
