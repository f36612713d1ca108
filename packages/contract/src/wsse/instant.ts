import { parseDateTime } from '../schema/date-time.js';
import type { XmlScanner } from '../xml/index.js';
import { WsseError } from './wsse-error.js';

/** A point in time as a token states it. */
export interface WsuInstant {
  /** As written, white space around it removed; a digest is made over this text. */
  readonly text: string;
  readonly date: Date;
}

// R3217, R3223: UTC. Python's zeep writes its Created with +00:00, which says the same and is accepted.
const UTC = /(?:Z|[+-]00:00)$/;

/** Reads a wsu:Created or wsu:Expires. `maxFraction` is the number of fraction digits allowed. */
export function readInstant(scanner: XmlScanner, maxFraction: number): WsuInstant {
  const text = scanner.readText().trim();
  const date = UTC.test(text) ? parseDateTime(text) : undefined;
  if (date === undefined || fractionDigits(text) > maxFraction) {
    const digits = maxFraction < 100 ? ` with at most ${maxFraction} fraction digits` : '';
    throw new WsseError(
      'wsse:InvalidSecurity',
      `expected a time in UTC such as 2031-05-17T09:30:00Z${digits}`,
      scanner.pathOf(scanner.elementStart),
    );
  }
  return { text, date };
}

function fractionDigits(text: string): number {
  return /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
}
