import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { selfSigned } from '../support/certificates.js';
import {
  BASE64,
  binaryToken,
  DSIG,
  directReference,
  signText,
  SKI,
  tokenReference,
  unsignedEnvelope,
  X509V3,
  type SigningWish,
} from '../support/signed-envelope.js';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { passwordDigest, passwordText, request, token, utc, WSSE, WSU } from '../wire/envelope.js';
import { ALICE } from '../wire/house.js';
import { faultIn, judged, PATIENT, type Judging } from './conformance-house.js';
import type { RawAnswer } from './raw-http.js';
import { envelopeOf, SPOKEN } from './spoken.js';

/** Basic Security Profile 1.0 and 1.1 over WS-Security 1.1: the header as bytes on the wire, in either version of SOAP. */

const CHESS = 'wv:chess@b1.example';
const DIGEST = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest';

let house: SigningHouse & Judging;
let secret: string;
beforeAll(async () => {
  house = judged(await openSigningHouse({ settings: PATIENT }));
  secret = await house.addService('chess');
});
afterEach(async () => {
  expect(await house.deliveries()).toBe(0);
});
afterAll(() => house.close());

describe.each(SPOKEN)('$name', (spoken) => {
  const ask = (header: string): Promise<RawAnswer> =>
    house.tell(spoken, envelopeOf(spoken, header, request('GetCapabilities')));
  /** `200`, or the exact code of the fault: local name, with its namespace where that is not WS-Security's. */
  const verdictOf = (answer: RawAnswer): string =>
    answer.status === 200 ? '200' : faultIn(answer).exact.replace(`{${WSSE}}`, '').replace(`{${WSU}}`, 'wsu:');
  /** A UsernameToken in the order of its schema, its parts as a test wants them. */
  const digestToken = (parts: {
    readonly digest?: (nonce: Buffer, created: string) => string;
    readonly password?: (text: string) => string;
    readonly nonce?: (text: string) => string;
    readonly created?: (text: string) => string;
  }): string => {
    const nonce = randomBytes(16);
    const created = utc();
    const sha1 = (bytes: Buffer): string =>
      createHash('sha1').update(bytes).update(created).update(secret).digest('base64');
    const same = (text: string): string => text;
    const { digest = sha1, password = same, nonce: ofNonce = same, created: ofCreated = same } = parts;
    return token(
      `<wsse:UsernameToken><wsse:Username>${CHESS}</wsse:Username>` +
        password(`<wsse:Password Type="${DIGEST}">${digest(nonce, created)}</wsse:Password>`) +
        ofNonce(`<wsse:Nonce EncodingType="${BASE64}">${nonce.toString('base64')}</wsse:Nonce>`) +
        `${ofCreated(`<wsu:Created>${created}</wsu:Created>`)}</wsse:UsernameToken>`,
    );
  };
  const twice = (text: string): string => text + text;
  const none = (): string => '';

  describe('UsernameToken', () => {
    test('R4212: a digest is SHA-1 over the decoded nonce, the time and the password, in base64', async () => {
      expect(verdictOf(await ask(digestToken({})))).toBe('200');
    });

    test.each<[string, (nonce: Buffer, created: string) => string]>([
      [
        'over the nonce as it is written',
        (nonce, created) =>
          createHash('sha1')
            .update(nonce.toString('base64') + created + secret)
            .digest('base64'),
      ],
      [
        'in another order',
        (nonce, created) => createHash('sha1').update(created).update(nonce).update(secret).digest('base64'),
      ],
      ['without the time', (nonce) => createHash('sha1').update(nonce).update(secret).digest('base64')],
      [
        'by SHA-256',
        (nonce, created) => createHash('sha256').update(nonce).update(created).update(secret).digest('base64'),
      ],
      [
        'in hexadecimal',
        (nonce, created) => createHash('sha1').update(nonce).update(created).update(secret).digest('hex'),
      ],
    ])('R4212: %s it is another one', async (_what, digest) => {
      expect(verdictOf(await ask(digestToken({ digest })))).toBe('FailedAuthentication');
    });

    test.each<[string, Parameters<typeof digestToken>[0], string]>([
      ['R4201: a Password without Type', { password: (text) => text.replace(/ Type="[^"]*"/, '') }, 'InvalidSecurity'],
      [
        'R4201: a Password of an unknown Type',
        { password: (text) => text.replace('#PasswordDigest', '#Other') },
        'UnsupportedSecurityToken',
      ],
      [
        'R4221: a Nonce of another EncodingType',
        { nonce: (text) => text.replace('#Base64Binary', '#HexBinary') },
        'InvalidSecurity',
      ],
      ['R4222: two Passwords', { password: twice }, 'InvalidSecurity'],
      ['R4223: two Created', { created: twice }, 'InvalidSecurity'],
      ['R4225: two Nonces', { nonce: twice }, 'InvalidSecurity'],
      ['a digest without Created', { created: none }, 'InvalidSecurity'],
      ['a digest without Nonce', { nonce: none }, 'InvalidSecurity'],
    ])('%s', async (_what, parts, code) => {
      expect(verdictOf(await ask(digestToken(parts)))).toBe(code);
    });

    test('R4220: a Nonce without EncodingType is base64 too: senders are bound, a receiver does not insist', async () => {
      const nonce = (text: string): string => text.replace(/ EncodingType="[^"]*"/, '');
      expect(verdictOf(await ask(digestToken({ nonce })))).toBe('200');
    });

    test('what more a token or the header holds that nobody here knows is passed over', async () => {
      const more = '<x:more xmlns:x="urn:x">1</x:more>';
      expect(verdictOf(await ask(digestToken({ created: (text) => text + more })))).toBe('200');
      expect(verdictOf(await ask(digestToken({ created: (text) => more + text })))).toBe('200');
    });
  });

  describe('Timestamp', () => {
    const created = (seconds = 0, more = ''): string =>
      `<wsu:Created>${utc(seconds).replace('Z', `${more}Z`)}</wsu:Created>`;
    const expires = (seconds: number): string => `<wsu:Expires>${utc(seconds)}</wsu:Expires>`;
    const beside = (text: string): Promise<RawAnswer> =>
      ask(passwordText(ALICE).replace('<wsse:UsernameToken>', `${text}<wsse:UsernameToken>`));
    const stamped = (content: string): Promise<RawAnswer> => beside(`<wsu:Timestamp>${content}</wsu:Timestamp>`);

    test.each([
      ['with Created', () => created()],
      ['with Created and Expires', () => created() + expires(60)],
      ['with milliseconds', () => created(0, '.123')],
    ])('R3227: one Timestamp %s is read', async (_what, content) => {
      expect(verdictOf(await stamped(content()))).toBe('200');
    });

    test.each([
      ['R3203: no Created', () => expires(60)],
      ['R3203: two Created', () => created() + created()],
      ['R3224: two Expires', () => created() + expires(60) + expires(60)],
      ['R3221: Expires before Created', () => expires(60) + created()],
      ['R3222: something else', () => `${created()}<wsu:Other/>`],
      ['R3220: more than three digits of a second', () => created(0, '.1234')],
      ['R3217: another time zone', () => created().replace('Z', '+02:00')],
      ['R3217: no time zone', () => created().replace('Z', '')],
      ['R3223: Expires in another time zone', () => created() + expires(60).replace('Z', '+02:00')],
      ['R3229: Expires with more than three digits of a second', () => created() + expires(60).replace('Z', '.1234Z')],
      ['R3217: no time', () => '<wsu:Created>now</wsu:Created>'],
    ])('%s: InvalidSecurity', async (_what, content) => {
      expect(verdictOf(await stamped(content()))).toBe('InvalidSecurity');
    });

    test('R3227: two Timestamps: InvalidSecurity', async () => {
      expect(verdictOf(await beside(twice(`<wsu:Timestamp>${created()}</wsu:Timestamp>`)))).toBe('InvalidSecurity');
    });

    test('R3206, R3210: two Security headers for one receiver: InvalidSecurity; one for another is not ours', async () => {
      expect(verdictOf(await ask(twice(passwordText(ALICE))))).toBe('InvalidSecurity');
      const another = passwordText('wv:x@y', 'z', ` s:${spoken.roleAttribute}="urn:another"`);
      expect(verdictOf(await ask(another + passwordText(ALICE)))).toBe('200');
    });
  });

  describe('BinarySecurityToken and Signature', () => {
    const unsigned = (wish: Partial<SigningWish>): string =>
      unsignedEnvelope({ body: request('GetCapabilities'), token: binaryToken(house.alice.der), ...wish }).replace(
        SPOKEN[0].namespace,
        spoken.namespace,
      );
    const signed = (wish: Partial<SigningWish> = {}): string =>
      signText(unsigned(wish), { signer: house.alice, ...wish });
    const verdict = async (xml: string): Promise<string> => verdictOf(await house.tell(spoken, xml));
    const bst = (attributes: string, content = house.alice.der.toString('base64')): string =>
      `<wsse:BinarySecurityToken wsu:Id="token"${attributes}>${content}</wsse:BinarySecurityToken>`;
    const VALUE = ` ValueType="${X509V3}"`;
    const ENCODING = ` EncodingType="${BASE64}"`;

    test('R3029, R3031: a token with both types, and a signature that refers to it', async () => {
      expect(await verdict(signed())).toBe('200');
    });

    test.each([
      ['R3029: no EncodingType', VALUE, 'InvalidSecurityToken'],
      ['R3030: another EncodingType', `${VALUE} EncodingType="urn:hex"`, 'InvalidSecurityToken'],
      ['R3031: no ValueType', ENCODING, 'UnsupportedSecurityToken'],
      ['R3032: another ValueType', `${ENCODING} ValueType="urn:kerberos"`, 'UnsupportedSecurityToken'],
    ])('%s: %s', async (_what, attributes, code) => {
      expect(await verdict(signed({ token: bst(attributes) }))).toBe(code);
    });

    test('R5205: the token stands before what refers to it; a receiver does not insist', async () => {
      const xml = signed();
      const [element = ''] = /<wsse:BinarySecurityToken.*?<\/wsse:BinarySecurityToken>/.exec(xml) ?? [];
      expect(xml.indexOf(element)).toBeLessThan(xml.indexOf('<wsse:Reference '));
      const behind = xml.replace(element, '').replace('</wsse:Security>', `${element}</wsse:Security>`);
      expect(await verdict(behind)).toBe('200');
    });

    test('R5404, R5412: canonicalisation is exclusive, of SignedInfo and of what is signed', async () => {
      const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
      expect(await verdict(signed({ c14n: INCLUSIVE }))).toBe('UnsupportedAlgorithm');
      expect(await verdict(signed({ transforms: [INCLUSIVE] }))).toBe('UnsupportedAlgorithm');
    });

    test('R5402, R5417: KeyInfo is one SecurityTokenReference', async () => {
      const value = `<ds:KeyName xmlns:ds="${DSIG}">alice</ds:KeyName>`;
      expect(await verdict(signed({ keyInfo: value }))).toBe('InvalidSecurity');
      expect(await verdict(signed({ keyInfo: twice(directReference()) }))).toBe('InvalidSecurity');
    });

    const keyIdentifier = (attributes: string): string =>
      tokenReference(
        `<wsse:KeyIdentifier ValueType="${SKI}"${attributes}>${house.alice.subjectKeyIdentifier.toString('base64')}</wsse:KeyIdentifier>`,
      );

    test.each([
      ['R3061: two of them', () => tokenReference('<wsse:Reference URI="#token"/>'.repeat(2))],
      [
        'R3066, R5204: to something outside of the message',
        () => tokenReference('<wsse:Reference URI="http://x/token"/>'),
      ],
      ['R3071: a KeyIdentifier of another EncodingType', () => keyIdentifier(' EncodingType="urn:hex"')],
      [
        'R5409: a certificate in place of issuer and serial number',
        () =>
          tokenReference(
            `<ds:X509Data xmlns:ds="${DSIG}"><ds:X509Certificate>${house.alice.base64}</ds:X509Certificate></ds:X509Data>`,
          ),
      ],
    ])('a reference of the SecurityTokenReference, %s: InvalidSecurity', async (_what, keyInfo) => {
      expect(await verdict(signed({ keyInfo: keyInfo() }))).toBe('InvalidSecurity');
    });

    test('R3071: a KeyIdentifier without EncodingType is base64, as WS-Security 1.1 has it', async () => {
      expect(await verdict(signed({ keyInfo: keyIdentifier('') }))).toBe('200');
    });

    test('R5411: a Reference without Transforms: InvalidSecurity', async () => {
      expect(await verdict(signed().replace(/<ds:Transforms>.*?<\/ds:Transforms>/, ''))).toBe('InvalidSecurity');
    });

    test('R5420, R5421: digests and signatures by SHA-256 are taken, by SHA-1 only where the operator says so', async () => {
      const rsa = house.authority.issue({ name: `alice by RSA in ${spoken.name}`, key: 'rsa' });
      await house.register(ALICE, rsa);
      const by = (wish: Partial<SigningWish>): string => signed({ signer: rsa, token: binaryToken(rsa.der), ...wish });
      expect(await verdict(by({}))).toBe('200');
      expect(await verdict(by({ digestMethod: `${DSIG}sha1` }))).toBe('UnsupportedAlgorithm');
      expect(await verdict(by({ signatureMethod: `${DSIG}rsa-sha1` }))).toBe('UnsupportedAlgorithm');
    });

    const strange = (): string => {
      const nobody = selfSigned({ name: 'stranger' });
      return signText(unsigned({ token: binaryToken(nobody.der) }), { signer: nobody });
    };
    test.each<[string, () => Promise<string>]>([
      ['InvalidSecurity', () => ask('').then(verdictOf)],
      ['UnsupportedSecurityToken', () => ask(token('<a:Assertion xmlns:a="urn:saml"/>')).then(verdictOf)],
      [
        'UnsupportedAlgorithm',
        () => verdict(signed().replace(/(<ds:SignatureMethod Algorithm=")[^"]*/, `$1${DSIG}hmac-sha1`)),
      ],
      ['InvalidSecurityToken', () => verdict(signed({ token: bst(VALUE + ENCODING, 'AAAA') }))],
      ['SecurityTokenUnavailable', () => verdict(signed({ keyInfo: directReference('elsewhere') }))],
      ['FailedCheck', () => verdict(signed().replace('<GetCapabilitiesRequest ', '<GetCapabilitiesRequest a="" '))],
      ['FailedAuthentication', () => verdict(strange())],
      ['wsu:MessageExpired', () => ask(passwordDigest(CHESS, secret, { created: utc(-900) })).then(verdictOf)],
      ['wsu:MessageExpired', () => verdict(signed({ created: -900 }))],
      [
        'FailedAuthentication',
        () =>
          verdict(
            signed({
              token: '',
              keyInfo: tokenReference(
                `<wsse:KeyIdentifier ValueType="${SKI}" EncodingType="${BASE64}">${randomBytes(20).toString('base64')}</wsse:KeyIdentifier>`,
              ),
            }),
          ),
      ],
    ])('WSI-13: the fault code %s (WS-Security 1.1 §12)', async (code, attempt) => {
      expect(await attempt()).toBe(code);
    });
  });
});
