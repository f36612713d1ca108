import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { generate } from '../../packages/contract/generator/dist/generate.js';
import { loadContract } from '../../packages/contract/generator/dist/load.js';
import { translatePattern } from '../../packages/contract/generator/dist/pattern.js';

const wsdl = fileURLToPath(new URL('../../wsdl', import.meta.url));
const generated = fileURLToPath(new URL('../../packages/contract/src/generated', import.meta.url));
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A document of the contract without its documentation, so that the texts that tests replace stand on one line. */
const bare = (file: string): string =>
  readFileSync(join(wsdl, file), 'utf8')
    .replace(/\s*<(xs:annotation|wsdl:documentation)>[^]*?<\/\1>/g, '')
    .replace(/<([\w:]+)( [^<>]*)>\s*<\/\1>/g, '<$1$2/>');

/** The contract with one text of one document replaced. */
function changed(file: string, from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'imps-gen-'));
  folders.push(folder);
  for (const name of readdirSync(wsdl))
    if (/\.(wsdl|xsd|json)$/.test(name)) copyFileSync(join(wsdl, name), join(folder, name));
  const text = bare(file);
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(
    join(folder, file),
    text.replace(from, () => to),
  );
  return folder;
}

function refusal(file: string, from: string, to: string): string {
  try {
    generate(loadContract(changed(file, from, to)));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('generated');
}

test('the committed code is what the contract compiles to, every time', () => {
  const files = generate(loadContract(wsdl));
  expect([...files.keys()].sort()).toEqual(readdirSync(generated).sort());
  for (const [name, text] of files) expect(readFileSync(join(generated, name), 'utf8')).toBe(text);
  expect(generate(loadContract(wsdl))).toEqual(files);
});

describe('what toolkits read differently is refused with file, line, construct and what to use instead', () => {
  const type = '<xs:element name="number" type="im:PartNumber"/>';
  test.each([
    [
      'a choice',
      'im.xsd',
      type,
      `<xs:choice>${type}</xs:choice>`,
      /im\.xsd:\d+: <choice> .* use optional elements, checked in code/,
    ],
    [
      'a nested sequence',
      'im.xsd',
      type,
      `<xs:sequence>${type}</xs:sequence>`,
      /a nested sequence .* use a named type/,
    ],
    ['xs:any', 'im.xsd', type, '<xs:any/>', /<any> .* use a list of scheme, name and value/],
    [
      'an anonymous type',
      'im.xsd',
      type,
      '<xs:element name="number"><xs:simpleType/></xs:element>',
      /an anonymous type .* use a named type/,
    ],
    [
      'nillable',
      'im.xsd',
      type,
      '<xs:element name="number" type="im:PartNumber" nillable="true"/>',
      /attribute nillable .* use minOccurs="0"/,
    ],
    ['a default', 'im.xsd', type, '<xs:element name="number" type="im:PartNumber" default="1"/>', /attribute default/],
    ['a reference', 'im.xsd', type, '<xs:element ref="im:number"/>', /attribute ref .* use name and type/],
    ['anyURI', 'im.xsd', type, '<xs:element name="number" type="xs:anyURI"/>', /xs:anyURI .* use xs:string/],
    ['unsigned integers', 'im.xsd', type, '<xs:element name="number" type="xs:unsignedInt"/>', /xs:unsignedInt/],
    ['an unknown type', 'im.xsd', type, '<xs:element name="number" type="im:Missing"/>', /the unknown type Missing/],
    [
      'a reserved word',
      'im.xsd',
      type,
      '<xs:element name="class" type="im:PartNumber"/>',
      /the name class, reserved in some language/,
    ],
    [
      'names that differ in case',
      'im.xsd',
      type,
      `${type}<xs:element name="Number" type="im:PartNumber"/>`,
      /element Number beside number/,
    ],
    [
      'minOccurs of two',
      'im.xsd',
      type,
      '<xs:element name="number" type="im:PartNumber" minOccurs="2" maxOccurs="3"/>',
      /minOccurs 2/,
    ],
    [
      'a union',
      'common.xsd',
      '<xs:restriction base="xs:string">',
      '<xs:union memberTypes="xs:string"/><xs:restriction base="xs:string">',
      /an empty simple type|<union>/,
    ],
    [
      'a lower-case enumeration',
      'im.xsd',
      'value="LOW"',
      'value="low"',
      /enumeration value low .* use an UPPER_CASE word/,
    ],
    [
      'a facet of another type',
      'common.xsd',
      '<xs:minInclusive value="100"/>',
      '<xs:totalDigits value="3"/>',
      /facet totalDigits on xs:int/,
    ],
    [
      'an empty range',
      'common.xsd',
      '<xs:minInclusive value="100"/>',
      '<xs:minInclusive value="1000"/>',
      /an empty range/,
    ],
    [
      'a bound beyond the type',
      'common.xsd',
      '<xs:maxInclusive value="999"/>',
      '<xs:maxInclusive value="2147483648"/>',
      /a value of xs:int/,
    ],
    [
      'a type name twice',
      'im.xsd',
      'complexType name="Part"',
      'complexType name="attribute"',
      /type attribute beside Attribute|beside attribute/,
    ],
    [
      'an enumeration in an answer',
      'im.xsd',
      '<xs:element name="messageClass" type="xs:string" minOccurs="0"/>',
      '<xs:element name="messageClass" type="im:MessageClass" minOccurs="0"/>',
      /the enumeration MessageClass in an answer/,
    ],
    [
      'a second leaf of bytes, for which nothing could stand in',
      'im.xsd',
      type,
      `${type}<xs:element name="thumbnail" type="xs:base64Binary" minOccurs="0"/>`,
      /data beside thumbnail in ReceivedPart .* use a type of its own/,
    ],
    [
      'a list of leaves of bytes',
      'im.xsd',
      '<xs:element name="data" type="xs:base64Binary" minOccurs="0"/>',
      '<xs:element name="data" type="xs:base64Binary" minOccurs="0" maxOccurs="2"/>',
      /a list of base64Binary data in Part/,
    ],
    [
      'another element by the name of what stands in',
      'im.xsd',
      type,
      `${type}<xs:element name="attachment" type="xs:string"/>`,
      /attachment beside data in ReceivedPart/,
    ],
    ['unqualified elements', 'im.xsd', 'elementFormDefault="qualified"', '', /elementFormDefault="qualified"/],
    [
      'an import from elsewhere',
      'im.xsd',
      'schemaLocation="common.xsd"',
      'schemaLocation="http://example.org/common.xsd"',
      /use a plain file name beside it/,
    ],
    ['text in the schema', 'im.xsd', type, `${type}oops`, /text between elements/],
    ['an ArrayOf name (R2112)', 'im.xsd', type, '<xs:element name="ArrayOfNumber" type="im:PartNumber"/>', /R2112/],
    [
      'another soapAction',
      'im.wsdl',
      'soapAction="urn:imps-wsi:im:1/GetMessages"',
      'soapAction=""',
      /soapAction .* use urn:imps-wsi:im:1\/GetMessages/,
    ],
    ['rpc style', 'im.wsdl', '<soap:binding style="document"', '<soap:binding style="rpc"', /style document over HTTP/],
    [
      'encoded use (R2706)',
      'im.wsdl',
      '<soap:body use="literal"/>',
      '<soap:body use="encoded"/>',
      /use="literal" \(R2706\)/,
    ],
    [
      'a fault bound by another name (R2721)',
      'im.wsdl',
      '<soap:fault name="ServiceException"',
      '<soap:fault name="Other"',
      /another fault name/,
    ],
    [
      'an unbound operation (R2718)',
      'im.wsdl',
      '<wsdl:operation name="GetCapabilities">',
      '<wsdl:operation name="GetSomething">',
      /R2718|GetCapabilitiesRequest|GetSomethingRequest/,
    ],
    [
      'an unknown message (R2101)',
      'im.wsdl',
      '<wsdl:input message="im:GetMessagesRequest"/>',
      '<wsdl:input message="im:Missing"/>',
      /the unknown message Missing/,
    ],
    [
      'a part with type (R2204)',
      'im.wsdl',
      '<wsdl:part name="fault" element="c:ServiceFault"/>',
      '<wsdl:part name="fault" type="c:ServiceFault"/>',
      /R2204/,
    ],
    ['XML that is none', 'im.wsdl', '</wsdl:service>', '', /<\/wsdl:service> is expected/],
  ])('%s', (_what, file, from, to, message) => {
    expect(refusal(file, from, to)).toMatch(message);
  });

  test('a message with only one repeated element', () => {
    const folder = changed(
      'im.xsd',
      '<xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0"/>\n      <xs:element name="message"',
      '<xs:element name="message"',
    );
    expect(() => loadContract(folder)).toThrow(/SendMessagesRequest with only the repeated message/);
  });
});

describe('a second service, and a schema in two files', () => {
  test('share what is common: nothing is written twice', () => {
    const folder = changed(
      'im.xsd',
      '<xs:import namespace',
      '<xs:include schemaLocation="words.xsd"/>\n  <xs:import namespace',
    );
    const schema = (uri: string, prefix: string, content: string): string =>
      `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:${prefix}="${uri}" xmlns:c="urn:imps-wsi:common:1" targetNamespace="${uri}" elementFormDefault="qualified">${content}</xs:schema>`;
    const word =
      '<xs:simpleType name="Mood"><xs:restriction base="xs:string"><xs:enumeration value="GOOD"/></xs:restriction></xs:simpleType>';
    writeFileSync(join(folder, 'words.xsd'), schema('urn:imps-wsi:im:1', 'im', word));
    const type = (name: string): string =>
      `<xs:complexType name="${name}"><xs:sequence><xs:element name="user" type="c:ImAddress"/><xs:element name="attribute" type="c:Attribute" minOccurs="0" maxOccurs="9"/></xs:sequence></xs:complexType><xs:element name="${name}" type="pr:${name}"/>`;
    const presence = `<xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>${type('GetPresenceRequest')}${type('GetPresenceResponse')}`;
    writeFileSync(join(folder, 'presence.xsd'), schema('urn:imps-wsi:presence:1', 'pr', presence));
    const wsdlText = readFileSync(join(wsdl, 'im.wsdl'), 'utf8')
      .replaceAll('urn:imps-wsi:im:1', 'urn:imps-wsi:presence:1')
      .replaceAll('im.xsd', 'presence.xsd')
      .replaceAll('im:', 'pr:')
      .replaceAll('xmlns:im=', 'xmlns:pr=')
      .replaceAll('GetCapabilities', 'GetPresence')
      .replace(/<wsdl:message name="(?!GetPresence|ServiceException)[\s\S]*?<\/wsdl:message>/g, '')
      .replace(/<wsdl:operation name="(?!GetPresence)[\s\S]*?<\/wsdl:operation>/g, '');
    writeFileSync(join(folder, 'presence.wsdl'), wsdlText);

    const files = generate(loadContract(folder));
    expect(new Set(files.keys())).toEqual(
      new Set(
        [
          'common-codec',
          'common-types',
          'documents',
          'im',
          'im-codec',
          'im-operations',
          'im-types',
          'presence',
          'presence-codec',
          'presence-operations',
          'presence-types',
        ].map((name) => `${name}.ts`),
      ),
    );
    expect(files.get('presence-codec.ts')).toContain("from './common-codec.js'");
    expect(files.get('presence-codec.ts')).toContain(
      '<GetPresenceRequest xmlns="urn:imps-wsi:presence:1" xmlns:c="urn:imps-wsi:common:1">',
    );
    expect(files.get('presence-types.ts')).not.toContain('interface Attribute');
    expect(files.get('presence-operations.ts')).toContain("schemas: Object.freeze(['common.xsd', 'presence.xsd'])");
    expect(files.get('documents.ts')).not.toContain('presence-swa');
    expect(files.get('presence.ts')).not.toContain('Profiles');
    expect(files.get('documents.ts')).toContain('<xs:include schemaLocation="words.xsd"/>');
    expect(files.get('im-types.ts')).toContain("export type Mood = 'GOOD';");
    expect(files.get('im-operations.ts')).toContain("schemas: Object.freeze(['common.xsd', 'words.xsd', 'im.xsd'])");
  });

  test('an include of another namespace is refused', () => {
    expect(
      refusal('im.xsd', '<xs:import namespace', '<xs:include schemaLocation="common.xsd"/>\n  <xs:import namespace'),
    ).toMatch(/use xs:import/);
  });
});

describe('patterns are translated to the same language, or refused', () => {
  const node = {
    file: 'x.xsd',
    line: 1,
    uri: '',
    local: 'pattern',
    attributes: new Map(),
    prefixes: new Map(),
    children: [],
    text: '',
    start: 0,
    inside: 0,
    end: 0,
  };
  test.each([
    ['[a-z]+', 'abc', 'abc1'],
    ['a|b', 'b', 'ab'],
    ['\\d{2}', '٣٤', '1'],
    ['a.b', 'axb', 'a\nb'],
    ['$1^', '$1^', '1'],
    ['[^^]', 'a', '^'],
    ['\\w+@\\w+', 'u1@b2', '@'],
    ['a/b', 'a/b', 'a'],
  ])('%s', (pattern, legal, illegal) => {
    const expression = new RegExp(translatePattern(node, pattern), 'u');
    expect([expression.test(legal), expression.test(illegal)]).toEqual([true, false]);
  });

  test.each(['[a-z-[aeiou]]', '\\i\\c*', '\\p{IsGreek}', '(?:a)', '[', 'a{2,1}'])('%s is refused', (pattern) => {
    expect(() => translatePattern(node, pattern)).toThrow(/x\.xsd:1: /);
  });
});

test('a pattern, a byte length and a true long compile to checks', () => {
  const folder = changed(
    'im.xsd',
    '<xs:simpleType name="PartNumber">',
    `<xs:simpleType name="Hex"><xs:restriction base="xs:string"><xs:pattern value="[0-9a-f]{2,4}"/><xs:whiteSpace value="collapse"/></xs:restriction></xs:simpleType>
     <xs:simpleType name="Hash"><xs:restriction base="xs:base64Binary"><xs:length value="32"/></xs:restriction></xs:simpleType>
     <xs:simpleType name="Big"><xs:restriction base="xs:long"><xs:minInclusive value="0"/></xs:restriction></xs:simpleType>
     <xs:complexType name="Extra"><xs:sequence><xs:element name="hex" type="im:Hex"/><xs:element name="hash" type="im:Hash"/><xs:element name="big" type="im:Big"/><xs:element name="wide" type="xs:long"/></xs:sequence></xs:complexType>
     <xs:simpleType name="PartNumber">`,
  );
  const files = generate(loadContract(folder));
  expect(files.get('im-types.ts')).toContain('export type Big = bigint;');
  expect(files.get('im-codec.ts')).toContain("const P_Hex = new RegExp('^(?:[0-9a-f]{2,4})$', 'u');");
  expect(files.get('im-codec.ts')).toContain('const value = collapse(scanner.readText());');
  expect(files.get('im-codec.ts')).toContain('checkByteLength(scanner, value, 32, 32)');
  expect(files.get('im-codec.ts')).toContain('readLong(scanner, 0n, 9223372036854775807n)');
});

describe('the documents of the other profiles are derived', () => {
  test('from every leaf of bytes and every message that holds one, wherever they are written', () => {
    const folder = changed(
      'common.xsd',
      '<xs:complexType name="Attribute">',
      `<xs:complexType name="Blob"><xs:sequence><xs:element name="data" type="xs:base64Binary"></xs:element></xs:sequence></xs:complexType>
  <xs:complexType name="Attribute">`,
    );
    const schema = readFileSync(join(folder, 'im.xsd'), 'utf8');
    const field = '<xs:element name="domain" type="xs:string" maxOccurs="unbounded">';
    if (!schema.includes(field)) throw new Error('im.xsd has changed');
    writeFileSync(join(folder, 'im.xsd'), schema.replace(field, `<xs:element name="logo" type="c:Blob"/>${field}`));
    const contract = loadContract(folder);
    const text = (file: string): string => contract.documents.get(file) ?? '';
    expect(text('common-swa.xsd')).toContain('xmlns:swa="http://ws-i.org/profiles/basic/1.1/xsd"');
    expect(text('common-swa.xsd')).toContain(
      '<xs:element name="data" type="xs:base64Binary" minOccurs="0"></xs:element>',
    );
    expect(text('common-mtom.xsd')).toContain('xmime:expectedContentTypes="application/octet-stream"></xs:element>');
    expect(text('im-swa.xsd')).toContain('schemaLocation="common-swa.xsd"');
    expect(text('im-mtom.wsdl')).toContain('schemaLocation="common-mtom.xsd"');
    expect(text('im-swa.wsdl').split('<mime:multipartRelated>')).toHaveLength(5);
    expect(text('im.xsd')).toContain('schemaLocation="common.xsd"');
  });

  test('where nothing holds bytes, there is the one of SOAP 1.2 and none that is about packages', () => {
    const folder = changed('im.xsd', '<xs:element name="data" type="xs:base64Binary"/>', '');
    const schema = readFileSync(join(folder, 'im.xsd'), 'utf8');
    writeFileSync(join(folder, 'im.xsd'), schema.replaceAll('xs:base64Binary', 'xs:string'));
    const contract = loadContract(folder);
    const names = [...contract.documents.keys()];
    expect(names.filter((name) => /^(?:im|common)\b/.test(name))).toEqual([
      'common.xsd',
      'im-soap12.wsdl',
      'im.wsdl',
      'im.xsd',
    ]);
    expect(names.filter((name) => /swa|mtom/.test(name))).toEqual([]);
    expect(new Set(contract.derived.map(({ profile }) => profile))).toEqual(new Set(['soap12']));
  });
});
