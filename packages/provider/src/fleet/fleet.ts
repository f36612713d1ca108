import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import type { RunningProvider } from '../app.js';
import type { Config } from '../config.js';
import { checkAddresses } from '../listen-addresses.js';
import type { Logger } from '../log.js';
import { openSecretBox } from '../security/open-secret-box.js';
import { openStore, type OpenStore } from '../store/open-store.js';
import { PgSettingStore } from '../store/settings.js';
import { openTlsKeeper, type TlsKeeper, type TlsState } from '../tls/keeper.js';
import { settingsOf } from './orders.js';
import { WorkerSlot } from './worker-slot.js';

/** When nobody serves, so many starts of one worker in a row are tried: over a minute, with the pauses between them. */
const MAX_STARTS = 12;
/** Beyond the grace of requests and the longest statement: what a worker takes to end. */
const STOP_MILLISECONDS = 10_000;

/**
 * Several processes that serve one provider on one port. This one, their parent, holds the port, hands each connection
 * to the next worker, owns the built-in database if there is one, and replaces workers that end. It takes no part in
 * requests: whatever workers share, they share through the database.
 *
 * @throws StoreError, ListenError, TlsFileError, SecretKeyError, or an Error with why a worker did not start: each one line
 */
export async function startFleet(config: Config, log: Logger): Promise<RunningProvider> {
  // A free port is found once, for those who come later, too.
  const ports = await checkAddresses(config);
  const slots: WorkerSlot[] = [];
  const keeper = await openTlsKeeper(config, log, (tls: TlsState) => {
    for (const slot of slots) slot.tell({ order: 'use-tls', tls });
  });
  const store = await openStore(config, { migrate: config.databaseUrl === undefined, log });
  try {
    // What is wrong with it is told once and not by each worker.
    await openSecretBox(config, new PgSettingStore(store.pool)).verify();
    return await serve({ ...config, ...ports, databaseUrl: store.url }, store, slots, keeper, log);
  } catch (error) {
    keeper?.close();
    await store.close();
    throw error;
  }
}

async function serve(
  config: Config,
  store: OpenStore,
  slots: WorkerSlot[],
  keeper: TlsKeeper | undefined,
  log: Logger,
): Promise<RunningProvider> {
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('worker.js', import.meta.url)),
    args: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => (fail = resolve));
  const settings = settingsOf(config);
  let served = false;
  const onEnd = (ends: number, reason: string): void => {
    if (!served || ends < MAX_STARTS || slots.some(({ serves }) => serves)) return;
    fail(new Error(`no worker can be started again (${reason})`));
  };
  for (let number = 1; number <= config.processes; number += 1) {
    slots.push(new WorkerSlot({ number, settings, tls: () => keeper?.state, log, onEnd }));
  }
  // A second signal, or whatever else ends this process at once, ends them too.
  const killAll = (): void => {
    for (const slot of slots) slot.kill();
  };
  process.on('exit', killAll);
  const stopWorkers = async (): Promise<void> => {
    const patience = config.shutdownGraceMilliseconds + config.statementTimeoutMilliseconds + STOP_MILLISECONDS;
    await Promise.all(slots.map((slot) => slot.stop(patience)));
    process.off('exit', killAll);
  };
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    keeper?.close();
    await stopWorkers();
    await store.close();
  };
  try {
    const [address] = await Promise.all(slots.map((slot) => slot.start()));
    served = true;
    return {
      url: address?.url ?? '',
      tlsUrl: address?.tlsUrl,
      reloadTls: () => keeper?.look() ?? Promise.resolve(),
      stop: () => (stopped ??= stop()),
      failed: Promise.race([store.failed, failed]),
    };
  } catch (error) {
    await stopWorkers();
    throw error;
  }
}
