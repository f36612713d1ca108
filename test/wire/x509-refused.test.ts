import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { newAuthority, selfSigned, type Identity } from '../support/certificates.js';
import {
  BASE64,
  binaryToken,
  signedEnvelope,
  SKI,
  tokenReference,
  type SigningWish,
} from '../support/signed-envelope.js';
import { openSigningHouse, type SigningHouse } from '../support/signing-house.js';
import { startTestProvider } from '../support/provider.js';
import { message, request, sendMessages, WSSE } from './envelope.js';
import { faultOf, post, until, type Answer } from './exchange.js';
import { ALICE, BOB } from './house.js';

/** Requests signed with certificates (X.509 Token Profile 1.1): who is not let in, why, and how soon what changes is noticed. */

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

describe('one indistinct answer for whoever is not let in (WSI-13)', () => {
  test('unregistered, of a stranger, expired, not yet valid, revoked, issued by no authority, or of a disabled account', async () => {
    const registered = async (identity: Identity) => {
      await house.register(ALICE, identity);
      return identity;
    };
    const revoked = await another({ name: 'revoked' });
    const carol = await house.addPerson('carol');
    const hers = house.authority.issue({ name: 'carol' });
    await house.register(carol, hers);
    await house.database.pool.query('UPDATE account SET disabled_at = now() WHERE address = $1', [carol]);
    expect(verdictOf(await ask({ signer: revoked }))).toBe('accepted');
    await house.revoke(house.authority.revocationList([revoked]));
    await until('the new list is read', async () => (await ask({ signer: revoked })).status !== 200);
    const answers = await Promise.all(
      [
        house.authority.issue({ name: 'unregistered' }),
        await registered(newAuthority({ name: 'Test Authority' }).issue({ name: 'of another authority' })),
        await registered(selfSigned({ name: 'her own' })),
        await another({ from: -3, until: -1 }),
        await another({ from: 1, until: 3 }),
        revoked,
        hers,
        await registered(house.alice.issue({ name: 'issued by no authority' })),
      ].map(async (signer) => faultOf(await ask({ signer }))),
    );
    for (const fault of answers) expect(fault).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ code: 'FailedAuthentication', namespace: WSSE });
    expect(verdictOf(await ask())).toBe('accepted');
  });

  test('a certificate that was taken away stops working', async () => {
    const signer = await another();
    expect(verdictOf(await ask({ signer }))).toBe('accepted');
    await house.unregister(ALICE, signer);
    await until('it is noticed', async () => (await ask({ signer })).status !== 200);
    expect(verdictOf(await ask({ signer }))).toBe('FailedAuthentication');
  });

  test('whether a certificate is registered is not told to who cannot use it', async () => {
    const stranger = selfSigned({ name: 'stranger' });
    const swapped = (token: Identity) => signed({ signer: stranger, token: binaryToken(token.der) });
    const ofAlice = faultOf(await house.post(swapped(house.alice)));
    const ofNobody = faultOf(await house.post(swapped(house.authority.issue({ name: 'nobody' }))));
    expect(ofAlice).toEqual(ofNobody);
    const named = (value: Buffer) =>
      signed({
        signer: stranger,
        token: '',
        keyInfo: tokenReference(
          `<wsse:KeyIdentifier ValueType="${SKI}" EncodingType="${BASE64}">${value.toString('base64')}</wsse:KeyIdentifier>`,
        ),
      });
    const known = faultOf(await house.post(named(house.alice.subjectKeyIdentifier)));
    expect(known).toEqual(faultOf(await house.post(named(randomBytes(20)))));
    expect(known.code).toBe('FailedAuthentication');
  });
});

describe('a signed request is good for once, and not for long (WSI-13)', () => {
  test('again, at another process, or with another form of the same signature: refused', async () => {
    const xml = signed({ body: sendMessages(message({ to: [BOB] })) });
    expect(verdictOf(await house.post(xml))).toBe('accepted');
    expect(verdictOf(await house.post(xml))).toBe('FailedAuthentication');
    expect(verdictOf(await house.post(withOtherForm(xml)))).toBe('FailedAuthentication');
    const second = await startTestProvider({ database: house.database, settings: house.settings });
    try {
      expect(verdictOf(await post(second.url, xml))).toBe('FailedAuthentication');
      const first = signed();
      const ways = [house.url, second.url, house.url, second.url];
      const again = await Promise.all(ways.map((url, at) => post(url, at < 2 ? first : withOtherForm(first))));
      expect(again.filter(({ status }) => status === 200)).toHaveLength(1);
    } finally {
      await second.stop();
    }
  });

  test('too old or too far ahead: MessageExpired', async () => {
    for (const created of [-400, 120]) expect(verdictOf(await ask({ created }))).toBe('MessageExpired');
  });
});

/** Of an ECDSA signature (r, s) there is always (r, n - s), which is as right. */
function withOtherForm(xml: string): string {
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  return xml.replace(/(<ds:SignatureValue>)([^<]*)/, (_all, tag: string, text: string) => {
    const value = Buffer.from(text, 'base64');
    const s = (ORDER - BigInt(`0x${value.subarray(32).toString('hex')}`)).toString(16).padStart(64, '0');
    return `${tag}${Buffer.concat([value.subarray(0, 32), Buffer.from(s, 'hex')]).toString('base64')}`;
  });
}

describe('the trust file', () => {
  test('is read again when it changes; a broken one changes nothing', async () => {
    const second = newAuthority({ name: 'Second Authority' });
    const hers = second.issue({ name: 'alice by the second' });
    await house.register(ALICE, hers);
    await house.trust('-----BEGIN CERTIFICATE-----\nbroken\n');
    expect(verdictOf(await ask())).toBe('accepted');
    expect(verdictOf(await ask({ signer: hers }))).toBe('FailedAuthentication');
    await house.trust(`${second.pem}${house.authority.pem}`);
    await house.revoke(house.authority.revocationList([]) + second.revocationList([]));
    await until('the second authority is trusted', async () => (await ask({ signer: hers })).status === 200);
    await house.trust(second.pem);
    await until('the first is not any more', async () => (await ask()).status !== 200);
    await house.trust(house.authority.pem);
    await until('all is as it was', async () => (await ask()).status === 200);
  });

  test('an outdated revocation list refuses whom it should speak of', async () => {
    await house.revoke(house.authority.revocationList([], { from: -3, until: -1 }));
    await until('it is read', async () => (await ask()).status !== 200);
    expect(verdictOf(await ask())).toBe('FailedAuthentication');
    await house.revoke(house.authority.revocationList([]));
    await until('a new one is read', async () => (await ask()).status === 200);
  });
});
