import { createHash, randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isXmlText } from '@imps-wsi/contract/xml';
import {
  collectBytes,
  MimeError,
  Mtom,
  MultipartReader,
  MultipartWriter,
  parseContentDisposition,
  PartDirectory,
  readMultipart,
  readPackage,
} from '@imps-wsi/contract/mime';
import { BOUNDARY, cutAt, cutsOf, lines, partsOf, refusalOf, refusalOfAsync } from './mime-support.js';

describe('packages made to do harm', () => {
  function* tinyParts(count: number): Generator<Buffer> {
    for (let n = 0; n < count; n++) yield lines('--frontier', `Content-ID: <p=${n}@a>`, '', 'x');
    yield lines('--frontier--');
  }

  test('ten thousand tiny parts are read, one more is refused', async () => {
    const directory = new PartDirectory<number>();
    for await (const part of readMultipart(tinyParts(10_000), { boundary: BOUNDARY })) {
      directory.add(part.headers.contentId, part.number);
      expect(await collectBytes(part.body, 1)).toHaveLength(1);
    }
    expect(directory.size).toBe(10_000);
    expect(directory.resolve('cid:p=9999@a')).toBe(10_000);

    const refusal = await refusalOfAsync(async () => {
      for await (const _part of readMultipart(tinyParts(10_001), { boundary: BOUNDARY }));
    });
    expect(refusal.code).toBe('TooManyParts');
  });

  test.each([
    ['one line', Buffer.alloc(1024 * 1024, 'x')],
    ['many lines', Buffer.from('X-Y: z\r\n'.repeat(128 * 1024))],
    ['one folded line', Buffer.from(`X: y\r\n${' z\r\n'.repeat(256 * 1024)}`)],
  ])('a header of a megabyte, %s, is refused when its bound is reached', (_what, header) => {
    const reader = new MultipartReader(BOUNDARY);
    reader.write(lines('--frontier'));
    expect(reader.read()).toBeUndefined();
    let written = 0;
    const refusal = refusalOf(() => {
      for (; written < header.length; written += 1000) {
        reader.write(header.subarray(written, written + 1000));
        reader.read();
      }
    });
    expect(refusal).toMatchObject({ code: 'HeaderTooLarge', part: 1 });
    expect(written).toBeLessThan(17 * 1024);
  });

  test('content that is all but a boundary, over and over, comes in large pieces', () => {
    const reader = new MultipartReader(BOUNDARY);
    const content = Buffer.from('\r\n--frontierx'.repeat(20_000));
    reader.write(lines('--frontier', '', 'x'));
    while (reader.read() !== undefined);
    reader.write(content);
    let pieces = 0;
    let bytes = 0;
    for (let event = reader.read(); event !== undefined; event = reader.read()) {
      if (event.kind !== 'body') throw new Error(event.kind);
      pieces++;
      bytes += event.bytes.length;
    }
    expect(pieces).toBeLessThanOrEqual(2);
    expect(bytes).toBeGreaterThan(content.length - 20);
  });

  test('blanks without end behind a boundary are content, not kept', () => {
    const padded = Buffer.from(`\r\n--frontier${' '.repeat(2000)}\r\n`);
    expect(
      partsOf([lines('--frontier', ''), ...cutAt(padded, [500, 1500]), lines('', '--frontier--')])[0]?.body,
    ).toEqual(padded);
  });

  test.each([
    ['BoundaryMissing', `multipart/related; ${'x='.repeat(8000)}`],
    ['NotAPackage', `multipart/related; ${'x='.repeat(8000)};"`],
    ['NotAPackage', `multipart/related; boundary=${'"'.repeat(8001)}`],
    ['BadPackageParameter', `multipart/related; type=${'a/'.repeat(8000)}; boundary=b`],
    ['BadPackageParameter', `multipart/related; boundary=b; type="${'\\"'.repeat(4000)}"`],
    ['BoundaryMissing', `multipart/related (${'('.repeat(8000)}`],
    ['NotAPackage', `multipart/related ${'()'.repeat(8000)};"`],
  ])('%s: a Content-Type that tempts an expression to try every way: %.60s…', (code, contentType) => {
    expect(refusalOf(() => readPackage(contentType)).code).toBe(code);
  });

  test.each([
    `a;${' ;'.repeat(8000)}@`,
    `a;${' '.repeat(8000)}@`,
    `a; b="${'\\'.repeat(8001)}`,
    `a${"; b*='".repeat(2000)}`,
  ])('so is a Content-Disposition: %.40s…', (value) => {
    expect(refusalOf(() => parseContentDisposition(value)).code).toBe('MalformedHeader');
  });
});

describe('whatever comes in ends in a typed error or is read', () => {
  const sample = lines(
    'preamble',
    '--frontier',
    'Content-Type: application/xop+xml; type="text/xml"',
    'Content-ID: <root@a>',
    '',
    '<a/>',
    '--frontier',
    'Content-Transfer-Encoding: base64',
    "Content-Disposition: attachment; filename*=utf-8''a%20b",
    '',
    'AAECAw==',
    '--frontier',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'a=3D=',
    'b',
    '--frontier--',
  );
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      ':',
      ';',
      '=',
      '"',
      '(',
      '<',
      '>',
      '--',
      '--frontier',
      '\r\n--frontier\r\n',
      '\0',
      ' ',
    ),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );

  test('a sample with pieces put in, cut out and replaced', () => {
    const change = fc.record({ at: fc.nat(sample.length), cut: fc.nat(20), put: piece });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), cutsOf(sample.length), (changes, cuts) => {
        let text = sample.toString('latin1');
        for (const { at, cut, put } of changes) text = text.slice(0, at) + put + text.slice(at + cut);
        const bytes = Buffer.from(text, 'latin1');
        const attempt = (chunks: readonly Buffer[]): string => {
          try {
            return partsOf(chunks)
              .map(({ body }) => body.toString('latin1'))
              .join('|');
          } catch (error) {
            if (!(error instanceof MimeError)) throw error;
            // The text goes to the caller: it must be writable and must not grow with the input.
            expect(isXmlText(error.message)).toBe(true);
            expect(error.message.length).toBeLessThan(400);
            return `${error.code} in ${error.part ?? 'none'}`;
          }
        };
        // Cut or not, the outcome is the same.
        expect(
          attempt(
            cutAt(
              bytes,
              cuts.filter((place) => place <= bytes.length),
            ),
          ),
        ).toBe(attempt([bytes]));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  /** Bytes that are kept outside the heap, where the content of buffers is, after everything unused is gone. */
  const kept = (): number => {
    collectGarbage();
    // What the first round found is given back in the background; the second one waits for that.
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };

  const MEGABYTE = 1024 * 1024;
  const TOTAL = 200 * MEGABYTE;
  const CHUNK = 64 * 1024;

  test('200 MB through writer and reader: nothing of it is kept, and not one chunk is taken ahead', async () => {
    const noise = randomBytes(MEGABYTE);
    const sent = createHash('sha1');
    const received = createHash('sha1');
    let given = 0;
    let taken = 0;
    let ahead = 0;
    // One and the same memory for each chunk: whoever leans on an earlier one gets something else.
    const chunk = Buffer.alloc(CHUNK);
    function* generated(): Generator<Buffer, void, undefined> {
      for (; given < TOTAL; given += CHUNK) {
        noise.copy(chunk, 0, (given * 7) % (MEGABYTE - CHUNK));
        sent.update(chunk);
        ahead = Math.max(ahead, given - taken);
        yield chunk;
      }
    }
    const attachment = { contentType: 'video/mp4', contentId: 'film@a', content: generated(), length: TOTAL };
    const writer = new MultipartWriter({ profile: Mtom, root: '<a/>', parts: [attachment] });

    const before = kept();
    let most = 0;
    for await (const part of readMultipart(writer, { boundary: writer.boundary })) {
      for await (const bytes of part.body) {
        if (part.number === 1) continue;
        received.update(bytes);
        taken += bytes.length;
        if (taken % (20 * MEGABYTE) < CHUNK) most = Math.max(most, kept() - before);
      }
    }
    expect(taken).toBe(TOTAL);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    expect(ahead).toBeLessThanOrEqual(CHUNK);
    expect(most).toBeLessThan(MEGABYTE);
  });

  test.each(['base64', 'quoted-printable', '8bit'])(
    '20 MB of %s in chunks of their own: each is let go',
    async (encoding) => {
      const line = encoding === 'quoted-printable' ? `${'=00'.repeat(20)}=\r\n` : `${'A'.repeat(76)}\r\n`;
      function* source(): Generator<Buffer, void, undefined> {
        yield lines('--frontier', `Content-Transfer-Encoding: ${encoding}`, '');
        for (let given = 0; given < 20 * MEGABYTE; given += CHUNK) yield Buffer.from(line.repeat(CHUNK / line.length));
        yield lines('--frontier--');
      }
      const before = kept();
      let most = 0;
      let chunks = 0;
      for await (const part of readMultipart(source(), { boundary: BOUNDARY })) {
        for await (const _bytes of part.body) if (++chunks % 100 === 0) most = Math.max(most, kept() - before);
      }
      expect(chunks).toBeGreaterThan(300);
      expect(most).toBeLessThan(MEGABYTE);
    },
  );

  test('an id does not keep the long header that it was written in', () => {
    const directory = new PartDirectory<number>();
    const header = 'x'.repeat(15_000);
    const pack = (n: number): Buffer =>
      lines(
        '--frontier',
        `Content-ID: ${' '.repeat(15_000)}<part=${n}@a.example>`,
        `X: ${header}`,
        '',
        '',
        '--frontier--',
      );
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 500; n++) {
      for (const { headers } of partsOf([pack(n)], { maxHeaderBytes: 32 * 1024 })) directory.add(headers.contentId, n);
    }
    collectGarbage();
    expect(directory.size).toBe(500);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 * MEGABYTE);
  });
});
