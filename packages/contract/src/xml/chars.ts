/** Character classes of XML 1.0 (fifth edition) and Namespaces in XML 1.0. */

/** Indexed by ASCII code: 1 may continue an NCName, 3 may also start one. The colon is not in it. */
export const NAME_CLASS: Uint8Array = (() => {
  const table = new Uint8Array(128);
  for (let c = 0x61; c <= 0x7a; c++) table[c] = table[c - 0x20] = 3;
  for (let c = 0x30; c <= 0x39; c++) table[c] = 1;
  table[0x5f] = 3; // _
  table[0x2d] = table[0x2e] = 1; // - .
  return table;
})();

/* eslint-disable no-control-regex, no-misleading-character-class -- the classes are those of the XML recommendation */
const NAME_START =
  /[A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}]/u;
const NAME_REST = /[-.\d\xb7\u0300-\u036f\u203f\u2040]/u;

/** May this code point start an NCName? */
export function isNameStart(codePoint: number): boolean {
  return codePoint < 128 ? NAME_CLASS[codePoint] === 3 : NAME_START.test(String.fromCodePoint(codePoint));
}

/** May this code point stand in an NCName after the first? */
export function isNameChar(codePoint: number): boolean {
  return codePoint < 128
    ? NAME_CLASS[codePoint] !== 0
    : NAME_START.test(String.fromCodePoint(codePoint)) || NAME_REST.test(String.fromCodePoint(codePoint));
}

/** XML 1.0 production [2] Char. */
export function isXmlChar(codePoint: number): boolean {
  if (codePoint < 0x20) return codePoint === 0x9 || codePoint === 0xa || codePoint === 0xd;
  return (
    codePoint < 0xd800 || (codePoint >= 0xe000 && codePoint <= 0x10ffff && codePoint !== 0xfffe && codePoint !== 0xffff)
  );
}

// Two passes beat one: the class without surrogates runs over one-byte strings at two characters a nanosecond, and
// isWellFormed is native.
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const FORBIDDEN_OR_LONE_SURROGATE = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/u;

/** Offset of the first code unit that XML 1.0 cannot carry (a control character, U+FFFE, U+FFFF, a lone surrogate), or -1. */
export function illegalXmlCharAt(text: string): number {
  if (text.isWellFormed() && !FORBIDDEN.test(text)) return -1;
  return text.search(FORBIDDEN_OR_LONE_SURROGATE);
}

/** Does the text hold a character that XML 1.0 cannot carry, not even as a reference? Send such text as `data`. */
export function hasIllegalXmlChars(text: string): boolean {
  return !text.isWellFormed() || FORBIDDEN.test(text);
}

/** Can XML 1.0 carry this text unchanged (CR as `&#13;`)? */
export function isXmlText(text: string): boolean {
  return !hasIllegalXmlChars(text);
}

/** The text with U+FFFD for what XML cannot carry: an error must go out whatever it quotes, and wherever the quote was cut. */
export function carriable(text: string): string {
  if (isXmlText(text)) return text;
  return text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
}

/** `U+000B`. */
export function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
