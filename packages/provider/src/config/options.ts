/**
 * Every setting of the provider in one table: from it come the command line, the environment names, the validation
 * and the reference page of the docs, so that none of them can disagree.
 */
import { LOG_FORMATS, LOG_LEVELS } from '../log.js';

export type OptionKind = 'integer' | 'bytes' | 'text' | 'path' | 'domains' | 'choice' | 'databaseUrl';

export interface OptionDefinition {
  /** Name in `Config` and in the JSON file; ends in its unit. */
  readonly name: string;
  /** Long flag without dashes. */
  readonly flag: string;
  /** Environment variable; a second one, where the world has a name of its own for it. */
  readonly env: string;
  readonly envAlias?: string;
  readonly kind: OptionKind;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly string[];
  /** What holds when nobody says anything; none means: left out, or worked out from other options. */
  readonly default?: number | string;
  readonly description: string;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const TiB = 1024 * GiB;
const DAY = 86_400;

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const envName = (flag: string) => `IMPS_WSI_${flag.replaceAll('-', '_').toUpperCase()}`;

function option(definition: Omit<OptionDefinition, 'flag' | 'env'> & { readonly flag?: string }): OptionDefinition {
  const flag = definition.flag ?? kebab(definition.name);
  return { ...definition, flag, env: envName(flag) };
}

const integer = (name: string, minimum: number, maximum: number, preset: number, description: string) =>
  option({ name, kind: 'integer', minimum, maximum, default: preset, description });

const bytes = (name: string, minimum: number, maximum: number, preset: number, description: string) =>
  option({ name, kind: 'bytes', minimum, maximum, default: preset, description });

export const configOptions: readonly OptionDefinition[] = [
  integer('port', 0, 65_535, 8080, 'TCP port to listen on; 0 takes a free one'),
  option({
    name: 'host',
    kind: 'text',
    default: '127.0.0.1',
    description: 'address to listen on; 0.0.0.0 or :: for every network, which wants TLS',
  }),
  option({
    name: 'domains',
    flag: 'domain',
    kind: 'domains',
    description: 'domain this provider serves, such as b1.example; repeat for several',
  }),
  option({
    name: 'dataDir',
    kind: 'path',
    description: 'directory of the built-in database and the key file; default ./data/<first domain>',
  }),
  {
    name: 'databaseUrl',
    flag: 'database-url',
    env: 'IMPS_WSI_DATABASE_URL',
    envAlias: 'DATABASE_URL',
    kind: 'databaseUrl',
    description: 'PostgreSQL server to use instead of the built-in one, postgres://user:password@host/database',
  },
  option({ name: 'tlsCertFile', flag: 'tls-cert', kind: 'path', description: 'certificate chain, PEM; turns on TLS' }),
  option({ name: 'tlsKeyFile', flag: 'tls-key', kind: 'path', description: 'private key of the certificate, PEM' }),

  integer('inboxDepthLimit', 1, 100_000_000, 100_000, 'undelivered messages one inbox holds before it is full'),
  integer('maxDeliveriesPerRequest', 1, 100_000, 10_000, 'recipients of all messages of one request together'),
  bytes(
    'maxRequestBytes',
    4 * KiB,
    256 * MiB,
    16 * MiB,
    'envelope of one request after decompression, without large data elements, which are stored as they come',
  ),
  bytes(
    'maxContentRequestBytes',
    4 * KiB,
    16 * TiB,
    64 * GiB,
    'one request after decompression with all its content, inline and attached',
  ),
  bytes('maxMessageBytes', KiB, 16 * TiB, 4 * GiB, 'content of one message'),
  bytes('maxPartBytes', KiB, 16 * TiB, 4 * GiB, 'content of one part of a message'),
  bytes('maxInlineBytes', KiB, 256 * MiB, 4 * MiB, 'part that is still sent inside the envelope of GetMessages'),
  bytes(
    'maxAttachedBytes',
    KiB,
    16 * TiB,
    64 * MiB,
    'part that is still sent beside the envelope of GetMessages (SwA, MTOM)',
  ),
  bytes(
    'maxUnauthenticatedBytes',
    0,
    16 * TiB,
    64 * MiB,
    'attachments before the envelope that says who sends them, of all requests under way',
  ),
  integer('maxWaitSeconds', 0, 600, 60, 'longest wait of GetMessages for a message'),
  integer('defaultLeaseSeconds', 1, DAY, 60, 'lease of messages when the request names none'),
  integer('maxLeaseSeconds', 1, DAY, 3_600, 'longest lease a request can ask for'),
  integer('maxDeliveryAttempts', 1, 10_000, 20, 'deliveries of one message before it is set aside as a dead letter'),
  integer('idempotencyWindowSeconds', 60, 366 * DAY, 14 * DAY, 'how long a clientMessageId is remembered'),

  bytes('maxClientRequestBytes', 4 * KiB, 64 * MiB, MiB, 'size of one request of an IM client after decompression'),
  integer('clientSessionSeconds', 60, 30 * DAY, 7 * DAY, 'how long an IM client stays signed in without being used'),
  integer('clientHistoryDays', 1, 3_650, 90, 'how long messages stay in the conversations of IM clients'),

  integer('databasePoolSize', 2, 500, 10, 'database connections of this process'),
  integer('statementTimeoutMilliseconds', 100, 3_600_000, 30_000, 'longest run of one database statement'),
  integer(
    'requestBodyTimeoutMilliseconds',
    100,
    3_600_000,
    60_000,
    'time a request has to arrive; once its sender is known, time between two pieces',
  ),
  integer('shutdownGraceMilliseconds', 0, 600_000, 10_000, 'time running requests have to finish at a stop'),
  integer('wakeupFallbackMilliseconds', 10, 600_000, 5_000, 'how often a waiting request looks without a wake-up'),

  integer('freshnessSeconds', 1, 3_600, 300, 'greatest age of a security token'),
  integer('futureSkewSeconds', 0, 3_600, 60, 'how far the clock of a caller may be ahead'),
  integer('nonceMemorySeconds', 1, 7_200, 360, 'how long a nonce is remembered; at least freshness and skew together'),

  option({
    name: 'logLevel',
    kind: 'choice',
    choices: LOG_LEVELS,
    default: 'info',
    description: 'least important event that is logged',
  }),
  option({
    name: 'logFormat',
    kind: 'choice',
    choices: LOG_FORMATS,
    default: 'text',
    description: 'form of log lines',
  }),
];

/** The key that service secrets are sealed with: from the environment only, since flags are seen by every user. */
export const SECRET_KEY_ENV = 'IMPS_WSI_SECRET_KEY';
/** Names a JSON file of settings when `--config` does not. */
export const CONFIG_FILE_ENV = 'IMPS_WSI_CONFIG';
