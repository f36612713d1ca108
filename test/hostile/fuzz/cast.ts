import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import { ProviderStore } from '../../crash/provider-store.js';
import { newAuthority, type Identity } from '../../support/certificates.js';
import { MAIN } from '../../support/provider-process.js';
import { Party } from '../../support/party.js';

/** More than ever waits, so that nothing is refused for want of room. */
const INBOX_DEPTH = '100000000';
const TO_BE_READ = 20;

/** A provider in a process of its own with a database of its own, and those who take part. */
export interface Cast {
  readonly url: string;
  readonly process: ChildProcess;
  /** Whose requests are broken. */
  readonly sender: Party;
  readonly password: string;
  /** The sender's certificate. */
  readonly signer: Identity;
  readonly recipients: readonly Party[];
  readonly neighbour: Party;
  readonly neighboursFriend: Party;
  /** Ids of messages in the sender's inbox. */
  readonly messageIds: readonly string[];
  /** Its log so far. */
  log(): string;
  close(): Promise<void>;
}

/** @param directory to be removed by the caller */
export async function openCast(directory: string): Promise<Cast> {
  const dataDir = join(directory, 'data');
  const trustFile = join(directory, 'authorities.pem');
  await mkdir(dataDir);
  const server = await LocalPostgres.start({ dataDir, databases: [], durable: false });
  let child: ChildProcess | undefined;
  const close = async (): Promise<void> => {
    child?.kill('SIGKILL');
    await server.stop();
  };
  try {
    const store = await ProviderStore.create(server, 'b1.example', dataDir);
    // Services, whose secrets are taken however often they were wrong before; each has one of its own, so that a broken
    // request that names somebody else does not get in.
    const credentials = [];
    for (const name of ['alice', 'bob', 'carol', 'dave', 'erin']) {
      const { address, secret = '' } = await store.service(name);
      credentials.push({ address, password: secret });
    }
    const authority = newAuthority();
    const signer = authority.issue({ name: 'alice' });
    await store.certificate(credentials[0]?.address ?? '', signer.pem);
    await writeFile(trustFile, authority.pem);
    await store.close();
    let log = '';
    child = spawn(
      process.execPath,
      [
        MAIN,
        'serve',
        '--port',
        '0',
        '--domain',
        'b1.example',
        '--database-url',
        store.url,
        '--data-dir',
        dataDir,
        '--x509-trust-file',
        trustFile,
        '--inbox-depth-limit',
        INBOX_DEPTH,
        // Broken passwords are among the cases; the neighbour is not to be refused for them.
        '--sign-in-source-failures',
        '1000000',
      ],
      { env: { ...process.env, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const url = await ready(child, () => log);
    const [alice, bob, carol, dave, erin] = credentials.map(
      ({ address, password }) => new Party({ url }, address, { password }),
    ) as [Party, Party, Party, Party, Party];
    const messageIds: string[] = [];
    for (let n = 0; n < TO_BE_READ; n += 1) {
      const { messageId = '' } = await dave.send(alice.address, `to be read ${String(n)}`);
      messageIds.push(messageId);
    }
    return {
      url,
      process: child,
      sender: alice,
      password: alice.options.password ?? '',
      signer,
      recipients: [bob, carol],
      neighbour: dave,
      neighboursFriend: erin,
      messageIds,
      log: () => log,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function ready(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('the provider has no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /ready: (\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the provider ended with ${String(code)}: ${log()}`)));
  });
}

/** Resident memory and its peak, in MB; undefined where the kernel does not tell (elsewhere than on Linux). */
export function memoryOf({ pid }: ChildProcess): { now: number; peak: number } | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const figure = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1000;
    return { now: figure('VmRSS'), peak: figure('VmHWM') };
  } catch {
    return undefined;
  }
}
