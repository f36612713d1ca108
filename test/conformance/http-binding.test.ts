import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { message, passwordText, request, sendMessages } from '../wire/envelope.js';
import { dial, readToEnd, until } from '../wire/exchange.js';
import { ALICE, BOB } from '../wire/house.js';
import { openConformanceHouse, type ConformanceHouse } from './conformance-house.js';
import { chunked, converse, headerOf, requestBytes, textOf, type RawRequest } from './raw-http.js';
import { envelopeOf, SPOKEN, type Spoken } from './spoken.js';

/** SOAP over HTTP/1.0 and 1.1 (RFC 9110, RFC 9112), as bytes on a connection. */

let house: ConformanceHouse;
beforeAll(async () => {
  house = await openConformanceHouse();
});
afterAll(() => house.close());

const askOf = (spoken: Spoken): string => envelopeOf(spoken, passwordText(ALICE), request('GetCapabilities'));
const typeOf = (spoken: Spoken): string => `Content-Type: ${spoken.mediaType}; charset=utf-8`;

describe.each(SPOKEN)('$name over HTTP', (spoken) => {
  const ask = askOf(spoken);
  const type = typeOf(spoken);
  const post = (more: Partial<RawRequest> = {}): RawRequest => ({
    target: spoken.path,
    headers: [type],
    body: ask,
    ...more,
  });
  const isAnswered = async (wanted: RawRequest): Promise<void> => {
    const answer = await house.raw(wanted);
    expect([answer.status, textOf(answer)]).toEqual([200, expect.stringContaining('GetCapabilitiesResponse')]);
  };

  describe('R1141: HTTP/1.1 and HTTP/1.0', () => {
    test('HTTP/1.1', async () => {
      await isAnswered(post());
    });

    test.each([
      ['without Host', []],
      ['with Host', ['Host: localhost']],
      ['that says that it closes', ['Connection: close']],
    ])('HTTP/1.0 %s: answered without chunks, and closed', async (_what, lines) => {
      const headers = [type, `Content-Length: ${String(Buffer.byteLength(ask))}`, ...lines];
      await isAnswered(post({ version: '1.0', bare: true, headers }));
    });

    test('HTTP/1.0 that asks to keep the connection gets a second answer on it', async () => {
      const again = requestBytes(post({ version: '1.0', headers: [type, 'Connection: keep-alive'] }));
      const last = requestBytes(post({ version: '1.0' }));
      const answers = await converse(house.url, Buffer.concat([again, last]));
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(headerOf(answers[0] ?? { headers: [] }, 'Connection')?.toLowerCase()).toBe('keep-alive');
      answers.forEach((each) => house.judge(each));
    });

    test('HTTP/1.1 keeps the connection without being asked to', async () => {
      const again = requestBytes(
        post({ bare: true, headers: ['Host: h', type, `Content-Length: ${String(Buffer.byteLength(ask))}`] }),
      );
      const answers = await converse(house.url, Buffer.concat([again, again, requestBytes(post())]));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    });

    test('HTTP/1.1 without Host is no request', async () => {
      const headers = [type, `Content-Length: ${String(Buffer.byteLength(ask))}`];
      expect((await house.raw(post({ bare: true, headers }))).status).toBe(400);
    });

    test('after a fault the connection is as good as before', async () => {
      const wrong = ask.replace('open sesame', 'guessed');
      const first = requestBytes(post({ body: wrong, headers: [type, 'Connection: keep-alive'] }));
      const answers = await converse(house.url, Buffer.concat([first, requestBytes(post())]));
      expect(answers.map(({ status }) => status)).toEqual([spoken.sender.status, 200]);
    });
  });

  describe('the body as HTTP carries it', () => {
    const chunks = (options: Parameters<typeof chunked>[1], more: readonly string[] = []): RawRequest =>
      post({ headers: [type, 'Transfer-Encoding: chunked', ...more], body: chunked(ask, options) });

    test.each([
      ['in one', {}],
      ['of a byte each', { size: 1 }],
      ['with extensions', { extension: ';name=value;other="a;\\"b"' }],
      ['with trailers', { trailers: ['X-Checksum: 1', 'Content-Type: text/plain'] }],
    ])('WSI-26: chunks %s', async (_what, options) => {
      await isAnswered(chunks(options));
    });

    test('R1113: blanks before an extension, which proxies read differently, are refused', async () => {
      expect((await house.raw(chunks({ extension: ' ; a = b' }))).status).toBe(400);
    });

    test('sizes of chunks in capitals and with zeros before them', async () => {
      const size = Buffer.byteLength(ask).toString(16).toUpperCase().padStart(8, '0');
      await isAnswered(post({ headers: [type, 'Transfer-Encoding: Chunked'], body: `${size}\r\n${ask}\r\n0\r\n\r\n` }));
    });

    test('trailers are announced and mean nothing', async () => {
      await isAnswered(chunks({ trailers: ['SOAPAction: "urn:x"'] }, ['Trailer: SOAPAction', 'TE: trailers']));
    });

    test.each([
      ['in any case', ['cONTENT-tYPE: ' + type.slice(14), 'ACCEPT: */*']],
      ['without a blank behind the colon', [type.replace(': ', ':')]],
      ['with blanks around their values', [`${type.replace(': ', ':   ')}  \t`]],
      ['in another order, many of them', [...Array.from({ length: 60 }, (_, at) => `X-${String(at)}: 1`), type]],
      [
        'that no SOAP receiver needs',
        [
          type,
          'User-Agent: x',
          'Cookie: a=b',
          'Authorization: Basic eA==',
          'Range: bytes=0-1',
          'If-Match: "x"',
          'Upgrade: h2c',
          'From: me',
        ],
      ],
    ])('headers %s', async (_what, headers) => {
      await isAnswered(post({ headers }));
    });

    test('empty lines before a request (RFC 9112 §2.2)', async () => {
      const bytes = Buffer.concat([Buffer.from('\r\n\r\n'), requestBytes(post())]);
      expect((await converse(house.url, bytes)).map(({ status }) => status)).toEqual([200]);
    });
  });

  describe('Expect', () => {
    const expecting = (value: string, version: '1.0' | '1.1' = '1.1'): RawRequest =>
      post({ version, headers: [type, `Expect: ${value}`] });

    test.each(['100-continue', '100-Continue'])('%s: told to go on, then answered', async (value) => {
      const answers = await converse(house.url, requestBytes(expecting(value)));
      expect(answers.map(({ status }) => status)).toEqual([100, 200]);
    });

    test('100-continue: the go-ahead comes before the body does', async () => {
      const bytes = requestBytes(expecting('100-continue'));
      const head = bytes.indexOf('\r\n\r\n') + 4;
      const socket = await dial(house.url);
      let came = '';
      socket.on('data', (piece: Buffer) => (came += piece.toString()));
      const all = readToEnd(socket);
      socket.write(bytes.subarray(0, head));
      await until('the go-ahead came', () => came.startsWith('HTTP/1.1 100 '));
      socket.write(bytes.subarray(head));
      expect(await all).toContain('GetCapabilitiesResponse');
    });

    test('R1115: who asks before sending what is not taken is told at once', async () => {
      const wrong = requestBytes(post({ headers: ['Content-Type: application/json', 'Expect: 100-continue'] }));
      const answers = await converse(house.url, wrong.subarray(0, wrong.indexOf('\r\n\r\n') + 4));
      expect(answers.map(({ status }) => status)).toEqual([415]);
    });

    test.each(['a-miracle', '100-continue, a-miracle', '100-continue=yes'])(
      'anything else: 417, and what may be expected (RFC 9110 §10.1.1): %s',
      async (value) => {
        const answer = await house.raw(expecting(value));
        expect([answer.status, textOf(answer)]).toEqual([417, expect.stringMatching(/100-continue\.\n$/)]);
      },
    );

    test('nothing: the same as none', async () => {
      expect((await house.raw(expecting(''))).status).toBe(200);
    });

    test.each(['100-continue', 'a-miracle'])('%s of HTTP/1.0 is passed over: it knows no go-ahead', async (value) => {
      const answers = await converse(house.url, requestBytes(expecting(value, '1.0')));
      expect(answers.map(({ status }) => status)).toEqual([200]);
    });
  });

  describe('methods and addresses', () => {
    test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
      'R1114, R1132: %s: 405, and Allow names POST',
      async (method) => {
        const answer = await house.raw(post({ method }));
        expect([answer.status, headerOf(answer, 'Allow')]).toEqual([405, expect.stringMatching(/\bPOST\b/)]);
      },
    );

    test('R1114, R1132: GET and HEAD of the address: 405, and Allow; a browser gets a page instead', async () => {
      const [get, head] = await Promise.all(
        ['GET', 'HEAD'].map((method) => house.raw({ method, target: spoken.path, headers: ['Accept: */*'] })),
      );
      expect([get?.status, head?.status]).toEqual([405, 405]);
      expect(headerOf(get ?? { headers: [] }, 'Allow')).toMatch(/\bPOST\b/);
      expect(headerOf(head ?? { headers: [] }, 'Allow')).toBe(headerOf(get ?? { headers: [] }, 'Allow'));
    });

    test('R1114: CONNECT: 405, and Allow', async () => {
      const answers = await converse(house.url, requestBytes({ method: 'CONNECT', target: 'other.example:443' }));
      expect(answers.map((each) => [each.status, headerOf(each, 'Allow')])).toEqual([[405, 'POST, GET, HEAD']]);
    });

    test('HEAD of the contract has the headers of GET and no body', async () => {
      const of = async (method: string) => {
        const bytes = requestBytes({ method, target: `${spoken.path}?wsdl` });
        const [answer] = await converse(house.url, bytes, [method]);
        return { ...answer, length: headerOf(answer ?? { headers: [] }, 'Content-Length') };
      };
      const [get, head] = [await of('GET'), await of('HEAD')];
      expect([get.status, head.status, head.length]).toEqual([200, 200, get.length]);
      expect([head.body?.length, String(get.body?.length)]).toEqual([0, get.length]);
    });

    test.each(['?', '?version=1', '?wsdl', '?a=b&c=%20#d'])(
      'a query behind the address changes nothing: %s',
      async (query) => {
        await isAnswered(post({ target: spoken.path + query }));
      },
    );

    test('an address in full (RFC 9112 §3.2.2)', async () => {
      await isAnswered(post({ target: `http://im.b1.example${spoken.path}`, headers: ['Host: im.b1.example', type] }));
    });

    test('R1125: another address: 404', async () => {
      expect((await house.raw(post({ target: `${spoken.path}x` }))).status).toBe(404);
    });
  });

  test.each([
    ['no request line', 'hello\r\n\r\n'],
    ['a version that there is not', `POST ${spoken.path} HTTP/3.7\r\nHost: h\r\n\r\n`],
    ['a header without a colon', `POST ${spoken.path} HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n`],
    ['a length that is none', `POST ${spoken.path} HTTP/1.1\r\nHost: h\r\nContent-Length: many\r\n\r\n`],
  ])('R1113: a malformed request: 400: %s', async (_what, text) => {
    const answers = await converse(house.url, Buffer.from(text));
    expect(answers.map(({ status }) => status)).toEqual([400]);
    answers.forEach((each) => house.judge(each));
  });

  test('R1113: two media types, of which a proxy may believe the other one: 400', async () => {
    for (const headers of [
      [type, 'Content-Type: application/json'],
      ['Content-Type: application/json', type],
      [type, type],
    ]) {
      const answer = await house.raw(post({ headers }));
      expect([answer.status, textOf(answer)]).toEqual([400, expect.stringContaining('Content-Type')]);
    }
  });

  test.each([
    ['JSON', 'application/json'],
    ['XML of any kind', 'application/xml'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['what only begins like it', `${spoken.mediaType}x`],
    ['the XOP form alone', 'application/xop+xml'],
    ['no media type', 'text'],
    ['an empty one', ''],
  ])('R1115: another media type: 415: %s', async (_what, media) => {
    const answer = await house.raw(post({ headers: [`Content-Type: ${media}`] }));
    expect([answer.status, textOf(answer)]).toEqual([415, expect.stringContaining(spoken.mediaType)]);
  });

  test('R1115: no media type at all: 415', async () => {
    expect((await house.raw(post({ headers: [] }))).status).toBe(415);
  });

  test('R1120, R1121: no cookies are set, none are needed, and those that come mean nothing', async () => {
    const answer = await house.raw(post({ headers: [type, 'Cookie: JSESSIONID=x', 'Cookie: b=c'] }));
    expect([answer.status, headerOf(answer, 'Set-Cookie')]).toEqual([200, undefined]);
  });

  test('an answer says what it is and how long, and that it is not to be kept', async () => {
    const answer = await house.raw(post());
    expect(headerOf(answer, 'Content-Type')).toBe(`${spoken.mediaType}; charset=utf-8`);
    expect(headerOf(answer, 'Content-Length')).toBe(String(answer.body.length));
    expect(headerOf(answer, 'Cache-Control')).toBe('no-store');
    expect(headerOf(answer, 'Date')).toMatch(/GMT$/);
  });

  test('an answer of many pages comes in chunks in HTTP/1.1, and as it is in HTTP/1.0', async () => {
    const many = Array.from({ length: 450 }, () => message({ to: [BOB] }));
    const sent = await house.tell(spoken, envelopeOf(spoken, passwordText(ALICE), sendMessages(...many)));
    expect(sent.status).toBe(200);
    const listen = request('GetMessages', '<acknowledgeMode>EXPLICIT</acknowledgeMode>');
    for (const version of ['1.0', '1.1'] as const) {
      const answer = await house.raw(post({ version, body: envelopeOf(spoken, passwordText(BOB), listen) }));
      const [, receipt = ''] = /<receipt>([^<]*)/.exec(textOf(answer)) ?? [];
      expect([textOf(answer).match(/<item>/g)?.length, headerOf(answer, 'Transfer-Encoding')]).toEqual([
        450,
        version === '1.0' ? undefined : 'chunked',
      ]);
      const entries = [...textOf(answer).matchAll(/<messageId>([^<]*)/g)].map(
        ([, id = '']) =>
          `<entry><messageId>${id}</messageId><outcome>${version === '1.0' ? 'RELEASED' : 'ACCEPTED'}</outcome></entry>`,
      );
      const settle = request('AcknowledgeMessages', `<receipt>${receipt}</receipt>${entries.join('')}`);
      expect((await house.tell(spoken, envelopeOf(spoken, passwordText(BOB), settle))).status).toBe(200);
    }
  });
});

describe('SOAPAction is a hint (R1109, R1119, R1127, R2744, R2745)', () => {
  const [soap11] = SPOKEN;
  const ask = askOf(soap11);
  test.each([
    ['R2744: the value of the WSDL, quoted', 'SOAPAction: "urn:imps-wsi:im:1/GetCapabilities"'],
    ['R2745: an empty one, quoted', 'SOAPAction: ""'],
    ['R1119: the value of the WSDL without quotes', 'SOAPAction: urn:imps-wsi:im:1/GetCapabilities'],
    ['R1119: nothing behind the colon', 'SOAPAction:'],
    ['R1119: one quote', 'SOAPAction: "urn:imps-wsi:im:1/GetCapabilities'],
    ['R1119: apostrophes', "SOAPAction: ''"],
    ['R1127: absent', 'X-Nothing: 1'],
    ['R1127: of another operation', 'SOAPAction: "urn:imps-wsi:im:1/SendMessages"'],
    ['R1127: of nobody', 'SOAPAction: "http://example/evil"'],
    ['R1127: two of them', 'SOAPAction: "urn:x"\r\nSOAPAction: "urn:y"'],
    ['R1127: in another case', 'soapaction: ""'],
    ['R1127: letters that are not ASCII', 'SOAPAction: "urn:\u00fc"'],
  ])('%s: the Body decides', async (_what, line) => {
    const answer = await house.raw({ target: soap11.path, headers: [typeOf(soap11), line], body: ask });
    expect([answer.status, textOf(answer)]).toEqual([200, expect.stringContaining('GetCapabilitiesResponse')]);
  });
});

describe('the action of SOAP 1.2 is a hint too (part 2 §6.5, RFC 3902)', () => {
  const [, soap12] = SPOKEN;
  test.each([
    ['the value of the WSDL', 'action="urn:imps-wsi:im:1/GetCapabilities"'],
    ['without quotes', 'action=urn:imps-wsi:im:1/GetCapabilities'],
    ['before the charset', 'action="x"; charset=utf-8'],
    ['empty', 'action=""'],
    ['of another operation', 'action="urn:imps-wsi:im:1/SendMessages"'],
    ['with quotes inside', 'action="a\\"b"'],
  ])('WSI-26: %s: the Body decides', async (_what, parameter) => {
    const headers = [`Content-Type: application/soap+xml; ${parameter}`];
    const answer = await house.raw({ target: soap12.path, headers, body: askOf(soap12) });
    expect([answer.status, textOf(answer)]).toEqual([200, expect.stringContaining('GetCapabilitiesResponse')]);
  });
});
