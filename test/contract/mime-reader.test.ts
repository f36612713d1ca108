import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MultipartReader, TRANSFER_ENCODINGS, type TransferEncoding } from '@imps-wsi/contract/mime';
import {
  base64Lines,
  bodiesOf,
  BOUNDARY,
  content,
  cutAt,
  cutsOf,
  lines,
  partsOf,
  quotedPrintable,
  refusalOf,
} from './mime-support.js';

const SAMPLE = Buffer.concat([
  lines('This is a preamble, --frontier is not the boundary here', '--frontierx neither', '--frontier \t'),
  lines('Content-Type: text/xml;', '\tcharset=utf-8', 'Content-ID: <root@a>', '', '<a/>'),
  lines('--frontier', 'content-transfer-encoding: BASE64', '', 'AAEC', ' /w==', '--frontier'),
  lines('Content-Transfer-Encoding: Quoted-Printable', '', 'a=3Db =  ', 'c\t ', '=E2=82=AC=', '--frontier', ''),
  lines(
    '\r\n--frontie\r\n--frontier-\r\n-- frontier\r\n --frontier\r\r\n\r',
    '--frontier-- ',
    '--frontier',
    'epilogue',
  ),
]);
const SAMPLE_BODIES = [
  '<a/>',
  '\x00\x01\x02\xff',
  'a=b c\r\n\xe2\x82\xac',
  '\r\n--frontie\r\n--frontier-\r\n-- frontier\r\n --frontier\r\r\n\r',
];

describe('a multipart body (RFC 2046 §5.1)', () => {
  test('preamble, padding, encodings, things like boundaries, epilogue', () => {
    expect(bodiesOf([SAMPLE])).toEqual(SAMPLE_BODIES);
    expect(partsOf([SAMPLE]).map(({ headers }) => headers.contentId)).toEqual([
      'root@a',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('cut in two anywhere, it is the same', () => {
    for (let place = 0; place <= SAMPLE.length; place++) {
      expect(bodiesOf(cutAt(SAMPLE, [place]))).toEqual(SAMPLE_BODIES);
    }
  });

  test('byte by byte, it is the same', () => {
    expect(bodiesOf([...SAMPLE].map((byte) => Buffer.of(byte)))).toEqual(SAMPLE_BODIES);
  });

  test('with a piece of any length anywhere, it is the same', () => {
    const bytes = lines('--frontier', 'A: b', '', 'x\r\n--frontier\r', '--frontier', '', '--frontier--');
    for (let from = 0; from <= bytes.length; from++) {
      for (let to = from; to <= bytes.length; to++) {
        expect(bodiesOf(cutAt(bytes, [from, to]))).toEqual(['x\r\n--frontier\r', '']);
      }
    }
  });

  test('the line end before a boundary belongs to it, and only that', () => {
    expect(
      bodiesOf([lines('--frontier', '', 'a', '', '--frontier', '', '', '--frontier', '', '--frontier--')]),
    ).toEqual(['a\r\n', '', '']);
  });

  test('a part may have no headers, or no content', () => {
    expect(bodiesOf([Buffer.from('--frontier\r\n\r\nbody\r\n--frontier\r\nA: b\r\n\r\n--frontier--')])).toEqual([
      'body',
      '',
    ]);
  });

  test('lines that end in LF alone are read', () => {
    expect(
      bodiesOf([Buffer.from('\n--frontier\nContent-Type: text/plain\n\na\r\n\n--frontier \n\nb\n--frontier--\n')]),
    ).toEqual(['a\r\n', 'b']);
  });

  test.each(['--frontier--', '--frontier-- \t', '--frontier--\r', '--frontier--\n', '--frontier--\r\n--frontier\r\n'])(
    'the package is complete at %j',
    (close) => {
      expect(bodiesOf([lines('--frontier', '', 'a'), Buffer.from(close)])).toEqual(['a']);
    },
  );

  test('a boundary that begins another one is not confused with it', () => {
    const inner = lines('--frontier', 'Content-Type: multipart/mixed; boundary=frontier2', '', '--frontier2', '', 'x');
    const bytes = Buffer.concat([inner, lines('--frontier2--', '--frontier--')]);
    expect(bodiesOf([bytes])).toEqual(['--frontier2\r\n\r\nx\r\n--frontier2--']);
  });

  test('a boundary may have 70 characters, blanks and punctuation', () => {
    const boundary = `=_uuid:a b'()+_,-./:=?${'x'.repeat(48)}`;
    expect(boundary).toHaveLength(70);
    const bytes = lines(`--${boundary}`, '', 'a', `--${boundary}--`);
    expect(partsOf([bytes], {}, boundary)[0]?.body.toString()).toBe('a');
  });

  test('the end may be announced together with the last chunk', () => {
    const reader = new MultipartReader(BOUNDARY);
    reader.write(Buffer.from('--frontier\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=\r\n--frontier--'));
    reader.end();
    const kinds = Array.from({ length: 4 }, () => reader.read()?.kind);
    expect(kinds).toEqual(['part', 'end', 'close', undefined]);
  });

  test('whatever follows the closing boundary is ignored, however it is cut', () => {
    const after = lines('', '--frontier', 'no header', '--frontier--');
    for (let place = 0; place <= after.length; place++) {
      expect(bodiesOf([lines('--frontier', '', 'a', '--frontier--'), ...cutAt(after, [place])])).toEqual(['a']);
    }
  });
});

describe('any parts, any transfer encoding, any cuts', () => {
  const encoded = (body: Buffer, encoding: TransferEncoding): Buffer => {
    if (encoding === 'base64') return Buffer.from(base64Lines(body));
    return encoding === 'quoted-printable' ? Buffer.from(quotedPrintable(body)) : body;
  };

  test('what went in comes out, byte for byte', () => {
    const part = fc.record({ body: content, encoding: fc.constantFrom(...TRANSFER_ENCODINGS) });
    const pack = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => ({
      parts,
      bytes: Buffer.concat([
        ...parts.flatMap(({ body, encoding }) => [
          Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`),
          encoded(body, encoding),
        ]),
        Buffer.from(`\r\n--${BOUNDARY}--`),
      ]),
    }));
    fc.assert(
      fc.property(
        pack.chain(({ parts, bytes }) =>
          fc.record({ parts: fc.constant(parts), bytes: fc.constant(bytes), cuts: cutsOf(bytes.length) }),
        ),
        ({ parts, bytes, cuts }) => {
          const read = partsOf(cutAt(bytes, cuts));
          expect(read.map(({ body }) => body)).toEqual(parts.map(({ body }) => body));
          expect(read.map(({ headers }) => headers.transferEncoding)).toEqual(parts.map(({ encoding }) => encoding));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('content is passed on, not copied', () => {
  test('chunks of a binary part are views of what was written', () => {
    const reader = new MultipartReader(BOUNDARY);
    reader.write(lines('--frontier', ''));
    expect(reader.read()?.kind).toBe('part');
    const chunk = Buffer.alloc(64 * 1024, 'x');
    reader.write(chunk);
    const event = reader.read();
    if (event?.kind !== 'body') throw new Error('no body');
    expect(event.bytes.buffer).toBe(chunk.buffer);
    expect(event.bytes).toHaveLength(chunk.length);
    expect(reader.read()).toBeUndefined();
  });
});

describe('a package that is not one', () => {
  const ONE = Buffer.from('--frontier\r\nContent-Type: text/plain\r\n\r\nab\r\n--frontier--');

  test('cut off anywhere before the end of its closing boundary, it is refused', () => {
    for (let end = 0; end < ONE.length; end++) {
      const { code } = refusalOf(() => partsOf([ONE.subarray(0, end)]));
      expect(code).toBe(end < '--frontier\r\n'.length ? 'BoundaryNotFound' : 'Truncated');
    }
    expect(bodiesOf([ONE])).toEqual(['ab']);
  });

  test.each([
    ['BoundaryNotFound', 'with another boundary', lines('--other', '', 'a', '--other--')],
    ['BoundaryNotFound', 'an empty body', Buffer.alloc(0)],
    ['NoParts', 'closing at once', lines('--frontier--')],
    ['NoParts', 'closing at once behind a preamble, without line end', Buffer.from('hello\r\n--frontier--')],
    ['Truncated', 'ending in an encoded part', lines('--frontier', 'Content-Transfer-Encoding: base64', '', 'AA')],
    ['MalformedHeader', 'a boundary among headers', lines('--frontier', 'A: b', '--frontier', '', '', '--frontier--')],
    ['Truncated', 'ending among headers', lines('--frontier', 'A: b', '--frontier--')],
  ])('%s: %s', (code, _what, bytes) => {
    expect(refusalOf(() => partsOf([bytes])).code).toBe(code);
  });

  test('the refusal says in which part', () => {
    const bytes = lines(
      '--frontier',
      '',
      'a',
      '--frontier',
      'Content-Transfer-Encoding: base64',
      '',
      'A*==',
      '--frontier--',
    );
    const refusal = refusalOf(() => partsOf([bytes]));
    expect(refusal).toMatchObject({ code: 'BadBase64', part: 2 });
    expect(refusal.message).toBe(
      'bad base64 at character 2, not counting white space: "*" is no base64 digit (part 2)',
    );
  });

  test('asked again after a refusal, the reader refuses again', () => {
    const reader = new MultipartReader(BOUNDARY);
    reader.write(lines('--frontier--'));
    expect(refusalOf(() => reader.read())).toBe(refusalOf(() => reader.read()));
  });

  test.each([
    ['BoundaryMissing', ''],
    ['BadBoundary', 'x'.repeat(71)],
    ['BadBoundary', 'ends in a blank '],
    ['BadBoundary', 'two\r\nlines'],
    ['BadBoundary', 'gränze'],
  ])('%s: boundary %j', (code, boundary) => {
    expect(refusalOf(() => new MultipartReader(boundary)).code).toBe(code);
  });

  test('the writer of chunks is told when it does not wait its turn', () => {
    const reader = new MultipartReader(BOUNDARY);
    reader.write(lines('--frontier', '', 'a'));
    expect(() => reader.write(Buffer.from('b'))).toThrow('before the one before was read');
    reader.end();
    expect(() => reader.write(Buffer.alloc(0))).toThrow('after end()');
  });
});
