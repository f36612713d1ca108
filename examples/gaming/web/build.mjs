/** Bundles the pages into dist/site; `npm run build` runs it. */
import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const site = join(here, 'dist', 'site');

await rm(site, { recursive: true, force: true });
await mkdir(site, { recursive: true });
await build({
  entryPoints: [
    { in: join(here, 'src/phone/main.ts'), out: 'phone' },
    { in: join(here, 'src/phone/phone.css'), out: 'phone' },
    { in: join(here, 'src/stage/main.ts'), out: 'stage' },
    { in: join(here, 'src/stage/stage.css'), out: 'stage' },
  ],
  outdir: join(site, 'assets'),
  bundle: true,
  format: 'esm',
  target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
  minify: true,
  sourcemap: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
for (const page of ['phone', 'stage']) await cp(join(here, 'src', page, `${page}.html`), join(site, `${page}.html`));
await cp(join(here, 'src/phone/board'), join(site, 'assets/board'), { recursive: true });
