import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BOB } from '../wire/house.js';
import { message, passwordText, request, sendMessages } from '../wire/envelope.js';
import { ALICE } from '../wire/house.js';
import { faultIn, openConformanceHouse, type ConformanceHouse } from './conformance-house.js';
import { textOf } from './raw-http.js';
import { envelopeOf, SPOKEN } from './spoken.js';

/** The many ways to write one envelope, all of which mean the same; and those that are none. */

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const XSD = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

let house: ConformanceHouse;
beforeAll(async () => {
  house = await openConformanceHouse();
});
afterAll(() => house.close());

describe.each(SPOKEN)('$name: the same envelope, written differently', (spoken) => {
  const ask = envelopeOf(spoken, passwordText(ALICE), request('GetCapabilities'));
  const [declaration = '', bare = ''] = ask.split('\n');
  const on = (element: string, attributes: string) => (text: string) =>
    text.replace(`<${element}`, `<${element} ${attributes}`);
  /** Renames a prefix, declarations included. */
  const prefixed = (from: string, to: string) => (text: string) =>
    text
      .replaceAll(`<${from}:`, `<${to}:`)
      .replaceAll(`</${from}:`, `</${to}:`)
      .replaceAll(`xmlns:${from}=`, `xmlns:${to}=`)
      .replaceAll(` ${from}:`, ` ${to}:`);
  const unprefixed = (text: string): string =>
    text.replaceAll('<s:', '<').replaceAll('</s:', '</').replace('xmlns:s=', 'xmlns=');

  const ways: readonly (readonly [what: string, write: (text: string) => string])[] = [
    ['R1010: with an XML declaration', (text) => text],
    ['R1010: without one', () => bare],
    ['R1010: with standalone', () => `<?xml version="1.0" encoding="utf-8" standalone="yes"?>${bare}`],
    ['R1010: that is not standalone', () => `<?xml version='1.0' standalone='no' ?>\r\n${bare}`],
    ['white space before an envelope without declaration', () => `\r\n\t ${bare}`],
    ['white space and a comment behind the envelope', (text) => `${text}\n<!-- the end -->\n`],
    ['a comment before the envelope', () => `${declaration}<!-- to whom it may concern -->${bare}`],
    ['comments and white space between all elements', (text) => text.replace(/>(?=<)/g, '>\n <!-- - -->\t')],
    ['line ends as carriage returns', (text) => text.replace(/>(?=<)/g, '>\r')],
    ['white space in tags', (text) => text.replace(/<\/([\w:]+)>/g, '</$1 \n>').replace('<s:Body', '<s:Body\n\t')],
    ['apostrophes around attributes', (text) => text.replaceAll('"', "'")],
    ['R9980: the prefix SOAP-ENV', prefixed('s', 'SOAP-ENV')],
    ['R9980: a prefix of other letters', prefixed('s', '_é.封-1')],
    ['R9980: the default namespace for the envelope', unprefixed],
    [
      'the prefix of the envelope means something else inside of the Body',
      (text) =>
        text
          .replace('<GetCapabilitiesRequest xmlns=', '<s:GetCapabilitiesRequest xmlns:s=')
          .replace('</GetC', '</s:GetC'),
    ],
    [
      'the prefix of the Security header means something else in a block before it',
      (text) => text.replace('<s:Header>', '<s:Header><wsse:Security xmlns:wsse="urn:not-security"/>'),
    ],
    [
      'one prefix for the envelope, another one of the same namespace for the Body',
      (text) => text.replace(/(<\/?)s:Body/g, '$1b:Body').replace('xmlns:s=', `xmlns:b="${spoken.namespace}" xmlns:s=`),
    ],
    [
      'all namespaces declared at the top, more than are used',
      (text) =>
        text
          .replace(' xmlns="urn:imps-wsi:im:1"', '')
          .replace('<GetC', '<i:GetC')
          .replace('</GetC', '</i:GetC')
          .replace('<s:Envelope', `<s:Envelope ${XSI} ${XSD} xmlns:i="urn:imps-wsi:im:1"`),
    ],
    ['R1033: the prefix xml declared', on('s:Envelope', 'xmlns:xml="http://www.w3.org/XML/1998/namespace"')],
    [
      'an end tag in place of an empty element',
      (text) => text.replace(/<(GetCapabilitiesRequest)([^>]*)><\/\1>/, '<$1$2/>'),
    ],
    [
      'a character reference in an attribute',
      (text) => text.replace('urn:imps-wsi:im:1', 'urn:imps-wsi&#58;im&#x3A;1'),
    ],
    ['CDATA around a leaf', (text) => text.replace(/(<wsse:Username>)([^<]*)/, '$1<![CDATA[$2]]>')],
    [
      'R1017: xsi:type of the declared type',
      on('GetCapabilitiesRequest', `${XSI} xmlns:i="urn:imps-wsi:im:1" xsi:type="i:GetCapabilitiesRequest"`),
    ],
    ['xsi:nil that says no', on('GetCapabilitiesRequest', `${XSI} xsi:nil="false"`)],
    ['xsi:nil on an empty request element', on('GetCapabilitiesRequest', `${XSI} xsi:nil="1"`)],
    [
      'xsi:schemaLocation on the envelope',
      on('s:Envelope', `${XSI} xsi:schemaLocation="${spoken.namespace} http://127.0.0.1:1/x.xsd"`),
    ],
    [
      'xsi:schemaLocation on the request',
      on('GetCapabilitiesRequest', `${XSI} xsi:schemaLocation="urn:imps-wsi:im:1 nowhere.xsd"`),
    ],
    ['xsi:noNamespaceSchemaLocation', on('GetCapabilitiesRequest', `${XSI} xsi:noNamespaceSchemaLocation="x.xsd"`)],
    ['xml:lang, xml:space and xml:id on Envelope', on('s:Envelope', 'xml:lang="de" xml:space="preserve" xml:id="e1"')],
    ['xml:lang, xml:space and xml:id on Body', on('s:Body', 'xml:lang="" xml:space="default" xml:id="b1"')],
    [
      'an attribute of somebody else on Envelope, Header and Body',
      (text) =>
        ['s:Envelope', 's:Header', 's:Body'].reduce(
          (all, each) => on(each, 'xmlns:f="urn:foreign" f:a="1"')(all),
          text,
        ),
    ],
    [
      'an attribute of no namespace on Envelope, Header and Body',
      (text) => ['s:Envelope', 's:Header', 's:Body'].reduce((all, each) => on(each, 'a="1"')(all), text),
    ],
    ['an attribute of somebody else on the request', on('GetCapabilitiesRequest', 'xmlns:f="urn:foreign" f:a="1"')],
    [
      'xml:lang, xml:space and xml:id on the request',
      on('GetCapabilitiesRequest', 'xml:lang="x" xml:space="default" xml:id="r"'),
    ],
    [
      'wsu:Id on the Body',
      on(
        's:Body',
        'xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="b"',
      ),
    ],
    [
      'header blocks before the Security header',
      (text) => text.replace('<s:Header>', '<s:Header><x xmlns="urn:x">1</x><y xmlns="urn:y"/>'),
    ],
    [
      'header blocks behind the Security header',
      (text) => text.replace('</s:Header>', '<x xmlns="urn:x"><s:Body/></x></s:Header>'),
    ],
  ];

  test.each(ways)('WSI-3, GIM-10: %s', async (_what, write) => {
    const written = write(ask);
    const answer = await house.tell(spoken, written);
    expect([answer.status, textOf(answer)]).toEqual([200, expect.stringContaining('GetCapabilitiesResponse')]);
  });

  test('they are different', () => {
    const written = ways.map(([, write]) => write(ask));
    expect(new Set(written).size).toBe(ways.length);
  });

  test.each([
    ['CDATA', 'a <![CDATA[& <b> ]]]]><![CDATA[> c]]>', 'a & <b> ]]> c'],
    ['character references', '&#65;&#x42;&#128512;&lt;&gt;&amp;&quot;&apos;', 'AB\u{1f600}<>&"\''],
    ['comments inside', 'one<!-- not -->two', 'onetwo'],
    ['white space around, which is content', '  a \n b\t', '  a \n b\t'],
    ['line ends of other systems, which XML makes one', 'a\r\nb\rc', 'a\nb\nc'],
    ['a carriage return that is meant', 'a&#13;\nb&#xD;', 'a\r\nb\r'],
    ['nothing but white space', ' \n ', ' \n '],
    [
      'characters of all planes',
      '\u00e9\u4e2d\u{1f469}\u200d\u{1f4bb}\ufffd',
      '\u00e9\u4e2d\u{1f469}\u200d\u{1f4bb}\ufffd',
    ],
  ])('text arrives as XML has it: %s', async (_what, written, meant) => {
    const part = `<part><contentType>text/plain</contentType><text>${written}</text></part>`;
    const sent = await house.tell(spoken, envelopeOf(spoken, passwordText(ALICE), sendMessages(message({ part }))));
    expect([sent.status, textOf(sent)]).toEqual([200, expect.stringContaining('<code>200</code>')]);
    const read = await house.tell(spoken, envelopeOf(spoken, passwordText(BOB), request('GetMessages')));
    const [, text = ''] = /<text>([^]*?)<\/text>/.exec(textOf(read)) ?? [];
    const plain = text
      .replaceAll('&#13;', '\r')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    expect(plain).toBe(meant);
  });
});

describe.each(SPOKEN)('$name: what is no envelope is refused and stores nothing', (spoken) => {
  const good = envelopeOf(spoken, passwordText(ALICE), sendMessages(message()));
  const bare = good.replace(/^<\?xml.*\n/, '');
  afterEach(async () => {
    expect((await house.asBob(request('GetMessages'))).text).not.toContain('<item>');
  });
  const isRefused = async (text: string, errorName: string): Promise<void> => {
    expect(text).not.toBe(good);
    const answer = await house.tell(spoken, text);
    expect(answer.status).toBe(spoken.sender.status);
    expect(faultIn(answer)).toMatchObject({ code: spoken.sender.code, errorName });
  };
  const attribute = (element: string, text: string): string => good.replace(`<${element}`, `<${element} ${text}`);
  const ENCODING = 's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"';

  test.each([
    ['R1008: a document type', `<!DOCTYPE s:Envelope>${bare}`],
    ['R1008: a document type with an internal subset', `<!DOCTYPE x [<!ELEMENT x ANY>]>${bare}`],
    ['R1008: a document type behind the declaration', good.replace('<s:Env', '<!DOCTYPE x SYSTEM "x.dtd"><s:Env')],
    ['R1009: a processing instruction before the envelope', `<?xml-stylesheet href="x"?>${bare}`],
    ['R1009: a processing instruction inside of it', good.replace('<s:Header>', '<s:Header><?x?>')],
    ['R1009: a processing instruction in the text of a message', good.replace('hello', 'hel<?x y?>lo')],
    ['R1009: a processing instruction behind it', `${good}<?x y?>`],
    ['R1010: white space before the declaration', ` ${good}`],
    ['R1010: two declarations', `${good.split('\n')[0] ?? ''}${good}`],
    ['R1010: XML 1.1', good.replace('"1.0"', '"1.1"')],
    ['R1010: XML 2.0', good.replace('"1.0"', '"2.0"')],
    ['R1010: standalone that is neither yes nor no', good.replace('?>', ' standalone="maybe"?>')],
    ['R9980: a prefix that is not declared', good.replace('<s:Body>', '<s:Body t:x="1">')],
    ['R9980: the prefix of the envelope, undeclared', good.replace(/ xmlns:s="[^"]*"/, '')],
    ['R9980: a second root', good + bare],
    ['R9980: text behind the envelope', `${good}hello`],
  ])('%s', async (_what, text) => {
    await isRefused(text, 'MalformedXml');
  });

  test.each([
    ['R9980: no Body', good.replace(/<s:Body>[^]*<\/s:Body>/, '')],
    ['R9980: nothing at all', `<s:Envelope xmlns:s="${spoken.namespace}"/>`],
    ['R9980: two Headers', good.replace('<s:Body>', '<s:Header/><s:Body>')],
    ['R9980: a Header behind the Body', good.replace('</s:Body>', '</s:Body><s:Header/>')],
    ['R9980: text between Header and Body', good.replace('<s:Body>', 'and<s:Body>')],
    ['R9980: text in the Header', good.replace('<s:Header>', '<s:Header>dear provider')],
    ['R9980: another element before the Header', good.replace('<s:Header>', '<x xmlns="urn:x"/><s:Header>')],
    ['R9980: an element of no namespace in the Header', good.replace('<s:Header>', '<s:Header><x/>')],
    ['R1011: an element behind the Body', good.replace('</s:Body>', '</s:Body><x xmlns="urn:x"/>')],
    ['R1011: a second Body', good.replace('</s:Body>', '</s:Body><s:Body/>')],
    ['R1011: text behind the Body', good.replace('</s:Body>', '</s:Body>yours')],
    ['R9981: two children in the Body', good.replace('</s:Body>', `${request('GetCapabilities')}</s:Body>`)],
    ['R9981: no child in the Body', good.replace(/<s:Body>[^]*<\/s:Body>/, '<s:Body/>')],
    ['R9981: white space in the Body', good.replace(/<s:Body>[^]*<\/s:Body>/, '<s:Body> \n </s:Body>')],
    ['R9981: text in the Body', good.replace('<s:Body>', '<s:Body>please')],
    ['R9981: text behind the child of the Body', good.replace('</s:Body>', 'thanks</s:Body>')],
    ['R1014: a child of the Body without a namespace', good.replace(/ xmlns="urn:imps-wsi:im:1"/, '')],
    ['R1014: a child whose default namespace was taken back', good.replace('xmlns="urn:imps-wsi:im:1"', 'xmlns=""')],
    ['R1005: encodingStyle on Envelope', attribute('s:Envelope', ENCODING)],
    ['R1005: encodingStyle on Header', attribute('s:Header', ENCODING)],
    ['R1005: encodingStyle on Body', attribute('s:Body', ENCODING)],
    ['R1005: even an empty one', attribute('s:Body', 's:encodingStyle=""')],
    ['R1032: an attribute of the envelope on Envelope', attribute('s:Envelope', 's:mustUnderstand="0"')],
    ['R1032: an attribute of the envelope on Header', attribute('s:Header', `s:${spoken.roleAttribute}="urn:x"`)],
    ['R1032: an attribute of the envelope on Body', attribute('s:Body', 's:nonsense="1"')],
  ])('%s', async (_what, text) => {
    await isRefused(text, 'InvalidEnvelope');
  });

  test.each([
    ['xsi:type of another type', `${XSI} xmlns:i="urn:imps-wsi:im:1" xsi:type="i:Part"`],
    ['xsi:type of a prefix that is not declared', `${XSI} xsi:type="nobody:OutgoingMessage"`],
    ['xsi:nil on what has content', `${XSI} xsi:nil="true"`],
    ['xsi:nil that is no boolean', `${XSI} xsi:nil="perhaps"`],
    ['an attribute without a namespace', 'urgent="1"'],
  ])('GM-2: the schemas hold for attributes too: %s', async (_what, text) => {
    await isRefused(attribute('message', text), 'SchemaViolation');
  });

  test.each(['<Letter/>', '<s:Letter xmlns:s="SOAP"/>', '<html xmlns="http://www.w3.org/1999/xhtml"/>'])(
    'R1015: a root that is no Envelope is answered by a fault: %s',
    async (text) => {
      const answer = await house.tell(spoken, text.replace('SOAP', spoken.namespace));
      // SOAP 1.2 part 1 §5.4.6 calls it a VersionMismatch.
      expect([answer.status, faultIn(answer).code]).toEqual([
        500,
        spoken.name === 'SOAP 1.1' ? 'Client' : 'VersionMismatch',
      ]);
    },
  );

  test('R1006: encodingStyle on the child of the Body', async () => {
    const answer = await house.tell(spoken, attribute('SendMessagesRequest', ENCODING));
    const { code } = faultIn(answer);
    // SOAP 1.2 has a code for it (part 1 §5.4.6), which is no Sender and so comes with 500.
    expect([answer.status, code]).toEqual([500, spoken.name === 'SOAP 1.1' ? 'Client' : 'DataEncodingUnknown']);
  });
});
