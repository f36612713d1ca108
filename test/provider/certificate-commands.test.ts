import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../../packages/provider/dist/cli/program.js';
import type { CliContext } from '../../packages/provider/dist/cli/context.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { newAuthority, selfSigned, type CertificateWish } from '../support/certificates.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** `account certificate add | list | remove`, as operators have them, in this process. */

let database: TestDatabase;
let folder: string;
const ALICE = 'wv:alice@b1.example';
const BOB = 'wv:bob@b1.example';
const authority = newAuthority();

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  for (const address of [ALICE, BOB])
    await new AccountStore(database.pool).addPerson({ address, passwordHash: 'none' });
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function run(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const context: CliContext = {
    programName: 'imps-wsi-provider',
    version: '0',
    env: { DATABASE_URL: database.url, IMPS_WSI_DOMAIN: 'b1.example' },
    cwd: folder,
    stdin: process.stdin,
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    write: () => Promise.resolve(),
    openStore: () => Promise.resolve({ pool: database.pool, url: database.url, close: () => Promise.resolve() }),
    startProvider: () => Promise.reject(new Error('nobody serves here')),
    onSignal: () => () => undefined,
    exit: () => undefined,
  };
  return { code: await runCommand(['account', 'certificate', ...args], context), ...said };
}

async function fileOf(name: string, wish: CertificateWish = {}): Promise<{ file: string; fingerprint: string }> {
  const { pem, node } = authority.issue({ name, ...wish });
  await writeFile(join(folder, `${name}.pem`), pem);
  return { file: `${name}.pem`, fingerprint: node.fingerprint256 };
}

test('certificates are added, listed and removed, by file or by fingerprint', async () => {
  const [first, second] = [await fileOf('first'), await fileOf('second')];
  await run('add', ALICE, '--file', first.file);
  const added = await run('add', ALICE, '--file', second.file);
  expect(added).toMatchObject({ code: 0, err: '' });
  const hex = (fingerprint: string) => fingerprint.replaceAll(':', '').toLowerCase();
  expect(added.out.split('\n').map((line) => line.split('\t')[0])).toEqual([
    hex(first.fingerprint),
    hex(second.fingerprint),
    '',
  ]);
  const listed = JSON.parse((await run('list', 'Alice@b1.example', '--json')).out) as {
    address: string;
    certificates: object[];
  };
  expect(listed.address).toBe(ALICE);
  expect(listed.certificates).toHaveLength(2);
  expect((await run('remove', ALICE, '--file', first.file)).out).not.toContain(hex(first.fingerprint));
  expect(await run('remove', ALICE, '--fingerprint', second.fingerprint)).toMatchObject({ code: 0, out: '' });
  expect((await run('list', ALICE)).err).toContain('has no certificates');
});

test('a certificate belongs to one account', async () => {
  const { file } = await fileOf('shared');
  expect((await run('add', ALICE, '--file', file)).code).toBe(0);
  for (const address of [BOB, ALICE]) {
    const refused = await run('add', address, '--file', file);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('belongs to an account already');
  }
  expect((await run('remove', BOB, '--file', file)).err).toContain('has no certificate');
});

test('what cannot be used is refused in one line that says why', async () => {
  await writeFile(join(folder, 'nonsense.pem'), 'nonsense');
  await writeFile(join(folder, 'ed.pem'), selfSigned({ key: 'ed25519' }).pem);
  const short = await fileOf('short', { key: 'rsa-1024' });
  const mute = await fileOf('mute', { usage: 4 });
  for (const [args, why] of [
    [['add', ALICE, '--file', 'nonsense.pem'], 'there is no certificate in it'],
    [['add', ALICE, '--file', 'missing.pem'], 'cannot be read'],
    [['add', ALICE, '--file', 'ed.pem'], 'neither RSA nor EC'],
    [['add', ALICE, '--file', short.file], '2048'],
    [['add', ALICE, '--file', mute.file], 'does not let it sign'],
    [['add', 'wv:nobody@b1.example', '--file', short.file], 'there is no account'],
    [['add', ALICE], '--file'],
    [['remove', ALICE], '--fingerprint'],
  ] as const) {
    const { code, err } = await run(...args);
    expect([args, code === 0, err]).toEqual([args, false, expect.stringContaining(why)]);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  }
});
