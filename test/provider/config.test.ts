import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConfigError, resolveConfig, type ConfigSources } from '../../packages/provider/dist/config.js';
import { configOptions } from '../../packages/provider/dist/config/options.js';
import { configurationReference } from '../../packages/provider/dist/config/reference.js';

const domain = { domains: ['b1.example'] };
const withTls = { tlsCertificateFile: 'a.pem', tlsKeyFile: 'b.pem' };
const withFlags = (flags: Record<string, unknown>, env = {}) => resolveConfig({ flags: { ...domain, ...flags }, env });

function refusal(sources: ConfigSources): string {
  try {
    resolveConfig(sources);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('A provider that is told only its domain', () => {
  const config = resolveConfig({ flags: domain, env: {}, cwd: '/srv' });

  test('listens on this machine only and keeps its data below ./data', () => {
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      domains: ['b1.example'],
      dataDir: '/srv/data/b1.example',
      inboxDepthLimit: 100_000,
      maxRequestBytes: 16 * 1024 * 1024,
      freshnessSeconds: 300,
      futureSkewSeconds: 60,
      nonceMemorySeconds: 360,
    });
    expect(config).not.toHaveProperty('databaseUrl');
  });

  test('has settings that nobody can change afterwards', () => {
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.domains)).toBe(true);
  });
});

describe('Settings', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (content: string) => {
    const path = join(directory, `${Math.random()}.json`);
    writeFileSync(path, content);
    return path;
  };

  test('flags go before the environment, the environment before the file', () => {
    const path = file('{ "port": 1001, "maxWaitSeconds": 11, "domains": ["b9.example"], "logLevel": "warn" }');
    const config = resolveConfig({
      flags: { port: '3003' },
      env: { IMPS_WSI_PORT: '2002', IMPS_WSI_MAX_WAIT_SECONDS: '22', IMPS_WSI_CONFIG: path },
    });
    expect(config).toMatchObject({ port: 3003, maxWaitSeconds: 22, domains: ['b9.example'], logLevel: 'warn' });
  });

  test('domains come from several flags or one variable, in lower case and without repeats', () => {
    expect(resolveConfig({ env: { IMPS_WSI_DOMAIN: 'B1.Example, b2.example,b1.example' } }).domains).toEqual([
      'b1.example',
      'b2.example',
    ]);
  });

  test('sizes may be written with their unit', () => {
    expect(withFlags({ maxRequestBytes: '32MiB' }).maxRequestBytes).toBe(32 * 1024 * 1024);
    expect(withFlags({ maxRequestBytes: '64k', maxMessageBytes: '2048' }).maxMessageBytes).toBe(2048);
  });

  test('an empty variable is an unset one', () => {
    expect(withFlags({}, { IMPS_WSI_PORT: '', DATABASE_URL: '' }).port).toBe(8080);
  });

  test('DATABASE_URL is understood, and gives way to a data directory named on the command line', () => {
    const env = { DATABASE_URL: 'postgres://imps@db.example/imps' };
    expect(withFlags({}, env).databaseUrl).toBe('postgres://imps@db.example/imps');
    expect(withFlags({ dataDir: '/srv/b1' }, env)).not.toHaveProperty('databaseUrl');
  });

  test('a URL that names a socket directory is a database URL too', () => {
    const url = 'postgresql:///imps?host=%2Ftmp%2Fsocket';
    expect(withFlags({ databaseUrl: url }).databaseUrl).toBe(url);
  });

  test.each(configOptions.filter(({ kind }) => kind === 'integer' || kind === 'bytes'))(
    '$name is refused outside its range, by name, value and range',
    ({ name, flag, minimum = 0, maximum = 0 }) => {
      for (const value of [String(minimum - 1), String(maximum + 1), '1.5', 'many', '']) {
        const message = refusal({ flags: { ...domain, [name]: value }, env: {} });
        expect(message).toContain(`--${flag}: "${value}"`);
        expect(message).toContain(`from ${minimum} to ${maximum}`);
        expect(message).not.toContain('\n');
      }
    },
  );

  test.each([
    ['no domain', {}, '--domain (IMPS_WSI_DOMAIN) is missing'],
    ['a bad domain', { domains: ['b1 example'] }, '--domain: ["b1 example"] cannot be used'],
    [
      'an unknown reason',
      { ...domain, suppressReports: ['invalid,late'] },
      '--suppress-reports: ["invalid,late"] cannot be used; allowed is some of invalid, blocked, rejected, expired, undeliverable, or none',
    ],
    ['a bad level', { ...domain, logLevel: 'loud' }, 'one of debug, info, warn, error, silent'],
    [
      'a proxy that is no network',
      { ...domain, trustedProxies: ['10.0.0.0/8,10.0.0.0/33'] },
      '--trusted-proxy: ["10.0.0.0/8,10.0.0.0/33"] cannot be used; allowed is up to 100 addresses or networks such as 10.0.0.0/8',
    ],
    [
      'a public URL with a query',
      { ...domain, publicUrl: 'https://im.example/?a' },
      '--public-url: "https://im.example/?a"',
    ],
    [
      'a public URL with markup',
      { ...domain, publicUrl: 'https://im.example/<b1>' },
      'allowed is a URL such as https://im.example',
    ],
    ['a public URL that is none', { ...domain, publicUrl: 'im.example' }, '--public-url: "im.example" cannot be used'],
    ['a proxy by its name', { ...domain, trustedProxies: ['proxy.example'] }, '--trusted-proxy: ["proxy.example"]'],
    ['a certificate without its key', { ...domain, tlsCertificateFile: 'a.pem' }, '--tls-key-file is missing'],
    ['a key without its certificate', { ...domain, tlsKeyFile: 'a.pem' }, '--tls-certificate-file is missing'],
    ['a port for TLS without a certificate', { ...domain, tlsPort: '8443' }, '--tls-port is for TLS'],
    ['one port for both', { ...domain, ...withTls, port: '8443', tlsPort: '8443' }, '--tls-port is 8443, as --port'],
    [
      'client certificates of nobody in particular',
      { ...domain, ...withTls, tlsClientCertificates: 'require' },
      '--tls-client-ca-file is missing',
    ],
    [
      'authorities of clients who are not asked',
      { ...domain, ...withTls, tlsClientCaFile: 'ca.pem' },
      'of no use without --tls-client-certificates',
    ],
    [
      'a message larger than a request',
      { ...domain, maxContentRequestBytes: '1MiB', maxMessageBytes: '2MiB' },
      'lower it',
    ],
    ['a part larger than a message', { ...domain, maxMessageBytes: '1MiB', maxPartBytes: '2MiB' }, 'lower it'],
    ['a lease beyond the longest', { ...domain, defaultLeaseSeconds: '90', maxLeaseSeconds: '60' }, 'lower it'],
    ['a nonce memory that forgets too early', { ...domain, nonceMemorySeconds: '300' }, 'use at least 360'],
  ])('%s is refused in one line', (_what, flags, text) => {
    expect(refusal({ flags, env: {} })).toContain(text);
  });

  test('the option is named as the user wrote it', () => {
    expect(refusal({ flags: domain, env: { IMPS_WSI_PORT: '70000' } })).toMatch(
      /^IMPS_WSI_PORT: "70000" cannot be used/,
    );
  });

  test('reasons come in lists and repeated flags; none is none', () => {
    const reasons = (suppressReports: unknown) => withFlags({ suppressReports }).suppressReports;
    expect(reasons('invalid, expired')).toEqual(['invalid', 'expired']);
    expect(reasons(['invalid', 'blocked,invalid'])).toEqual(['invalid', 'blocked']);
    expect(reasons('none')).toEqual([]);
    expect(withFlags({}).suppressReports).toEqual([]);
  });

  test('a lowered bound takes the defaults below it along', () => {
    expect(withFlags({ maxContentRequestBytes: '1MiB' })).toMatchObject({
      maxRequestBytes: 1024 * 1024,
      maxMessageBytes: 1024 * 1024,
      maxPartBytes: 1024 * 1024,
      maxInlineBytes: 1024 * 1024,
      maxAttachedBytes: 1024 * 1024,
    });
    expect(withFlags({ maxLeaseSeconds: '30' }).defaultLeaseSeconds).toBe(30);
    expect(withFlags({ freshnessSeconds: '600' }).nonceMemorySeconds).toBe(660);
  });

  test.each([
    ['{ "port": 80', 'it is not valid JSON'],
    ['[1]', 'must hold one JSON object'],
    ['{ "prot": 80 }', '"prot" is no setting; known are port, host'],
    ['{ "secretKey": "x" }', 'set IMPS_WSI_SECRET_KEY'],
    ['{ "port": "x" }', 'port in the file: "x" cannot be used'],
  ])('a file with %s is refused', (content, text) => {
    expect(refusal({ flags: domain, env: {}, file: file(content) })).toContain(text);
  });

  test('a file that is not there is refused', () => {
    expect(refusal({ flags: domain, env: {}, file: join(directory, 'none.json') })).toContain('ENOENT');
  });
});

describe('What is secret stays out of sight', () => {
  const key = 'correct horse battery staple and more';

  test('the secret key shows neither in JSON nor in a dump', () => {
    const config = withFlags({}, { IMPS_WSI_SECRET_KEY: key });
    expect(config.secretKey?.reveal()).toBe(key);
    expect(`${JSON.stringify(config)}${inspect(config)}${String(config.secretKey)}`).not.toContain('horse');
  });

  test('a key that is too short is refused without being repeated', () => {
    const message = refusal({ flags: domain, env: { IMPS_WSI_SECRET_KEY: 'hunter2hunter2' } });
    expect(message).toContain('IMPS_WSI_SECRET_KEY is too short');
    expect(message).not.toContain('hunter2');
  });

  test('a database URL that cannot be used is not repeated, since it may hold a password', () => {
    const message = refusal({ flags: domain, env: { DATABASE_URL: 'mysql://root:hunter2@db' } });
    expect(message).toContain('DATABASE_URL: the value cannot be used');
    expect(message).not.toContain('hunter2');
  });
});

test('docs/configuration.md is the table of settings; else write configurationReference() there', () => {
  expect(readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')).toBe(configurationReference());
});
