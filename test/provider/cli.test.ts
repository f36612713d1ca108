import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readPassword } from '../../packages/provider/dist/cli/password-input.js';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** The command line as users have it: a process, its arguments, stdin, stdout, stderr and exit code. */

const MAIN = fileURLToPath(new URL('../../packages/provider/dist/main.js', import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

function start(args: readonly string[], { env = {}, cwd = folder }: RunOptions = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(IMPS_|DATABASE_URL|npm_|NODE_OPTIONS)/.test(name),
  );
  return spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...Object.fromEntries(inherited), ...env } });
}

async function run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = start(args, options);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.stdin ?? '');
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  // Run by root, the database's own account must get through, or the data would be kept elsewhere.
  await chmod(folder, 0o711);
  database = await freshDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const account = (args: readonly string[], options: RunOptions = {}) =>
  run(['account', ...args], {
    ...options,
    env: { DATABASE_URL: database.url, IMPS_WSI_DOMAIN: 'b1.example', ...options.env },
  });

describe('Wrongly called', () => {
  test.each<[string[], RegExp]>([
    [['serve'], /--domain .* is missing/],
    [['serve', '--domain', 'b1.example', '--port', '99999'], /--port: "99999" cannot be used; .* from 0 to 65535/],
    [['reset-secret-key', '--data-dir', 'typo'], /if the key is really lost add --yes/],
    [['serve', '--prot', '80'], /unknown option '--prot' .*--port/],
    [['serve', '--domain', 'b1.example', '--tls-certificate-file', 'none.pem'], /--tls-key-file is missing/],
    [
      ['serve', '--domain', 'b1.example', '--tls-certificate-file', 'a.pem', '--tls-key-file', 'b.pem'],
      /--tls-certificate-file: the file .*a\.pem cannot/,
    ],
    [['accuont'], /unknown command 'accuont' .*account/],
    [['account', 'add'], /missing required argument 'address'/],
    [['account', 'add', 'alice'], /alice is no account address; write it like wv:alice@b1\.example/],
    [['account', 'add', '--service', 'wv:chess@b1.example'], /--service-domain is missing/],
    [['account', 'add', 'wv:a@b1.example', '--service-domain', 'c.example'], /add --service/],
    [['account', 'list'], /there is no store in \.\/data; name it with --domain, --data-dir or --database-url/],
    [['account', 'disable', 'wv:a@b1.example', '--data-dir', 'typo'], /there is no store at .*typo/],
    [['account', 'rotate-secret', 'wv:chess@b1.example', '--overlap-seconds', '-1'], /a whole number from 0 to/],
    [['account', 'policy'], /missing required argument 'address'/],
    [['account', 'policy', 'wv:a@b1.example', '--data-dir', 'typo'], /there is no store at .*typo/],
  ])('%j is answered in one line with exit code 2', async (args, text) => {
    const { code, out, err } = await run(args);
    expect(lines(err)).toEqual([expect.stringMatching(text)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('a password has no place on the command line', async () => {
    const { code, err } = await account(['add', 'wv:alice@b1.example', '--password', 'Divedeep']);
    expect(code).toBe(2);
    expect(err).toContain("unknown option '--password'");
  });
});

test('every command explains itself with an example', async () => {
  const commands = [
    '',
    'serve',
    'migrate',
    'reset-secret-key',
    'account add',
    'account list',
    'account disable',
    'account enable',
  ];
  commands.push('account set-password', 'account rotate-secret', 'account policy', 'audit list', 'operator grant');
  const helps = await Promise.all(commands.map((words) => run([...words.split(' ').filter(Boolean), '--help'])));
  for (const [index, words] of commands.entries()) {
    expect(helps[index]).toMatchObject({ code: 0, err: '' });
    expect(helps[index]?.out).toContain(`Example:\n  imps-wsi-provider ${words}`);
  }
});

describe('What cannot be done', () => {
  test.each([
    ['nothing listens there', 'postgres://imps:hunter2@127.0.0.1:1/imps', /cannot be reached/],
    ['there is no such database', undefined, /does not exist/],
  ])('%s: one line, exit code 1, no password', async (_what, given, text) => {
    const url = given ?? database.url.replace(/\/imps_test_\w+/, '/imps_test_none');
    for (const args of [
      ['serve', '--port', '0'],
      ['account', 'list'],
    ]) {
      const { code, out, err } = await run([...args, '--domain', 'b1.example', '--database-url', url]);
      expect(lines(err)).toEqual([expect.stringMatching(text)]);
      expect(err).not.toContain('hunter2');
      expect({ code, out }).toEqual({ code: 1, out: '' });
    }
  });

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const { code, err } = await run([
      'serve',
      '--domain',
      'b1.example',
      '--port',
      port,
      '--database-url',
      database.url,
    ]);
    other.close();
    expect(lines(err)).toEqual([expect.stringMatching(new RegExp(`port ${port} .*in use.*--port`))]);
    expect(code).toBe(1);
  });
});

describe('GO-2: accounts by command', () => {
  const find = (address: string) => new AccountStore(database.pool).findCredentials([address]);

  test('a person; the password from stdin is never echoed', async () => {
    const { code, out, err } = await account(['add', 'wv:alice@b1.example'], { stdin: 'Divedeep\n' });
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'wv:alice@b1.example added\n' });
    const stored = await find('wv:alice@b1.example');
    await expect(new PasswordHasher().verify('Divedeep', stored?.passwordHash)).resolves.toBe(true);
  });

  test('a person; the password from the environment', async () => {
    const env = { IMPS_WSI_PASSWORD: 'Divedeep' };
    expect(await account(['add', 'wv:bob@b1.example', '--json'], { env })).toMatchObject({ code: 0, err: '' });
    expect((await find('wv:bob@b1.example'))?.passwordHash).toMatch(/^\$scrypt\$/);
  });

  test('a password that cannot be used', async () => {
    const { code, err } = await account(['add', 'wv:carol@b1.example'], { stdin: 'abc' });
    expect(lines(err)).toEqual([expect.stringMatching(/has 3 characters; use 6 to 256/)]);
    expect(code).toBe(1);
    await expect(find('wv:carol@b1.example')).resolves.toBeUndefined();
  });

  test('a service; its generated secret is all that stdout gets, and is told once', async () => {
    const { code, out, err } = await account([
      'add',
      '--service',
      'wv:chess@b1.example',
      '--service-domain',
      'chess.b1.example',
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^imps_[A-Za-z0-9_-]{43}\n$/);
    expect(err).toMatch(/keep it now/);
    expect(err).not.toContain(out.trim());
    const list = await account(['list', '--json']);
    expect(`${list.out}${list.err}`).not.toContain(out.trim());
  });

  test('a new secret for a service, for programs', async () => {
    const { code, out } = await account(['rotate-secret', 'chess@b1.example', '--json', '--overlap-seconds', '60']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      address: 'wv:chess@b1.example',
      serviceDomain: 'chess.b1.example',
      secret: expect.stringMatching(/^imps_/),
    });
    expect((await find('wv:chess@b1.example'))?.secretPreviousSealed).toBeDefined();
  });

  test('the list, for people and for programs', async () => {
    expect((await account(['disable', 'wv:bob@b1.example'])).code).toBe(0);
    expect(lines((await account(['list'])).out)).toEqual([
      'wv:alice@b1.example\tperson\t-\tactive',
      'wv:bob@b1.example\tperson\t-\tdisabled',
      'wv:chess@b1.example\tservice\tchess.b1.example\tactive',
    ]);
    expect((await account(['enable', 'wv:bob@b1.example'])).code).toBe(0);
    expect(JSON.parse((await account(['list', '--json'])).out)).toMatchObject([
      { address: 'wv:alice@b1.example', kind: 'person', disabled: false },
      { address: 'wv:bob@b1.example', disabled: false },
      { address: 'wv:chess@b1.example', kind: 'service', serviceDomain: 'chess.b1.example' },
    ]);
  });

  test('a new password', async () => {
    expect((await account(['set-password', 'alice@b1.example'], { stdin: 'Newpass1' })).code).toBe(0);
    await expect(
      new PasswordHasher().verify('Newpass1', (await find('wv:alice@b1.example'))?.passwordHash),
    ).resolves.toBe(true);
  });

  test.each<[string[], RegExp, number]>([
    [['add', 'wv:alice@b1.example'], /exists already; .*set-password wv:alice@b1.example/, 1],
    [['add', 'wv:u2@b2.example'], /lies outside the domains of this provider; use an address in b1.example/, 2],
    [['add', '--service', 'wv:go@b1.example', '--service-domain', 'chess.b1.example'], /belongs to another account/, 1],
  ])('%j is refused in one line', async (args, text, exitCode) => {
    const { code, out, err } = await account(args, { stdin: 'Divedeep' });
    expect(lines(err)).toEqual([expect.stringMatching(text)]);
    expect({ code, out }).toEqual({ code: exitCode, out: '' });
  });

  test('with another key for secrets nothing is sealed, and no provider starts', async () => {
    const env = { IMPS_WSI_SECRET_KEY: 'a key that this store was not made with' };
    const added = await account(['add', '--service', 'wv:go@b1.example', '--service-domain', 'go.b1.example'], { env });
    const served = await run(['serve', '--port', '0', '--domain', 'b1.example', '--database-url', database.url], {
      env,
    });
    for (const { code, err } of [added, served]) {
      expect(lines(err)).toEqual([
        expect.stringMatching(/is not the one this store was made with; set IMPS_WSI_SECRET_KEY/),
      ]);
      expect(code).toBe(1);
    }
  });
});

test('a lost key for secrets is given up, and every service named that needs a new secret', async () => {
  const env = { IMPS_WSI_SECRET_KEY: 'another key, since the first one is lost' };
  const domain = ['--domain', 'b1.example', '--database-url', database.url];
  const reset = await run(['reset-secret-key', '--yes', ...domain], { env });
  expect(reset).toMatchObject({ code: 0, err: expect.stringContaining('account rotate-secret wv:chess@b1.example\n') });
  expect((await account(['rotate-secret', 'wv:chess@b1.example'], { env })).out).toMatch(/^imps_/);
});

describe('A password', () => {
  const read = (stdin: Readable, env: Readonly<Record<string, string>> = {}) =>
    readPassword({ env, stdin, err: () => undefined }, 'wv:a@b1.example');

  test('comes from the environment first', async () => {
    await expect(read(Readable.from(['Piped123']), { IMPS_WSI_PASSWORD: 'Divedeep' })).resolves.toBe('Divedeep');
  });

  test.each([
    ['Divedeep\n', 'Divedeep'],
    ['Divedeep\r\n', 'Divedeep'],
    [' spaces stay \n\n', ' spaces stay \n'],
    ['пароль', 'пароль'],
  ])('is all of stdin but its last line end: %j', async (piped, password) => {
    await expect(read(Readable.from([...Buffer.from(piped)].map((byte) => Buffer.of(byte))))).resolves.toBe(password);
  });

  test.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /no password came; type it at the prompt, pipe it in, or set IMPS_WSI_PASSWORD/],
    ['a whole file', Buffer.alloc(70_000, 'x'), /more than a password/],
    ['other bytes than UTF-8', Buffer.of(0xff, 0xfe), /not UTF-8/],
  ])('is not %s', async (_what, piped, text) => {
    await expect(read(Readable.from(piped.length === 0 ? [] : [piped]))).rejects.toThrow(text);
  });
});

describe('A provider with its own database', () => {
  let provider: ChildProcess | undefined;
  afterEach(async () => {
    if (provider?.exitCode !== null) return;
    provider.kill('SIGKILL');
    await once(provider, 'close');
  });

  async function serve(): Promise<{ child: ChildProcess; url: string; text: () => string }> {
    const child = start(['serve', '--domain', 'b1.example', '--port', '0']);
    provider = child;
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    for await (const chunk of child.stdout ?? []) {
      text += String(chunk);
      const url = /^b1\.example ready: (http:\S+) \(contract at \?wsdl\)$/m.exec(text)?.[1];
      if (url !== undefined) return { child, url, text: () => text };
    }
    throw new Error(`did not start: ${text}`);
  }

  async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal);
    if (child.exitCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  test('is joined by the commands while it runs, keeps its accounts, and stops cleanly', async () => {
    const { child, url } = await serve();
    const added = await run(['account', 'add', 'wv:alice@b1.example'], { stdin: 'Divedeep' });
    expect(added).toEqual({ code: 0, out: '', err: 'wv:alice@b1.example added\n' });
    expect(await statusOf(url, 'wv:alice@b1.example', 'Divedeep')).toBe(200);
    expect(await statusOf(url, 'wv:alice@b1.example', 'divedeep')).toBe(500);

    const second = await run(['serve', '--domain', 'b1.example', '--port', '0']);
    expect(lines(second.err)).toEqual([expect.stringMatching(/is in use by process \d+/)]);
    expect(second.code).toBe(1);

    expect(await stopped(child, 'SIGTERM')).toBe(0);
    const list = await run(['account', 'list']);
    expect(list).toEqual({ code: 0, out: 'wv:alice@b1.example\tperson\t-\tactive\n', err: '' });
    const misspelt = await run(['account', 'add', 'wv:bob@b1.exmaple'], { stdin: 'Divedeep' });
    expect(misspelt).toMatchObject({ code: 2, err: expect.stringContaining('use an address in b1.example') });
  });

  test('starts again over its data and stops on Ctrl-C', async () => {
    const { child, url } = await serve();
    expect(await statusOf(url, 'alice@b1.example', 'Divedeep')).toBe(200);
    expect(await stopped(child, 'SIGINT')).toBe(0);
  });
});

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';

/** What a caller with this name and password gets from GetCapabilities. */
async function statusOf(url: string, username: string, password: string): Promise<number> {
  const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
    <w:Security xmlns:w="${WSSE}-wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>${username}</w:Username>
    <w:Password Type="${WSSE}-username-token-profile-1.0#PasswordText">${password}</w:Password></w:UsernameToken></w:Security>
    </s:Header><s:Body><GetCapabilitiesRequest xmlns="urn:imps-wsi:im:1"/></s:Body></s:Envelope>`;
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body });
  await response.arrayBuffer();
  return response.status;
}
