import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { envelope, IM, message, passwordText, request, sendMessages, SOAP11, SOAP12 } from './envelope.js';
import { faultOf } from './exchange.js';
import { ALICE, openHouse, type House } from './house.js';

/** XML and SOAP that the provider must refuse before it looks at what is asked: R1008, R1009, R1011, R2725 and others. */
describe('a broken envelope is refused as a whole and stores nothing', () => {
  let house: House;
  const good = passwordText(ALICE);
  const send = sendMessages(message());
  const whole = envelope(good, send);

  beforeAll(async () => {
    house = await openHouse();
  });
  afterEach(async () => {
    expect(await house.deliveries()).toBe(0);
  });
  afterAll(async () => {
    expect(await house.stillAnswers()).toBe(true);
    expect(house.indiscretions()).toEqual([]);
    await house.drop();
  });

  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  const attributes = (count: number) => Array.from({ length: count }, (_, index) => ` a${String(index)}="1"`).join('');

  test.each([
    ['an end tag that does not match', whole.replace('</message>', '</massage>'), /message/],
    ['an envelope cut in the middle', whole.slice(0, whole.length - 40), /end/i],
    ['text that is no XML', 'hello provider', /XML/],
    ['an empty body', '', /XML/],
    ['JSON', '{"message":"hello"}', /XML/],
    ['a second root', `${whole}<again/>`, /well-formed/],
    ['a bare ampersand', whole.replace('hello', 'you & me'), /well-formed/],
    ['an attribute twice', whole.replace('<message>', '<message a="1" a="2">'), /well-formed/],
    ['a prefix without a namespace', whole.replace('<message>', '<message x:y="1">'), /well-formed/],
    ['a control character', whole.replace('hello', 'bell \u0007'), /character/],
    ['a control character as a reference', whole.replace('hello', 'nul &#0;'), /well-formed/],
    ['half an emoji', whole.replace('hello', 'half &#xD83D;'), /well-formed/],
    ['an entity that nobody declared', whole.replace('hello', '&hello;'), /well-formed/],
    ['a document type (R1008)', whole.replace('<s:Envelope', '<!DOCTYPE x><s:Envelope'), /document type/],
    [
      'a bomb of entities (GS-4)',
      whole
        .replace('<s:Envelope', '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><s:Envelope')
        .replace('hello', '&b;'),
      /document type/,
    ],
    [
      'an entity that names a file (GS-4)',
      whole
        .replace('<s:Envelope', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><s:Envelope')
        .replace('hello', '&f;'),
      /document type/,
    ],
    ['a processing instruction (R1009)', whole.replace('<s:Body>', '<?php exit ?><s:Body>'), /instruction/],
    ['an XML 1.1 declaration', whole.replace('version="1.0"', 'version="1.1"'), /1\.1|version/],
    ['an encoding that is not spoken', whole.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'), /ISO-8859-1/],
    ['a header a thousand deep (GS-4)', envelope(`${good}<h:x xmlns:h="urn:h">${nested(1_000)}</h:x>`, send), /64/],
    ['an element with a hundred attributes (GS-4)', whole.replace('<message>', `<message${attributes(100)}>`), /64/],
    ['an attribute of nine kilobytes (GS-4)', whole.replace('<message>', `<message a="${'x'.repeat(9_000)}">`), /8192/],
    ['a name of two kilobytes (GS-4)', envelope(good, `<${'n'.repeat(2_000)} xmlns="${IM}"/>`), /1024/],
  ])('malformed or unbearable XML: %s', async (_what, text, reason) => {
    const answer = await house.post(text);
    expect(answer.status).toBe(500);
    const fault = faultOf(answer);
    expect(fault).toMatchObject({
      code: 'Client',
      namespace: SOAP11,
      detail: { errorName: 'MalformedXml', code: 402 },
    });
    expect(fault.reason).toMatch(reason);
    expect(fault.detail?.retryable).toBe(false);
  });

  test('the place of what is not well-formed is told', async () => {
    const fault = faultOf(await house.post(whole.replace('hello', 'you & me')));
    expect(fault.reason).toMatch(/line 2, column \d+/);
    expect(fault.detail?.path).toBe('/s:Envelope/s:Body/SendMessagesRequest/message/part/text');
  });

  test.each([
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from(whole.slice(0, -30)), Buffer.from([0xc3, 0x28])])],
    ['Latin-1 bytes', Buffer.from(whole.replace('hello', 'na\u00efve'), 'latin1')],
    ['an overlong encoding', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc0, 0xaf]), Buffer.from('</a>')])],
  ])('%s are refused, not repaired', async (_what, bytes) => {
    expect(faultOf(await house.post(bytes))).toMatchObject({ code: 'Client', detail: { errorName: 'MalformedXml' } });
  });

  test.each([
    ['SOAP 1.2', SOAP12],
    ['an invented one', 'urn:not-soap'],
    ['none', ''],
  ])('an Envelope in another namespace is a VersionMismatch, before all else (R2725): %s', async (_what, namespace) => {
    const bad = envelope('<h:x xmlns:h="urn:h" s:mustUnderstand="1"/>', '<nonsense/>', namespace || 'urn:x');
    const text = namespace === '' ? '<Envelope><Body/></Envelope>' : bad;
    const answer = await house.post(text);
    expect(answer.status).toBe(500);
    expect(faultOf(answer)).toMatchObject({ code: 'VersionMismatch', namespace: SOAP11, detail: undefined });
    expect(faultOf(answer).reason).toContain(SOAP11);
  });

  test('a header that must be understood and is not stops everything (R1025, R1027)', async () => {
    const strange = '<h:Transaction xmlns:h="urn:h" s:mustUnderstand="1">5</h:Transaction>';
    const answer = await house.post(envelope(good + strange, send));
    expect(answer.status).toBe(500);
    expect(faultOf(answer)).toMatchObject({ code: 'MustUnderstand', namespace: SOAP11 });
    expect(faultOf(answer).reason).toContain('{urn:h}Transaction');
  });

  test('MustUnderstand comes before a fault of the Body and before authentication (R2725)', async () => {
    const strange = '<h:x xmlns:h="urn:h" s:mustUnderstand="1"/>';
    expect(faultOf(await house.post(envelope(strange, '<nonsense/>'))).code).toBe('MustUnderstand');
  });

  test.each([
    ['no Body', `<s:Envelope xmlns:s="${SOAP11}"><s:Header>${good}</s:Header></s:Envelope>`],
    ['an empty Body', envelope(good, '')],
    ['text in the Body', envelope(good, 'send hello to bob')],
    ['two requests in the Body', envelope(good, send + send)],
    ['something after the Body (R1011)', whole.replace('</s:Body>', '</s:Body><s:Body/>')],
    ['two Headers', whole.replace('<s:Body>', '<s:Header/><s:Body>')],
    ['a Header after the Body (R1011)', whole.replace('</s:Body>', '</s:Body><s:Header/>')],
    ['another root', '<Letter/>'],
    ['a header block without a namespace', envelope(`${good}<x/>`, send)],
    ['a Body child without a namespace (R1014)', envelope(good, '<SendMessagesRequest/>')],
    ['mustUnderstand="true" (R1013)', envelope(`${good}<h:x xmlns:h="urn:h" s:mustUnderstand="true"/>`, send)],
    [
      'encodingStyle (R1005)',
      whole.replace('<s:Body>', '<s:Body s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'),
    ],
  ])('an envelope that is none: %s', async (_what, text) => {
    const answer = await house.post(text);
    expect(answer.status).toBe(500);
    expect(faultOf(answer)).toMatchObject({
      code: 'Client',
      namespace: SOAP11,
      detail: { errorName: 'InvalidEnvelope' },
    });
    expect(faultOf(answer).detail?.path).toBeDefined();
    expect(faultOf(answer).detail?.expected).toBeDefined();
  });
});

describe('what an envelope may hold and mean nothing by', () => {
  let house: House;
  const good = passwordText(ALICE);
  const ask = request('GetCapabilities');

  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.drop());

  test.each([
    [
      'a header for another actor, even if it must be understood',
      '<h:x xmlns:h="urn:h" s:actor="urn:another" s:mustUnderstand="1"/>',
    ],
    ['a header that need not be understood', '<h:x xmlns:h="urn:h" s:mustUnderstand="0"><h:deep/></h:x>'],
    ['a header without any attribute', '<wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">x</wsa:Action>'],
  ])('%s', async (_what, header) => {
    expect((await house.post(envelope(header + good, ask))).status).toBe(200);
  });

  test('a wsse:Security for another actor is not taken for ours', async () => {
    const foreign = passwordText(ALICE, 'not ours', ' s:actor="urn:another"');
    expect((await house.post(envelope(foreign + good, ask))).status).toBe(200);
    expect(faultOf(await house.post(envelope(foreign, ask))).code).toBe('InvalidSecurity');
  });

  test.each([
    ['comments anywhere', envelope(good, ask).replace('<s:Body>', '<!-- here --><s:Body><!-- and here -->')],
    [
      'white space and line ends around everything',
      envelope(good, `\r\n  ${ask}\n`).replace('<s:Header>', '\n<s:Header>\n'),
    ],
    ['no XML declaration', envelope(good, ask).replace(/<\?xml.*\?>\n/, '')],
    ['other prefixes', envelope(good, ask).replace(/(<\/?|xmlns:)s(?=[:=])/g, '$1SOAP-ENV')],
    [
      'xsi:type of the declared type (R1017)',
      envelope(
        good,
        ask.replace(
          '<GetCapabilitiesRequest',
          '<GetCapabilitiesRequest xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="GetCapabilitiesRequest"',
        ),
      ),
    ],
  ])('%s', async (_what, text) => {
    expect((await house.post(text)).status).toBe(200);
  });
});
