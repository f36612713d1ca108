import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeBase64,
  encodeBase64,
  hasIllegalXmlChars,
  IllegalTextError,
  isXmlText,
  XmlScanner,
  XmlWriter,
} from '@imps-wsi/contract/xml';
import { escapeAttribute } from '@imps-wsi/contract/xml';
import { leaf } from './xml-documents.js';

/** Any text that XML can carry, with what is hard about it made frequent. */
const xmlText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        '\t',
        ' ',
        '&',
        '<',
        '>',
        ']]>',
        '"',
        "'",
        '&amp;',
        '<![CDATA[',
        '\u{1f600}',
        '\ufffd',
      ),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''))
  .filter(isXmlText);

function written(text: string): string {
  const writer = new XmlWriter();
  writer.leaf('<a>', text, '</a>');
  return writer.take();
}

describe('what is written is read back identically', () => {
  test('any text XML can carry, CR, tabs and ]]> included', () => {
    fc.assert(fc.property(xmlText, (text) => expect(leaf(written(text))).toBe(text)));
  });

  test('any attribute value XML can carry', () => {
    fc.assert(
      fc.property(xmlText, (text) => {
        const scanner = new XmlScanner(`<a b="${escapeAttribute(text)}"/>`);
        scanner.next();
        expect(scanner.attributes.value('', 'b')).toBe(text);
      }),
    );
  });

  test('any bytes as base64', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes),
      ),
    );
  });
});

test('CR is written as a reference, because a reader would make it LF', () => {
  expect(written('a\r\nb')).toBe('<a>a&#13;\nb</a>');
});

describe('what XML cannot carry is refused, so that the caller sends it as data', () => {
  test.each(['a\0', '\u000b', 'x\ud800y', '\ufffe'])('%j', (text) => {
    expect(hasIllegalXmlChars(text)).toBe(true);
    expect(() => written(text)).toThrow(IllegalTextError);
  });

  test('the error says where: path, character, offset', () => {
    const writer = new XmlWriter();
    writer.raw('<m><part/><part>');
    expect(() => writer.leaf('<text>', 'ab\u0007', '</text>')).toThrow(
      expect.objectContaining({ path: '/m/part[2]/text', index: 2, codePoint: 7 }),
    );
  });
});

describe('base64 is strict', () => {
  test.each(['A', 'AA', 'AAA', 'AA=', 'A===', '=AAA', 'AA==AA==', 'AAB=', 'AB==', 'A-_A', 'AAAŁ', 'AA\u00a0A'])(
    '%j is refused',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  test('white space between characters is legal', () => {
    expect(decodeBase64('\r\n aG Vs\tbG8= ')).toEqual(new TextEncoder().encode('hello'));
  });
});

test('a writer hands on what is pending when the mark is reached', () => {
  const chunks: string[] = [];
  const writer = new XmlWriter({ highWaterMark: 10, onFlush: (chunk) => chunks.push(chunk) });
  for (const word of ['one', 'two', 'three']) {
    writer.leaf('<a>', word, '</a>');
    writer.itemWritten();
  }
  expect([...chunks, writer.take()]).toEqual(['<a>one</a>', '<a>two</a>', '<a>three</a>', '']);
});
