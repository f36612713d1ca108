/**
 * All settings of a provider: read from flags, environment and an optional JSON file (in this order of weight),
 * validated, bounded, frozen. What cannot be used is refused in one line that names option, value and allowed range;
 * nothing is guessed and nothing is silently corrected.
 */
import { join, resolve } from 'node:path';
import { SECRET_KEY_ENV, configOptions } from './config/options.js';
import { checkValues } from './config/schema.js';
import { SecretText } from './config/secret-text.js';
import { ConfigError, gather, normalise, present, type ConfigSources, type Given } from './config/sources.js';
import type { LogFormat, LogLevel } from './log.js';

export { ConfigError, SecretText, type ConfigSources };

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
  /** Of the envelope, without content that is taken out of it as it comes. */
  readonly maxRequestBytes: number;
  /** At least `maxRequestBytes`. */
  readonly maxContentRequestBytes: number;
  /** At most `maxContentRequestBytes`. */
  readonly maxMessageBytes: number;
  /** At most `maxMessageBytes`. */
  readonly maxPartBytes: number;
  /** At most `maxPartBytes`. */
  readonly maxInlineBytes: number;
  /** At most `maxPartBytes`. */
  readonly maxAttachedBytes: number;
  readonly maxUnauthenticatedBytes: number;
  readonly maxWaitSeconds: number;
  /** At most `maxLeaseSeconds`. */
  readonly defaultLeaseSeconds: number;
  readonly maxLeaseSeconds: number;
  readonly maxDeliveryAttempts: number;
  readonly idempotencyWindowSeconds: number;
  readonly maxClientRequestBytes: number;
  readonly clientSessionSeconds: number;
  readonly clientHistoryDays: number;
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

/** Shortest accepted key text; 32 characters of a random text or 32 bytes in base64. */
const MIN_SECRET_KEY_LENGTH = 32;

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
  const checked = checkValues(values, given);
  const config: Config = {
    ...checked,
    domains: Object.freeze([...checked.domains]),
    dataDir: checked.dataDir ?? resolve(cwd, join('data', checked.domains[0] ?? '')),
    ...secretKeyOf(env),
  };
  checkTogether(config);
  return Object.freeze(config);
}

/** The names of the options that somebody gave, by whatever way. @throws {ConfigError} for a file that cannot be read. */
export function givenOptions(sources: ConfigSources): ReadonlySet<string> {
  return new Set(gather(sources).keys());
}

/** What may not be more than what; those further up first. */
const BELOW = [
  ['maxRequestBytes', 'maxContentRequestBytes'],
  ['maxMessageBytes', 'maxContentRequestBytes'],
  ['maxPartBytes', 'maxMessageBytes'],
  ['maxInlineBytes', 'maxPartBytes'],
  ['maxAttachedBytes', 'maxPartBytes'],
  ['defaultLeaseSeconds', 'maxLeaseSeconds'],
] as const;

/** A bound that somebody lowers takes the defaults below it along; only what was said explicitly can contradict. */
function fitDefaults(values: Record<string, unknown>, given: ReadonlyMap<string, Given>): void {
  for (const [lower, upper] of BELOW) {
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
  for (const [lower, upper] of BELOW) {
    const bound = config[upper];
    if (config[lower] > bound) {
      throw new ConfigError(
        `${flagOf(lower)} is ${config[lower]}, which is more than ${flagOf(upper)} ${bound}; lower it`,
      );
    }
  }
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

const flagOf = (name: string) => `--${configOptions.find((each) => each.name === name)?.flag ?? name}`;
