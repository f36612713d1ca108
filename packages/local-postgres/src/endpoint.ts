import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import type { Account } from './account.js';
import { LocalPostgresError, systemCode } from './errors.js';
import { canEnter } from './run.js';

/** The superuser of every cluster made here. */
export const SUPERUSER = 'postgres';

/** How clients reach the server. Fixed when the cluster is made, since it decides authentication. */
export type Transport = 'socket' | 'tcp';

/** Socket: `host` is a directory and `port` names the socket file in it. TCP: 127.0.0.1 and its port. */
export interface Endpoint {
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
}

/** Unix socket paths end at 104 bytes on macOS and 108 on Linux. */
const MAX_SOCKET_PATH_BYTES = 100;
const SOCKET_PORT = 5432;

/**
 * A new endpoint. A socket directory is private to the server's account (and so to root); any local account
 * could open a TCP port, hence the password there.
 *
 * @param previous the endpoint of an earlier run; kept where possible, so that connection strings stay valid
 */
export async function createEndpoint(
  transport: Transport,
  account: Account | undefined,
  previous?: Endpoint,
): Promise<Endpoint> {
  if (transport === 'tcp') return { transport, host: '127.0.0.1', port: await freePort(previous?.port) };
  if (previous?.transport === 'socket' && (await openSocketDirectory(previous.host, account))) return previous;
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const directory = join(parent, `imps-pg-${randomBytes(4).toString('hex')}`);
    if (Buffer.byteLength(join(directory, `.s.PGSQL.${SOCKET_PORT}.lock`)) > MAX_SOCKET_PATH_BYTES) continue;
    if (!(await canEnter(account, parent))) continue;
    if (await openSocketDirectory(directory, account)) return { transport, host: directory, port: SOCKET_PORT };
  }
  throw new LocalPostgresError(
    'START_FAILED',
    `No directory for PostgreSQL's socket could be made in ${tmpdir()}, /tmp or /var/tmp: make one of them writable`,
  );
}

/**
 * Makes sure that `directory` exists, is private, and belongs to the server's account.
 *
 * @returns false when it cannot be had, or is somebody else's
 */
export async function openSocketDirectory(directory: string, account: Account | undefined): Promise<boolean> {
  const uid = account?.uid ?? process.geteuid?.();
  try {
    await mkdir(directory, { mode: 0o700 });
    await chmod(directory, 0o700);
    if (account) await chown(directory, account.uid, account.gid);
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') return false;
  }
  const stat = await lstat(directory).catch(() => undefined);
  return stat !== undefined && stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0;
}

/** Removes the socket directory. The server must be gone. */
export async function removeEndpoint(endpoint: Endpoint): Promise<void> {
  if (endpoint.transport !== 'socket') return;
  await rm(endpoint.host, { recursive: true, force: true }).catch(() => undefined);
}

/** For `pg`, knex and libpq alike. Holds the password where there is one: do not log it. */
export function connectionString(endpoint: Endpoint, database: string, password?: string): string {
  const name = encodeURIComponent(database);
  if (endpoint.transport === 'socket') {
    const query = new URLSearchParams({ host: endpoint.host, port: String(endpoint.port), sslmode: 'disable' });
    return `postgresql://${SUPERUSER}@localhost/${name}?${query.toString()}`;
  }
  const secret = encodeURIComponent(password ?? '');
  return `postgresql://${SUPERUSER}:${secret}@${endpoint.host}:${endpoint.port}/${name}?sslmode=disable`;
}

/** The same for our own sessions; independent of PG* variables in the environment. */
export function clientConfig(endpoint: Endpoint, database: string, password?: string): ClientConfig {
  return {
    host: endpoint.host,
    port: endpoint.port,
    user: SUPERUSER,
    password: password ?? '',
    database,
    ssl: false,
    connectionTimeoutMillis: 5_000,
    application_name: 'local-postgres',
  };
}

/** `preferred` if nobody listens there, else one chosen by the system. */
async function freePort(preferred = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (preferred === 0 ? reject(error) : resolve(freePort())));
    server.listen({ host: '127.0.0.1', port: preferred, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
