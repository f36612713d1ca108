import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cidOf,
  cidUri,
  collectBytes,
  contentIdFor,
  isContentId,
  Mtom,
  PartDirectory,
  readPackage,
  readPackageParts,
  Swa,
} from '@imps-wsi/contract/mime';
import { Soap11, Soap12 } from '@imps-wsi/contract/soap';
import { lines, refusalOf, refusalOfAsync } from './mime-support.js';

const SWA = 'multipart/related; type="text/xml"; boundary=frontier';
const MTOM =
  'multipart/related; type="application/xop+xml"; boundary=frontier; start="<root@a>"; start-info="text/xml"';

describe('the Content-Type of a package (RFC 2387)', () => {
  test('SOAP with Attachments', () => {
    expect(readPackage(`${SWA}; start="<root@a>"`)).toEqual({
      profile: Swa,
      version: Soap11,
      boundary: 'frontier',
      type: 'text/xml',
      start: 'root@a',
      startInfo: undefined,
      action: undefined,
    });
  });

  test('MTOM with SOAP 1.1', () => {
    expect(readPackage(MTOM)).toMatchObject({ profile: Mtom, version: Soap11, start: 'root@a', startInfo: 'text/xml' });
  });

  test('MTOM with SOAP 1.2, the action in start-info or beside it', () => {
    const inside =
      'Multipart/Related; boundary="uuid:1+id=2"; type="application/xop+xml"; start-info="application/soap+xml; action=\\"urn:a\\""';
    expect(readPackage(inside)).toMatchObject({
      version: Soap12,
      boundary: 'uuid:1+id=2',
      start: undefined,
      action: 'urn:a',
    });
    const beside = `multipart/related; type="application/xop+xml"; boundary=b; start-info="application/soap+xml"; action="urn:b"`;
    expect(readPackage(beside)).toMatchObject({ version: Soap12, action: 'urn:b' });
  });

  test('start may lack its brackets, and parameters their quotes, as the note on attachments writes them', () => {
    const written = 'Multipart/Related; boundary=MIME_boundary; type=text/xml; start="<claim.xml@claiming-it.com>"';
    expect(readPackage(written)).toMatchObject({ profile: Swa, start: 'claim.xml@claiming-it.com' });
    expect(readPackage(`${SWA}; start=root@a`).start).toBe('root@a');
  });

  test.each([
    ['NotAPackage', ''],
    ['NotAPackage', 'text/xml'],
    ['NotAPackage', 'multipart/mixed; boundary=a; type="text/xml"'],
    ['NotAPackage', 'multipart/related; boundary'],
    ['BoundaryMissing', 'multipart/related; type="text/xml"'],
    ['BoundaryMissing', 'multipart/related; type="text/xml"; boundary=""'],
    ['BadBoundary', `multipart/related; type="text/xml"; boundary=${'x'.repeat(71)}`],
    ['BadPackageParameter', 'multipart/related; boundary=a'],
    ['BadPackageParameter', 'multipart/related; boundary=a; type="application/soap+xml"'],
    ['BadPackageParameter', 'multipart/related; boundary=a; type="multipart/mixed"'],
    ['BadPackageParameter', 'multipart/related; boundary=a; type="application/xop+xml"'],
    ['BadPackageParameter', 'multipart/related; boundary=a; type="application/xop+xml"; start-info="text/plain"'],
    ['BadPackageParameter', `${SWA}; start="<>"`],
    ['BadPackageParameter', `${SWA}; start="a b"`],
  ])('%s: %j', (code, contentType) => {
    const refusal = refusalOf(() => readPackage(contentType));
    expect(refusal.code).toBe(code);
    expect(refusal.message.length).toBeLessThan(300);
  });
});

const root = (...headers: string[]): string[] => ['--frontier', ...headers, '', '<Envelope/>'];
const attachment = (id: string): string[] => ['--frontier', 'Content-Type: image/png', `Content-ID: <${id}>`, '', id];

/** What came of each part, or the refusal's code and place. */
async function outcome(contentType: string, ...text: string[][]): Promise<string[]> {
  const seen: string[] = [];
  const refusal = await refusalOfAsync(async () => {
    const pack = readPackage(contentType);
    for await (const part of readPackageParts([lines(...text.flat(), '--frontier--')], pack)) {
      seen.push(`${part.isRoot ? 'root ' : ''}${(await collectBytes(part.body, 1000)).toString()}`);
    }
  }).catch(() => undefined);
  return refusal === undefined ? seen : [...seen, `${refusal.code} ${refusal.part ?? ''}`.trim()];
}

describe('the parts of a package', () => {
  const XML = root('Content-Type: text/xml; charset=UTF-8', 'Content-ID: <root@a>');
  const XOP = root('Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"', 'Content-ID: <root@a>');

  test('R2922: without start the first part is the root', async () => {
    expect(await outcome(SWA, XML, attachment('x'))).toEqual(['root <Envelope/>', 'x']);
    expect(await outcome(SWA, root('Content-Type: text/xml'), ['--frontier', '', 'y'])).toEqual([
      'root <Envelope/>',
      'y',
    ]);
  });

  test('R2921: the root may come anywhere, start says which it is', async () => {
    expect(await outcome(`${SWA}; start="<root@a>"`, attachment('x'), XML, attachment('y'))).toEqual([
      'x',
      'root <Envelope/>',
      'y',
    ]);
    expect(await outcome(MTOM, attachment('x'), attachment('y'), XOP)).toEqual(['x', 'y', 'root <Envelope/>']);
  });

  test('MTOM with SOAP 1.2', async () => {
    const pack = 'multipart/related; type="application/xop+xml"; boundary=frontier; start-info="application/soap+xml"';
    const type = 'Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml; action=\\"urn:a\\""';
    expect(await outcome(pack, root(type))).toEqual(['root <Envelope/>']);
  });

  test('a start that names no part', async () => {
    expect(await outcome(`${SWA}; start="<other@a>"`, XML, attachment('x'))).toEqual([
      '<Envelope/>',
      'x',
      'RootMissing',
    ]);
  });

  test('a root of another type than announced', async () => {
    expect(await outcome(SWA, root('Content-Type: application/xml'))).toEqual(['WrongRootType 1']);
    expect(await outcome(SWA, root('X: no type'))).toEqual(['WrongRootType 1']);
    expect(await outcome(SWA, XOP)).toEqual(['WrongRootType 1']);
    expect(await outcome(MTOM, XML)).toEqual(['WrongRootType 1']);
    expect(
      await outcome(MTOM, attachment('x'), root('Content-Type: application/xop+xml', 'Content-ID: <root@a>')),
    ).toEqual(['x', 'WrongRootType 2']);
    const soap12 = root('Content-Type: application/xop+xml; type="application/soap+xml"', 'Content-ID: <root@a>');
    expect(await outcome(MTOM, soap12)).toEqual(['WrongRootType 1']);
  });

  test('a nested multipart as root', async () => {
    const nested = root('Content-Type: multipart/related; boundary=inner; type="text/xml"');
    expect(await outcome(SWA, nested)).toEqual(['WrongRootType 1']);
  });

  test('a nested multipart as attachment is content like any other', async () => {
    const inner = ['--frontier', 'Content-Type: multipart/mixed; boundary=inner', '', '--inner', '', 'a', '--inner--'];
    expect(await outcome(SWA, XML, inner)).toEqual(['root <Envelope/>', '--inner\r\n\r\na\r\n--inner--']);
  });

  test('two parts with the same Content-ID', async () => {
    expect(await outcome(SWA, XML, attachment('x'), attachment('y'), attachment('x'))).toEqual([
      'root <Envelope/>',
      'x',
      'y',
      'DuplicateContentId 4',
    ]);
  });
});

describe('references between parts (RFC 2392)', () => {
  test.each([
    ['cid:part=1@host', 'part=1@host'],
    ['CID:a%3Db%40c', 'a=b@c'],
    ['cid:%74est+1', 'test+1'],
    ['cid:100%25', '100%'],
  ])('%s means <%s>', (uri, contentId) => {
    expect(cidOf(uri)).toBe(contentId);
  });

  test.each([
    '',
    'cid:',
    'part=1@host',
    'http://a/',
    'cid:%',
    'cid:%4',
    'cid:%ff',
    'cid:a b',
    'cid:a%0D%0Ab',
    'cid:<a>',
    'cid:ü',
  ])('%j is refused', (uri) => {
    expect(refusalOf(() => cidOf(uri)).code).toBe('BadReference');
  });

  test('every Content-ID can be referred to', () => {
    const character = fc
      .integer({ min: 0x21, max: 0x7e })
      .map((code) => String.fromCharCode(code))
      .filter((c) => c !== '<' && c !== '>');
    fc.assert(
      fc.property(fc.string({ unit: character, minLength: 1, maxLength: 40 }), (contentId) => {
        expect(isContentId(contentId)).toBe(true);
        expect(cidOf(cidUri(contentId))).toBe(contentId);
      }),
    );
  });

  test('the form of the Attachments Profile needs no encoding, so nobody can fail to decode it', () => {
    const id = contentIdFor('photo', 7, 'b1.example');
    expect(id).toMatch(/^photo=7-[0-9a-f-]{36}@b1\.example$/);
    expect(cidUri(id)).toBe(`cid:${id}`);
    expect(contentIdFor('photo', 7, 'b1.example')).not.toBe(id);
  });

  test('a part name in other letters is percent-encoded', () => {
    const id = contentIdFor('größe', 1, 'b1.example');
    expect(id.startsWith('gr%C3%B6%C3%9Fe=1-')).toBe(true);
    expect(cidOf(cidUri(id))).toBe(id);
  });

  test('are resolved exactly, however they are encoded', () => {
    const directory = new PartDirectory<number>();
    directory.add('part=1@host', 1);
    directory.add(undefined, 2);
    directory.add('Part=1@host', 3);
    expect(directory.size).toBe(2);
    expect(directory.resolve('cid:part%3D1@host')).toBe(1);
    expect(directory.resolve('cid:Part=1%40host')).toBe(3);
    expect(directory.get('part=1@host')).toBe(1);
    expect(directory.get('part=2@host')).toBeUndefined();
    expect(refusalOf(() => directory.resolve('cid:part=2@host')).code).toBe('PartNotFound');
    expect(refusalOf(() => directory.resolve('part=1@host')).code).toBe('BadReference');
    expect(refusalOf(() => directory.add('part=1@host', 4)).code).toBe('DuplicateContentId');
  });
});
