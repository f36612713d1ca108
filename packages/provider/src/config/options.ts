/**
 * Every setting of the provider in one table: from it come the command line, the environment names, the validation
 * and the reference page of the docs, so that none of them can disagree.
 */
import { ANY, NONE } from '../domain/media-range.js';
import { SUPPRESSIBLE } from '../domain/reports.js';
import { CLIENT_CERTIFICATES } from '../http/client-certificates.js';
import { LOG_FORMATS, LOG_LEVELS } from '../log.js';

/** What may stand between us and the database: it forbids what lives longer than a transaction. */
export const DATABASE_POOLERS = ['none', 'transaction', 'transaction-prepared'] as const;
export type DatabasePooler = (typeof DATABASE_POOLERS)[number];

export type OptionKind =
  | 'integer'
  | 'bytes'
  | 'text'
  | 'path'
  | 'domains'
  | 'networks'
  | 'mediaRanges'
  | 'choice'
  | 'choices'
  | 'databaseUrl'
  | 'webUrl';

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

const mediaRanges = (name: string, preset: string, description: string) =>
  option({ name, kind: 'mediaRanges', default: preset, description });

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
  option({
    name: 'databaseListenUrl',
    kind: 'databaseUrl',
    description: 'the same database past any pooler, for wake-ups across processes (LISTEN); default --database-url',
  }),
  option({
    name: 'databasePooler',
    kind: 'choice',
    choices: DATABASE_POOLERS,
    default: 'none',
    description:
      'what --database-url leads to; in transaction mode a pooler may keep prepared statements (see operations.md)',
  }),
  option({
    name: 'tlsCertificateFile',
    kind: 'path',
    description: 'certificate chain, PEM; turns on TLS; a new one is noticed without a restart',
  }),
  option({ name: 'tlsKeyFile', kind: 'path', description: 'private key of the certificate, PEM, without passphrase' }),
  option({
    name: 'tlsPort',
    kind: 'integer',
    minimum: 0,
    maximum: 65_535,
    description: 'TCP port for TLS beside --port, which then speaks plain HTTP; without it --port speaks TLS',
  }),
  option({
    name: 'tlsClientCaFile',
    kind: 'path',
    description: 'certificates, PEM, of those who vouch for clients',
  }),
  option({
    name: 'tlsClientCertificates',
    kind: 'choice',
    choices: CLIENT_CERTIFICATES,
    default: 'none',
    description: 'whether clients are asked for a certificate, and whether nobody is let in without a good one',
  }),
  option({
    name: 'trustedProxies',
    flag: 'trusted-proxy',
    kind: 'networks',
    default: NONE,
    description: 'proxies whose forwarding headers say who calls, and whether over TLS (see operations.md)',
  }),
  option({
    name: 'publicUrl',
    kind: 'webUrl',
    description:
      'what callers write before /soap/im when proxies change it, such as https://im.example/b1; default what Host says',
  }),
  integer('maxConnections', 10, 1_000_000, 20_000, 'connections to one process; more are answered 503'),
  integer(
    'maxConnectionsPerAddress',
    1,
    1_000_000,
    2_000,
    'those of one IPv4 address or IPv6 /64; trusted proxies may have more',
  ),
  integer(
    'maxEventLoopDelayMilliseconds',
    0,
    60_000,
    1_000,
    'mean delay of a process beyond which new requests are answered 503; 0 for whatever it is',
  ),

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
  bytes('maxMessageBytes', KiB, 16 * TiB, 4 * GiB, 'content of one message unless the account has a policy of its own'),
  bytes('maxPartBytes', KiB, 16 * TiB, 4 * GiB, 'content of one part of a message, likewise'),
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
  mediaRanges('allowedContentTypes', ANY, 'media types that an account may send unless its own policy says otherwise'),
  mediaRanges('refusedContentTypes', NONE, 'media types that it may not send, though allowed'),
  mediaRanges('acceptedContentTypes', ANY, 'media types that an account takes from others, likewise'),
  mediaRanges('rejectedContentTypes', NONE, 'media types that it does not take, though accepted'),
  integer(
    'messagesPerSecond',
    0,
    1_000_000,
    0,
    'messages an account may send a second, each counted for every recipient, unless it has a policy of its own; 0 for any number',
  ),
  integer('messageBurstSeconds', 1, 3_600, 10, 'seconds of which an account may send the messages at once'),
  bytes('bytesPerDay', 0, 1024 * TiB, 0, 'content an account may send a day (UTC), likewise; 0 for any amount'),
  integer(
    'inboundPerPeriod',
    0,
    1_000_000_000,
    0,
    'messages an account is sent within the period of the next option, likewise; 0 for any number',
  ),
  integer('inboundPeriodSeconds', 1, 31 * DAY, 3_600, 'length of that period, counted from 1970 in UTC'),
  integer(
    'openLongPolls',
    0,
    1_000_000,
    10_000,
    'GetMessages of one account that wait at a time in one process, likewise; 0 for any number',
  ),
  integer('maxWaitSeconds', 0, 600, 60, 'longest wait of GetMessages for a message'),
  integer(
    'presenceGraceSeconds',
    3,
    3_600,
    60,
    'how long an account counts as online after its last long poll or event stream',
  ),
  integer('defaultLeaseSeconds', 1, DAY, 60, 'lease of messages when the request names none'),
  integer('maxLeaseSeconds', 1, DAY, 3_600, 'longest lease a request can ask for'),
  integer(
    'defaultLifetimeSeconds',
    0,
    366 * DAY,
    0,
    'how long a message waits whose sender names no end, unless the account has a policy of its own; 0 for as long as it takes',
  ),
  integer(
    'maxLifetimeSeconds',
    0,
    366 * DAY,
    0,
    'how long any message waits at most, unless the account has a policy of its own; 0 for as long as its sender asks',
  ),
  integer(
    'maxDeliveryAttempts',
    1,
    10_000,
    20,
    'failed deliveries of one message before it is set aside as a dead letter',
  ),
  integer('deadLetterDays', 1, 3_650, 10, 'how long dead letters are kept for the operator'),
  option({
    name: 'suppressReports',
    kind: 'choices',
    choices: SUPPRESSIBLE,
    default: NONE,
    description: 'errors that senders are not told of: the exception of PP2-32, see docs/reports.md',
  }),
  integer(
    'maxFailureReports',
    0,
    1_000_000,
    1_000,
    'reports of failures that one inbox gets at once, and again within each period; 0 for all',
  ),
  integer('failureReportPeriodSeconds', 1, 31 * DAY, 3_600, 'the period in which an inbox gets so many of them again'),
  integer('inboxReportLimit', 1, 1_000_000, 10_000, 'reports that wait in one inbox, beyond its depth if need be'),
  integer('idempotencyWindowSeconds', 60, 366 * DAY, 14 * DAY, 'how long a clientMessageId is remembered'),

  bytes('maxClientRequestBytes', 4 * KiB, 64 * MiB, MiB, 'size of one request of an IM client after decompression'),
  integer('clientSessionSeconds', 60, 30 * DAY, 7 * DAY, 'how long an IM client stays signed in without being used'),
  integer('clientHistoryDays', 1, 3_650, 90, 'how long messages stay in the conversations of IM clients'),

  integer('processes', 1, 64, 1, 'processes that serve together on the one port, for more than one core'),
  integer('databasePoolSize', 2, 500, 10, 'database connections of each process; 8 more are for content and wake-ups'),
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
  integer(
    'signInFailures',
    2,
    1_000,
    5,
    'wrong passwords from one network for one account that cost nothing; then each doubles the wait',
  ),
  integer(
    'signInSourceFailures',
    10,
    1_000_000,
    200,
    'failed sign-ins from one network in all, before accounts that were never used from there have to wait',
  ),
  integer('signInMaxDelaySeconds', 1, 86_400, 900, 'longest such wait'),
  integer('auditDays', 1, 3_650, 90, 'how long events stay in the audit log'),

  option({
    name: 'x509TrustFile',
    flag: 'x509-trust-file',
    kind: 'path',
    description: 'certificates of the authorities that issue those of accounts, PEM; turns on signed requests',
  }),
  option({
    name: 'x509RevocationFile',
    flag: 'x509-revocation-file',
    kind: 'path',
    description:
      'revocation lists of all these authorities, PEM or one in DER; without one, revocation is not looked at',
  }),
  option({
    name: 'allowSha1Signatures',
    flag: 'allow-sha1-signatures',
    kind: 'choice',
    choices: ['no', 'yes'],
    default: 'no',
    description: 'also take signatures and digests of requests with SHA-1, as the profile of 2004 has it',
  }),
  bytes(
    'maxSignedEnvelopeBytes',
    4 * KiB,
    256 * MiB,
    MiB,
    'envelope of a signed request, which is held and read as a whole; each character counts as one',
  ),

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
