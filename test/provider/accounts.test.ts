import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAddress } from '@imps-wsi/contract/address';
import { AccountAdministration } from '../../packages/provider/dist/accounts/administration.js';
import { AccountError, type Account } from '../../packages/provider/dist/accounts/account.js';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import { SecretBox } from '../../packages/provider/dist/security/secret-box.js';
import { TextKeySource } from '../../packages/provider/dist/security/secret-key.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { PgNonceStore } from '../../packages/provider/dist/store/nonces.js';
import { PgRecipientDirectory } from '../../packages/provider/dist/store/recipients.js';
import { PgSettingStore } from '../../packages/provider/dist/store/settings.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let admin: AccountAdministration;
let accounts: AccountStore;
let settings: PgSettingStore;
let secrets: SecretBox;
const hasher = new PasswordHasher({ costs: { ln: 4, r: 8, p: 1 } });

beforeAll(async () => {
  database = await freshDatabase();
  accounts = new AccountStore(database.pool);
  settings = new PgSettingStore(database.pool);
  secrets = new SecretBox(new TextKeySource(randomBytes(32).toString('base64')), settings);
  admin = new AccountAdministration({ accounts, hasher, secrets, domains: ['b1.example', 'b1.net'] });
});
afterAll(() => database.drop());

async function refused(promise: Promise<unknown>): Promise<AccountError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AccountError)) throw new Error('was not refused');
  expect(error.message).not.toContain('\n');
  return error;
}

const addressOf = (text: string) => {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
};

describe('GO-2: an operator adds accounts', () => {
  test('a person, under the canonical address, with an empty inbox and a hash', async () => {
    const account = await admin.addPerson('Alice@B1.example', 'Divedeep');
    expect(account).toMatchObject({ address: 'wv:alice@b1.example', kind: 'person' });
    expect(account.ownerId).toMatch(/^\d+$/);
    const { rows } = await database.pool.query('SELECT 1 FROM inbox_head WHERE owner_id = $1', [account.ownerId]);
    expect(rows).toHaveLength(1);
    const stored = await accounts.findCredentials(['wv:alice@b1.example']);
    await expect(hasher.verify('Divedeep', stored?.passwordHash)).resolves.toBe(true);
  });

  test('HL-33: no password and no secret stands in the store in clear', async () => {
    const { secret } = await admin.addService('wv:secretive@b1.example', 'secretive.example');
    const { rows } = await database.pool.query<{ row: string }>(
      `SELECT row_to_json(account)::text || encode(coalesce(secret_sealed, ''), 'escape') AS row FROM account`,
    );
    for (const { row } of rows) {
      expect(row).not.toContain('Divedeep');
      expect(row).not.toContain(secret);
    }
  });

  test('a service, with a secret that is told once and a domain that is all its own', async () => {
    const { account, secret } = await admin.addService('wv:chess@b1.example', 'Chess.B1.example');
    expect(account).toMatchObject({ kind: 'service', serviceDomain: 'chess.b1.example' });
    const stored = await accounts.findCredentials(['wv:chess@b1.example']);
    expect(stored).not.toHaveProperty('passwordHash');
    await expect(secrets.unseal(stored?.secretSealed ?? Buffer.alloc(0), 'wv:chess@b1.example')).resolves.toBe(secret);
    await expect(accounts.findByServiceDomain('chess.b1.example')).resolves.toMatchObject({
      address: 'wv:chess@b1.example',
    });
  });

  test.each<[string, () => Promise<unknown>, string, string]>([
    ['an address taken', () => admin.addPerson('im:ALICE@b1.example', 'Divedeep'), 'EXISTS', 'exists already'],
    [
      'an address taken by a service',
      () => admin.addPerson('chess@b1.example', 'Divedeep'),
      'EXISTS',
      'exists already',
    ],
    ['a domain taken', () => admin.addService('x@b1.example', 'chess.b1.example'), 'EXISTS', 'belongs to another'],
    [
      'an address elsewhere',
      () => admin.addPerson('wv:u2@b2.example', 'Divedeep'),
      'BAD_ADDRESS',
      'b1.example or b1.net',
    ],
    ['no address', () => admin.addPerson('alice', 'Divedeep'), 'BAD_ADDRESS', 'write it like wv:alice@b1.example'],
    ['a list', () => admin.addPerson('wv:a/list@b1.example', 'Divedeep'), 'BAD_ADDRESS', 'is no account address'],
    [
      'a number without domain',
      () => admin.addPerson('tel:+4912345', 'Divedeep'),
      'BAD_ADDRESS',
      'is no account address',
    ],
    ['a short password', () => admin.addPerson('bob@b1.example', 'short'), 'BAD_PASSWORD', 'use 6 to 256'],
    ["people's domain", () => admin.addService('x@b1.example', 'b1.net'), 'BAD_SERVICE_DOMAIN', 'chess.b1.net'],
    ['no domain', () => admin.addService('x@b1.example', 'not a domain'), 'BAD_SERVICE_DOMAIN', 'is no domain name'],
  ])('%s is refused in one line', async (_what, act, code, message) => {
    const error = await refused(act());
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  test('what was refused left nothing behind', async () => {
    const { rows } = await database.pool.query('SELECT owner_id FROM account EXCEPT SELECT owner_id FROM inbox_head');
    expect(rows).toEqual([]);
    await expect(accounts.find('wv:x@b1.example')).resolves.toBeUndefined();
  });
});

describe('GO-2: an operator changes accounts', () => {
  test('disables and enables, and a repeat changes nothing', async () => {
    const first = await admin.disable('alice@b1.example');
    const second = await admin.disable('wv:alice@b1.example');
    expect(first.disabledAt).toBeInstanceOf(Date);
    expect(second.disabledAt).toEqual(first.disabledAt);
    await expect(accounts.findCredentials(['wv:alice@b1.example'])).resolves.toMatchObject({ disabled: true });
    expect(await admin.enable('alice@b1.example')).not.toHaveProperty('disabledAt');
  });

  test('sets a password', async () => {
    await admin.setPassword('alice@b1.example', 'Newpass1');
    const stored = await accounts.findCredentials(['wv:alice@b1.example']);
    await expect(hasher.verify('Newpass1', stored?.passwordHash)).resolves.toBe(true);
    await expect(hasher.verify('Divedeep', stored?.passwordHash)).resolves.toBe(false);
  });

  test('rotates a secret; the one before stays valid for a day unless told otherwise', async () => {
    const before = await accounts.findCredentials(['wv:chess@b1.example']);
    const { secret } = await admin.rotateSecret('chess@b1.example');
    const after = await accounts.findCredentials(['wv:chess@b1.example']);
    await expect(secrets.unseal(after?.secretSealed ?? Buffer.alloc(0), 'wv:chess@b1.example')).resolves.toBe(secret);
    expect(after?.secretPreviousSealed).toEqual(before?.secretSealed);
    expect(Math.round(((after?.secretPreviousUntil?.getTime() ?? 0) - Date.now()) / 3_600_000)).toBe(24);
  });

  test('at once, when the old one is known to be lost', async () => {
    await admin.rotateSecret('chess@b1.example', 0);
    const stored = await accounts.findCredentials(['wv:chess@b1.example']);
    expect(stored).not.toHaveProperty('secretPreviousSealed');
    expect(stored).not.toHaveProperty('secretPreviousUntil');
  });

  test('each kind of account has its own kind of credential', async () => {
    expect((await refused(admin.setPassword('chess@b1.example', 'Divedeep'))).message).toContain(
      'account rotate-secret',
    );
    expect((await refused(admin.rotateSecret('alice@b1.example'))).message).toContain('account set-password');
  });

  test.each(['nobody@b1.example', 'no address'])('%s: there is no such account', async (address) => {
    expect(await refused(admin.disable(address))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused(admin.setPassword(address, 'Divedeep'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('the list of accounts is in order and whole, however long', async () => {
  await database.pool.query(
    `INSERT INTO account (address, kind) SELECT 'wv:many' || n || '@b1.net', 'person' FROM generate_series(1, 1203) n`,
  );
  const all: Account[] = [];
  for await (const account of admin.list()) all.push(account);
  const { rows } = await database.pool.query<{ address: string }>('SELECT address FROM account ORDER BY address');
  expect(all.map(({ address }) => address)).toEqual(rows.map(({ address }) => address));
  expect(all.length).toBeGreaterThan(1203);
});

describe('PP-45: one address is enough to name an inbox', () => {
  let directory: PgRecipientDirectory;
  let time = 0;
  const find = (...addresses: string[]) => directory.find(addresses.map(addressOf));
  const ownerOf = async (address: string) => {
    const account = await accounts.find(address);
    if (account === undefined) throw new Error(`no ${address}`);
    return { ownerId: account.ownerId };
  };

  beforeAll(async () => {
    await admin.addPerson('wv:+4912345@b1.net', 'Divedeep');
    directory = new PgRecipientDirectory(database.pool, ['b1.example', 'b1.net'], { now: () => time });
  });

  test('whichever scheme it is written in; many at once, in order', async () => {
    const alice = await ownerOf('wv:alice@b1.example');
    const phone = await ownerOf('wv:+4912345@b1.net');
    await expect(
      find('wv:alice@b1.example', 'tel:+49-123-45', 'sip:Alice@b1.example', 'alice@b1.example', 'wv:+4912345@b1.net'),
    ).resolves.toEqual([alice, phone, alice, alice, phone]);
  });

  test('every address of a service domain is the inbox of the service', async () => {
    const chess = await ownerOf('wv:chess@b1.example');
    await expect(find('wv:u2@chess.b1.example', 'u1@CHESS.b1.example', 'wv:chess@b1.example')).resolves.toEqual([
      chess,
      chess,
      chess,
    ]);
  });

  test('nobody here, or nobody we know of', async () => {
    await expect(
      find('wv:nobody@b1.example', 'wv:u2@b2.example', 'tel:+4999', 'wv:alice@b1.net', 'wv:u2@chess.b1.net'),
    ).resolves.toEqual([undefined, 'unknownDomain', undefined, undefined, 'unknownDomain']);
  });

  test('an account added a moment ago is found', async () => {
    await expect(find('wv:bob@b1.example')).resolves.toEqual([undefined]);
    await admin.addPerson('wv:bob@b1.example', 'Divedeep');
    await expect(find('wv:bob@b1.example')).resolves.toEqual([await ownerOf('wv:bob@b1.example')]);
  });

  test('a disabled account still receives', async () => {
    time += 10_000;
    await admin.disable('wv:bob@b1.example');
    await expect(find('wv:bob@b1.example')).resolves.toEqual([await ownerOf('wv:bob@b1.example')]);
  });
});

describe('WSI-13: nonces in the store', () => {
  // By the clock of the database: what is created ahead of it is remembered otherwise.
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 360_000);
  const digestOf = (text: string) => createHash('sha256').update(text).digest();
  const use = (store: PgNonceStore, nonce: string, accountId = '1', at = now) =>
    store.use({ accountId, nonceDigest: digestOf(nonce), expiresAt, now: at });

  test('are new once, whichever process sees them', async () => {
    const [one, other] = [new PgNonceStore(database.pool), new PgNonceStore(database.pool)];
    await expect(use(one, 'a')).resolves.toBe(true);
    await expect(use(one, 'a')).resolves.toBe(false);
    await expect(use(other, 'a')).resolves.toBe(false);
    await expect(use(other, 'a', '2')).resolves.toBe(true);
  });

  test('of many uses at once of one nonce, at two processes, exactly one is the first', async () => {
    const stores = [new PgNonceStore(database.pool, { maxBatch: 7 }), new PgNonceStore(database.pool, { maxBatch: 5 })];
    const nonces = Array.from({ length: 20 }, (_none, index) => `race-${index}`);
    const uses = [0, 1, 2].flatMap(() => stores.flatMap((store) => nonces.map((nonce) => ({ store, nonce }))));
    const firsts = await Promise.all(uses.map(async ({ store, nonce }) => ({ nonce, first: await use(store, nonce) })));
    for (const nonce of nonces) expect(firsts.filter((each) => each.nonce === nonce && each.first)).toHaveLength(1);
  });

  test('uses at the same time share statements', async () => {
    let statements = 0;
    const counting: PgNonceStore = new PgNonceStore(
      Object.assign(Object.create(database.pool) as typeof database.pool, {
        query: (config: { text: string; values: unknown[] }) => {
          statements += 1;
          return database.pool.query(config);
        },
      }),
    );
    const outcomes = await Promise.all(Array.from({ length: 300 }, (_none, index) => use(counting, `many-${index}`)));
    expect(outcomes.every(Boolean)).toBe(true);
    expect(statements).toBe(2);
  });

  test('are free again when their time is over, swept or not', async () => {
    const store = new PgNonceStore(database.pool, { sweepLimit: 100_000 });
    const afterwards = new Date(expiresAt.getTime() + 1);
    const again = {
      accountId: '1',
      nonceDigest: digestOf('a'),
      expiresAt: new Date(expiresAt.getTime() + 360_000),
      now: afterwards,
    };
    await expect(store.use(again)).resolves.toBe(true);
    expect(await store.sweep(now)).toBe(0);
    expect(await store.sweep(afterwards)).toBeGreaterThan(300);
    const { rows } = await database.pool.query<{ count: string }>('SELECT count(*) FROM used_nonce');
    expect(rows[0]?.count).toBe('1');
  });

  test('a store that fails lets nobody in', async () => {
    const broken = Object.assign(Object.create(database.pool) as typeof database.pool, {
      query: () => Promise.reject(new Error('connection lost')),
    });
    await expect(use(new PgNonceStore(broken), 'z')).rejects.toThrow('connection lost');
  });
});

test('settings are set once, by whoever comes first', async () => {
  const values = await Promise.all(['x', 'y', 'z'].map((value) => settings.setOnce('test', value)));
  expect(new Set(values).size).toBe(1);
  await expect(settings.domains()).resolves.toBeUndefined();
  await settings.recordDomains(['b1.example', 'b1.net']);
  await expect(settings.domains()).resolves.toEqual(['b1.example', 'b1.net']);
});
