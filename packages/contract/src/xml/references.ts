import { codePointName, isXmlChar } from './chars.js';

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

// The longest useful reference is &#1114111; leading zeros are legal, so some room is left for them.
const REFERENCE = /&(?:([a-z]{2,4})|#([0-9]{1,32})|#x([0-9A-Fa-f]{1,32}));/y;

/** A reference that could not be resolved: why, and where. */
export class ReferenceProblem extends Error {
  constructor(
    readonly reason: string,
    readonly offset: number,
    readonly illegalCharacter: boolean,
  ) {
    super(reason);
  }
}

/**
 * Replaces the predefined entities and character references in source[start, end).
 *
 * @throws ReferenceProblem (turned by the scanner into an XmlError with its place)
 */
export function expandReferences(source: string, start: number, end: number): string {
  // Searched in the piece alone: in the whole text, every piece without a reference would cost a walk to the next one,
  // and an attribute value has as many pieces as line ends.
  const piece = source.slice(start, end);
  let out = '';
  let from = 0;
  for (let at = piece.indexOf('&'); at !== -1; at = piece.indexOf('&', from)) {
    REFERENCE.lastIndex = at;
    const match = REFERENCE.exec(piece);
    if (match === null) throw new ReferenceProblem(badReference(piece, at), start + at, false);
    out += piece.slice(from, at) + resolve(match, start + at);
    from = at + match[0].length;
  }
  return out + piece.slice(from);
}

function resolve(match: RegExpExecArray, at: number): string {
  const name = match[1];
  if (name !== undefined) {
    const character = PREDEFINED[name];
    if (character === undefined) {
      throw new ReferenceProblem(
        `entity &${name}; is not defined; without a DTD only amp, lt, gt, quot and apos are`,
        at,
        false,
      );
    }
    return character;
  }
  const codePoint = match[2] !== undefined ? Number.parseInt(match[2], 10) : Number.parseInt(match[3] ?? '', 16);
  if (!isXmlChar(codePoint)) {
    const what = codePoint <= 0x10ffff ? codePointName(codePoint) : match[0];
    throw new ReferenceProblem(`character reference to ${what}, which XML 1.0 cannot carry`, at, true);
  }
  return String.fromCodePoint(codePoint);
}

function badReference(source: string, at: number): string {
  const semicolon = source.indexOf(';', at);
  const named = semicolon !== -1 && semicolon - at < 40 ? source.slice(at, semicolon + 1) : undefined;
  if (named !== undefined && /^&[\w.:-]+;$/.test(named)) {
    return `entity ${named} is not defined; without a DTD only amp, lt, gt, quot and apos are`;
  }
  return '& must be written &amp;';
}
