import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Random, seedOf } from '../crash/random.js';
import type { SigningHouse } from '../support/signing-house.js';
import { message, sendMessages } from '../wire/envelope.js';
import { faultOf, valuesOf } from '../wire/exchange.js';
import { AttackedHouse, bodyOf, intoHeader, part } from './signed-attack.js';

/**
 * Requests that Alice signed are changed at random, in ways that canonical form evens out and in ways that it does not. What
 * is taken has to arrive as she wrote it: the text that was verified is the text that is read.
 */
const REQUESTS = 60;
const CHANGES_EACH = 4;

let attacked: AttackedHouse;
let house: SigningHouse;

beforeAll(async () => {
  attacked = await AttackedHouse.open();
  ({ house } = attacked);
});
afterAll(() => house.drop());

/** As it is written, and what it means. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['word', 'word'],
  [' ', ' '],
  ['\n', '\n'],
  ['&#13;', '\r'],
  ['&#xD;&#xA;', '\r\n'],
  ['&#9;', '\t'],
  ['&lt;part>', '<part>'],
  [']]&gt;', ']]>'],
  ['&amp;amp;', '&amp;'],
  ['"\'', '"\''],
  ['<![CDATA[<text>&amp;]]>', '<text>&amp;'],
  ['<![CDATA[]]>', ''],
  ['<!-- nothing -->', ''],
  ['\u00e9e\u0301', '\u00e9e\u0301'],
  ['&#x1F3C1;', '\u{1f3c1}'],
  ['\u{10ffff}\ufeff\u2029', '\u{10ffff}\ufeff\u2029'],
];

type Change = (xml: string, random: Random) => string;
const anywhere = (xml: string, random: Random, change: (at: number) => string, body = ''): string =>
  change(random.between(Math.max(0, xml.indexOf(body)), xml.length - 1));
const insert: (body: string) => Change = (body) => (xml, random) => {
  const what = random.pick([
    'x',
    ' ',
    '\n',
    '\r',
    '\t',
    '&#x20;',
    '<!-- -->',
    '<!--</text>-->',
    '<![CDATA[]]>',
    '"',
    '>',
    '0',
  ]);
  return anywhere(xml, random, (at) => xml.slice(0, at) + what + xml.slice(at), body);
};
const CHANGES: readonly Change[] = [
  insert(''),
  insert('<s:Body'),
  (xml, random) => anywhere(xml, random, (at) => xml.slice(0, at) + xml.slice(at + 1)),
  (xml, random) =>
    anywhere(xml, random, (at) => {
      const changed = String.fromCharCode(xml.charCodeAt(at) ^ (1 << random.between(0, 6)));
      return xml.slice(0, at) + changed + xml.slice(at + 1);
    }),
  (xml) => xml.replaceAll('\n', '\r\n'),
  (xml) => xml.replace('\n', '\u2028'),
  (xml) => xml.replace('&#13;', '\r').replace('&#xD;', '\r'),
  (xml) => xml.replaceAll(/<!--.*?-->/g, ''),
  (xml) => xml.replaceAll('&gt;', '>'),
  (xml) => xml.replaceAll('&lt;', '<![CDATA[<]]>'),
  (xml) => xml.replace(/(<text>[^<]*)/, '$1<!--</text><text>-->'),
  (xml) => xml.replaceAll(/="([^"']*)"/g, "='$1'"),
  (xml) => xml.replaceAll(/<\/([^>]+)>/g, '</$1\n>'),
  (xml) => xml.replace('<message>', '<message xmlns:evil="urn:evil">'),
  (xml) => xml.replace('<message>', '<message xmlns="">'),
  (xml) => xml.replace('<s:Envelope ', '<s:Envelope xmlns:S="urn:evil" xmlns="urn:evil" '),
  (xml) => xml.replace('</s:Header>', '</s:Header><!--<s:Body/>-->'),
  (xml) => intoHeader(xml, `<x xmlns="urn:x"><![CDATA[${bodyOf(xml).replaceAll(']]>', '')}]]></x>`),
  (xml) => xml.replace(/(<ds:SignatureValue>.{9})/s, '$1\n\t '),
  (xml) => `<?xml version="1.0"?>${xml}`,
];

test('PP2-2: what is taken arrives as it was signed, whatever was done to it on its way', async () => {
  const recipient = await house.addPerson('reader');
  const random = new Random(seedOf(1, 'signed'));
  const meant = new Map<string, string>();
  const kinds = new Map<string, number>();
  const tell = async (xml: string): Promise<boolean> => {
    const answer = await house.post(xml);
    const taken = answer.status === 200 && valuesOf(answer, 'code').includes('200');
    const kind = taken ? 'taken' : answer.status === 500 ? faultOf(answer).code : String(answer.status);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return taken;
  };
  for (let n = 0; n < REQUESTS; n += 1) {
    const pieces = Array.from({ length: random.between(1, 8) }, () => random.pick(TEXTS));
    const [written, text] = [0, 1].map((side) => pieces.map((piece) => piece[side as 0 | 1]).join(''));
    const body = sendMessages(message({ to: [recipient], part: part(`${String(n)}:${written ?? ''}`) }));
    const right = attacked.good({ body, prefixes: random.pick([[], ['s', 'wsu']]) });
    meant.set(String(n), `${String(n)}:${text ?? ''}`);
    let taken = false;
    for (let time = 0; time < CHANGES_EACH; time += 1) {
      // The first that is taken is the only one: the others are the same request again.
      taken = (await tell(random.pick(CHANGES)(right, random))) || taken;
    }
    expect([n, await tell(right)]).toEqual([n, !taken]);
  }
  const { rows } = await house.database.pool.query<{ content: Buffer }>(
    'SELECT content FROM inbox WHERE recipient = $1',
    [recipient],
  );
  const arrived = rows.map(({ content }) => content.toString());
  expect(arrived.sort()).toEqual([...meant.values()].sort());
  // Both happened, so that this has shown something.
  for (const kind of ['taken', 'FailedCheck', 'Client', 'FailedAuthentication'])
    expect([...kinds.keys()]).toContain(kind);
  expect([...kinds.keys()]).not.toContain('Server');
  expect(await house.stillAnswers()).toBe(true);
  expect(house.indiscretions()).toEqual([]);
}, 60_000);
