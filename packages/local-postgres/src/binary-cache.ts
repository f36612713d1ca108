import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BinaryPackage } from './binaries.js';
import { systemCode } from './errors.js';

/** Only for linking programs against PostgreSQL; a third of the package, and never needed to run it. */
const BUILD_ONLY = /(\.a|^pgxs|^pkgconfig)$/;

/** Where copies of the binaries may go, best first. */
export function cacheDirectories(): string[] {
  const uid = process.getuid?.();
  const temporary = join(tmpdir(), `imps-wsi-cache-${uid ?? 'user'}`);
  if (uid === 0) return ['/var/cache/imps-wsi', temporary, '/tmp/imps-wsi-cache-0'];
  const local = process.env['XDG_CACHE_HOME'] ?? process.env['LOCALAPPDATA'] ?? join(homedir(), '.cache');
  return [join(local, 'imps-wsi'), temporary];
}

/**
 * A complete copy of the package's programs below `cache`, readable and executable by every account.
 * Made once per version; processes that make it at the same time end up with one of their copies.
 *
 * @throws when `cache` cannot be written, or somebody else could have put programs into it
 */
export async function copyToCache(
  source: BinaryPackage,
  cache: string,
  complete: (directory: string) => Promise<boolean>,
): Promise<string> {
  const target = join(cache, `${basename(source.name)}-${source.version}`);
  await mkdir(cache, { recursive: true, mode: 0o755 });
  await assertOurs(cache);
  if (await exists(target)) return target;

  const staging = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await copyTree(join(source.directory, 'native'), join(staging, 'native'));
    await chmod(staging, 0o755);
    if (!(await complete(staging))) throw new Error(`library links cannot be made in ${staging}`);
    await rename(staging, target);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCode(error) ?? '') || !(await exists(target))) throw error;
  }
  return target;
}

/** Programs run from here: a directory that another user made or may write would let that user run theirs. */
async function assertOurs(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const stat = await lstat(directory);
  if (stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0) return;
  throw new Error(`${directory} belongs to another user or is writable by others`);
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (BUILD_ONLY.test(entry.name)) continue;
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      // The execute bits may have been lost on the way here, and a strict umask may have closed the files.
      const program = basename(from) === 'bin' || /\.(so|dylib)/.test(entry.name);
      await chmod(target, program ? 0o755 : 0o644);
    }
  }
  await chmod(to, 0o755);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
