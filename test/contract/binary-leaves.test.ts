import { describe, expect, test } from '@jest/globals';
import { imOperations } from '@imps-wsi/contract/im';
import { endEnvelope, readEnvelope, Soap11, startEnvelope, writeEnvelope } from '@imps-wsi/contract/soap';
import {
  type BinaryInput,
  byteCount,
  DetachedBytes,
  inlineBase64,
  LeafProblem,
  type Leaves,
  type OutgoingBytes,
  wholeBytes,
  XmlScanner,
  XmlWriter,
  type XmlWriterOptions,
} from '@imps-wsi/contract/xml';
import { decodeRequest, request, violation } from './codec-support.js';
import { golden } from './golden-files.js';

const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255);

/** Bytes that lie in a file of this name. */
class InFile extends DetachedBytes {
  constructor(
    readonly file: string,
    readonly size: number,
  ) {
    super();
  }
}

/** What came beside a document, by Content-ID, as either profile refers to it. */
function beside(parts: Readonly<Record<string, InFile>>): Required<Leaves> {
  const find = (href: string): InFile => {
    const part = parts[href.replace(/^cid:/, '')];
    if (part === undefined) throw new LeafProblem('the Content-ID of a part of this package', JSON.stringify(href));
    return part;
  };
  return { placeholder: (text) => parts[text], include: find, attachment: find };
}

/** Bytes on their way, in these chunks. */
function outgoing(...chunks: readonly Uint8Array[]): OutgoingBytes {
  return {
    size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    async *chunks() {
      for (const chunk of chunks) yield await Promise.resolve(chunk);
    },
  };
}

const include = (inside: string): string => `<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include"${inside}`;

const INCLUDE = include(' href="cid:photo@phone"/>');

const send = (content: string): string =>
  request(
    'SendMessages',
    `<message><clientMessageId>1</clientMessageId><recipient>wv:a@b</recipient><part><contentType>a/b</contentType>${content}</part></message>`,
  );

const PART = '/SendMessagesRequest/message/part';

const photo = new InFile('photo.png', 2 ** 31);

/** The first part of a request read with these leaves. */
function firstPart(xml: string, leaves: Leaves) {
  const scanner = new XmlScanner(xml, undefined, leaves);
  scanner.next();
  const [part] = imOperations.SendMessages.input.decode(scanner).message[0]!.part;
  scanner.finish();
  return part!;
}

const read = (content: string, leaves: Leaves = beside({ 'photo@phone': photo })) => firstPart(send(content), leaves);

describe('bytes that came beside the document', () => {
  test('xop:Include stands for the part it names', () => {
    expect(read(`<data>${INCLUDE}</data>`).data).toBe(photo);
  });

  test.each([
    ['white space and comments around it', `<data>\n <!-- the photo -->\n ${INCLUDE}\n</data>`],
    [
      'elements of other namespaces in it',
      `<data>${include(' href="cid:photo@phone"><h xmlns="urn:h"/></x:Include>')}</data>`,
    ],
    ['foreign attributes on it', `<data>${include(' x:hint="1" href="cid:photo@phone"/>')}</data>`],
  ])('%s do not matter', (_what, xml) => {
    expect(read(xml).data).toBe(photo);
  });

  test.each([
    ['text beside it', `<data>${INCLUDE}AAAA</data>`, `${PART}/data`, 'nothing beside xop:Include', 'text'],
    [
      'two of them',
      `<data>${INCLUDE}${INCLUDE}</data>`,
      `${PART}/data`,
      'nothing beside xop:Include',
      'element x:Include',
    ],
    [
      'text in it',
      `<data>${include(' href="cid:photo@phone">A</x:Include>')}</data>`,
      `${PART}/data/x:Include`,
      'no text',
      'text',
    ],
    ['no href', `<data>${include('/>')}</data>`, `${PART}/data/x:Include`, 'attribute href', 'none'],
    [
      'another element',
      '<data><Include href="cid:photo@phone"/></data>',
      `${PART}/data`,
      'text or xop:Include',
      'element Include',
    ],
    [
      'no such part',
      `<data>${include(' href="cid:other"/>')}</data>`,
      `${PART}/data/x:Include`,
      'the Content-ID of a part of this package',
      '"cid:other"',
    ],
  ])('%s: refused where it stands', (_what, xml, path, expected, found) => {
    expect(violation(() => read(xml))).toEqual({ path, expected, found });
  });

  test('text before it is text with an element in it, as ever', () => {
    expect(violation(() => read(`<data>AAAA${INCLUDE}</data>`))).toEqual({
      path: `${PART}/data`,
      expected: 'text',
      found: 'element x:Include',
    });
  });

  test('a reference (swaRef) stands in the place of data', () => {
    const part = read('<attachment> cid:photo@phone </attachment>');
    expect(part.data).toBe(photo);
    expect(part.attachment).toBeUndefined();
  });

  test('a reference to no part is refused where it stands', () => {
    expect(violation(() => read('<attachment>cid:other</attachment>'))).toEqual({
      path: `${PART}/attachment`,
      expected: 'the Content-ID of a part of this package',
      found: '"cid:other"',
    });
  });

  test('data and a reference: both are shown, for the answer that only one may be there', () => {
    const part = read('<data>iVBORwD/</data><attachment>cid:photo@phone</attachment>');
    expect(part.data).toEqual(bytes);
    expect(part.attachment).toBe('cid:photo@phone');
  });

  test('what a detacher took out is found again; what looks like it is base64, or none', () => {
    const leaves = beside({ 'taken:7': photo });
    expect(read('<data>taken:7</data>', leaves).data).toBe(photo);
    expect(violation(() => read('<data>taken:8</data>', leaves)).expected).toMatch(/^base64/);
    expect(read('<data>iVBORwD/</data>', leaves).data).toEqual(bytes);
    expect(read('<data/>', leaves).data).toEqual(new Uint8Array(0));
  });

  test('without leaves, references are what they always were', () => {
    expect(violation(() => decodeRequest('SendMessages', send(`<data>${INCLUDE}</data>`)))).toEqual({
      path: `${PART}/data`,
      expected: 'text',
      found: 'element x:Include',
    });
    const value = decodeRequest('SendMessages', send('<attachment>cid:photo@phone</attachment>'));
    expect(value.message[0]?.part[0]).toMatchObject({ attachment: 'cid:photo@phone', data: undefined });
  });

  test('an answer refers in the same two ways', () => {
    const answer = (data: string): string =>
      `<GetMessageContentResponse xmlns="urn:imps-wsi:im:1"><messageId>1</messageId><part>1</part><contentType>a/b</contentType><size>9</size><offset>0</offset>${data}<moreAvailable>false</moreAvailable></GetMessageContentResponse>`;
    const decode = (data: string, leaves?: Leaves) => {
      const scanner = new XmlScanner(answer(data), undefined, leaves);
      scanner.next();
      return imOperations.GetMessageContent.output.decode(scanner).data;
    };
    const leaves = beside({ 'photo@phone': photo });
    expect(decode(`<data>${INCLUDE}</data>`, leaves)).toBe(photo);
    expect(decode('<attachment>cid:photo@phone</attachment>', leaves)).toBe(photo);
    const refused = violation(() => decode('<attachment>cid:photo@phone</attachment>'));
    expect(refused).toMatchObject({ path: '/GetMessageContentResponse', expected: 'element data' });
    expect(violation(() => decode('', leaves))).toMatchObject({ expected: 'element data' });
  });
});

describe('bytes that go beside the document', () => {
  const message = (...data: readonly BinaryInput[]) => ({
    message: [
      {
        clientMessageId: '1',
        recipient: ['wv:a@b'],
        part: data.map((each) => ({ contentType: 'image/png', data: each })),
      },
    ],
  });

  function written(options: XmlWriterOptions, ...data: readonly BinaryInput[]): string {
    return writeEnvelope(
      Soap11,
      { body: (writer) => imOperations.SendMessages.input.encode(writer, message(...data)) },
      new XmlWriter(options),
    );
  }

  /** Attaches what has four bytes and more. */
  function attach() {
    const taken: BinaryInput[] = [];
    return {
      taken,
      attach: (value: BinaryInput) =>
        byteCount(value) < 4 ? undefined : `cid:part%20${String(taken.push(value))}&@b1.example`,
    };
  }

  test.each([
    ['include', 'xop.xml'],
    ['attachment', 'swa.xml'],
  ] as const)('%s: golden, and read back', (attachAs, file) => {
    const large = outgoing(bytes, bytes);
    const small = Uint8Array.of(1, 2, 3);
    const { taken, attach: take } = attach();
    const text = written({ attach: take, attachAs }, bytes, small, large);
    expect(text).toBe(golden(`SendMessages.request.${file}`, text));
    expect(taken).toEqual([bytes, large]);

    const parts = [new InFile('first', 6), new InFile('second', 12)];
    const find = (href: string) =>
      parts[Number(/cid:part%20(\d)&@b1\.example/.exec(href)?.[1]) - 1] ?? new Uint8Array(0);
    const leaves = { placeholder: () => undefined, include: find, attachment: find };
    const envelope = readEnvelope(text, { leaves });
    const { part } = imOperations.SendMessages.input.decode(envelope.scanner).message[0]!;
    envelope.finish();
    expect(part.map(({ data }) => data)).toEqual([parts[0], small, parts[1]]);
  });

  test('bytes in chunks that nobody attaches and nobody takes are refused, with their place', () => {
    expect(violation(() => written({}, bytes, outgoing(bytes)))).toEqual({
      path: '/soap:Envelope/soap:Body/SendMessagesRequest/message/part[2]/data',
      expected: 'a Uint8Array (only what is written in pieces can hold bytes in chunks)',
      found: 'chunks',
    });
  });

  test.each([
    ['a string', 'abc'],
    ['an object', {}],
    ['chunks without a size', { chunks: () => [] }],
    ['a size that is none', { size: -1, chunks: () => [] }],
  ])('%s is no bytes, attached or not', (_what, value) => {
    const untyped = value as unknown as BinaryInput;
    for (const options of [{}, { attach: () => 'cid:a' }]) {
      expect(violation(() => written(options, untyped)).expected).toBe('a Uint8Array or bytes in chunks');
    }
  });

  test('a request written in pieces holds bytes in chunks where they belong', async () => {
    const writer = new XmlWriter({ inPieces: true });
    startEnvelope(writer, Soap11);
    imOperations.SendMessages.input.encode(writer, message(outgoing(bytes), bytes, outgoing(bytes)));
    endEnvelope(writer);
    expect(() => writer.take()).toThrow('take pieces');
    let text = '';
    for (const piece of writer.takePieces()) {
      if (typeof piece === 'string') text += piece;
      else for await (const base64 of inlineBase64(piece)) text += Buffer.from(base64).toString('latin1');
    }
    expect(writer.takePieces()).toEqual([]);
    expect(text).toBe(written({}, bytes, bytes, bytes));
  });
});

describe('an answer that is streamed', () => {
  const item = (n: number, data: BinaryInput) => ({
    messageId: `m${n}`,
    kind: 'MESSAGE',
    sender: 'wv:a@b',
    recipient: 'wv:c@d',
    acceptedAt: new Date(0),
    deliveryAttempt: 1,
    content: { part: [{ number: 1, contentType: 'a/b', size: byteCount(data), data }] },
  });

  test('gives bytes on their way as soon as it gets to them, and the same document in the end', async () => {
    const flowing = [outgoing(bytes), outgoing(Uint8Array.of(1), Uint8Array.of(2, 3, 4))];
    const writer = new XmlWriter();
    const seen: unknown[] = [];
    let text = '';
    const items = function* () {
      for (const [index, each] of flowing.entries()) {
        expect(seen).toEqual(flowing.slice(0, index));
        yield item(index, each);
      }
    };
    for await (const piece of imOperations.GetMessages.output.encodeStream(writer, {
      item: items(),
      moreAvailable: false,
    })) {
      if (typeof piece === 'string') text += piece;
      else {
        seen.push(piece);
        for await (const base64 of inlineBase64(piece)) text += Buffer.from(base64).toString('latin1');
      }
    }
    text += writer.take();
    const whole = new XmlWriter();
    imOperations.GetMessages.output.encode(whole, {
      item: [item(0, bytes), item(1, Uint8Array.of(1, 2, 3, 4))],
      moreAvailable: false,
    });
    expect(text).toBe(whole.take());
  });

  test('leaves the end of the answer pending although bytes stand right before it', async () => {
    const writer = new XmlWriter();
    const pieces: unknown[] = [];
    const data = outgoing(bytes);
    const head = { messageId: '1', part: 1, contentType: 'a/b', size: 6, offset: 0 };
    const stream = imOperations.GetMessageContent.output.encodeStream(writer, { ...head, data, moreAvailable: true });
    for await (const piece of stream) pieces.push(piece);
    expect(pieces).toEqual([expect.stringMatching(/<data>$/), data, '</data><moreAvailable>true</moreAvailable>']);
    expect(writer.take()).toBe('</GetMessageContentResponse>');
  });

  test('an error behind bytes on their way names its place', async () => {
    const bad = {
      ...item(2, outgoing(bytes)),
      deliveryAttempt: 1,
      content: {
        part: [
          { number: 1, contentType: 'a/b', size: 6, data: outgoing(bytes) },
          { number: 0, contentType: 'a/b', size: 0 },
        ],
      },
    };
    const run = async (): Promise<void> => {
      const stream = imOperations.GetMessages.output.encodeStream(new XmlWriter(), {
        item: [bad],
        moreAvailable: false,
      });
      for await (const piece of stream) expect(piece).toBeDefined();
    };
    await expect(run()).rejects.toMatchObject({ path: '/GetMessagesResponse/item/content/part[2]/number' });
  });
});

describe('base64 of bytes on their way', () => {
  const collected = async (value: OutgoingBytes): Promise<string> => {
    let text = '';
    for await (const base64 of inlineBase64(value)) text += Buffer.from(base64).toString('latin1');
    return text;
  };

  test.each([[[1, 1, 1, 1]], [[2, 2, 2]], [[3, 4]], [[0, 7, 0]], [[]]])('chunks of %j bytes', async (sizes) => {
    const chunks = sizes.map((size, n) => new Uint8Array(size).fill(n + 1));
    expect(await collected(outgoing(...chunks))).toBe(Buffer.concat(chunks).toString('base64'));
  });

  test('chunks may use one memory for all', async () => {
    const shared = new Uint8Array(4);
    const chunks = async function* () {
      for (const value of [1, 2, 3]) yield await Promise.resolve(shared.fill(value));
    };
    expect(await collected({ size: 12, chunks })).toBe(
      Buffer.from([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]).toString('base64'),
    );
  });

  test.each([
    [5, /^5 bytes were announced and more came$/],
    [7, /^7 bytes were announced and 6 came$/],
  ])('a size that lies: %d for 6', async (size, message) => {
    await expect(collected({ ...outgoing(bytes), size })).rejects.toThrow(message);
  });
});

test('bytes elsewhere are not taken for bytes at hand', () => {
  expect(wholeBytes(bytes)).toBe(bytes);
  expect(() => wholeBytes(photo)).toThrow(TypeError);
  expect([byteCount(bytes), byteCount(photo), byteCount(outgoing(bytes, bytes))]).toEqual([6, 2 ** 31, 12]);
});
