import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { citedTests, notThere } from '../support/cited-tests.js';

const ROOT = new URL('../../', import.meta.url);

test('GS-4: every threat of the threat model names tests, and they are there', async () => {
  const model = await readFile(new URL('SECURITY.md', ROOT), 'utf8');
  const table = model.slice(model.indexOf('| threat'), model.indexOf('## What is not promised'));
  const threats = table.trim().split('\n').slice(2);
  expect(threats.length).toBeGreaterThan(15);
  for (const threat of threats) {
    const cited = citedTests(threat.split('|')[3] ?? '');
    expect([threat, cited.length]).not.toEqual([threat, 0]);
    expect(await notThere(cited)).toEqual([]);
  }
});
