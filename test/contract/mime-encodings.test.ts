import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Base64Decoder, Base64Encoder, MimeError, QuotedPrintableDecoder } from '@imps-wsi/contract/mime';
import { decodeBase64 } from '@imps-wsi/contract/xml';
import { base64Lines, cutAt, cutsOf, quotedPrintable, refusalOf } from './mime-support.js';

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
const withCuts = (text: fc.Arbitrary<string>) => text.chain((all) => fc.tuple(fc.constant(all), cutsOf(all.length)));

function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts, text.length];
  return places.slice(1).map((end, index) => text.slice(places[index], end));
}

function fromBase64(chunks: readonly (string | Uint8Array)[]): Buffer {
  const decoder = new Base64Decoder();
  const out = chunks.map((chunk) => Buffer.from(decoder.push(chunk)));
  return Buffer.concat([...out, decoder.end()]);
}

describe('base64 in pieces', () => {
  test('white space may stand anywhere, also between padding', () => {
    expect(fromBase64([' A', 'A\r\n', '\tE', 'C/', 'w=', '\n', '= \r\n']).toString('hex')).toBe('000102ff');
  });

  test('what is encoded in any chunks and decoded in any chunks is the same', () => {
    fc.assert(
      fc.property(
        bytes.chain((all) =>
          fc.tuple(fc.constant(all), cutsOf(all.length), fc.integer({ min: 1, max: 80 }), cutsOf(600)),
        ),
        ([all, cuts, width, textCuts]) => {
          const encoder = new Base64Encoder();
          const text =
            cutAt(all, cuts)
              .map((chunk) => {
                const lent = Buffer.from(chunk);
                const piece = encoder.push(lent);
                lent.fill('!');
                return piece;
              })
              .join('') + encoder.end();
          expect(text).toBe(all.toString('base64'));
          const broken = base64Lines(all, width);
          const places = textCuts.filter((place) => place <= broken.length);
          expect(fromBase64(pieces(broken, places))).toEqual(all);
          expect(fromBase64(pieces(broken, places).map((piece) => Buffer.from(piece)))).toEqual(all);
        },
      ),
    );
  });

  test('it takes and refuses what decodeBase64 takes and refuses, wherever it is cut', () => {
    const unit = fc.constantFrom(
      'A',
      'Q',
      'g',
      'z',
      '+',
      '/',
      '9',
      '=',
      '==',
      'AAAA',
      'AA==',
      ' ',
      '\r\n',
      '\n',
      '-',
      '_',
      '*',
      '\f',
      'é',
      'Ł',
    );
    const text = fc.oneof(
      fc.array(unit, { maxLength: 12 }).map((units) => units.join('')),
      bytes.map((all) => base64Lines(all, 20)),
    );
    const attempt = (chunks: readonly (string | Uint8Array)[]): Buffer | undefined => {
      try {
        return fromBase64(chunks);
      } catch (error) {
        if (error instanceof MimeError && error.code === 'BadBase64') return undefined;
        throw error;
      }
    };
    fc.assert(
      fc.property(withCuts(text), ([all, cuts]) => {
        const whole = decodeBase64(all);
        const expected = whole === undefined ? undefined : Buffer.from(whole);
        expect(attempt([all])).toEqual(expected);
        expect(attempt(pieces(all, cuts))).toEqual(expected);
        expect(
          attempt(
            cutAt(
              Buffer.from(all),
              cuts.filter((place) => place <= all.length),
            ),
          ),
        ).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['AAAA*AAA', 'character 5', '"*" is no base64 digit'],
    ['AA AA\r\nAA-A', 'character 7', '"-" is no base64 digit'],
    ['AAAA====', 'character 5', 'padding stands where a digit is expected'],
    ['AAA=AAAA', 'character 5', '"AAAA" follows the padding'],
    ['AA=A', 'character 4', '"A" follows padding'],
    ['AB==', 'character 2', 'bits are set behind the last byte'],
    ['AAAAA', 'character 5', 'ends within a group'],
    ['ŁAAA', 'character 1', '"Ł" is no base64 digit'],
  ])('%j: %s, %s', (text, place, reason) => {
    const refusal = refusalOf(() => fromBase64([text]));
    expect(refusal.code).toBe('BadBase64');
    expect(refusal.message).toContain(place);
    expect(refusal.message).toContain(reason);
  });
});

function fromQuotedPrintable(chunks: readonly Buffer[]): string {
  const decoder = new QuotedPrintableDecoder();
  const out = chunks.map((chunk) => {
    const lent = Buffer.from(chunk);
    const piece = Buffer.from(decoder.push(lent));
    lent.fill('!');
    return piece;
  });
  return Buffer.concat([...out, decoder.end()]).toString('latin1');
}

describe('quoted-printable (RFC 2045 §6.7)', () => {
  test.each([
    [
      'an example of the RFC',
      "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.",
      "Now's the time for all folk to come to the aid of their country.",
    ],
    ['escapes in either case', '=3D=e2=82=Ac=00', '=\xe2\x82\xac\0'],
    ['blanks at the end of lines and of all go', 'a \t\r\nb\t\nc  ', 'a\r\nb\nc'],
    ['escaped blanks stay', 'a=20\r\nb=09', 'a \r\nb\t'],
    ['blanks before a soft line break stay, behind it they go', 'a =  \r\n b=\t\nc', 'a  bc'],
    ['a soft line break whose line end belongs to the boundary', 'a=', 'a'],
    ['the same with blanks', 'a= \t', 'a'],
    ['the same with half a line end', 'a=\r', 'a'],
    ['line ends stay what they are', 'a\r\nb\n\r\n\n', 'a\r\nb\n\r\n\n'],
    ['nothing', '', ''],
  ])('%s', (_what, text, expected) => {
    const all = Buffer.from(text);
    for (let from = 0; from <= all.length; from++) {
      for (let to = from; to <= all.length; to++) {
        expect(fromQuotedPrintable(cutAt(all, [from, to]))).toBe(expected);
      }
    }
  });

  test('any bytes, in any lines, in any chunks', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(bytes, fc.integer({ min: 1, max: 30 }))
          .map(([all, width]) => ({ all, text: Buffer.from(quotedPrintable(all, width)) }))
          .chain(({ all, text }) =>
            fc.record({ all: fc.constant(all), text: fc.constant(text), cuts: cutsOf(text.length) }),
          ),
        ({ all, text, cuts }) => {
          expect(fromQuotedPrintable(cutAt(text, cuts))).toBe(all.toString('latin1'));
        },
      ),
    );
  });

  test.each([
    ['a=G0', 'byte 3', 'neither two hexadecimal digits nor a line end'],
    ['a=4', 'byte 4', 'ends within an escape'],
    ['a=4G', 'byte 4', 'one hexadecimal digit only'],
    ['a= b', 'byte 4', 'neither two hexadecimal digits nor a line end'],
    ['a\rb', 'byte 3', 'a carriage return is not followed'],
    ['a=\rb', 'byte 4', 'a carriage return is not followed'],
    ['ab\r', 'byte 4', 'a carriage return is not followed'],
    ['a\0', 'byte 2', 'the byte 0x00 is to be escaped'],
    ['a\xe9', 'byte 2', 'the byte 0xe9 is to be escaped'],
  ])('%j is refused: %s, %s', (text, place, reason) => {
    const all = Buffer.from(text, 'latin1');
    for (let cut = 0; cut <= all.length; cut++) {
      const refusal = refusalOf(() => fromQuotedPrintable(cutAt(all, [cut])));
      expect(refusal.code).toBe('BadQuotedPrintable');
      expect(refusal.message).toContain(place);
      expect(refusal.message).toContain(reason);
    }
  });

  test('blanks without end are not collected', () => {
    const decoder = new QuotedPrintableDecoder();
    expect(decoder.push(Buffer.alloc(998, ' '))).toHaveLength(0);
    expect(refusalOf(() => decoder.push(Buffer.from(' '))).message).toContain('more than 998 blanks in a row');
  });
});
