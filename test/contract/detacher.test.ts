import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Detacher, type LeafSink } from '@imps-wsi/contract/detach';
import { imOperations, SchemaViolation } from '@imps-wsi/contract/im';
import { readEnvelope } from '@imps-wsi/contract/soap';
import { decodeXmlBytes, DetachedBytes, type Leaves, XmlError } from '@imps-wsi/contract/xml';

/** A leaf that was taken out, all in memory. */
class Collected extends DetachedBytes {
  constructor(readonly bytes: Buffer) {
    super();
  }

  get size(): number {
    return this.bytes.length;
  }
}

/** A sink that collects, and how often it was written to and finished. */
class Sink implements LeafSink {
  readonly pieces: Buffer[] = [];
  finished = 0;

  write(bytes: Uint8Array): Promise<void> | void {
    this.pieces.push(Buffer.from(bytes));
  }

  finish(): Collected {
    this.finished += 1;
    return new Collected(Buffer.concat(this.pieces));
  }
}

/** As Sink, for those who keep the writer waiting. */
class SlowSink extends Sink {
  override async write(bytes: Uint8Array): Promise<void> {
    await Promise.resolve();
    await super.write(bytes);
  }
}

interface Run {
  readonly detacher: Detacher;
  readonly sinks: readonly Sink[];
  readonly text: Buffer;
}

/** Leaves of more than this many bytes are taken out in these tests. */
const MAX_LEAF = 8;

function detach(chunks: readonly Uint8Array[], maxLeafBytes = MAX_LEAF): Run {
  const sinks: Sink[] = [];
  const open = (): Sink => {
    const sink = new Sink();
    sinks.push(sink);
    return sink;
  };
  const detacher = new Detacher({ maxXmlBytes: 1_000_000, maxLeafBytes, open });
  for (const chunk of chunks) expect(detacher.push(chunk)).toBeUndefined();
  return { detacher, sinks, text: Buffer.from(detacher.end()) };
}

/** All bytes of the parts of a request, or what it is refused with, without offsets in a text. */
function outcome(bytes: Uint8Array, leaves?: Leaves): unknown {
  try {
    const envelope = readEnvelope(decodeXmlBytes(bytes), leaves === undefined ? {} : { leaves });
    const { message } = imOperations.SendMessages.input.decode(envelope.scanner);
    envelope.finish();
    return message.flatMap(({ part }) =>
      part.map(({ data, text }) =>
        data === undefined ? text : Buffer.from(data instanceof Collected ? data.bytes : (data as Uint8Array)),
      ),
    );
  } catch (error) {
    if (error instanceof SchemaViolation) return [error.path, error.expected, error.found];
    if (error instanceof XmlError) return [error.code, error.reason, error.path];
    throw error;
  }
}

function outcomeOf({ text, detacher }: Run): unknown {
  return outcome(text, detacher);
}

/** The bytes in chunks that end at these places. */
function cut(bytes: Buffer, ...ends: readonly number[]): readonly Buffer[] {
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length));
}

const envelope = (body: string, header = ''): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">${header}<e:Body>${body}</e:Body></e:Envelope>`;

const parts = (...contents: readonly string[]): string =>
  envelope(
    `<m:SendMessagesRequest xmlns:m="urn:imps-wsi:im:1"><m:message><m:clientMessageId>1</m:clientMessageId><m:recipient>wv:ü@b</m:recipient>${contents
      .map((content) => `<m:part><m:contentType>a/b</m:contentType>${content}</m:part>`)
      .join('')}</m:message></m:SendMessagesRequest>`,
  );

const base64 = (length: number): string => Buffer.alloc(length, 'The quick brown fox. ').toString('base64');

/** Documents in which some leaf is long, each with something that has to be understood. */
const documents: Readonly<Record<string, string>> = {
  'a long leaf': parts(`<m:data>${base64(30)}</m:data>`),
  'long and short leaves': parts(
    `<m:data>${base64(20)}</m:data>`,
    '<m:data>AAAA</m:data>',
    '<m:data/>',
    `<m:data a:b=">" xmlns:a="urn:a">${base64(21)}</m:data >`,
    '<m:text>data</m:text>',
  ),
  'lines and white space': parts(`<m:data>\r\n  ${base64(40).replace(/.{9}/g, '$&\r\n\t')}\r\n</m:data>`),
  comments: parts(
    `<m:data><!-- </m:data> -->${base64(9)}<!----><!-- ü -- ><- -->`.replace(' -- >', ' - >') + `${base64(9)}</m:data>`,
  ),
  sections: parts(`<m:data>AAAA<![CDATA[${base64(9)}]]><![CDATA[]]>${base64(9)}<![CDATA[\n]]></m:data>`),
  references: parts(`<m:data>AA&#65;A&#x41;AAA&#13;&#x0A;${base64(9)}&#0000000000000000000000000000065;AAA</m:data>`),
  'look-alikes elsewhere': parts(
    `<m:text><![CDATA[<m:data>${base64(30)}</m:data>]]> ü &#65; ]] ></m:text><!--<m:data>${base64(30)}--><!-- > ' -->`,
    `<m:data>${base64(30)}</m:data>`,
  ),
  'a declaration and a header that has such an element': `<?xml version="1.0"?>\n${envelope(
    '<m:SendMessagesRequest xmlns:m="urn:imps-wsi:im:1"/>',
    `<e:Header><h:x xmlns:h="urn:h"><h:data>no base64, and nobody's business</h:data></h:x></e:Header>`,
  )}`,
  'the default namespace': envelope(
    `<SendMessagesRequest xmlns='urn:imps-wsi:im:1'><message><clientMessageId>1</clientMessageId><recipient>a</recipient><part><contentType>a/b</contentType><data\n>${base64(30)}</data\n></part></message></SendMessagesRequest>`,
  ),
};

/** Documents that are refused, each for something in a long leaf. Readers quote sixty characters of it. */
const refused: Readonly<Record<string, string>> = {
  'a foreign character': parts(`<m:data>${base64(60)}*${base64(3)}</m:data>`),
  'a foreign character at the start': parts(`<m:data>ü\u{1f600}*${base64(60)}</m:data>`),
  'a foreign character that is a reference': parts(`<m:data>&lt;&#38;${base64(60)}</m:data>`),
  'a group that is not full': parts(`<m:data>${base64(60)}A</m:data>`),
  'something behind the padding': parts(`<m:data>${base64(61)}AAAA</m:data>`),
  'little text and much comment': parts(`<m:data>AB<!-- ${base64(60)} -->*</m:data>`),
  'an element': parts(`<m:data>${base64(60)}<m:x/></m:data>`),
  'an element behind what is no base64': parts(`<m:data>***${base64(60)}<m:x/></m:data>`),
  'a leaf in a leaf': parts(`<m:data>${base64(60)}<m:data>${base64(60)}</m:data></m:data>`),
  'an unknown entity': parts(`<m:data>${base64(60)}&nbsp;AAAA</m:data>`),
  'an ampersand': parts(`<m:data>${base64(60)}&AAAA${base64(60)}</m:data>`),
  'a reference that does not end': parts(`<m:data>${base64(60)}&#65</m:data>`),
  'a reference with a comment in it': parts(`<m:data>${base64(60)}&#6<!-- -->5;</m:data>`),
  'a reference to what XML cannot carry': parts(`<m:data>${base64(60)}&#0;</m:data>`),
  'a comment that is none': parts(`<m:data>${base64(60)}<!-- -- --></m:data>`),
  'a comment with a character that XML cannot carry': parts(`<m:data>${base64(60)}<!-- \u0000 --></m:data>`),
  'an instruction': parts(`<m:data>${base64(60)}<?x?></m:data>`),
  'another end tag': parts(`<m:data>${base64(60)}</m:dato>`),
  'no end tag': parts(`<m:data>${base64(60)}`).replace(/<\/m:part>.*/, ''),
  'an open comment': parts(`<m:data>${base64(60)}<!-- `).replace(/<\/m:part>.*/, ''),
  'an open section': parts(`<m:data>${base64(60)}<![CDATA[`).replace(/<\/m:part>.*/, ''),
  'data and text': parts(`<m:data>${base64(60)}</m:data><m:text>!</m:text>`),
};

describe('long leaves are taken out, and the reader of what remains gets the same', () => {
  test.each(Object.entries(documents))('%s, cut anywhere', (_what, document) => {
    const bytes = Buffer.from(document);
    const whole = outcome(bytes);
    for (let end = 0; end <= bytes.length; end++) {
      const run = detach(cut(bytes, end));
      expect(outcomeOf(run)).toEqual(whole);
    }
    const run = detach([...bytes].map((byte) => Uint8Array.of(byte)));
    expect(outcomeOf(run)).toEqual(whole);
    expect(run.detacher.refused).toBe(false);
    expect(run.sinks.map(({ finished }) => finished)).toEqual(run.sinks.map(() => 1));
  });

  test('what remains is small, and differs in the leaf alone', () => {
    const document = parts(`<m:data>${base64(300)}</m:data>`, '<m:data>AAAA</m:data>');
    const { text, sinks } = detach([Buffer.from(document)]);
    expect(sinks).toHaveLength(1);
    expect(Buffer.concat(sinks[0]!.pieces).toString('base64')).toBe(base64(300));
    expect(text.toString()).toBe(document.replace(base64(300), /detached-[0-9a-f]{32}-0/.exec(text.toString())![0]));
  });

  test('two documents never have the same text in the place of a leaf', () => {
    const bytes = Buffer.from(parts(`<m:data>${base64(30)}</m:data>`));
    const [one, other] = [detach([bytes]), detach([bytes])];
    expect(one.text).not.toEqual(other.text);
    expect(outcome(one.text, other.detacher)).toMatchObject([
      expect.any(String),
      expect.stringMatching(/^base64/),
      /detached/,
    ]);
  });

  test('a leaf as long as it may be stays', () => {
    const document = (characters: number): Buffer => Buffer.from(parts(`<m:data>${'A'.repeat(characters)}</m:data>`));
    expect(detach([document(MAX_LEAF)]).text).toEqual(document(MAX_LEAF));
    expect(detach([document(MAX_LEAF + 4)]).sinks).toHaveLength(1);
    expect(detach([document(65_536)], 65_536).sinks).toHaveLength(0);
  });

  test('any leaves in any order, cut anywhere', () => {
    const inside = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      fc.constantFrom(
        '\r\n',
        ' ',
        '\t',
        '<!-- x -->',
        '<!--</m:data>-->',
        '<![CDATA[QUJD]]>',
        '<![CDATA[&]]>',
        '&#10;',
      ),
      fc.constantFrom('*', '=', 'A', '&#65;', '&amp;', '&no;', '&', '<m:x/>', '<m:data>', '</m:data>', 'ü', '<'),
    );
    const leaf = fc.array(inside, { maxLength: 8 }).map((pieces) => `<m:data>${pieces.join('')}</m:data>`);
    fc.assert(
      fc.property(
        fc.array(leaf, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(2000), { maxLength: 6 }),
        (leaves, places) => {
          const bytes = Buffer.from(parts(...leaves));
          const ends = places.map((place) => place % bytes.length).sort((a, b) => a - b);
          expect(outcomeOf(detach(cut(bytes, ...ends)))).toEqual(outcome(bytes));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('two bytes of a UTF-16 document are enough to leave it alone', () => {
    const document = `<?xml version="1.0" encoding="UTF-16"?>${parts(`<m:data>${base64(30)}</m:data>`)}`;
    for (const mark of ['\ufeff', '']) {
      const bytes = Buffer.from(mark + document, 'utf16le');
      const run = detach([...bytes].map((byte) => Uint8Array.of(byte)));
      expect(run.text).toEqual(bytes);
      expect(run.sinks).toHaveLength(0);
      expect(outcomeOf(run)).toEqual(outcome(bytes));
    }
    const detacher = new Detacher({ maxXmlBytes: 100, charset: 'UTF-16', open: () => new Sink() });
    expect(() => detacher.push(Buffer.from(` ${document}`, 'utf16le').swap16())).toThrow('more than 100 bytes');
  });
});

describe('what is refused is refused as it would be without', () => {
  test.each(Object.entries(refused))('%s, cut anywhere', (_what, document) => {
    const bytes = Buffer.from(document);
    const whole = outcome(bytes);
    expect(whole).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
    for (let end = 0; end <= bytes.length; end++) expect(outcomeOf(detach(cut(bytes, end)))).toEqual(whole);
  });

  test.each(Object.entries({ ...documents, ...refused }))('%s, broken off anywhere', (_what, document) => {
    const bytes = Buffer.from(document);
    for (let end = 0; end < bytes.length; end++) {
      const start = bytes.subarray(0, end);
      // Within a character there is no text to compare; within a reference and within markup are two mistakes.
      if (/\ufffd|&[^;]*<[^;]*$/.test(start.toString())) continue;
      const run = detach([start]);
      if (!run.detacher.refused) expect(outcomeOf(run)).toEqual(outcome(start));
    }
  });

  test.each([
    ['what is no base64', 'AAAA****', 3000],
    ['an unknown entity', '&nbsp;', 3000],
    ['what is no base64 before a comment', '****<!-- - -->', 3000],
    ['what is no base64 before a section', '****<![CDATA[AAAA]]>', 3000],
    ['a last group that is not full', 'A', 60],
  ])('%s: at once, when nothing behind it is read', (_what, text, length) => {
    const bytes = Buffer.from(
      parts('<m:data>AAAA</m:data>', `<m:data>${text}${base64(length)}</m:data>`, `<m:data>${base64(3000)}</m:data>`),
    );
    const whole = outcome(bytes);
    const detacher = new Detacher({ maxXmlBytes: 1_000_000, maxLeafBytes: MAX_LEAF, open: () => new Sink() });
    let read = 0;
    for (; !detacher.refused; read++) expect(detacher.push(bytes.subarray(read, read + 1))).toBeUndefined();
    expect(read).toBeLessThan(800);
    expect(outcome(detacher.end(), detacher)).toEqual(whole);
  });

  test('at once also where a comment has begun', () => {
    const document = parts(`<m:data>****${base64(300)}<!-- - -->${base64(60)}</m:data>`);
    const whole = outcome(Buffer.from(document));
    for (let end = document.indexOf('<!--'); end <= document.indexOf('-->') + 3; end++) {
      const run = detach([Buffer.from(document.slice(0, end))]);
      expect(run.detacher.refused).toBe(true);
      expect(outcomeOf(run)).toEqual(whole);
    }
  });

  test('the bytes of a leaf that is refused are never finished', () => {
    const bad = [refused['a foreign character']!, refused['an element']!, refused['no end tag']!];
    for (const document of bad) {
      const { sinks } = detach([Buffer.from(document)]);
      expect(sinks.map(({ finished }) => finished)).toEqual([0]);
    }
  });

  test('the document beside its leaves is bounded, and the leaves are not', () => {
    const push = (document: string) => (): unknown => {
      const detacher = new Detacher({ maxXmlBytes: 1000, maxLeafBytes: 100, open: () => new Sink() });
      for (const chunk of cut(Buffer.from(document), 500)) expect(detacher.push(chunk)).toBeUndefined();
      return detacher.end();
    };
    expect(push(parts(`<m:data>${base64(100_000)}</m:data>`))).not.toThrow();
    const message = 'the document has more than 1000 bytes beside its large contents';
    expect(push(parts(`<m:text>${'x'.repeat(1000)}</m:text>`))).toThrow(message);
    expect(push(parts(`<m:data>${base64(99)}<!--${'x'.repeat(1000)}--></m:data>`))).toThrow(message);
    expect(push(parts(...Array.from({ length: 20 }, () => '<m:data>AAAA</m:data>')))).toThrow(message);
    expect(push(`<${'x'.repeat(1001)}`)).toThrow(message);
  });
});

describe('sinks', () => {
  const document = Buffer.from(parts(`<m:data>${base64(900)}</m:data>`, `<m:data>${base64(30)}</m:data>`));

  test('one that wants to wait makes whoever pushes wait; all comes, in order', async () => {
    const sinks: SlowSink[] = [];
    const open = async (): Promise<SlowSink> => {
      await Promise.resolve();
      const sink = new SlowSink();
      sinks.push(sink);
      return sink;
    };
    const detacher = new Detacher({ maxXmlBytes: 10_000, maxLeafBytes: 100, open });
    let waits = 0;
    for (let at = 0; at < document.length; at += 50) {
      const waiting = detacher.push(document.subarray(at, at + 50));
      if (waiting !== undefined) waits += 1;
      await waiting;
    }
    expect(waits).toBeGreaterThan(20);
    expect(outcome(detacher.end(), detacher)).toEqual(outcome(document));
    expect(sinks).toHaveLength(1);
  });

  test('one that is finished later', async () => {
    class Late extends Sink {
      override finish(): never {
        return Promise.resolve().then(() => super.finish()) as never;
      }
    }
    const detacher = new Detacher({ maxXmlBytes: 10_000, maxLeafBytes: MAX_LEAF, open: () => new Late() });
    await detacher.push(document);
    expect(outcome(detacher.end(), detacher)).toEqual(outcome(document));
  });

  test('everything before a long leaf is there to be read when its sink is opened', () => {
    const seen: string[] = [];
    const detacher: Detacher = new Detacher({
      maxXmlBytes: 10_000,
      maxLeafBytes: MAX_LEAF,
      open: () => {
        seen.push(detacher.passedOn.toString().slice(-60));
        return new Sink();
      },
    });
    expect(detacher.push(document)).toBeUndefined();
    expect(seen).toEqual([
      expect.stringMatching(/<m:contentType>a\/b<\/m:contentType><m:data>$/),
      expect.stringMatching(/<m:contentType>a\/b<\/m:contentType><m:data>$/),
    ]);
  });

  test('what one throws is what pushing throws', async () => {
    class Full extends Sink {
      override write(): never {
        throw new Error('full');
      }
    }
    class FullLater extends Sink {
      override async write(): Promise<void> {
        await Promise.reject(new Error('full later'));
      }
    }
    const options = { maxXmlBytes: 10_000, maxLeafBytes: MAX_LEAF };
    expect(() => new Detacher({ ...options, open: () => new Full() }).push(document)).toThrow('full');
    await expect(new Detacher({ ...options, open: () => new FullLater() }).push(document)).rejects.toThrow(
      'full later',
    );
  });

  test('chunks may use one memory for all', () => {
    const shared = Buffer.alloc(7);
    const detacher = new Detacher({ maxXmlBytes: 10_000, maxLeafBytes: MAX_LEAF, open: () => new Sink() });
    for (let at = 0; at < document.length; at += 7) {
      const length = document.copy(shared, 0, at, at + 7);
      expect(detacher.push(shared.subarray(0, length))).toBeUndefined();
    }
    expect(outcome(detacher.end(), detacher)).toEqual(outcome(document));
  });

  test('memory does not grow with a leaf: what is held is a chunk', () => {
    let largest = 0;
    const sink = {
      write: (bytes: Uint8Array) => void (largest = Math.max(largest, bytes.length)),
      finish: () => new Collected(Buffer.alloc(0)),
    };
    const detacher = new Detacher({ maxXmlBytes: 10_000, open: () => sink });
    const chunk = Buffer.alloc(16_384, 'QUJD');
    expect(detacher.push(Buffer.from('<Body><data>'))).toBeUndefined();
    for (let n = 0; n < 1000; n++) expect(detacher.push(chunk)).toBeUndefined();
    expect(detacher.push(Buffer.from('</data></Body>'))).toBeUndefined();
    expect(detacher.end().length).toBeLessThan(100);
    expect(largest).toBeLessThanOrEqual(65_536 + 16_384);
  });
});
