import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { balance, type Balancer } from '../support/balancer.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Party } from '../support/party.js';
import { PASSWORD } from '../support/provider.js';
import { MAIN, runCommand, startProviderProcess, type ProviderProcess } from '../support/provider-process.js';
import { until } from '../wire/exchange.js';
import { behavesAsOne, PEOPLE } from './one-service.js';

/** `serve --processes 3`: one provider, one port. */
let database: TestDatabase;
let dataDir: string;
let where: string[];
let fleet: ProviderProcess;
let each: Balancer;

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'imps-fleet-'));
  // Run by root, the account of a database of its own must get through.
  await chmod(dataDir, 0o711);
  where = ['--domain', 'b1.example', '--database-url', database.url, '--data-dir', dataDir];
  for (const name of PEOPLE) {
    const added = await runCommand(['account', 'add', `wv:${name}@b1.example`, ...where], { stdin: `${PASSWORD}\n` });
    expect(added).toMatchObject({ code: 0 });
  }
  // Several fleets share the connections of the tests' server.
  where.push('--database-pool-size', '2');
  fleet = await startProviderProcess([...where, '--processes', '3']);
  // A connection for each request, and each connection goes to the next worker.
  each = await balance(fleet.url);
});
afterAll(async () => {
  await each.close();
  await fleet.stop();
  await rm(dataDir, { recursive: true, force: true });
  await database.drop();
});

/** What the parent has started. The way Linux tells; elsewhere `ps` does. */
async function workersOf({ process: { pid } }: ProviderProcess): Promise<number[]> {
  const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').catch(async () => {
    const ps = spawn('ps', ['-o', 'pid=', '--ppid', String(pid)]);
    let text = '';
    ps.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(ps, 'close');
    return text;
  });
  return children.split(/\s+/).filter(Boolean).map(Number);
}

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a fleet', () => {
  behavesAsOne(() => each.url);

  test('a worker that is killed is replaced, the others go on, and the log says which', async () => {
    const before = await workersOf(fleet);
    expect(before).toHaveLength(3);
    const [victim] = before as [number];
    process.kill(victim, 'SIGKILL');
    await until('another one serves in its place', async () => {
      const now = await workersOf(fleet);
      return now.length === 3 && !now.includes(victim);
    });
    expect(fleet.said()).toMatch(
      /WARN {2}a worker ended; another one takes its place worker=\d reason="it ended with SIGKILL"/,
    );
    await until('it serves', () => fleet.said().includes('a worker serves again'));
    const alice = new Party(each, 'wv:alice@b1.example');
    const results = await Promise.all(Array.from({ length: 12 }, () => alice.send('wv:dave@b1.example', 'still here')));
    expect(results.map(({ code }) => code)).toEqual(results.map(() => 200));
    await new Party(each, 'wv:dave@b1.example').get();
  });

  test('a worker that is told to end finishes the request it has', async () => {
    const other = await startProviderProcess([...where, '--processes', '2']);
    const bob = new Party(other, 'wv:bob@b1.example');
    const waiting = [bob.lease({ waitSeconds: 50 }), bob.lease({ waitSeconds: 50 })];
    await bob.call('GetCapabilities', {});
    for (const pid of await workersOf(other)) process.kill(pid, 'SIGTERM');
    for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject({ item: [], moreAvailable: false });
    expect(await other.stop()).toBe(0);
  });
});

describe('the end of a fleet', () => {
  test('a signal lets all workers finish', async () => {
    const other = await startProviderProcess([...where, '--processes', '2']);
    const workers = await workersOf(other);
    const bob = new Party(other, 'wv:bob@b1.example');
    const waiting = bob.lease({ waitSeconds: 50 });
    await bob.call('GetCapabilities', {});
    expect(await other.stop()).toBe(0);
    expect(await waiting).toMatchObject({ item: [], moreAvailable: false });
    expect(workers.filter(runs)).toEqual([]);
  });

  test('workers whose parent is killed end by themselves, after what they have in hand', async () => {
    const other = await startProviderProcess([...where, '--processes', '2']);
    const workers = await workersOf(other);
    expect(workers).toHaveLength(2);
    const bob = new Party(other, 'wv:bob@b1.example');
    const waiting = bob.lease({ waitSeconds: 50 });
    await bob.call('GetCapabilities', {});
    await other.stop('SIGKILL');
    expect(await waiting).toMatchObject({ item: [], moreAvailable: false });
    await until('no worker is left', () => !workers.some(runs));
  });

  test('a second signal leaves nobody behind, the database of its own included', async () => {
    const child = spawn(
      process.execPath,
      [MAIN, 'serve', '--port', '0', '--domain', 'b1.example', '--processes', '2', '--data-dir', join(dataDir, 'own')],
      { env: { ...process.env, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    await once(child.stdout, 'data');
    const left = await workersOf({ process: child } as unknown as ProviderProcess);
    expect(left).toHaveLength(3);
    // What is in hand keeps a stop waiting; so the second signal meets a provider that is stopping.
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    process.kill(left.at(-1)!, 'SIGSTOP');
    child.kill('SIGTERM');
    await until('the first signal is heard', () => said.includes('once more to end at once'));
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(143);
    await until('nobody is left', () => !left.some(runs));
  });
});

describe('a fleet that cannot be', () => {
  const serve = (...more: string[]) => runCommand(['serve', '--port', '0', ...where, ...more]);

  test('says that the database has not the connections it may need', async () => {
    const { code, stderr } = await serve('--processes', '20', '--database-pool-size', '500');
    expect(stderr).toMatch(
      /^error: 20 processes may need 10160 database connections .* the server allows \d+; lower --database-pool-size or --processes/,
    );
    expect(code).toBe(1);
  });

  test('says once that its certificate is none', async () => {
    const { code, stderr } = await serve('--processes', '2', '--tls-certificate-file', MAIN, '--tls-key-file', MAIN);
    expect(stderr).toMatch(/^error: the TLS certificate and key cannot be used/m);
    expect(code).toBe(1);
  });
});
