import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InboxPart, OutgoingPart, SoapReply } from '@imps-wsi/consumer-sdk';
import { settle, type FakeProvider } from '@imps-wsi/consumer-sdk/testing';
import { bytesOf } from './content-kit.js';
import { stage, U1 } from './parties.js';

const MIB = 1_048_576;
const GAME = 'wv:chess@b1.example';

const deliver = (b1: FakeProvider, ...parts: OutgoingPart[]): void => void b1.deliver({ from: U1, to: GAME, parts });

/** The first part of the game's only message, left out for its size unless there is room for it. */
async function partOf(content: OutgoingPart, options: Parameters<typeof stage>[0] = { maxInlineBytes: 0 }) {
  const house = stage(options);
  deliver(house.b1, content);
  const part: InboxPart = (await house.game.receive()).items[0]!.parts[0]!;
  house.exchanges.length = 0;
  return { ...house, part };
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe('reading a part', () => {
  test('any bytes, whole, as a stream, as a Blob', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0, 1000), async (data, maxInlineBytes) => {
        const { part } = await partOf({ contentType: 'image/png', data }, { maxInlineBytes });
        const streamed: Buffer[] = [];
        for await (const chunk of part.stream()) streamed.push(Buffer.from(chunk));
        const blob = await part.blob();
        expect(blob.type).toBe('image/png');
        for (const bytes of [await part.bytes(), Buffer.concat(streamed), new Uint8Array(await blob.arrayBuffer())]) {
          expect(same(bytes, data)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("a stream goes into Node's pipelines", async () => {
    const data = bytesOf(3 * MIB);
    const { part } = await partOf({ contentType: 'video/mp4', data });
    const chunks: Buffer[] = [];
    const file = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    await pipeline(part.stream(), file);
    expect(same(Buffer.concat(chunks), data)).toBe(true);
  });

  test('a stream fetches over the MTOM port, one range ahead of its reader and no more', async () => {
    const data = bytesOf(10 * MIB);
    const { b1, part, exchanges } = await partOf({ contentType: 'a/b', data });
    const offsets = (): (number | undefined)[] => b1.requestsOf('GetMessageContent').map(({ offset }) => offset);
    const stream = part.stream();
    const chunks = [(await stream.next()).value!];
    await settle();
    expect(offsets()).toEqual([0, MIB]);
    chunks.push((await stream.next()).value!);
    await settle();
    expect(offsets()).toEqual([0, MIB, 5 * MIB]);
    for await (const chunk of stream) chunks.push(chunk);
    expect(offsets()).toEqual([0, MIB, 5 * MIB, 9 * MIB]);
    expect(same(Buffer.concat(chunks), data)).toBe(true);
    expect(new Set(exchanges.map(({ endpoint }) => endpoint))).toEqual(new Set(['https://b1.example/soap/im/mtom']));
    // As it is, not as base64.
    for (const { responseBytes } of exchanges) expect(responseBytes).toBeLessThan(4 * MIB + 4000);
  });

  test('a range whose answer is cut off is fetched again; what came before is not', async () => {
    const data = bytesOf(6 * MIB);
    const { b1, part } = await partOf({ contentType: 'a/b', data });
    const chunks: Uint8Array[] = [];
    for await (const chunk of part.stream()) {
      if (chunks.length === 0) b1.script.next({ kind: 'drop-answer' }, { operation: 'GetMessageContent' });
      chunks.push(chunk);
    }
    expect(same(Buffer.concat(chunks), data)).toBe(true);
    expect(b1.requestsOf('GetMessageContent').map(({ offset }) => offset)).toEqual([0, MIB, MIB, 5 * MIB]);
  });

  test('leaving ends what is read ahead', async () => {
    const { b1, part, exchanges } = await partOf({ contentType: 'a/b', data: bytesOf(10 * MIB) });
    const stream = part.stream();
    const first = stream.next();
    await settle();
    b1.script.next({ kind: 'hang' });
    await first;
    await stream.next();
    await settle();
    await stream.return();
    await settle();
    expect(exchanges.map(({ error }) => error)).toEqual([undefined, undefined, 'Aborted']);
  });

  test('aborting ends a reading with the reason', async () => {
    const { b1, part } = await partOf({ contentType: 'a/b', data: bytesOf(2 * MIB) });
    const controller = new AbortController();
    const stream = part.stream({ signal: controller.signal });
    b1.script.next({ kind: 'hang' });
    const ended = expect(stream.next()).rejects.toThrow('enough');
    await settle();
    controller.abort(new Error('enough'));
    await ended;
  });

  test('without an MTOM port, the envelope carries it', async () => {
    const data = bytesOf(2 * MIB + 5);
    const { part } = await partOf({ contentType: 'a/b', data }, { maxInlineBytes: 0, mtom: false });
    expect(same(await part.bytes(), data)).toBe(true);
  });

  test('what is too large to be held is refused before it is fetched', async () => {
    const { part, exchanges } = await partOf({ contentType: 'text/plain', data: bytesOf(1000) });
    for (const read of [part.bytes, part.text, part.json, part.blob]) {
      await expect(read.call(part, { maxBytes: 999 })).rejects.toMatchObject({
        code: 'ContentTooLarge',
        message: expect.stringMatching(/has 1000 bytes, more than 999.*stream\(\)/),
      });
    }
    expect(exchanges).toEqual([]);
    await expect(part.bytes({ maxBytes: 1000 })).resolves.toHaveLength(1000);
    const { part: text } = await partOf({ contentType: 'text/plain', text: 'four' }, {});
    await expect(text.text({ maxBytes: 3 })).rejects.toMatchObject({ code: 'ContentTooLarge' });
  });

  test('copy() sends it on as it is: text as text, bytes as bytes, the rest as a stream that can be opened again', async () => {
    const { b1, game } = stage({ maxInlineBytes: 10 });
    const large = bytesOf(2 * MIB);
    deliver(
      b1,
      'hi',
      { contentType: 'a/b', data: bytesOf(10) },
      { contentType: 'a/b', data: bytesOf(0) },
      { contentType: 'image/png', name: 'p', data: large },
    );
    const { parts } = (await game.receive()).items[0]!;
    b1.script.next({ kind: 'cut-request', afterBytes: MIB + 10 }, { operation: 'SendMessages' });
    await game.send({ to: U1, parts: parts.map((part) => part.copy()) });
    const [text, small, empty, last] = b1.deliveriesTo(U1)[0]!.item.content!.part;
    expect(text?.text).toBe('hi');
    expect([small, empty].map((part) => Buffer.from(part!.data!))).toEqual([Buffer.from(bytesOf(10)), Buffer.alloc(0)]);
    expect(last).toMatchObject({ contentType: 'image/png', name: 'p' });
    expect(same(last!.data!, large)).toBe(true);
  });

  test('its lease is kept while a handler reads, however long that takes', async () => {
    const { b1, clock, game, background } = stage({ maxInlineBytes: 0 });
    deliver(b1, { contentType: 'a/b', data: bytesOf(14 * MIB) });
    const stop = new AbortController();
    let read = 0;
    const processing = game.process(
      async (message) => {
        for await (const chunk of message.parts[0]!.stream()) {
          read += chunk.length;
          await clock.advance(50_000);
        }
        stop.abort();
      },
      { leaseSeconds: 60, signal: stop.signal },
    );
    await processing;
    expect(read).toBe(14 * MIB);
    expect(background).toEqual([]);
    expect(b1.deliveriesTo(GAME).map(({ state, attempts }) => [state, attempts])).toEqual([['DELIVERED', 1]]);
  });
});

describe('text()', () => {
  // prettier-ignore
  test.each<[charset: string, bytes: number[], text: string]>([
    ['utf-8', [0xc3, 0xa4, 0xe2, 0x98, 0x83], 'ä☃'],
    ['UTF8', [0xf0, 0x9f, 0x99, 0x82], '🙂'],
    ['utf-16', [0xfe, 0xff, 0x00, 0xe4, 0x26, 0x03], 'ä☃'],
    ['utf-16', [0xff, 0xfe, 0xe4, 0x00, 0x03, 0x26], 'ä☃'],
    ['UTF-16', [0x00, 0xe4, 0x26, 0x03], 'ä☃'],
    ['utf-16le', [0xe4, 0x00, 0x03, 0x26], 'ä☃'],
    ['utf-16be', [0x00, 0xe4, 0x26, 0x03], 'ä☃'],
    ['us-ascii', [0x65, 0x34], 'e4'],
    ['ISO-8859-1', [0xe4, 0x80, 0xff], 'ä\u0080ÿ'],
    ['windows-1252', [0xe4, 0x80, 0x93], 'ä€“'],
    ['iso-8859-15', [0xa4], '€'],
    ['Shift_JIS', [0x83, 0x60, 0x83, 0x46, 0x83, 0x58], 'チェス'],
    ['euc-jp', [0xa5, 0xc1], 'チ'],
    ['GB18030', [0xc4, 0xe3, 0x81, 0x30, 0x81, 0x30], '你\u0080'],
    ['big5', [0xa4, 0xa4], '中'],
    ['euc-kr', [0xc7, 0xd1], '한'],
    ['koi8-r', [0xdb, 0xc1, 0xc8], 'шах'],
    ['windows-1251', [0xf8, 0xe0, 0xf5], 'шах'],
  ])('%s', async (charset, bytes, text) => {
    const { part } = await partOf({ contentType: `text/plain; charset="${charset}"`, data: Uint8Array.from(bytes) });
    await expect(part.text()).resolves.toBe(text);
  });

  test('without charset it is UTF-8, whatever the media type', async () => {
    const { part } = await partOf({
      contentType: 'application/json',
      data: new TextEncoder().encode('\ufeff{"a":"ä"}'),
    });
    await expect(part.json()).resolves.toEqual({ a: 'ä' });
    await expect(part.text()).resolves.toBe('\ufeff{"a":"ä"}');
  });

  test('a charset that nobody knows is named, and the bytes are there', async () => {
    const { part } = await partOf({ contentType: 'text/plain; charset=x-klingon', data: bytesOf(3) });
    await expect(part.text()).rejects.toMatchObject({
      code: 'UnknownCharset',
      message: expect.stringMatching(/"x-klingon".*bytes\(\)/),
    });
    await expect(part.bytes()).resolves.toHaveLength(3);
  });

  test.each<[charset: string, bytes: number[]]>([
    ['utf-8', [0xff]],
    ['us-ascii', [0x80]],
    ['windows-1252', [0x81]],
    ['utf-16', [0x00]],
    ['shift_jis', [0x83]],
  ])('bytes that are no text of %s are refused, not replaced', async (charset, bytes) => {
    const { part } = await partOf({ contentType: `text/plain; charset=${charset}`, data: Uint8Array.from(bytes) });
    await expect(part.text()).rejects.toMatchObject({
      code: 'UnexpectedResponse',
      message: expect.stringContaining(`no text in ${charset}`),
    });
  });
});

describe('answers of an MTOM port that are not what they should be', () => {
  const type = 'multipart/related; type="application/xop+xml"; start-info="text/xml"; boundary=b';
  const root = (data: string): string =>
    '--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-ID: <r>\r\n\r\n' +
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>' +
    '<GetMessageContentResponse xmlns="urn:imps-wsi:im:1"><messageId>m</messageId><part>1</part>' +
    `<contentType>a/b</contentType><size>3</size><offset>0</offset><data>${data}</data>` +
    '<moreAvailable>false</moreAvailable></GetMessageContentResponse></e:Body></e:Envelope>';
  const include = '<i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:x@y"/>';
  const bytes = '\r\n--b\r\nContent-ID: <x@y>\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\r\n';

  const asked = async (contentType: string, body: string, status = 200) => {
    const reply: SoapReply = { status, headers: { 'content-type': contentType }, body: Buffer.from(body, 'latin1') };
    const { game } = stage({}, { retry: { maxAttempts: 1 }, transport: { post: () => Promise.resolve(reply) } });
    const { data } = await game.call('GetMessageContent', { messageId: 'm', part: 1 }, { packaging: 'mtom' });
    return Buffer.from(data as Uint8Array).toString('latin1');
  };

  test('a good one, parts in either order, and base64 where an include could be', async () => {
    await expect(asked(type, `${root(include)}${bytes}\r\n--b--`)).resolves.toBe('\0\r\n');
    const inline = `${root('AA0K')}\r\n--b--`;
    await expect(asked(type, inline)).resolves.toBe('\0\r\n');
    const rootLast = `--b\r\nContent-ID: <x@y>\r\n\r\n\0\r\n\r\n${root(include)}\r\n--b--`;
    await expect(asked(`${type}; start="<r>"`, rootLast)).resolves.toBe('\0\r\n');
  });

  test.each<[what: string, contentType: string, body: string, code: string, text: RegExp]>([
    ['cut off', type, `${root(include)}${bytes}`, 'NetworkError', /broke off.*closing boundary/],
    ['no such part', type, `${root(include)}\r\n--b--`, 'UnexpectedResponse', /Content-ID of a part.*cid:x@y/],
    ['two parts of one id', type, `${root(include)}${bytes}${bytes}\r\n--b--`, 'UnexpectedResponse', /x@y/],
    ['another boundary', type.replace('boundary=b', 'boundary=c'), root(include), 'UnexpectedResponse', /boundary/],
    ['no boundary', 'multipart/related; type="text/xml"', '--b', 'UnexpectedResponse', /boundary/],
    ['no root', `${type}; start="<other>"`, `${root(include)}${bytes}\r\n--b--`, 'UnexpectedResponse', /start/],
    ['an unknown root type', type.replace('xop+xml', 'pdf'), '--b', 'UnexpectedResponse', /application\/pdf/],
  ])('%s', async (_what, contentType, body, code, text) => {
    await expect(asked(contentType, body)).rejects.toMatchObject({ code, message: expect.stringMatching(text) });
  });

  test('a package that is no success is told by its status', async () => {
    await expect(asked(type, '--b', 502)).rejects.toMatchObject({ code: 'UnexpectedResponse', retryable: true });
  });
});
