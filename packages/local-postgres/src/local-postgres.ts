import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries } from './binaries.js';
import { openCluster, readCluster, type Cluster } from './cluster.js';
import { connectionString, createEndpoint, openSocketDirectory, removeEndpoint, type Endpoint } from './endpoint.js';
import { LocalPostgresError } from './errors.js';
import { DEFAULTS, type LocalPostgresOptions, type RestartEvent } from './options.js';
import { OwnerLock } from './owner-lock.js';
import { DEFAULT_FALLBACK, existingDataDir, openDataDir, placeCluster } from './placement.js';
import { Postmaster, readPidFile, type ServerPlan } from './postmaster.js';
import { isPostmasterOf } from './process-identity.js';
import { readRuntime, removeRuntime, writeRuntime } from './runtime-file.js';
import { ServerLog } from './server-log.js';
import { askServer, createMissingDatabases, reloadSettings, withSession } from './sessions.js';
import { Supervisor } from './supervisor.js';

/** What an owner holds and an attached instance does not. */
interface Ownership {
  readonly lock: OwnerLock;
  readonly plan: ServerPlan;
  readonly dataDir: string;
  readonly options: LocalPostgresOptions;
  postmaster: Postmaster;
}

/** A PostgreSQL server of this program's own, in a directory of its own. */
export class LocalPostgres {
  /** Where the cluster really is; differs from `<dataDir>/postgres` only if that is a link. */
  readonly clusterDir: string;
  /** True when this process looks after the server; false when another live process does. */
  readonly owner: boolean;
  readonly #endpoint: Endpoint;
  readonly #cluster: Cluster;
  readonly #ownership: Ownership | undefined;
  readonly #stopping = new AbortController();
  readonly #supervisor = new Supervisor();
  #restarting: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  private constructor(cluster: Cluster, endpoint: Endpoint, ownership?: Ownership) {
    this.clusterDir = cluster.directory;
    this.#cluster = cluster;
    this.#endpoint = endpoint;
    this.#ownership = ownership;
    this.owner = ownership !== undefined;
    if (ownership) this.#watch(ownership);
  }

  /**
   * Starts the server of `options.dataDir`, making the cluster first if there is none, or takes over the one
   * that a killed owner left running. Resolves when it takes connections and the databases exist.
   *
   * @throws LocalPostgresError
   */
  static async start(options: LocalPostgresOptions): Promise<LocalPostgres> {
    const dataDir = await openDataDir(options.dataDir);
    const lock = await OwnerLock.acquire(dataDir);
    const log = new ServerLog(dataDir, options.onLog);
    try {
      const place = await placeCluster(dataDir, options.fallbackDir ?? DEFAULT_FALLBACK);
      const binaries = await findBinaries(place.account);
      const cluster = await openCluster(place, binaries, {
        durable: options.durable ?? DEFAULTS.durable,
        settings: options.settings ?? {},
        transport: options.transport ?? DEFAULTS.transport,
      });
      await log.follow();
      const common = { binaries, account: place.account, cluster, log };
      const timing = { startTimeoutMs: options.startTimeoutMs ?? DEFAULTS.startTimeoutMs };
      const stopTimeoutMs = options.stopTimeoutMs ?? DEFAULTS.stopTimeoutMs;

      const running = await findRunning({ ...common, ...timing }, dataDir, stopTimeoutMs);
      const previous = running?.plan.endpoint ?? (await readRuntime(dataDir))?.endpoint;
      const endpoint = running
        ? running.plan.endpoint
        : await createEndpoint(cluster.transport, place.account, previous);
      const plan: ServerPlan = running?.plan ?? { ...common, ...timing, endpoint };
      await writeRuntime(dataDir, { endpoint, ready: false });
      let postmaster: Postmaster;
      try {
        postmaster = running?.postmaster ?? (await Postmaster.start(plan, options.signal));
      } catch (error) {
        await removeEndpoint(endpoint);
        await removeRuntime(dataDir);
        throw error;
      }
      try {
        await createMissingDatabases(endpoint, cluster, options.databases ?? []);
        await writeRuntime(dataDir, { endpoint, ready: true });
      } catch (error) {
        await postmaster.stop(stopTimeoutMs).catch(() => undefined);
        await removeEndpoint(endpoint);
        await removeRuntime(dataDir);
        throw error;
      }
      return new LocalPostgres(cluster, endpoint, { lock, plan, dataDir, options, postmaster });
    } catch (error) {
      await log.close();
      await lock.release();
      throw error;
    }
  }

  /**
   * Joins the server that another live process owns, waiting while that one is still starting it.
   * The instance only connects: `stop()` leaves the server alone.
   *
   * @returns `undefined` when no live process owns a server there
   * @throws LocalPostgresError DATA_DIR_ACCESS, NOT_A_CLUSTER
   */
  static async attach(dataDir: string, waitMs = 30_000): Promise<LocalPostgres | undefined> {
    const directory = await existingDataDir(dataDir);
    if (directory === undefined) return undefined;
    const deadline = Date.now() + waitMs;
    while (await OwnerLock.ownerOf(directory)) {
      const runtime = await readRuntime(directory);
      if (runtime?.ready) {
        const place = await placeCluster(directory, false);
        const cluster = await readCluster(directory, place.clusterDir);
        const pid = (await readPidFile(cluster.directory))?.pid;
        if (await askServer(runtime.endpoint, cluster, pid)) return new LocalPostgres(cluster, runtime.endpoint);
      }
      if (Date.now() > deadline) return undefined;
      await sleep(50);
    }
    return undefined;
  }

  /** For short-lived programs: joins the server if a live process owns one, else starts it. */
  static async open(options: LocalPostgresOptions): Promise<LocalPostgres> {
    for (let attempt = 1; ; attempt += 1) {
      const joined = await this.attach(options.dataDir);
      if (joined) return joined;
      try {
        return await this.start(options);
      } catch (error) {
        // Another program was quicker: join that one.
        const lost = error instanceof LocalPostgresError && error.code === 'DATA_DIR_IN_USE';
        if (!lost || attempt === 3) throw error;
      }
    }
  }

  /** A URL for `pg`, knex or psql. With TCP it holds the password: do not log it. */
  connectionString(database: string): string {
    return connectionString(this.#endpoint, database, this.#cluster.password);
  }

  /** The process id of the server, for operators; `undefined` while it is down. */
  async serverPid(): Promise<number | undefined> {
    return (await readPidFile(this.clusterDir))?.pid;
  }

  /**
   * Creates a database, as a copy of `template` if given (which nobody may be connected to meanwhile).
   * Rejects with PostgreSQL's own error if it exists.
   */
  async createDatabase(name: string, options: { template?: string } = {}): Promise<void> {
    await this.#administer((quote) => {
      const template = options.template === undefined ? '' : ` TEMPLATE ${quote(options.template)}`;
      return `CREATE DATABASE ${quote(name)}${template}`;
    });
  }

  /** Removes a database with all it holds, ending the sessions in it. Fine if there is none. */
  async dropDatabase(name: string): Promise<void> {
    await this.#administer((quote) => `DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`);
  }

  /**
   * Ends the server and waits until it is gone. Only for the owner does this do anything; calling it again
   * gives the same promise.
   *
   * @throws LocalPostgresError STOP_FAILED
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    const own = this.#ownership;
    if (!own) return;
    await this.#restarting;
    try {
      await own.postmaster.stop(own.options.stopTimeoutMs ?? DEFAULTS.stopTimeoutMs);
      await removeEndpoint(this.#endpoint);
      await removeRuntime(own.dataDir);
    } finally {
      await own.plan.log.close();
      await own.lock.release();
    }
  }

  #watch(own: Ownership): void {
    void own.postmaster.ended.then(() => {
      if (this.#stopping.signal.aborted) return;
      this.#restarting = this.#restart(own);
    });
  }

  async #restart(own: Ownership): Promise<void> {
    const report = (event: RestartEvent): void => {
      // On its own stack: a throw in the caller's code is the caller's, and must not end our work.
      const { onRestart } = own.options;
      if (onRestart) queueMicrotask(() => onRestart(event));
    };
    const start = async (): Promise<Postmaster> => {
      const { endpoint, account } = own.plan;
      if (endpoint.transport === 'socket') await openSocketDirectory(endpoint.host, account);
      return Postmaster.start(own.plan, this.#stopping.signal);
    };
    await own.plan.log.read();
    const restarted = await this.#supervisor.restart(start, this.#stopping.signal, report);
    if (!restarted) return;
    own.postmaster = restarted;
    this.#watch(own);
  }

  async #administer(statement: (quote: (name: string) => string) => string): Promise<void> {
    if (this.#stopping.signal.aborted) {
      throw new LocalPostgresError('STOPPED', 'This PostgreSQL server was stopped: start it again first');
    }
    await withSession(this.#endpoint, this.#cluster.password, 'postgres', async (client) => {
      await client.query(statement((name) => client.escapeIdentifier(name)));
    });
  }
}

/**
 * The server that a killed owner left running, if it can be used as it is. One that cannot (unreachable,
 * another minor version, settings that need a restart) is stopped.
 */
async function findRunning(
  plan: Omit<ServerPlan, 'endpoint'>,
  dataDir: string,
  stopTimeoutMs: number,
): Promise<{ plan: ServerPlan; postmaster: Postmaster } | undefined> {
  const { cluster, binaries } = plan;
  const pidFile = await readPidFile(cluster.directory);
  if (!pidFile || (await isPostmasterOf(pidFile.pid, cluster.directory)) === false) return undefined;
  const { transport } = cluster;
  const host = transport === 'tcp' ? '127.0.0.1' : pidFile.socketDir;
  const endpoint: Endpoint = { transport, host, port: pidFile.port };
  const adopted: ServerPlan = { ...plan, endpoint };
  const postmaster = Postmaster.adopt(pidFile.pid, adopted);
  await writeRuntime(dataDir, { endpoint, ready: false });

  const deadline = Date.now() + plan.startTimeoutMs;
  while (Date.now() < deadline) {
    const now = await readPidFile(cluster.directory);
    if (now?.pid !== pidFile.pid) return undefined;
    if (now.status === 'ready' || now.status === 'stopping') break;
    await sleep(50);
  }
  const facts = await askServer(endpoint, cluster, pidFile.pid);
  if (facts?.version === binaries.version && !facts.needsRestart && (await reloadSettings(endpoint, cluster))) {
    return { plan: adopted, postmaster };
  }
  // Where the system does not tell whose pid that is, only a server that answered may be stopped.
  if (facts || (await isPostmasterOf(pidFile.pid, cluster.directory))) await postmaster.stop(stopTimeoutMs);
  return undefined;
}
