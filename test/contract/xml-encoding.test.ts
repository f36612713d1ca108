import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeXmlBytes, XmlError } from '@imps-wsi/contract/xml';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function utf16(text: string, order: 'le' | 'be', mark = false): Uint8Array {
  const units = mark ? `\ufeff${text}` : text;
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < units.length; i++) view.setUint16(i * 2, units.charCodeAt(i), order === 'le');
  return bytes;
}

const TEXT = '<a>Grüße, 日本, \u{1f600}</a>';

function refusal(bytes: Uint8Array, charset?: string): string {
  try {
    decodeXmlBytes(bytes, charset);
  } catch (error) {
    if (error instanceof XmlError) return error.code;
    throw error;
  }
  throw new Error('accepted');
}

describe('WSI-26, R1012, R4001: UTF-8 and UTF-16, with and without a byte order mark', () => {
  test.each([
    ['UTF-8', utf8(TEXT), undefined],
    ['UTF-8 labelled', utf8(TEXT), 'UTF-8'],
    ['UTF-8 with a mark', utf8(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16 with a mark, little-endian', utf16(TEXT, 'le', true), 'utf-16'],
    ['UTF-16 with a mark, big-endian', utf16(TEXT, 'be', true), 'UTF-16'],
    ['UTF-16 without a mark, little-endian, no label', utf16(TEXT, 'le'), undefined],
    ['UTF-16 without a mark, big-endian, no label', utf16(TEXT, 'be'), undefined],
    ['UTF-16 without a mark, labelled utf-16', utf16(TEXT, 'le'), 'utf-16'],
    ['UTF-16LE labelled', utf16(TEXT, 'le'), 'utf-16le'],
    ['UTF-16BE labelled', utf16(TEXT, 'be'), 'utf-16be'],
  ])('%s', (_what, bytes, charset) => {
    expect(decodeXmlBytes(bytes, charset)).toBe(TEXT);
  });

  test.each([
    ['UTF-8', utf8('<?xml version="1.0" encoding="utf-8"?><a/>')],
    ['UTF-16', utf16('<?xml version="1.0" encoding="UTF-16"?><a/>', 'le', true)],
    ['US-ASCII', utf8("<?xml version='1.0' encoding='US-ASCII'?><a/>")],
  ])('R1010: an XML declaration that agrees: %s', (_what, bytes) => {
    expect(decodeXmlBytes(bytes)).toContain('<a/>');
  });
});

describe('bytes that do not fit their label are refused, never repaired', () => {
  test.each([
    ['InvalidEncoding', 'a cut UTF-8 sequence', utf8(TEXT).subarray(0, 6), undefined],
    ['InvalidEncoding', 'an overlong form', Uint8Array.of(0x3c, 0xc0, 0xaf), undefined],
    ['InvalidEncoding', 'a surrogate in UTF-8', Uint8Array.of(0x3c, 0xed, 0xa0, 0x80), undefined],
    ['InvalidEncoding', 'Latin-1 bytes', Uint8Array.of(0x3c, 0x61, 0x3e, 0xe9, 0x3c), 'utf-8'],
    ['InvalidEncoding', 'half a UTF-16 unit', utf16(TEXT, 'le').subarray(0, 7), 'utf-16le'],
    ['InvalidEncoding', 'other characters labelled US-ASCII', utf8(TEXT), 'us-ascii'],
    ['UnsupportedCharset', 'a label not supported', utf8(TEXT), 'iso-8859-1'],
    [
      'UnsupportedCharset',
      'a declaration not supported',
      utf8('<?xml version="1.0" encoding="ISO-8859-1"?><a/>'),
      undefined,
    ],
    ['NotWellFormed', 'two byte order marks', utf8('\ufeff\ufeff<?xml version="1.0" encoding="x"?><a/>'), undefined],
    ['ContradictoryEncoding', 'a mark against the label', utf16(TEXT, 'le', true), 'utf-8'],
    [
      'ContradictoryEncoding',
      'a declaration against the bytes',
      utf8('<?xml version="1.0" encoding="UTF-16"?><a/>'),
      undefined,
    ],
    [
      'ContradictoryEncoding',
      'UTF-16 declared as UTF-8',
      utf16('<?xml version="1.0" encoding="UTF-8"?><a/>', 'be', true),
      undefined,
    ],
  ])('%s: %s', (code, _what, bytes, charset) => {
    expect(refusal(bytes, charset)).toBe(code);
  });
});

test('wherever the network cuts the bytes, the collected text is the same', () => {
  const bytes = utf8(TEXT.repeat(3));
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, i) => Buffer.from(bytes.subarray(places[i], end)));
      expect(decodeXmlBytes(Buffer.concat(chunks), 'utf-8')).toBe(TEXT.repeat(3));
    }),
  );
});
