import { createClientAccess } from './client-access/router.js';
import { createHandlers } from './operations/index.js';
import type { Config } from './config.js';
import { Conversations } from './domain/conversations.js';
import { DeliveryMarks } from './domain/delivery-marks.js';
import { DepthLimit } from './domain/depth.js';
import { Inboxes } from './domain/inbox.js';
import { MessageIds } from './domain/message-id.js';
import { peerOfText } from './domain/peer.js';
import { Sending } from './domain/sending.js';
import { Statuses } from './domain/status.js';
import { InboxWaiters } from './domain/waiters.js';
import { trustArrival } from './http/arrival.js';
import { peerOf } from './http/peer.js';
import { checkAddress, startServer } from './http/server.js';
import { SoapListener } from './http/soap-listener.js';
import { createWeb, IM_PATH } from './http/web.js';
import type { Logger } from './log.js';
import { createPipeline } from './pipeline/pipeline.js';
import { Authenticator } from './security/authenticate.js';
import { ClientSessions } from './security/client-sessions.js';
import { openSecretBox } from './security/open-secret-box.js';
import { ownsAddress } from './security/sender.js';
import { AccountStore } from './store/accounts.js';
import { PgClientSessions } from './store/client-sessions.js';
import { PostgresConversations } from './store/conversations.js';
import { PostgresContents } from './store/content.js';
import { isUnavailable } from './store/database.js';
import { GroupCommit } from './store/group-commit.js';
import { PostgresInboxes } from './store/inbox.js';
import { PgNonceStore } from './store/nonces.js';
import { openStore, type OpenStore } from './store/open-store.js';
import { PgSettingStore } from './store/settings.js';
import { PgRecipientDirectory } from './store/recipients.js';
import { PostgresStatuses } from './store/statuses.js';
import { Sweeper } from './store/sweep.js';
import { PostgresInboxProbe, WakeUps } from './store/wake-ups.js';

const SWEEP_INTERVAL_MILLISECONDS = 30_000;
/** Unequal to the server's keep-alive time, which it must be told apart from. */
const STALL_MILLISECONDS = 60_000;
/** Who asks whether we are ready wants to know it soon. */
const READY_QUERY = { text: 'SELECT 1', query_timeout: 2_000 };

export interface RunningProvider {
  /** Where the im service answers. */
  readonly url: string;
  /** Lets open requests end, within the grace time, then closes everything; repeated calls wait for the first. */
  stop(): Promise<void>;
  /** Resolves when the provider cannot go on, with the reason. */
  readonly failed: Promise<Error>;
}

/** Opens the store and serves. @throws StoreError, ListenError, SecretKeyError: each one line that says what to do */
export async function startProvider(config: Config, log: Logger): Promise<RunningProvider> {
  await checkAddress(config);
  const store = await openStore(config, { migrate: config.databaseUrl === undefined, log });
  try {
    return await serve(config, store, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(config: Config, store: OpenStore, log: Logger): Promise<RunningProvider> {
  const { pool, contentPool } = store;
  const settings = new PgSettingStore(pool);
  const secrets = openSecretBox(config, settings);
  await secrets.verify();
  await settings.recordDomains(config.domains);

  const ids = new MessageIds(await storeEpoch(settings));
  const accounts = new AccountStore(pool);
  const contents = new PostgresContents(contentPool, (error) => {
    log.warn('large content could not be looked after; it is tried again later', { error });
  });
  const inboxStore = new PostgresInboxes(pool, config.maxDeliveryAttempts, contents);
  const waiters = new InboxWaiters();
  const wakeUps = new WakeUps(
    pool,
    waiters,
    new PostgresInboxProbe(pool),
    { connectionString: store.url, fallbackMilliseconds: config.wakeupFallbackMilliseconds },
    log,
  );
  const sweeper = new Sweeper(
    pool,
    {
      intervalMilliseconds: SWEEP_INTERVAL_MILLISECONDS,
      idempotencyWindowSeconds: config.idempotencyWindowSeconds,
      clientHistoryDays: config.clientHistoryDays,
    },
    log,
  );
  const nonces = new PgNonceStore(pool);

  const sending = new Sending({
    directory: new PgRecipientDirectory(pool, config.domains),
    sink: new GroupCommit(pool),
    signal: wakeUps,
    depth: new DepthLimit(config.inboxDepthLimit, inboxStore),
    ids,
    mayUseSender: ownsAddress,
    limits: config,
  });
  const inboxes = new Inboxes({ store: inboxStore, contents, signal: wakeUps, waiters, ids, limits: config });
  const authenticator = new Authenticator({ ...config, accounts, nonces, secrets, log });
  const endpoint = createPipeline({
    authenticator,
    handlers: createHandlers({
      sending,
      inboxes,
      statuses: new Statuses(new PostgresStatuses(pool), ids),
      domains: config.domains,
      limits: config,
    }),
    contents,
    limits: config,
    isUnavailable,
    log,
  });

  const soap = new SoapListener(
    endpoint,
    {
      maxBytes: config.maxContentRequestBytes,
      maxXmlBytes: config.maxRequestBytes,
      timeoutMilliseconds: config.requestBodyTimeoutMilliseconds,
      stallMilliseconds: STALL_MILLISECONDS,
    },
    log,
  );
  const conversationStore = new PostgresConversations(pool, (sender) => peerOfText(sender, config.domains) ?? sender);
  const marks = new DeliveryMarks({
    store: conversationStore,
    signal: wakeUps,
    onFailure: (error) => {
      log.warn('the state of sent messages could not be looked up; it is tried again', { error });
    },
  });
  const clients = createClientAccess({
    authenticator,
    sessions: new ClientSessions(new PgClientSessions(pool), config.clientSessionSeconds),
    conversations: new Conversations({
      store: conversationStore,
      sending,
      signal: wakeUps,
      ids,
      domains: config.domains,
      limits: config,
    }),
    marks,
    waiters,
    signal: wakeUps,
    ids,
    peerOf,
    trustArrival,
    domain: config.domains[0] ?? '',
    contents,
    maxRequestBytes: config.maxClientRequestBytes,
    maxFileBytes: config.maxPartBytes,
    isUnavailable,
    log,
  });
  const web = createWeb({
    clients: clients.router,
    ready: async () => {
      await pool.query(READY_QUERY);
    },
    fallbackHost: `${config.host}:${String(config.port)}`,
    log,
  });
  await wakeUps.start();
  try {
    const server = await startServer(
      {
        host: config.host,
        port: config.port,
        ...(config.tlsCertFile === undefined || config.tlsKeyFile === undefined
          ? {}
          : { tls: { certFile: config.tlsCertFile, keyFile: config.tlsKeyFile } }),
        requestTimeoutMilliseconds: config.requestBodyTimeoutMilliseconds,
      },
      { soap, web, idle: () => clients.idle() },
    );
    sweeper.start();
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      // Readers who wait get their empty answer and event streams end, so that nobody waits for them.
      waiters.close();
      await marks.close();
      await server.stop(config.shutdownGraceMilliseconds);
      await sweeper.close();
      await contents.close();
      await wakeUps.close();
      await nonces.idle();
      await store.close();
    };
    return {
      url: urlOf(config, server.port),
      stop: () => (stopped ??= stop()),
      failed: store.failed,
    };
  } catch (error) {
    await wakeUps.close();
    throw error;
  }
}

async function storeEpoch(settings: PgSettingStore): Promise<string> {
  const epoch = await settings.get('store-epoch');
  if (epoch === undefined) throw new Error('the store has no epoch; its schema is damaged');
  return epoch;
}

function urlOf({ host, tlsCertFile }: Config, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tlsCertFile === undefined ? 'http' : 'https'}://${shown}:${String(port)}${IM_PATH}`;
}
