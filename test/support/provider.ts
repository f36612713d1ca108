import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig, startProvider, silentLogger, type Logger } from '@imps-wsi/provider';
import pg from 'pg';
import { AccountPolicies } from '../../packages/provider/dist/accounts/account-policies.js';
import { AccountAdministration } from '../../packages/provider/dist/accounts/administration.js';
import { openSecretBox } from '../../packages/provider/dist/security/open-secret-box.js';
import { PasswordHasher } from '../../packages/provider/dist/security/password.js';
import { AccountPolicyStore } from '../../packages/provider/dist/store/account-policies.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { PgSettingStore } from '../../packages/provider/dist/store/settings.js';
import { withDatabase } from './cluster.js';
import { freshDatabase, type TestDatabase } from './database.js';

export interface TestProviderOptions {
  /** Default b1.example. */
  readonly domain?: string;
  /** Settings by name as in `Config`, such as `{ inboxDepthLimit: 3 }`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Serve this database, beside another provider process, instead of one of its own. */
  readonly database?: TestDatabase;
  readonly log?: Logger;
}

/** A provider in this process, on a database and a free port of its own. */
export interface TestProvider {
  readonly url: string;
  readonly domain: string;
  readonly database: TestDatabase;
  /** Adds a person and answers the canonical address. */
  addPerson(name: string, password?: string): Promise<string>;
  /** Adds a service, `chess` for `wv:chess@<domain>` with the service domain `chess.<domain>`, and answers its secret. */
  addService(name: string): Promise<string>;
  /**
   * Settles policies of an account, such as `maxPartBytes=10KiB`. Noticed at once where the account sent and was sent
   * nothing yet, and after a restart.
   */
  settle(address: string, ...set: string[]): Promise<void>;
  /** Stops serving; the database stays until `drop`. */
  stop(): Promise<void>;
  /** Starts again on the same data, at another port. */
  restart(): Promise<void>;
  /** Stops and removes everything. */
  drop(): Promise<void>;
}

export const PASSWORD = 'open sesame 1';

export async function startTestProvider(options: TestProviderOptions = {}): Promise<TestProvider> {
  const domain = options.domain ?? 'b1.example';
  const database = options.database ?? (await freshDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'imps-provider-'));
  const config = resolveConfig({
    flags: {
      port: 0,
      domains: [domain],
      dataDir,
      ...databaseOf(database),
      shutdownGraceMilliseconds: 2_000,
      // It shares its event loop with the test, which makes keys and waits its turn on busy machines: no overload of its own.
      maxEventLoopDelayMilliseconds: 0,
      ...options.settings,
    },
  });
  const log = options.log ?? silentLogger;
  let running = await startProvider(config, log);
  let stopped = false;
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  const administration = new AccountAdministration({
    accounts: new AccountStore(pool),
    domains: [domain],
    // The cheapest hash that the hasher offers: what it costs to guess passwords is not what these tests are about.
    hasher: new PasswordHasher(),
    secrets: openSecretBox(config, new PgSettingStore(pool)),
  });
  const policies = new AccountPolicies({
    accounts: new AccountStore(pool),
    policies: new AccountPolicyStore(pool),
    deployment: config,
  });
  const stop = async (): Promise<void> => {
    if (!stopped) await running.stop();
    stopped = true;
  };
  return {
    get url() {
      return running.url;
    },
    domain,
    database,
    addPerson: async (name, password = PASSWORD) => {
      const { address } = await administration.addPerson(`wv:${name}@${domain}`, password);
      return address;
    },
    addService: async (name) => {
      const { secret } = await administration.addService(`wv:${name}@${domain}`, `${name}.${domain}`);
      return secret;
    },
    settle: async (address, ...set) => {
      await policies.change(address, set, []);
    },
    stop,
    restart: async () => {
      await stop();
      running = await startProvider(config, log);
      stopped = false;
    },
    drop: async () => {
      await stop();
      await pool.end();
      await rm(dataDir, { recursive: true, force: true });
      if (options.database === undefined) await database.drop();
    },
  };
}

function databaseOf({ url }: TestDatabase): Readonly<Record<string, unknown>> {
  const pooler = process.env['IMPS_TEST_POOLER_URL'];
  if (pooler === undefined) return { databaseUrl: url };
  return {
    databaseUrl: withDatabase(pooler, new URL(url).pathname.slice(1)),
    databaseListenUrl: url,
    databasePooler: 'transaction',
  };
}
