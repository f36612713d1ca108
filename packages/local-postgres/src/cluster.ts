import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { SUPERUSER, type Transport } from './endpoint.js';
import { LocalPostgresError, reasonOf, systemCode } from './errors.js';
import { notACluster, type Placement } from './placement.js';
import { replacePrivateFile } from './private-file.js';
import { run } from './run.js';
import { accessRules, managedSettings } from './settings.js';

/** Written as the last step of making a cluster: without it, the cluster is not ours. */
const MARKER = 'local-postgres.json';

/** Ends `postgresql.conf`, which is then the user's: it is never written again. */
const INCLUDE = `
# What this server is run with. Settings below this line override it.
include 'managed.conf'

`;

export interface Cluster {
  readonly directory: string;
  readonly transport: Transport;
  /** Present for TCP only. */
  readonly password: string | undefined;
}

/** What a cluster is made and run with. */
export interface ClusterOptions {
  readonly durable: boolean;
  readonly settings: Readonly<Record<string, string>>;
  /** For a new cluster; an existing one keeps its own. */
  readonly transport: Transport;
}

/**
 * Opens the cluster of `place`, making it first if there is none, and writes its configuration.
 *
 * @throws LocalPostgresError NOT_A_CLUSTER, DATA_DIR_VERSION, DATA_DIR_ACCESS, INIT_FAILED
 */
export async function openCluster(place: Placement, binaries: Binaries, options: ClusterOptions): Promise<Cluster> {
  await removeUnfinished(dirname(place.clusterDir));
  if (place.isNew) await createCluster(place, binaries, options);
  const cluster = await readCluster(place.dataDir, place.clusterDir, binaries.major);
  try {
    if (place.account) await handOver(cluster.directory, place.account);
    await writeConfig(
      cluster.directory,
      'managed.conf',
      managedSettings(options.durable, options.settings),
      place.account,
    );
    await writeConfig(cluster.directory, 'pg_hba.conf', accessRules(cluster.transport), place.account);
  } catch (cause) {
    if (cause instanceof LocalPostgresError) throw cause;
    throw new LocalPostgresError(
      'DATA_DIR_ACCESS',
      `The database in ${cluster.directory} cannot be written (${reasonOf(cause)}): give this user write access`,
      { cause },
    );
  }
  return cluster;
}

/**
 * Reads what is known of an existing cluster.
 *
 * @throws LocalPostgresError NOT_A_CLUSTER, DATA_DIR_VERSION, DATA_DIR_ACCESS
 */
export async function readCluster(dataDir: string, directory: string, major?: string): Promise<Cluster> {
  const version = (await readIfPresent(join(directory, 'PG_VERSION')))?.trim();
  if (version === undefined) throw notACluster(`${directory} holds no PostgreSQL database`);
  if (major !== undefined && version !== major) {
    throw new LocalPostgresError(
      'DATA_DIR_VERSION',
      `The database in ${directory} was written by PostgreSQL ${version}, this program brings PostgreSQL ${major}: ` +
        `export it with the release that wrote it (pg_dumpall) and import it here, or move the directory away to start empty`,
    );
  }
  const marker = await readIfPresent(join(directory, MARKER));
  if (marker === undefined) throw notACluster(`${directory} is a PostgreSQL database of another program`);
  if (!marker.includes('"tcp"')) return { directory, transport: 'socket', password: undefined };
  const password = (await readIfPresent(passwordFile(dataDir)))?.trim();
  if (password) return { directory, transport: 'tcp', password };
  throw new LocalPostgresError(
    'DATA_DIR_ACCESS',
    `The database's password file ${passwordFile(dataDir)} is missing: restore it from a backup`,
  );
}

/** The 64-bit number that initdb gave this cluster, from the first bytes of its control file. */
export async function systemIdentifier(directory: string): Promise<string | undefined> {
  try {
    const file = await open(join(directory, 'global', 'pg_control'));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
      // The file has the byte order of the machine; every platform we have binaries for is little-endian.
      return bytesRead === 8 ? buffer.readBigUInt64LE().toString() : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/**
 * Made beside its place and renamed into it: whatever ends this process, there is a whole cluster or none.
 */
async function createCluster(place: Placement, binaries: Binaries, options: ClusterOptions): Promise<void> {
  const { clusterDir, account } = place;
  const staging = `${clusterDir}.new-${randomBytes(4).toString('hex')}`;
  const secret = randomBytes(24).toString('base64url');
  try {
    await mkdir(staging, { mode: 0o700 });
    if (account) await chown(staging, account.uid, account.gid);
    const args = ['-D', staging, '-U', SUPERUSER, '-E', 'UTF8', '--locale=C', '--data-checksums', '--auth=trust'];
    if (!options.durable) args.push('--no-sync');
    const { exitCode, stderr, spawnError } = await run(binaries.initdb, args, account);
    if (exitCode !== 0) throw initFailed(clusterDir, stderr, spawnError, exitCode);

    const initial = (await readIfPresent(join(staging, 'postgresql.conf'))) ?? '';
    await writeConfig(staging, 'postgresql.conf', initial + INCLUDE, account);
    if (options.transport === 'tcp') {
      await setPassword(staging, binaries, secret, account);
      await replacePrivateFile(passwordFile(place.dataDir), secret + '\n');
    }
    await writeConfig(staging, MARKER, JSON.stringify({ format: 1, transport: options.transport }) + '\n', account);
    await rename(staging, clusterDir);
    if (clusterDir !== place.entry && (await readIfPresent(join(place.entry, MARKER))) === undefined) {
      await symlink(clusterDir, place.entry);
    }
  } catch (cause) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    if (cause instanceof LocalPostgresError) throw cause;
    throw new LocalPostgresError(
      'DATA_DIR_ACCESS',
      `A database cannot be made in ${clusterDir} (${reasonOf(cause)}): make room or give this user write access there`,
      { cause },
    );
  }
}

/** In single-user mode, with the stored hash made by the server itself: the secret is in no argument list. */
async function setPassword(
  directory: string,
  binaries: Binaries,
  secret: string,
  account: Account | undefined,
): Promise<void> {
  const sql = `ALTER ROLE ${SUPERUSER} PASSWORD '${secret}'\n`;
  await writeConfig(directory, 'managed.conf', managedSettings(false), account);
  const result = await run(binaries.postgres, ['--single', '-D', directory, 'postgres'], account, sql);
  if (result.exitCode !== 0) throw initFailed(directory, result.stderr, result.spawnError, result.exitCode);
}

/**
 * Clusters whose making was cut short. The owner lock is ours, so nobody wants them; but the initdb of a killed
 * owner may still be writing for a moment, and then fails. What resists is left to the next start.
 */
async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!/^postgres\.new-[0-9a-f]{8}$/.test(name)) continue;
    const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
    await rm(join(parent, name), options).catch(() => undefined);
  }
}

/** A cluster restored by root belongs to root, and PostgreSQL starts only as the owner. */
async function handOver(directory: string, account: Account): Promise<void> {
  if ((await lstat(directory)).uid === account.uid) return;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  await chmod(directory, 0o700);
  // Last: a directory handed over only in part is done again.
  await chown(directory, account.uid, account.gid);
}

async function writeConfig(directory: string, name: string, text: string, account: Account | undefined): Promise<void> {
  const file = join(directory, name);
  if ((await readIfPresent(file)) === text) return;
  // We may be root in a directory of an unprivileged account: never write through a link that it planted.
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  if (account) await lchown(draft, account.uid, account.gid);
  await rename(draft, file);
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw new LocalPostgresError('DATA_DIR_ACCESS', `${file} cannot be read: run this as the user that made it`, {
      cause: error,
    });
  }
}

function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres.password');
}

function initFailed(
  directory: string,
  stderr: string,
  spawnError: string | undefined,
  exitCode: number | null,
): LocalPostgresError {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const reason =
    spawnError ??
    lines.find((line) => /(error|fatal|panic):/i.test(line))?.trim() ??
    lines[0]?.trim() ??
    `exit status ${exitCode}`;
  const advice = stderr.includes('could not look up effective user')
    ? `give user id ${process.geteuid?.()} an entry in /etc/passwd`
    : stderr.includes('No space left')
      ? 'make room on that disk'
      : 'mend that and start again';
  return new LocalPostgresError('INIT_FAILED', `No database could be made in ${directory} (${reason}): ${advice}`);
}
