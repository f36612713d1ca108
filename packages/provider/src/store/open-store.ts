import { LocalPostgres, LocalPostgresError } from '@imps-wsi/local-postgres';
import type pg from 'pg';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';
import { CONTENT_CONNECTIONS } from './content.js';
import { connectionsToOffer, lackOfConnections } from './connection-room.js';
import { createPool, isUnavailable } from './database.js';
import { migrate, pendingMigrations } from './migrations/index.js';

const DATABASE = 'imps';

/** A failure to open the store; the message is one line that says what to do next. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}

export interface OpenStore {
  readonly pool: pg.Pool;
  /** For large content, so that moving it takes no connection from messages. */
  readonly contentPool: pg.Pool;
  readonly url: string;
  /** Reaches the database itself, past any pooler, for LISTEN. */
  readonly listenUrl: string;
  close(): Promise<void>;
  /** Resolves when the store is lost for good: its database died and could not be started again. */
  readonly failed: Promise<Error>;
}

export interface OpenStoreOptions {
  /** Bring the schema up to date; otherwise a schema that is behind is refused. */
  readonly migrate: boolean;
  readonly log: Logger;
  /** Join the database of a provider that is running on the same data, or start it just for the moment. */
  readonly join?: boolean;
}

/** Opens the store: the server at `databaseUrl`, else a PostgreSQL of the provider's own in the data directory. */
export async function openStore(config: Config, options: OpenStoreOptions): Promise<OpenStore> {
  if (config.databaseUrl !== undefined) {
    // A server of the operator's comes back when the operator brings it back; until then requests are refused.
    const stays = new Promise<Error>(() => undefined);
    return { ...(await connect(config, config.databaseUrl, options, () => Promise.resolve())), failed: stays };
  }
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => (fail = resolve));
  const local = await openLocal(config, options, fail);
  try {
    return { ...(await connect(config, local.connectionString(DATABASE), options, () => local.stop())), failed };
  } catch (error) {
    await local.stop();
    throw error;
  }
}

async function openLocal(
  config: Config,
  { log, join }: OpenStoreOptions,
  fail: (error: Error) => void,
): Promise<LocalPostgres> {
  try {
    const running = join === true ? await LocalPostgres.attach(config.dataDir) : undefined;
    return (
      running ??
      (await LocalPostgres.start({
        dataDir: config.dataDir,
        databases: [DATABASE],
        settings: { max_connections: String(connectionsToOffer(config)) },
        onLog: (line) => {
          log.debug(line, { from: 'postgres' });
        },
        onRestart: (event) => {
          if (event.outcome === 'restarted') log.warn('the database had stopped and was started again', { ...event });
          else fail(event.error);
        },
      }))
    );
  } catch (error) {
    if (error instanceof LocalPostgresError) throw new StoreError(error.message, { cause: error });
    throw error;
  }
}

async function connect(
  config: Config,
  url: string,
  options: OpenStoreOptions,
  stopLocal: () => Promise<void>,
): Promise<Omit<OpenStore, 'failed'>> {
  try {
    if (options.migrate) {
      const applied = await migrate(url);
      for (const name of applied) options.log.info('schema brought up to date', { migration: name });
    } else {
      const pending = await pendingMigrations(url);
      if (pending.length > 0) {
        throw new StoreError(`the database schema is behind (${pending.join(', ')}); run the migrate command first`);
      }
    }
  } catch (error) {
    throw explain(error);
  }
  const settings = {
    connectionString: url,
    statementTimeoutMilliseconds: config.statementTimeoutMilliseconds,
    pooler: config.databasePooler,
  };
  const onError = (error: Error): void => {
    options.log.warn('a database connection was lost', { error });
  };
  const pool = createPool({ ...settings, max: config.databasePoolSize }, onError);
  const contentPool = createPool({ ...settings, max: CONTENT_CONNECTIONS, lazyCommits: true }, onError);
  const end = async (): Promise<void> => {
    await contentPool.end();
    await pool.end();
  };
  // A command needs few for a moment, and a pooler shares out what there is.
  if (options.join !== true && config.databasePooler === 'none') {
    try {
      const lack = await lackOfConnections(pool, config);
      if (lack !== undefined) throw new StoreError(lack);
    } catch (error) {
      await end();
      throw explain(error);
    }
  }
  return {
    pool,
    contentPool,
    url,
    listenUrl: config.databaseListenUrl ?? url,
    close: async () => {
      await end();
      await stopLocal();
    },
  };
}

/** Says in one line why the database cannot be used. The URL is not repeated: it may hold a password. */
function explain(error: unknown): Error {
  if (error instanceof StoreError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code === '3D000')
    return new StoreError('the database named in the URL does not exist; create it first', { cause: error });
  if (code === '28P01' || code === '28000') {
    return new StoreError('the database refused the user name or password in the URL', { cause: error });
  }
  if (code === '42501') {
    return new StoreError('the database user may not create tables; grant it the rights or migrate as another user', {
      cause: error,
    });
  }
  if ((message ?? '').includes('unsupported startup parameter')) {
    return new StoreError(
      'the URL leads to a pooler; name it with --database-pooler transaction and the database itself with --database-listen-url',
      { cause: error },
    );
  }
  if (isUnavailable(error) || /timeout|ECONNREFUSED/i.test(message ?? '')) {
    const why = code ?? 'no answer';
    return new StoreError(`the database cannot be reached (${why}); check that it runs and that the URL is right`, {
      cause: error,
    });
  }
  return new StoreError(`the database cannot be used: ${(message ?? 'unknown reason').split('\n')[0] ?? ''}`, {
    cause: error,
  });
}
