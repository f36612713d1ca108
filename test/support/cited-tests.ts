import { readFile } from 'node:fs/promises';

/** Docs say which test shows what; these look whether it is there. */

const TESTS = new URL('../../test/', import.meta.url);

/** A test that a document names. */
export interface CitedTest {
  /** Below `test/`, such as `wire/http.test.ts`. */
  readonly file: string;
  /** What its title, or that of a group, contains; absent: any. */
  readonly title?: string | undefined;
}

/** Names as documents write them: `` `wire/http.test.ts` ``, and behind a colon what the title contains. */
export function citedTests(markdown: string): readonly CitedTest[] {
  return [...markdown.matchAll(/`([\w/-]+\.test\.ts)`(?:: ((?:(?!<br>)[^|])+))?/g)].map(([, file = '', title]) => ({
    file,
    title: title?.trim(),
  }));
}

/** The text of a test file, with that of the modules beside it that it imports. @throws when it is not there */
export async function sourceOf(file: string): Promise<string> {
  const url = new URL(file, TESTS);
  const text = await readFile(url, 'utf8');
  const beside = [...text.matchAll(/from '(\.\/[\w-]+)\.js'/g)].map(([, name = '']) => new URL(`${name}.ts`, url));
  return [text, ...(await Promise.all(beside.map((each) => readFile(each, 'utf8'))))].join('\n');
}

/** Those that are not there, in words. */
export async function notThere(cited: readonly CitedTest[]): Promise<readonly string[]> {
  const found = await Promise.all(
    cited.map(async ({ file, title }) => {
      const source = await sourceOf(file).catch(() => undefined);
      if (source === undefined) return [`no file ${file}`];
      return title === undefined || source.includes(title) ? [] : [`no title in ${file}: ${title}`];
    }),
  );
  return found.flat();
}
