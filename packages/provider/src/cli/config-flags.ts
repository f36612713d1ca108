import { Option, type Command } from 'commander';
import { configOptions, type OptionDefinition } from '../config/options.js';

/** The settings table as command line options, and back. */

/** Where a command finds its store; every command that needs one has these. */
export const STORE_OPTIONS = ['domains', 'dataDir', 'databaseUrl', 'databaseListenUrl', 'databasePooler'] as const;

export function addConfigOptions(command: Command, names?: readonly string[]): Command {
  command.addOption(
    new Option('--config <file>', 'JSON file of settings; flags and environment go before it (env: IMPS_WSI_CONFIG)'),
  );
  for (const definition of configOptions) {
    if (names === undefined || names.includes(definition.name)) command.addOption(optionOf(definition));
  }
  return command;
}

function optionOf(definition: OptionDefinition): Option {
  const { flag, kind, env, envAlias, description } = definition;
  const environment = envAlias === undefined ? env : `${envAlias} or ${env}`;
  const option = new Option(
    `--${flag} <${placeholder(definition)}>`,
    `${description}${presetText(definition)} (env: ${environment})`,
  );
  // Validated with everything else, by `resolveConfig`: one place, one wording.
  return kind === 'domains' || kind === 'mediaRanges' || kind === 'networks' || kind === 'choices'
    ? option.argParser((value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value])
    : option;
}

function placeholder({ kind, choices }: OptionDefinition): string {
  const words = {
    integer: 'number',
    bytes: 'size',
    text: 'text',
    path: 'path',
    domains: 'name',
    networks: 'networks',
    mediaRanges: 'ranges',
    choices: 'reasons',
    databaseUrl: 'url',
    webUrl: 'url',
  };
  return kind === 'choice' ? (choices ?? []).join('|') : words[kind];
}

function presetText({ default: preset, kind }: OptionDefinition): string {
  if (preset === undefined) return '';
  const shown = kind === 'bytes' && typeof preset === 'number' ? `${preset / 1024 ** 2}MiB` : String(preset);
  return `; default ${shown}`;
}

export interface ConfigFlags {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly file: string | undefined;
}

/** The flags given, by option name; `options` is what commander read, by flag in camel case. */
export function readConfigFlags(options: Readonly<Record<string, unknown>>): ConfigFlags {
  const flags: Record<string, unknown> = {};
  for (const { name, flag } of configOptions) {
    const value = options[flag.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())];
    if (value !== undefined) flags[name] = value;
  }
  const file = options['config'];
  return { flags, file: typeof file === 'string' ? file : undefined };
}
