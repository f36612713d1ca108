import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExchangeRecord } from '@imps-wsi/consumer-sdk';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import type { Knex } from 'knex';
import { accessApp } from './access/access.js';
import { Changes } from './changes.js';
import type { GameConfig } from './config.js';
import { Games } from './games.js';
import type { Log } from './log.js';
import { Matchmaking } from './matchmaking.js';
import type { BridgeHooks } from './messaging/batch-relay.js';
import { Bridge, type BridgeWatch } from './messaging/bridge.js';
import { ProviderAccounts } from './messaging/provider-accounts.js';
import { Players } from './players.js';
import { SignIn } from './sign-in.js';
import { openDatabase } from './store/database.js';

/** What a host of the service may watch and hold. */
export interface GameObserver {
  readonly log: Log;
  readonly onExchange?: (provider: string, record: ExchangeRecord) => void;
  /** Gives `onExchange` the XML too: what the players write, and what proves who the game is. For demonstrations only. */
  readonly captureXml?: boolean;
  readonly hooks?: BridgeHooks;
  readonly watch?: BridgeWatch;
}

/** A running game. */
export interface RunningGame {
  /** Where players reach it. */
  readonly url: string;
  readonly bridge: Bridge;
  readonly matchmaking: Matchmaking;
  /** Ends cleanly; repeating waits for the same end. */
  stop(): Promise<void>;
}

/** Starts the database if it is the game's own, the access for players, and the bridge between the providers. */
export async function startGame(config: GameConfig, observer: GameObserver): Promise<RunningGame> {
  const { log } = observer;
  /** What has been started, to be ended in the opposite order. */
  const started: (() => Promise<void>)[] = [];
  let serve: RequestListener = notReady;
  const server = createServer((request, response) => serve(request, response));
  const stop = async (): Promise<void> => {
    await closeServer(server);
    for (const end of started.reverse().splice(0)) await end();
  };
  try {
    // The port first: whether it is free is known at once, and nothing has to be undone when it is not.
    const url = await listen(server, config);
    const database = await openOwnDatabase(config, started);
    const accounts = new ProviderAccounts(config.providers, {
      log,
      onExchange: observer.onExchange,
      captureXml: observer.captureXml,
    });
    started.push(() => accounts.close());
    const changes = new Changes();
    const players = new Players(database, accounts);
    const matchmaking = new Matchmaking(database, players, changes);
    const bridge = new Bridge({
      accounts,
      players,
      database,
      howToRegister: `Register at ${config.publicUrl ?? url} with a username and this address.`,
      log,
      pace: { leaseSeconds: config.leaseSeconds, waitSeconds: config.waitSeconds },
      hooks: observer.hooks,
      watch: observer.watch,
    });
    serve = accessApp({
      players,
      games: new Games(database, changes),
      matchmaking,
      signIn: new SignIn({ database, players, sendNotice: accounts.sendNotice.bind(accounts), log }),
      changes,
      addresses: accounts,
      health: () => healthOf(database, bridge),
      log,
    });
    bridge.start();
    started.push(() => bridge.stop());
    let stopping: Promise<void> | undefined;
    return { url, bridge, matchmaking, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openOwnDatabase(config: GameConfig, started: (() => Promise<void>)[]): Promise<Knex> {
  let url = config.databaseUrl;
  if (url === undefined) {
    const server = await LocalPostgres.start({ dataDir: config.dataDir, databases: ['chess'] });
    started.push(() => server.stop());
    url = server.connectionString('chess');
  }
  const database = await openDatabase(url);
  started.push(() => database.destroy());
  return database;
}

async function healthOf(database: Knex, bridge: Bridge) {
  const databaseOk = await database.raw('SELECT 1').then(
    () => true,
    () => false,
  );
  return { ok: databaseOk, details: { database: databaseOk ? 'ok' : 'failing', providers: bridge.states } };
}

const notReady: RequestListener = (_request, response) => {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end('{"error":"STARTING","message":"The game is starting; try again in a second."}');
};

async function listen(server: Server, { host, port }: GameConfig): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, family, port: actual } = server.address() as AddressInfo;
  const shown = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${shown}:${actual}`;
}

function closeServer(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
