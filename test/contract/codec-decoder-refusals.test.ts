import { describe, expect, test } from '@jest/globals';
import { decodeRequest, MESSAGE, PART, request, send, sendViolation, violation } from './codec-support.js';

const M = '/SendMessagesRequest/message';

describe('structure: each refusal names the path and what was expected', () => {
  test.each([
    [
      'a missing element',
      '<clientMessageId>1</clientMessageId>' + PART,
      M,
      'element recipient',
      'element part, which comes too early',
    ],
    [
      'the end where an element is due',
      '<clientMessageId>1</clientMessageId><recipient>a</recipient>',
      M,
      'element part',
      'the end of element message',
    ],
    [
      'elements in the wrong order',
      '<recipient>a</recipient><clientMessageId>1</clientMessageId>' + PART,
      M,
      'element clientMessageId',
      'element recipient, which comes too early',
    ],
    [
      'an element twice',
      '<clientMessageId>1</clientMessageId><clientMessageId>2</clientMessageId>',
      M,
      'element recipient',
      'element clientMessageId, which comes too late or once too often',
    ],
    [
      'an element the schema lacks',
      MESSAGE + '<colour>red</colour>',
      M,
      'the end of element message',
      'element colour, which is not part of element message',
    ],
    ['text between elements', '<clientMessageId>1</clientMessageId>hello' + PART, M, 'element recipient', 'text'],
    ['text behind the last element', MESSAGE + 'x', M, 'the end of element message', 'text'],
    [
      'the wrong namespace',
      '<clientMessageId xmlns="urn:other">1</clientMessageId>',
      M,
      'element clientMessageId',
      'element clientMessageId in namespace urn:other instead of urn:imps-wsi:im:1',
    ],
    [
      'no namespace',
      '<clientMessageId xmlns="">1</clientMessageId>',
      M,
      'element clientMessageId',
      'element clientMessageId in no namespace instead of urn:imps-wsi:im:1',
    ],
    [
      'an element inside a leaf',
      '<clientMessageId><b/></clientMessageId>',
      `${M}/clientMessageId`,
      'text',
      'element b',
    ],
    [
      'one too many of a bounded list',
      MESSAGE + '<report>READ</report>'.repeat(4),
      `${M}/report[4]`,
      'at most 3 elements report',
      'one more',
    ],
    [
      'an unqualified attribute',
      '<clientMessageId id="1">1</clientMessageId>',
      `${M}/clientMessageId`,
      'no attribute',
      'attribute id',
    ],
    [
      'a common type in the wrong namespace',
      MESSAGE + '<attribute><scheme>s</scheme></attribute>',
      `${M}/attribute`,
      'element scheme',
      'element scheme in namespace urn:imps-wsi:im:1 instead of urn:imps-wsi:common:1',
    ],
  ])('%s', (_what, message, path, expected, found) => {
    expect(sendViolation(message)).toEqual({ path, expected, found });
  });

  test('the index tells which sibling', () => {
    const text = request(
      'SendMessages',
      `<message>${MESSAGE}</message><message>${MESSAGE}</message><message><clientMessageId>3</clientMessageId><recipient>a</recipient>${PART}<part>text</part></message>`,
    );
    expect(violation(() => decodeRequest('SendMessages', text))).toEqual({
      path: '/SendMessagesRequest/message[3]/part[2]',
      expected: 'element contentType',
      found: 'text',
    });
  });

  test('an empty request', () => {
    expect(violation(() => decodeRequest('SendMessages', request('SendMessages', '')))).toEqual({
      path: '/SendMessagesRequest',
      expected: 'element message',
      found: 'the end of element SendMessagesRequest',
    });
    expect(
      violation(() => decodeRequest('SendMessages', '<SendMessagesRequest xmlns="urn:imps-wsi:im:1"/>')).found,
    ).toBe('the end of element SendMessagesRequest');
  });
});

describe('values: facets and lexical forms', () => {
  const get = (content: string) => violation(() => decodeRequest('GetMessages', request('GetMessages', content)));

  test.each([
    ['an empty clientMessageId', '<clientMessageId/>', 'clientMessageId', '1 to 255 characters', '0 characters'],
    [
      'a long clientMessageId',
      `<clientMessageId>${'x'.repeat(256)}</clientMessageId>`,
      'clientMessageId',
      '1 to 255 characters',
      '256 characters',
    ],
    [
      'a long recipient',
      `<clientMessageId>1</clientMessageId><recipient>${'x'.repeat(1025)}</recipient>`,
      'recipient',
      'at most 1024 characters',
      '1025 characters',
    ],
    [
      'a word outside the enumeration',
      `${MESSAGE}<priority>URGENT</priority>`,
      'priority',
      'one of LOW, NORMAL, HIGH',
      '"URGENT"',
    ],
    [
      'an enumeration with white space',
      `${MESSAGE}<priority> LOW</priority>`,
      'priority',
      'one of LOW, NORMAL, HIGH',
      '" LOW"',
    ],
    [
      'bad base64',
      '<clientMessageId>1</clientMessageId><recipient>a</recipient><part><contentType>a/b</contentType><data>A</data></part>',
      'part/data',
      'base64 (A-Z a-z 0-9 + /, padded with =)',
      '"A"',
    ],
    [
      'a date that does not exist',
      `${MESSAGE}<expiresAt>2031-02-29T00:00:00Z</expiresAt>`,
      'expiresAt',
      'a date and time such as 2031-05-17T09:30:00Z',
      '"2031-02-29T00:00:00Z"',
    ],
    [
      'a boolean in words',
      `${MESSAGE}<anonymous>yes</anonymous>`,
      'anonymous',
      'a boolean (true, false, 1 or 0)',
      '"yes"',
    ],
    [
      'zero seconds to live',
      `${MESSAGE}<timeToLive>0</timeToLive>`,
      'timeToLive',
      'a whole number from 1 to 31536000',
      '"0"',
    ],
  ])('%s', (_what, message, leaf, expected, found) => {
    expect(sendViolation(message)).toEqual({ path: `${M}/${leaf}`, expected, found });
  });

  test('WSI-7: maxMessages of zero or less is refused', () => {
    for (const value of ['0', '-1', '2147483648', '', '1.0', '1e3', '0x10', '--1']) {
      expect(get(`<maxMessages>${value}</maxMessages>`)).toEqual({
        path: '/GetMessagesRequest/maxMessages',
        expected: 'a whole number from 1 to 2147483647',
        found: JSON.stringify(value),
      });
    }
  });

  test('a long is refused beyond its bound, not rounded', () => {
    expect(get('<maxBytes>9007199254740992</maxBytes>').found).toBe('"9007199254740992"');
  });

  test('an error never carries a whole message along', () => {
    expect(sendViolation(`${MESSAGE}<priority>${'x'.repeat(5000)}</priority>`).found.length).toBeLessThan(70);
  });
});

describe('values: what is legal', () => {
  const expiresAt = (text: string) =>
    decodeRequest(
      'SendMessages',
      send(`${MESSAGE}<expiresAt>${text}</expiresAt>`),
    ).message[0]?.expiresAt?.toISOString();

  test.each([
    ['2031-05-17T09:30:00Z', '2031-05-17T09:30:00.000Z'],
    ['2031-05-17T09:30:00.5Z', '2031-05-17T09:30:00.500Z'],
    ['2031-05-17T09:30:00.1234567Z', '2031-05-17T09:30:00.123Z'],
    ['2031-05-17T09:30:00+02:00', '2031-05-17T07:30:00.000Z'],
    ['2031-05-17T09:30:00-14:00', '2031-05-17T23:30:00.000Z'],
    ['2031-05-17T09:30:00', '2031-05-17T09:30:00.000Z'],
    ['2031-05-17T24:00:00Z', '2031-05-18T00:00:00.000Z'],
    ['2032-02-29T23:59:59.999Z', '2032-02-29T23:59:59.999Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    [' 2031-05-17T09:30:00Z\n', '2031-05-17T09:30:00.000Z'],
  ])('dateTime %j', (text, instant) => {
    expect(expiresAt(text)).toBe(instant);
  });

  test.each([
    '2031-05-17',
    '2031-05-17T09:30Z',
    '2031-5-17T09:30:00Z',
    '2031-13-01T00:00:00Z',
    '2031-04-31T00:00:00Z',
    '2031-05-17T25:00:00Z',
    '2031-05-17T24:00:01Z',
    // In UTC these are the years 10000 and 0, which no xs:dateTime of ours could carry back.
    '9999-12-31T24:00:00Z',
    '9999-12-31T23:00:00-14:00',
    '0001-01-01T00:00:00+00:01',
    `2031-05-17T00:00:00.${'0'.repeat(100)}Z`,
    '2031-05-17T23:60:00Z',
    '2031-05-17T23:59:60Z',
    '2031-05-17T09:30:00+14:01',
    '2031-05-17T09:30:00.Z',
    '2031-05-17t09:30:00z',
    '31-05-17T09:30:00Z',
    '-2031-05-17T09:30:00Z',
    '12031-05-17T09:30:00Z',
    '2031-00-17T09:30:00Z',
    '0000-01-01T00:00:00Z',
  ])('no dateTime: %s', (text) => {
    expect(() => expiresAt(text)).toThrow(/expected a date and time/);
  });

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    [' true\n', true],
  ])('boolean %j', (text, value) => {
    expect(decodeRequest('GetMessages', request('GetMessages', `<headersOnly>${text}</headersOnly>`)).headersOnly).toBe(
      value,
    );
  });

  test.each([
    ['7', 7],
    ['+7', 7],
    ['007', 7],
    [' 7 ', 7],
    ['2147483647', 2147483647],
  ])('int %j', (text, value) => {
    expect(decodeRequest('GetMessages', request('GetMessages', `<maxMessages>${text}</maxMessages>`)).maxMessages).toBe(
      value,
    );
  });

  test('length counts characters, so an emoji is one', () => {
    const id = '\u{1f600}'.repeat(255);
    expect(decodeRequest('SendMessages', send(MESSAGE.replace('>1<', `>${id}<`))).message[0]?.clientMessageId).toBe(id);
    expect(() => decodeRequest('SendMessages', send(MESSAGE.replace('>1<', `>${id}x<`)))).toThrow(/256 characters/);
  });
});

describe("R1017 and what foreign toolkits send: a receiver's tolerance", () => {
  const XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"';

  test('xsi:type that names the declared type, built-in or named, on leaves and on structures', () => {
    const text = request(
      'SendMessages',
      `<message xsi:type="OutgoingMessage"><clientMessageId xsi:type="c:ClientMessageId">1</clientMessageId><recipient>a</recipient><part xsi:type="Part"><contentType>a/b</contentType><text xsi:type="xs:string">t</text></part></message>`,
      XSI,
    );
    expect(decodeRequest('SendMessages', text).message[0]?.part[0]?.text).toBe('t');
  });

  test('white space between elements written as references or CDATA, as serialisers of trees write a CR', () => {
    const spaced = MESSAGE.replaceAll('><', '>&#13;\n<!-- c --><![CDATA[ ]]>\t<');
    expect(decodeRequest('SendMessages', send(spaced))).toEqual(decodeRequest('SendMessages', send(MESSAGE)));
    expect(sendViolation(MESSAGE + '&#13;&#33;').found).toBe('text');
    expect(sendViolation(MESSAGE + '! ').found).toBe('text');
  });

  test('another xsi:type is refused', () => {
    const text = request('GetMessages', '<maxMessages xsi:type="xs:string">1</maxMessages>', XSI);
    expect(violation(() => decodeRequest('GetMessages', text))).toEqual({
      path: '/GetMessagesRequest/maxMessages',
      expected: 'type PositiveCount of namespace urn:imps-wsi:common:1',
      found: 'xsi:type "xs:string"',
    });
  });

  test('xsi:nil on an optional element means absent', () => {
    const text = request(
      'GetMessages',
      '<maxMessages xsi:nil="true"/><kind xsi:nil="1"></kind><kind>MESSAGE</kind>',
      XSI,
    );
    const value = decodeRequest('GetMessages', text);
    expect([value.maxMessages, value.kind]).toEqual([undefined, ['MESSAGE']]);
  });

  test('only the white space of XML is white space: a no-break space makes a value wrong', () => {
    const nil = (value: string): string =>
      MESSAGE + `<keepCopy xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="${value}"/>`;
    expect(decodeRequest('SendMessages', send(nil(' true '))).message[0]?.keepCopy).toBeUndefined();
    expect(sendViolation(nil('\u00a0true')).expected).toBe('xsi:nil to be a boolean');
    expect(decodeRequest('SendMessages', send(MESSAGE + '<keepCopy>\n&#13;1\t</keepCopy>')).message[0]?.keepCopy).toBe(
      true,
    );
    expect(sendViolation(MESSAGE + '<keepCopy>\u00a01</keepCopy>').expected).toBe('a boolean (true, false, 1 or 0)');
  });

  test('xsi:nil on a required element is refused, and so is content beside it', () => {
    const nil = request('AcknowledgeMessages', '<receipt xsi:nil="true"/>', XSI);
    expect(violation(() => decodeRequest('AcknowledgeMessages', nil)).expected).toBe('a value');
    const both = request('GetMessages', '<maxMessages xsi:nil="true">1</maxMessages>', XSI);
    expect(violation(() => decodeRequest('GetMessages', both)).found).toBe('content');
  });

  test('xsi:nil on an empty request element is an empty request', () => {
    const text = `<GetCapabilitiesRequest xmlns="urn:imps-wsi:im:1"${XSI} xsi:nil="true"/>`;
    expect(decodeRequest('GetCapabilities', text).contractVersion).toBeUndefined();
  });

  test('foreign attributes, xml:lang and schemaLocation mean nothing', () => {
    const text = request(
      'GetMessages',
      '<maxMessages xml:lang="en" xmlns:f="urn:f" f:x="1">1</maxMessages>',
      `${XSI} xsi:schemaLocation="urn:imps-wsi:im:1 im.xsd" xmlns:g="urn:g" g:Id="body"`,
    );
    expect(decodeRequest('GetMessages', text).maxMessages).toBe(1);
  });

  test('an attachment, which the plain schema lacks, is read so that it can be answered with a clear result', () => {
    const value = decodeRequest(
      'SendMessages',
      send(
        '<clientMessageId>1</clientMessageId><recipient>a</recipient><part><contentType>a/b</contentType><attachment>cid:1</attachment></part>',
      ),
    );
    expect(value.message[0]?.part[0]?.attachment).toBe('cid:1');
  });

  test('prefixes are as the sender likes them', () => {
    const text =
      '<i:GetMessagesRequest xmlns:i="urn:imps-wsi:im:1"><i:maxMessages>3</i:maxMessages></i:GetMessagesRequest>';
    expect(decodeRequest('GetMessages', text).maxMessages).toBe(3);
  });
});
