import { describe, expect, test } from '@jest/globals';
import { findImOperation } from '@imps-wsi/contract/im';
import { readEnvelope, Soap11, Soap12, SoapError, writeEnvelope, type EnvelopeOptions } from '@imps-wsi/contract/soap';
import { XmlError, xmlName, XmlToken } from '@imps-wsi/contract/xml';

const NS = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"';
const BODY = '<s:Body><GetCapabilitiesRequest xmlns="urn:imps-wsi:im:1"/></s:Body>';

function envelope(content: string, attributes = ''): string {
  return `<s:Envelope ${NS}${attributes}>${content}</s:Envelope>`;
}

/** Reads the whole envelope, its Body's child skipped. */
function readWhole(text: string, options: EnvelopeOptions = {}): void {
  const read = readEnvelope(text, options);
  read.scanner.skipElement();
  read.finish();
}

function refusal(text: string, options: EnvelopeOptions = {}): SoapError {
  try {
    readWhole(text, options);
  } catch (error) {
    if (error instanceof SoapError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('R9980: an envelope is a Header, perhaps, and a Body with one element', () => {
  test.each([
    ['without a Header', envelope(BODY)],
    ['with an empty Header', envelope(`<s:Header/>${BODY}`)],
    [
      'with any prefix',
      '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><x:y xmlns:x="u"/></Body></Envelope>',
    ],
    ['with white space and comments', ` ${envelope(`\n<!-- x --><s:Header>\n</s:Header>\n${BODY}\n`)}\n`],
    ['with foreign attributes', envelope(BODY, ' xmlns:f="urn:f" f:x="1" xml:lang="en"')],
  ])('%s', (_what, text) => {
    expect(() => readWhole(text)).not.toThrow();
  });

  test.each([
    ['another root', `<a/>`, 'an Envelope of namespace'],
    ['a Header behind the Body', envelope(`${BODY}<s:Header/>`), 'nothing behind the Body'],
    ['two Headers', envelope(`<s:Header/><s:Header/>${BODY}`), 'one Header only'],
    ['no Body', envelope('<s:Header/>'), 'a Body of namespace'],
    ['a Body of no namespace', envelope('<Body/>'), 'a Body of namespace'],
    ['an empty Body', envelope('<s:Body/>'), 'one element in the Body'],
    ['text in the Body', envelope('<s:Body>hello</s:Body>'), 'one element in the Body'],
    [
      'two elements in the Body',
      envelope('<s:Body><a xmlns="u"/><b xmlns="u"/></s:Body>'),
      'exactly one element in the Body',
    ],
    ['R1014: a child of no namespace', envelope('<s:Body><a/></s:Body>'), '(R1014)'],
    ['R1011: something behind the Body', envelope(`${BODY}<x xmlns="u"/>`), '(R1011)'],
    ['R1005: encodingStyle on the Envelope', envelope(BODY, ' s:encodingStyle="u"'), '(R1005, R1032)'],
    [
      'R1032: an envelope attribute on the Body',
      envelope(BODY.replace('s:Body>', 's:Body s:x="1">')),
      '(R1005, R1032)',
    ],
    [
      'R1006: encodingStyle on the Body child',
      envelope('<s:Body><a xmlns="u" s:encodingStyle="u"/></s:Body>'),
      '(R1006)',
    ],
    [
      'R1013: mustUnderstand in words',
      envelope(`<s:Header><h xmlns="u" s:mustUnderstand="true"/></s:Header>${BODY}`),
      '(R1013)',
    ],
    ['a header block of no namespace', envelope(`<s:Header><h/></s:Header>${BODY}`), 'header blocks in a namespace'],
    ['text in the Header', envelope(`<s:Header>x</s:Header>${BODY}`), 'only elements in the Header'],
  ])('Client: %s', (_what, text, expected) => {
    const error = refusal(text);
    expect(error.fault).toBe('Client');
    expect(error.expected).toContain(expected);
  });

  test('R1008, R1009: no DTD, no processing instruction', () => {
    expect(() => readWhole(`<!DOCTYPE x>${envelope(BODY)}`)).toThrow(XmlError);
    expect(() => readWhole(`<?xml-stylesheet href="x"?>${envelope(BODY)}`)).toThrow(XmlError);
  });
});

describe('R2725: VersionMismatch, then MustUnderstand, then Client', () => {
  const soap12 = (content: string): string => `<s:Envelope xmlns:s="${Soap12.namespace}">${content}</s:Envelope>`;

  test('an envelope of another version is a VersionMismatch before anything else', () => {
    expect(refusal(soap12('<nonsense/>')).fault).toBe('VersionMismatch');
    expect(refusal('<Envelope><s/></Envelope>').fault).toBe('VersionMismatch');
    expect(refusal(soap12('<nonsense/>')).message).toContain(Soap11.namespace);
  });

  test('R1027: a mandatory header that is not known comes before an error in the Body', () => {
    const text = envelope(
      '<s:Header><a:one xmlns:a="urn:a" s:mustUnderstand="1"/><b xmlns="urn:b" s:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"/></s:Header><nonsense/>',
    );
    const error = refusal(text);
    expect(error.fault).toBe('MustUnderstand');
    expect(error.notUnderstood).toEqual([
      { uri: 'urn:a', local: 'one' },
      { uri: 'urn:b', local: 'b' },
    ]);
    expect(error.message).toContain('{urn:a}one, {urn:b}b');
  });

  test('a fault names some of many unknown headers, so that it does not outgrow the request', () => {
    const blocks = '<a:one s:mustUnderstand="1"/>'.repeat(1000);
    const error = refusal(
      `<s:Envelope ${NS} xmlns:a="${'u'.repeat(8000)}"><s:Header>${blocks}</s:Header>${BODY}</s:Envelope>`,
    );
    expect(error.fault).toBe('MustUnderstand');
    expect(error.message.length).toBeLessThan(3000);
    expect(error.message).toMatch(/and 992 more$/);
    expect(error.notUnderstood).toHaveLength(8);
  });

  test('headers that are optional, known, or for somebody else are no hindrance', () => {
    const known = xmlName('urn:test-known', 'h');
    const text = envelope(
      '<s:Header><h xmlns="urn:test-known" s:mustUnderstand="1"/><o xmlns="u"/><z xmlns="u" s:mustUnderstand="0"/>' +
        `<x xmlns="u" s:mustUnderstand="1" s:actor="urn:somebody"/></s:Header>${BODY}`,
    );
    const read = readEnvelope(text, { understood: [known] });
    expect(read.headers.map(({ local, mustUnderstand, forUs }) => [local, mustUnderstand, forUs])).toEqual([
      ['h', true, true],
      ['o', false, true],
      ['z', false, true],
      ['x', true, false],
    ]);
    expect(read.header(known)?.path).toBe('/s:Envelope/s:Header/h');
  });

  test('SOAP 1.2 where it is spoken', () => {
    const text = soap12(
      `<s:Header><h xmlns="u" s:mustUnderstand="true" s:role="${Soap12.namespace}/role/ultimateReceiver"/></s:Header>${BODY}`,
    );
    const options = { versions: [Soap11, Soap12] };
    expect(refusal(text, options).fault).toBe('MustUnderstand');
    expect(() => readWhole(soap12(BODY), options)).not.toThrow();
  });
});

describe('SOAP 1.2 has rules of its own where it differs', () => {
  const options = { versions: [Soap12] };
  const soap12 = (content: string, attributes = ''): string =>
    `<s:Envelope xmlns:s="${Soap12.namespace}"${attributes}>${content}</s:Envelope>`;
  const block = (attributes: string): string => soap12(`<s:Header><h xmlns="u"${attributes}/></s:Header>${BODY}`);

  test.each([
    ['part 1 §5.4.6: a root of another name', '<a/>', 'VersionMismatch', Soap12],
    [
      'an Envelope of a draft',
      '<Envelope xmlns="http://www.w3.org/2001/12/soap-envelope"/>',
      'VersionMismatch',
      Soap12,
    ],
    ['appendix A: an Envelope of SOAP 1.1', envelope(BODY), 'VersionMismatch', Soap11],
  ])('%s', (_what, text, fault, answerIn) => {
    const error = refusal(text, options);
    expect([error.fault, error.mismatch]).toEqual([fault, { answerIn, supported: [Soap12] }]);
  });

  test.each([
    ['§5.1.1: encodingStyle on the Envelope', soap12(BODY, ' s:encodingStyle="u"'), 'Client', '§5.1'],
    ['§5.2.4: relay that is no boolean', block(' s:relay="2"'), 'Client', '§5.2.4'],
    ['§5.2.3: mustUnderstand that is no boolean', block(' s:mustUnderstand="on"'), 'Client', '§5.2.3'],
    ['§5.1: something behind the Body', soap12(`${BODY}<x xmlns="u"/>`), 'Client', '§5.1'],
    [
      '§5.4.6: data encoding on the Body child',
      soap12('<s:Body><a xmlns="u" s:encodingStyle="u"/></s:Body>'),
      'DataEncodingUnknown',
      '§5.1.1',
    ],
  ])('%s', (_what, text, fault, clause) => {
    const error = refusal(text, options);
    expect([error.fault, error.expected]).toEqual([fault, expect.stringContaining(clause)]);
  });

  test('an encoding matters on blocks that are processed, after those that are not understood', () => {
    const known = { ...options, understood: [xmlName('u', 'h')] };
    expect(refusal(block(' s:encodingStyle="urn:e"'), known).fault).toBe('DataEncodingUnknown');
    expect(() => readWhole(block(' s:encodingStyle="urn:e"'), options)).not.toThrow();
    const foreign = block(' s:encodingStyle="urn:e"').replace('<h ', '<k xmlns="u" s:mustUnderstand="1"/><h ');
    expect(refusal(foreign, known).fault).toBe('MustUnderstand');
    expect(() => readWhole(block(` s:encodingStyle=" ${Soap12.namespace}/encoding/none "`), known)).not.toThrow();
  });
});

describe('between Header and Body there is time to authenticate', () => {
  test('R1127: the Body child is known by its qualified name, nothing behind it has been judged', () => {
    const read = readEnvelope(envelope('<s:Body><GetMessagesRequest xmlns="urn:imps-wsi:im:1"><broken'));
    expect(findImOperation(read.scanner.name)?.name).toBe('GetMessages');
    expect(() => read.scanner.next()).toThrow(XmlError);
  });

  test('a header block can be opened later, with the namespaces around it', () => {
    const text = envelope(`<s:Header xmlns:p="urn:p"><p:h><p:v> 1 </p:v></p:h></s:Header>${BODY}`);
    const read = readEnvelope(text);
    const [header] = read.headers;
    const scanner = header?.open();
    expect(scanner?.next()).toBe(XmlToken.Start);
    expect([scanner?.namespaceUri, scanner?.readText()]).toEqual(['urn:p', ' 1 ']);
    expect(read.scanner.source.slice(header?.start, header?.end)).toBe('<p:h><p:v> 1 </p:v></p:h>');
  });
});

test('what writeEnvelope writes is read back', () => {
  for (const version of [Soap11, Soap12]) {
    const text = writeEnvelope(version, {
      headers: [(writer) => writer.raw('<h:a xmlns:h="urn:h" soap:mustUnderstand="0"/>')],
      body: (writer) => writer.raw('<b xmlns="urn:b"/>'),
    });
    const read = readEnvelope(text, { versions: [version] });
    expect([read.version, read.headers.length, read.scanner.namespaceUri]).toEqual([version, 1, 'urn:b']);
    read.scanner.skipElement();
    read.finish();
  }
});
