import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  envelope,
  message,
  passwordDigest,
  passwordText,
  request,
  sendMessages,
  SOAP11,
  SOAP12,
  WSSE,
} from './envelope.js';
import { faultOf, post, valuesOf, type Answer } from './exchange.js';
import { ALICE, BOB, openHouse, type House } from './house.js';
import { envelope12, fault12Of, post12, SOAP12_TYPE } from './soap12-wire.js';

/**
 * SOAP 1.2 (second edition) as raw requests at its own address. Clauses are of its part 1, where no part is named.
 */
describe('an address of SOAP 1.2', () => {
  let house: House;
  let url: string;
  const capabilities = request('GetCapabilities');
  const whole = envelope12(passwordText(ALICE), capabilities);
  /** A header block that nobody here knows. */
  const unknown = (attributes: string): string => `<x:unknown xmlns:x="urn:x"${attributes}/>`;
  const withHeader = (block: string): string => envelope12(passwordText(ALICE) + block, capabilities);
  const role = (name: string): string => ` s:role="${SOAP12}/role/${name}"`;
  const isSender = (answer: Answer): void => {
    expect([answer.status, answer.headers['content-type']]).toEqual([400, SOAP12_TYPE]);
    expect(fault12Of(answer)).toMatchObject({ version: '1.2', code: 'Sender', namespace: SOAP12 });
  };

  beforeAll(async () => {
    house = await openHouse();
    url = `${house.url}/soap12`;
  });
  afterAll(() => house.drop());

  describe('WSI-1: answers in the version that was asked in', () => {
    test('a message is sent by SOAP 1.2 and read by it, and by SOAP 1.1', async () => {
      const answer = await post12(url, envelope12(passwordText(ALICE), sendMessages(message(), message())));
      expect([answer.status, answer.headers['content-type']]).toEqual([200, SOAP12_TYPE]);
      expect(answer.text).toContain(`<soap:Envelope xmlns:soap="${SOAP12}">`);
      expect(valuesOf(answer, 'code')).toEqual(['200', '200', '200']);
      const read = request('GetMessages', '<maxMessages>1</maxMessages>');
      expect(valuesOf(await post12(url, envelope12(passwordText(BOB), read)), 'text')).toEqual(['hello']);
      expect(valuesOf(await house.asBob(read), 'text')).toEqual(['hello']);
    });

    test.each([
      ['quoted', 'application/soap+xml; charset=utf-8; action="urn:imps-wsi:im:1/GetCapabilities"'],
      ['without quotes', 'application/soap+xml; charset=utf-8; action=urn:imps-wsi:im:1/GetCapabilities'],
      ['of another operation', 'application/soap+xml;action="urn:imps-wsi:im:1/SendMessages";charset=UTF-8'],
      ['empty', 'application/soap+xml; action=""'],
      ['absent', 'application/soap+xml'],
      ['in capitals', 'Application/SOAP+XML; Charset="UTF-8"; Action="urn:x"'],
    ])('WSI-26: the action is a hint (RFC 3902): %s', async (_what, type) => {
      const answer = await post12(url, whole, { headers: { 'Content-Type': type } });
      expect([answer.status, valuesOf(answer, 'domain')]).toEqual([200, ['b1.example']]);
    });

    test('a SOAPAction, which belongs to SOAP 1.1, is passed over', async () => {
      expect((await post12(url, whole, { headers: { SOAPAction: '"urn:x"' } })).status).toBe(200);
    });

    test.each([
      ['utf-16', ''],
      ['utf-16', '; action=urn:x/y'],
    ])('WSI-26: UTF-16, said by charset=%s%s', async (charset, more) => {
      const bytes = Buffer.from(`\ufeff${whole.replace('encoding="UTF-8"', 'encoding="UTF-16"')}`, 'utf16le');
      const headers = { 'Content-Type': `application/soap+xml; charset=${charset}${more}` };
      expect((await post12(url, bytes, { headers })).status).toBe(200);
    });

    test('the encoding may be said by the envelope alone (RFC 3902, as application/xml)', async () => {
      const bytes = Buffer.from(`\ufeff${whole.replace('encoding="UTF-8"', 'encoding="UTF-16"')}`, 'utf16le');
      const headers = { 'Content-Type': 'application/soap+xml' };
      expect((await post12(url, bytes, { headers })).status).toBe(200);
    });

    test('white space and comments may stand around everything (§5, §5.1)', async () => {
      const text = whole.replace('<s:Body>', '<!-- b -->\n<s:Body>\n').replace('</s:Body>', '\n</s:Body>\n');
      expect((await post12(url, text)).status).toBe(200);
    });
  });

  describe('header blocks (§2.2, §2.4, §5.2)', () => {
    test.each(['true', '1', ' true '])('mustUnderstand="%s" is yes', async (value) => {
      const answer = await post12(url, withHeader(unknown(` s:mustUnderstand="${value}"`)));
      expect(answer.status).toBe(500);
      expect(fault12Of(answer)).toMatchObject({ version: '1.2', code: 'MustUnderstand', namespace: SOAP12 });
    });

    test.each(['false', '0'])('mustUnderstand="%s" is no', async (value) => {
      expect((await post12(url, withHeader(unknown(` s:mustUnderstand="${value}"`)))).status).toBe(200);
    });

    test.each([' s:mustUnderstand="yes"', ' s:mustUnderstand=""', ' s:relay="maybe"'])(
      '%s is no boolean: Sender (§5.2.3, §5.2.4)',
      async (attribute) => {
        const answer = await post12(url, withHeader(unknown(attribute)));
        isSender(answer);
        expect(fault12Of(answer).detail).toMatchObject({
          errorName: 'InvalidEnvelope',
          path: expect.stringContaining('x:unknown'),
        });
      },
    );

    test('relay is for who passes messages on (§5.2.4)', async () => {
      expect((await post12(url, withHeader(unknown(' s:relay="true" s:mustUnderstand="false"')))).status).toBe(200);
    });

    test.each([
      ['next', 500],
      ['ultimateReceiver', 500],
      ['none', 200],
      ['another', 200],
    ])('a block that must be understood, for the role %s: %i (§2.2, §2.6)', async (name, status) => {
      expect((await post12(url, withHeader(unknown(` s:mustUnderstand="1"${role(name)}`)))).status).toBe(status);
    });

    test('a role of SOAP 1.1 is none of SOAP 1.2', async () => {
      const text = withHeader(unknown(' s:mustUnderstand="1" s:role="http://schemas.xmlsoap.org/soap/actor/next"'));
      expect((await post12(url, text)).status).toBe(200);
    });

    test('what was not understood is named by a block each (§5.4.8), before anything in the Body is wrong', async () => {
      const must = ' s:mustUnderstand="true"';
      const blocks = `${unknown(must)}<y:other xmlns:y="urn:y&amp;z"${must}/>`;
      const answer = await post12(url, envelope12(blocks, '<nonsense/>'));
      const named = [...answer.text.matchAll(/<soap:NotUnderstood qname="(\w+):(\w+)" xmlns:\1="([^"]*)"\/>/g)];
      expect(named.map(([, , local, uri]) => [uri, local])).toEqual([
        ['urn:x', 'unknown'],
        ['urn:y&amp;z', 'other'],
      ]);
      expect(fault12Of(answer).detail).toMatchObject({ errorName: 'MustUnderstand', retryable: false });
    });

    test('the Security header is found by its role: ours, or none', async () => {
      for (const name of ['next', 'ultimateReceiver']) {
        const header = passwordText(ALICE, undefined, `${role(name)} s:mustUnderstand="true"`);
        expect((await post12(url, envelope12(header, capabilities))).status).toBe(200);
      }
      for (const name of ['none', 'another']) {
        const answer = await post12(url, envelope12(passwordText(ALICE, undefined, role(name)), capabilities));
        expect([answer.status, fault12Of(answer).detail?.errorName]).toEqual([400, 'SecurityHeaderMissing']);
      }
    });
  });

  describe('encodingStyle (§5.1.1, §5.4.6)', () => {
    const encoded = (value: string): string => ` s:encodingStyle="${value}"`;
    const RPC = 'http://www.w3.org/2003/05/soap-encoding';

    test.each([
      ['the Envelope', (text: string) => text.replace('<s:Envelope', `<s:Envelope${encoded(RPC)}`)],
      ['the Header', (text: string) => text.replace('<s:Header', `<s:Header${encoded(RPC)}`)],
      ['the Body', (text: string) => text.replace('<s:Body', `<s:Body${encoded(`${SOAP12}/encoding/none`)}`)],
    ])('may not stand on %s: Sender', async (_where, spoil) => {
      isSender(await post12(url, spoil(whole)));
    });

    test.each([
      [
        'the child of the Body',
        (text: string) => text.replace('<GetCapabilitiesRequest', `<GetCapabilitiesRequest${encoded(RPC)}`),
      ],
      ['the Security header', (text: string) => text.replace('<wsse:Security', `<wsse:Security${encoded(RPC)}`)],
    ])('of data on %s: DataEncodingUnknown', async (where, spoil) => {
      const answer = await post12(url, spoil(whole));
      expect([where, answer.status]).toEqual([where, 500]);
      expect(fault12Of(answer)).toMatchObject({
        code: 'DataEncodingUnknown',
        detail: { errorName: 'DataEncodingUnknown' },
      });
    });

    test('that claims none, or stands on a block that nobody processes, does no harm', async () => {
      const none = encoded(`${SOAP12}/encoding/none`);
      const text = withHeader(unknown(encoded(RPC)));
      const spoilt = text.replace('<GetCapabilitiesRequest', `<GetCapabilitiesRequest${none}`);
      expect((await post12(url, spoilt)).status).toBe(200);
    });
  });

  describe('versions (§2.8, §5.4.7, appendix A)', () => {
    const upgradeTo = (namespace: string): RegExp =>
      new RegExp(
        `<(\\w+):Upgrade[^>]*><\\1:SupportedEnvelope qname="e:Envelope" xmlns:e="${namespace}"/></\\1:Upgrade></soap:Header>`,
      );

    test('an envelope of SOAP 1.1 is told in SOAP 1.1 that SOAP 1.2 is spoken here', async () => {
      const answer = await post(url, envelope(passwordText(ALICE), capabilities));
      expect([answer.status, answer.headers['content-type']]).toEqual([500, 'text/xml; charset=utf-8']);
      expect(faultOf(answer)).toMatchObject({ code: 'VersionMismatch', namespace: SOAP11, detail: undefined });
      expect(answer.text).toMatch(upgradeTo(SOAP12));
      expect(answer.text).toContain(`xmlns:upg="${SOAP12}"`);
    });

    test('so is one that says it were SOAP 1.2', async () => {
      const answer = await post12(url, envelope(passwordText(ALICE), capabilities));
      expect(fault12Of(answer)).toMatchObject({ version: '1.1', code: 'VersionMismatch' });
    });

    test.each([
      ['a draft', '<e:Envelope xmlns:e="http://www.w3.org/2001/12/soap-envelope"><e:Body/></e:Envelope>'],
      ['no namespace', '<Envelope><Body/></Envelope>'],
      ['another root', capabilities],
      ['another root in its namespace', `<e:Message xmlns:e="${SOAP12}"/>`],
    ])('%s is told in SOAP 1.2, with Upgrade', async (_what, text) => {
      const answer = await post12(url, text);
      expect([answer.status, answer.headers['content-type']]).toEqual([500, SOAP12_TYPE]);
      expect(fault12Of(answer)).toMatchObject({
        version: '1.2',
        code: 'VersionMismatch',
        detail: { errorName: 'VersionMismatch' },
      });
      expect(answer.text).toMatch(upgradeTo(SOAP12));
    });

    test('an address of SOAP 1.1 answers by SOAP 1.1 alone, and knows no Upgrade', async () => {
      const answer = await house.post(whole);
      expect([answer.status, faultOf(answer).code]).toEqual([500, 'VersionMismatch']);
      expect(answer.text).not.toContain('Header');
      expect(answer.text).not.toContain('Upgrade');
    });
  });

  describe('faults and HTTP (§5.4; part 2 §7.5.2.2)', () => {
    test.each([
      ['no XML', 'hello', 'MalformedXml'],
      ['a document type (§5)', whole.replace('<s:Envelope', '<!DOCTYPE x><s:Envelope'), 'MalformedXml'],
      ['a processing instruction (§5)', whole.replace('<s:Body>', '<?x y?><s:Body>'), 'MalformedXml'],
      ['no Body (§5.1)', `<s:Envelope xmlns:s="${SOAP12}"/>`, 'InvalidEnvelope'],
      ['something behind the Body (§5.1)', whole.replace('</s:Body>', '</s:Body><x xmlns="u"/>'), 'InvalidEnvelope'],
      [
        'a child of no namespace (§5.3.1)',
        envelope12(passwordText(ALICE), '<GetCapabilitiesRequest/>'),
        'InvalidEnvelope',
      ],
      ['an operation that is none', envelope12(passwordText(ALICE), request('Nothing')), 'UnknownOperation'],
      ['a field that is none', envelope12(passwordText(ALICE), request('GetMessages', '<x/>')), 'SchemaViolation'],
    ])('%s: 400, Sender, and the same detail as in SOAP 1.1', async (_what, text, errorName) => {
      const answer = await post12(url, text);
      isSender(answer);
      expect(fault12Of(answer).detail).toMatchObject({ errorName, retryable: false });
      expect(answer.text).toContain('<soap:Text xml:lang="en">');
    });

    test('WSI-13: a failed authentication is a Subcode, and tells no more than in SOAP 1.1', async () => {
      const answers = [
        await post12(url, envelope12(passwordText(ALICE, 'guessed'), capabilities)),
        await post12(url, envelope12(passwordText('wv:nobody@b1.example'), capabilities)),
      ];
      answers.forEach(isSender);
      const [one, other] = answers.map(fault12Of);
      expect(one).toMatchObject({
        subcodes: [`{${WSSE}}FailedAuthentication`],
        detail: { errorName: 'FailedAuthentication' },
      });
      expect(other).toEqual(one);
    });

    test('WSI-13: a PasswordDigest works as in SOAP 1.1, its nonce is good for once', async () => {
      const secret = await house.addService('chess');
      const text = envelope12(passwordDigest('wv:chess@b1.example', secret), capabilities);
      expect((await post12(url, text)).status).toBe(200);
      const again = await post12(url, text);
      expect([again.status, fault12Of(again).subcodes]).toEqual([400, [`{${WSSE}}FailedAuthentication`]]);
      const over11 = await house.post(text.replaceAll(SOAP12, SOAP11));
      expect(faultOf(over11).code).toBe('FailedAuthentication');
    });

    test.each([
      ['text/plain', /Send SOAP 1\.2 as application\/soap\+xml\./],
      ['application/xml', /Send SOAP 1\.2/],
      ['multipart/related; type="text/xml"; boundary=b', /attachments are taken at \/soap\/im\/swa\./],
      ['multipart/related; boundary=b', /attachments are taken at \/soap\/im\/soap12\/mtom\./],
    ])('Content-Type %s: 415', async (type, text) => {
      const answer = await post12(url, whole, { headers: { 'Content-Type': type } });
      expect([answer.status, answer.headers['content-type']]).toEqual([415, 'text/plain; charset=utf-8']);
      expect(answer.text).toMatch(text);
    });

    test('SOAP 1.2 as text/xml: 415, because it is well-formed and in the wrong wrapper (part 2 §7.1.4)', async () => {
      const answer = await post(url, whole);
      expect([answer.status, answer.text]).toEqual([415, expect.stringContaining('application/soap+xml')]);
    });

    test('at an address of SOAP 1.1 its media type is a 415 that names the right one', async () => {
      const answer = await post12(house.url, whole);
      expect([answer.status, answer.text]).toEqual([415, expect.stringContaining('is taken at /soap/im/soap12.')]);
    });

    test('the SOAP Response message exchange pattern (part 2 §6.3) is not offered: GET is a 405', async () => {
      const answer = await post(url, '', {
        method: 'GET',
        headers: { Accept: 'application/soap+xml', 'Content-Type': undefined },
      });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
      expect((await post12(url, whole, { method: 'PUT' })).status).toBe(405);
    });
  });

  test.each(['', '/mtom'])(
    'its contract is at ?wsdl, with an address and schemas of its own: /soap12%s',
    async (path) => {
      const get = (address: string) => post(address, '', { method: 'GET', headers: { 'Content-Type': undefined } });
      const wsdl = await get(`${url}${path}?wsdl`);
      expect(wsdl.text).toContain(`<soap12:address location="${url}${path}"/>`);
      const files = [...wsdl.text.matchAll(/schemaLocation="([^"]*)"/g)].map(([, file = '']) => file);
      expect(files).toHaveLength(2);
      for (const file of files) {
        expect((await get(new URL(file, `${url}${path}`).href)).text).toMatch(/<xs:schema [^>]*targetNamespace="urn:/);
      }
    },
  );

  test('nothing of the inside was shown', async () => {
    expect(await house.stillAnswers()).toBe(true);
    expect(house.indiscretions()).toEqual([]);
  });
});
