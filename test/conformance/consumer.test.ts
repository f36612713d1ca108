import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { InstantInboxClient, type ClientBehaviour } from '@imps-wsi/consumer-sdk';
import { PASSWORD } from '../support/provider.js';
import { BASE64, X509V3 } from '../support/signed-envelope.js';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { childrenOf, descendants, parseXml, type XmlNode } from '../support/xml-tree.js';
import { WSSE, WSU } from '../wire/envelope.js';
import { ALICE, BOB } from '../wire/house.js';
import { readAnswer } from '../wire/raw-package.js';
import { ANSWER_RULES } from './answer-rules.js';
import { invalid, PATIENT } from './conformance-house.js';
import { headerOf } from './raw-http.js';
import { openRelay, type CapturedRequest, type Relay, type RelayedAnswer } from './relay.js';
import { SPOKEN, type Spoken } from './spoken.js';

/** The consumer SDK: what it asks, as bytes on the wire, by the rules for senders; and what answers it takes. */

const CHESS = 'wv:chess@b1.example';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const TOKEN_PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#';

let house: SigningHouse;
let relay: Relay;
let secret: string;
beforeAll(async () => {
  house = await openSigningHouse({ settings: PATIENT });
  relay = await openRelay(house.url);
  secret = await house.addService('chess');
});
afterEach(() => {
  relay.respell = (answer) => answer;
});
afterAll(async () => {
  await relay.close();
  await house.drop();
});

const behaviour = (spoken: Spoken): ClientBehaviour => ({
  endpoint: relay.url + spoken.path,
  soapVersion: spoken.name === 'SOAP 1.1' ? '1.1' : '1.2',
  retry: { maxAttempts: 1 },
});

/** The envelope of a request, alone or in a package. */
const envelopeIn = ({ headers, body }: CapturedRequest): string =>
  readAnswer({ status: 200, headers: { 'content-type': headerOf({ headers }, 'Content-Type') }, bytes: body }).root;
const securityIn = (request: CapturedRequest): XmlNode => {
  const [security] = descendants(parseXml(envelopeIn(request)), WSSE, 'Security');
  if (security === undefined) throw new Error('no Security header');
  return security;
};

describe.each(SPOKEN)('$name: what the SDK sends', (spoken) => {
  let requests: readonly CapturedRequest[];
  let bare: readonly CapturedRequest[];
  let signed: readonly CapturedRequest[];
  beforeAll(async () => {
    relay.requests.length = 0;
    relay.respell = (answer) => ({ ...answer, headers: { ...answer.headers, 'set-cookie': 'session=1' } });
    const alice = new InstantInboxClient({ ...behaviour(spoken), username: ALICE, password: PASSWORD });
    const bob = new InstantInboxClient({ ...behaviour(spoken), username: BOB, password: PASSWORD });
    const chess = new InstantInboxClient({ ...behaviour(spoken), username: CHESS, secret });
    const { pem: certificate, keyPem: privateKey } = house.alice;
    const signer = new InstantInboxClient({ ...behaviour(spoken), username: ALICE, certificate, privateKey });
    const picture = { contentType: 'image/png', data: Buffer.alloc(200_000, 7) };
    const sent = await alice.send({ to: BOB, text: 'white & <black>\r\n \u{1f600}' });
    await chess.send({ to: [BOB, 'wv:nobody@b1.example'], text: 'move', reports: ['FAILURE'] });
    await alice.send({ to: BOB, parts: ['look', picture] });
    for (const message of (await bob.receive({ waitSeconds: 0 })).items) await message.acknowledge({ wait: true });
    await alice.status({ messageId: sent.messageId });
    await chess.capabilities();
    const before = relay.requests.length;
    await signer.send({ to: BOB, text: 'signed' });
    await signer.receive({ waitSeconds: 0 });
    await Promise.all([alice, bob, chess, signer].map((client) => client.close()));
    requests = [...relay.requests];
    signed = requests.slice(before);
    bare = requests.filter(({ path }) => path === spoken.path);
  });

  /** What the operation of a request is, by the Body's child. */
  const operationIn = (request: CapturedRequest): string => {
    const [body] = childrenOf(parseXml(envelopeIn(request)), spoken.namespace, 'Body');
    return body?.children[0]?.local.replace(/Request$/, '') ?? '';
  };

  test('all operations are among it, bare, packaged and signed', () => {
    const operations = new Set(requests.map(operationIn));
    expect([...operations].sort()).toEqual([
      'AcknowledgeMessages',
      'GetCapabilities',
      'GetMessageStatus',
      'GetMessages',
      'SendMessages',
    ]);
    expect(new Set(requests.map(({ path }) => path))).toEqual(new Set([spoken.path, `${spoken.path}/mtom`]));
    expect(signed.map((request) => descendants(securityIn(request), DSIG, 'Signature').length)).toContain(1);
  });

  test('R1132, R1140, R1141: POST, by HTTP/1.1', () => {
    for (const { method, version, headers } of requests) {
      expect([method, version]).toEqual(['POST', '1.1']);
      expect(headerOf({ headers }, 'Host')).toBe(new URL(relay.url).host);
    }
  });

  test('R1109, R2744: SOAPAction is the value of the WSDL, quoted; in SOAP 1.2 it is a parameter of the media type', () => {
    for (const request of requests) {
      const action = `"urn:imps-wsi:im:1/${operationIn(request)}"`;
      const soapAction = headerOf(request, 'SOAPAction');
      const type = headerOf(request, 'Content-Type') ?? '';
      if (spoken.name === 'SOAP 1.1') expect([soapAction, type.includes('action=')]).toEqual([action, false]);
      else
        expect([soapAction, type.replaceAll('\\', '')]).toEqual([
          undefined,
          expect.stringContaining(`action=${action}`),
        ]);
    }
  });

  test('R1018: Content-Type says which encoding', () => {
    for (const request of bare) {
      expect(headerOf(request, 'Content-Type')).toMatch(
        new RegExp(`^${spoken.mediaType.replace('+', '\\+')}; charset=utf-8(; action=|$)`),
      );
    }
  });

  test('R1121: cookies that a provider sets do not come back', () => {
    for (const request of requests) expect(headerOf(request, 'Cookie')).toBeUndefined();
  });

  test.each(['R9980', 'R9981', 'R1014', 'R1032', 'R1005', 'R1008', 'R1009', 'R1012'])(
    '%s holds for requests as for answers',
    (id) => {
      const rule = ANSWER_RULES[id]?.[1];
      for (const request of requests) {
        const answer = {
          version: '1.1',
          status: 200,
          headers: [['Content-Type', spoken.mediaType]] as const,
          body: Buffer.from(envelopeIn(request)),
        };
        expect(rule?.(answer)).toEqual([]);
      }
    },
  );

  test('R1013: the Security header must be understood, and says so in the way of its version', () => {
    for (const request of requests) {
      const { attributes } = securityIn(request);
      const must = Object.entries(attributes).find(([name]) => name.endsWith(':mustUnderstand'))?.[1];
      expect(spoken.yes).toContain(must);
    }
  });

  test('GM-2: valid by the schemas, as libxml2 judges', async () => {
    expect(await invalid(house.url, spoken, bare.map(envelopeIn))).toEqual([]);
  });

  test('R4201, R4212, R4220, R4221, R4222, R4223, R4225: a UsernameToken is as the profile wants it', () => {
    const tokens = requests.flatMap((request) => descendants(securityIn(request), WSSE, 'UsernameToken'));
    expect(tokens.length).toBeGreaterThan(4);
    const types = new Set<string>();
    for (const token of tokens) {
      const one = (uri: string, local: string): XmlNode | undefined => {
        const found = childrenOf(token, uri, local);
        expect([local, found.length]).toEqual([local, Math.min(found.length, 1)]);
        return found[0];
      };
      const [password, nonce, created] = [one(WSSE, 'Password'), one(WSSE, 'Nonce'), one(WSU, 'Created')];
      const type = password?.attributes['Type'] ?? '';
      types.add(type);
      if (nonce !== undefined) expect(nonce.attributes['EncodingType']).toBe(BASE64);
      if (type !== `${TOKEN_PROFILE}PasswordDigest`) continue;
      const digest = createHash('sha1').update(Buffer.from(nonce?.text ?? '', 'base64'));
      expect(password?.text).toBe(
        digest
          .update(created?.text ?? '')
          .update(secret)
          .digest('base64'),
      );
    }
    expect([...types].sort()).toEqual([`${TOKEN_PROFILE}PasswordDigest`, `${TOKEN_PROFILE}PasswordText`]);
  });

  test('R3227, R3203, R3220, R3217: at most one Timestamp, in UTC', () => {
    for (const request of requests) {
      const stamps = childrenOf(securityIn(request), WSU, 'Timestamp');
      expect(stamps.length).toBeLessThanOrEqual(1);
      for (const { children } of stamps) {
        expect(children.map(({ local }) => local).join(' ')).toMatch(/^Created( Expires)?$/);
        for (const { text } of children) expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);
      }
    }
  });

  test('R3029, R3031, R5205, R5404: the token says what it is and precedes its reference; canonicalisation is exclusive', () => {
    for (const request of signed) {
      const security = securityIn(request);
      const [token] = childrenOf(security, WSSE, 'BinarySecurityToken');
      expect([token?.attributes['ValueType'], token?.attributes['EncodingType']]).toEqual([X509V3, BASE64]);
      const order = security.children.map(({ local }) => local);
      expect(order.indexOf('BinarySecurityToken')).toBeLessThan(order.indexOf('Signature'));
      const methods = ['CanonicalizationMethod', 'Transform'].flatMap((name) => descendants(security, DSIG, name));
      expect(methods.length).toBeGreaterThanOrEqual(3);
      for (const { attributes } of methods)
        expect(attributes['Algorithm']).toBe('http://www.w3.org/2001/10/xml-exc-c14n#');
    }
  });
});

describe.each(SPOKEN)('$name: what answers the SDK takes', (spoken) => {
  const ask = async (respell: (answer: RelayedAnswer) => RelayedAnswer): Promise<unknown> => {
    relay.respell = respell;
    const client = new InstantInboxClient({ ...behaviour(spoken), username: ALICE, password: PASSWORD });
    try {
      return await client.capabilities();
    } catch (error) {
      return error;
    } finally {
      await client.close();
    }
  };
  const text =
    (change: (text: string) => string) =>
    (answer: RelayedAnswer): RelayedAnswer => {
      const changed = change(answer.body.toString());
      expect(changed).not.toBe(answer.body.toString());
      return { ...answer, body: Buffer.from(changed) };
    };
  const typed =
    (type: string, body: (text: string) => Buffer) =>
    (answer: RelayedAnswer): RelayedAnswer => ({
      ...answer,
      headers: { 'content-type': type },
      body: body(answer.body.toString()),
    });
  const utf16 = (all: string): Buffer => Buffer.from(`\ufeff${all.replace('UTF-8', 'UTF-16')}`, 'utf16le');

  test.each<[string, (answer: RelayedAnswer) => RelayedAnswer]>([
    ['as they come', (answer) => answer],
    ['R4001: with a byte order mark', text((all) => `\ufeff${all}`)],
    ['R1010: without an XML declaration', text((all) => all.replace(/^<\?xml.*?\?>\s*/, ''))],
    ['R1012: in UTF-16, as Content-Type says', typed(`${spoken.mediaType}; charset=utf-16`, utf16)],
    ['R1012: in UTF-16, little-endian, without a word of it', typed(spoken.mediaType, utf16)],
    ['R1012: in UTF-16, big-endian', typed(`${spoken.mediaType}; charset=UTF-16`, (all) => utf16(all).swap16())],
    ['R1018: with the charset quoted', typed(`${spoken.mediaType}; charset="UTF-8"`, (all) => Buffer.from(all))],
    ['R9980: with another prefix', text((all) => all.replace(/(<\/?|xmlns:)soap(?=[:=])/g, '$1SOAP-ENV'))],
    ['R9980: with a Header', text((all) => all.replace('<soap:Body>', '<soap:Header/><soap:Body>'))],
    [
      'R1027: with a header block that nobody needs to understand',
      text((all) => all.replace('<soap:Body>', '<soap:Header><x xmlns="urn:x"/></soap:Header><soap:Body>')),
    ],
    ['with comments and white space', text((all) => all.replace(/>(?=<soap|<\/soap)/g, '>\n<!-- - -->'))],
  ])('%s', async (_what, respell) => {
    expect(await ask(respell)).toMatchObject({ domain: ['b1.example'] });
  });

  const fault = (content: string) =>
    typed(`${spoken.mediaType}; charset=utf-8`, () =>
      Buffer.from(
        `<e:Envelope xmlns:e="${spoken.namespace}"><e:Body><e:Fault>${content}</e:Fault></e:Body></e:Envelope>`,
      ),
    );
  const of = (
    code: string,
    { reason = '', detail = '' }: { readonly reason?: string; readonly detail?: string } = {},
  ): string =>
    spoken.name === 'SOAP 1.1'
      ? `<faultcode>e:${code}</faultcode><faultstring${reason}>why</faultstring>${detail}`
      : `<e:Code><e:Value>e:${code}</e:Value></e:Code><e:Reason><e:Text xml:lang="de">warum</e:Text><e:Text${reason === '' ? ' xml:lang="en"' : reason}>why</e:Text></e:Reason>${detail}`;
  const detailOf = (attributes: string, children: string): string => {
    const name = spoken.name === 'SOAP 1.1' ? 'detail' : 'e:Detail';
    return `<${name}${attributes}>${children}</${name}>`;
  };
  const server = spoken.name === 'SOAP 1.1' ? 'Server' : 'Receiver';
  const with500 =
    (content: string, status = 500) =>
    (answer: RelayedAnswer): RelayedAnswer => ({
      ...fault(content)(answer),
      status,
    });

  test.each([
    ['R1107: a fault is known by the Body', with500(of(server))],
    ['R1107: even with a status of success', with500(of(server), 200)],
    ['R1016: with a language', with500(of(server, { reason: ' xml:lang="en-GB"' }))],
    ['R1002: with an empty detail', with500(of(server, { detail: detailOf('', '') }))],
    [
      'R1002: with children of the detail that nobody knows',
      with500(of(server, { detail: detailOf('', '<x:a xmlns:x="urn:x">1</x:a><x:b xmlns:x="urn:x"/>') })),
    ],
    [
      'R1003: with attributes on the detail',
      with500(of(server, { detail: detailOf(' a="1" xmlns:x="urn:x" x:b="2"', '') })),
    ],
    [
      'with an XML declaration and white space',
      (answer: RelayedAnswer) =>
        text((all) => `<?xml version="1.0"?>\n${all.replaceAll('><', '>\n<')}`)(with500(of(server))(answer)),
    ],
  ])('%s', async (_what, respell) => {
    expect(await ask(respell)).toMatchObject({ code: 'InternalError', message: 'why', retryable: true });
  });

  test('R1028: a fault of the sender is not tried again', async () => {
    const sent = relay.requests.length;
    const client = { ...behaviour(spoken), retry: { maxAttempts: 3 }, username: ALICE, password: PASSWORD };
    relay.respell = with500(of(spoken.sender.code), spoken.sender.status);
    const consumer = new InstantInboxClient(client);
    await expect(consumer.capabilities()).rejects.toMatchObject({ retryable: false, message: 'why' });
    await consumer.close();
    expect(relay.requests.length - sent).toBe(1);
  });

  test.each([
    [
      'R1027: a header block that must be understood and is not',
      text((all) =>
        all.replace('<soap:Body>', `<soap:Header><x xmlns="urn:x" soap:mustUnderstand="1"/></soap:Header><soap:Body>`),
      ),
    ],
    ['R1008: a document type', text((all) => all.replace('<soap:Envelope', '<!DOCTYPE x><soap:Envelope'))],
    ['R1011: something behind the Body', text((all) => all.replace('</soap:Body>', '</soap:Body><x xmlns="urn:x"/>'))],
    ['R9981: two answers in one Body', text((all) => all.replace('</soap:Body>', '<x xmlns="urn:x"/></soap:Body>'))],
    ['R1014: an answer without a namespace', text((all) => all.replace(/ xmlns="urn:imps-wsi:im:1"/, ''))],
  ])('%s is no answer', async (_what, respell) => {
    expect(await ask(respell)).toMatchObject({ name: 'InstantInboxError', code: 'UnexpectedResponse' });
  });

  test('R1130, R1131: a redirection is told, not followed: the request and its password were for this address', async () => {
    const before = relay.requests.length;
    const error = await ask((answer) => ({
      ...answer,
      status: 307,
      headers: { location: `${relay.url}/elsewhere` },
      body: Buffer.alloc(0),
    }));
    expect(error).toMatchObject({ name: 'InstantInboxError', httpStatus: 307 });
    expect(relay.requests.slice(before).map(({ path }) => path)).toEqual([spoken.path]);
  });
});
