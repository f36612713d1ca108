import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { reasonOf } from './log.js';
import type { ProviderSettings } from './messaging/provider-accounts.js';

/** Everything that can be set, from the environment. */
export interface GameConfig {
  /** GAME_HOST, default 127.0.0.1. */
  readonly host: string;
  /** GAME_PORT, 0 to 65535, default 8080; 0 takes a free one. */
  readonly port: number;
  /** GAME_PUBLIC_URL: where players reach it, if that is another address than the one it listens on. */
  readonly publicUrl?: string;
  /** GAME_DATA_DIR, default ./data/game: the game's own database, when there is no databaseUrl. Absolute. */
  readonly dataDir: string;
  /** GAME_DATABASE_URL: a PostgreSQL database to use instead. */
  readonly databaseUrl?: string;
  /** GAME_LEASE_SECONDS, 1 to 3600, default 60: so long a message rests when the game is killed with it in hand. */
  readonly leaseSeconds: number;
  /** GAME_WAIT_SECONDS, 0 to 600, default 25: how long one poll of an inbox may last. */
  readonly waitSeconds: number;
  /** GAME_PROVIDERS, or the file that GAME_PROVIDERS_FILE names: a JSON list, at least one. */
  readonly providers: readonly ProviderSettings[];
}

/** A setting that cannot be used; one line that says which and what would do. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

const DOMAIN = '^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$';

const providersSchema = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['domains', 'endpoint', 'account', 'serviceDomain', 'secret'],
    properties: {
      domains: { type: 'array', minItems: 1, items: { type: 'string', pattern: DOMAIN } },
      endpoint: { type: 'string', pattern: '^https?://[^/]' },
      account: { type: 'string', pattern: '^[^@]+@[^@]+$' },
      serviceDomain: { type: 'string', pattern: DOMAIN },
      secret: { type: 'string', minLength: 1 },
    },
  },
} as const;

/** What each pattern wants, for people. */
const EXAMPLES: Readonly<Record<string, string>> = {
  domains: 'b1.example',
  endpoint: 'https://im.b1.example/soap/im',
  account: 'wv:chess@b1.example',
  serviceDomain: 'chess.b1.example',
};

const isProviders = new Ajv({ strict: true }).compile<readonly ProviderSettings[]>(providersSchema);

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
export function configFrom(env: Environment, cwd = process.cwd()): GameConfig {
  const databaseUrl = text(env, 'GAME_DATABASE_URL');
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new ConfigError('GAME_DATABASE_URL must be a URL such as postgres://user@host/database.');
  }
  const publicUrl = text(env, 'GAME_PUBLIC_URL');
  if (publicUrl !== undefined && !(URL.canParse(publicUrl) && /^https?:/.test(publicUrl))) {
    throw new ConfigError(`GAME_PUBLIC_URL is ${publicUrl}; it must be a URL such as https://chess.example.`);
  }
  return Object.freeze({
    host: text(env, 'GAME_HOST') ?? '127.0.0.1',
    port: integer(env, 'GAME_PORT', 0, 65_535, 8080),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    dataDir: resolve(cwd, text(env, 'GAME_DATA_DIR') ?? 'data/game'),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    leaseSeconds: integer(env, 'GAME_LEASE_SECONDS', 1, 3600, 60),
    waitSeconds: integer(env, 'GAME_WAIT_SECONDS', 0, 600, 25),
    providers: providersFrom(env, cwd),
  });
}

function providersFrom(env: Environment, cwd: string): readonly ProviderSettings[] {
  const file = text(env, 'GAME_PROVIDERS_FILE');
  const name = file === undefined ? 'GAME_PROVIDERS' : `GAME_PROVIDERS_FILE ${file}`;
  const source = file === undefined ? text(env, 'GAME_PROVIDERS') : contentOf(resolve(cwd, file));
  if (source === undefined) {
    throw new ConfigError(
      'GAME_PROVIDERS is missing: a JSON list of the game\'s accounts, [{"domains":["b1.example"],"endpoint":"https://…/soap/im","account":"wv:chess@b1.example","serviceDomain":"chess.b1.example","secret":"…"}], or GAME_PROVIDERS_FILE with a file of it.',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    // The parser's message would quote the text, which holds secrets.
    throw new ConfigError(`${name} is not JSON.`);
  }
  if (!isProviders(value)) throw new ConfigError(`${name}${problemOf(isProviders.errors)}.`);
  const domains = value.flatMap((provider) => provider.domains).map((domain) => domain.toLowerCase());
  const twice = domains.find((domain, index) => domains.indexOf(domain) !== index);
  if (twice !== undefined) throw new ConfigError(`${name}: the domain ${twice} is there twice.`);
  return value;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`GAME_PROVIDERS_FILE cannot be read: ${reasonOf(error)}.`);
  }
}

function problemOf(errors: readonly ErrorObject[] | null | undefined): string {
  const [first] = errors ?? [];
  if (first === undefined) return ' cannot be used';
  const example = first.keyword === 'pattern' ? EXAMPLES[first.instancePath.split('/')[2] ?? ''] : undefined;
  const wanted = example === undefined ? (first.message ?? 'cannot be used') : `must be written like ${example}`;
  return `${first.instancePath} ${wanted}`;
}

function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function integer(env: Environment, name: string, least: number, most: number, preset: number): number {
  const value = text(env, name);
  if (value === undefined) return preset;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) {
    throw new ConfigError(`${name} is ${value}; it must be a whole number from ${least} to ${most}.`);
  }
  return number;
}
