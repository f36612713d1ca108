import { describe, expect, test } from '@jest/globals';
import { parseContentDisposition, type PartHeaders } from '@imps-wsi/contract/mime';
import { lines, partsOf, refusalOf } from './mime-support.js';

const headersOf = (...text: string[]): PartHeaders =>
  partsOf([lines('--frontier', ...text, '', '', '--frontier--')])[0]!.headers;

describe('headers of a part', () => {
  test('names in any case, folded lines, blanks around', () => {
    const headers = headersOf(
      'CONTENT-TYPE:text/xml;',
      ' charset="utf-8";',
      '\taction=go  ',
      'content-id :\t< part=1@host > ',
      'Content-Location: http://a.example/',
      ' long',
      'X-Own: as it  is',
    );
    expect(headers.contentType).toBe('text/xml; charset="utf-8";\taction=go');
    expect(headers.mediaType.parameters.get('charset')).toBe('utf-8');
    expect(headers.contentId).toBe('part=1@host');
    expect(headers.contentLocation).toBe('http://a.example/long');
    expect(headers.fields.map(({ name, value }) => `${name}=${value}`).slice(3)).toEqual(['X-Own=as it  is']);
  });

  test('what is not said is as RFC 2045 has it', () => {
    expect(headersOf('X: y')).toMatchObject({
      contentType: 'text/plain; charset=us-ascii',
      transferEncoding: '7bit',
      contentId: undefined,
      contentLocation: undefined,
      disposition: undefined,
    });
  });

  test('comments are no part of a value, unless they are quoted', () => {
    const headers = headersOf(
      'Content-Type: text/plain (plain (nested \\) ) text); name="a(b)"',
      'Content-Transfer-Encoding: (why?) binary',
    );
    expect(headers.contentType).toBe('text/plain ; name="a(b)"');
    expect(headers.transferEncoding).toBe('binary');
  });

  test('a parameter that should have been quoted is quoted, as in the SOAP with Attachments note', () => {
    const headers = headersOf('Content-Type: application/xop+xml; charset=UTF-8; type=text/xml; x="a; b=c/d"');
    expect(headers.contentType).toBe('application/xop+xml; charset=UTF-8; type="text/xml"; x="a; b=c/d"');
    expect(headers.mediaType.parameters.get('type')).toBe('text/xml');
  });

  test('a Content-ID without brackets is taken', () => {
    expect(headersOf('Content-ID: part1').contentId).toBe('part1');
  });

  test.each([
    ['MalformedHeader', undefined, 'no colon here'],
    ['MalformedHeader', undefined, ': no name'],
    ['MalformedHeader', undefined, 'two words: x'],
    ['MalformedHeader', undefined, ' folded before anything'],
    ['MalformedHeader', 'X-Own', 'X-Own: a\rb'],
    ['MalformedHeader', 'X-Own', 'X-Own: a\0b'],
    ['MalformedHeader', 'Content-Type', 'Content-Type:'],
    ['MalformedHeader', 'Content-Type', 'Content-Type: text'],
    ['MalformedHeader', 'Content-Type', 'Content-Type: text/plain; charset'],
    ['MalformedHeader', 'Content-ID', 'Content-ID: <>'],
    ['MalformedHeader', 'Content-ID', 'Content-ID: <a b>'],
    ['MalformedHeader', 'Content-ID', 'Content-ID: <a> <b>'],
    ['MalformedHeader', 'Content-ID', `Content-ID: <${'a'.repeat(999)}>`],
    ['UnknownTransferEncoding', 'Content-Transfer-Encoding', 'Content-Transfer-Encoding: x-uuencode'],
    ['MalformedHeader', 'Content-Disposition', 'Content-Disposition: ; filename=a'],
    ['MalformedHeader', 'Content-Disposition', 'Content-Disposition: attachment; filename=my file.png'],
    ['DuplicateHeader', 'Content-ID', 'Content-ID: <a>\r\ncontent-id: <a>'],
    ['DuplicateHeader', 'Content-Type', 'Content-Type: text/xml\r\nContent-Type: text/html'],
  ])('%s in %s: %j', (code, header, line) => {
    const refusal = refusalOf(() => headersOf(line));
    expect(refusal).toMatchObject({ code, header, part: 1 });
  });

  test('headers as long as allowed are read, one byte more is refused', () => {
    const header = 'X: 3456789';
    const bytes = lines('--frontier', header, '', 'a', '--frontier--');
    const exactly = `${header}\r\n\r\n`.length;
    expect(partsOf([bytes], { maxHeaderBytes: exactly })).toHaveLength(1);
    expect(refusalOf(() => partsOf([bytes], { maxHeaderBytes: exactly - 1 }))).toMatchObject({
      code: 'HeaderTooLarge',
      part: 1,
    });
  });
});

describe('file names (RFC 2183, 2231, 5987)', () => {
  test.each([
    ['attachment', undefined],
    ['Attachment; filename=a.png', 'a.png'],
    ['attachment; filename="my \\"file\\".png"', 'my "file".png'],
    ['inline;', undefined],
    ['attachment; filename="Grüße.txt"', 'Grüße.txt'],
    ["attachment; filename=x; FileName*=UTF-8'de'Gr%C3%BC%c3%9fe%20%E2%82%AC.txt", 'Grüße €.txt'],
    ["attachment; filename*=iso-8859-1''%A3%20rates", '£ rates'],
    ['attachment; filename*0*=utf-8\'\'%E2%82; filename*1*=%AC; filename*2=".tar"; filename*3=.gz', '€.tar.gz'],
    ['attachment; filename*0=a; filename*2=c', 'a'],
    ['attachment; name="field"; size=12', undefined],
  ])('%j is called %j', (value, filename) => {
    expect(parseContentDisposition(value).filename).toBe(filename);
  });

  test('of a part, in UTF-8 or, failing that, in Latin-1', () => {
    const line = (encoding: 'utf8' | 'latin1') =>
      Buffer.concat([
        lines('--frontier'),
        Buffer.from('Content-Disposition: attachment; filename="Grüße"\r\n\r\n', encoding),
        lines('', '--frontier--'),
      ]);
    for (const encoding of ['utf8', 'latin1'] as const) {
      expect(partsOf([line(encoding)])[0]!.headers.disposition).toEqual({ type: 'attachment', filename: 'Grüße' });
    }
  });

  test.each([
    "attachment; filename*=''abc",
    "attachment; filename*=utf-8''%4",
    "attachment; filename*=utf-8''%FF",
    "attachment; filename*=klingon''abc",
    "attachment; filename*=utf-8''a%0D%0AX:%20y",
    'attachment; filename=a; filename=b',
    'attachment, filename=a',
  ])('%j is refused', (value) => {
    expect(refusalOf(() => parseContentDisposition(value))).toMatchObject({
      code: 'MalformedHeader',
      header: 'Content-Disposition',
    });
  });
});
