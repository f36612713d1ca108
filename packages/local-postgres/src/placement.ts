import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { accountForNewCluster, accountOfOwner, runsAsRoot, type Account } from './account.js';
import { LocalPostgresError, reasonOf, systemCode } from './errors.js';
import { canEnter } from './run.js';

/** Where the cluster of a data directory is, or is to be made. */
export interface Placement {
  readonly dataDir: string;
  /** `<dataDir>/postgres`: the cluster, or a symbolic link to it. */
  readonly entry: string;
  /** The cluster's real path. */
  readonly clusterDir: string;
  /** Nothing is there yet. */
  readonly isNew: boolean;
  /** The account the server runs under; `undefined` when it is this process's own. */
  readonly account: Account | undefined;
}

/** Where root's clusters go whose data directory the server's account cannot reach. */
export const DEFAULT_FALLBACK = '/var/lib/imps-wsi';

/**
 * Creates the data directory if need be.
 *
 * @returns its real path
 * @throws LocalPostgresError DATA_DIR_ACCESS
 */
export async function openDataDir(path: string): Promise<string> {
  const directory = resolve(path);
  try {
    // Parents as usual; the directory itself is private.
    await mkdir(dirname(directory), { recursive: true });
    await mkdir(directory, { mode: 0o700 }).catch(async (error: unknown) => {
      if (systemCode(error) !== 'EEXIST' || !(await stat(directory)).isDirectory()) throw error;
    });
    return await realpath(directory);
  } catch (cause) {
    const what =
      systemCode(cause) === 'EEXIST' || systemCode(cause) === 'ENOTDIR' ? 'is not a directory' : reasonOf(cause);
    throw access(`The data directory ${directory} cannot be used (${what}): choose another one`, cause);
  }
}

/** The real path of a data directory that is there already. */
export async function existingDataDir(path: string): Promise<string | undefined> {
  return realpath(resolve(path)).catch(() => undefined);
}

/**
 * Decides where the cluster lives and who runs it. As root the server needs an unprivileged account, which
 * must get through every parent directory; we open our own data directory to that account's group, but no
 * parent of it: below a closed home the cluster goes to `fallback`, and `<dataDir>/postgres` becomes a link.
 *
 * @throws LocalPostgresError DATA_DIR_ACCESS, NOT_A_CLUSTER, NO_ACCOUNT
 */
export async function placeCluster(dataDir: string, fallback: string | false): Promise<Placement> {
  const entry = join(dataDir, 'postgres');
  const found = await lstat(entry).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw access(`${entry} cannot be examined (${reasonOf(error)}): give this user access to it`, error);
  });
  if (found) return existing(dataDir, entry);

  const account = await accountForNewCluster();
  if (!account) return { dataDir, entry, clusterDir: entry, isNew: true, account };
  if ((await canEnter(account, dataDir)) || (await openToGroup(dataDir, account))) {
    return { dataDir, entry, clusterDir: entry, isNew: true, account };
  }
  const problem =
    `PostgreSQL cannot run as root, and its account "${account.name}" may not enter ${dataDir}, which lies below a ` +
    `closed directory: choose a data directory outside of it`;
  if (fallback === false) throw access(problem);
  const home = join(fallback, `${basename(dataDir)}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(fallback, { recursive: true, mode: 0o755 });
    await mkdir(home, { mode: 0o711 });
    await chmod(home, 0o711);
  } catch (cause) {
    throw access(`${problem} (and ${fallback} cannot be used instead: ${reasonOf(cause)})`, cause);
  }
  if (!(await canEnter(account, home))) throw access(`${problem} (and it may not enter ${fallback} either)`);
  return { dataDir, entry, clusterDir: join(home, 'postgres'), isNew: true, account };
}

async function existing(dataDir: string, entry: string): Promise<Placement> {
  let clusterDir: string;
  let owner: { uid: number; gid: number };
  let empty: boolean;
  try {
    clusterDir = await realpath(entry);
    const found = await stat(clusterDir);
    if (!found.isDirectory()) throw notACluster(`${clusterDir} is not a directory`);
    owner = found;
    empty = (await readdir(clusterDir)).length === 0;
  } catch (cause) {
    if (cause instanceof LocalPostgresError) throw cause;
    if (systemCode(cause) === 'ENOENT') throw notACluster(`${entry} is a link to a directory that is gone`);
    throw access(`${entry} cannot be read (${reasonOf(cause)}): run this as the user that made it`, cause);
  }
  if (!runsAsRoot()) return ownPlacement(dataDir, entry, clusterDir, owner.uid, empty);

  const account = owner.uid === 0 ? await accountForNewCluster() : await accountOfOwner(owner.uid, owner.gid);
  const reachable =
    (await canEnter(account, dirname(clusterDir))) || (account && (await openToGroup(dataDir, account)));
  if (!reachable && account) {
    throw access(
      `PostgreSQL cannot run as root, and its account "${account.name}" may not enter ${dirname(clusterDir)}: ` +
        `give it search permission on that directory and its parents`,
    );
  }
  return { dataDir, entry, clusterDir, isNew: empty, account };
}

function ownPlacement(dataDir: string, entry: string, clusterDir: string, uid: number, isNew: boolean): Placement {
  const self = process.geteuid?.();
  if (self !== undefined && uid !== self) {
    throw access(
      `The database in ${clusterDir} belongs to user id ${uid}, this program runs as ${self}: ` +
        `run it as that user (or as root), or hand the whole directory over with chown -R`,
    );
  }
  return { dataDir, entry, clusterDir, isNew, account: undefined };
}

/**
 * Lets the account's group, and nobody else, pass through the data directory itself. Only where the group
 * has no rights yet that would change hands.
 */
async function openToGroup(dataDir: string, account: Account): Promise<boolean> {
  const { uid, gid, mode } = await stat(dataDir);
  if (uid !== process.geteuid?.()) return false;
  if (gid !== account.gid && (mode & 0o070) !== 0) return false;
  try {
    await chown(dataDir, uid, account.gid);
    await chmod(dataDir, (mode & 0o7777) | 0o010);
  } catch {
    return false;
  }
  if (await canEnter(account, dataDir)) return true;
  await chmod(dataDir, mode & 0o7777);
  await chown(dataDir, uid, gid);
  return false;
}

function access(message: string, cause?: unknown): LocalPostgresError {
  return new LocalPostgresError('DATA_DIR_ACCESS', message, { cause });
}

/** The message for anything that stands where the cluster should be and is none of ours. */
export function notACluster(what: string): LocalPostgresError {
  return new LocalPostgresError('NOT_A_CLUSTER', `${what}: move it away, or choose another data directory`);
}
