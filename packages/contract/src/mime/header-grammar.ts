/** Pieces that several headers are made of (RFC 2045 §5.1, RFC 5322 §3.2). */

import { parseMediaType } from '../media-type.js';

export const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

/** The value without comments in parentheses, which may stand anywhere but in quotes, and nest. */
export function withoutComments(value: string): string {
  if (!value.includes('(')) return value;
  let kept = '';
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at++) {
    const c = value.charAt(at);
    if (c === '\\' && (isQuoted || depth > 0)) {
      if (depth === 0) kept += c + value.charAt(at + 1);
      at++;
    } else if (c === '"' && depth === 0) {
      isQuoted = !isQuoted;
      kept += c;
    } else if (!isQuoted && c === '(') depth++;
    else if (!isQuoted && c === ')' && depth > 0) depth--;
    else if (depth === 0) kept += c;
  }
  return kept.trim();
}

/** The text as a quoted-string. It must hold no control characters. */
export function quotedString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const IS_TOKEN = new RegExp(`^${TOKEN}$`);
const QUOTED_OR_BARE = /"(?:[^"\\]|\\.)*"|(=[ \t]*)([^\s";]+)/g;

/**
 * A media type of a header in a form that is valid: parameter values with a slash or an at sign are to be quoted, yet
 * the SOAP with Attachments note itself writes `type=text/xml`, and so do clients. Undefined when it is no media type.
 */
export function mendedMediaType(value: string): string | undefined {
  const text = withoutComments(value);
  if (parseMediaType(text) !== undefined) return text;
  const mended = text.replace(QUOTED_OR_BARE, (all: string, equals?: string, bare?: string) =>
    equals === undefined || bare === undefined || IS_TOKEN.test(bare)
      ? all
      : `${equals}"${bare.replace(/\\/g, '\\\\')}"`,
  );
  return parseMediaType(mended) === undefined ? undefined : mended;
}
