import { createServer, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { resolveConfig, startProvider, type RunningProvider } from '@imps-wsi/provider';
import { createLogger } from '../../packages/provider/dist/log.js';
import { expiryNotice } from '../../packages/provider/dist/tls/expiry.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { dial, httpText, readToEnd, until } from './exchange.js';
import {
  CLIENT_CA,
  CLIENT_CERTIFICATE,
  CLIENT_KEY,
  EXPIRED_CERTIFICATE,
  EXPIRED_KEY,
  NEXT_CERTIFICATE,
  NEXT_KEY,
  TEST_CERTIFICATE,
  TEST_KEY,
} from './test-certificate.js';

/** TLS as it ends in the provider (WSI-13): what is spoken, with which certificate, to whom. */
let database: TestDatabase;
let directory: string;
let provider: RunningProvider | undefined;
let log: string[];
const file = (name: string) => join(directory, name);

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imps-tls-'));
  log = [];
  await put(TEST_CERTIFICATE, TEST_KEY);
});
afterEach(async () => {
  await provider?.stop();
  provider = undefined;
  await rm(directory, { recursive: true, force: true });
});

async function put(certificate: string, key: string): Promise<void> {
  await writeFile(file('chain.pem'), certificate);
  await writeFile(file('key.pem'), key, { mode: 0o600 });
}

async function serve(settings: Readonly<Record<string, unknown>> = {}): Promise<RunningProvider> {
  const config = resolveConfig({
    flags: {
      port: 0,
      domains: ['b1.example'],
      dataDir: directory,
      databaseUrl: database.url,
      tlsCertificateFile: file('chain.pem'),
      tlsKeyFile: file('key.pem'),
      ...settings,
    },
  });
  provider = await startProvider(config, createLogger({ level: 'debug', write: (line) => log.push(line) }));
  return provider;
}

/** A connection on which the other side has said something, or which it has refused. */
function greet(
  url: string,
  options: ConnectionOptions = {},
  made: (socket: TLSSocket) => unknown = () => undefined,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(url).port),
      servername: 'localhost',
      ca: [TEST_CERTIFICATE, NEXT_CERTIFICATE],
      ...options,
    });
    made(socket);
    socket.on('error', reject);
    // In TLS 1.3 a client's certificate is looked at after its own handshake is over.
    socket.once('data', () => resolve(socket));
    socket.once('close', () => reject(new Error('closed')));
    socket.once('secureConnect', () => socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'));
  });
}

/** A connection, and what resumes it. */
async function sessionOf(url: string, options: ConnectionOptions): Promise<{ session: Buffer; resumed: boolean }> {
  let session: Buffer | undefined;
  const socket = await greet(url, options, (made) => made.on('session', (ticket) => (session = ticket)));
  await until('a ticket came', () => Promise.resolve(session !== undefined || socket.isSessionReused()));
  const resumed = socket.isSessionReused();
  socket.destroy();
  return { session: session ?? Buffer.alloc(0), resumed };
}

async function fingerprint(url: string): Promise<string> {
  const socket = await greet(url);
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

describe('what is spoken', () => {
  test('TLS 1.3 first, 1.2 with forward secrecy, and http/1.1 where a client asks', async () => {
    const { url } = await serve();
    const today = await greet(url, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect([today.getProtocol(), today.alpnProtocol]).toEqual(['TLSv1.3', 'http/1.1']);
    today.destroy();
    const older = await greet(url, { maxVersion: 'TLSv1.2' });
    expect([older.getProtocol(), older.getCipher().name]).toEqual([
      'TLSv1.2',
      expect.stringMatching(/^ECDHE-.*(GCM|CHACHA20)/),
    ]);
    older.destroy();
  });

  test.each<[string, ConnectionOptions]>([
    ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['a key exchange without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['a cipher without authenticated encryption', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }],
    ['no protocol but HTTP/2', { ALPNProtocols: ['h2'] }],
  ])('%s is refused, and others are served', async (_what, options) => {
    const { url } = await serve();
    await expect(greet(url, options)).rejects.toThrow();
    (await greet(url)).destroy();
    expect(log.join('')).toMatch(/a TLS handshake failed reason=ERR_SSL_\w+/);
  });

  test('who asks for new keys within a connection is not given any (renegotiation)', async () => {
    const { url } = await serve();
    const socket = await greet(url, { maxVersion: 'TLSv1.2' });
    const answer = await new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.on('close', () => resolve('closed'));
      if (!socket.renegotiate({}, resolve)) resolve('refused');
    });
    expect(answer).not.toBeNull();
    socket.destroy();
    (await greet(url)).destroy();
  });

  test('plain HTTP at the TLS port is answered in plain HTTP: use https', async () => {
    const { url } = await serve();
    const socket = await dial(url.replace('https:', 'http:'));
    const answer = readToEnd(socket);
    socket.write(httpText('/soap/im', '<x/>'));
    expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*\r\n\r\nThis port speaks TLS; use https\.\n$/);
  });

  test('who says nothing, or greets and stays silent, is not waited for', async () => {
    const { url } = await serve({ requestBodyTimeoutMilliseconds: 200 });
    for (const beginning of [undefined, '\x16\x03\x01\x02\x00\x01']) {
      const socket = await dial(url.replace('https:', 'http:'));
      const answer = readToEnd(socket);
      if (beginning !== undefined) socket.write(beginning, 'latin1');
      expect(await answer).toMatch(/^[^<]{0,10}$/);
    }
    const socket = connect({
      port: Number(new URL(url).port),
      host: '127.0.0.1',
      ca: TEST_CERTIFICATE,
      servername: 'localhost',
    });
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
  });

  test('with a port of its own for TLS, plain HTTP stays where it was; each names its own address', async () => {
    const { url, tlsUrl } = await serve({ tlsPort: 0 });
    expect([url, tlsUrl]).toEqual([expect.stringMatching(/^http:/), expect.stringMatching(/^https:/)]);
    expect(await (await fetch(`${url}?wsdl`)).text()).toContain(`<soap:address location="${url}"`);
    const { text, headers } = await get(`${tlsUrl!}?wsdl`);
    expect(text).toContain(`<soap:address location="${tlsUrl!}"`);
    // RFC 6797: browsers are told to come by TLS only, and only by TLS.
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await fetch(`${url}?wsdl`)).headers.get('strict-transport-security')).toBeNull();
  });
});

describe('a certificate that is replaced', () => {
  test('is served to new connections without a restart; those that are there stay', async () => {
    const { url } = await serve();
    const first = await fingerprint(url);
    const kept = await greet(url);
    await put(NEXT_CERTIFICATE, NEXT_KEY);
    await until('the new one is served', async () => (await fingerprint(url)) !== first);
    expect(log.join('')).toMatch(/INFO {2}a new TLS certificate is served subject="?CN=localhost/);
    kept.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await new Promise((resolve) => kept.once('data', (data: Buffer) => resolve(data.toString())))).toMatch(
      / 200 /,
    );
    kept.destroy();
  });

  test.each([
    ['with nonsense', () => writeFile(file('chain.pem'), 'nonsense'), /certificate and key cannot be used/],
    ['by one that the key does not fit', () => writeFile(file('chain.pem'), NEXT_CERTIFICATE), /key values mismatch/],
    ['by nothing', () => rm(file('key.pem')), /--tls-key-file: the file .*key\.pem cannot be read \(ENOENT\)/],
  ])('%s changes nothing, and is told once', async (_how, spoil, why) => {
    const { url, reloadTls } = await serve();
    const first = await fingerprint(url);
    await spoil();
    await reloadTls();
    await reloadTls();
    const told = log.filter((line) => line.includes('what was read before is still served'));
    expect(told).toEqual([expect.stringMatching(why)]);
    expect(await fingerprint(url)).toBe(first);
    await put(NEXT_CERTIFICATE, NEXT_KEY);
    await reloadTls();
    expect(await fingerprint(url)).not.toBe(first);
  });

  test('is asked for in the log when the time has come', async () => {
    await put(EXPIRED_CERTIFICATE, EXPIRED_KEY);
    await serve();
    expect(log.join('')).toMatch(/ERROR the TLS certificate has expired: .* validTo=2021-01-01T00:00:00\.000Z/);
    const validity = { validFrom: new Date('2026-01-01'), validTo: new Date('2027-01-01') };
    expect(expiryNotice(validity, new Date('2025-12-31'))?.text).toMatch(/not valid yet/);
    expect(expiryNotice(validity, new Date('2026-12-01'))).toBeUndefined();
    expect(expiryNotice(validity, new Date('2026-12-12'))).toMatchObject({ level: 'warn' });
    expect(expiryNotice(validity, new Date('2027-01-01'))).toMatchObject({ level: 'error' });
  });
});

describe('certificates of clients', () => {
  const good = { cert: CLIENT_CERTIFICATE, key: CLIENT_KEY };
  /** Vouched for by nobody whom the provider knows. */
  const strange = { cert: NEXT_CERTIFICATE, key: NEXT_KEY };
  const asking = async (tlsClientCertificates: string) => {
    await writeFile(file('ca.pem'), CLIENT_CA);
    return (await serve({ tlsClientCertificates, tlsClientCaFile: file('ca.pem') })).url;
  };

  test('required: nobody is let in without a good one', async () => {
    const url = await asking('require');
    (await greet(url, good)).destroy();
    await expect(greet(url)).rejects.toThrow();
    await expect(greet(url, strange)).rejects.toThrow();
    // TLS 1.2 refuses within the handshake.
    await expect(greet(url, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
  });

  test('requested: a good one or none, but not a bad one', async () => {
    const url = await asking('request');
    (await greet(url, good)).destroy();
    (await greet(url)).destroy();
    await expect(greet(url, strange)).rejects.toThrow();
    expect(log.join('')).toMatch(/a client certificate is not trusted reason=\w+/);
  });

  test.each(['TLSv1.3', 'TLSv1.2'] as const)(
    'who was let in under authorities that are named no more cannot resume that session (%s)',
    async (maxVersion) => {
      const url = await asking('require');
      const { session } = await sessionOf(url, { ...good, maxVersion });
      expect(await sessionOf(url, { session, maxVersion })).toMatchObject({ resumed: true });
      await writeFile(file('ca.pem'), NEXT_CERTIFICATE);
      await provider!.reloadTls();
      await expect(sessionOf(url, { ...good, session, maxVersion })).rejects.toThrow();
      await expect(sessionOf(url, { session, maxVersion })).rejects.toThrow();
      expect(await sessionOf(url, { ...strange, maxVersion })).toMatchObject({ resumed: false });
    },
  );

  test('authorities that are none are refused at the start', async () => {
    await writeFile(file('ca.pem'), 'nobody');
    await expect(serve({ tlsClientCertificates: 'require', tlsClientCaFile: file('ca.pem') })).rejects.toThrow(
      '--tls-client-ca-file cannot be used: there is no certificate in it',
    );
  });
});

test('a port that is taken is told with the option that names it', async () => {
  const other: Server = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(serve({ tlsPort: port })).rejects.toThrow(
    `port ${String(port)} is in use; stop what listens there or choose another with --tls-port`,
  );
  other.close();
});

function get(url: string) {
  return new Promise<{ text: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const sent = httpsRequest(url, { ca: TEST_CERTIFICATE, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ text: Buffer.concat(pieces).toString(), headers: response.headers }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
