import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cidOf,
  collectBytes,
  Mtom,
  MultipartWriter,
  parseContentDisposition,
  readPackage,
  readPackageParts,
  Swa,
  type OutgoingPart,
  type PackageOptions,
  type PartContent,
} from '@imps-wsi/contract/mime';
import { Soap12 } from '@imps-wsi/contract/soap';
import { content, CountedSource, cutAt, cutsOf, lines, refusalOf, refusalOfAsync } from './mime-support.js';

const written = (writer: MultipartWriter): Promise<Buffer> => collectBytes(writer, 1e9);
const part = (contentId: string, of: PartContent, more: Partial<OutgoingPart> = {}): OutgoingPart => ({
  contentType: 'application/octet-stream',
  contentId,
  content: of,
  ...more,
});
const fixed = { boundary: 'frontier', rootId: 'root@a' } as const;

async function* later<T>(...values: T[]): AsyncGenerator<T, void, undefined> {
  for (const value of values) yield await Promise.resolve(value);
}

describe('what a package looks like', () => {
  test('SOAP with Attachments', async () => {
    const writer = new MultipartWriter({
      ...fixed,
      profile: Swa,
      root: '<Grüße/>',
      parts: [
        part('photo=1@b1.example', Buffer.of(0, 13, 10, 255), { contentType: 'image/png', filename: 'my "photo".png' }),
        part('empty@b1.example', ''),
      ],
    });
    expect(writer.contentType).toBe('multipart/related; type="text/xml"; boundary="frontier"; start="<root@a>"');
    const bytes = await written(writer);
    expect(bytes).toEqual(
      Buffer.concat([
        lines('--frontier', 'Content-Type: text/xml; charset=UTF-8', 'Content-Transfer-Encoding: Binary'),
        lines('Content-ID: <root@a>', '', '<Grüße/>'),
        lines(
          '--frontier',
          'Content-Type: image/png',
          'Content-Transfer-Encoding: Binary',
          'Content-ID: <photo=1@b1.example>',
        ),
        lines('Content-Disposition: attachment; filename="my \\"photo\\".png"', ''),
        Buffer.of(0, 13, 10, 255),
        lines('', '--frontier', 'Content-Type: application/octet-stream', 'Content-Transfer-Encoding: Binary'),
        lines('Content-ID: <empty@b1.example>', '', '', '--frontier--'),
      ]),
    );
    expect(writer.length).toBe(bytes.length);
  });

  test('MTOM', async () => {
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root: '<a/>', parts: [] });
    expect(writer.contentType).toBe(
      'multipart/related; type="application/xop+xml"; boundary="frontier"; start="<root@a>"; start-info="text/xml"',
    );
    expect((await written(writer)).toString()).toContain(
      'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\n',
    );
  });

  test('MTOM with SOAP 1.2 and an action that needs quoting twice', async () => {
    const action = 'urn:x:"quoted\\"';
    const writer = new MultipartWriter({ profile: Mtom, version: Soap12, action, root: '<a/>', parts: [] });
    const pack = readPackage(writer.contentType);
    expect(pack).toMatchObject({ profile: Mtom, version: Soap12, boundary: writer.boundary, action });
    const kinds: boolean[] = [];
    for await (const { isRoot } of readPackageParts(writer, pack)) kinds.push(isRoot);
    expect(kinds).toEqual([true]);
  });

  test('boundaries and Content-IDs of two packages differ', () => {
    const [one, two] = [0, 1].map(() => new MultipartWriter({ profile: Mtom, root: '<a/>', parts: [] }));
    expect(one?.boundary).toMatch(/^imps-wsi-[0-9a-f]{32}$/);
    expect(one?.contentType).not.toBe(two?.contentType);
    expect(readPackage(one?.contentType ?? '').start).not.toBe(readPackage(two?.contentType ?? '').start);
  });

  test.each(['naïve €.txt', "it's (100%)*.txt", 'a/b\\c"d', '日本\u{1f600}.png'])(
    'the file name %j is read back',
    async (filename) => {
      const writer = new MultipartWriter({
        ...fixed,
        profile: Swa,
        root: '<a/>',
        parts: [part('a', 'x', { filename })],
      });
      const header = /Content-Disposition: (.*)\r\n/.exec((await written(writer)).toString('latin1'))?.[1] ?? '';
      expect(header).toMatch(/^[ -~]+$/);
      expect(parseContentDisposition(header)).toEqual({ type: 'attachment', filename });
    },
  );
});

describe('what is written is read', () => {
  const shape = fc.record({
    body: content,
    as: fc.constantFrom('bytes', 'chunks', 'async', 'function'),
    cuts: cutsOf(200),
  });

  test('any parts, given in any way, in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(Swa, Mtom),
        fc.array(shape, { maxLength: 5 }),
        fc.boolean(),
        async (profile, shapes, known) => {
          const given = shapes.map(({ body, as, cuts }): PartContent => {
            const chunks = cutAt(
              body,
              cuts.map((place) => Math.min(place, body.length)),
            );
            if (as === 'bytes') return new Uint8Array(body);
            if (as === 'chunks') return chunks;
            return as === 'async' ? later(...chunks) : () => Promise.resolve(later(...chunks));
          });
          const outgoing = given.map((of, n) => part(`p=${n}@a`, of, known ? { length: shapes[n]?.body.length } : {}));
          const writer = new MultipartWriter({
            profile,
            root: later<string | Uint8Array>('<a>', Buffer.from('ü'), '</a>'),
            rootLength: 9,
            parts: outgoing,
          });
          const bytes = await written(writer);
          if (known) expect(writer.length).toBe(bytes.length);

          const pack = readPackage(writer.contentType);
          const read: Buffer[] = [];
          const ids: (string | undefined)[] = [];
          for await (const { headers, body } of readPackageParts(cutAt(bytes, [bytes.length >> 1]), pack)) {
            ids.push(headers.contentId);
            read.push(await collectBytes(body, 1e6));
          }
          expect(read).toEqual([Buffer.from('<a>ü</a>'), ...shapes.map(({ body }) => body)]);
          expect(ids).toEqual([pack.start, ...outgoing.map(({ contentId }) => contentId)]);
        },
      ),
    );
  });

  test('a character whose halves come in two pieces stays one', async () => {
    const root = later<string | Uint8Array>('<a>\ud83d', '\ude00', '\ud83d', Buffer.from('x'), '</a>\ud83d');
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root, parts: [] });
    expect((await written(writer)).toString()).toContain('\r\n\r\n<a>\u{1f600}\ufffdx</a>\ufffd\r\n--frontier--');
  });

  test('parts are asked for after the root, so writing it can find them', async () => {
    const found: OutgoingPart[] = [];
    async function* root(): AsyncGenerator<string, void, undefined> {
      for (const n of [1, 2]) {
        found.push(part(`p=${n}@a`, `content ${n}`));
        yield await Promise.resolve(`<Include href="cid:p=${n}@a"/>`);
      }
    }
    function* parts(): Generator<OutgoingPart, void, undefined> {
      yield* found;
    }
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root: root(), parts: parts() });
    expect(writer.length).toBeUndefined();
    const text = (await written(writer)).toString();
    expect([...text.matchAll(/href="([^"]+)"/g)].map(([, uri]) => cidOf(uri ?? ''))).toEqual(['p=1@a', 'p=2@a']);
    expect(text).toContain('Content-ID: <p=2@a>\r\n\r\ncontent 2\r\n--frontier--');
  });
});

describe('streaming', () => {
  const LARGE = Buffer.alloc(1024 * 1024, 'x');

  test('chunks of a source are passed on as they are, one at a time', async () => {
    const chunks = Array.from({ length: 5 }, () => Buffer.alloc(64 * 1024, 'y'));
    const source = new CountedSource(chunks);
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root: '<a/>', parts: [part('a', source)] });
    let passed = 0;
    for await (const chunk of writer) {
      if (chunk === chunks[passed]) passed++;
      expect(source.given).toBeLessThanOrEqual(passed + 1);
      expect(chunk.length).toBeLessThanOrEqual(64 * 1024);
    }
    expect(passed).toBe(5);
  });

  test('large content in memory is sliced, not copied; small parts share chunks', async () => {
    const tiny = Array.from({ length: 1000 }, (_, n) => part(`p=${n}@a`, 'x'));
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root: LARGE, parts: tiny });
    const chunks: Buffer[] = [];
    for await (const chunk of writer) chunks.push(chunk);
    expect(chunks.length).toBeLessThan(20);
    const slices = chunks.filter((chunk) => chunk.buffer === LARGE.buffer);
    expect(slices.reduce((sum, { length }) => sum + length, 0)).toBe(LARGE.length);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(256 * 1024);
  });

  test('a source that fails breaks the package off, and the reader sees it', async () => {
    const broken = new Error('disk gone');
    async function* failing(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('half'));
      throw broken;
    }
    const after = new CountedSource([LARGE]);
    const writer = new MultipartWriter({
      ...fixed,
      profile: Mtom,
      root: '<a/>',
      parts: [part('a', failing()), part('b', after)],
    });
    const sent: Buffer[] = [];
    await expect(
      (async () => {
        for await (const chunk of writer) sent.push(chunk);
      })(),
    ).rejects.toBe(broken);
    expect(after.given).toBe(0);
    expect(Buffer.concat(sent).toString()).toMatch(/half$/);
    const refusal = await refusalOfAsync(async () => {
      for await (const _part of readPackageParts(sent, readPackage(writer.contentType)));
    });
    expect(refusal).toMatchObject({ code: 'Truncated', part: 2 });
  });

  /** Something that can be destroyed, as a stream of Node that nobody reads. */
  class Destroyable implements AsyncIterable<Buffer> {
    destroyed = false;
    destroy(): void {
      this.destroyed = true;
    }
    [Symbol.asyncIterator](): AsyncGenerator<Buffer> {
      return later(LARGE);
    }
  }

  test('when the reader stops, the open source is closed, and those not begun too', async () => {
    const open = new CountedSource([LARGE, LARGE]);
    const waiting = new Destroyable();
    let opened = 0;
    const onDemand = (): PartContent => `opened ${++opened} times`;
    const parts = [part('a', open), part('b', waiting), part('c', onDemand as () => string)];
    for await (const chunk of new MultipartWriter({ ...fixed, profile: Mtom, root: '<a/>', parts })) {
      if (chunk === LARGE) break;
    }
    expect(open).toMatchObject({ given: 1, closed: true });
    expect(waiting.destroyed).toBe(true);
    expect(opened).toBe(0);
  });

  test('when the reader stops within the root, a generator of parts is closed', async () => {
    const parts = later(part('a', 'x'));
    for await (const _chunk of new MultipartWriter({ ...fixed, profile: Mtom, root: LARGE, parts })) break;
    expect(await parts.next()).toEqual({ done: true, value: undefined });
  });

  test('a source that was read to its end is left alone, and not remembered', async () => {
    const source = new Destroyable();
    await written(new MultipartWriter({ ...fixed, profile: Mtom, root: '<a/>', parts: later(part('a', source)) }));
    expect(source.destroyed).toBe(false);
  });

  test('a package that is never written is closed', async () => {
    const root = new Destroyable();
    const attachment = new Destroyable();
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root, parts: [part('a', attachment)] });
    await writer.close();
    expect([root.destroyed, attachment.destroyed]).toEqual([true, true]);
    await expect(written(writer)).rejects.toThrow('written once');
  });

  test('a package is written once', async () => {
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root: '<a/>', parts: [] });
    await written(writer);
    await expect(written(writer)).rejects.toThrow('written once');
  });
});

describe('what cannot be written', () => {
  test.each([
    ['gave more', later(Buffer.alloc(6), Buffer.alloc(6)), 6],
    ['ended after 6', later(Buffer.alloc(6)), 7],
    ['gave more', 'twelve bytes', 7],
    ['ended after 12', () => 'twelve bytes', 13],
  ])('a source that %s than announced', async (what, of, length) => {
    const writer = new MultipartWriter({ ...fixed, profile: Mtom, root: '<a/>', parts: [part('a', of, { length })] });
    const refusal = await refusalOfAsync(() => written(writer));
    expect(refusal).toMatchObject({ code: 'LengthMismatch', part: 2 });
    expect(refusal.message).toContain(what);
  });

  test.each([
    ['MalformedHeader', 'Content-Type', part('a', 'x', { contentType: 'text/plain\r\nX: y' })],
    ['MalformedHeader', 'Content-Type', part('a', 'x', { contentType: 'nothing' })],
    ['MalformedHeader', 'Content-ID', part('a>\r\nX: y', 'x')],
    ['DuplicateContentId', 'Content-ID', part('root@a', 'x')],
  ])('%s: %s', async (code, header, wrong) => {
    const options: PackageOptions = { ...fixed, profile: Mtom, root: '<a/>', parts: [part('ok', 'x'), wrong] };
    expect(refusalOf(() => new MultipartWriter(options))).toMatchObject({ code, header, part: 3 });
    if (code === 'DuplicateContentId') return;
    const refusal = await refusalOfAsync(() => written(new MultipartWriter({ ...options, parts: later(wrong) })));
    expect(refusal).toMatchObject({ code, header, part: 2 });
  });

  test('a file name cannot smuggle a header in', async () => {
    const filename = 'a\r\nX: y\0.txt';
    const writer = new MultipartWriter({
      ...fixed,
      profile: Mtom,
      root: '<a/>',
      parts: [part('a', 'x', { filename })],
    });
    expect((await written(writer)).toString()).toContain('filename="a__X: y_.txt"\r\n');
  });

  test.each(['x'.repeat(71), 'a\r\nb'])('a boundary that is none: %j', (boundary) => {
    expect(refusalOf(() => new MultipartWriter({ profile: Mtom, root: '', parts: [], boundary })).code).toBe(
      'BadBoundary',
    );
  });
});
