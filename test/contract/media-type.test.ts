import { describe, expect, test } from '@jest/globals';
import { isMediaType, parseMediaType } from '@imps-wsi/contract/media-type';

describe('media types (RFC 2045 §5.1)', () => {
  test('type and parameters, whatever white space and empty parameters stand between', () => {
    const media = parseMediaType('Text/XML ;\tcharset = "utf-8" ; ;action="a\\"; b=c";');
    expect(media?.type).toBe('text');
    expect(media?.subtype).toBe('xml');
    expect([...(media?.parameters ?? [])]).toEqual([
      ['charset', 'utf-8'],
      ['action', 'a"; b=c'],
    ]);
  });

  test.each([
    '',
    'text',
    'text/',
    '/xml',
    'text/xml charset=utf-8',
    'text/xml; charset',
    'text/xml; a="b',
    'text/xml\n',
  ])('%j is none', (text) => {
    expect(isMediaType(text)).toBe(false);
    expect(parseMediaType(text)).toBeUndefined();
  });

  // A Content-Type is read before anybody has been authenticated; an expression that tries every way never ends here.
  test.each(['; ', ';\t', '; a=b ', ' ;', ';a="', ';a="\\"'])(
    '%j repeated with something wrong behind is refused',
    (piece) => {
      expect(isMediaType(`a/b${piece.repeat(3000)}@`)).toBe(false);
    },
  );
});
