import { expect, test } from '@jest/globals';
import { access, readFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url);

test('GS-4: every threat of the threat model names tests, and they are there', async () => {
  const model = await readFile(new URL('SECURITY.md', ROOT), 'utf8');
  const table = model.slice(model.indexOf('| threat'), model.indexOf('## What is not promised'));
  const threats = table.trim().split('\n').slice(2);
  expect(threats.length).toBeGreaterThan(15);
  for (const threat of threats) {
    const shown = threat.split('|')[3] ?? '';
    const files = [...shown.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, file = '']) => file);
    expect([threat, files.length]).not.toEqual([threat, 0]);
    for (const file of files) await expect(access(new URL(`test/${file}`, ROOT))).resolves.toBeUndefined();
  }
});
