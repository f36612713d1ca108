import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ROW_BYTES } from '../../packages/provider/dist/store/chunk-memory.js';
import { envelope, message, passwordText, request, sendMessages } from './envelope.js';
import { dial, readToEnd, until, faultOf } from './exchange.js';
import { ALICE, getMessages, NOTHING, openPackageHouse, type PackageHouse } from './package-house.js';
import {
  attachment,
  pack,
  postPackage,
  readAnswer,
  reference,
  referredTo,
  ROOT_ID,
  rootPart,
  type Profile,
  type RawAnswer,
  type RawPackage,
  type RawPart,
} from './raw-package.js';

const LARGE = Buffer.alloc(400_000, 'large enough to be stored apart ');
const STAGED = 2 * 1024 * 1024;

let house: PackageHouse;
/** Messages that were taken on purpose. */
let taken = 0;
beforeAll(async () => {
  house = await openPackageHouse({ settings: { maxUnauthenticatedBytes: STAGED, maxRequestBytes: '1MiB' } });
});
afterEach(async () => {
  // Whatever was refused: nothing of it is stored, and the provider goes on.
  await until('nothing is stored', async () => (await house.stored()).contents === 0);
  expect([await house.stored(), await house.deliveries(), await house.leases()]).toEqual([NOTHING, taken, 0]);
  expect(await house.stillAnswers()).toBe(true);
});
afterAll(() => house.drop());

const part = (content: string, contentType = 'a/b'): string =>
  `<part><contentType>${contentType}</contentType>${content}</part>`;
const sendOne = (content: string): string => sendMessages(message({ part: part(content) }));
const film = attachment('film@phone', LARGE);

const refused = (answer: RawAnswer, status: number, text: RegExp): void => {
  const body = answer.bytes.toString('utf8');
  expect([answer.status, body]).toEqual([status, expect.stringMatching(text)]);
  expect(answer.headers['content-type']).toMatch(/^text\/plain/);
  expect(body.trim().split('\n')).toHaveLength(1);
  expect(body).not.toMatch(/\.js|node:|\/(home|tmp|work)\//);
};
const faulted = (answer: RawAnswer, errorName: string, text: RegExp): void => {
  const { root } = readAnswer(answer);
  const fault = faultOf({ status: answer.status, headers: answer.headers, text: root });
  expect([answer.status, fault.detail?.errorName, fault.reason]).toEqual([500, errorName, expect.stringMatching(text)]);
};
/** A message that is taken, and the first attachment that Bob gets. */
const delivered = async (answer: RawAnswer): Promise<Buffer | undefined> => {
  expect([answer.status, readAnswer(answer).root]).toEqual([200, expect.stringContaining('<code>200</code>')]);
  taken += 1;
  return referredTo(await house.ask('mtom', getMessages()))[0]?.body;
};
const post = (profile: Profile, raw: RawPackage): Promise<RawAnswer> => postPackage(house.addressOf(profile), raw);
const packed = (profile: Profile, parts: readonly RawPart[], start?: string | null): RawPackage =>
  pack(profile, parts, start);
const root = (profile: Profile, body: string): RawPart => rootPart(profile, envelope(passwordText(ALICE), body));

describe.each<Profile>(['mtom', 'swa'])('a package of %s that is none is refused below SOAP (R1125)', (profile) => {
  const body = sendOne(reference(profile, 'film@phone'));

  test.each([
    ['in the middle of an attachment', -200_000],
    ['behind the last attachment', -60],
    ['in the closing boundary', -4],
    ['in the root', -420_000],
  ])('cut off %s', async (_where, at) => {
    const whole = packed(profile, [root(profile, body.padEnd(body.length + 30_000, ' ')), film]);
    refused(await post(profile, { ...whole, body: whole.body.subarray(0, at) }), 400, /package/);
  });

  test('two parts of one Content-ID', async () => {
    refused(await post(profile, packed(profile, [root(profile, body), film, film])), 400, /part 3.*Content-ID/);
  });

  test('a start that no part has', async () => {
    const wrong = packed(profile, [film, root(profile, body)], '<other@phone>');
    refused(await post(profile, wrong), 400, /other@phone/);
  });

  test('no start, and an attachment first (R2922)', async () => {
    refused(await post(profile, packed(profile, [film, root(profile, body)], null)), 400, /root part/);
  });

  test('a package as the root', async () => {
    const inner = packed(profile, [root(profile, body)]);
    const nested = { headers: [`Content-Type: ${inner.contentType}`, `Content-ID: <${ROOT_ID}>`], body: inner.body };
    refused(await post(profile, packed(profile, [nested, film])), 400, /multipart\/related/);
  });

  test('a part with a header of a megabyte', async () => {
    const vast = { ...film, headers: [...film.headers, `X-Vast: ${'x'.repeat(1024 * 1024)}`] };
    refused(await post(profile, packed(profile, [root(profile, body), vast])), 400, /header/);
  });

  test.each([
    ['that is not base64', 'base64', '!!!!'],
    ['of a kind that nobody knows', 'rot13', 'abc'],
    ['with escapes that are none', 'quoted-printable', '=XY'],
  ])('a transfer encoding %s', async (_what, encoding, content) => {
    const broken = {
      headers: [`Content-Transfer-Encoding: ${encoding}`, 'Content-ID: <film@phone>'],
      body: content,
    };
    refused(await post(profile, packed(profile, [root(profile, body), broken])), 400, /part 2/);
  });

  test('ten thousand tiny parts are taken, one more is not', async () => {
    const tiny = (count: number): RawPart[] =>
      Array.from({ length: count }, (_, index) => attachment(`${String(index)}@x`, Buffer.from([index % 256])));
    const many = request('GetCapabilities');
    const good = await post(profile, packed(profile, [root(profile, many), ...tiny(9_999)]));
    expect([good.status, readAnswer(good).root]).toEqual([200, expect.stringContaining('GetCapabilitiesResponse')]);
    refused(await post(profile, packed(profile, [root(profile, many), ...tiny(10_000)])), 400, /10000/);
  });

  test('a boundary that never comes', async () => {
    const whole = packed(profile, [root(profile, body), film]);
    const contentType = whole.contentType.replace(/boundary="[^"]*"/, 'boundary="other"');
    refused(await post(profile, { ...whole, contentType }), 400, /boundary/);
  });

  test.each([
    ['without boundary', (type: string) => type.replace(/; boundary="[^"]*"/, ''), 400, /boundary/],
    ['without type', (type: string) => type.replace(/ type="[^"]*";/, ''), 415, /type/],
    ['of SOAP 1.2', (type: string) => type.replaceAll('text/xml', 'application/soap+xml'), 415, /./],
    ['that is no media type', () => 'multipart/related; ;;=', 415, /text\/xml/],
  ])('a Content-Type %s', async (_what, spoil, status, text) => {
    const whole = packed(profile, [root(profile, body), film]);
    refused(await post(profile, { ...whole, contentType: spoil(whole.contentType) }), status, text);
  });

  test('the package of the other profile is sent to its address', async () => {
    const other: Profile = profile === 'swa' ? 'mtom' : 'swa';
    const whole = packed(other, [root(other, sendOne(reference(other, 'film@phone'))), film]);
    refused(await post(profile, whole), 415, new RegExp(`/soap/im/${other}\\.`));
    refused(await postPackage(house.url, whole), 415, new RegExp(`/soap/im/${other}\\.`));
  });
});

describe.each<Profile>(['mtom', 'swa'])('an envelope of %s that is wrong about its package is a fault', (profile) => {
  test('a reference that no part answers', async () => {
    const body = sendOne(reference(profile, 'lost@phone'));
    const path = profile === 'mtom' ? /part\/data\/.*Include.*Content-ID.*lost%40phone/ : /attachment.*lost%40phone/;
    faulted(await post(profile, packed(profile, [root(profile, body), film])), 'SchemaViolation', path);
    faulted(await post(profile, packed(profile, [film, root(profile, body)])), 'SchemaViolation', path);
  });

  test('a reference from a bare envelope', async () => {
    const answer = await house.ask(profile, sendOne(reference(profile, 'film@phone')), ALICE);
    faulted(answer, 'SchemaViolation', /Content-ID/);
  });

  test('a reference that is no cid:', async () => {
    const body = sendOne(reference(profile, 'x').replace('cid:x', 'http://b1.example/x'));
    faulted(await post(profile, packed(profile, [root(profile, body), film])), 'SchemaViolation', /cid: reference/);
  });

  test('an error in the request is told before its attachments are waited for', async () => {
    const whole = packed(profile, [root(profile, sendOne('<mood>merry</mood>')), film]);
    const upTo = whole.body.indexOf(LARGE.subarray(0, 64));
    const socket = await dial(house.url);
    const answer = readToEnd(socket);
    socket.write(
      `POST /soap/im/${profile} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${whole.contentType}\r\n` +
        `Content-Length: ${String(whole.body.length)}\r\n\r\n`,
    );
    socket.write(whole.body.subarray(0, upTo + 1_000));
    let told = '';
    socket.on('data', (chunk: Buffer) => (told += chunk.toString()));
    await until('the fault comes while the request still does', () => told.includes('SchemaViolation'));
    expect(told).toMatch(/^HTTP\/1\.1 500 /);
    expect(told).toMatch(/\r\nConnection: close\r\n/i);
    socket.end();
    await answer;
  });

  test('a charset that the root is not in', async () => {
    const wrong = root(profile, sendOne('<text>ä</text>'));
    const headers = wrong.headers.map((header) => header.replace('UTF-8', 'us-ascii'));
    faulted(await post(profile, packed(profile, [{ ...wrong, headers }])), 'MalformedXml', /ASCII/);
  });

  test('base64 that breaks after half a megabyte', async () => {
    const text = `${LARGE.toString('base64')}!${LARGE.toString('base64')}`;
    const answer = await post(profile, packed(profile, [root(profile, sendOne(`<data>${text}</data>`))]));
    faulted(answer, 'SchemaViolation', /part\/data.*base64/);
  });
});

test('data and a swaRef in one part: that message is refused', async () => {
  const body = sendOne(`<data>AAAA</data>${reference('swa', 'film@phone')}`);
  const answer = await post('swa', packed('swa', [root('swa', body), film]));
  expect(readAnswer(answer).root).toMatch(/<code>402<\/code><reason>Part 1 holds both data and attachment/);
});

test('xop:Include beside other content is a fault', async () => {
  const include = reference('mtom', 'film@phone');
  for (const content of [include.replace('</data>', 'AAAA</data>'), include.replace('</data>', '<x/></data>')]) {
    const answer = await post('mtom', packed('mtom', [root('mtom', sendOne(content)), film]));
    faulted(answer, 'SchemaViolation', /xop:Include|element/);
  }
});

test.each([
  ['text', `<text>${'x'.repeat(1_200_000)}</text>`],
  ['elements', '<text/>'.repeat(200_000)],
])('an envelope beyond its bound is refused, whatever it is full of: %s', async (_what, content) => {
  const body = sendOne(content);
  refused(await post('mtom', packed('mtom', [root('mtom', body), film])), 413, /1048576/);
  refused(await house.ask('swa', body, ALICE), 413, /1048576/);
});

describe('strangers', () => {
  const body = (): string => sendOne(reference('mtom', 'film@phone'));

  test('an attachment before the root goes when its sender turns out to be nobody', async () => {
    const answer = await house.send('mtom', body(), { parts: [film], rootAt: 1, password: 'wrong' });
    expect([answer.status, readAnswer(answer).root]).toEqual([500, expect.stringContaining('FailedAuthentication')]);
  });

  test('more than the bound before the root is refused; behind the root it is fine', async () => {
    const vast = attachment('film@phone', Buffer.alloc(STAGED + 1, 7));
    refused(await house.send('mtom', body(), { parts: [vast], rootAt: 1 }), 413, /put the root part first/);
    expect((await delivered(await house.send('mtom', body(), { parts: [vast] })))?.length).toBe(STAGED + 1);
  });

  test('what several send at once counts together', async () => {
    const half = Buffer.alloc((STAGED * 3) / 4, 7);
    const whole = packed('mtom', [attachment('film@phone', half), root('mtom', body())]);
    const socket = await dial(house.url);
    socket.write(
      `POST /soap/im/mtom HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${whole.contentType}\r\n` +
        `Content-Length: ${String(whole.body.length)}\r\n\r\n`,
    );
    socket.write(whole.body.subarray(0, half.length));
    // So much of it that there is no room for another one, however slowly its rest comes.
    const enough = STAGED / 2 / ROW_BYTES;
    await until('the first one lies in the store', async () => (await house.stored()).pieces > enough);
    refused(await post('mtom', whole), 503, /try again/);
    socket.destroy();
    await until('the first one is given up', async () => (await house.stored()).contents === 0);
    expect((await delivered(await post('mtom', whole)))?.length).toBe(half.length);
  });

  test('with a wrong password nothing behind the root is waited for', async () => {
    const whole = house.packed('mtom', body(), { parts: [film], password: 'wrong' });
    const upTo = whole.body.indexOf(LARGE.subarray(0, 64));
    const socket = await dial(house.url);
    let told = '';
    socket.on('data', (chunk: Buffer) => (told += chunk.toString()));
    socket.write(
      `POST /soap/im/mtom HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${whole.contentType}\r\n` +
        `Content-Length: ${String(whole.body.length)}\r\n\r\n`,
    );
    socket.write(whole.body.subarray(0, upTo));
    await until('the fault comes', () => told.includes('FailedAuthentication'));
    socket.destroy();
  });

  test('with a wrong password nothing of long base64 is decoded: the fault comes at its beginning', async () => {
    const text = envelope(passwordText(ALICE, 'wrong'), sendOne(`<data>${LARGE.toString('base64')}</data>`));
    const socket = await dial(house.url);
    let told = '';
    socket.on('data', (chunk: Buffer) => (told += chunk.toString()));
    socket.write(
      `POST /soap/im HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${String(text.length)}\r\n\r\n`,
    );
    socket.write(text.slice(0, 300_000));
    await until('the fault comes', () => told.includes('FailedAuthentication'));
    socket.destroy();
  });
});

describe('compressed packages', () => {
  test('are unpacked as they come', async () => {
    const whole = house.packed('mtom', sendOne(reference('mtom', 'film@phone')), { parts: [film] });
    const answer = await postPackage(
      house.addressOf('mtom'),
      { ...whole, body: gzipSync(whole.body) },
      { headers: { 'Content-Encoding': 'gzip' } },
    );
    expect((await delivered(answer))?.equals(LARGE)).toBe(true);
  });

  test('a few bytes that unpack to very many are refused', async () => {
    const zeros = attachment('film@phone', Buffer.alloc(64 * 1024 * 1024));
    const whole = house.packed('mtom', sendOne(reference('mtom', 'film@phone')), { parts: [zeros] });
    const bomb = gzipSync(whole.body, { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    refused(
      await postPackage(house.addressOf('mtom'), { ...whole, body: bomb }, { headers: { 'Content-Encoding': 'gzip' } }),
      413,
      /unpacks to more/,
    );
  });

  test('gzip that breaks in the middle', async () => {
    const whole = house.packed('mtom', sendOne(reference('mtom', 'film@phone')), {
      parts: [attachment('film@phone', randomBytes(400_000))],
    });
    const broken = gzipSync(whole.body);
    broken.fill(0xff, 200_000, 200_064);
    refused(
      await postPackage(
        house.addressOf('mtom'),
        { ...whole, body: broken },
        { headers: { 'Content-Encoding': 'gzip' } },
      ),
      400,
      /gzip/,
    );
  });
});
