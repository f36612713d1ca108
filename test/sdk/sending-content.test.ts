import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ProviderDirectory, type OutgoingPart, type SendProgress } from '@imps-wsi/consumer-sdk';
import { FakeProvider, settle, type FakeProvider as Provider } from '@imps-wsi/consumer-sdk/testing';
import { bytesOf, Source, watched } from './content-kit.js';
import { gate, stage, U1, U3 } from './parties.js';

const LARGE = 200_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imps-wsi-content-'));
});
afterAll(() => rm(folder, { recursive: true }));

const received = (b1: Provider, address = U1, message = 0): (Uint8Array | string | undefined)[] =>
  (b1.deliveriesTo(address)[message]?.item.content?.part ?? []).map(({ text, data }) => text ?? data);

/** Buffers and arrays alike, without megabytes of difference in a report. */
const same = (a: unknown, b: Uint8Array): boolean => a instanceof Uint8Array && Buffer.compare(a, b) === 0;

describe('what a part can be', () => {
  test('a string, a Blob, a File, text, bytes, a stream, a web stream, a generator, a function, a file', async () => {
    const { b1, game } = stage();
    const bytes = bytesOf(LARGE);
    const path = join(folder, 'board.png');
    await writeFile(path, bytes);
    const parts: [OutgoingPart, contentType: string, name: string | undefined][] = [
      ['hello', 'text/plain', undefined],
      [new Blob([bytes], { type: 'image/webp' }), 'image/webp', undefined],
      [new Blob([bytes]), 'application/octet-stream', undefined],
      [new File([bytes], 'a.gif', { type: 'image/gif' }), 'image/gif', 'a.gif'],
      [{ contentType: 'text/html', text: '<b>' }, 'text/html', undefined],
      [{ contentType: 'image/png', data: bytes, name: 'x' }, 'image/png', 'x'],
      [{ contentType: 'a/stream', stream: Readable.from([bytes]), size: LARGE }, 'a/stream', undefined],
      [{ contentType: 'a/web', stream: new Blob([bytes]).stream() }, 'a/web', undefined],
      [{ contentType: 'a/fetched', stream: new Response(bytes).body! }, 'a/fetched', undefined],
      [{ contentType: 'a/generator', stream: new Source(bytes) }, 'a/generator', undefined],
      [{ contentType: 'a/function', stream: () => Promise.resolve(new Source(bytes)) }, 'a/function', undefined],
      [{ contentType: 'image/png', path }, 'image/png', 'board.png'],
      [{ contentType: 'image/png', path: pathToFileURL(path), name: 'mine.png' }, 'image/png', 'mine.png'],
    ];
    await game.send({ to: U1, parts: parts.map(([part]) => part) });
    const [delivery] = b1.deliveriesTo(U1);
    expect(delivery?.item.content?.part.map(({ contentType, name }) => [contentType, name])).toEqual(
      parts.map(([, contentType, name]) => [contentType, name]),
    );
    const [hello, ...others] = received(b1);
    expect(hello).toBe('hello');
    expect(others.splice(3, 1)).toEqual(['<b>']);
    expect(others.map((part) => same(part, bytes))).toEqual(Array(11).fill(true));
  });

  test('any bytes arrive as they are, in whatever form and chunks they come', async () => {
    const { b1, game } = stage();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.constantFrom('stream', 'function', 'blob', 'bytes', 'sized'),
        async (bytes, chunk, form) => {
          const contentType = 'application/x-any';
          const forms: Record<typeof form, OutgoingPart> = {
            stream: { contentType, stream: new Source(bytes, { chunk }) },
            sized: { contentType, stream: new Source(bytes, { chunk }), size: bytes.length },
            function: { contentType, stream: () => new Source(bytes, { chunk }) },
            blob: new Blob([bytes], { type: contentType }),
            bytes: { contentType, data: bytes },
          };
          await game.send({ to: U1, parts: [forms[form]] });
          expect(Buffer.from(received(b1, U1, b1.deliveriesTo(U1).length - 1)[0] as Uint8Array)).toEqual(
            Buffer.from(bytes),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each<[unknown, path: string, expected: RegExp]>([
    [7, 'parts[0]', /a string, a Blob or an object/],
    [{ path: '/x' }, 'parts[0].contentType', /media type/],
    [{ contentType: 'a/b' }, 'parts[0]', /exactly one of text, data, stream and path/],
    [{ contentType: 'a/b', text: 'x', path: '/x' }, 'parts[0]', /exactly one of/],
    [{ contentType: 'a/b', path: 7 }, 'parts[0].path', /path or file: URL/],
    [{ contentType: 'a/b', path: new URL('https://b1.example/x') }, 'parts[0].path', /path or file: URL/],
    [{ contentType: 'a/b', stream: 'text' }, 'parts[0].stream', /stream of Uint8Array/],
    [{ contentType: 'a/b', stream: new Source(bytesOf(1)), size: 1.5 }, 'parts[0].size', /whole number/],
  ])('%j is refused where it is wrong, and nothing is sent', async (part, path, expected) => {
    const { game, exchanges } = stage();
    await expect(game.send({ to: U1, parts: [part as OutgoingPart] })).rejects.toMatchObject({
      code: 'LocalSchemaViolation',
      path,
      expected: expect.stringMatching(expected),
    });
    expect(exchanges).toEqual([]);
  });

  test('a stream that was read before is refused, not sent as nothing', async () => {
    const { game } = stage();
    const read = Readable.from([bytesOf(10)]);
    read.resume();
    await once(read, 'end');
    const locked = new Blob(['x']).stream();
    locked.getReader();
    for (const stream of [read, locked]) {
      await expect(game.send({ to: U1, parts: [{ contentType: 'a/b', stream }] })).rejects.toMatchObject({
        code: 'LocalSchemaViolation',
        path: 'parts[0].stream',
      });
    }
  });
});

describe('how it travels', () => {
  test('small bytes go in the envelope and in a batch; large ones beside it, in a request of their own, in call order', async () => {
    const b1 = new FakeProvider({ domain: 'b1.example' });
    b1.addAccount({ address: U1 });
    const { transport, requests } = watched(b1.transport);
    const game = b1.connect({ address: 'wv:chess@b1.example' }, { transport });
    const part = (size: number): OutgoingPart => ({ contentType: 'image/png', data: bytesOf(size) });
    await Promise.all([
      game.send({ to: U1, text: '1' }),
      game.send({ to: U1, parts: ['2', part(65_536)] }),
      game.send({ to: U1, parts: ['3', part(65_537)] }),
      game.send({ to: U1, text: '4' }),
      game.send({ to: U1, parts: ['5', new Blob([bytesOf(1000)])] }),
    ]);
    expect(b1.textsTo(U1)).toEqual(['1', '2', '3', '4', '5']);
    expect(b1.requestsOf('SendMessages').map(({ message }) => message.length)).toEqual([2, 1, 2]);
    expect(requests.map(({ url, headers }) => [url, headers['content-type']?.split(';')[0]])).toEqual([
      ['https://b1.example/soap/im', 'text/xml'],
      ['https://b1.example/soap/im/mtom', 'multipart/related'],
      ['https://b1.example/soap/im', 'text/xml'],
    ]);
  });

  test('Content-Length when all sizes are known, exactly; none when one is not', async () => {
    const b1 = new FakeProvider({ domain: 'b1.example' });
    b1.addAccount({ address: U1 });
    const lengths: [announced: string | undefined, came: number][] = [];
    const game = b1.connect(
      { address: 'wv:chess@b1.example' },
      {
        onExchange: ({ operation, requestBytes }) => {
          if (operation === 'SendMessages') lengths.push([requests.at(-1)?.headers['content-length'], requestBytes]);
        },
        transport: { post: (request) => transport.post(request) },
      },
    );
    const { transport, requests } = watched(b1.transport);
    const path = join(folder, 'sized');
    await writeFile(path, bytesOf(LARGE));
    const known: OutgoingPart[] = [
      { contentType: 'a/b', path },
      new Blob([bytesOf(LARGE)]),
      { contentType: 'a/b', stream: new Source(bytesOf(LARGE)), size: LARGE },
    ];
    await game.send({ to: U1, parts: known });
    await game.send({ to: U1, parts: [{ contentType: 'a/b', stream: new Source(bytesOf(LARGE)) }] });
    const [[announced, came], [unknown]] = lengths as [(typeof lengths)[0], (typeof lengths)[0]];
    expect(announced).toBe(`${came}`);
    expect(came).toBeGreaterThan(3 * LARGE);
    expect(unknown).toBeUndefined();
  });

  test('a file is sent as it is when its turn comes; a small one goes in the envelope', async () => {
    const { b1, game, exchanges } = stage();
    const path = join(folder, 'small');
    await writeFile(path, 'e4 e5');
    await game.send({ to: U1, parts: [{ contentType: 'application/x-chess-pgn', path }] });
    expect(Buffer.from(received(b1)[0] as Uint8Array).toString()).toBe('e4 e5');
    expect(exchanges.map(({ endpoint }) => endpoint)).toEqual(['https://b1.example/soap/im']);
    await truncate(path);
    await game.send({ to: U1, parts: [{ contentType: 'application/x-chess-pgn', path }] });
    expect(received(b1, U1, 1)).toEqual([new Uint8Array(0)]);
  });

  test('a provider without an MTOM port gets everything in the envelope; a stream is not spent on asking', async () => {
    const { b1, game, exchanges } = stage({ mtom: false });
    const bytes = bytesOf(LARGE);
    await game.send({ to: U1, parts: [{ contentType: 'a/b', stream: new Source(bytes) }] });
    await game.send({ to: U1, parts: [{ contentType: 'a/b', data: bytes }] });
    expect([received(b1)[0], received(b1, U1, 1)[0]].map((part) => same(part, bytes))).toEqual([true, true]);
    // Asked once, and remembered for a while.
    expect(exchanges.map(({ operation, status }) => [operation, status])).toEqual([
      ['GetCapabilities', 404],
      ['GetCapabilities', 200],
      ['SendMessages', 200],
      ['SendMessages', 200],
    ]);
  });

  test('mtomEndpoint: another address, or none', async () => {
    const { b1, game, exchanges } = stage({}, { mtomEndpoint: false });
    await game.send({ to: U1, parts: [{ contentType: 'a/b', data: bytesOf(LARGE) }] });
    const elsewhere = b1.connect(
      { address: 'wv:go@b1.example' },
      { mtomEndpoint: 'https://bulk.b1.example/mtom', onExchange: (record) => exchanges.push(record) },
    );
    await elsewhere.send({ to: U1, parts: [{ contentType: 'a/b', data: bytesOf(LARGE) }] });
    expect(exchanges.map(({ endpoint }) => endpoint)).toEqual([
      'https://b1.example/soap/im',
      'https://bulk.b1.example/mtom',
    ]);
    expect(() => b1.connect({ address: 'wv:x@b1.example' }, { mtomEndpoint: 'not a url' })).toThrow(
      expect.objectContaining({ code: 'InvalidOptions', path: 'mtomEndpoint' }),
    );
    expect(() => b1.connect({ address: U3 }, { mtomEndpoint: 'http://bulk.b1.example/' })).toThrow(
      expect.objectContaining({ code: 'InsecureEndpoint' }),
    );
  });

  test('sendAll: messages with large content and without, in one request', async () => {
    const { b1, game, exchanges } = stage();
    const bytes = bytesOf(LARGE);
    const results = await game.sendAll([
      { to: U1, text: 'one' },
      { to: U1, parts: [{ contentType: 'a/b', stream: () => new Source(bytes) }] },
      { to: [U1, 'wv:nobody@b1.example'], text: 'three' },
    ]);
    expect(results.map((each) => each.results.map(({ code }) => code))).toEqual([[200], [200], [200, 531]]);
    expect(exchanges).toHaveLength(1);
    expect(same(received(b1, U1, 1)[0], bytes)).toBe(true);
  });
});

test('recipients at several providers: content is opened for each; a stream that can be read once is refused', async () => {
  const { b1, game } = stage();
  const b2 = new FakeProvider({ domain: 'b2.example' });
  b2.addAccount({ address: 'wv:u2@b2.example' });
  const directory = new ProviderDirectory([
    { domains: ['b1.example'], client: game },
    { domains: ['b2.example'], client: b2.connect({ address: 'wv:chess@b2.example' }) },
  ]);
  const bytes = bytesOf(LARGE);
  const to = [U1, 'wv:u2@b2.example'];
  await directory.send({ to, parts: [{ contentType: 'a/b', stream: () => new Source(bytes) }] });
  expect([received(b1)[0], received(b2, 'wv:u2@b2.example')[0]].map((part) => same(part, bytes))).toEqual([true, true]);
  const once = directory.send({ to, parts: [{ contentType: 'a/b', stream: new Source(bytes) }] });
  await expect(once).rejects.toMatchObject({
    code: 'LocalSchemaViolation',
    path: 'parts[0].stream',
    expected: expect.stringMatching(/several providers/),
  });
});

describe('progress', () => {
  test('counts content as it leaves, and ends with all of it', async () => {
    const { game } = stage();
    const seen: SendProgress[] = [];
    const onProgress = (progress: SendProgress): void => void seen.push(progress);
    const stream = new Source(bytesOf(100_000), { chunk: 40_000 });
    await game.send({ to: U1, parts: ['äh', { contentType: 'a/b', stream, size: 100_000 }] }, { onProgress });
    expect(seen).toEqual([40_003, 80_003, 100_003].map((sentBytes) => ({ sentBytes, totalBytes: 100_003 })));
  });

  test('of unknown size, the total is known at the end; small messages tell it once', async () => {
    const { game } = stage();
    const seen: SendProgress[] = [];
    const onProgress = (progress: SendProgress): void => void seen.push(progress);
    const stream = new Source(bytesOf(100_000), { chunk: 60_000 });
    await game.send({ to: U1, parts: [{ contentType: 'a/b', stream }] }, { onProgress });
    await Promise.all([game.send({ to: U1, text: 'hi' }, { onProgress }), game.send({ to: U1, text: 'others' })]);
    expect(seen).toEqual([
      { sentBytes: 60_000, totalBytes: undefined },
      { sentBytes: 100_000, totalBytes: undefined },
      { sentBytes: 2, totalBytes: 2 },
    ]);
  });

  test('what the listener throws is its own business', async () => {
    const { b1, game } = stage();
    const onProgress = (): void => {
      throw new Error('no screen');
    };
    await game.send({ to: U1, parts: [{ contentType: 'a/b', data: bytesOf(LARGE) }] }, { onProgress });
    expect(b1.deliveriesTo(U1)).toHaveLength(1);
  });
});

describe('when it breaks', () => {
  test('what can be read again is sent again under the same id, from its beginning', async () => {
    const { b1, game, exchanges } = stage();
    const bytes = bytesOf(LARGE);
    const path = join(folder, 'again');
    await writeFile(path, bytes);
    const sources: Source[] = [];
    const stream = (): Source => {
      const source = new Source(bytes);
      sources.push(source);
      return source;
    };
    b1.script.next({ kind: 'cut-request', afterBytes: 700_000 });
    b1.script.next({ kind: 'drop-answer' });
    const seen: number[] = [];
    await game.send(
      {
        to: U1,
        parts: [
          { contentType: 'a/b', path },
          new Blob([bytes]),
          { contentType: 'a/b', data: bytes },
          { contentType: 'a/b', stream },
        ],
      },
      { onProgress: ({ sentBytes }) => seen.push(sentBytes) },
    );
    expect(exchanges.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, 'NetworkError'],
      [2, 'NetworkError'],
      [3, undefined],
    ]);
    // The second one had arrived: the id tells.
    expect(b1.deliveriesTo(U1)).toHaveLength(1);
    expect(received(b1).map((part) => same(part, bytes))).toEqual([true, true, true, true]);
    expect(sources.map(({ begun, ended }) => [begun, ended])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    // Each repetition begins to count anew.
    expect(seen.filter((sentBytes, index) => sentBytes < (seen[index - 1] ?? 0))).toHaveLength(2);
    expect(seen.at(-1)).toBe(4 * LARGE);
  });

  test('a stream that can be read once: repeated until its first byte has left, not after', async () => {
    const { b1, game, exchanges } = stage();
    const bytes = bytesOf(LARGE);
    b1.script.next({ kind: 'drop-request' }, { operation: 'SendMessages', times: 2 });
    await game.send({ to: U1, parts: [{ contentType: 'a/b', stream: new Source(bytes) }] });
    expect(same(received(b1)[0], bytes)).toBe(true);

    exchanges.length = 0;
    b1.script.next({ kind: 'cut-request', afterBytes: 100_000 }, { operation: 'SendMessages' });
    const source = new Source(bytes);
    const draft = { to: U1, clientMessageId: 'photo-7', parts: [{ contentType: 'a/b', stream: source }] };
    await expect(game.send(draft)).rejects.toMatchObject({
      code: 'StreamSpent',
      retryable: false,
      message: expect.stringMatching(/read only once.*photo-7.*the connection broke/s),
      cause: { code: 'NetworkError' },
    });
    expect(exchanges.map(({ attempt }) => attempt)).toEqual([1]);
    expect([source.begun, source.ended]).toEqual([1, 1]);
    await game.send({ ...draft, parts: [{ contentType: 'a/b', stream: new Source(bytes) }] });
    expect(b1.deliveriesTo(U1)).toHaveLength(2);
  });

  test('abort stops the reading at once, even of a source that gives nothing, and closes it', async () => {
    const { b1, game } = stage();
    const controller = new AbortController();
    const silent = new Readable({ read: () => undefined });
    silent.push(bytesOf(70_000));
    const sending = game.send(
      { to: U1, parts: [{ contentType: 'a/b', stream: silent }] },
      { signal: controller.signal },
    );
    await settle();
    controller.abort(new Error('enough'));
    await expect(sending).rejects.toThrow('enough');
    expect(silent.destroyed).toBe(true);
    expect(b1.deliveriesTo(U1)).toEqual([]);
    // The queue goes on.
    await game.send({ to: U1, text: 'next' });
    expect(b1.textsTo(U1)).toEqual(['next']);
  });

  test('a stream is closed when its message is given up before its turn', async () => {
    const { b1, game } = stage();
    b1.script.next({ kind: 'hang' });
    const first = new AbortController();
    const holding = game.send({ to: U1, text: 'first' }, { signal: first.signal });
    await settle();
    const controller = new AbortController();
    const stream = createReadStream(join(folder, 'never there'));
    const waiting = game.send({ to: U1, parts: [{ contentType: 'a/b', stream }] }, { signal: controller.signal });
    // Its failure meanwhile ends nothing.
    await once(stream, 'error');
    controller.abort();
    await expect(waiting).rejects.toBe(controller.signal.reason);
    expect(stream.destroyed).toBe(true);
    first.abort();
    await expect(holding).rejects.toBe(first.signal.reason);
  });

  test.each<[what: string, part: () => OutgoingPart, text: RegExp]>([
    ['a file that is not there', () => ({ contentType: 'a/b', path: '/no/such/file' }), /parts\[1\].*ENOENT/],
    ['a folder', () => ({ contentType: 'a/b', path: tmpdir() }), /no.* regular file/],
    [
      'a source that fails midway',
      () => ({ contentType: 'a/b', stream: new Source(bytesOf(LARGE), { failAt: 100_000 }) }),
      /parts\[1\].*the disk is gone/,
    ],
    [
      'more than was announced',
      () => ({ contentType: 'a/b', stream: new Source(bytesOf(LARGE)), size: LARGE - 1 }),
      /goes on behind the 199999 bytes/,
    ],
    [
      'less than was announced',
      () => ({ contentType: 'a/b', stream: new Source(bytesOf(LARGE)), size: LARGE + 1 }),
      /ended after 200000 of the 200001/,
    ],
    [
      'chunks that are no bytes',
      () => ({ contentType: 'a/b', stream: Readable.from(['text']) }),
      /of type string where chunks have to be Uint8Array/,
    ],
  ])('%s: the send says so, nothing arrives, neighbours do', async (_what, part, text) => {
    const { b1, game } = stage();
    const [bad, good] = await Promise.allSettled([
      game.send({ to: U1, parts: ['look:', part()] }),
      game.send({ to: U1, text: 'good' }),
    ]);
    expect(bad).toMatchObject({
      reason: { code: 'ContentUnreadable', retryable: false, message: expect.stringMatching(text) },
    });
    expect(good.status).toBe('fulfilled');
    expect(b1.textsTo(U1)).toEqual(['good']);
  });

  test('a Blob that cannot be read spoils no batch', async () => {
    const { b1, game } = stage();
    class Broken extends Blob {
      override stream(): ReturnType<Blob['stream']> {
        throw new Error('revoked');
      }
    }
    const [first, bad, last] = await Promise.allSettled([
      game.send({ to: U1, text: 'first' }),
      game.send({ to: U1, parts: [new Broken(['x'])] }),
      game.send({ to: U1, text: 'last' }),
    ]);
    expect([first.status, last.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(bad).toMatchObject({ reason: { code: 'ContentUnreadable' } });
    expect(b1.textsTo(U1)).toEqual(['first', 'last']);
  });

  test('retryRefusals sends content again that can be read again', async () => {
    const { b1, game } = stage({ inboxDepth: 0 });
    const bytes = bytesOf(LARGE);
    const once = game.send(
      { to: [U1], parts: [{ contentType: 'a/b', stream: new Source(bytes) }] },
      { retryRefusals: true },
    );
    await expect(once).resolves.toMatchObject([{ ok: false, code: 507 }]);
    expect(b1.requestsOf('SendMessages')).toHaveLength(1);
    const again = game.send(
      { to: [U1], parts: [{ contentType: 'a/b', stream: () => new Source(bytes) }] },
      { retryRefusals: true },
    );
    await expect(again).resolves.toMatchObject([{ ok: false, code: 507 }]);
    expect(b1.requestsOf('SendMessages')).toHaveLength(1 + 4);
  });

  test('patience is for each chunk: a long upload is not cut, a stalled one is', async () => {
    const { clock, game } = stage(
      {},
      {
        requestTimeoutMs: 1000,
        retry: { maxAttempts: 1 },
        transport: {
          post: async ({ body, signal }) => {
            let chunks = 0;
            for await (const _chunk of body as AsyncIterable<Uint8Array>) {
              chunks += 1;
              if (chunks === 20)
                await new Promise((_resolve, reject) =>
                  signal.addEventListener('abort', () => reject(signal.reason as Error)),
                );
              await clock.advance(900);
            }
            throw new Error('the twentieth chunk never came');
          },
        },
      },
    );
    const sending = game.send({ to: U1, parts: [{ contentType: 'a/b', data: bytesOf(3_000_000) }] });
    const ended = expect(sending).rejects.toMatchObject({ code: 'Timeout' });
    for (let turn = 0; turn < 60; turn += 1) await settle();
    await clock.advance(999);
    await clock.advance(1);
    await ended;
  });

  test('while it waits for its own content, a request is not timed out', async () => {
    const { b1, clock, game } = stage({}, { requestTimeoutMs: 1000 });
    const { opened, open } = gate();
    const bytes = bytesOf(LARGE);
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 1000);
      await opened;
      yield bytes.subarray(1000);
    }
    const sending = game.send({ to: U1, parts: [{ contentType: 'a/b', stream: slow() }] });
    await settle();
    await clock.advance(60_000);
    open();
    await sending;
    expect(same(received(b1)[0], bytes)).toBe(true);
  });
});
