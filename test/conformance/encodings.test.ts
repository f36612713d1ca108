import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { passwordText, request } from '../wire/envelope.js';
import { ALICE } from '../wire/house.js';
import { faultIn, openConformanceHouse, type ConformanceHouse } from './conformance-house.js';
import { envelopeOf, SPOKEN } from './spoken.js';
import { textOf } from './raw-http.js';

/**
 * In what bytes an envelope comes, and what says so: byte order mark, XML declaration and charset, in all combinations.
 * What contradicts itself is refused and not guessed at: a wrong guess would deliver other words than were written.
 */

let house: ConformanceHouse;
beforeAll(async () => {
  house = await openConformanceHouse();
});
afterAll(() => house.close());

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

function encoded(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be'];
const DECLARATIONS = [undefined, 'UTF-8', 'UTF-16'] as const;
const LABELS = [undefined, 'utf-8', '"UTF-8"', 'utf8', 'utf-16', 'UTF-16LE', 'utf-16be'] as const;

/** May bytes of this encoding be called so? UTF-16 without an order may be either. */
const isCalled = (encoding: Encoding, name: string | undefined): boolean => {
  const plain = name?.replaceAll('"', '').toLowerCase().replace('utf8', 'utf-8');
  return plain === undefined || plain === encoding || (plain === 'utf-16' && encoding !== 'utf-8');
};

describe.each(SPOKEN)('$name', (spoken) => {
  const body = envelopeOf(spoken, passwordText(ALICE), request('GetCapabilities')).replace(/^<\?xml.*\n/, '');
  const cases = ENCODINGS.flatMap((encoding) =>
    ['\ufeff', ''].flatMap((mark) => DECLARATIONS.map((declared) => ({ encoding, mark, declared }))),
  );

  test.each(cases)(
    'WSI-26, R1012, R4001, R1010, R1018: $encoding, mark "$mark", declared as $declared, under every charset',
    async ({ encoding, mark, declared }) => {
      const declaration = declared === undefined ? '' : `<?xml version="1.0" encoding="${declared}"?>`;
      const bytes = encoded(mark + declaration + body, encoding);
      for (const label of LABELS) {
        const type = spoken.mediaType + (label === undefined ? '' : `; charset=${label}`);
        const answer = await house.tell(spoken, bytes, { type });
        if (isCalled(encoding, declared) && isCalled(encoding, label)) {
          expect([type, answer.status, textOf(answer)]).toEqual([
            type,
            200,
            expect.stringContaining('GetCapabilitiesResponse'),
          ]);
        } else {
          expect([type, answer.status]).toEqual([type, spoken.sender.status]);
          expect(faultIn(answer)).toMatchObject({ code: spoken.sender.code, errorName: 'MalformedXml' });
        }
      }
    },
  );

  test.each([
    ['quoted', 'charset="utf-8"'],
    ['in capitals', 'CHARSET=UTF-8'],
    ['without its hyphen', 'charset=utf8'],
    ['US-ASCII, which it is', 'charset=us-ascii'],
    ['behind other parameters', 'x=1; charset=utf-8; y="a;b"'],
    ['with blanks around the semicolon', ' ; charset=utf-8 ;'],
    ['empty', 'charset=""'],
    ['twice, of which the first counts', 'charset=utf-8; charset=utf-16'],
  ])('R1018: a charset may be said in many ways: %s', async (_what, parameter) => {
    const answer = await house.tell(spoken, body, { type: `${spoken.mediaType};${parameter}` });
    expect(answer.status).toBe(200);
  });

  test.each(['iso-8859-1', 'windows-1252', 'utf-7', 'utf-32', 'ebcdic-cp-us', "'utf-8'", 'x-unknown'])(
    'R1012: charset=%s is not spoken: a fault that names what is',
    async (charset) => {
      const answer = await house.tell(spoken, body, { type: `${spoken.mediaType}; charset=${charset}` });
      expect(answer.status).toBe(spoken.sender.status);
      expect(faultIn(answer)).toMatchObject({ code: spoken.sender.code, errorName: 'MalformedXml' });
      expect(faultIn(answer).reason).toMatch(/UTF-8 or UTF-16/);
    },
  );

  test.each([
    ['UTF-32 with a mark', Buffer.concat([Buffer.from([0, 0, 0xfe, 0xff]), Buffer.from('\0\0\0<')])],
    ['half a character of UTF-16', encoded(`\ufeff${body}`, 'utf-16le').subarray(0, -1)],
    ['half a surrogate pair of UTF-16', encoded(`\ufeff${body}`.replace('</s:Body>', '\ud83d</s:Body>'), 'utf-16be')],
    ['Latin-1', Buffer.from(body.replace('<s:Body>', '<s:Body><!--\u00e9-->'), 'latin1')],
    ['an overlong form of UTF-8', Buffer.concat([Buffer.from('<!--'), Buffer.from([0xc0, 0xaf]), Buffer.from('-->')])],
    ['a surrogate in UTF-8', Buffer.concat([Buffer.from('<!--'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('-->')])],
    ['two byte order marks', Buffer.from(`\ufeff\ufeff${body}`)],
  ])('R1012: bytes that are neither UTF-8 nor UTF-16 are refused, not mended: %s', async (_what, bytes) => {
    const answer = await house.tell(spoken, bytes, { type: spoken.mediaType });
    expect([answer.status, faultIn(answer).errorName]).toEqual([spoken.sender.status, 'MalformedXml']);
  });
});
