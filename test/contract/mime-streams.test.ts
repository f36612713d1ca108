import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collectBytes, Mtom, MultipartWriter, readMultipart, type MultipartPart } from '@imps-wsi/contract/mime';
import { BOUNDARY, CountedSource, cutAt, cutsOf, lines, refusalOfAsync } from './mime-support.js';

const THREE = lines(
  '--frontier',
  'Content-ID: <a>',
  '',
  'first',
  '--frontier',
  '',
  'second',
  '--frontier',
  '',
  'third',
  '--frontier--',
  'epilogue',
);
const inPieces = (bytes: Buffer, size: number): Buffer[] =>
  cutAt(
    bytes,
    Array.from({ length: Math.ceil(bytes.length / size) - 1 }, (_, n) => (n + 1) * size),
  );

async function next(parts: AsyncGenerator<MultipartPart, void>): Promise<MultipartPart> {
  const { value } = await parts.next();
  if (value === undefined) throw new Error('no part');
  return value;
}

describe('reading part by part', () => {
  test('parts come with their content, from any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(cutsOf(THREE.length), async (cuts) => {
        const bodies: string[] = [];
        for await (const part of readMultipart(new CountedSource(cutAt(THREE, cuts)), { boundary: BOUNDARY })) {
          bodies.push(`${part.number} ${(await collectBytes(part.body, 100)).toString()}`);
        }
        expect(bodies).toEqual(['1 first', '2 second', '3 third']);
      }),
    );
  });

  test('an array of chunks is a source as well', async () => {
    const bodies: string[] = [];
    for await (const part of readMultipart([THREE], { boundary: BOUNDARY })) {
      bodies.push((await collectBytes(part.body, 100)).toString());
    }
    expect(bodies).toEqual(['first', 'second', 'third']);
  });

  test('what is not read is passed over: all of a part, or the rest of it', async () => {
    const parts = readMultipart(new CountedSource(inPieces(THREE, 3)), { boundary: BOUNDARY });
    await next(parts);
    const second = await next(parts);
    for await (const chunk of second.body) {
      expect('second'.startsWith(chunk.toString())).toBe(true);
      break;
    }
    expect((await collectBytes((await next(parts)).body, 100)).toString()).toBe('third');
    expect((await parts.next()).done).toBe(true);
  });

  test('a body asked for when it is gone says so, and does not look empty', async () => {
    const parts = readMultipart(new CountedSource([THREE]), { boundary: BOUNDARY });
    const first = await next(parts);
    await next(parts);
    await expect(first.body.next()).rejects.toThrow('part 1 was passed over');
    await parts.return(undefined);
  });

  test('two reads at once are refused', async () => {
    const parts = readMultipart(new CountedSource(inPieces(THREE, 1)), { boundary: BOUNDARY });
    const { body } = await next(parts);
    const both = await Promise.allSettled([body.next(), body.next()]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await parts.return(undefined);
  });
});

describe('back-pressure', () => {
  test('no chunk is taken before the one before is used up', async () => {
    const chunks = inPieces(THREE, 1);
    const source = new CountedSource(chunks);
    const parts = readMultipart(source, { boundary: BOUNDARY });
    expect(source.given).toBe(0);
    const { body } = await next(parts);
    const headers = THREE.indexOf('first');
    expect(source.given).toBe(headers);
    for (let read = 1; read <= 3; read++) {
      expect((await body.next()).value?.toString()).toBe('first'.charAt(read - 1));
      expect(source.given).toBe(headers + read);
    }
    await parts.return(undefined);
  });

  test('the source is read to its end, epilogue included, and not closed early', async () => {
    const source = new CountedSource(inPieces(THREE, 7));
    for await (const _part of readMultipart(source, { boundary: BOUNDARY }));
    expect(source.given).toBe(Math.ceil(THREE.length / 7));
  });
});

describe('who stops early frees everything', () => {
  test('leaving between parts, or within one, closes the source', async () => {
    for (const within of [false, true]) {
      const source = new CountedSource(inPieces(THREE, 1));
      let left: MultipartPart | undefined;
      for await (const part of readMultipart(source, { boundary: BOUNDARY })) {
        if (within) for await (const _chunk of part.body) break;
        left = part;
        break;
      }
      expect(source.closed).toBe(true);
      expect(source.given).toBeLessThan(THREE.length / 2);
      await expect(left?.body.next()).rejects.toThrow('passed over');
    }
  });

  test('a package that turns out to be wrong closes the source', async () => {
    const source = new CountedSource([lines('--frontier', 'no header', ''), THREE, THREE]);
    const refusal = await refusalOfAsync(async () => {
      for await (const _part of readMultipart(source, { boundary: BOUNDARY }));
    });
    expect(refusal.code).toBe('MalformedHeader');
    expect(source.closed).toBe(true);
    expect(source.given).toBe(1);
  });

  test('so does something wrong within a body, seen by whoever reads it', async () => {
    const source = new CountedSource([
      lines('--frontier', 'Content-Transfer-Encoding: base64', '', 'AA*A'),
      THREE,
      THREE,
    ]);
    const refusal = await refusalOfAsync(async () => {
      for await (const part of readMultipart(source, { boundary: BOUNDARY })) await collectBytes(part.body, 100);
    });
    expect(refusal).toMatchObject({ code: 'BadBase64', part: 1 });
    expect(source.closed).toBe(true);
  });

  test('a source that fails passes its error through, and never looks complete afterwards', async () => {
    const broken = new Error('connection lost');
    async function* source(): AsyncGenerator<Buffer> {
      yield THREE.subarray(0, THREE.indexOf('rst'));
      await Promise.reject(broken);
    }
    const parts = readMultipart(source(), { boundary: BOUNDARY });
    const { body } = await next(parts);
    expect((await body.next()).value?.toString()).toBe('fi');
    await expect(body.next()).rejects.toBe(broken);
    await expect(body.next()).rejects.toBe(broken);
    await expect(parts.next()).rejects.toBe(broken);
  });
});

describe('streams of Node', () => {
  const packageOf = (content: Readable): MultipartWriter =>
    new MultipartWriter({
      profile: Mtom,
      root: '<a/>',
      parts: [{ contentType: 'video/mp4', contentId: 'film@a', content }],
    });

  test('a package goes through a pipeline, and its parts into others', async () => {
    const film = inPieces(Buffer.alloc(1_000_000, 'film'), 70_000);
    const writer = packageOf(Readable.from(film));
    const wire = new PassThrough();
    const sent = pipeline(writer, wire);
    const bodies: Buffer[] = [];
    for await (const part of readMultipart(wire, { boundary: writer.boundary })) {
      const chunks: Buffer[] = [];
      await pipeline(part.body, async (body: AsyncIterable<Buffer>) => {
        for await (const chunk of body) chunks.push(chunk);
      });
      bodies.push(Buffer.concat(chunks));
    }
    await sent;
    expect(bodies).toEqual([Buffer.from('<a/>'), Buffer.concat(film)]);
  });

  test('who goes away while a package is sent leaves no stream open', async () => {
    const film = Readable.from(inPieces(Buffer.alloc(1_000_000), 1000));
    const wire = new PassThrough();
    const sent = pipeline(packageOf(film), wire);
    wire.once('data', () => wire.destroy());
    await expect(sent).rejects.toThrow();
    expect(film.destroyed).toBe(true);
  });

  test('a connection that breaks is told from a package that is complete', async () => {
    const wire = new PassThrough();
    wire.write(THREE.subarray(0, THREE.indexOf('second')));
    const parts = readMultipart(wire, { boundary: BOUNDARY });
    await next(parts);
    await next(parts);
    const lost = new Error('aborted');
    wire.destroy(lost);
    await expect(parts.next()).rejects.toBe(lost);
  });
});

describe('collecting what has to be whole', () => {
  test('from a source that uses its memory again', async () => {
    const memory = Buffer.alloc(1);
    function* source(): Generator<Buffer> {
      for (const character of 'abc') yield memory.fill(character);
    }
    expect((await collectBytes(source(), 3)).toString()).toBe('abc');
  });

  test('as much as allowed, and not one byte more', async () => {
    const source = new CountedSource(inPieces(Buffer.alloc(100, 'x'), 10));
    expect(await collectBytes(source, 100)).toHaveLength(100);
    const endless = new CountedSource(inPieces(Buffer.alloc(100, 'x'), 10));
    expect((await refusalOfAsync(() => collectBytes(endless, 99))).code).toBe('PartTooLarge');
    expect(endless.closed).toBe(true);
  });
});
