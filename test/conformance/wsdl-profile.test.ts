import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documents, renderSingleDocument } from '@imps-wsi/contract/documents';
import { imProfiles } from '@imps-wsi/contract/im';
import { PORTS } from '../../packages/provider/dist/pipeline/services.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { REQUIREMENTS } from './basic-profile.js';
import { readDescription, type Description } from './description.js';

const clauses = Object.entries(REQUIREMENTS).map(([id, [what, requirement]]) => ({ id, what, requirement }));

/** WS-I Basic Profile 1.1: what is asked of a description, of each document as a consumer fetches it. */
describe('WSI-1, WSI-26: the contract as it is served', () => {
  let provider: TestProvider;
  const described = new Map<string, Description>();
  const forms = PORTS.flatMap(({ path }) => [`${path}?wsdl`, `${path}?singleWsdl`]);
  beforeAll(async () => {
    provider = await startTestProvider();
    for (const form of forms) {
      const url = new URL(form, provider.url).href;
      described.set(form, await readDescription(url, async (at) => (await fetch(at)).text()));
    }
  });
  afterAll(() => provider.drop());

  describe.each(clauses)('$id: $what', ({ requirement }) => {
    test.each(forms)('%s', (form) => {
      const description = described.get(form);
      expect(description?.schemas.length).toBeGreaterThanOrEqual(2);
      expect(description === undefined ? undefined : requirement(description)).toEqual([]);
    });
  });
});

/** A judge that never says no is none: each clause is shown a contract that breaks it, and it alone has to say so. */
describe('each clause sees its breach', () => {
  const single = renderSingleDocument('im.wsdl', imProfiles.plain.schemas, { address: 'http://h/soap/im' });
  const files: Readonly<Record<string, string>> = { ...documents };
  const SPLIT = 'im.wsdl';
  const part = '<wsdl:part name="request" element="im:GetCapabilitiesRequest">';

  const broken: Readonly<Record<string, readonly [from: string | RegExp, to: string, file?: string]>> = {
    R2001: ['<wsdl:types>', '<wsdl:import namespace="urn:x" location="im.xsd"/><wsdl:types>'],
    R2002: ['<wsdl:types>', '<wsdl:import namespace="urn:x" location="types"/><wsdl:types>'],
    R2003: ['<wsdl:types>', '<wsdl:types><xs:import namespace="urn:x"/>'],
    R2004: ['schemaLocation="im.xsd"', 'schemaLocation="im.wsdl"', SPLIT],
    R2005: ['namespace="urn:imps-wsi:im:1" schemaLocation', 'namespace="urn:other" schemaLocation', SPLIT],
    R2007: ['<wsdl:types>', '<wsdl:import namespace="urn:x"/><wsdl:types>'],
    R2803: ['<wsdl:types>', '<wsdl:import namespace="x" location="x.wsdl"/><wsdl:types>'],
    R2101: ['message="im:GetMessagesRequest"', 'message="im:Nothing"'],
    R2102: ['type="c:ImAddress"', 'type="c:Nothing"'],
    R2105: [/(<xs:schema [^>]*)targetNamespace="urn:imps-wsi:im:1"/, '$1'],
    R2112: ['<xs:complexType name="Part">', '<xs:complexType name="ArrayOfPart">'],
    R2303: [/<wsdl:input message="im:GetMessagesRequest"\/>\s*/, ''],
    R2304: ['<wsdl:operation name="GetMessages">', '<wsdl:operation name="SendMessages">'],
    R2204: [part, '<wsdl:part name="request" type="c:ShortText">'],
    R2201: ['<soap:body use="literal"/>', '<soap:body use="literal" parts="request more"/>'],
    R2210: [part, `<wsdl:part name="more" element="im:GetCapabilitiesRequest"/>${part}`],
    R2706: ['<soap:body use="literal"/>', '<soap:body use="encoded"/>'],
    R2716: ['<soap:body use="literal"/>', '<soap:body use="literal" namespace="urn:x"/>'],
    R2710: ['element="im:GetMessagesRequest"', 'element="im:SendMessagesRequest"'],
    R2718: [/(<wsdl:binding [^]*)<wsdl:operation name="GetMessages">/, '$1<wsdl:operation name="Other">'],
    R2721: ['<soap:fault name="ServiceException" ', '<soap:fault '],
    R2754: ['<soap:fault name="ServiceException" ', '<soap:fault name="Other" '],
    R2740: [/<wsdl:fault name="ServiceException">\s*<soap:fault[^>]*>\s*<\/wsdl:fault>/, ''],
    R2401: [
      '<soap:body use="literal"/>',
      '<soap12:body xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" use="literal"/>',
    ],
    R2702: ['http://schemas.xmlsoap.org/soap/http"', 'http://schemas.xmlsoap.org/soap/smtp"'],
    R2902: [
      '<soap:body use="literal"/>',
      '<mime:multipartRelated xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/"/>',
    ],
  };

  test('all of them are tried', () => {
    expect(Object.keys(broken)).toEqual(Object.keys(REQUIREMENTS));
  });

  test.each(clauses)('$id', async ({ id, requirement }) => {
    const [from, to, file] = broken[id] ?? ['', ''];
    const written = file === undefined ? single : (files[file] ?? '');
    const changed = written.replace(from, to);
    expect(changed).not.toBe(written);
    const texts = (url: string): Promise<string> =>
      Promise.resolve(url === 'http://h/contract' ? changed : (files[url.slice('http://h/'.length)] ?? ''));
    const description = await readDescription('http://h/contract', texts);
    expect(requirement(description)).not.toEqual([]);
  });
});
