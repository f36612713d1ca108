import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { startProviderProcess, type ProviderProcess } from '../support/provider-process.js';
import { until } from '../wire/exchange.js';
import { NEXT_CERTIFICATE, NEXT_KEY, TEST_CERTIFICATE, TEST_KEY } from '../wire/test-certificate.js';

/** `serve --processes 2` with TLS: the workers share certificate and session tickets. */
let database: TestDatabase;
let directory: string;
let fleet: ProviderProcess;

beforeAll(async () => {
  database = await freshDatabase();
  directory = await mkdtemp(join(tmpdir(), 'imps-fleet-tls-'));
  await put(TEST_CERTIFICATE, TEST_KEY);
  fleet = await startProviderProcess([
    ...['--domain', 'b1.example', '--database-url', database.url, '--data-dir', directory],
    ...['--processes', '2', '--database-pool-size', '2'],
    ...['--tls-certificate-file', join(directory, 'chain.pem'), '--tls-key-file', join(directory, 'key.pem')],
  ]);
});
afterAll(async () => {
  await fleet.stop();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

async function put(certificate: string, key: string): Promise<void> {
  await writeFile(join(directory, 'chain.pem'), certificate);
  await writeFile(join(directory, 'key.pem'), key, { mode: 0o600 });
}

interface Greeting {
  readonly reused: boolean;
  readonly fingerprint: string;
  readonly session: Buffer;
}

/** One request on a connection of its own, which goes to the next worker. */
function greet(session?: Buffer): Promise<Greeting> {
  return new Promise((resolve, reject) => {
    let ticket = session;
    let answered = false;
    const socket: TLSSocket = connect({
      host: '127.0.0.1',
      port: Number(new URL(fleet.url).port),
      servername: 'localhost',
      ca: [TEST_CERTIFICATE, NEXT_CERTIFICATE],
      ...(session === undefined ? {} : { session }),
    });
    const done = (): void => {
      if (!answered || ticket === undefined) return;
      const { fingerprint256 } = socket.getPeerCertificate();
      resolve({ reused: socket.isSessionReused(), fingerprint: fingerprint256, session: ticket });
      socket.destroy();
    };
    socket.on('error', reject);
    socket.on('session', (given: Buffer) => {
      ticket = given;
      done();
    });
    socket.on('data', () => {
      answered = true;
      done();
    });
    socket.on('secureConnect', () => socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'));
  });
}

test('a session that one worker began goes on at the other', async () => {
  const { session } = await greet();
  // Connections are dealt out in turn: half of these meet the worker that did not make the ticket.
  for (let turn = 0; turn < 6; turn += 1) {
    expect(await greet(session)).toMatchObject({ reused: true });
  }
});

test('SIGHUP makes all workers look at the files; broken ones change nothing', async () => {
  const { fingerprint: before } = await greet();
  await writeFile(join(directory, 'chain.pem'), 'nonsense');
  fleet.process.kill('SIGHUP');
  await until('the broken file is told of', () => fleet.said().includes('what was read before is still served'));
  expect(new Set([(await greet()).fingerprint, (await greet()).fingerprint])).toEqual(new Set([before]));

  await put(NEXT_CERTIFICATE, NEXT_KEY);
  fleet.process.kill('SIGHUP');
  await until('all serve the new one', async () => {
    const seen = [await greet(), await greet(), await greet(), await greet()];
    return seen.every(({ fingerprint }) => fingerprint !== before);
  });
  expect(fleet.said().match(/a new TLS certificate is served/g)).toHaveLength(1);
});
