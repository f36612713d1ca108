import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD } from '../support/provider.js';
import {
  envelope,
  message,
  passwordDigest,
  passwordText,
  request,
  sendMessages,
  token,
  utc,
  WSSE,
  WSU,
} from './envelope.js';
import { faultOf, valuesOf, type Answer } from './exchange.js';
import { ALICE, BOB, openHouse, type House } from './house.js';

const CHESS = 'wv:chess@b1.example';
const send = sendMessages(message());

/** Whoever cannot prove who he is sends nothing and reads nothing (WSI-13; WS-Security 1.1, UsernameToken Profile 1.1). */
describe('WS-Security on the wire (WSI-13)', () => {
  let house: House;
  let secret: string;
  beforeAll(async () => {
    // More than one who means well ever fails: what holds back guessing is shown elsewhere.
    house = await openHouse({ settings: { signInFailures: 1_000 } });
    secret = await house.addService('chess');
  });
  afterEach(async () => {
    expect(await house.deliveries()).toBe(0);
  });
  afterAll(async () => {
    expect(await house.stillAnswers()).toBe(true);
    expect(house.indiscretions()).toEqual([]);
    await house.drop();
  });

  const refusal = async (answer: Promise<Answer>) => {
    const received = await answer;
    expect(received.status).toBe(500);
    const fault = faultOf(received);
    // SOAP 1.1 §4.4: a fault about a header block has no detail.
    expect(fault.detail).toBeUndefined();
    return fault;
  };
  const withHeader = (header: string) => house.post(envelope(header, send));

  test.each([
    ['no header at all', ''],
    ['an empty header', token('')],
    ['a header with a Timestamp only', token(`<wsu:Timestamp><wsu:Created>${utc()}</wsu:Created></wsu:Timestamp>`)],
  ])('%s: InvalidSecurity, and what to add', async (_what, header) => {
    const fault = await refusal(withHeader(header));
    expect(fault).toMatchObject({ code: 'InvalidSecurity', namespace: WSSE });
    expect(fault.reason).toContain('UsernameToken');
  });

  test('wrong password, unknown account, disabled account, no address: one indistinct FailedAuthentication', async () => {
    await house.addPerson('mallory');
    await house.database.pool.query(`UPDATE account SET disabled_at = now() WHERE address = 'wv:mallory@b1.example'`);
    const faults = await Promise.all(
      [
        passwordText(ALICE, 'guessed'),
        passwordText(ALICE, ''),
        passwordText('wv:nobody@b1.example'),
        passwordText('wv:mallory@b1.example'),
        passwordText('no address at all'),
        passwordText(`' OR '1'='1`),
        passwordText(ALICE, `' OR '1'='1`),
        passwordText(CHESS, 'imps_guessed'),
        passwordDigest(CHESS, 'imps_guessed'),
        passwordDigest('wv:nobody@b1.example', secret),
        passwordDigest(ALICE, PASSWORD),
      ].map((header) => refusal(withHeader(header))),
    );
    expect(new Set(faults.map((fault) => JSON.stringify(fault))).size).toBe(1);
    expect(faults[0]).toMatchObject({ code: 'FailedAuthentication', namespace: WSSE });
  });

  test('a password in clear is taken from this machine, but not through a proxy: InsecureTransport', async () => {
    const told = [
      'X-Forwarded-For',
      'Forwarded',
      'Via',
      'X-Real-IP',
      'True-Client-IP',
      'CF-Connecting-IP',
      'Client-IP',
    ];
    // Some proxies say no more than that they were there.
    const hinted = ['X-Forwarded', 'X-Forwarded-Server', 'X-Forwarded-Port', 'X-Original-Forwarded-For', 'CDN-Loop'];
    for (const header of [...told, ...hinted, 'X-Cluster-Client-IP', 'Fastly-Client-IP', 'X-Envoy-External-Address']) {
      const fault = await refusal(
        house.post(envelope(passwordText(ALICE), send), { headers: { [header]: '127.0.0.1' } }),
      );
      expect(fault).toMatchObject({ code: 'InvalidSecurity', namespace: WSSE });
      expect(fault.reason).toMatch(/TLS/);
    }
    const digest = envelope(passwordDigest(CHESS, secret), request('GetCapabilities'));
    expect((await house.post(digest, { headers: { Via: '1.1 proxy' } })).status).toBe(200);
  });

  test('a digest is good once: the same nonce again reads like a wrong password', async () => {
    const nonce = randomBytes(16);
    const created = utc();
    const first = envelope(passwordDigest(CHESS, secret, { nonce, created }), request('GetCapabilities'));
    expect((await house.post(first)).status).toBe(200);
    const replayed = await refusal(house.post(first));
    const wrong = await refusal(withHeader(passwordDigest(CHESS, 'imps_guessed')));
    expect(replayed).toEqual(wrong);
    const another = envelope(passwordDigest(CHESS, secret, { created }), request('GetCapabilities'));
    expect((await house.post(another)).status).toBe(200);
  });

  test('the same nonce with another Created is another token, as KDSoap begins each program; it may omit EncodingType', async () => {
    const nonce = randomBytes(16);
    for (const created of [utc(-2), utc(-1)]) {
      const token = passwordDigest(CHESS, secret, { nonce, created }).replace(/ EncodingType="[^"]*"/, '');
      expect((await house.post(envelope(token, request('GetCapabilities')))).status).toBe(200);
    }
  });

  test('of a nonce used many times at once exactly one is good', async () => {
    const same = envelope(passwordDigest(CHESS, secret), request('GetCapabilities'));
    const answers = await Promise.all(Array.from({ length: 12 }, () => house.post(same)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test.each([
    ['Created six minutes ago', -360],
    ['Created two minutes ahead', 120],
  ])('%s: MessageExpired, before the password is looked at', async (_what, seconds) => {
    for (const used of [secret, 'imps_guessed']) {
      const fault = await refusal(withHeader(passwordDigest(CHESS, used, { created: utc(seconds) })));
      expect(fault).toMatchObject({ code: 'MessageExpired', namespace: WSU });
      expect(fault.reason).toMatch(/clock/);
    }
  });

  test('a Timestamp that is over: MessageExpired', async () => {
    const over = `<wsu:Timestamp><wsu:Created>${utc(-250)}</wsu:Created><wsu:Expires>${utc(-200)}</wsu:Expires></wsu:Timestamp>`;
    const header = passwordText(ALICE).replace('<wsse:UsernameToken>', `${over}<wsse:UsernameToken>`);
    expect(await refusal(withHeader(header))).toMatchObject({ code: 'MessageExpired' });
  });

  const inside = (change: (text: string) => string) => change(passwordDigest(CHESS, secret));
  test.each<[string, () => string, string]>([
    [
      'two UsernameTokens',
      () => inside((text) => text.replace(/(<wsse:UsernameToken>.*<\/wsse:UsernameToken>)/, '$1$1')),
      'InvalidSecurity',
    ],
    ['two Security headers', () => passwordText(ALICE) + passwordText(ALICE), 'InvalidSecurity'],
    [
      'two Passwords (R4222)',
      () => inside((text) => text.replace(/(<wsse:Password.*<\/wsse:Password>)/, '$1$1')),
      'InvalidSecurity',
    ],
    [
      'two Nonces (R4225)',
      () => inside((text) => text.replace(/(<wsse:Nonce.*<\/wsse:Nonce>)/, '$1$1')),
      'InvalidSecurity',
    ],
    [
      'two Created (R4223)',
      () => inside((text) => text.replace(/(<wsu:Created.*<\/wsu:Created>)/, '$1$1')),
      'InvalidSecurity',
    ],
    ['no Username', () => inside((text) => text.replace(/<wsse:Username>.*<\/wsse:Username>/, '')), 'InvalidSecurity'],
    ['no Password', () => inside((text) => text.replace(/<wsse:Password.*<\/wsse:Password>/, '')), 'InvalidSecurity'],
    ['a Password without Type (R4201)', () => inside((text) => text.replace(/ Type="[^"]*"/, '')), 'InvalidSecurity'],
    [
      'a Password of another Type',
      () => inside((text) => text.replace('#PasswordDigest', '#PasswordHash')),
      'UnsupportedSecurityToken',
    ],
    [
      'a digest without Nonce',
      () => inside((text) => text.replace(/<wsse:Nonce.*<\/wsse:Nonce>/, '')),
      'InvalidSecurity',
    ],
    [
      'a digest without Created',
      () => inside((text) => text.replace(/<wsu:Created.*<\/wsu:Created>/, '')),
      'InvalidSecurity',
    ],
    [
      'a Nonce of another EncodingType (R4221)',
      () => inside((text) => text.replace(/ EncodingType="[^"]*"/, ' EncodingType="urn:hex"')),
      'InvalidSecurity',
    ],
    [
      'a Nonce that is no base64',
      () => inside((text) => text.replace(/(<wsse:Nonce[^>]*>)[^<]*/, '$1***')),
      'InvalidSecurity',
    ],
    [
      'a Created that is no time',
      () => inside((text) => text.replace(/(<wsu:Created>)[^<]*/, '$1yesterday')),
      'InvalidSecurity',
    ],
    [
      'a certificate beside the UsernameToken',
      () =>
        passwordText(ALICE).replace(
          '<wsse:UsernameToken>',
          '<wsse:BinarySecurityToken>AAAA</wsse:BinarySecurityToken><wsse:UsernameToken>',
        ),
      'UnsupportedSecurityToken',
    ],
    [
      'an assertion of another kind',
      () => token('<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>'),
      'UnsupportedSecurityToken',
    ],
  ])('%s: refused with a reason and no more', async (_what, header, code) => {
    const fault = await refusal(withHeader(header()));
    expect(fault).toMatchObject({ code, namespace: WSSE });
    expect(fault.reason).not.toContain(secret);
  });

  test('who is refused reads nothing of the Body: a broken one gets the same answer', async () => {
    const proper = await refusal(withHeader(passwordText(ALICE, 'guessed')));
    const broken = await refusal(house.post(envelope(passwordText(ALICE, 'guessed'), '<anything xmlns="urn:x"/>')));
    expect(broken).toEqual(proper);
  });

  test('spellings of one address are one account; the name of another is not', async () => {
    for (const spelling of ['WV:Bob@B1.Example', 'im:bob@b1.example', 'bob@b1.example']) {
      const answer = await house.post(envelope(passwordText(spelling), request('GetCapabilities')));
      expect([spelling, answer.status]).toEqual([spelling, 200]);
    }
    const answer = await house.post(envelope(passwordText(BOB), request('GetCapabilities')));
    expect(valuesOf(answer, 'domain')).toEqual(['b1.example']);
  });
});
