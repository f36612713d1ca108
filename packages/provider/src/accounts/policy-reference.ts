import { policyDefinition, policyNames } from '../domain/account-policy.js';
import { markdownTable } from '../markdown-table.js';
import { policyText, UNLIMITED } from './policy-text.js';

const MEANT = { sender: 'what it sends', recipient: 'what it is sent', reader: 'how it reads' } as const;

/** The table of policies as Markdown, for the docs; a test holds the two together. */
export function policyReference(): string {
  const header = ['Policy', 'Values', 'Binds', 'Default', 'Meaning'];
  const rows = policyNames.map((name) => {
    const { kind, minimum = 0, maximum = 0, unlimited, binds, option, meaning } = policyDefinition(name);
    const range = `${policyText(name, unlimited === true ? 1 : minimum)} to ${policyText(name, maximum)}`;
    const values =
      kind === 'mediaRanges'
        ? 'media ranges, or `none`'
        : `${range}${kind === 'seconds' ? ' s' : ''}${unlimited === true ? `, or \`${UNLIMITED}\`` : ''}`;
    const flag = `\`--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\``;
    return [`\`${name}\``, values, MEANT[binds], flag, meaning];
  });
  return markdownTable([header, ...rows]).join('\n');
}
