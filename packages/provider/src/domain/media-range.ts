import { parseMediaType } from '@imps-wsi/contract/media-type';

/** Media ranges as HTTP writes them (RFC 9110 §12.5.1) without weights: such as `image/*` or `application/pdf`. */

/**
 * The range in lower case and without parameters, or undefined when it is none: a wildcard stands for the whole type,
 * or the whole subtype, never for a piece of it.
 */
export function mediaRangeOf(text: string): string | undefined {
  const parsed = parseMediaType(text.trim());
  if (parsed === undefined) return undefined;
  const { type, subtype } = parsed;
  if (type === '*') return subtype === '*' ? ANY : undefined;
  if (type.includes('*') || (subtype !== '*' && subtype.includes('*'))) return undefined;
  return `${type}/${subtype}`;
}

export const ANY = '*/*';
/** A list without anything in it, in words. */
export const NONE = 'none';

/** Canonical ranges, each once, of a text that separates them by commas; undefined when one of them is no media range. */
export function mediaRangesOf(text: string): readonly string[] | undefined {
  if (text.trim().toLowerCase() === NONE) return [];
  const ranges = text.split(',').map(mediaRangeOf);
  return ranges.every((range) => range !== undefined) ? [...new Set(ranges)] : undefined;
}

/** What content may be: of a type that is allowed and not refused. Refused wins. */
export class ContentRule {
  /** There is no type that it refuses: nobody need ask. */
  readonly permitsAll: boolean;
  readonly #allowed: ReadonlySet<string>;
  readonly #refused: ReadonlySet<string>;

  /** Both canonical, see `mediaRangeOf`. Nothing allowed: no content at all. */
  constructor(allowed: readonly string[], refused: readonly string[]) {
    this.#allowed = new Set(allowed);
    this.#refused = new Set(refused);
    this.permitsAll = this.#allowed.has(ANY) && refused.length === 0;
  }

  /** Case and parameters mean nothing. What is no media type at all is for others to refuse. */
  permits(contentType: string): boolean {
    if (this.permitsAll) return true;
    const parsed = parseMediaType(contentType);
    if (parsed === undefined) return true;
    const { type, subtype } = parsed;
    return holds(this.#allowed, type, subtype) && !holds(this.#refused, type, subtype);
  }
}

const holds = (ranges: ReadonlySet<string>, type: string, subtype: string): boolean =>
  ranges.has(`${type}/${subtype}`) || ranges.has(`${type}/*`) || ranges.has(ANY);
