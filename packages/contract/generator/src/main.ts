/**
 * npm run gen: compiles wsdl/ into packages/contract/src/generated. With --check nothing is written and the exit code
 * says whether the committed files are what the contract compiles to.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XmlError } from '@imps-wsi/contract/xml';
import { generate } from './generate.js';
import { loadContract } from './load.js';
import { Refusal } from './refusal.js';

const contractFolder = fileURLToPath(new URL('../../../../wsdl', import.meta.url));
const outputFolder = fileURLToPath(new URL('../../src/generated', import.meta.url));

function existing(): ReadonlyMap<string, string> {
  mkdirSync(outputFolder, { recursive: true });
  return new Map(readdirSync(outputFolder).map((name) => [name, readFileSync(join(outputFolder, name), 'utf8')]));
}

function run(check: boolean): number {
  const files = generate(loadContract(contractFolder));
  const before = existing();
  const stale = [...files].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
  const extra = [...before.keys()].filter((name) => !files.has(name));
  if (!check) {
    for (const name of stale) writeFileSync(join(outputFolder, name), files.get(name) ?? '');
    for (const name of extra) rmSync(join(outputFolder, name));
    console.log(`gen: ${files.size} files, ${stale.length} written, ${extra.length} removed`);
    return 0;
  }
  if (stale.length + extra.length === 0) {
    console.log(`gen:check: ${files.size} files are what wsdl/ compiles to`);
    return 0;
  }
  console.error(
    `gen:check: ${[...stale, ...extra].join(', ')} in src/generated differ from what wsdl/ compiles to; run npm run gen`,
  );
  return 1;
}

const unknown = process.argv.slice(2).filter((argument) => argument !== '--check');
if (unknown.length > 0) {
  console.error(`gen: unknown argument ${unknown[0]}; the only one is --check`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = run(process.argv.includes('--check'));
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof XmlError)) throw error;
    console.error(`gen: ${error.message}`);
    process.exitCode = 1;
  }
}
