import { createClientAccess } from './client-access/router.js';
import { createHandlers } from './operations/index.js';
import type { Config } from './config.js';
import { Conversations } from './domain/conversations.js';
import { DeliveryMarks } from './domain/delivery-marks.js';
import { Allowances } from './domain/allowances.js';
import { DepthLimit } from './domain/depth.js';
import { Inboxes } from './domain/inbox.js';
import { MessageIds } from './domain/message-id.js';
import { Outage } from './domain/outage.js';
import { peerOfText } from './domain/peer.js';
import { Policies } from './domain/policies.js';
import { Presences } from './domain/presences.js';
import { Quotas } from './domain/quotas.js';
import { ReportCourier } from './domain/report-courier.js';
import { Sending } from './domain/sending.js';
import { SessionWatch } from './domain/session-watch.js';
import { Statuses } from './domain/status.js';
import { InboxWaiters } from './domain/waiters.js';
import { trustArrival } from './http/arrival.js';
import { originReader, peerReader } from './http/peer.js';
import { startServer } from './http/server.js';
import { SoapListener } from './http/soap-listener.js';
import { pageLimits } from './http/reference/page-limits.js';
import { createWeb } from './http/web.js';
import { addressesOf, checkAddresses, urlsOf } from './listen-addresses.js';
import type { Logger } from './log.js';
import { Networks } from './networks.js';
import { createPipeline } from './pipeline/pipeline.js';
import { AuditTrail } from './security/audit-trail.js';
import { Authenticator } from './security/authenticate.js';
import { ClientSessions } from './security/client-sessions.js';
import { openSecretBox } from './security/open-secret-box.js';
import { openSignatures } from './security/signature/open-signatures.js';
import { auditedSender } from './security/sender.js';
import { SignInGuard } from './security/sign-in-guard.js';
import { AccountCertificateStore } from './store/account-certificates.js';
import { AccountStore } from './store/accounts.js';
import { PgAuditStore } from './store/audit.js';
import { PgClientSessions } from './store/client-sessions.js';
import { PostgresConversations } from './store/conversations.js';
import { PostgresClock } from './store/clock.js';
import { PostgresContents } from './store/content.js';
import { isUnavailable } from './store/database.js';
import { ExpirySweep } from './store/expiry.js';
import { PostgresDueReports } from './store/due-reports.js';
import { GroupCommit } from './store/group-commit.js';
import { PostgresInboxes } from './store/inbox.js';
import { PgNonceStore } from './store/nonces.js';
import { openStore, type OpenStore } from './store/open-store.js';
import { PostgresPresence } from './store/presence.js';
import { PostgresWatchers } from './store/presence-watchers.js';
import { PgQuotaStore } from './store/quotas.js';
import { PgSettingStore, storeEpoch } from './store/settings.js';
import { PgRecipientDirectory } from './store/recipients.js';
import { PgSignInStore } from './store/sign-ins.js';
import { PostgresStatuses } from './store/statuses.js';
import { Sweeper } from './store/sweep.js';
import { ThrottleStore, ThrottleWatch } from './store/throttle.js';
import { PostgresInboxProbe, WakeUps } from './store/wake-ups.js';
import { openTlsKeeper, type TlsState } from './tls/keeper.js';

const SWEEP_INTERVAL_MILLISECONDS = 30_000;
/** So soon after a message expired its sender can see it. A look at nothing costs the database microseconds. */
const EXPIRY_INTERVAL_MILLISECONDS = 1_000;
/** Unequal to the server's keep-alive time, which it must be told apart from. */
const STALL_MILLISECONDS = 60_000;
/** At most, in one line. */
const LOGGED_IDS = 10;
/** Who asks whether we are ready wants to know it soon. */
const READY_QUERY = { text: 'SELECT 1', query_timeout: 2_000 };

export interface RunningProvider {
  /** Where the im service answers. */
  readonly url: string;
  /** Where it answers over TLS too, when `url` does not. */
  readonly tlsUrl: string | undefined;
  /** Looks at the TLS files at once, as it does by itself now and then. Never rejects. */
  reloadTls(): Promise<void>;
  /** Lets open requests end, within the grace time, then closes everything; repeated calls wait for the first. */
  stop(): Promise<void>;
  /** Resolves when the provider cannot go on, with the reason. */
  readonly failed: Promise<Error>;
}

/** What of it is known to whoever hands it the TLS files' content. */
export interface RunningWorker extends Omit<RunningProvider, 'reloadTls'> {
  useTls(state: TlsState): void;
}

/** Opens the store and serves. @throws StoreError, ListenError, TlsFileError, SecretKeyError: one line that says what to do */
export async function startProvider(config: Config, log: Logger): Promise<RunningProvider> {
  let worker: RunningWorker | undefined;
  const keeper = await openTlsKeeper(config, log, (state) => worker?.useTls(state));
  try {
    await checkAddresses(config);
    worker = await startWorker(config, log, keeper?.state);
  } catch (error) {
    keeper?.close();
    throw error;
  }
  const { url, tlsUrl, failed, stop } = worker;
  // It may have changed while the store was opened.
  if (keeper !== undefined) worker.useTls(keeper.state);
  return {
    url,
    tlsUrl,
    failed,
    reloadTls: () => keeper?.look() ?? Promise.resolve(),
    stop: () => {
      keeper?.close();
      return stop();
    },
  };
}

/**
 * One of several processes that serve together: the address was looked at by their parent, who may hold it already.
 *
 * @throws as `startProvider`
 */
export async function startWorker(config: Config, log: Logger, tls: TlsState | undefined): Promise<RunningWorker> {
  const store = await openStore(config, { migrate: config.databaseUrl === undefined, log });
  try {
    return await serve(config, store, log, tls);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(
  config: Config,
  store: OpenStore,
  log: Logger,
  tlsState: TlsState | undefined,
): Promise<RunningWorker> {
  const { pool, contentPool } = store;
  const outage = new Outage();
  pool.on('acquire', outage.over);
  const settings = new PgSettingStore(pool);
  const secrets = openSecretBox(config, settings);
  await secrets.verify();
  await settings.recordDomains(config.domains);
  await settings.recordPolicy(config);

  const policies = new Policies(config);
  const ids = new MessageIds(await storeEpoch(pool));
  const accounts = new AccountStore(pool);
  const contents = new PostgresContents(contentPool, (error) => {
    log.warn('large content could not be looked after; it is tried again later', { error });
  });
  const inboxStore = new PostgresInboxes(
    pool,
    config.maxDeliveryAttempts,
    contents,
    (seqs) => {
      const messageIds = seqs.slice(0, LOGGED_IDS).map((seq) => ids.format(seq));
      log.warn('messages were handed out too often and set aside; see dead-letters list', {
        count: seqs.length,
        messageIds,
      });
    },
    () => {
      courier.nudge();
    },
  );
  const presenceStore = new PostgresPresence(pool);
  const waiters = new InboxWaiters((ownerId) => {
    sessions.seen(ownerId);
  });
  const sessions = new SessionWatch({
    store: presenceStore,
    waiting: () => waiters.owners,
    graceSeconds: config.presenceGraceSeconds,
    onFailure: (error) => {
      log.warn('who is online could not be told to the store; it is tried again', { error });
    },
  });
  const wakeUps = new WakeUps(
    pool,
    waiters,
    new PostgresInboxProbe(pool),
    { connectionString: store.listenUrl, fallbackMilliseconds: config.wakeupFallbackMilliseconds },
    log,
  );
  const courier = new ReportCourier({
    due: new PostgresDueReports(pool, config),
    signal: wakeUps,
    intervalMilliseconds: config.wakeupFallbackMilliseconds,
    onFailure: (error) => {
      log.warn('reports to senders could not be delivered; it is tried again', { error });
    },
    onLeftOut: (counts) => {
      log.warn('some reports to senders were not made; GetMessageStatus tells the same', { ...counts });
    },
  });
  const sweeper = new Sweeper(
    pool,
    {
      intervalMilliseconds: SWEEP_INTERVAL_MILLISECONDS,
      idempotencyWindowSeconds: config.idempotencyWindowSeconds,
      clientHistoryDays: config.clientHistoryDays,
      deadLetterDays: config.deadLetterDays,
      auditDays: config.auditDays,
    },
    log,
  );
  const expiry = new ExpirySweep(
    pool,
    (contentIds) => {
      contents.lookAt(contentIds);
    },
    log,
    () => {
      courier.nudge();
    },
  );
  const nonces = new PgNonceStore(pool, { memorySeconds: config.nonceMemorySeconds });
  const audit = new AuditTrail(new PgAuditStore(pool), log);
  const guard = new SignInGuard(new PgSignInStore(pool), config);

  const quotas = new Quotas(new PgQuotaStore(pool));
  const throttle = new ThrottleWatch(new ThrottleStore(pool));
  const directory = new PgRecipientDirectory(pool, config.domains);
  const sending = new Sending({
    directory,
    sink: new GroupCommit(pool),
    signal: wakeUps,
    clock: new PostgresClock(pool),
    allowances: new Allowances({ quotas, throttle, depth: new DepthLimit(inboxStore), policies }),
    storeRetrySeconds: outage.noticed,
    ids,
    mayUseSender: auditedSender(audit),
    policies,
    limits: config,
  });
  const authenticator = new Authenticator({ ...config, accounts, nonces, secrets, guard, audit, log });
  const inboxes = new Inboxes({
    store: inboxStore,
    contents,
    signal: wakeUps,
    waiters,
    ids,
    policies,
    limits: config,
    onStrayReceipt: ({ address: account }) => {
      audit.note({
        kind: 'authorisation',
        outcome: 'refused',
        account,
        detail: 'receipt not its own, or not any more',
      });
    },
    mayStillRead: (caller) => authenticator.stillTakes(caller),
  });
  const presences = new Presences({
    store: presenceStore,
    watchers: new PostgresWatchers(pool),
    directory,
    mayUse: auditedSender(audit, 'presence of'),
    onFailure: (error) => {
      log.warn('who asked for a presence could not be noted', { error });
    },
  });
  const signatures = await openSignatures({
    ...config,
    store: new AccountCertificateStore(pool),
    nonces,
    passwords: authenticator,
    audit,
    log,
  });
  const endpoint = createPipeline({
    authenticator,
    ...(signatures === undefined ? {} : { signatures }),
    handlers: createHandlers({
      sending,
      inboxes,
      presences,
      statuses: new Statuses(new PostgresStatuses(pool), ids),
      domains: config.domains,
      policies,
      limits: config,
    }),
    contents,
    policies,
    limits: config,
    isUnavailable,
    storeRetrySeconds: outage.noticed,
    log,
  });

  const trustedProxies = new Networks(config.trustedProxies);
  const peerOf = peerReader(trustedProxies);
  const originOf = originReader(peerOf, `${config.host}:${String(config.port)}`, config.publicUrl);
  const soap = new SoapListener(
    endpoint,
    {
      maxBytes: config.maxContentRequestBytes,
      maxXmlBytes: config.maxRequestBytes,
      timeoutMilliseconds: config.requestBodyTimeoutMilliseconds,
      stallMilliseconds: STALL_MILLISECONDS,
    },
    peerOf,
    originOf,
    log,
  );
  const conversationStore = new PostgresConversations(
    pool,
    (sender) => peerOfText(sender, config.domains) ?? sender,
    () => {
      courier.nudge();
    },
  );
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
      policies,
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
    policies,
    isUnavailable,
    storeRetrySeconds: outage.noticed,
    log,
  });
  const web = createWeb({
    clients: clients.router,
    ready: async () => {
      await pool.query(READY_QUERY);
    },
    peerOf,
    originOf,
    domain: config.domains[0] ?? '',
    limits: pageLimits(config),
    log,
  });
  const { plain, tls } = addressesOf(config);
  await throttle.start();
  await wakeUps.start();
  try {
    const server = await startServer(
      {
        plain,
        tls:
          tls === undefined || tlsState === undefined
            ? undefined
            : { ...tls, state: tlsState, clientCertificates: config.tlsClientCertificates },
        requestTimeoutMilliseconds: config.requestBodyTimeoutMilliseconds,
        maxConnections: config.maxConnections,
        maxConnectionsPerAddress: config.maxConnectionsPerAddress,
        maxEventLoopDelayMilliseconds: config.maxEventLoopDelayMilliseconds,
        trustedProxies,
        stallMilliseconds: STALL_MILLISECONDS,
      },
      { soap, web, idle: () => clients.idle() },
      log,
    );
    sweeper.start();
    audit.start();
    expiry.start(EXPIRY_INTERVAL_MILLISECONDS);
    courier.start();
    sessions.start();
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      const closed = server.stop(config.shutdownGraceMilliseconds);
      // Readers who wait get their empty answer and event streams end, so that nobody waits for them.
      waiters.close();
      await marks.close();
      await closed;
      await sweeper.close();
      await expiry.close();
      await throttle.close();
      await quotas.close();
      await courier.close();
      await presences.close();
      await sessions.close();
      await contents.close();
      await wakeUps.close();
      await nonces.idle();
      await audit.close();
      await store.close();
    };
    return {
      ...urlsOf(config.host, server),
      useTls: (state) => {
        server.useTls(state);
      },
      stop: () => (stopped ??= stop()),
      failed: store.failed,
    };
  } catch (error) {
    await throttle.close();
    await wakeUps.close();
    throw error;
  }
}
