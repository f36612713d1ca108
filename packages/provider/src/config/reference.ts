import { markdownTable } from '../markdown-table.js';
import { SECRET_KEY_ENV, configOptions, type OptionDefinition } from './options.js';

/** The table of settings as Markdown: `docs/configuration.md` is this text, and a test holds the two together. */
export function configurationReference(): string {
  const header = ['Flag', 'Environment', 'Name in the file', 'Values', 'Default', 'Meaning'];
  const rows = configOptions.map((each) => [
    `\`--${each.flag}\``,
    environment(each),
    `\`${each.name}\``,
    values(each),
    preset(each),
    each.description.replaceAll('<', '\\<'),
  ]);
  return [
    '# Settings of the provider',
    '',
    'Flags go before environment variables, those before the JSON file that `--config` or `IMPS_WSI_CONFIG` names, and',
    'that before the defaults. What cannot be used is refused at start, in one line with exit code 2. Sizes may be written',
    'with a unit (`16MiB`). A bound that is lowered takes the defaults below it along.',
    '',
    ...markdownTable([header, ...rows]),
    '',
    `\`${SECRET_KEY_ENV}\`, from the environment only, is the key that service secrets are sealed with: 32 random bytes in`,
    'base64 (`openssl rand -base64 32`) or at least 32 characters. Without it a random key is kept in `secret.key` in the',
    'data directory; every process of a provider needs the same one.',
    '',
    'A data directory named by `--data-dir` goes before a `DATABASE_URL` in the environment. Given both as flags, the URL',
    'says where messages are kept and the directory holds the key file.',
    '',
  ].join('\n');
}

const environment = ({ env, envAlias }: OptionDefinition) =>
  envAlias === undefined ? `\`${env}\`` : `\`${envAlias}\` or \`${env}\``;

function values({ kind, minimum, maximum, choices }: OptionDefinition): string {
  switch (kind) {
    case 'integer':
      return `${minimum ?? ''} to ${maximum ?? ''}`;
    case 'bytes':
      return `${size(minimum)} to ${size(maximum)}`;
    case 'choice':
      return (choices ?? []).join(', ');
    case 'choices':
      return `${(choices ?? []).join(', ')}, by commas; or \`none\``;
    case 'domains':
      return 'domain names; repeat the flag, or separate by commas';
    case 'networks':
      return 'addresses and networks such as `10.0.0.0/8`; repeat the flag, or separate by commas; or `none`';
    case 'mediaRanges':
      return 'media ranges such as `image/*`; repeat the flag, or separate by commas; or `none`';
    case 'databaseUrl':
      return '`postgres://…`';
    case 'webUrl':
      return '`http://…` or `https://…`';
    case 'path':
      return 'a path';
    case 'text':
      return 'a text';
  }
}

function preset({ default: value, kind }: OptionDefinition): string {
  if (value === undefined) return '';
  if (kind === 'mediaRanges' || kind === 'networks' || kind === 'choices') return `\`${value}\``;
  return kind === 'bytes' && typeof value === 'number' ? size(value) : String(value);
}

function size(bytes = 0): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let amount = bytes;
  let unit = 0;
  for (; amount >= 1024 && unit < units.length - 1; unit += 1) amount /= 1024;
  return `${amount} ${units[unit] ?? ''}`;
}
