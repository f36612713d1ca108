import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { pkiPath, type Identity } from '../support/certificates.js';
import {
  BASE64,
  binaryToken,
  BODY,
  directReference,
  DSIG,
  MORE,
  SHA256,
  signedEnvelope,
  signText,
  SKI,
  THUMBPRINT,
  TIMESTAMP,
  tokenReference,
  unsignedEnvelope,
  X509_PKI_PATH,
  type SigningWish,
} from '../support/signed-envelope.js';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { startTestProvider } from '../support/provider.js';
import { message, passwordDigest, passwordText, request, sendMessages } from './envelope.js';
import { faultOf, post, until, valuesOf, type Answer } from './exchange.js';
import { ALICE, BOB } from './house.js';

/** Requests signed with certificates (X.509 Token Profile 1.1): who is let in, and who is not. */

let house: SigningHouse;

beforeAll(async () => {
  house = await openSigningHouse({ withRevocation: true });
});
afterAll(() => house.drop());

const signed = (wish: Partial<SigningWish> = {}): string =>
  signedEnvelope({ signer: house.alice, body: request('GetCapabilities'), ...wish });
const ask = (wish: Partial<SigningWish> = {}): Promise<Answer> => house.post(signed(wish));
const verdictOf = (answer: Answer): string => (answer.status === 200 ? 'accepted' : faultOf(answer).code);

/** A certificate for Alice from the house's authority, registered. */
async function another(wish: Parameters<Identity['issue']>[0] = {}): Promise<Identity> {
  const identity = house.authority.issue({ name: 'alice again', ...wish });
  await house.register(ALICE, identity);
  return identity;
}

describe('a signature over Body and Timestamp proves who calls (WSI-13, GS-1)', () => {
  test('a message that Alice signed reaches Bob as from her, and a signed poll reads his inbox', async () => {
    const bob = house.authority.issue({ name: 'bob', key: 'rsa' });
    await house.register(BOB, bob);
    const sent = await ask({ body: sendMessages(message({ to: [BOB] })) });
    expect(valuesOf(sent, 'code')).toContain('200');
    const read = await ask({ signer: bob, body: request('GetMessages') });
    expect(valuesOf(read, 'sender')).toEqual([ALICE]);
    expect(valuesOf(read, 'text')).toEqual(['hello']);
  });

  test.each([
    ['rsa', 'rsa-sha256'],
    ['rsa', 'rsa-sha512'],
    ['p256', 'ecdsa-sha256'],
    ['p384', 'ecdsa-sha384'],
    ['p256', 'ecdsa-sha512'],
  ] as const)('a key of kind %s signs with %s', async (key, method) => {
    const signer = await another({ key });
    expect(verdictOf(await ask({ signer, signatureMethod: `${MORE}${method}` }))).toBe('accepted');
  });

  test('the certificate may be named by thumbprint, key identifier, or issuer and serial number, sent along or not', async () => {
    const { alice } = house;
    const identifier = (type: string, value: Buffer) =>
      tokenReference(
        `<wsse:KeyIdentifier ValueType="${type}" EncodingType="${BASE64}">${value.toString('base64')}</wsse:KeyIdentifier>`,
      );
    const issuerSerial = (certificate = '', issuer = 'CN=Test Authority, O=Test\\, Inc.') =>
      tokenReference(
        `<ds:X509Data xmlns:ds="${DSIG}"><ds:X509IssuerSerial><ds:X509IssuerName>${issuer}</ds:X509IssuerName>` +
          `<ds:X509SerialNumber>${String(alice.serial)}</ds:X509SerialNumber></ds:X509IssuerSerial>${certificate}</ds:X509Data>`,
      );
    const thumbprint = Buffer.from(alice.node.fingerprint.replaceAll(':', ''), 'hex');
    for (const keyInfo of [
      identifier(THUMBPRINT, thumbprint),
      identifier(SKI, alice.subjectKeyIdentifier),
      issuerSerial(),
      issuerSerial('', '2.5.4.10="Test, Inc.",CN=test  authority').replace('"Test, Inc."', 'Test\\, Inc.'),
      issuerSerial(`<ds:X509Certificate>${alice.base64}</ds:X509Certificate>`),
    ]) {
      expect([keyInfo, verdictOf(await ask({ token: '', keyInfo }))]).toEqual([keyInfo, 'accepted']);
      expect([keyInfo, verdictOf(await ask({ keyInfo }))]).toEqual([keyInfo, 'accepted']);
    }
  });

  test('a path of certificates closes the gap to an authority that is trusted', async () => {
    const between = house.authority.issue({ name: 'between', isAuthority: true });
    const signer = between.issue({ name: 'alice of between' });
    await house.register(ALICE, signer);
    await house.revoke(house.authority.revocationList([]) + between.revocationList([]));
    const token = binaryToken(pkiPath(between, signer), 'token', X509_PKI_PATH);
    await until('the list of the authority between is read', async () => {
      const answer = await ask({ signer, token, keyInfo: directReference('token', X509_PKI_PATH) });
      return answer.status === 200;
    });
    expect(verdictOf(await ask({ signer }))).toBe('FailedAuthentication');
  });

  test('the token and header blocks may be signed too, and prefixes taken along', async () => {
    const references = [BODY, TIMESTAMP, `//*[local-name(.)='BinarySecurityToken']`, `//*[local-name(.)='MessageID']`];
    const headers = '<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing" wsu:Id="mid">urn:x</a:MessageID>';
    expect(verdictOf(await ask({ references, headers, prefixes: ['s', 'wsu'] }))).toBe('accepted');
  });

  test('comments, CDATA, character references, line ends and white space come through as XML has them', async () => {
    const text = 'one<!-- not a word --> &lt;two&gt;<![CDATA[ & three]]>\r\nfour&#13;\u{1f3c1}  ';
    const part = `<part>\n  <contentType>text/plain</contentType>\r\n<text>${text}</text></part>`;
    const recipient = await house.addPerson(`reader${randomBytes(4).toString('hex')}`);
    const body = sendMessages(message({ to: [recipient], part }));
    // A sender's own line ends: what is signed is what XML makes of them.
    const xml = signText(
      unsignedEnvelope({ body: body.replaceAll('\r\n', '\n'), token: binaryToken(house.alice.der) }),
      {
        signer: house.alice,
      },
    );
    expect(valuesOf(await house.post(xml), 'code')).toContain('200');
    const read = await house.post(
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${passwordText(recipient)}</s:Header><s:Body>${request('GetMessages')}</s:Body></s:Envelope>`,
    );
    expect(valuesOf(read, 'text')).toEqual(['one <two> & three\nfour\r\u{1f3c1}  ']);
  });

  test('a UsernameToken beside it must be right, and of the same account', async () => {
    const inner = (header: string) => header.replace(/^<wsse:Security[^>]*>|<\/wsse:Security>$/g, '');
    const beside = (header: string) => ask({ beside: inner(header) });
    expect(verdictOf(await beside(passwordText(ALICE)))).toBe('accepted');
    expect(verdictOf(await beside(passwordText(ALICE, 'guessed')))).toBe('FailedAuthentication');
    expect(verdictOf(await beside(passwordText(BOB)))).toBe('FailedAuthentication');
    const secret = await house.addService('shop');
    expect(verdictOf(await beside(passwordDigest('wv:shop@b1.example', secret)))).toBe('FailedAuthentication');
  });
});

describe('what a signed request may hold', () => {
  const withContent = (bytes: number) =>
    sendMessages(
      message({
        to: [BOB],
        part: `<part><contentType>image/png</contentType><data>${Buffer.alloc(bytes, 7).toString('base64')}</data></part>`,
      }),
    );

  test('content that would be taken out as it comes stays where it was signed, up to a bound', async () => {
    const sent = await ask({ body: withContent(400_000) });
    expect(valuesOf(sent, 'code')).toContain('200');
    const before = await house.deliveries();
    const refused = await ask({ body: withContent(2_000_000) });
    expect([refused.status, refused.text]).toEqual([413, expect.stringContaining('signed request')]);
    expect(await house.deliveries()).toBe(before);
  });

  test('a changed byte of large content is noticed', async () => {
    const before = await house.deliveries();
    const xml = signed({ body: withContent(400_000) }).replace('BwcHBwcHBwcH', 'BwcHBwcHBwcI');
    expect(verdictOf(await house.post(xml))).toBe('FailedCheck');
    expect(await house.deliveries()).toBe(before);
  });

  test('attachments, which no signature covers, are refused', async () => {
    const part = `<part><contentType>image/png</contentType><data><x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:a@b"/></data></part>`;
    const xml = signed({ body: sendMessages(message({ to: [BOB], part })) });
    const pack =
      `--b\r\nContent-Type: application/xop+xml; charset=utf-8; type="text/xml"\r\nContent-ID: <root@b>\r\n\r\n${xml}\r\n` +
      `--b\r\nContent-Type: image/png\r\nContent-ID: <a@b>\r\n\r\nPNG\r\n--b--\r\n`;
    const type = 'multipart/related; type="application/xop+xml"; start="<root@b>"; start-info="text/xml"; boundary=b';
    const answer = await post(`${house.url}/mtom`, pack, { headers: { 'Content-Type': type } });
    expect(answer.text).toContain('InvalidSecurity');
    expect(answer.text).toContain('inside of the signed Body');
  });
});

describe('algorithms', () => {
  test('SHA-1 and inclusive canonicalisation are refused by name', async () => {
    const rsa = await another({ key: 'rsa' });
    for (const wish of [
      { signer: rsa, signatureMethod: `${DSIG}rsa-sha1` },
      { digestMethod: `${DSIG}sha1` },
      { c14n: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' },
      { transforms: ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315'] },
      { transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#WithComments'] },
    ]) {
      const fault = faultOf(await ask(wish));
      expect([wish, fault.code]).toEqual([wish, 'UnsupportedAlgorithm']);
    }
  });

  test('where the operator says so, SHA-1 is taken; where he names no authority, no signature is', async () => {
    const old = await openSigningHouse({ settings: { allowSha1Signatures: 'yes' } });
    const plain = await startTestProvider({ database: old.database });
    try {
      const rsa = old.authority.issue({ name: 'alice', key: 'rsa' });
      await old.register(ALICE, rsa);
      const wish = { signer: rsa, signatureMethod: `${DSIG}rsa-sha1`, digestMethod: `${DSIG}sha1` };
      const body = request('GetCapabilities');
      expect(verdictOf(await old.post(signedEnvelope({ ...wish, body })))).toBe('accepted');
      const sha256 = signedEnvelope({ signer: rsa, digestMethod: SHA256, body });
      expect(faultOf(await post(plain.url, sha256)).code).toBe('UnsupportedSecurityToken');
    } finally {
      await plain.stop();
      await old.drop();
    }
  });
});
