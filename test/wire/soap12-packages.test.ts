import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { message, passwordText, request, sendMessages, SOAP12, WSSE } from './envelope.js';
import { until } from './exchange.js';
import { ALICE, BOB, NOTHING, openPackageHouse, type PackageHouse } from './package-house.js';
import {
  attachment,
  pack,
  postPackage,
  readAnswer,
  reference,
  referredTo,
  rootPart,
  type RawAnswer,
  type RawPackage,
  type RawPart,
} from './raw-package.js';
import { envelope12, fault12Of, post12, SOAP12_TYPE } from './soap12-wire.js';

const MESSAGE = 'application/soap+xml';

/** MTOM and content of any size over SOAP 1.2: the same path as in 1.1, in the media types of its version. */
describe('content over SOAP 1.2', () => {
  let house: PackageHouse;
  let url: string;
  const bytes = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 151) % 256));
  const part = (content: string): string =>
    `<part><contentType>application/octet-stream</contentType>${content}</part>`;
  const packed = (body: string, parts: readonly RawPart[] = [], header = passwordText(ALICE)): RawPackage =>
    pack('mtom', [rootPart('mtom', envelope12(header, body), MESSAGE), ...parts], undefined, MESSAGE);
  const codes = (answer: RawAnswer): string[] =>
    [...readAnswer(answer).root.matchAll(/<(?:\w+:)?code>(\d+)</g)].map(([, code = '']) => code);
  const read = (): Promise<RawAnswer> =>
    postPackage(`${url}/mtom`, packed(request('GetMessages'), [], passwordText(BOB)));

  beforeAll(async () => {
    house = await openPackageHouse();
    url = `${house.url}/soap12`;
  });
  afterEach(async () => {
    await until('what everybody has is removed', async () => (await house.stored()).contents === 0);
    expect(await house.stored()).toEqual(NOTHING);
  });
  afterAll(async () => {
    expect(await house.stillAnswers()).toBe(true);
    expect(house.indiscretions()).toEqual([]);
    await house.drop();
  });

  test.each([3_000, 700_000])('%i bytes beside the envelope go there and come back byte for byte', async (length) => {
    const content = bytes(length);
    const body = sendMessages(message({ part: part(reference('mtom', 'picture@phone')) }));
    const sent = await postPackage(`${url}/mtom`, packed(body, [attachment('picture@phone', content)]), {
      piece: 65_521,
    });
    expect([sent.status, codes(sent)]).toEqual([200, ['200', '200']]);
    const answer = await read();
    expect(answer.headers['content-type']).toMatch(
      /^multipart\/related; type="application\/xop\+xml"; .*start-info="application\/soap\+xml"$/,
    );
    expect(answer.bytes.toString('latin1')).toContain(
      'Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\n',
    );
    expect(readAnswer(answer).root).toContain(SOAP12);
    expect(referredTo(answer).map((each) => each.body.equals(content))).toEqual([true]);
  });

  test.each([
    ['/mtom', 'is taken there too'],
    ['', 'needs no other address'],
  ])('base64 inside of a large bare envelope at /soap12%s %s', async (path) => {
    const content = bytes(600_000);
    const body = sendMessages(message({ part: part(`<data>${content.toString('base64')}</data>`) }));
    const sent = await post12(url + path, envelope12(passwordText(ALICE), body));
    expect([sent.status, sent.headers['content-type']]).toEqual([200, SOAP12_TYPE]);
    expect(referredTo(await read()).map((each) => each.body.equals(content))).toEqual([true]);
  });

  test('the action stands in start-info, in the package, or in the root (as .NET, JAX-WS and gSOAP have it)', async () => {
    const plain = packed(request('GetCapabilities'));
    const action = 'action=\\"urn:imps-wsi:im:1/GetCapabilities\\"';
    for (const contentType of [
      plain.contentType.replace(`start-info="${MESSAGE}"`, `start-info="${MESSAGE}; ${action}"`),
      `${plain.contentType}; action="urn:imps-wsi:im:1/GetCapabilities"`,
    ]) {
      expect((await postPackage(`${url}/mtom`, { ...plain, contentType })).status).toBe(200);
    }
    const body = Buffer.from(
      plain.body.toString('latin1').replace(`type="${MESSAGE}"`, `type="${MESSAGE}; ${action}"`),
      'latin1',
    );
    expect((await postPackage(`${url}/mtom`, { ...plain, body })).status).toBe(200);
  });

  test('a fault comes as it was asked: in a package, with the status of SOAP 1.2', async () => {
    const answer = await postPackage(`${url}/mtom`, packed(request('Nothing')));
    expect([answer.status, answer.headers['content-type']]).toEqual([
      400,
      expect.stringContaining(`start-info="${MESSAGE}"`),
    ]);
    const fault = fault12Of({ status: answer.status, text: readAnswer(answer).root });
    expect(fault).toMatchObject({ version: '1.2', code: 'Sender', detail: { errorName: 'UnknownOperation' } });
  });

  test('a stranger is refused before attachments are stored', async () => {
    const body = sendMessages(message({ part: part(reference('mtom', 'a@b')) }));
    const answer = await postPackage(
      `${url}/mtom`,
      packed(body, [attachment('a@b', bytes(700_000))], passwordText(ALICE, 'guessed')),
    );
    expect(answer.status).toBe(400);
    const fault = fault12Of({ status: answer.status, text: readAnswer(answer).root });
    expect(fault.subcodes).toEqual([`{${WSSE}}FailedAuthentication`]);
  });

  test('packages of SOAP 1.1, and of SwA, are told where they belong', async () => {
    const at = async (path: string, profile: 'mtom' | 'swa', type?: typeof MESSAGE): Promise<[number, string]> => {
      const root = rootPart(profile, envelope12(passwordText(ALICE), request('GetCapabilities')), type);
      const answer = await postPackage(house.url + path, pack(profile, [root], undefined, type));
      return [answer.status, answer.bytes.toString()];
    };
    expect(await at('/soap12/mtom', 'mtom')).toEqual([415, expect.stringContaining('are taken at /soap/im/mtom.')]);
    expect(await at('/soap12/mtom', 'swa')).toEqual([415, expect.stringContaining('are taken at /soap/im/swa.')]);
    expect(await at('/mtom', 'mtom', MESSAGE)).toEqual([
      415,
      expect.stringContaining('are taken at /soap/im/soap12/mtom.'),
    ]);
    expect(await at('/soap12', 'mtom', MESSAGE)).toEqual([
      415,
      expect.stringContaining('are taken at /soap/im/soap12/mtom.'),
    ]);
  });

  test('an envelope of SOAP 1.1 in a package that says SOAP 1.2 is a VersionMismatch in SOAP 1.1 (appendix A)', async () => {
    const plain = packed(request('GetCapabilities'));
    const body = Buffer.from(
      plain.body.toString('latin1').replaceAll(SOAP12, 'http://schemas.xmlsoap.org/soap/envelope/'),
      'latin1',
    );
    const answer = await postPackage(`${url}/mtom`, { ...plain, body });
    expect(answer.status).toBe(500);
    expect(answer.headers['content-type']).toContain('start-info="text/xml"');
    expect(fault12Of({ status: 500, text: readAnswer(answer).root })).toMatchObject({
      version: '1.1',
      code: 'VersionMismatch',
    });
  });
});
