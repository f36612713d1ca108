import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { envelope, passwordText, request } from './envelope.js';
import { post, valuesOf } from './exchange.js';
import { ALICE, openHouse, type House } from './house.js';

/** What the contract, as a consumer fetches it, holds and does not hold. Documentation is not part of it. */
describe('the contract as a text', () => {
  let house: House;
  let wsdl: string;
  let schemas: string;
  beforeAll(async () => {
    house = await openHouse();
    const read = async (url: string) =>
      (await post(url, '', { method: 'GET' })).text.replace(
        /<!--[^]*?-->|<(wsdl|xs):documentation>[^]*?<\/\1:documentation>/g,
        '',
      );
    wsdl = await read(`${house.url}?wsdl`);
    schemas = (await read(new URL('im.xsd', house.url).href)) + (await read(new URL('common.xsd', house.url).href));
  });
  afterAll(() => house.drop());

  const namesIn = (text: string) => [...text.matchAll(/ name="([^"]*)"/g)].map(([, name = '']) => name);
  /** Names taken apart: `clientMessageId` is client, message, id. */
  const words = (text: string) =>
    new Set(namesIn(text).flatMap((name) => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())));

  const OPERATIONS = [
    'AcknowledgeMessages',
    'GetCapabilities',
    'GetMessageContent',
    'GetMessageStatus',
    'GetMessages',
    'SendMessages',
  ];

  test('WSI-20: the operations are these and no other; none administers accounts', () => {
    const portType = /<wsdl:portType[^]*<\/wsdl:portType>/.exec(wsdl)?.[0] ?? '';
    const operations = [...portType.matchAll(/<wsdl:operation name="(\w+)"/g)].map(([, name]) => name);
    expect(operations.sort()).toEqual(OPERATIONS);
    for (const word of ['account', 'create', 'suspend', 'disable', 'configure', 'provision', 'quota', 'admin']) {
      expect(words(wsdl + schemas)).not.toContain(word);
    }
  });

  test('WSI-14: no password, token, key or certificate in the schemas; security is the WS-Security header', () => {
    const secrets = [
      'password',
      'passwd',
      'secret',
      'token',
      'key',
      'nonce',
      'digest',
      'signature',
      'certificate',
      'credential',
      'login',
      'session',
      'authentication',
    ];
    for (const word of secrets) expect(words(wsdl + schemas)).not.toContain(word);
    expect(wsdl + schemas).not.toMatch(/wss-wssecurity/);
  });

  test('WSI-17: no price, payer or charge in the schemas', () => {
    const charges = [
      'charge',
      'charging',
      'price',
      'payer',
      'payment',
      'cost',
      'fee',
      'currency',
      'amount',
      'tariff',
      'billing',
      'credit',
    ];
    for (const word of charges) expect(words(wsdl + schemas)).not.toContain(word);
  });

  test('WSI-24: every operation is a request with its answer; the provider never begins (R2303)', async () => {
    for (const operation of OPERATIONS) {
      const [, body = ''] = new RegExp(`<wsdl:operation name="${operation}">([^]*?)</wsdl:operation>`).exec(wsdl) ?? [];
      expect([...body.matchAll(/<wsdl:(\w+) /g)].map(([, kind]) => kind)).toEqual(['input', 'output', 'fault']);
    }
    expect(words(wsdl + schemas)).not.toContain('callback');
    expect(words(wsdl + schemas)).not.toContain('notify');
    const answer = await post(house.url, envelope(passwordText(ALICE), request('GetCapabilities')));
    expect(valuesOf(answer, 'feature').join(' ')).not.toMatch(/push|callback/i);
  });

  test('WSI-3: only built-in types that every language has; no vendor or language namespace', () => {
    const builtIn = new Set([...schemas.matchAll(/(?:type|base)="xs:(\w+)"/g)].map(([, type = '']) => type));
    expect([...builtIn].sort()).toEqual(['base64Binary', 'boolean', 'dateTime', 'int', 'long', 'string']);
    const namespaces = new Set(
      [...(wsdl + schemas).matchAll(/(?:xmlns(?::\w+)?|targetNamespace|namespace)="([^"]*)"/g)].map(([, uri]) => uri),
    );
    expect([...namespaces].sort()).toEqual([
      'http://schemas.xmlsoap.org/wsdl/',
      'http://schemas.xmlsoap.org/wsdl/soap/',
      'http://www.w3.org/2001/XMLSchema',
      'urn:imps-wsi:common:1',
      'urn:imps-wsi:im:1',
    ]);
    expect(schemas).not.toMatch(
      /<xs:(?:any|anyAttribute|choice|union|list|group|all)\b|nillable|substitutionGroup| default="/,
    );
  });

  test('WSI-26: document/literal over HTTP, a soapAction each, a declared fault each (R2702, R2706, R2740, R2754)', () => {
    expect(wsdl).toContain('<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"');
    expect(wsdl.match(/<soap:operation /g)).toHaveLength(OPERATIONS.length);
    for (const operation of OPERATIONS) expect(wsdl).toContain(`soapAction="urn:imps-wsi:im:1/${operation}"`);
    expect(wsdl.match(/<soap:(?:body|fault) [^>]*use="literal"/g)).toHaveLength(OPERATIONS.length * 3);
    expect(wsdl.match(/<wsdl:fault name="ServiceException"/g)).toHaveLength(OPERATIONS.length * 2);
    expect(wsdl.match(/<soap:fault name="ServiceException"/g)).toHaveLength(OPERATIONS.length);
    expect(wsdl).not.toMatch(/<soap:(?:body|fault)[^>]* namespace=/);
    expect(wsdl).not.toMatch(/<wsdl:part [^>]*type=/);
  });

  test('every element that a message or a type names exists (R2101, R2102)', () => {
    const elements = new Set([...schemas.matchAll(/^ {2}<xs:element name="(\w+)"/gm)].map(([, name]) => name));
    for (const [, name] of wsdl.matchAll(/<wsdl:part [^>]*element="\w+:(\w+)"/g)) expect(elements).toContain(name);
    const types = new Set([...schemas.matchAll(/<xs:(?:simple|complex)Type name="(\w+)"/g)].map(([, name]) => name));
    for (const [, name] of schemas.matchAll(/(?:type|base)="(?:im|c):(\w+)"/g)) expect(types).toContain(name);
  });

  test('no name differs from another of its kind in case only; no type is called ArrayOf (R2112)', () => {
    const types = [...schemas.matchAll(/<xs:(?:simple|complex)Type name="(\w+)"/g)].map(([, name = '']) => name);
    expect(new Set(types.map((name) => name.toLowerCase())).size).toBe(types.length);
    expect(types.filter((name) => name.startsWith('ArrayOf'))).toEqual([]);
  });
});
