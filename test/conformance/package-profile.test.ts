import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { message, passwordText, request, sendMessages } from '../wire/envelope.js';
import { ALICE, BOB, openPackageHouse, type PackageHouse } from '../wire/package-house.js';
import {
  attachment,
  pack,
  postPackage,
  readAnswer,
  reference,
  referredTo,
  rootPart,
  type MessageType,
  type Profile,
  type RawAnswer,
  type RawPackage,
  type RawPart,
} from '../wire/raw-package.js';
import { invalid } from './conformance-house.js';
import { envelopeOf, SPOKEN, type Spoken } from './spoken.js';

/** Attachments Profile 1.0, and MTOM with XOP 1.0: packages as bytes, those that are sent and those that are taken. */

interface Form {
  readonly name: string;
  readonly path: string;
  readonly profile: Profile;
  readonly spoken: Spoken;
  readonly message: MessageType;
}
const [soap11, soap12] = SPOKEN;
const FORMS: readonly Form[] = [
  { name: 'SwA, SOAP 1.1', path: '/soap/im/swa', profile: 'swa', spoken: soap11, message: 'text/xml' },
  { name: 'MTOM, SOAP 1.1', path: '/soap/im/mtom', profile: 'mtom', spoken: soap11, message: 'text/xml' },
  {
    name: 'MTOM, SOAP 1.2',
    path: '/soap/im/soap12/mtom',
    profile: 'mtom',
    spoken: soap12,
    message: 'application/soap+xml',
  },
];

let house: PackageHouse;
beforeAll(async () => {
  house = await openPackageHouse();
});
afterAll(async () => {
  expect(await house.stillAnswers()).toBe(true);
  await house.drop();
});

const CONTENT = Buffer.from(Uint8Array.from({ length: 3_000 }, (_, index) => (index * 167 + (index >> 8)) % 256));
const part = (content: string): string => `<part><contentType>image/png</contentType>${content}</part>`;

describe.each(FORMS)('$name', ({ path, profile, spoken, message: mediaType }) => {
  const post = (raw: RawPackage): Promise<RawAnswer> => postPackage(new URL(path, house.url).href, raw);
  const rootOf = (who: string, body: string): RawPart =>
    rootPart(profile, envelopeOf(spoken, passwordText(who), body), mediaType);
  const packed = (parts: readonly RawPart[], start?: string | null): RawPackage =>
    pack(profile, parts, start, mediaType);
  const bare = (who: string, body: string): Promise<RawAnswer> =>
    post({
      contentType: `${mediaType}; charset=utf-8`,
      body: Buffer.from(envelopeOf(spoken, passwordText(who), body)),
    });
  const sending = (id = 'picture@phone', count = 1): string =>
    sendMessages(message({ part: part(reference(profile, id)).repeat(count) }));
  const film = attachment('picture@phone', CONTENT);
  const good = (): RawPackage => packed([rootOf(ALICE, sending()), film]);
  /** Sends a package, and gives what of it arrived. */
  const arrived = async (raw: RawPackage): Promise<readonly Buffer[]> => {
    const sent = await post(raw);
    expect([sent.status, readAnswer(sent).root]).toEqual([200, expect.stringContaining('<code>200</code>')]);
    return referredTo(await bare(BOB, request('GetMessages'))).map(({ body }) => body);
  };
  const spelt = (raw: RawPackage, respell: (text: string) => string): RawPackage => {
    const body = Buffer.from(respell(raw.body.toString('latin1')), 'latin1');
    expect(body.equals(raw.body)).toBe(false);
    return { ...raw, body };
  };

  describe('what is sent', () => {
    let answer: RawAnswer;
    let text: string;
    beforeAll(async () => {
      await post(packed([rootOf(ALICE, sending(undefined, 2)), film]));
      answer = await bare(BOB, request('GetMessages'));
      text = answer.bytes.toString('latin1');
    });
    const parameter = (name: string): string =>
      new RegExp(`; ${name}="([^"]*)"`).exec(answer.headers['content-type'] ?? '')?.[1] ?? '';

    test('R2945, R2932: a package is multipart/related, its type that of the root', () => {
      expect(answer.headers['content-type']).toMatch(/^multipart\/related; /);
      expect(parameter('type')).toBe(profile === 'swa' ? 'text/xml' : 'application/xop+xml');
      expect(parameter('start-info')).toBe(profile === 'swa' ? '' : mediaType);
    });

    test('R2931, R2915: its root is an envelope of that type in UTF-8, named by start', () => {
      const [, first = ''] = text.split(`--${parameter('boundary')}\r\n`);
      const xop = `application/xop+xml; charset=UTF-8; type="${mediaType}"`;
      expect(first).toContain(`Content-Type: ${profile === 'swa' ? 'text/xml; charset=UTF-8' : xop}\r\n`);
      expect(first).toContain(`Content-ID: ${parameter('start')}\r\n`);
      expect(first).toContain(`<soap:Envelope xmlns:soap="${spoken.namespace}">`);
    });

    test('R2936: each boundary stands behind a line end of its own', () => {
      const places = [...`\r\n${text}`.matchAll(new RegExp(`..--${parameter('boundary')}`, 'gs'))];
      expect(places).toHaveLength(4);
      for (const [place] of places) expect(place.startsWith('\r\n')).toBe(true);
      expect(text.endsWith(`\r\n--${parameter('boundary')}--\r\n`)).toBe(true);
    });

    test('R2933: a Content-ID is the name of the part, an equals sign, what makes it unique, and a domain', () => {
      const ids = [...readAnswer(answer).parts.keys()];
      expect(ids).toHaveLength(2);
      for (const id of ids) expect(id).toMatch(/^content=[\w.-]+@[\w-]+(\.[\w-]+)+$/);
      expect(new Set(ids).size).toBe(2);
    });

    test('R2928: each reference leads to a part of the same message, by cid: and percent-encoding', () => {
      const { root, parts } = readAnswer(answer);
      const uris = [...root.matchAll(/cid:[^"<]*/g)].map(([uri]) => uri);
      expect(uris).toHaveLength(2);
      for (const uri of uris) {
        expect(uri).toMatch(/^cid:[A-Za-z0-9._~!$&'()*+,;=:@%-]+$/);
        expect(parts.has(decodeURIComponent(uri.slice(4)))).toBe(true);
      }
    });

    test('R2934: a part says how it is encoded, in one of the five ways', () => {
      for (const { headers } of readAnswer(answer).parts.values()) {
        expect(headers['content-transfer-encoding']).toMatch(/^(7bit|8bit|binary|quoted-printable|base64)$/i);
        expect(headers['content-type']).toBe('image/png');
      }
    });

    test('R2902: content travels beside the envelope only where the binding says so', async () => {
      await post(packed([rootOf(ALICE, sending()), film]));
      const plain = await house.post(envelopeOf(soap11, passwordText(BOB), request('GetMessages')), {
        headers: { 'Content-Type': 'text/xml; charset=utf-8' },
      });
      expect(plain.headers['content-type']).toBe('text/xml; charset=utf-8');
      expect(plain.text).toContain(`<data>${CONTENT.toString('base64')}</data>`);
      const wsdl = await (await fetch(new URL(`${path}?wsdl`, house.url))).text();
      expect(wsdl.includes('mime:multipartRelated')).toBe(profile === 'swa');
    });

    test('GM-2: the envelope is valid; that of MTOM when its content is put back in place (XOP 1.0 §3)', async () => {
      const { root, parts } = readAnswer(answer);
      const restored = root.replace(/<\w+:Include [^>]*href="cid:([^"]*)"[^>]*\/>/g, (_all, id: string) =>
        (parts.get(decodeURIComponent(id))?.body ?? Buffer.from('')).toString('base64'),
      );
      expect(restored === root).toBe(profile === 'swa');
      expect(await invalid(house.url, spoken, [restored], path)).toEqual([]);
    });

    test('XOP 1.0 §2.1: an Include is all that its element holds, and has nothing but href', () => {
      const { root } = readAnswer(answer);
      const includes = [...root.matchAll(/<data>(.*?)<\/data>/g)].map(([, inside = '']) => inside);
      expect(includes).toHaveLength(profile === 'swa' ? 0 : 2);
      for (const include of includes) {
        expect(include).toMatch(
          /^<xop:Include xmlns:xop="http:\/\/www\.w3\.org\/2004\/08\/xop\/include" href="[^"]*"\/>$/,
        );
      }
    });

    test('R2945: without anything beside it an envelope goes bare; to a package of MTOM comes a package', async () => {
      expect((await bare(BOB, request('GetMessages'))).headers['content-type']).toBe(`${mediaType}; charset=utf-8`);
      const answered = await post(packed([rootOf(BOB, request('GetMessages'))]));
      expect(answered.headers['content-type']).toMatch(profile === 'swa' ? /^text\/xml/ : /^multipart\/related/);
    });
  });

  describe('what is taken', () => {
    const boundaryOf = ({ contentType }: RawPackage): string => /boundary="([^"]*)"/.exec(contentType)?.[1] ?? '';

    test.each([
      ['R2922: no start: the first part is the root', () => packed([rootOf(ALICE, sending()), film], null)],
      ['R2921, R2912: the root behind what it refers to', () => packed([film, rootOf(ALICE, sending())])],
      ['RFC 2392: start without brackets', () => packed([film, rootOf(ALICE, sending())], 'root@client.example')],
      [
        'R2923: parts that nobody refers to',
        () => packed([attachment('x@y', CONTENT), rootOf(ALICE, sending()), film, attachment('z@y', CONTENT)]),
      ],
      [
        'RFC 2045 §6.1: no transfer encoding said',
        () => spelt(good(), (text) => text.replace('Content-Transfer-Encoding: binary\r\n', '')),
      ],
      [
        'RFC 2045 §6.1: a transfer encoding in other letters',
        () => spelt(good(), (text) => text.replace('Encoding: binary', 'Encoding: BiNaRy')),
      ],
      [
        'RFC 2045 §5.2: no media type of a part said',
        () => spelt(good(), (text) => text.replace('Content-Type: application/octet-stream\r\n', '')),
      ],
      [
        'RFC 2822 §2.2: names of headers in other letters',
        () => spelt(good(), (text) => text.replaceAll('Content-ID:', 'content-id:')),
      ],
      [
        'RFC 2822 §2.2.3: headers over several lines',
        () => spelt(good(), (text) => text.replaceAll('Content-ID: ', 'Content-ID:\r\n\t')),
      ],
      [
        'RFC 2557: a Content-Location and other headers beside it',
        () =>
          spelt(good(), (text) =>
            text.replaceAll('Content-ID:', 'X-More: 1\r\nContent-Location: http://x/y\r\nContent-ID:'),
          ),
      ],
      [
        'RFC 2046 §5.1.1: text before the first boundary and behind the last one',
        () => spelt(good(), (text) => `This is a package.\r\n${text}That was it.\r\n--not-it--\r\n`),
      ],
      [
        'RFC 2046 §5.1.1: blanks behind a boundary',
        () => spelt(good(), (text) => text.replace(/(--MIME_\w+)\r\n/g, '$1 \t\r\n')),
      ],
      ['RFC 2046 §5.1.1: no line end behind the last boundary', () => spelt(good(), (text) => text.slice(0, -2))],
      [
        'RFC 2045 §4: a part with the headers of a message',
        () =>
          spelt(good(), (text) =>
            text.replace('Content-ID:', 'MIME-Version: 1.0\r\nContent-Description: the message\r\nContent-ID:'),
          ),
      ],
    ])('%s', async (_what, made) => {
      const raw = made();
      expect((await arrived(raw)).map((each) => each.equals(CONTENT))).toEqual([true]);
    });

    test.each(['7bit', '8bit', 'binary', 'base64', 'quoted-printable'] as const)(
      'R2934, R2935: a part encoded as %s',
      async (encoding) => {
        const bytes = encoding === '7bit' ? Buffer.from('seven bits are enough\r\n'.repeat(100)) : CONTENT;
        const raw = packed([rootOf(ALICE, sending()), attachment('picture@phone', bytes, { encoding })]);
        expect((await arrived(raw)).map((each) => each.equals(bytes))).toEqual([true]);
      },
    );

    test.each(['7bit', '8bit', 'base64', 'quoted-printable'])(
      'R2934: the root itself encoded as %s',
      async (encoding) => {
        const { headers, body } = rootOf(ALICE, sending());
        const bytes = Buffer.from(body);
        const base64 = (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
        const printable = bytes
          .toString('latin1')
          .replaceAll('=', '=3D')
          .replace(/(.{70})/g, '$1=\r\n');
        const root = {
          headers: headers.map((line) => line.replace(/(Transfer-Encoding: ).*/, `$1${encoding}`)),
          body: encoding === 'base64' ? base64 : encoding === 'quoted-printable' ? printable : body,
        };
        expect(await arrived(packed([root, film]))).toHaveLength(1);
      },
    );

    test('R2936: what looks like a boundary and stands behind no line end is content', async () => {
      const raw = good();
      const bytes = Buffer.concat([Buffer.from(`x--${boundaryOf(raw)}\nx--${boundaryOf(raw)}--`), CONTENT]);
      const { body } = packed([rootOf(ALICE, sending()), { ...film, body: bytes }]);
      const other = Buffer.from(body.toString('latin1').replace(/MIME_[0-9a-f]{24}/g, boundaryOf(raw)), 'latin1');
      expect((await arrived({ ...raw, body: other })).map((each) => each.equals(bytes))).toEqual([true]);
    });

    test.each(['a=b@c', 'with%20percent@x', 'plus+and&@x', 'uuid:5fa1-22@x', '0.urn:uuid:9@apache.org'])(
      'R2928, RFC 2392: the Content-ID %s',
      async (id) => {
        const raw = packed([rootOf(ALICE, sending(id)), attachment(id, CONTENT)]);
        expect((await arrived(raw)).map((each) => each.equals(CONTENT))).toEqual([true]);
      },
    );

    test('R2928: one part for two references', async () => {
      const twice = packed([rootOf(ALICE, sending(undefined, 2)), film]);
      expect((await arrived(twice)).map((each) => each.equals(CONTENT))).toEqual([true, true]);
    });

    test.each([
      ['R2928: a reference that no part answers', () => packed([rootOf(ALICE, sending('other@phone')), film])],
      ['R2928: a reference that is no cid:', () => packed([rootOf(ALICE, sending().replace('cid:', 'mid:')), film])],
      ['R2928: a reference in other letters', () => packed([rootOf(ALICE, sending('Picture@Phone')), film])],
    ])('%s: a fault of the sender', async (_what, made) => {
      const answer = await post(made());
      const { root } = readAnswer(answer);
      expect([answer.status, root]).toEqual([
        spoken.sender.status,
        expect.stringContaining(`soap:${spoken.sender.code}<`),
      ]);
      expect((await bare(BOB, request('GetMessages'))).bytes.toString()).not.toContain('<item>');
    });

    test.each([
      ['R2928: two parts of one Content-ID', () => packed([rootOf(ALICE, sending()), film, film]), 400],
      ['R2931: a start that no part has', () => packed([rootOf(ALICE, sending()), film], '<nobody@x>'), 400],
      ['R2922: no start, and an attachment first', () => packed([film, rootOf(ALICE, sending())], null), 400],
      [
        'R2915: a root that is no envelope by its type',
        () => spelt(good(), (text) => text.replace(/Content-Type: [^\r]*xml[^\r]*/, 'Content-Type: text/plain')),
        400,
      ],
      ['R2932: no type', () => ({ ...good(), contentType: good().contentType.replace(/ type="[^"]*";/, '') }), 415],
      [
        'R2932: another type',
        () => ({ ...good(), contentType: good().contentType.replace(/ type="[^"]*"/, ' type="text/plain"') }),
        415,
      ],
      [
        'R2934: a transfer encoding that there is not',
        () => spelt(good(), (text) => text.replace('Encoding: binary', 'Encoding: x-rot13')),
        400,
      ],
      ['RFC 2046: no closing boundary', () => ({ ...good(), body: good().body.subarray(0, -30) }), 400],
    ])('%s: refused below SOAP', async (_what, made, status) => {
      const answer = await post(made());
      expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/plain; charset=utf-8']);
      expect((await bare(BOB, request('GetMessages'))).bytes.toString()).not.toContain('<item>');
    });
  });
});

describe('XOP 1.0 on receipt', () => {
  const XOP = 'xmlns:xop="http://www.w3.org/2004/08/xop/include"';
  const href = 'href="cid:picture@phone"';
  const send = (data: string): Promise<RawAnswer> => {
    const body = sendMessages(message({ part: part(`<data>${data}</data>`) }));
    const root = rootPart('mtom', envelopeOf(soap11, passwordText(ALICE), body));
    return postPackage(`${house.url}/mtom`, pack('mtom', [root, attachment('picture@phone', CONTENT)]));
  };
  afterAll(async () => {
    await house.asBob(request('GetMessages'));
  });

  test.each([
    ['with an end tag', `<xop:Include ${XOP} ${href}></xop:Include>`],
    ['as the default namespace', `<Include xmlns="http://www.w3.org/2004/08/xop/include" ${href}/>`],
    ['§2.1: with attributes and elements of others', `<xop:Include ${XOP} ${href} x:a="1" xmlns:x="urn:x"/>`],
    ['with a percent-encoded reference', `<xop:Include ${XOP} href="cid:picture%40phone"/>`],
    ['with white space around it', ` <xop:Include ${XOP} ${href}/>\n`],
  ])('WSI-3: Include %s', async (_what, include) => {
    const answer = await send(include);
    expect([answer.status, readAnswer(answer).root]).toEqual([200, expect.stringContaining('<code>200</code>')]);
  });

  test.each([
    ['beside text', `AAAA<xop:Include ${XOP} ${href}/>`],
    ['twice', `<xop:Include ${XOP} ${href}/>`.repeat(2)],
    ['without href', `<xop:Include ${XOP}/>`],
    ['§2.1: with an href that is no cid:', `<xop:Include ${XOP} href="http://127.0.0.1/x"/>`],
  ])('GM-2: Include %s is refused', async (_what, include) => {
    const answer = await send(include);
    expect([answer.status, readAnswer(answer).root]).toEqual([500, expect.stringContaining('<faultcode>soap:Client<')]);
  });
});
