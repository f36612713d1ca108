import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { WsiError } from '@imps-wsi/contract/errors';
import { SignInGuard, type SignInAttempt } from '../../packages/provider/dist/security/sign-in-guard.js';
import { signInName } from '../../packages/provider/dist/security/sign-in-name.js';
import { sourceNetworks } from '../../packages/provider/dist/security/source-networks.js';
import { PgSignInStore } from '../../packages/provider/dist/store/sign-ins.js';
import { commandLine } from '../support/command-line.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { MemorySignIns, SIGN_IN_LIMITS } from '../support/sign-ins.js';

/** Mallory guesses; Alice is the owner. "Hashing" is counted, the clock is ours. */

const ALICE = 'wv:alice@b1.example';
const MALLORY = '203.0.113.66';
const HOME = '192.0.2.10';

let now: number;
let hashes: number;
let store: MemorySignIns;
let guard: SignInGuard;

beforeEach(() => {
  now = Date.parse('2030-01-31T12:00:00Z');
  hashes = 0;
  store = new MemorySignIns(() => now);
  guard = new SignInGuard(store, SIGN_IN_LIMITS);
});

/** Seconds to wait, or what became of the guess. */
async function attempt(
  from: string,
  name = ALICE,
  right = false,
  by: SignInGuard = guard,
): Promise<'right' | 'wrong' | number> {
  const tried: SignInAttempt = by.attempt(from, name);
  try {
    await by.admit(tried, now);
    const verdict = await by.guess(tried, now, () => {
      hashes += 1;
      return Promise.resolve(right);
    });
    if (verdict && by.succeeded(tried, now)) await by.remember(tried);
    return verdict ? 'right' : 'wrong';
  } catch (error) {
    if (!(error instanceof WsiError) || error.errorName !== 'FailedAuthentication') throw error;
    return error.retryAfterSeconds ?? 0;
  }
}

async function fail(times: number, from: string, name = ALICE): Promise<void> {
  for (let count = 0; count < times; count += 1) await attempt(from, name);
}

describe('GS-4: guessing gets slow for who guesses', () => {
  test('five failures cost nothing, then each doubles the wait, up to a quarter of an hour', async () => {
    await fail(5, MALLORY);
    const waits: number[] = [];
    for (let count = 0; count < 13; count += 1) {
      const wait = await attempt(MALLORY);
      expect(typeof wait).toBe('number');
      waits.push(Number(wait));
      now += Number(wait) * 1000;
      await expect(attempt(MALLORY)).resolves.toBe('wrong');
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  test('what is refused is neither hashed nor counted, and costs no look at the store', async () => {
    await fail(5, MALLORY);
    const { asked } = store;
    for (let count = 0; count < 1_000; count += 1) await expect(attempt(MALLORY)).resolves.toBe(1);
    expect(hashes).toBe(5);
    expect(store.asked).toBe(asked);
  });

  test('the right password is refused like a wrong one meanwhile: who guesses learns nothing', async () => {
    await fail(5, MALLORY);
    await expect(attempt(MALLORY, ALICE, true)).resolves.toBe(1);
    expect(hashes).toBe(5);
  });

  test('a hundred guesses at once are five guesses', async () => {
    await Promise.all(Array.from({ length: 100 }, () => attempt(MALLORY)));
    expect(hashes).toBe(5);
  });

  test('in any spelling of the address, when it is told in its canonical one', async () => {
    await fail(5, '::ffff:203.0.113.66');
    await expect(attempt(MALLORY)).resolves.toBe(1);
  });

  test('a name that is too long or cannot be printed is one as well', async () => {
    for (const name of ['\0', '', 'x'.repeat(10_000), 'wv:ä@b1.example', 'My password 1']) {
      expect(guard.attempt(MALLORY, name).key).not.toContain(name || MALLORY.concat(' wv:'));
      await fail(5, MALLORY, name);
      await expect(attempt(MALLORY, name)).resolves.toBe(1);
    }
  });

  test('with an hour of peace it is forgotten', async () => {
    await fail(4, MALLORY);
    store.rows.clear();
    now += 3_600_000;
    await fail(4, MALLORY);
    await expect(attempt(MALLORY)).resolves.toBe('wrong');
  });
});

describe('PP2-3: and for nobody else', () => {
  test('the owner signs in from elsewhere, however long somebody guesses', async () => {
    await fail(300, MALLORY);
    await expect(attempt(HOME, ALICE, true)).resolves.toBe('right');
  });

  test('behind one address with the one who guesses, other accounts get in', async () => {
    await fail(50, MALLORY);
    await expect(attempt(MALLORY, 'wv:bob@b1.example', true)).resolves.toBe('right');
  });

  test('too many failures at many accounts slow that network down, but not who is known there', async () => {
    await expect(attempt(MALLORY, ALICE, true)).resolves.toBe('right');
    for (let count = 0; count < 250; count += 1) await attempt(MALLORY, `wv:u${String(count)}@b1.example`);
    expect(hashes).toBe(201);
    await expect(attempt(MALLORY, 'wv:bob@b1.example', true)).resolves.toBe(1);
    await expect(attempt(MALLORY, ALICE, true)).resolves.toBe('right');
    await expect(attempt(HOME, 'wv:bob@b1.example', true)).resolves.toBe('right');
    // Another process knows her as well, also when it has heard of the failures first.
    const other = new SignInGuard(store, SIGN_IN_LIMITS);
    await expect(attempt(MALLORY, 'wv:carol@b1.example', true, other)).resolves.toBe(1);
    await expect(attempt(MALLORY, ALICE, true, other)).resolves.toBe('right');
  });

  test('a network as a whole waits a minute at most', async () => {
    let longest = 0;
    for (let count = 0; count < 400; count += 1) {
      const wait = await attempt(MALLORY, `wv:u${String(count)}@b1.example`);
      if (typeof wait !== 'number') continue;
      longest = Math.max(longest, wait);
      now += wait * 1000;
    }
    expect(longest).toBe(60);
  });

  test('of ten thousand names from ten thousand addresses a bounded number is remembered', async () => {
    const small = new SignInGuard(store, SIGN_IN_LIMITS, 1_000);
    for (let count = 0; count < 10_000; count += 1) {
      await attempt(
        `10.1.${String(count >> 8)}.${String(count & 255)}`,
        `wv:u${String(count)}@b1.example`,
        false,
        small,
      );
    }
    expect(small.remembered).toBeLessThanOrEqual(3_000);
    await expect(attempt(HOME, ALICE, true, small)).resolves.toBe('right');
  });
});

test('an IPv6 network is a /64, and the /48 around it with five times as much', async () => {
  expect(sourceNetworks('2001:db8:1:2:3:4:5:6')).toEqual(['2001:db8:1:2::/64', '2001:db8:1::/48']);
  expect(sourceNetworks('2001:DB8::1')).toEqual(['2001:db8:0:0::/64', '2001:db8:0::/48']);
  expect(sourceNetworks('fe80::1%eth0')).toEqual(['fe80:0:0:0::/64', 'fe80:0:0::/48']);
  expect(sourceNetworks('::1')).toEqual(['0:0:0:0::/64', '0:0:0::/48']);
  expect(sourceNetworks('::ffff:192.0.2.1')).toEqual(['192.0.2.1']);
  expect(sourceNetworks('192.0.2.1')).toEqual(['192.0.2.1']);
  await fail(5, '2001:db8:1:2::a');
  await expect(attempt('2001:db8:1:2:ffff::b')).resolves.toBe(1);
  await expect(attempt('2001:db8:1:3::a')).resolves.toBe('wrong');
  for (let count = 0; count < 1_200; count += 1)
    await attempt(`2001:db8:1:${count.toString(16)}::a`, 'wv:bob@b1.example');
  await expect(attempt('2001:db8:1:ffff::a', 'wv:carol@b1.example', true)).resolves.toEqual(expect.any(Number));
  await expect(attempt('2001:db8:2::a', 'wv:carol@b1.example', true)).resolves.toBe('right');
});

describe('What all processes share', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());
  const processes = (count: number, limits = SIGN_IN_LIMITS) =>
    Array.from({ length: count }, () => new SignInGuard(new PgSignInStore(database.pool), limits));

  test('GS-4: the failures that one saw hold back at all others', async () => {
    now = Date.now();
    const [one, other, third] = processes(3);
    for (const by of [one, other, third, one, other])
      await expect(attempt(MALLORY, ALICE, false, by)).resolves.toBe('wrong');
    // The first wait is a second, which a busy machine may outlive.
    await database.pool.query(
      `UPDATE sign_in_source SET refused_until = now() + interval '15 minutes' WHERE account <> ''`,
    );
    expect(await attempt(MALLORY, ALICE, true, third)).toBeGreaterThan(60);
    await expect(attempt(HOME, ALICE, true, third)).resolves.toBe('right');
    expect(hashes).toBe(6);
  });

  test('of guesses at all of them at once no more are hashed than each has free', async () => {
    const fleet = processes(4);
    await Promise.all(
      Array.from({ length: 200 }, (_none, index) => attempt(MALLORY, 'wv:dora@b1.example', false, fleet[index % 4])),
    );
    expect(hashes).toBeLessThanOrEqual(4 * 5);
    const found = await new PgSignInStore(database.pool).find([{ network: MALLORY, account: 'wv:dora@b1.example' }]);
    expect(found).toEqual([expect.objectContaining({ failures: hashes })]);
  });

  test.each(['wv:bob@b1.example', 'wv:jürgen@b1.example', `wv:${'b'.repeat(200)}@b1.example`])(
    'a new password lets %s in where the old one was tried too often',
    async (address) => {
      const [one, other] = processes(2);
      const account = signInName(address);
      await commandLine(database.url, ['account', 'add', address], { IMPS_WSI_PASSWORD: 'Of old 12' });
      for (let count = 0; count < 9; count += 1) {
        await new PgSignInStore(database.pool).fail([{ network: HOME, account, free: 5, maxDelaySeconds: 900 }]);
      }
      const refused = await attempt(HOME, address, true, one);
      expect(refused).toBeGreaterThan(10);
      const { code } = await commandLine(database.url, ['account', 'set-password', address], {
        IMPS_WSI_PASSWORD: 'Anew 12',
      });
      expect(code).toBe(0);
      await expect(attempt(HOME, address, true, other)).resolves.toBe('right');
      // Who knew of the refusal asks again after 5 s.
      now += 5_001;
      await expect(attempt(HOME, address, true, one)).resolves.toBe('right');
    },
  );

  test('goes when it says nothing any more', async () => {
    const signIns = new PgSignInStore(database.pool);
    await signIns.succeed([{ network: '198.51.100.1', account: ALICE }]);
    await signIns.fail([{ network: '198.51.100.2', account: ALICE, free: 5, maxDelaySeconds: 900 }]);
    await database.pool.query(`UPDATE sign_in_source SET touched_at = touched_at - interval '2 hours'`);
    await signIns.sweep();
    const left = async () =>
      (
        await database.pool.query<{ network: string }>(
          `SELECT network FROM sign_in_source WHERE network LIKE '198.51.100.%'`,
        )
      ).rows;
    expect(await left()).toEqual([{ network: '198.51.100.1' }]);
    await database.pool.query(`UPDATE sign_in_source SET succeeded_at = now() - interval '31 days'`);
    await signIns.sweep();
    expect(await left()).toEqual([]);
  });
});
