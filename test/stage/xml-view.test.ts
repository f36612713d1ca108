import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentOf, nextTab } from '../../examples/gaming/web/dist/modules/stage/model/detail.js';
import { qrOf } from '../../examples/gaming/web/dist/modules/stage/model/qr.js';
import { pretty, tokensOf } from '../../examples/gaming/web/dist/modules/stage/model/xml.js';

test('XML is shown with a line for each element, and its text as it is', () => {
  expect(pretty('<a x="1"><b>one  two</b><c/></a>')).toBe('<a x="1">\n  <b>one  two</b>\n  <c/>\n</a>');
});

test('what cannot be read is shown as it is: the beginning of something large, or no XML at all', () => {
  for (const text of ['<a><b>hi</b><b x="cut of', '<a></b>', 'no XML', '']) expect(pretty(text)).toBe(text);
});

test('colours are cut at names, attributes, values and text', () => {
  expect(tokensOf('<s:a x="1">hi<!-- c --></s:a>').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'markup <',
    'name s:a',
    'markup  ',
    'attribute x',
    'markup =',
    'value "1"',
    'markup >',
    'text hi',
    'comment <!-- c -->',
    'markup </',
    'name s:a',
    'markup >',
  ]);
});

test('no character is lost or added by colouring, whatever the text is', () => {
  const piece = fc.constantFrom('<', '>', '/', '"', "'", '=', ' ', 'a', '<!--', '-->', '\n', '&amp;', '🙂');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      expect(
        tokensOf(text)
          .map((token) => token.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('a tab shows its text, and says what is missing', () => {
  const whole = { id: 1, requestXml: '<a/>', requestXmlCut: false, responseXmlCut: false };
  expect(contentOf('request', whole)).toEqual({ text: '<a/>' });
  expect(contentOf('request', { ...whole, requestXmlCut: true }).remark).toMatch(/beginning/);
  expect(contentOf('answer', whole)).toEqual({ remark: 'There was no answer with an envelope.' });
  expect(contentOf('curl', whole).text).toBeUndefined();
  expect([nextTab('curl', 1), nextTab('request', -1), nextTab('request', 1)]).toEqual(['request', 'curl', 'answer']);
});

test('a code is a square with the quiet border that readers need', () => {
  const { size, path } = qrOf('http://192.0.2.7:8080/phone/u1');
  expect(path).toMatch(/^M4 4h1v1h-1z/);
  expect(size).toBeGreaterThanOrEqual(21 + 8);
});
