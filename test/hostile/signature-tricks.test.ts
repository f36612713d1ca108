import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { selfSigned, type Identity } from '../support/certificates.js';
import {
  binaryToken,
  directReference,
  DSIG,
  EXC_C14N,
  signedEnvelope,
  tokenReference,
  unsignedEnvelope,
} from '../support/signed-envelope.js';
import type { SigningHouse } from '../support/signing-house.js';
import { message, request, sendMessages, WSSE } from '../wire/envelope.js';
import { faultOf, valuesOf } from '../wire/exchange.js';
import {
  AttackedHouse,
  bodyOf,
  EVIL,
  evilRequest,
  GOOD,
  idOf,
  intoHeader,
  intoSecurity,
  part,
  signatureOf,
} from './signed-attack.js';

/**
 * Whoever has overheard a request that Alice signed wants the provider to act on another one as if she had signed that
 * (McIntosh and Austel, "XML signature element wrapping attacks and countermeasures", and what came after it). Each test
 * takes a good request, changes it as one published attack does, and shows that it is refused and nothing is stored. The
 * good request is taken afterwards: it was the change that was refused.
 */

let attacked: AttackedHouse;
let house: SigningHouse;
let stranger: Identity;

beforeAll(async () => {
  attacked = await AttackedHouse.open();
  ({ house } = attacked);
  stranger = selfSigned({ name: 'stranger' });
});
afterAll(() => house.drop());

const good: AttackedHouse['good'] = (more) => attacked.good(more);
const refuses: AttackedHouse['refuses'] = (...attack) => attacked.refuses(...attack);

const reference = (uri: string, more = ''): string =>
  `<ds:Reference URI="${uri}"><ds:Transforms><ds:Transform Algorithm="${EXC_C14N}">${more}</ds:Transform></ds:Transforms>`;

describe('another key', () => {
  test('the certificate swapped for one of the attacker, who signs anew', async () => {
    const evil = signedEnvelope({ signer: stranger, body: evilRequest() });
    await refuses(evil, ['FailedAuthentication']);
    // Her certificate and his signature, and the other way round.
    await refuses(signedEnvelope({ signer: stranger, body: evilRequest(), token: binaryToken(house.alice.der) }), [
      'FailedCheck',
    ]);
    const both = binaryToken(house.alice.der, 'hers') + binaryToken(stranger.der, 'his');
    const his = signedEnvelope({ signer: stranger, body: evilRequest(), token: both, keyInfo: directReference('his') });
    await refuses(his, ['FailedAuthentication']);
  });

  test('two tokens of one id', async () => {
    const tokens = binaryToken(stranger.der) + binaryToken(house.alice.der);
    await refuses(signedEnvelope({ signer: stranger, body: evilRequest(), token: tokens }), ['InvalidSecurity']);
  });

  test('a key without certificate, or one inside of KeyInfo', async () => {
    const { n, e } = { n: 'AQAB', e: 'AQAB' };
    const keyValue = `<ds:KeyValue xmlns:ds="${DSIG}"><ds:RSAKeyValue><ds:Modulus>${n}</ds:Modulus><ds:Exponent>${e}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
    await refuses(signedEnvelope({ signer: stranger, body: evilRequest(), keyInfo: keyValue }), ['InvalidSecurity']);
    const x509Data = `<ds:X509Data xmlns:ds="${DSIG}"><ds:X509Certificate>${stranger.base64}</ds:X509Certificate></ds:X509Data>`;
    await refuses(signedEnvelope({ signer: stranger, body: evilRequest(), keyInfo: x509Data }), ['InvalidSecurity']);
  });

  test('an HMAC whose secret is the public key (algorithm confusion)', async () => {
    const xml = signedEnvelope({ signer: stranger, body: evilRequest(), token: binaryToken(house.alice.der) });
    for (const method of [`${DSIG}hmac-sha1`, 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256']) {
      const secret = house.alice.node.publicKey.export({ type: 'spki', format: 'pem' });
      const value = createHmac('sha256', secret).update('anything').digest('base64');
      const attack = xml
        .replace(/(<ds:SignatureMethod Algorithm=")[^"]*/, `$1${method}`)
        .replace(/(<ds:SignatureValue>)[^<]*/, `$1${value}`);
      await refuses(attack, ['UnsupportedAlgorithm'], undefined);
    }
  });

  test('the method of another kind of key', async () => {
    const xml = good();
    const attack = xml.replace('xmldsig-more#ecdsa-sha256', 'xmldsig-more#rsa-sha256');
    await refuses(attack, ['FailedCheck'], xml);
  });

  test('an HMAC cut short, and parameters of methods', async () => {
    const xml = good();
    const method = /<ds:SignatureMethod[^>]*\/>/.exec(xml)?.[0] ?? '';
    const open = method.replace('/>', '><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>');
    await refuses(xml.replace(method, open), ['InvalidSecurity'], xml);
  });
});

describe('References that mean something else', () => {
  const withReference = (xml: string, uri: string): string =>
    xml.replace(`URI="#${idOf(bodyOf(xml))}"`, `URI="${uri}"`);
  test.each(['', '#', 'http://127.0.0.1/body.xml', 'file:///etc/passwd', 'cid:a@b', '#xpointer(/)', "#a' or '1'='1"])(
    'URI=%j',
    async (uri) => {
      const xml = good();
      await refuses(withReference(xml, uri), ['InvalidSecurity', 'FailedCheck'], xml);
    },
  );

  test('no URI', async () => {
    const xml = good();
    await refuses(xml.replace(` URI="#${idOf(bodyOf(xml))}"`, ''), ['InvalidSecurity'], xml);
  });

  test.each([
    ['enveloped signature', `${DSIG}enveloped-signature`],
    ['XSLT', 'http://www.w3.org/TR/1999/REC-xslt-19991116'],
    ['XPath', 'http://www.w3.org/TR/1999/REC-xpath-19991116'],
    ['XPath filter 2', 'http://www.w3.org/2002/06/xmldsig-filter2'],
    ['base64', `${DSIG}base64`],
    [
      'STR-Transform',
      'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform',
    ],
    ['inclusive C14N', 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'],
    ['decryption', 'http://www.w3.org/2002/07/decrypt#XML'],
  ])('the transform %s', async (_what, algorithm) => {
    const xml = good();
    const attack = xml.replace(`<ds:Transform Algorithm="${EXC_C14N}"`, `<ds:Transform Algorithm="${algorithm}"`);
    await refuses(attack, ['UnsupportedAlgorithm'], xml);
  });

  test('an XPath or a stylesheet inside of a good transform', async () => {
    const xml = good();
    for (const content of [
      '<ds:XPath>not(//evil)</ds:XPath>',
      '<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"/>',
    ]) {
      const attack = xml.replace(
        `<ds:Transform Algorithm="${EXC_C14N}"/>`,
        `<ds:Transform Algorithm="${EXC_C14N}">${content}</ds:Transform>`,
      );
      expect(attack).not.toBe(xml);
      await refuses(attack, ['UnsupportedAlgorithm']);
    }
    await refuses(
      xml.replace('<ds:Transforms>', `<ds:Transforms><ds:Transform Algorithm="${EXC_C14N}"/>`),
      ['FailedCheck'],
      xml,
    );
  });

  test('more of them than anybody needs', async () => {
    const xml = good();
    const more = `${reference('#x')}<ds:DigestMethod Algorithm="${EXC_C14N}"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>`;
    await refuses(xml.replace('</ds:SignedInfo>', `${more.repeat(50)}</ds:SignedInfo>`), ['InvalidSecurity'], xml);
  });
});

describe('two readings of one signature', () => {
  test('a comment in DigestValue, which one parser reads and another does not', async () => {
    const xml = good();
    for (const name of ['DigestValue', 'SignatureValue']) {
      const attack = xml.replace(new RegExp(`<ds:${name}>`), `<ds:${name}><!--AAAA-->`);
      expect(attack).not.toBe(xml);
      await refuses(attack, ['InvalidSecurity']);
    }
    await refuses(xml.replace('<ds:DigestValue>', '<ds:DigestValue>AAAA<!---->'), ['InvalidSecurity'], xml);
  });

  test('two SignedInfo, DigestValue, SignatureValue, SignatureMethod or KeyInfo', async () => {
    const xml = good();
    for (const name of [
      'SignedInfo',
      'DigestValue',
      'SignatureValue',
      'KeyInfo',
      'CanonicalizationMethod',
      'SignatureMethod',
    ]) {
      const element = new RegExp(`<ds:${name}(?: [^>]*)?(?:/>|>.*?</ds:${name}>)`, 's').exec(xml)?.[0] ?? '';
      expect(element).not.toBe('');
      await refuses(xml.replace(element, element + element), ['InvalidSecurity']);
    }
    await refuses(xml.replace('</ds:SignedInfo>', '</ds:SignedInfo><!-- -->'), ['InvalidSecurity'], xml);
  });

  test('two Signatures, in one header or in two', async () => {
    const xml = good();
    await refuses(intoSecurity(xml, signatureOf(xml)), ['InvalidSecurity']);
    const second = `<wsse:Security xmlns:wsse="${WSSE}">${signatureOf(xml)}</wsse:Security>`;
    await refuses(intoHeader(xml, second), ['InvalidSecurity'], xml);
  });

  test('no Signature: a certificate alone proves nothing', async () => {
    const body = evilRequest();
    await refuses(unsignedEnvelope({ body, token: binaryToken(house.alice.der) }), ['UnsupportedSecurityToken']);
  });

  test('entities, a document type, a processing instruction', async () => {
    const xml = good();
    await refuses(`<!DOCTYPE s:Envelope [<!ENTITY e "${EVIL}">]>${xml}`, ['Client']);
    await refuses(xml.replace(GOOD, '&e;'), ['Client', 'FailedCheck']);
    await refuses(xml.replace('<message>', '<?evil?><message>'), ['Client']);
    await refuses(xml.replace(GOOD, `${GOOD}&#x20;`), ['FailedCheck'], xml);
  });

  test('xml:base and xml:space above and on the Body', async () => {
    const xml = good();
    await refuses(xml.replace('<s:Body ', '<s:Body xml:base="http://evil/" '), ['FailedCheck']);
    // Above it they are not inherited (Exclusive C14N §3): what is read is what was signed.
    const answer = await house.post(xml.replace('<s:Envelope ', '<s:Envelope xml:base="http://evil/" '));
    expect(valuesOf(answer, 'code')).toContain('200');
  });

  test('white space and text in the Body, between and inside of elements', async () => {
    const xml = good();
    await refuses(xml.replace('<message>', ' <message>'), ['FailedCheck']);
    await refuses(xml.replace(GOOD, ` ${GOOD}`), ['FailedCheck']);
    await refuses(xml.replace(GOOD, GOOD.replace('t', '\u0442')), ['FailedCheck']);
    await refuses(xml.replace(GOOD, EVIL), ['FailedCheck'], xml);
  });

  test('prefixes and attributes that are names of what objects have anyway', async () => {
    for (const prefix of ['wsse', 'ds', 'wsu']) {
      const xml = good();
      const renamed = xml.replaceAll(`${prefix}:`, '__proto__:').replaceAll(`xmlns:${prefix}=`, 'xmlns:__proto__=');
      await refuses(renamed, ['FailedCheck', 'InvalidSecurity'], xml);
    }
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
      const odd = `<w:x xmlns:w="urn:x" ${name}="1" a="2"><${name}:y xmlns:${name}="urn:y"/></w:x>`;
      const answer = await house.post(intoHeader(good(), odd));
      expect(answer.status === 200 ? 'taken' : faultOf(answer).code).toMatch(/^(taken|FailedCheck)$/);
    }
  });

  test('a comment that splits a text changes nothing of what is read', async () => {
    const recipient = await house.addPerson('splitter');
    const body = sendMessages(message({ to: [recipient], part: part('alice@b1.example.evil.example') }));
    const xml = signedEnvelope({ signer: house.alice, body });
    const answer = await house.post(xml.replace('alice@b1.example.evil', 'alice@b1.example<!---->.evil'));
    expect(valuesOf(answer, 'code')).toContain('200');
    const { rows } = await house.database.pool.query<{ parts: string; content: Buffer }>(
      'SELECT parts, content FROM inbox WHERE recipient = $1',
      [recipient],
    );
    expect(rows.map(({ content }) => content.toString())).toEqual(['alice@b1.example.evil.example']);
  });
});

describe('work that strangers could ask for', () => {
  test('headers, certificates, names and keys that take long to read', async () => {
    const xml = good();
    const filler = `<w:x xmlns:w="urn:x">${'<w:y/>'.repeat(9_000)}</w:x>`;
    const large = intoHeader(xml, filler);
    const answer = await house.post(large);
    expect(answer.status).toBe(413);
    const token = binaryToken(Buffer.alloc(20_000, 1));
    await refuses(signedEnvelope({ signer: stranger, body: evilRequest(), token }), ['InvalidSecurityToken']);
    const weak = selfSigned({ key: 'rsa-1024' });
    await refuses(signedEnvelope({ signer: weak, body: evilRequest() }), ['InvalidSecurityToken']);
    // Of blanks, which a pattern that looks for their end from each of them reads for minutes.
    for (const issuer of [`,${' '.repeat(4_000)}x`, `CN=x${' '.repeat(4_000)}x`, ','.repeat(20_000)]) {
      const keyInfo = tokenReference(
        `<ds:X509Data xmlns:ds="${DSIG}"><ds:X509IssuerSerial><ds:X509IssuerName>${issuer}</ds:X509IssuerName>` +
          `<ds:X509SerialNumber>${String(stranger.serial)}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>`,
      );
      await refuses(signedEnvelope({ signer: stranger, body: evilRequest(), keyInfo }), ['FailedAuthentication']);
    }
    await refuses(
      signedEnvelope({
        signer: house.alice,
        body: request('GetCapabilities'),
        token: binaryToken(Buffer.from('MIIB')),
      }),
      ['InvalidSecurityToken'],
    );
  });
});
