/**
 * All settings of a provider: read from flags, environment and an optional JSON file (in this order of weight),
 * validated, bounded, frozen. What cannot be used is refused in one line that names option, value and allowed range;
 * nothing is guessed and nothing is silently corrected.
 */
import { join, resolve } from 'node:path';
import { SECRET_KEY_ENV, configOptions, type DatabasePooler } from './config/options.js';
import { checkValues } from './config/schema.js';
import { SecretText } from './config/secret-text.js';
import { ConfigError, gather, normalise, present, type ConfigSources, type Given } from './config/sources.js';
import type { ClientCertificates } from './http/client-certificates.js';
import type { Suppressible } from './domain/reports.js';
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
  /** Present whenever a pooler is; absent: `databaseUrl` serves for LISTEN too. */
  readonly databaseListenUrl?: string;
  readonly databasePooler: DatabasePooler;
  /** Both or none. */
  readonly tlsCertificateFile?: string;
  readonly tlsKeyFile?: string;
  /** Absent: `port` speaks TLS if anything does. */
  readonly tlsPort?: number;
  /** Present whenever certificates are asked for. */
  readonly tlsClientCaFile?: string;
  readonly tlsClientCertificates: ClientCertificates;
  /** Networks; empty: nobody. */
  readonly trustedProxies: readonly string[];
  /** Absent: as the caller's Host says. */
  readonly publicUrl?: string;
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** 0: whatever it is. */
  readonly maxEventLoopDelayMilliseconds: number;
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
  /** Canonical media ranges, as all lists of content types. */
  readonly allowedContentTypes: readonly string[];
  readonly refusedContentTypes: readonly string[];
  readonly acceptedContentTypes: readonly string[];
  readonly rejectedContentTypes: readonly string[];
  /** 0: any number, as of all quotas. */
  readonly messagesPerSecond: number;
  readonly messageBurstSeconds: number;
  readonly bytesPerDay: number;
  readonly inboundPerPeriod: number;
  readonly inboundPeriodSeconds: number;
  readonly openLongPolls: number;
  readonly maxWaitSeconds: number;
  readonly presenceGraceSeconds: number;
  /** At most `maxLeaseSeconds`. */
  readonly defaultLeaseSeconds: number;
  readonly maxLeaseSeconds: number;
  readonly maxDeliveryAttempts: number;
  /** 0: none. */
  readonly defaultLifetimeSeconds: number;
  /** 0: none. */
  readonly maxLifetimeSeconds: number;
  readonly deadLetterDays: number;
  readonly suppressReports: readonly Suppressible[];
  readonly maxFailureReports: number;
  readonly failureReportPeriodSeconds: number;
  readonly inboxReportLimit: number;
  readonly idempotencyWindowSeconds: number;
  readonly maxClientRequestBytes: number;
  readonly clientSessionSeconds: number;
  readonly clientHistoryDays: number;
  readonly processes: number;
  /** Of each process. */
  readonly databasePoolSize: number;
  readonly statementTimeoutMilliseconds: number;
  readonly requestBodyTimeoutMilliseconds: number;
  readonly shutdownGraceMilliseconds: number;
  readonly wakeupFallbackMilliseconds: number;
  readonly freshnessSeconds: number;
  readonly futureSkewSeconds: number;
  /** At least `freshnessSeconds` and `futureSkewSeconds` together. */
  readonly nonceMemorySeconds: number;
  /** Absent: signed requests are refused. */
  readonly x509TrustFile?: string;
  /** Only beside `x509TrustFile`. */
  readonly x509RevocationFile?: string;
  readonly allowSha1Signatures: 'no' | 'yes';
  /** At most `maxRequestBytes`. */
  readonly maxSignedEnvelopeBytes: number;
  readonly signInFailures: number;
  readonly signInSourceFailures: number;
  readonly signInMaxDelaySeconds: number;
  readonly auditDays: number;
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
    const value = found === undefined ? definition.default : found.value;
    if (value !== undefined) values[definition.name] = normalise(definition, value, cwd);
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
    allowedContentTypes: Object.freeze([...checked.allowedContentTypes]),
    refusedContentTypes: Object.freeze([...checked.refusedContentTypes]),
    acceptedContentTypes: Object.freeze([...checked.acceptedContentTypes]),
    rejectedContentTypes: Object.freeze([...checked.rejectedContentTypes]),
    trustedProxies: Object.freeze([...checked.trustedProxies]),
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
  ['maxSignedEnvelopeBytes', 'maxRequestBytes'],
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
  checkDatabase(config);
  checkTls(config);
  if (config.x509RevocationFile !== undefined && config.x509TrustFile === undefined) {
    throw new ConfigError(
      '--x509-trust-file is missing; without it no signed request is taken, and none can be revoked',
    );
  }
}

function checkTls(config: Config): void {
  const { tlsCertificateFile, tlsKeyFile, tlsPort, tlsClientCaFile, tlsClientCertificates, port } = config;
  if ((tlsCertificateFile === undefined) !== (tlsKeyFile === undefined)) {
    const missing = tlsCertificateFile === undefined ? '--tls-certificate-file' : '--tls-key-file';
    throw new ConfigError(`${missing} is missing; TLS needs both --tls-certificate-file and --tls-key-file`);
  }
  const asks = tlsClientCertificates !== 'none';
  if (tlsCertificateFile === undefined && (tlsPort !== undefined || asks || tlsClientCaFile !== undefined)) {
    const given = tlsPort !== undefined ? '--tls-port' : asks ? '--tls-client-certificates' : '--tls-client-ca-file';
    throw new ConfigError(`${given} is for TLS; name --tls-certificate-file and --tls-key-file too`);
  }
  if (tlsPort === port && port !== 0) {
    throw new ConfigError(`--tls-port is ${port}, as --port; plain HTTP and TLS need a port each`);
  }
  if (asks !== (tlsClientCaFile !== undefined)) {
    throw new ConfigError(
      asks
        ? '--tls-client-ca-file is missing; it says whose certificates of clients are good'
        : '--tls-client-ca-file is of no use without --tls-client-certificates request or require',
    );
  }
}

function checkDatabase({ databaseUrl, databaseListenUrl, databasePooler }: Config): void {
  const given = databaseListenUrl === undefined ? '--database-pooler' : '--database-listen-url';
  if (databaseUrl === undefined && (databaseListenUrl !== undefined || databasePooler !== 'none')) {
    throw new ConfigError(`${given} is for a server of yours; name it with --database-url`);
  }
  if (databasePooler !== 'none' && databaseListenUrl === undefined) {
    throw new ConfigError(
      '--database-listen-url is missing; with --database-pooler name the database itself, because no pooler in transaction mode passes on what LISTEN hears',
    );
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
