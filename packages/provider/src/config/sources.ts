import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NONE, mediaRangesOf } from '../domain/media-range.js';
import { oneLine, reasonOf } from '../thrown.js';
import { CONFIG_FILE_ENV, SECRET_KEY_ENV, configOptions, type OptionDefinition } from './options.js';

/** Where settings come from, and which of several sources counts. */

/** A setting that cannot be used. The message is one line. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

export interface ConfigSources {
  /** Values of flags by option name (`port`, `domains`, `tlsCertFile`, …); undefined ones were not given. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** JSON file of settings by option name; default: what the environment names. */
  readonly file?: string | undefined;
  /** What relative paths are relative to; default the working directory. */
  readonly cwd?: string;
  /** Used when nobody names a domain, by commands that can tell it from something else. */
  readonly fallbackDomains?: readonly string[] | undefined;
}

const SIZE = /^(\d{1,15})\s*(?:([KMGT])(?:iB)?)?$/i;
const SIZE_UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** What was given, by option name, from the source that weighs most. @throws {ConfigError} for an unusable file. */
export function gather(sources: ConfigSources): Map<string, Given> {
  const env = sources.env ?? {};
  const fileName = sources.file ?? present(env[CONFIG_FILE_ENV]);
  const file = fileName === undefined ? {} : readConfigFile(resolve(sources.cwd ?? process.cwd(), fileName));
  return collect(sources.flags ?? {}, env, file);
}

export interface Given {
  readonly value: unknown;
  /** How the user wrote the option. */
  readonly source: string;
  readonly fromFlag: boolean;
}

function collect(
  flags: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, unknown>>,
): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const { name, flag, env: variable, envAlias } of configOptions) {
    const fromEnv = present(env[variable]);
    const fromAlias = envAlias === undefined ? undefined : present(env[envAlias]);
    if (flags[name] !== undefined) given.set(name, { value: flags[name], source: `--${flag}`, fromFlag: true });
    else if (fromEnv !== undefined) given.set(name, { value: fromEnv, source: variable, fromFlag: false });
    else if (fromAlias !== undefined) given.set(name, { value: fromAlias, source: envAlias ?? '', fromFlag: false });
    else if (file[name] !== undefined)
      given.set(name, { value: file[name], source: `${name} in the file`, fromFlag: false });
  }
  // Who names a data directory on the command line means that store, whatever DATABASE_URL the shell has left over.
  if (given.get('dataDir')?.fromFlag === true && given.get('databaseUrl')?.fromFlag === false) {
    for (const name of ['databaseUrl', 'databaseListenUrl', 'databasePooler']) {
      if (given.get(name)?.fromFlag === false) given.delete(name);
    }
  }
  return given;
}

/** An empty variable is an unset one: compose files and CI systems cannot leave one out. */
export const present = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

function readConfigFile(path: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not valid JSON' : reasonOf(error);
    throw new ConfigError(`--config ${path} cannot be used: ${oneLine(why)}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigError(`--config ${path} cannot be used: it must hold one JSON object such as {"port": 8080}`);
  }
  const known = new Set(configOptions.map(({ name }) => name));
  for (const name of Object.keys(content)) {
    if (name === 'secretKey') {
      throw new ConfigError(
        `--config ${path}: the secret key is never read from a file of settings; set ${SECRET_KEY_ENV}`,
      );
    }
    if (!known.has(name)) {
      throw new ConfigError(`--config ${path}: "${oneLine(name)}" is no setting; known are ${[...known].join(', ')}`);
    }
  }
  return Object.fromEntries(Object.entries(content));
}

/** Texts of flags and environment into values; what does not convert stays a text and is refused by the schema. */
export function normalise(definition: OptionDefinition, value: unknown, cwd: string): unknown {
  switch (definition.kind) {
    case 'integer':
      return typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
    case 'bytes': {
      const size = typeof value === 'string' ? SIZE.exec(value.trim()) : null;
      return size === null ? value : Number(size[1]) * (SIZE_UNITS[size[2]?.toUpperCase() ?? ''] ?? 1);
    }
    case 'domains': {
      const list: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
      return [...new Set(list.map((item) => (typeof item === 'string' ? item.trim().toLowerCase() : item)))];
    }
    case 'networks': {
      const text: unknown = Array.isArray(value) ? value.join(',') : value;
      if (typeof text !== 'string') return value;
      const networks = text.split(',').map((network) => network.trim());
      return networks.length === 1 && (networks[0] === NONE || networks[0] === '') ? [] : [...new Set(networks)];
    }
    case 'choices': {
      const text: unknown = Array.isArray(value) ? value.join(',') : value;
      if (typeof text !== 'string') return value;
      const words = text.split(',').map((word) => word.trim());
      return words.length === 1 && (words[0] === NONE || words[0] === '') ? [] : [...new Set(words)];
    }
    case 'mediaRanges': {
      const text: unknown = Array.isArray(value) ? value.join(',') : value;
      return (typeof text === 'string' ? mediaRangesOf(text) : undefined) ?? value;
    }
    case 'path':
      return typeof value === 'string' && value !== '' ? resolve(cwd, value) : value;
    default:
      return value;
  }
}
