// Prints a block of code out of a document: node code-of.mjs <document> <language> [which, from 1; default the longest]
import { readFileSync } from 'node:fs';

const [document, language, which] = process.argv.slice(2);
const blocks = [...readFileSync(document, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
  .filter(([, found]) => found === language)
  .map(([, , code]) => code);
const code = which === undefined ? blocks.sort((a, b) => b.length - a.length)[0] : blocks[Number(which) - 1];
if (code === undefined) throw new Error(`no ${language} in ${document}`);
process.stdout.write(code);
