/**
 * All settings of a provider: read from flags, environment and an optional JSON file (in this order of weight),
 * validated, bounded, frozen. What cannot be used is refused in one line that names option, value and allowed range;
 * nothing is guessed and nothing is silently corrected.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { parseAddress } from '@imps-wsi/contract/address';
import { Ajv } from 'ajv';
import { CONFIG_FILE_ENV, SECRET_KEY_ENV, configOptions, type OptionDefinition } from './config/options.js';
import type { LogFormat, LogLevel } from './log.js';
import { oneLine, reasonOf } from './thrown.js';

/** A text that must not turn up in a log, a dump or a JSON answer by accident. */
export class SecretText {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '(hidden)';
  }
  toJSON(): string {
    return '(hidden)';
  }
  [inspect.custom](): string {
    return '(hidden)';
  }
}

/** Units stand in the names. Ranges and defaults: `config/options.ts`. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Lower case, at least one, none twice; the first names the provider. */
  readonly domains: readonly string[];
  /** Absolute. Holds the built-in database when `databaseUrl` is absent, and the key file when `secretKey` is. */
  readonly dataDir: string;
  /** Absent: the built-in database. */
  readonly databaseUrl?: string;
  /** Both or none. */
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;
  readonly inboxDepthLimit: number;
  readonly maxDeliveriesPerRequest: number;
  readonly maxRequestBytes: number;
  /** At most `maxRequestBytes`. */
  readonly maxMessageBytes: number;
  /** At most `maxMessageBytes`. */
  readonly maxInlineBytes: number;
  readonly maxWaitSeconds: number;
  /** At most `maxLeaseSeconds`. */
  readonly defaultLeaseSeconds: number;
  readonly maxLeaseSeconds: number;
  readonly maxDeliveryAttempts: number;
  readonly idempotencyWindowSeconds: number;
  readonly databasePoolSize: number;
  readonly statementTimeoutMilliseconds: number;
  readonly requestBodyTimeoutMilliseconds: number;
  readonly shutdownGraceMilliseconds: number;
  readonly wakeupFallbackMilliseconds: number;
  readonly freshnessSeconds: number;
  readonly futureSkewSeconds: number;
  /** At least `freshnessSeconds` and `futureSkewSeconds` together. */
  readonly nonceMemorySeconds: number;
  /** From the environment only. */
  readonly secretKey?: SecretText;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

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

/** What the schema vouches for; the directory's default and the key come after it. */
type CheckedValues = Omit<Config, 'dataDir' | 'secretKey'> & { readonly dataDir?: string };

/** Shortest accepted key text; 32 characters of a random text or 32 bytes in base64. */
const MIN_SECRET_KEY_LENGTH = 32;

const SIZE = /^(\d{1,15})\s*(?:([KMG])(?:iB)?)?$/i;
const SIZE_UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

const ajv = new Ajv({ strict: true, allErrors: false });
ajv.addFormat('domain', isDomain);
ajv.addFormat('postgres-url', isDatabaseUrl);
const isConfig = ajv.compile<CheckedValues>(schemaOf(configOptions));

/**
 * Resolves all settings of a provider.
 * @throws {ConfigError} naming the first option that cannot be used, its value and what is allowed.
 */
export function resolveConfig(sources: ConfigSources = {}): Config {
  const env = sources.env ?? {};
  const cwd = sources.cwd ?? process.cwd();
  const given = gather(sources);
  const values: Record<string, unknown> = {};
  for (const definition of configOptions) {
    const found = given.get(definition.name);
    const value = found === undefined ? definition.default : normalise(definition, found.value, cwd);
    if (value !== undefined) values[definition.name] = value;
  }
  values['domains'] ??= sources.fallbackDomains;
  if (values['domains'] === undefined) {
    throw new ConfigError(
      '--domain (IMPS_WSI_DOMAIN) is missing; name the domain this provider serves, such as b1.example',
    );
  }
  fitDefaults(values, given);
  if (!isConfig(values)) throw refusal(values, given);
  const config: Config = {
    ...values,
    domains: Object.freeze([...values.domains]),
    dataDir: values.dataDir ?? resolve(cwd, join('data', values.domains[0] ?? '')),
    ...secretKeyOf(env),
  };
  checkTogether(config);
  return Object.freeze(config);
}

/** The names of the options that somebody gave, by whatever way. @throws {ConfigError} for a file that cannot be read. */
export function givenOptions(sources: ConfigSources): ReadonlySet<string> {
  return new Set(gather(sources).keys());
}

function gather(sources: ConfigSources): Map<string, Given> {
  const env = sources.env ?? {};
  const fileName = sources.file ?? present(env[CONFIG_FILE_ENV]);
  const file = fileName === undefined ? {} : readConfigFile(resolve(sources.cwd ?? process.cwd(), fileName));
  return collect(sources.flags ?? {}, env, file);
}

interface Given {
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
  if (given.get('dataDir')?.fromFlag === true && given.get('databaseUrl')?.fromFlag === false)
    given.delete('databaseUrl');
  return given;
}

/** An empty variable is an unset one: compose files and CI systems cannot leave one out. */
const present = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

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
function normalise(definition: OptionDefinition, value: unknown, cwd: string): unknown {
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
    case 'path':
      return typeof value === 'string' && value !== '' ? resolve(cwd, value) : value;
    default:
      return value;
  }
}

/** A bound that somebody lowers takes the defaults below it along; only what was said explicitly can contradict. */
function fitDefaults(values: Record<string, unknown>, given: ReadonlyMap<string, Given>): void {
  const pairs = [
    ['maxMessageBytes', 'maxRequestBytes'],
    ['maxInlineBytes', 'maxMessageBytes'],
    ['defaultLeaseSeconds', 'maxLeaseSeconds'],
  ] as const;
  for (const [lower, upper] of pairs) {
    const low = values[lower];
    const high = values[upper];
    if (given.has(lower) || typeof low !== 'number' || typeof high !== 'number' || high >= low) continue;
    // Not below its own least value: the one to be refused is the bound that was given.
    const least = configOptions.find(({ name }) => name === lower)?.minimum ?? 0;
    values[lower] = Math.max(high, least);
  }
  if (!given.has('nonceMemorySeconds')) {
    const needed = Number(values['freshnessSeconds']) + Number(values['futureSkewSeconds']);
    if (Number.isSafeInteger(needed)) values['nonceMemorySeconds'] = Math.max(needed, 360);
  }
}

function checkTogether(config: Config): void {
  const atMost = (lower: 'maxMessageBytes' | 'maxInlineBytes' | 'defaultLeaseSeconds', upper: keyof Config) => {
    const bound = config[upper];
    if (typeof bound === 'number' && config[lower] > bound) {
      throw new ConfigError(
        `${flagOf(lower)} is ${config[lower]}, which is more than ${flagOf(upper)} ${bound}; lower it`,
      );
    }
  };
  atMost('maxMessageBytes', 'maxRequestBytes');
  atMost('maxInlineBytes', 'maxMessageBytes');
  atMost('defaultLeaseSeconds', 'maxLeaseSeconds');
  const needed = config.freshnessSeconds + config.futureSkewSeconds;
  if (config.nonceMemorySeconds < needed) {
    throw new ConfigError(
      `--nonce-memory-seconds is ${config.nonceMemorySeconds}, so that an old request could be replayed; use at least ${needed}`,
    );
  }
  if ((config.tlsCertFile === undefined) !== (config.tlsKeyFile === undefined)) {
    const missing = config.tlsCertFile === undefined ? '--tls-cert' : '--tls-key';
    throw new ConfigError(`${missing} is missing; TLS needs both --tls-cert and --tls-key`);
  }
}

function secretKeyOf(env: Readonly<Record<string, string | undefined>>): { secretKey?: SecretText } {
  const text = present(env[SECRET_KEY_ENV]);
  if (text === undefined) return {};
  if (text.trim().length < MIN_SECRET_KEY_LENGTH) {
    throw new ConfigError(
      `${SECRET_KEY_ENV} is too short; use 32 random bytes in base64 (openssl rand -base64 32) or at least ${MIN_SECRET_KEY_LENGTH} characters`,
    );
  }
  return { secretKey: new SecretText(text.trim()) };
}

function refusal(values: Readonly<Record<string, unknown>>, given: ReadonlyMap<string, Given>): ConfigError {
  const failure = isConfig.errors?.[0];
  const name = failure?.instancePath.split('/')[1] ?? '';
  const definition = configOptions.find((each) => each.name === name);
  if (definition === undefined)
    return new ConfigError(`the settings cannot be used: ${failure?.message ?? 'unknown reason'}`);
  const value = given.get(name)?.value ?? values[name];
  const source = given.get(name)?.source ?? `--${definition.flag}`;
  const shown = definition.kind === 'databaseUrl' ? 'the value' : oneLine(printable(value));
  return new ConfigError(`${source}: ${shown} cannot be used; allowed is ${allowed(definition)}`);
}

function allowed(definition: OptionDefinition): string {
  const { kind, minimum, maximum, choices } = definition;
  switch (kind) {
    case 'integer':
      return `a whole number from ${minimum} to ${maximum}`;
    case 'bytes':
      return `a number of bytes from ${minimum} to ${maximum}, also written like 16MiB`;
    case 'choice':
      return `one of ${(choices ?? []).join(', ')}`;
    case 'domains':
      return 'a domain name such as b1.example';
    case 'databaseUrl':
      return 'a URL such as postgres://user:password@host:5432/database';
    default:
      return 'a text of 1 to 4096 characters';
  }
}

/** The JSON Schema (draft 7) of a resolved configuration. */
function schemaOf(definitions: readonly OptionDefinition[]): object {
  const property = ({ kind, minimum, maximum, choices }: OptionDefinition): object => {
    switch (kind) {
      case 'integer':
      case 'bytes':
        return { type: 'integer', minimum, maximum };
      case 'choice':
        return { type: 'string', enum: choices };
      case 'domains':
        return { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', format: 'domain' } };
      case 'databaseUrl':
        return { type: 'string', maxLength: 4096, format: 'postgres-url' };
      default:
        return { type: 'string', minLength: 1, maxLength: 4096 };
    }
  };
  return {
    type: 'object',
    properties: Object.fromEntries(definitions.map((each) => [each.name, property(each)])),
    required: definitions.filter((each) => each.default !== undefined).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** A domain is what an address of the service can stand in. */
function isDomain(text: string): boolean {
  return parseAddress(`wv:a@${text}`)?.domain === text;
}

function isDatabaseUrl(text: string): boolean {
  return (
    /^postgres(?:ql)?:\/\/\S+$/.test(text) &&
    URL.canParse(text.replace(/^postgres(?:ql)?:\/\/(?=[/?]|$)/, 'postgres://localhost'))
  );
}

const flagOf = (name: string) => `--${configOptions.find((each) => each.name === name)?.flag ?? name}`;
const printable = (value: unknown) => (typeof value === 'string' ? `"${value}"` : JSON.stringify(value));
