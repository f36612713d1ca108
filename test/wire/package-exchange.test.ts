import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { message, request, sendMessages } from './envelope.js';
import { until } from './exchange.js';
import { ALICE, BOB, getMessages, NOTHING, openPackageHouse, type PackageHouse } from './package-house.js';
import {
  attachment,
  postPackage,
  readAnswer,
  reference,
  referredTo,
  type Encoding,
  type Profile,
  type RawAnswer,
  type RawPart,
} from './raw-package.js';

/** Bytes of every value, among them what looks like line ends and boundaries. */
function someBytes(length: number, seed = 'content'): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, block = createHash('sha512').update(seed).digest(); at < length; at += block.length) {
    block.copy(bytes, at);
    block = createHash('sha512').update(block).digest();
  }
  Buffer.from('\r\n--MIME_\r\n\0').copy(bytes, 100);
  return bytes;
}

const part = (contentType: string, content: string): string =>
  `<part><contentType>${contentType}</contentType>${content}</part>`;
const valuesOf = (answer: RawAnswer, name: string): string[] =>
  [...readAnswer(answer).root.matchAll(new RegExp(`<(?:\\w+:)?${name}>([^<]*)</`, 'g'))].map(([, value = '']) => value);
/** An answer that says success throughout. */
const succeeded = (answer: RawAnswer): RawAnswer => {
  expect([answer.status, new Set(valuesOf(answer, 'code'))]).toEqual([200, new Set(['200'])]);
  return answer;
};
const same = (found: readonly { readonly body: Buffer }[], wanted: readonly Uint8Array[]): boolean =>
  found.length === wanted.length && found.every(({ body }, index) => body.equals(wanted[index]!));

let house: PackageHouse;
beforeAll(async () => {
  house = await openPackageHouse({ settings: { maxAttachedBytes: '1MiB', maxInlineBytes: '300KiB' } });
});
afterEach(async () => {
  await until('what everybody has is removed', async () => (await house.stored()).contents === 0);
  expect(await house.stored()).toEqual(NOTHING);
});
afterAll(async () => {
  expect(await house.stillAnswers()).toBe(true);
  await house.drop();
});

describe.each<Profile>(['mtom', 'swa'])('a client of %s made from the standards alone', (profile) => {
  test.each<Encoding>(['7bit', '8bit', 'binary', 'base64', 'quoted-printable'])(
    'sends an attachment encoded as %s, and gets it back byte for byte (R2934, R2935)',
    async (encoding) => {
      const bytes = encoding === '7bit' ? Buffer.from('seven bits\r\nare enough '.repeat(40)) : someBytes(3_000);
      const parts = [attachment('picture@phone', bytes, { type: 'image/png', encoding })];
      const body = sendMessages(message({ part: part('image/png', reference(profile, 'picture@phone')) }));
      succeeded(await house.send(profile, body, { parts, piece: 97 }));
      const found = referredTo(await house.ask(profile, getMessages()));
      expect(found.map(({ headers }) => headers['content-type'])).toEqual(['image/png']);
      expect(same(found, [bytes])).toBe(true);
    },
  );

  test('content that is lines keeps the ends of the first and the last, whoever reads it', async () => {
    const bytes = Buffer.from(`\r\n${'a line\n'.repeat(200)}\r\n`);
    const body = sendMessages(message({ part: part('text/csv', reference(profile, 'lines@phone')) }));
    succeeded(await house.send(profile, body, { parts: [attachment('lines@phone', bytes, { type: 'text/csv' })] }));
    const found = referredTo(await house.ask(profile, getMessages()));
    expect(same(found, [bytes])).toBe(true);
    // Written "binary", zeep would take the line ends off; the value has no case (RFC 2045, section 6.1).
    expect(found.map(({ headers }) => headers['content-transfer-encoding'])).toEqual(['Binary']);
  });

  test.each([
    ['first', 0],
    ['in the middle', 1],
    ['last', 3],
  ])('puts the root %s: where it stands means nothing (R2912, R2921)', async (_where, rootAt) => {
    const [small, large] = [someBytes(900, 'small'), someBytes(700_000, 'large')];
    const parts = [
      attachment('small=1%20&@phone', small),
      attachment('nobody-asks@phone', someBytes(300_000, 'undeclared')),
      attachment('large@phone', large),
    ];
    const refer = (id: string): string => part('application/octet-stream', reference(profile, id));
    const body = sendMessages(message({ part: refer('large@phone') + refer('small=1%20&@phone') }));
    succeeded(await house.send(profile, body, { parts, rootAt, piece: 10_007 }));
    expect(same(referredTo(await house.ask(profile, getMessages())), [large, small])).toBe(true);
  });

  test('a message of many kinds of part keeps their order, types, parameters and bytes (WSI-12, PP-7)', async () => {
    const kinds = [
      'image/jpeg',
      'application/octet-stream',
      'video/mp4; codecs="avc1.42E01E, mp4a.40.2"',
      'multipart/mixed; boundary=inner',
      'text/plain; charset=Shift_JIS',
      'application/x-invented+thing; what=ever',
    ];
    const bytes = kinds.map((kind) => someBytes(2_000, kind));
    const parts = kinds.map((_kind, index) => attachment(`${String(index)}@phone`, bytes[index]!));
    const text = part('text/plain', '<text>six things</text>');
    const refer = kinds.map((kind, index) => part(kind, reference(profile, `${String(index)}@phone`)));
    succeeded(await house.send(profile, sendMessages(message({ part: text + refer.join('') })), { parts }));
    const answer = await house.ask(profile, getMessages());
    expect(valuesOf(answer, 'contentType')).toEqual(['text/plain', ...kinds]);
    expect(valuesOf(answer, 'text')).toEqual(['six things']);
    expect(same(referredTo(answer), bytes)).toBe(true);
  });

  test.each([
    ['without quotes, as the SwA note has it', (type: string) => type.replaceAll('"', '')],
    [
      'with comments and in any case',
      (type: string) => `${type.replace('multipart/related', 'Multipart/RELATED (one)')} (two)`,
    ],
  ])('a Content-Type %s is understood', async (_how, spell) => {
    const bytes = someBytes(300_000, 'spelt');
    const body = sendMessages(message({ part: part('a/b', reference(profile, 'spelt@phone')) }));
    const whole = house.packed(profile, body, { parts: [attachment('spelt@phone', bytes)] });
    succeeded(await postPackage(house.addressOf(profile), { ...whole, contentType: spell(whole.contentType) }));
    expect(same(referredTo(await house.ask(profile, getMessages())), [bytes])).toBe(true);
  });

  test('one attachment may be content of several messages', async () => {
    const bytes = someBytes(400_000, 'shared');
    const refer = part('a/b', reference(profile, 'shared@phone'));
    const body = sendMessages(message({ part: refer }), message({ part: refer + refer }));
    succeeded(await house.send(profile, body, { parts: [attachment('shared@phone', bytes)] }));
    expect((await house.stored()).contents).toBe(1);
    expect(same(referredTo(await house.ask(profile, getMessages())), [bytes, bytes, bytes])).toBe(true);
  });

  test('content that goes inline by one address comes attached by another, and the other way round', async () => {
    const bytes = someBytes(260_000, 'either way');
    const inline = part('a/b', `<data>${bytes.toString('base64')}</data>`);
    succeeded(await house.ask(profile, sendMessages(message({ part: inline })), ALICE));
    expect(same(referredTo(await house.ask(profile, getMessages())), [bytes])).toBe(true);

    const body = sendMessages(message({ part: part('a/b', reference(profile, 'x@y')) }));
    succeeded(await house.send(profile, body, { parts: [attachment('x@y', bytes)] }));
    const plain = await house.asBob(getMessages());
    const [, data = ''] = /<data>([^<]*)<\/data>/.exec(plain.text) ?? [];
    expect(Buffer.from(data, 'base64').equals(bytes)).toBe(true);
  });

  test('base64 inside of the root, however long, is content like any other', async () => {
    const bytes = someBytes(900_000, 'inside');
    const lines = (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
    const body = sendMessages(message({ part: part('a/b', `<data>${lines}</data>`) }));
    succeeded(await house.send(profile, body, { piece: 65_536 }));
    expect(same(referredTo(await house.ask(profile, getMessages())), [bytes])).toBe(true);
  });

  test('a part larger than GetMessages carries is fetched by GetMessageContent: whole, and by range', async () => {
    const bytes = someBytes(3_000_000, 'film');
    const body = sendMessages(message({ part: part('video/mp4', reference(profile, 'film@phone')) }));
    succeeded(await house.send(profile, body, { parts: [attachment('film@phone', bytes)] }));
    const listed = await house.ask(profile, getMessages('<acknowledgeMode>EXPLICIT</acknowledgeMode>'));
    expect([valuesOf(listed, 'contentOmitted'), valuesOf(listed, 'size')]).toEqual([['true'], ['3000000']]);
    const [messageId = ''] = valuesOf(listed, 'messageId');
    const ask = (range: string) =>
      house.ask(profile, request('GetMessageContent', `<messageId>${messageId}</messageId><part>1</part>${range}`));

    const whole = await ask('');
    expect(same(referredTo(whole), [bytes])).toBe(true);
    expect(referredTo(whole)[0]?.headers['content-type']).toBe('video/mp4');
    expect([valuesOf(whole, 'moreAvailable'), whole.headers['content-length']]).toEqual([
      ['false'],
      String(whole.bytes.length),
    ]);
    const range = await ask('<offset>1234567</offset><length>1000000</length>');
    expect(same(referredTo(range), [bytes.subarray(1_234_567, 2_234_567)])).toBe(true);
    expect(referredTo(range)[0]?.headers['content-type']).toBe('application/octet-stream');
    expect(valuesOf(range, 'moreAvailable')).toEqual(['true']);
    expect(valuesOf(await ask('<offset>3000001</offset>'), 'errorName')).toEqual(['BadRequestParameter']);

    const [receipt = ''] = valuesOf(listed, 'receipt');
    succeeded(await house.ask(profile, request('AcknowledgeMessages', `<receipt>${receipt}</receipt>`)));
  });

  test('an answer of very many parts ends early, and says that there is more', async () => {
    const one = part('a/b', `<data>${someBytes(600).toString('base64')}</data>`);
    const many = Array.from({ length: 450 }, () => message({ part: one.repeat(4) }));
    succeeded(await house.ask(profile, sendMessages(...many), ALICE));
    let messages = 0;
    let answers = 0;
    for (let more = true; more; answers += 1) {
      const answer = await house.ask(profile, getMessages());
      messages += valuesOf(answer, 'messageId').length;
      expect(referredTo(answer).length).toBe(valuesOf(answer, 'messageId').length * 4);
      more = valuesOf(answer, 'moreAvailable')[0] === 'true';
    }
    expect([messages, answers]).toEqual([450, 2]);
  });

  test('the media type of the envelope and that of the MIME part must not contradict each other', async () => {
    const send = async (meant: string, declared: string): Promise<RawAnswer> => {
      const parts = [attachment('x@y', someBytes(200), { type: declared })];
      return house.send(profile, sendMessages(message({ part: part(meant, reference(profile, 'x@y')) })), { parts });
    };
    const refused = await send('image/png', 'image/jpeg');
    expect([valuesOf(refused, 'code'), valuesOf(refused, 'reason')[1]]).toEqual([
      ['415', '415'],
      expect.stringMatching(/Part 1 is image\/png .* image\/jpeg/),
    ]);
    expect(valuesOf(await send('text/plain', 'text/plain; charset=utf-16'), 'code')).toEqual(['415', '415']);
    // What says nothing contradicts nothing.
    succeeded(await send('image/png', 'application/octet-stream'));
    succeeded(await send('text/plain; charset=UTF-16', 'Text/Plain; charset=utf-16'));
    succeeded(await send('text/html; charset=utf-8; level=1', 'text/html'));
    await house.ask(profile, getMessages());
  });

  test('a part beyond the bound is refused with its message; the others are kept', async () => {
    const small = await openPackageHouse({ settings: { maxPartBytes: '200KiB' } });
    try {
      const refer = (id: string): string => part('a/b', reference(profile, id));
      const inline = part('a/b', `<data>${someBytes(400_000).toString('base64')}</data>`);
      const body = sendMessages(
        message({ id: 'fits', part: refer('small@x') }),
        message({ id: 'attached', part: refer('small@x') + refer('large@x') }),
        message({ id: 'inline', part: inline }),
        message({ id: 'fits too', part: refer('small@x') }),
      );
      const bytes = someBytes(150_000);
      const parts = [attachment('large@x', someBytes(900_000)), attachment('small@x', bytes)];
      const answer = await small.send(profile, body, { parts });
      expect(valuesOf(answer, 'code')).toEqual(['201', '200', '432', '432', '200']);
      expect(valuesOf(answer, 'reason')[2]).toMatch(/204800/);
      expect(same(referredTo(await small.ask(profile, getMessages())), [bytes, bytes])).toBe(true);
      await until('all is removed', async () => (await small.stored()).contents === 0);
    } finally {
      await small.drop();
    }
  });

  test('the same content sent again under the same id is the same message, and stored once', async () => {
    const bytes = someBytes(300_000, 'again');
    const body = sendMessages(message({ id: `again-${profile}`, part: part('a/b', reference(profile, 'x@y')) }));
    const parts: RawPart[] = [attachment('x@y', bytes, { encoding: 'base64' })];
    const first = succeeded(await house.send(profile, body, { parts }));
    const again = succeeded(await house.send(profile, body, { parts: [attachment('x@y', bytes)], rootAt: 1 }));
    expect(valuesOf(again, 'messageId')).toEqual(valuesOf(first, 'messageId'));
    await until('the second copy is removed', async () => (await house.stored()).contents === 1);
    const other = [attachment('x@y', someBytes(300_000, 'other'))];
    expect(valuesOf(await house.send(profile, body, { parts: other }), 'code')).toEqual(['402', '402']);
    expect(same(referredTo(await house.ask(profile, getMessages())), [bytes])).toBe(true);
  });

  test('content for recipients who do not exist is not kept', async () => {
    const body = sendMessages(message({ to: ['wv:nobody@b1.example'], part: part('a/b', reference(profile, 'x@y')) }));
    const answer = await house.send(profile, body, { parts: [attachment('x@y', someBytes(300_000))] });
    expect(valuesOf(answer, 'code')).toEqual(['531', '531']);
    await until('it is removed', async () => (await house.stored()).contents === 0);
  });
});

describe('answers are packaged as the address says', () => {
  const typeOf = async (answer: Promise<RawAnswer>): Promise<string> =>
    ((await answer).headers['content-type'] ?? '').replace(/boundary="[^"]*"|<[^>]*>/g, '…');
  const MTOM = 'multipart/related; type="application/xop+xml"; …; start="…"; start-info="text/xml"';
  const ask = request('GetCapabilities');
  const TEXT = 'text/xml; charset=utf-8';

  test('MTOM: to a package a package, to a bare envelope without attachments a bare one', async () => {
    expect(await typeOf(house.send('mtom', ask))).toBe(MTOM);
    expect(await typeOf(house.ask('mtom', ask))).toBe(TEXT);
  });

  test('SwA: without attachments a bare envelope (R2945)', async () => {
    expect(await typeOf(house.send('swa', ask))).toBe(TEXT);
    expect(await typeOf(house.ask('swa', ask))).toBe(TEXT);
  });

  test('a fault is packaged like an answer, with the status of a fault', async () => {
    const refused = await house.send('mtom', ask, { as: BOB, password: 'wrong' });
    expect([refused.status, await typeOf(Promise.resolve(refused))]).toEqual([500, MTOM]);
    expect(readAnswer(refused).root).toContain('FailedAuthentication');
    const swa = await house.send('swa', ask, { password: 'wrong' });
    expect([swa.status, await typeOf(Promise.resolve(swa))]).toEqual([500, TEXT]);
  });

  test('GetCapabilities tells what the address carries', async () => {
    const inline = async (profile: Profile) => valuesOf(await house.ask(profile, ask), 'maxInlineBytes');
    expect([await inline('mtom'), await inline('swa')]).toEqual([[String(1024 ** 2)], [String(1024 ** 2)]]);
    const plain = await house.asBob(ask);
    expect(plain.text).toContain('<maxInlineBytes>307200</maxInlineBytes>');
    expect(plain.text).toContain(`<maxMessageBytes>${String(4 * 1024 ** 3)}</maxMessageBytes>`);
  });

  test('each address has its own contract, with the schemas beside it', async () => {
    for (const [path, wsdl] of [
      ['', 'im.wsdl'],
      ['/swa', 'im-swa.wsdl'],
      ['/mtom', 'im-mtom.wsdl'],
    ] as const) {
      const base = `${house.url}${path}`;
      const document = await (await fetch(`${base}?wsdl`)).text();
      expect(document).toContain(`<soap:address location="${base}"/>`);
      expect(await (await fetch(new URL(wsdl, base))).text()).toBe(document);
      const schemas = [...document.matchAll(/schemaLocation="([^"]*)"/g)].map(([, name = '']) => name);
      expect(schemas.length).toBeGreaterThan(1);
      for (const name of schemas) expect((await fetch(new URL(name, base))).status).toBe(200);
    }
    expect((await fetch(new URL('im-swa.wsdl', house.url))).status).toBe(404);
  });
});
