import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { parseAddress } from '@imps-wsi/contract/address';
import { WsiError } from '@imps-wsi/contract/errors';
import { passwordDigest, type SecurityHeader, type UsernameToken } from '@imps-wsi/contract/wsse';
import { createLogger } from '../../packages/provider/dist/log.js';
import { Authenticator, type RequestContext } from '../../packages/provider/dist/security/authenticate.js';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import type {
  AccountCredentials,
  CredentialStore,
  NonceStore,
  NonceUse,
} from '../../packages/provider/dist/security/ports.js';
import { SignInGuard } from '../../packages/provider/dist/security/sign-in-guard.js';
import { MemorySignIns, SIGN_IN_LIMITS } from '../support/sign-ins.js';
import { ownsAddress } from '../../packages/provider/dist/security/sender.js';

/** Alice is a person, chess a service; both have accounts at b1.example. The store is a Map, the clock is ours. */

const PASSWORD = 'Divedeep';
const SECRET = 'imps_first-secret';
const START = new Date('2030-01-31T12:00:00Z');

class Accounts implements CredentialStore {
  readonly rows = new Map<string, AccountCredentials>();
  lookups = 0;
  findCredentials(addresses: readonly string[]) {
    this.lookups += 1;
    return Promise.resolve(addresses.map((address) => this.rows.get(address)).find((row) => row !== undefined));
  }
  set(address: string, change: Partial<AccountCredentials>) {
    const row = this.rows.get(address) ?? {
      ownerId: String(this.rows.size + 1),
      address,
      kind: 'person',
      disabled: false,
    };
    this.rows.set(address, { ...row, ...change });
  }
}

class Nonces implements NonceStore {
  readonly used: NonceUse[] = [];
  use(use: NonceUse) {
    const seen = this.used.some(
      (other) => other.accountId === use.accountId && Buffer.from(other.nonceDigest).equals(use.nonceDigest),
    );
    this.used.push(use);
    return Promise.resolve(!seen);
  }
}

/** "Seals" by turning the letters round: sealing itself is shown in credentials.test. */
const reversed = (text: string) => Buffer.from(Array.from(text).reverse().join(''));
const secrets = {
  unseal: (sealed: Uint8Array) => Promise.resolve(reversed(Buffer.from(sealed).toString()).toString()),
};

const hasher = new PasswordHasher({ costs: { ln: 4, r: 8, p: 1 } });
let accounts: Accounts;
let nonces: Nonces;
let logged: string[];
let now: Date;
let authenticator: Authenticator;

beforeEach(async () => {
  accounts = new Accounts();
  nonces = new Nonces();
  logged = [];
  now = START;
  accounts.set('wv:alice@b1.example', { passwordHash: await hasher.hash(PASSWORD) });
  accounts.set('wv:+4912345@b1.example', { passwordHash: await hasher.hash(PASSWORD) });
  accounts.set('wv:chess@b1.example', {
    kind: 'service',
    serviceDomain: 'chess.b1.example',
    secretSealed: reversed(SECRET),
  });
  authenticator = new Authenticator({
    accounts,
    nonces,
    secrets,
    hasher,
    guard: new SignInGuard(new MemorySignIns(), SIGN_IN_LIMITS),
    domains: ['b1.example'],
    freshnessSeconds: 300,
    futureSkewSeconds: 60,
    nonceMemorySeconds: 360,
    log: createLogger({ write: (line) => logged.push(line) }),
  });
});

const later = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000));
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000).toISOString();

const instant = (text: string) => ({ text, date: new Date(text) });

function header(token: Partial<UsernameToken>, rest: Partial<SecurityHeader> = {}): SecurityHeader {
  const blank = { id: undefined, username: '', password: undefined, nonce: undefined, created: undefined };
  const nothing = { timestamp: undefined, binarySecurityTokens: [], signatures: [], others: [] };
  return { usernameTokens: [{ ...blank, ...token }], ...nothing, ...rest };
}

function text(username: string, password = PASSWORD): SecurityHeader {
  return header({ username, password: { type: 'text', value: password } });
}

function digest(
  username: string,
  secret = SECRET,
  { created = now.toISOString(), nonce = randomBytes(16) } = {},
): SecurityHeader {
  const value = passwordDigest(nonce, created, secret);
  return header({ username, password: { type: 'digest', value }, nonce, created: instant(created) });
}

const overTls: Partial<RequestContext> = { tls: true, loopback: false };
const call = (security: SecurityHeader | undefined, context: Partial<RequestContext> = overTls) =>
  authenticator.authenticate(security, { tls: false, loopback: false, now, ...context });

async function refused(security: SecurityHeader | undefined, context?: Partial<RequestContext>): Promise<WsiError> {
  try {
    await call(security, context);
  } catch (error) {
    if (error instanceof WsiError) return error;
    throw error;
  }
  throw new Error('was let in');
}

describe('PP2-1, HL-33: a person shows a password', () => {
  test('and is known by the canonical address from then on', async () => {
    await expect(call(text('wv:alice@b1.example'))).resolves.toEqual({
      ownerId: '1',
      address: 'wv:alice@b1.example',
      kind: 'person',
    });
  });

  test.each([
    'alice@b1.example',
    'WV:Alice@B1.Example',
    'im:alice@b1.example',
    '\n  alice@b1.example\n',
    'sip:Alice@b1.example',
  ])('%s is the same user', async (username) => {
    await expect(call(text(username))).resolves.toMatchObject({ address: 'wv:alice@b1.example' });
  });

  test('a telephone number is a user name too', async () => {
    await expect(call(text('tel:+49 123-45'))).resolves.toMatchObject({ address: 'wv:+4912345@b1.example' });
  });

  test('one letter in other case is another password', async () => {
    expect((await refused(text('alice@b1.example', 'divedeep'))).errorName).toBe('FailedAuthentication');
  });

  test('OMA-GOAL-4: in clear over TLS or on this very machine only', async () => {
    await expect(call(text('alice@b1.example'), { tls: false, loopback: true })).resolves.toBeDefined();
    const error = await refused(text('alice@b1.example'), { tls: false, loopback: false });
    expect(error.errorName).toBe('InsecureTransport');
    expect(accounts.lookups).toBe(1);
  });

  test('whose hash is computed once for many calls', async () => {
    let hashes = 0;
    const counting = Object.assign(Object.create(hasher) as PasswordHasher, {
      verify: (password: string, hash: string | undefined) => {
        hashes += 1;
        return hasher.verify(password, hash);
      },
    });
    authenticator = new Authenticator({
      accounts,
      nonces,
      secrets,
      domains: [],
      freshnessSeconds: 300,
      futureSkewSeconds: 60,
      nonceMemorySeconds: 360,
      hasher: counting,
      guard: new SignInGuard(new MemorySignIns(), SIGN_IN_LIMITS),
    });
    for (let i = 0; i < 5; i += 1) await call(text('alice@b1.example'));
    expect(hashes).toBe(1);
    expect((await refused(text('alice@b1.example', 'Divedeeq'))).errorName).toBe('FailedAuthentication');
    expect(hashes).toBe(2);
  });

  test('a token that was made long ago is refused even so', async () => {
    const password = { type: 'text', value: PASSWORD } as const;
    const error = await refused(header({ username: 'alice@b1.example', password, created: instant(at(-301)) }));
    expect(error.errorName).toBe('MessageExpired');
  });
});

describe('WSI-13: a service shows a digest of its secret', () => {
  const anywhere = { tls: false, loopback: false };

  test('over any transport, since the secret itself does not travel', async () => {
    await expect(call(digest('wv:chess@b1.example'), anywhere)).resolves.toEqual({
      ownerId: '3',
      address: 'wv:chess@b1.example',
      kind: 'service',
      serviceDomain: 'chess.b1.example',
    });
  });

  test('or the secret in clear where a password may travel', async () => {
    await expect(call(text('chess@b1.example', SECRET))).resolves.toMatchObject({ kind: 'service' });
    expect((await refused(text('chess@b1.example', `${SECRET}x`))).errorName).toBe('FailedAuthentication');
    expect((await refused(text('chess@b1.example', SECRET), anywhere)).errorName).toBe('InsecureTransport');
  });

  test('the digest is taken over the decoded nonce (R4212)', async () => {
    const nonce = randomBytes(16);
    const created = now.toISOString();
    const overBase64 = createHash('sha1')
      .update(nonce.toString('base64'))
      .update(created)
      .update(SECRET)
      .digest('base64');
    const password = { type: 'digest', value: overBase64 } as const;
    const error = await refused(header({ username: 'chess@b1.example', password, nonce, created: instant(created) }));
    expect(error.errorName).toBe('FailedAuthentication');
  });

  test('a nonce used before is a failed authentication, like a wrong digest', async () => {
    const header = digest('chess@b1.example');
    await expect(call(header)).resolves.toBeDefined();
    later(10);
    const replay = await refused(header);
    const wrong = await refused(digest('chess@b1.example', 'imps_other'));
    expect([replay.errorName, replay.message]).toEqual([wrong.errorName, wrong.message]);
    expect(replay.errorName).toBe('FailedAuthentication');
  });

  test('the nonce is remembered for as long as the token could be taken for fresh, and a minute longer', async () => {
    await call(digest('chess@b1.example', SECRET, { created: at(50) }));
    expect(nonces.used[0]?.expiresAt.toISOString()).toBe(at(50 + 360));
  });

  test('GS-4: nonces of strangers are not remembered, so they cannot fill the store', async () => {
    await refused(digest('chess@b1.example', 'imps_other'));
    await refused(digest('nobody@b1.example'));
    expect(nonces.used).toHaveLength(0);
  });

  test.each([
    [-301, 'MessageExpired'],
    [-300, 'accepted'],
    [60, 'accepted'],
    [61, 'MessageExpired'],
  ])('created %d s from now: %s', async (seconds, outcome) => {
    const header = digest('chess@b1.example', SECRET, { created: at(seconds) });
    if (outcome === 'accepted') await expect(call(header)).resolves.toBeDefined();
    else expect((await refused(header)).errorName).toBe(outcome);
  });

  test.each(['2030-01-31T12:00:00+00:00', '2030-01-31T12:00:00.1234567Z'])(
    'created %s is understood',
    async (created) => {
      await expect(call(digest('chess@b1.example', SECRET, { created }))).resolves.toBeDefined();
    },
  );

  test('nonce and creation time are mandatory', async () => {
    const [token] = digest('chess@b1.example').usernameTokens;
    const { username = '', password, nonce, created } = token ?? {};
    expect((await refused(header({ username, password, nonce }))).message).toContain('the time of its creation');
    expect((await refused(header({ username, password, created }))).message).toContain('a Nonce');
  });

  test('after a rotation both secrets work for a while, then the new one only', async () => {
    accounts.set('wv:chess@b1.example', {
      secretSealed: reversed('imps_second'),
      secretPreviousSealed: reversed(SECRET),
      secretPreviousUntil: new Date(START.getTime() + 100_000),
    });
    await expect(call(digest('chess@b1.example'))).resolves.toBeDefined();
    await expect(call(digest('chess@b1.example', 'imps_second'))).resolves.toBeDefined();
    await expect(call(text('chess@b1.example', SECRET))).resolves.toBeDefined();
    await expect(call(text('chess@b1.example', 'imps_second'))).resolves.toBeDefined();
    later(101);
    for (const how of [digest, text]) {
      expect((await refused(how('chess@b1.example', SECRET))).errorName).toBe('FailedAuthentication');
      await expect(call(how('chess@b1.example', 'imps_second'))).resolves.toBeDefined();
    }
  });
});

describe('WSI-13: every failure of authentication reads the same', () => {
  const cases: [string, () => SecurityHeader][] = [
    ['an unknown user', () => text('nobody@b1.example')],
    ['a user of elsewhere', () => text('alice@b2.example')],
    ['a name that is no address', () => text('alice')],
    ['a list of a user', () => text('wv:alice/friends@b1.example')],
    ['a wrong password', () => text('alice@b1.example', 'wrong')],
    ['a disabled account', () => text('carol@b1.example')],
    ['a digest by a person', () => digest('alice@b1.example', PASSWORD)],
    ['a digest by nobody', () => digest('nobody@b1.example')],
    [
      'a digest that is none',
      () =>
        header({
          username: 'chess@b1.example',
          password: { type: 'digest', value: 'x' },
          nonce: Buffer.of(1),
          created: instant(at(0)),
        }),
    ],
  ];

  test.each(cases)('%s', async (_what, header) => {
    accounts.set('wv:carol@b1.example', { passwordHash: await hasher.hash(PASSWORD), disabled: true });
    const error = await refused(header());
    expect(error).toMatchObject({
      errorName: 'FailedAuthentication',
      message: 'The user name, password or token was not accepted.',
    });
    expect(error.cause).toBeUndefined();
  });

  test('while the log knows why, and never the password', async () => {
    await refused(text('alice@b1.example', 'hunter2hunter2'), { ...overTls, peer: '192.0.2.7' });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/authentication failed username=alice@b1.example why="wrong password" peer=192.0.2.7/);
    expect(logged[0]).not.toContain('hunter2');
  });

  test('what a stranger puts into the user name cannot forge a line of the log', async () => {
    await refused(text('eve\n2030-01-01 INFO all is well'));
    expect(logged.join('').match(/\n/g)).toHaveLength(1);
  });
});

const neverRead = (): never => {
  throw new Error('a signature was read');
};

describe('The header itself', () => {
  test('WSI-13: none at all, or one without a token', async () => {
    expect((await refused(undefined)).errorName).toBe('SecurityHeaderMissing');
    expect((await refused(header({}, { usernameTokens: [] }))).errorName).toBe('SecurityHeaderMissing');
  });

  test('other kinds of token and signatures are named and refused, never ignored', async () => {
    const binary = { id: undefined, valueType: undefined, encodingType: undefined, text: 'MIIB' };
    const error = await refused(header({}, { usernameTokens: [], binarySecurityTokens: [binary] }));
    expect(error.errorName).toBe('UnsupportedSecurityToken');
    expect(error.message).toContain('BinarySecurityToken');
    const signed = { ...text('alice@b1.example'), signatures: [{ start: 0, end: 1, read: neverRead }] };
    expect((await refused(signed)).errorName).toBe('UnsupportedSecurityToken');
    const asserted = {
      ...text('alice@b1.example'),
      others: [{ uri: 'urn:oasis:names:tc:SAML:2.0:assertion', local: 'Assertion' }],
    };
    expect((await refused(asserted)).message).toContain('Assertion');
  });

  test('two tokens or a token without password are invalid', async () => {
    const twice = [...text('alice@b1.example').usernameTokens, ...text('alice@b1.example').usernameTokens];
    expect((await refused(header({}, { usernameTokens: twice }))).errorName).toBe('InvalidSecurity');
    expect((await refused(header({ username: 'alice@b1.example' }))).errorName).toBe('InvalidSecurity');
  });

  test.each([
    [at(-10), at(290), 'accepted'],
    [at(-10), undefined, 'accepted'],
    [at(-120), at(-50), 'accepted'],
    [at(-120), at(-61), 'MessageExpired'],
    [at(-301), at(60), 'MessageExpired'],
    [at(61), undefined, 'MessageExpired'],
  ])('a Timestamp from %s to %s: %s', async (created, expires, outcome) => {
    const timestamp = {
      id: undefined,
      created: instant(created),
      expires: expires === undefined ? undefined : instant(expires),
    };
    const stamped = { ...text('alice@b1.example'), timestamp };
    if (outcome === 'accepted') await expect(call(stamped)).resolves.toBeDefined();
    else expect((await refused(stamped)).errorName).toBe(outcome);
  });
});

describe('GO-2: what an operator changes is noticed', () => {
  test('lookups are remembered for 5 s', async () => {
    for (let i = 0; i < 10; i += 1) await call(digest('chess@b1.example'));
    expect(accounts.lookups).toBe(1);
    later(5);
    await call(digest('chess@b1.example'));
    expect(accounts.lookups).toBe(2);
  });

  test('many calls at once are one lookup', async () => {
    await Promise.all(Array.from({ length: 20 }, () => call(digest('chess@b1.example'))));
    expect(accounts.lookups).toBe(1);
  });

  test('an account works as soon as it is added', async () => {
    await refused(text('dave@b1.example'));
    accounts.set('wv:dave@b1.example', { passwordHash: await hasher.hash(PASSWORD) });
    await expect(call(text('dave@b1.example'))).resolves.toBeDefined();
  });

  test('a disabled one is out after 5 s at most, and in again at once', async () => {
    await call(text('alice@b1.example'));
    accounts.set('wv:alice@b1.example', { disabled: true });
    later(5);
    expect((await refused(text('alice@b1.example'))).errorName).toBe('FailedAuthentication');
    accounts.set('wv:alice@b1.example', { disabled: false });
    await expect(call(text('alice@b1.example'))).resolves.toBeDefined();
  });

  test('a new password works at once, the old one not after 5 s', async () => {
    await call(text('alice@b1.example'));
    accounts.set('wv:alice@b1.example', { passwordHash: await hasher.hash('Newpass1') });
    await expect(call(text('alice@b1.example', 'Newpass1'))).resolves.toBeDefined();
    later(5);
    expect((await refused(text('alice@b1.example'))).errorName).toBe('FailedAuthentication');
  });

  test('who was let in before is still taken until the account is disabled or has another password', async () => {
    const alice = await call(text('alice@b1.example'));
    await expect(authenticator.stillTakes(alice, now)).resolves.toBe(true);
    accounts.set('wv:alice@b1.example', { disabled: true });
    later(5);
    await expect(authenticator.stillTakes(alice, now)).resolves.toBe(false);
    accounts.set('wv:alice@b1.example', { disabled: false });
    await expect(authenticator.stillTakes(alice, now)).resolves.toBe(true);
    accounts.set('wv:alice@b1.example', { passwordHash: await hasher.hash('Newpass1') });
    later(5);
    await expect(authenticator.stillTakes(alice, now)).resolves.toBe(false);
  });

  test('or, of a service, until its secret is void: a replaced one holds while the two overlap', async () => {
    const chess = await call(digest('chess@b1.example'));
    accounts.set('wv:chess@b1.example', {
      secretSealed: reversed('imps_second'),
      secretPreviousSealed: reversed(SECRET),
      secretPreviousUntil: new Date(START.getTime() + 100_000),
    });
    later(10);
    await expect(authenticator.stillTakes(chess, now)).resolves.toBe(true);
    later(100);
    await expect(authenticator.stillTakes(chess, now)).resolves.toBe(false);
  });

  test('a failing store lets nobody in and is no verdict about the caller', async () => {
    accounts.findCredentials = () => Promise.reject(new Error('connection lost'));
    await expect(call(text('alice@b1.example'))).rejects.toThrow('connection lost');
  });
});

describe('who may send from an address', () => {
  const alice = { ownerId: '1', address: 'wv:alice@b1.example', kind: 'person' } as const;
  const phone = { ownerId: '2', address: 'wv:+4912345@b1.example', kind: 'person' } as const;
  const chess = {
    ownerId: '3',
    address: 'wv:chess@b1.example',
    kind: 'service',
    serviceDomain: 'chess.b1.example',
  } as const;

  test.each([
    [alice, 'wv:alice@b1.example', true],
    [alice, 'Alice@B1.example', true],
    [alice, 'im:alice@b1.example', true],
    [alice, 'sip:alice@b1.example', true],
    [alice, 'wv:alice@b2.example', false],
    [alice, 'wv:bob@b1.example', false],
    [alice, 'wv:alice/friends@b1.example', false],
    [alice, 'tel:+4912345', false],
    [phone, 'tel:+4912345', true],
    [phone, 'tel:+49123456', false],
    [phone, 'wv:+4912345@b1.example', true],
    [chess, 'wv:u2@chess.b1.example', true],
    [chess, 'u2@CHESS.b1.example', true],
    [chess, 'wv:chess@b1.example', true],
    [chess, 'wv:u2@b1.example', false],
    [chess, 'wv:u2@x.chess.b1.example', false],
    [chess, 'wv:u2/list@chess.b1.example', false],
  ])('$address from %s: %s', (caller, sender, expected) => {
    const address = parseAddress(sender);
    if (address === undefined) throw new Error('no address');
    expect(ownsAddress(caller, address)).toBe(expected);
  });
});
