import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { resolveConfig } from '@imps-wsi/provider';
import { policyReference } from '../../packages/provider/dist/accounts/policy-reference.js';
import { ContentRule, mediaRangeOf } from '../../packages/provider/dist/domain/media-range.js';
import { createProgram, runCommand } from '../../packages/provider/dist/cli/program.js';
import type { CliContext } from '../../packages/provider/dist/cli/context.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { PgSettingStore } from '../../packages/provider/dist/store/settings.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** `account policy` as operators have it, in this process: how a process is wrongly called, cli.test.ts shows. */

const GiB = 1024 ** 3;
let database: TestDatabase;
let folder: string;
let address: string;
let count = 0;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  count += 1;
  address = `wv:alice${String(count)}@b1.example`;
  await new AccountStore(database.pool).addPerson({ address, passwordHash: 'none' });
});

function contextOf(env: Record<string, string>): { context: CliContext; said: { out: string; err: string } } {
  const said = { out: '', err: '' };
  const context: CliContext = {
    programName: 'imps-wsi-provider',
    version: '0',
    env: { DATABASE_URL: database.url, IMPS_WSI_DOMAIN: 'b1.example', ...env },
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
  return { context, said };
}

async function policy(args: readonly string[], env: Record<string, string> = {}) {
  const { context, said } = contextOf(env);
  const code = await runCommand(['account', 'policy', ...args], context);
  return { code, ...said };
}

describe('account policy', () => {
  test('shows what holds, and whether account or deployment says so', async () => {
    await policy([address, '--set', 'maxPartBytes=5MiB', '--set', 'allowedContentTypes=Image/*, text/plain;charset=x']);
    const { code, out, err } = await policy([address]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      [
        'maxMessageBytes\t4GiB\tdefault',
        'maxPartBytes\t5MiB\taccount',
        'maxRequestBytes\t64GiB\tdefault',
        'defaultLifetimeSeconds\t0\tdefault',
        'maxLifetimeSeconds\t0\tdefault',
        'allowedContentTypes\timage/*,text/plain\taccount',
        'refusedContentTypes\tnone\tdefault',
        'acceptedContentTypes\t*/*\tdefault',
        'rejectedContentTypes\tnone\tdefault',
        'messagesPerSecond\tunlimited\tdefault',
        'bytesPerDay\tunlimited\tdefault',
        'inboundPerPeriod\tunlimited\tdefault',
        'inboxDepth\t100000\tdefault',
        'openLongPolls\t10000\tdefault',
        '',
      ].join('\n'),
    );
  });

  test('answers in JSON, after a change too', async () => {
    const { out } = await policy([
      address,
      '--json',
      '--set',
      'maxRequestBytes=1000000',
      '--set',
      'refusedContentTypes=none',
    ]);
    expect(JSON.parse(out)).toMatchObject({
      address,
      policy: {
        maxRequestBytes: { value: 1_000_000, source: 'account' },
        refusedContentTypes: { value: [], source: 'account' },
        maxMessageBytes: { value: 4 * GiB, source: 'default' },
      },
    });
    const { out: text } = await policy([address, '--unset', 'maxRequestBytes', '--set', 'maxPartBytes=2K']);
    expect(text).toContain('maxRequestBytes\t64GiB\tdefault\n');
    expect(text).toContain('maxPartBytes\t2KiB\taccount\n');
    expect(text).toContain('refusedContentTypes\tnone\taccount\n');
  });

  test('knows what the provider was started with, and else what it would be started with', async () => {
    const env = { IMPS_WSI_MAX_PART_BYTES: '1MiB' };
    expect((await policy([address], env)).out).toContain('maxPartBytes\t1MiB\tdefault');
    const settings = new PgSettingStore(database.pool);
    const flags = { domains: ['b1.example'], maxContentRequestBytes: '2GiB', rejectedContentTypes: 'video/*' };
    await settings.recordPolicy(resolveConfig({ flags }));
    await policy([address, '--set', 'maxMessageBytes=1GiB']);
    try {
      const { out } = await policy([address], env);
      expect(out).toContain('maxPartBytes\t2GiB\tdefault');
      expect(out).toContain('rejectedContentTypes\tvideo/*\tdefault');
      expect(await policy([address, '--set', 'maxMessageBytes=3GiB'])).toMatchObject({
        code: 2,
        err: 'error: maxMessageBytes: 3GiB is more than the 2GiB of maxContentRequestBytes that no account goes beyond; lower it, or raise maxContentRequestBytes of the provider first\n',
      });
      // A provider that is started with less than an account has.
      await settings.recordPolicy(resolveConfig({ flags: { ...flags, maxContentRequestBytes: '512MiB' } }));
      expect((await policy([address])).out).toContain('maxMessageBytes\t512MiB\tcap');
    } finally {
      await settings.remove('deployment-policy');
    }
  });

  test.each([
    [['--set', 'maxPartBytes'], 2, /"maxPartBytes" has no value; write it like maxPartBytes=10MiB/],
    [['--set', 'maxPartByte=1'], 2, /"maxPartByte" is no policy; known are maxMessageBytes, maxPartBytes/],
    [['--set', '=1'], 2, /"" is no policy/],
    [['--set', '__proto__=1'], 2, /"__proto__" is no policy/],
    [['--unset', 'constructor'], 2, /"constructor" is no policy/],
    [
      ['--set', 'maxPartBytes=10'],
      2,
      /"10" cannot be used; allowed is a number of bytes from 1KiB to 16TiB, also written/,
    ],
    [['--set', 'maxPartBytes=-5MiB'], 2, /"-5MiB" cannot be used/],
    [['--set', 'maxPartBytes=17TiB'], 2, /"17TiB" cannot be used/],
    [['--set', 'maxPartBytes=1.5MiB'], 2, /"1.5MiB" cannot be used/],
    [['--set', 'maxPartBytes=none'], 2, /"none" cannot be used/],
    [['--set', 'allowedContentTypes='], 2, /"" cannot be used; allowed is up to 100 media ranges such as image/],
    [['--set', 'allowedContentTypes=image'], 2, /"image" cannot be used/],
    [['--set', 'allowedContentTypes=image/p*'], 2, /cannot be used/],
    [['--set', 'allowedContentTypes=*/png'], 2, /cannot be used/],
    [['--set', 'allowedContentTypes=text/plain,none'], 2, /cannot be used/],
    [['--set', 'maxPartBytes=1MiB', '--set', 'maxPartBytes=2MiB'], 2, /maxPartBytes is named more than once/],
    [['--set', 'maxPartBytes=1MiB', '--unset', 'maxPartBytes'], 2, /maxPartBytes is named more than once/],
  ])('%j is refused in one line, and nothing is changed', async (args, code, text) => {
    const refused = await policy([address, '--set', 'maxMessageBytes=1MiB', ...args]);
    expect(refused).toMatchObject({ code, out: '', err: expect.stringMatching(text) as unknown });
    expect(refused.err.trimEnd()).not.toContain('\n');
    expect((await policy([address])).out).not.toContain('account');
  });

  test('of nobody is refused', async () => {
    const nobody = await policy(['wv:nobody@b1.example', '--set', 'maxPartBytes=1MiB']);
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('see: account list') as unknown });
    expect(await policy(['nobody'])).toMatchObject({ code: 2 });
  });

  test('explains each policy', () => {
    const help = createProgram(contextOf({}).context)
      .commands.find((command) => command.name() === 'account')!
      .commands.find((command) => command.name() === 'policy')!;
    let text = '';
    help.configureOutput({ writeOut: (piece) => (text += piece) }).outputHelp();
    for (const name of ['maxMessageBytes', 'rejectedContentTypes', '--set', '--unset']) expect(text).toContain(name);
  });
});

describe('a rule about media types', () => {
  test.each([
    ['*/*', '*/*'],
    ['IMAGE/*', 'image/*'],
    [' application/PDF; version=1.7 ', 'application/pdf'],
    ['image/svg+xml', 'image/svg+xml'],
    ['image', undefined],
    ['*', undefined],
    ['*/png', undefined],
    ['im*/png', undefined],
    ['image/*png', undefined],
    ['', undefined],
    ['a/b/c', undefined],
  ])('takes %j for the range %j', (text, range) => {
    expect(mediaRangeOf(text)).toBe(range);
  });

  test.each<[string[], string[], string, boolean]>([
    [['*/*'], [], 'x/y', true],
    [['image/*'], [], 'image/png', true],
    [['image/*'], [], 'imagery/png', false],
    [['image/png'], [], 'Image/PNG; q="a,b"', true],
    [['*/*'], ['image/*'], 'image/png', false],
    [['image/png'], ['*/*'], 'image/png', false],
    [['image/*'], ['image/gif'], 'image/gif', false],
    [[], [], 'text/plain', false],
    [['text/plain'], [], 'multipart/mixed; boundary="text/plain"', false],
  ])('that allows %j and refuses %j: %j %j', (allowed, refused, contentType, permitted) => {
    expect(new ContentRule(allowed, refused).permits(contentType)).toBe(permitted);
  });
});

describe('the deployment’s own', () => {
  const lists = (flags: Record<string, unknown>, env: Record<string, string> = {}) => {
    const { allowedContentTypes, refusedContentTypes } = resolveConfig({
      flags: { domains: ['b1.example'], ...flags },
      env,
    });
    return [allowedContentTypes, refusedContentTypes];
  };

  test('lists come from flags, environment and file alike', () => {
    expect(lists({})).toEqual([['*/*'], []]);
    expect(lists({ allowedContentTypes: ['Image/*', 'text/plain,image/*'] })).toEqual([['image/*', 'text/plain'], []]);
    expect(lists({}, { IMPS_WSI_REFUSED_CONTENT_TYPES: 'video/*, audio/*' })).toEqual([
      ['*/*'],
      ['video/*', 'audio/*'],
    ]);
    expect(lists({ allowedContentTypes: 'none' })).toEqual([[], []]);
  });

  test.each([['image'], [''], ['text/plain,'], [['text/plain', 'none']], [[7]], [{}]])('%j is refused', (value) => {
    expect(() => lists({ allowedContentTypes: value })).toThrow(
      /--allowed-content-types: .* cannot be used; allowed is up to 100 media ranges/,
    );
  });
});

test('docs/accounts-and-security.md has the table of policies; else write policyReference() there', () => {
  const docs = readFileSync(new URL('../../docs/accounts-and-security.md', import.meta.url), 'utf8');
  expect(docs).toContain(policyReference());
});
