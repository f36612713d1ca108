import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { imOperations } from '@imps-wsi/contract/im';
import { parseXml } from '../support/xml-tree.js';
import { message, passwordDigest, passwordText, request, sendMessages, utc, WSSE, WSU } from '../wire/envelope.js';
import { ALICE, BOB } from '../wire/house.js';
import { ANSWER_RULES, wrongWith } from './answer-rules.js';
import { faultIn, openConformanceHouse, type ConformanceHouse } from './conformance-house.js';
import { textOf, type RawAnswer } from './raw-http.js';
import { envelopeOf, SPOKEN } from './spoken.js';

/** What the provider sends: every operation's answer and faults of every kind, by the rules for senders and the schemas. */

let house: ConformanceHouse;
let secret: string;
beforeAll(async () => {
  house = await openConformanceHouse();
  secret = await house.addService('chess');
});
afterAll(() => house.close());

const clauses = Object.entries(ANSWER_RULES).map(([id, [what, rule]]) => ({ id, what, rule }));

describe.each(SPOKEN)('GM-2, $name: what the provider answers', (spoken) => {
  const as = (who: string, body: string): Promise<RawAnswer> =>
    house.tell(spoken, envelopeOf(spoken, passwordText(who), body));
  const valueOf = (answer: RawAnswer, name: string): string =>
    new RegExp(`<${name}>([^<]*)`).exec(textOf(answer))?.[1] ?? '';
  const answers = new Map<string, RawAnswer>();
  const chess = (header: string): Promise<RawAnswer> =>
    house.tell(spoken, envelopeOf(spoken, header, request('GetCapabilities')));

  beforeAll(async () => {
    const sent = await as(
      ALICE,
      sendMessages(
        message({
          part: '<part><contentType>image/png</contentType><name>a &amp; b</name><data>AAECAw==</data></part>',
        }),
        message({ to: [BOB, 'wv:nobody@b1.example', 'no address'], after: '<report>DELIVERY</report>' }),
      ),
    );
    answers.set('SendMessages', sent);
    const got = await as(BOB, request('GetMessages', '<acknowledgeMode>EXPLICIT</acknowledgeMode>'));
    answers.set('GetMessages', got);
    const id = valueOf(got, 'messageId');
    answers.set(
      'GetMessageContent',
      await as(BOB, request('GetMessageContent', `<messageId>${id}</messageId><part>1</part>`)),
    );
    answers.set(
      'AcknowledgeMessages',
      await as(BOB, request('AcknowledgeMessages', `<receipt>${valueOf(got, 'receipt')}</receipt>`)),
    );
    answers.set(
      'GetMessageStatus',
      await as(ALICE, request('GetMessageStatus', `<messageId>${valueOf(sent, 'messageId')}</messageId>`)),
    );
    answers.set('GetCapabilities', await as(ALICE, request('GetCapabilities')));
    answers.set('GetMessages, a report', await as(ALICE, request('GetMessages')));
    answers.set('GetMessages, empty', await as(BOB, request('GetMessages')));

    const good = envelopeOf(spoken, passwordText(ALICE), request('GetCapabilities'));
    const spoilt: Readonly<Record<string, string>> = {
      VersionMismatch: good.replace(spoken.namespace, 'urn:x'),
      MustUnderstand: good.replace('<s:Header>', '<s:Header><x xmlns="urn:x&amp;y" s:mustUnderstand="1"/>'),
      MalformedXml: good.replace('</s:Envelope>', '<&'),
      InvalidEnvelope: good.replace(/<s:Body>[^]*<\/s:Body>/, ''),
      UnknownOperation: good.replaceAll('GetCapabilities', 'Nothing'),
      SchemaViolation: good.replace('</GetCap', '<x/></GetCap'),
      DataEncodingUnknown: good.replace('<GetCapabilitiesRequest', '<GetCapabilitiesRequest s:encodingStyle="urn:x"'),
      'a message that is not there': envelopeOf(
        spoken,
        passwordText(ALICE),
        request('GetMessageContent', '<messageId>x-1</messageId><part>1</part>'),
      ),
      'no Security header': good.replace(/<wsse:Security.*<\/wsse:Security>/, ''),
      'a quotation in the reason': good.replaceAll('GetCapabilitiesRequest', 'a.b-c'),
    };
    for (const [what, envelope] of Object.entries(spoilt)) answers.set(what, await house.tell(spoken, envelope));
    answers.set('FailedAuthentication', await chess(passwordText(ALICE, 'guessed')));
    answers.set('MessageExpired', await chess(passwordDigest('wv:chess@b1.example', secret, { created: utc(-900) })));
    answers.set('UnsupportedSecurityToken', await chess(passwordText(ALICE).replace('#PasswordText', '#Other')));
  });

  test('all succeeded, or failed, as they were to', () => {
    const codes = [...answers].map(([what, answer]) => [what, answer.status === 200 ? '200' : faultIn(answer).exact]);
    const own = (code: string): string => `{${spoken.namespace}}${code}`;
    const sender = own(spoken.sender.code);
    expect(Object.fromEntries(codes)).toEqual({
      SendMessages: '200',
      GetMessages: '200',
      GetMessageContent: '200',
      AcknowledgeMessages: '200',
      GetMessageStatus: '200',
      GetCapabilities: '200',
      'GetMessages, a report': '200',
      'GetMessages, empty': '200',
      VersionMismatch: own('VersionMismatch'),
      MustUnderstand: own('MustUnderstand'),
      MalformedXml: sender,
      InvalidEnvelope: sender,
      UnknownOperation: sender,
      SchemaViolation: sender,
      DataEncodingUnknown: spoken.name === 'SOAP 1.1' ? sender : own('DataEncodingUnknown'),
      'a message that is not there': sender,
      'no Security header': `{${WSSE}}InvalidSecurity`,
      'a quotation in the reason': sender,
      FailedAuthentication: `{${WSSE}}FailedAuthentication`,
      MessageExpired: `{${WSU}}MessageExpired`,
      UnsupportedSecurityToken: `{${WSSE}}UnsupportedSecurityToken`,
    });
  });

  test('R2712, R2714: each operation has an answer, whose Body holds the element that the WSDL says: none is one-way', () => {
    for (const [operation, { output }] of Object.entries(imOperations)) {
      const answer = answers.get(operation);
      const body = answer === undefined ? undefined : parseXml(textOf(answer)).children.at(-1);
      expect(body?.children.map(({ uri, local }) => [uri, local])).toEqual([[output.name.uri, output.name.local]]);
    }
  });

  test.each(clauses)('$id: $what', ({ rule }) => {
    expect(answers.size).toBe(21);
    for (const [what, answer] of answers) expect([what, ...rule(answer)]).toEqual([what]);
  });
});

/** A judge that never says no is none: each rule is shown an answer that breaks it. */
describe('each rule for answers sees its breach', () => {
  const [soap11, soap12] = SPOKEN;
  const answer = (text: string, more: Partial<RawAnswer> & { type?: string } = {}): RawAnswer => ({
    version: '1.1',
    status: more.status ?? 200,
    headers: [['Content-Type', more.type ?? 'text/xml; charset=utf-8'], ...(more.headers ?? [])],
    body: more.body ?? Buffer.from(text),
    ...(more.version === undefined ? {} : { version: more.version }),
  });
  const plain = (body: string, { namespace } = soap11): string =>
    `<soap:Envelope xmlns:soap="${namespace}"><soap:Body>${body}</soap:Body></soap:Envelope>`;
  const CHILD = '<a xmlns="urn:a"/>';
  const fault = (content: string, status = 500): RawAnswer =>
    answer(plain(`<soap:Fault>${content}</soap:Fault>`), { status });
  const CODE = '<faultcode>soap:Client</faultcode>';
  const STRING = '<faultstring>x</faultstring>';
  const fault12 = (content: string, status = 400): RawAnswer =>
    answer(plain(`<soap:Fault>${content}</soap:Fault>`, soap12), {
      status,
      type: 'application/soap+xml; charset=utf-8',
    });
  const CODE12 = '<soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code>';
  const REASON12 = '<soap:Reason><soap:Text xml:lang="en">x</soap:Text></soap:Reason>';

  const broken: Readonly<Record<string, RawAnswer>> = {
    R9980: answer(plain(CHILD).replace('</soap:Envelope>', '<x xmlns="urn:x"/></soap:Envelope>')),
    R9981: answer(plain('')),
    R1014: answer(plain('<a/>')),
    R1032: answer(plain(CHILD).replace('<soap:Body', '<soap:Body soap:x="1"')),
    R1005: answer(plain(CHILD.replace('<a ', '<a soap:encodingStyle="" '))),
    R1008: answer(plain(`<a xmlns="urn:a"><!-- <!DOCTYPE --></a>`)),
    R1009: answer(plain('<a xmlns="urn:a"><![CDATA[<?php ?>]]></a>')),
    R1012: answer('', { body: Buffer.from(plain('<a xmlns="urn:a">\u00e9</a>'), 'latin1') }),
    R1018: answer(plain(CHILD), { type: 'text/xml' }),
    R1111: answer(plain(CHILD), { status: 202 }),
    R1126: fault(CODE + STRING, 200),
    R1000: fault(`${CODE}${STRING}<more/>`),
    R1001: fault(CODE + STRING.replaceAll('faultstring', 'soap:faultstring')),
    R1004: fault(CODE.replace('soap:Client', 'soap:Caller') + STRING),
    R1031: fault(CODE.replace('Client', 'Client.Authentication') + STRING),
    'SOAP 1.2 part 1 §5.4': fault12(CODE12 + REASON12.replace(' xml:lang="en"', '')),
    'SOAP 1.2 part 1 §5.4.6': fault12(CODE12.replace('Sender', 'Client') + REASON12, 500),
    'SOAP 1.2 part 2 §7.5.2.2': fault12(CODE12 + REASON12, 500),
    R1125: answer('no', { type: 'text/plain', status: 200 }),
    R1121: answer(plain(CHILD), { headers: [['Set-Cookie', 'a=b']] }),
    R1141: answer(plain(CHILD), { version: '1.0' }),
  };

  test('all of them are tried, and nothing is said of what is right', () => {
    expect(Object.keys(broken)).toEqual(Object.keys(ANSWER_RULES));
    expect(wrongWith(answer(plain(CHILD)))).toEqual([]);
    expect(wrongWith(fault(CODE + STRING))).toEqual([]);
    expect(wrongWith(fault12(CODE12 + REASON12))).toEqual([]);
    expect(wrongWith(answer('no', { type: 'text/plain', status: 404 }))).toEqual([]);
  });

  test.each(clauses)('$id', ({ id, rule }) => {
    const breach = broken[id];
    expect(breach === undefined ? [] : rule(breach)).not.toEqual([]);
  });
});
