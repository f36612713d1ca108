// Writes docs/errors.md from the error registry, or with --check fails when the page does not say what the registry says.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { errors } from '../packages/contract/dist/errors.js';

const page = new URL('../docs/errors.md', import.meta.url);
const cell = (text) => text.replaceAll('|', '\\|');
const table = (as, columns, row) => {
  const rows = Object.entries(errors)
    .filter(([, definition]) => definition.as === as)
    .map(([name, definition]) => `| ${row(name, definition).map(cell).join(' | ')} |`);
  return [`| ${columns.join(' | ')} |`, `| ${columns.map(() => '---').join(' | ')} |`, ...rows].join('\n');
};
const again = ({ retryable }) => (retryable ? 'yes' : 'no');

const text = `# Errors

Made from \`packages/contract/src/errors.ts\` by \`npm run gen\`; do not edit. "Again" says whether the very same request may
succeed later.

## Results

One recipient or one entry failed; the answer carries code and reason, everything else in the request is unharmed. 200
and 202 say success, 201 some of several, 900 none of several.

${table('result', ['Code', 'Name', 'Again', 'Text'], (name, d) => [`${d.code}`, name, again(d), d.text])}

## Faults

The request as a whole is refused with a Fault; its detail is a \`ServiceFault\` with code, name, reason, and where it
applies path, expectation, waiting time and the reference under which the provider's log keeps the rest. What the fault code of
an error is, each version says in its own words:

| Fault code        | SOAP 1.1: faultcode, HTTP | SOAP 1.2: Code, Subcode, HTTP        |
| ----------------- | ------------------------- | ------------------------------------ |
| Client            | \`Client\`, 500           | \`Sender\`, 400                      |
| Server            | \`Server\`, 500           | \`Receiver\`, 500                    |
| VersionMismatch   | \`VersionMismatch\`, 500  | \`VersionMismatch\`, 500; Upgrade    |
| MustUnderstand    | \`MustUnderstand\`, 500   | \`MustUnderstand\`, 500; NotUnderstood |
| DataEncodingUnknown | \`Client\`, 500         | \`DataEncodingUnknown\`, 500         |
| wsse: and wsu: codes | the code itself, 500   | \`Sender\`, the code as Subcode, 400 |

Faults of versions, header blocks and security carry no detail in SOAP 1.1 (§4.4), and the same one as all others in SOAP 1.2.
Upgrade and NotUnderstood are header blocks beside the fault (SOAP 1.2 part 1 §5.4.7, §5.4.8). Who sends SOAP 1.1 to an address
of SOAP 1.2 is told so in SOAP 1.1, with Upgrade (appendix A).

${table('fault', ['Code', 'Name', 'Fault code', 'Again', 'Text'], (name, d) => [`${d.code}`, name, `\`${d.fault}\``, again(d), d.text])}

## Below SOAP

No envelope, a line of plain text.

${table('http', ['HTTP', 'Name', 'Again', 'Text'], (name, d) => [`${d.http}`, name, again(d), d.text])}
`;

const wanted = await format(text, { ...(await resolveConfig(fileURLToPath(page))), parser: 'markdown' });
if (process.argv.includes('--check')) {
  const found = readFileSync(page, 'utf8');
  if (found !== wanted) {
    console.error('docs/errors.md is not what the error registry says; run: npm run gen');
    process.exit(1);
  }
} else {
  writeFileSync(page, wanted);
}
