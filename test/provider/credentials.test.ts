import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PasswordCache } from '../../packages/provider/dist/security/password-cache.js';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import type { SettingStore } from '../../packages/provider/dist/security/ports.js';
import { SecretBox } from '../../packages/provider/dist/security/secret-box.js';
import { FileKeySource, TextKeySource } from '../../packages/provider/dist/security/secret-key.js';
import { newServiceSecret } from '../../packages/provider/dist/security/service-secret.js';
import { checkPassword } from '../../packages/provider/dist/accounts/account-rules.js';

const cheap = { ln: 4, r: 8, p: 1 };

describe('HL-33: a password is kept as a salted memory-hard hash', () => {
  const hasher = new PasswordHasher({ costs: cheap });

  test('the right one is accepted, a wrong one and one in other case are not', async () => {
    const hash = await hasher.hash('Divedeep');
    await expect(hasher.verify('Divedeep', hash)).resolves.toBe(true);
    await expect(hasher.verify('divedeep', hash)).resolves.toBe(false);
    await expect(hasher.verify('Divedeep ', hash)).resolves.toBe(false);
    await expect(hasher.verify('', hash)).resolves.toBe(false);
  });

  test('the hash says how it was made, does not hold the password, and differs each time', async () => {
    const [one, other] = [await hasher.hash('Divedeep'), await hasher.hash('Divedeep')];
    expect(one).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toContain('Divedeep');
    expect(one).not.toBe(other);
  });

  test('by default a hash takes 32 MiB', async () => {
    await expect(new PasswordHasher().hash('Divedeep')).resolves.toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/);
  });

  test('a hash made at other costs is still checked', async () => {
    const old = await new PasswordHasher({ costs: { ln: 3, r: 4, p: 2 } }).hash('Divedeep');
    await expect(hasher.verify('Divedeep', old)).resolves.toBe(true);
  });

  test('megabytes in place of a password are no password', async () => {
    const long = 'x'.repeat(5_000);
    await expect(hasher.verify(long, await hasher.hash(long))).resolves.toBe(false);
  });

  test('without a hash the answer is no, after the same work', async () => {
    await expect(hasher.verify('Divedeep', undefined)).resolves.toBe(false);
  });

  test('an accent is one, however it was typed', async () => {
    const hash = await hasher.hash('caf\u00e9 12');
    await expect(hasher.verify('cafe\u0301 12', hash)).resolves.toBe(true);
  });

  test.each(['', 'Divedeep', '$scrypt$ln=31,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g', '$2b$10$abc'])(
    'a stored hash that is none or costs too much is an error, not an answer: %s',
    async (hash) => {
      await expect(hasher.verify('Divedeep', hash)).rejects.toThrow('set the password anew');
    },
  );

  test('PP2-3: a flood of passwords waits in a bounded line; who does not fit is told to come back', async () => {
    const small = new PasswordHasher({ costs: cheap, concurrency: 1, maxWaiting: 3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => small.verify('guess', undefined)));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(6);
    expect(refused[0]).toMatchObject({ reason: { errorName: 'Overloaded', retryAfterSeconds: 1 } });
    await expect(small.verify('guess', undefined)).resolves.toBe(false);
  });
});

describe('A password found right is remembered for a while', () => {
  test('until its time is over', () => {
    const cache = new PasswordCache(1_000, 10);
    cache.add('7', 'hash', 'Divedeep', 5_000);
    expect(cache.has('7', 'hash', 'Divedeep', 5_999)).toBe(true);
    expect(cache.has('7', 'hash', 'Divedeep', 6_000)).toBe(false);
  });

  test('for this account, this hash and this password only', () => {
    const cache = new PasswordCache(1_000, 10);
    cache.add('7', 'hash', 'Divedeep', 0);
    expect(cache.has('8', 'hash', 'Divedeep', 1)).toBe(false);
    expect(cache.has('7', 'new hash', 'Divedeep', 1)).toBe(false);
    expect(cache.has('7', 'hash', 'divedeep', 1)).toBe(false);
  });

  test('and is found out once when it is asked many times at once', async () => {
    const cache = new PasswordCache();
    let checks = 0;
    const verify = (answer: boolean) => () => {
      checks += 1;
      return Promise.resolve(answer);
    };
    const ask = (password: string, answer: boolean) => cache.check('7', 'hash', password, 0, verify(answer));
    expect(await Promise.all([ask('a', true), ask('a', true), ask('b', false), ask('b', false)])).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(checks).toBe(2);
    expect(await Promise.all([ask('a', true), ask('b', false)])).toEqual([true, false]);
    expect(checks).toBe(3);
    await expect(cache.check('7', 'hash', 'c', 0, () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
  });

  test('and never more than so many', () => {
    const cache = new PasswordCache(1_000, 2);
    for (const id of ['1', '2', '3']) cache.add(id, 'hash', 'Divedeep', 0);
    expect(['1', '2', '3'].map((id) => cache.has(id, 'hash', 'Divedeep', 1))).toEqual([false, true, true]);
  });
});

test.each([
  ['Divedeep', true],
  ['Scuba6', true],
  ['Scuba', false],
  ['пароль123', true],
  ['two\nlines', false],
  ['half \ud800 pair', false],
  ['x'.repeat(256), true],
  ['x'.repeat(257), false],
])('%j as a password: %s', (password, good) => {
  if (good) expect(() => checkPassword(password)).not.toThrow();
  else expect(() => checkPassword(password)).toThrow(expect.objectContaining({ code: 'BAD_PASSWORD' }));
});

test('a service secret is random, long, and says what it is', () => {
  const secrets = new Set(Array.from({ length: 100 }, newServiceSecret));
  expect(secrets.size).toBe(100);
  for (const secret of secrets) expect(secret).toMatch(/^imps_[A-Za-z0-9_-]{43}$/);
});

class MemorySettings implements SettingStore {
  readonly values = new Map<string, string>();
  get(name: string) {
    return Promise.resolve(this.values.get(name));
  }
  setOnce(name: string, value: string) {
    if (!this.values.has(name)) this.values.set(name, value);
    return Promise.resolve(this.values.get(name) ?? value);
  }
  remove(name: string) {
    this.values.delete(name);
    return Promise.resolve();
  }
}

describe('Service secrets rest sealed', () => {
  const address = 'wv:chess@b1.example';
  const box = (key: string, settings: SettingStore = new MemorySettings()) =>
    new SecretBox(new TextKeySource(key), settings);
  const passphrase = 'a passphrase of more than thirty-two characters';

  test.each([
    ['32 bytes in base64', Buffer.alloc(32, 7).toString('base64')],
    ['a passphrase', passphrase],
  ])('under %s, and open again', async (_what, key) => {
    const settings = new MemorySettings();
    const sealed = await box(key, settings).seal('imps_topsecret', address);
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('topsecret');
    await expect(box(key, settings).unseal(sealed, address)).resolves.toBe('imps_topsecret');
  });

  test('the same secret never looks the same', async () => {
    const one = box(passphrase);
    expect(await one.seal('imps_x', address)).not.toEqual(await one.seal('imps_x', address));
  });

  test('they open for their own account only, and not when changed', async () => {
    const settings = new MemorySettings();
    const sealed = Buffer.from(await box(passphrase, settings).seal('imps_x', address));
    await expect(box(passphrase, settings).unseal(sealed, 'wv:eve@b1.example')).rejects.toThrow('rotate-secret');
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    await expect(box(passphrase, settings).unseal(sealed, address)).rejects.toThrow('was damaged');
    await expect(box(passphrase, settings).unseal(sealed.subarray(0, 10), address)).rejects.toThrow('not in a form');
  });

  test('another key is found out at start, in one line, and is never sealed with', async () => {
    const settings = new MemorySettings();
    await box(passphrase, settings).seal('imps_x', address);
    const wrong = box(Buffer.alloc(32, 9).toString('base64'), settings);
    await expect(wrong.verify()).rejects.toThrow(
      /^the key for service secrets \(IMPS_WSI_SECRET_KEY\) is not the one.*$/,
    );
    await expect(wrong.seal('imps_y', address)).rejects.toThrow('is not the one');
    await expect(box(passphrase, settings).verify()).resolves.toBeUndefined();
  });

  test('a lost key can be given up for another one', async () => {
    const settings = new MemorySettings();
    const lost = await box(passphrase, settings).seal('imps_x', address);
    const other = box(Buffer.alloc(32, 9).toString('base64'), settings);
    await other.forgetKey();
    const sealed = await other.seal('imps_y', address);
    await expect(other.unseal(sealed, address)).resolves.toBe('imps_y');
    await expect(other.unseal(lost, address)).rejects.toThrow('rotate-secret');
  });

  test('a store without services asks for no key', async () => {
    await expect(box(passphrase).verify()).resolves.toBeUndefined();
  });
});

describe('Without a key in the environment there is a key file', () => {
  const address = 'wv:chess@b1.example';
  let directory: string;
  let path: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'key-'));
    path = join(directory, 'new', 'secret.key');
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('made when first needed, readable by its owner only', async () => {
    const settings = new MemorySettings();
    const box = new SecretBox(new FileKeySource(path), settings);
    await box.verify();
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
    const sealed = await box.seal('imps_x', address);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(new SecretBox(new FileKeySource(path), settings).unseal(sealed, address)).resolves.toBe('imps_x');
  });

  test('two processes that begin at once come to one key', async () => {
    const shared = join(directory, 'shared.key');
    const keys = await Promise.all(Array.from({ length: 8 }, () => new FileKeySource(shared).load(true)));
    expect(new Set(keys.map((key) => key?.toString('hex'))).size).toBe(1);
  });

  test('a lost one is not replaced by a new one, which could open nothing', async () => {
    const settings = new MemorySettings();
    const lost = join(directory, 'lost.key');
    await new SecretBox(new FileKeySource(lost), settings).seal('imps_x', address);
    const content = await readFile(lost, 'utf8');
    await rm(lost);
    const box = new SecretBox(new FileKeySource(lost), settings);
    await expect(box.verify()).rejects.toThrow(`put back ${lost} or set IMPS_WSI_SECRET_KEY`);
    await expect(box.seal('imps_y', address)).rejects.toThrow('is missing');
    await writeFile(lost, content, { mode: 0o600 });
    await expect(box.verify()).resolves.toBeUndefined();
  });

  test.each([
    ['is damaged', 'abc', 0o600],
    ['can be read by other users; run: chmod 600', Buffer.alloc(32).toString('base64'), 0o644],
  ])('one that %s is refused', async (text, content, mode) => {
    const bad = join(directory, `${mode}.key`);
    await writeFile(bad, content, { mode });
    await expect(new FileKeySource(bad).load(true)).rejects.toThrow(text);
  });
});
