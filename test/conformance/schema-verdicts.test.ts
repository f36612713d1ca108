import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { passwordText, request } from '../wire/envelope.js';
import { ALICE } from '../wire/house.js';
import { faultIn, hasXmllint, openConformanceHouse, verdictsOn, type ConformanceHouse } from './conformance-house.js';
import { envelopeOf, SPOKEN } from './spoken.js';

/**
 * Two judges of one schema: libxml2, which reads it when it judges, and the provider, whose decoders were compiled from it.
 * What one takes the other has to take, but for what is listed here as a receiver's tolerance.
 */

const [soap11] = SPOKEN;
const get = (content: string): string => request('GetMessages', content);
const TEXT_PART = '<part><contentType>text/plain</contentType><text>x</text></part>';
const send = ({
  id = '<clientMessageId>a</clientMessageId>',
  before = '',
  part = TEXT_PART,
  after = '',
}: {
  readonly id?: string;
  readonly before?: string;
  readonly part?: string;
  readonly after?: string;
}): string =>
  request(
    'SendMessages',
    `<message>${id}<recipient>wv:nobody@b1.example</recipient>${before}${part}${after}</message>`,
  );
const data = (base64: string): string =>
  send({ part: `<part><contentType>a/b</contentType><data>${base64}</data></part>` });

const INTEGERS = [
  '0',
  '5',
  '+5',
  '007',
  ' 5 ',
  '\n5\t',
  '-0',
  '+0',
  '-1',
  '31536000',
  '31536001',
  '1.0',
  '1.',
  '1e1',
  '',
  ' ',
  '0x5',
  '\u0663',
  '5 5',
  '+',
  '--1',
  '+-1',
  '4294967297',
  '99999999999999999999',
  '\u00a05',
  '1<!-- - -->0',
  '<![CDATA[7]]>',
  '&#55;',
  '5<x/>',
];
const LONGS = [
  '0',
  '9007199254740991',
  '9007199254740992',
  '9223372036854775807',
  '9223372036854775808',
  '+00000000000000000000000000001',
  '-1',
];
const NO_BREAK = '\u00a0';
const BOOLEANS = [
  'true',
  'false',
  '1',
  '0',
  ' true ',
  '\tfalse\n',
  'TRUE',
  'True',
  'yes',
  '',
  '01',
  '2',
  'tr ue',
  'true<!-- -->',
];
const TIMES = [
  '2031-05-17T09:30:00Z',
  '2031-05-17T09:30:00',
  '2031-05-17T09:30:00+02:00',
  '2031-05-17T09:30:00-14:00',
  '2031-05-17T09:30:00+14:00',
  '2031-05-17T09:30:00+14:01',
  '2031-05-17T09:30:00+15:00',
  '2031-05-17T09:30:00+00:60',
  '2031-05-17T09:30:00.1Z',
  '2031-05-17T09:30:00.123456789012345Z',
  '2031-05-17T09:30:00.Z',
  ' 2031-05-17T09:30:00Z\n',
  '2031-05-17T24:00:00Z',
  '2031-05-17T24:00:01Z',
  '2031-05-17T25:00:00Z',
  '2031-05-17T23:59:60Z',
  '2031-05-17T23:60:00Z',
  '2031-02-29T00:00:00Z',
  '2032-02-29T00:00:00Z',
  '2100-02-29T00:00:00Z',
  '2031-04-31T00:00:00Z',
  '2031-13-01T00:00:00Z',
  '2031-00-01T00:00:00Z',
  '2031-01-00T00:00:00Z',
  '2031-05-17',
  '2031-05-17 09:30:00Z',
  '2031-05-17t09:30:00Z',
  '2031-05-17T09:30:00z',
  '2031-5-17T09:30:00Z',
  '31-05-17T09:30:00Z',
  '02031-05-17T09:30:00Z',
  '12031-05-17T09:30:00Z',
  '-2031-05-17T09:30:00Z',
  '0000-05-17T09:30:00Z',
  '+2031-05-17T09:30:00Z',
  '2031-05-17T09:30Z',
  '2031-05-17T09:30:00GMT',
  '',
];
const BASE64 = [
  '',
  'AAAA',
  'AAA=',
  'AA==',
  ' A A A A ',
  'AA\r\nAA\n',
  'AAA',
  'AA',
  'A',
  'A===',
  'AA=',
  'AA=A',
  '=AAA',
  '====',
  'AAAA====',
  'AA==AA==',
  'AB==',
  'AAB=',
  'AA-_',
  'AAA\u00e9',
  'AAAA<!-- -->AAAA',
  '\u00a0AAAA',
];
const astral = (count: number): string => '\u{1f600}'.repeat(count);

interface Case {
  readonly what: string;
  readonly body: string;
}
const named = (kind: string, values: readonly string[], write: (value: string) => string): Case[] =>
  values.map((value) => ({ what: `${kind} ${JSON.stringify(value)}`, body: write(value) }));

const CASES: readonly Case[] = [
  ...named('int', INTEGERS, (value) => send({ after: `<timeToLive>${value}</timeToLive>` })),
  ...named('long', LONGS, (value) => get(`<maxBytes>${value}</maxBytes>`)),
  ...named('boolean', BOOLEANS, (value) => send({ after: `<anonymous>${value}</anonymous>` })),
  ...named('dateTime', TIMES, (value) => send({ after: `<expiresAt>${value}</expiresAt>` })),
  ...named('base64Binary', BASE64, data),
  ...named(
    'enumeration',
    ['NORMAL', ' NORMAL', 'NORMAL ', 'normal', '', 'NORMAL<!-- -->', 'NOR<![CDATA[MAL]]>'],
    (value) => send({ after: `<priority>${value}</priority>` }),
  ),
  {
    what: 'a string of 255 characters beyond the first plane',
    body: send({ id: `<clientMessageId>${astral(255)}</clientMessageId>` }),
  },
  {
    what: 'a string of 256 characters beyond the first plane',
    body: send({ id: `<clientMessageId>${astral(256)}</clientMessageId>` }),
  },
  {
    what: 'a string of 255 and a line end',
    body: send({ id: `<clientMessageId>${'x'.repeat(254)}\r\n</clientMessageId>` }),
  },
  { what: 'a string of nothing', body: send({ id: '<clientMessageId></clientMessageId>' }) },
  { what: 'a string of a blank', body: send({ id: '<clientMessageId> </clientMessageId>' }) },
  { what: 'no string', body: send({ id: '' }) },
  { what: 'a string twice', body: send({ id: '<clientMessageId>a</clientMessageId>'.repeat(2) }) },
  { what: 'an element before its turn', body: send({ before: TEXT_PART, part: '<subject>x</subject>' }) },
  { what: 'an element in its turn', body: send({ before: '<subject>x</subject>' }) },
  { what: 'three reports', body: send({ after: '<report>READ</report><report>READ</report><report>READ</report>' }) },
  { what: 'four reports', body: send({ after: '<report>READ</report>'.repeat(4) }) },
  { what: 'an unknown element', body: send({ after: '<unknown/>' }) },
  { what: 'an element of no namespace', body: send({ after: '<anonymous xmlns="">1</anonymous>' }) },
  { what: 'an element of another namespace', body: send({ after: '<anonymous xmlns="urn:x">1</anonymous>' }) },
  { what: 'text between elements', body: send({ before: 'and' }) },
  { what: 'white space and comments between elements', body: send({ before: '\n <!-- and -->\t' }) },
  { what: 'CDATA of white space between elements', body: send({ before: '<![CDATA[ ]]>' }) },
  { what: 'an attribute without namespace', body: send({}).replace('<message>', '<message a="1">') },
  { what: 'an element inside of a leaf', body: send({ after: '<anonymous><b/></anonymous>' }) },
  { what: 'no message', body: request('SendMessages') },
  { what: 'an empty request', body: get('') },
  { what: 'a comment in an empty request', body: get('<!-- nothing -->') },
  { what: 'a blank in an empty request', body: get(' ') },
  { what: 'text in an empty request', body: get('nothing') },
];

const COLLAPSE = 'white space collapses (XML Schema part 2 §4.3.6), which libxml2 forgets of numbers and times';
const YEARS = 'a time has a year from 1 to 9999, more than any message lives and all that can be written again';

/** Where the two do not agree, and why that is right. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'int " 5 "': COLLAPSE,
  'int "\\n5\\t"': COLLAPSE,
  'dateTime " 2031-05-17T09:30:00Z\\n"': COLLAPSE,
  'dateTime "12031-05-17T09:30:00Z"': YEARS,
  'dateTime "-2031-05-17T09:30:00Z"': YEARS,
  [`base64Binary "${NO_BREAK}AAAA"`]: 'a no-break space is no white space of XML',
  'CDATA of white space between elements': 'it is white space all the same (XML Schema part 1 §3.4.4)',
};

const whereThereIsXmllint = hasXmllint ? describe : describe.skip; // no libxml2: no other judge; it was printed

whereThereIsXmllint('GM-2, WSI-3: the provider judges as libxml2 does', () => {
  let house: ConformanceHouse;
  let theirs: readonly string[];
  const written = CASES.map(({ body }) => envelopeOf(soap11, passwordText(ALICE), body));
  beforeAll(async () => {
    house = await openConformanceHouse();
    theirs = await verdictsOn(house.url, soap11, written);
  });
  afterAll(() => house.close());

  test.each(CASES.map(({ what }, index) => ({ what, index })))('$what', async ({ what, index }) => {
    const answer = await house.tell(soap11, written[index] ?? '');
    const ours = answer.status === 200 ? '' : `${String(faultIn(answer).errorName)}: ${faultIn(answer).reason}`;
    const verdict = theirs[index] ?? '';
    expect(verdict).not.toMatch(/^no verdict/);
    // What is at odds is shown as it was said.
    const agree = (ours === '') === (verdict === '');
    expect({ what, agree, ours, verdict }).toEqual({ what, agree: !(what in DIFFERENCES), ours, verdict });
    if (ours !== '') expect(ours).toMatch(/^SchemaViolation: /);
  });

  test('what they differ in is tried', () => {
    expect(Object.keys(DIFFERENCES).filter((what) => !CASES.some((each) => each.what === what))).toEqual([]);
  });

  test('both take some and refuse some', () => {
    const valid = theirs.filter((verdict) => verdict === '').length;
    expect(valid).toBeGreaterThan(40);
    expect(theirs.length - valid).toBeGreaterThan(40);
  });
});
