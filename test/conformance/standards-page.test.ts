import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { citedTests, notThere, sourceOf, type CitedTest } from '../support/cited-tests.js';

/** docs/standards.md is where a reader finds every clause: each with tests that are there, and none left out. */

const ROOT = new URL('../../', import.meta.url);
const NUMBER = /\bR\d{4}\b/g;

interface Clause {
  /** As written in the first column. */
  readonly name: string;
  readonly numbers: readonly string[];
  readonly cited: readonly CitedTest[];
}

let page: string;
let clauses: readonly Clause[];
beforeAll(async () => {
  page = await readFile(new URL('docs/standards.md', ROOT), 'utf8');
  const tables = page.slice(0, page.indexOf('## What a receiver takes'));
  clauses = tables
    .split('\n')
    .filter((line) => /^\| (?:R\d|§|part |XOP |WS-Security \d.*§)/.test(line))
    .map((line) => {
      const [, name = '', ...cells] = line.split('|').map((cell) => cell.trim());
      return { name, numbers: name.match(NUMBER) ?? [], cited: citedTests(cells.join('|')) };
    });
});

/** All sources below a folder, generated ones aside. */
async function sources(folder: string): Promise<readonly string[]> {
  const root = new URL(`${folder}/`, ROOT);
  const files = await readdir(root, { recursive: true });
  const named = files.filter((file) => file.endsWith('.ts') && !/(^|\/)(dist|node_modules|generated)\//.test(file));
  return Promise.all(named.map((file) => readFile(new URL(file, root), 'utf8')));
}

describe('WSI-1, WSI-26: the standards page', () => {
  test('each clause names tests, which are there', async () => {
    expect(clauses.length).toBeGreaterThan(80);
    for (const { name, cited } of clauses) {
      expect([name, cited.length]).not.toEqual([name, 0]);
      expect([name, ...(await notThere(cited))]).toEqual([name]);
    }
  });

  test('each number stands in what is named for it', async () => {
    for (const { numbers, cited } of clauses) {
      const text = (await Promise.all(cited.map(({ file }) => sourceOf(file)))).join('\n');
      expect(numbers.filter((number) => !text.includes(number))).toEqual([]);
    }
  });

  test('each number has one place', () => {
    const numbers = clauses.flatMap((clause) => clause.numbers);
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  });

  test('each number that a test shows, or that the code gives as its reason, is there', async () => {
    const known = new Set(clauses.flatMap(({ numbers }) => numbers));
    const texts = (await Promise.all(['test', 'packages'].map(sources))).flat();
    const cited = new Set(texts.flatMap((text) => text.match(NUMBER) ?? []));
    expect(cited.size).toBeGreaterThan(90);
    expect([...cited].filter((number) => !known.has(number)).sort()).toEqual([]);
  });

  test('what is not there is noticed', async () => {
    const broken =
      '`wire/nothing.test.ts`<br>`wire/http.test.ts`: no such title<br>`wire/http.test.ts`: SOAPAction may be';
    expect(await notThere(citedTests(broken))).toEqual([
      'no file wire/nothing.test.ts',
      'no title in wire/http.test.ts: no such title',
    ]);
  });
});
