import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { configFrom } from '../../examples/gaming/dist/server/config.js';
import { portsFrom } from '../../examples/gaming/dist/demo/ports.js';

const B1 = {
  domains: ['b1.example'],
  endpoint: 'http://127.0.0.1:8081/soap/im',
  account: 'wv:chess@b1.example',
  serviceDomain: 'chess.b1.example',
  secret: 'imps_sample',
};
const MAIN = fileURLToPath(new URL('../../examples/gaming/dist/server/main.js', import.meta.url));
const GAME_PROVIDERS = JSON.stringify([B1]);

describe('settings of the game', () => {
  test('defaults, beside the accounts that must be given', () => {
    expect(configFrom({ GAME_PROVIDERS }, '/srv')).toEqual({
      host: '127.0.0.1',
      port: 8080,
      dataDir: '/srv/data/game',
      leaseSeconds: 60,
      waitSeconds: 25,
      providers: [B1],
    });
  });

  test.each([
    [/^GAME_PROVIDERS is missing: a JSON list/, {}],
    [/^GAME_PROVIDERS is not JSON\.$/, { GAME_PROVIDERS: '[{"secret":"hidden"' }],
    [/^GAME_PROVIDERS must NOT have fewer than 1 items\.$/, { GAME_PROVIDERS: '[]' }],
    [
      /^GAME_PROVIDERS\/0 must have required property 'secret'\.$/,
      { GAME_PROVIDERS: JSON.stringify([{ ...B1, secret: undefined }]) },
    ],
    [
      /^GAME_PROVIDERS\/0\/account must be written like wv:chess@b1\.example\.$/,
      { GAME_PROVIDERS: JSON.stringify([{ ...B1, account: 'chess@@b1' }]) },
    ],
    [
      /^GAME_PROVIDERS\/0\/endpoint must be written like https:/,
      { GAME_PROVIDERS: JSON.stringify([{ ...B1, endpoint: 'http://' }]) },
    ],
    [/the domain b1\.example is there twice\.$/, { GAME_PROVIDERS: JSON.stringify([B1, B1]) }],
    [/^GAME_PORT is 80 80; it must be a whole number from 0 to 65535\.$/, { GAME_PROVIDERS, GAME_PORT: '80 80' }],
    [
      /^GAME_LEASE_SECONDS is 0; it must be a whole number from 1 to 3600\.$/,
      { GAME_PROVIDERS, GAME_LEASE_SECONDS: '0' },
    ],
    [/^GAME_DATABASE_URL must be a URL such as postgres/, { GAME_PROVIDERS, GAME_DATABASE_URL: 'mysql://x' }],
    [/^GAME_PUBLIC_URL is chess\.example; it must be a URL/, { GAME_PROVIDERS, GAME_PUBLIC_URL: 'chess.example' }],
    [/^GAME_PROVIDERS_FILE cannot be read: ENOENT/, { GAME_PROVIDERS_FILE: '/nowhere/at/all.json' }],
  ])('what cannot be used is told in one line: %s', (message, env) => {
    expect(() => configFrom(env)).toThrow(message);
    expect(() => configFrom(env)).not.toThrow(/hidden/);
  });

  test('accounts from a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'imps-game-'));
    await writeFile(join(directory, 'providers.json'), GAME_PROVIDERS);
    expect(configFrom({ GAME_PROVIDERS_FILE: 'providers.json' }, directory).providers).toEqual([B1]);
    await rm(directory, { recursive: true });
  });
});

test('a database that cannot be reached is told in one line', async () => {
  const env = { ...process.env, GAME_PROVIDERS, GAME_DATABASE_URL: 'postgres://game@127.0.0.1:1/game' };
  const ended = promisify(execFile)(process.execPath, [MAIN], { env });
  await expect(ended).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error: the database cannot be reached \(.*\); correct GAME_DATABASE_URL .*\n$/),
  });
});

test('ports of the demonstration', () => {
  expect(portsFrom({})).toEqual({ b1: 8081, b2: 8082, game: 8080 });
  expect(portsFrom({ B1_PORT: '9001', GAME_PORT: ' 9000 ' })).toEqual({ b1: 9001, b2: 8082, game: 9000 });
  expect(() => portsFrom({ B2_PORT: '70000' })).toThrow('B2_PORT is 70000; it must be a port from 1 to 65535.');
  expect(() => portsFrom({ B2_PORT: '8081' })).toThrow('must be three different ports');
});
