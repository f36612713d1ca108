import { EventEmitter, once } from 'node:events';
import { InstantInboxError, UndiciTransport, type ExchangeRecord, type SoapTransport } from '@imps-wsi/consumer-sdk';
import type { Knex } from 'knex';
import { Changes } from '../../examples/gaming/dist/server/changes.js';
import { Games } from '../../examples/gaming/dist/server/games.js';
import { Matchmaking } from '../../examples/gaming/dist/server/matchmaking.js';
import type { BridgeHooks } from '../../examples/gaming/dist/server/messaging/batch-relay.js';
import { Bridge, type BridgeWatch } from '../../examples/gaming/dist/server/messaging/bridge.js';
import type { Pace } from '../../examples/gaming/dist/server/messaging/pace.js';
import {
  ProviderAccounts,
  type ProviderSettings,
} from '../../examples/gaming/dist/server/messaging/provider-accounts.js';
import { Players, type Player } from '../../examples/gaming/dist/server/players.js';
import { openDatabase } from '../../examples/gaming/dist/server/store/database.js';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { emptyDatabase } from './database.js';

export interface WorldOptions {
  /** Settings of B2, such as `{ inboxDepthLimit: 3 }`. */
  readonly b2?: Readonly<Record<string, unknown>>;
}

/** The chess service A with accounts at two real providers B1 and B2 that share nothing. */
export interface World {
  readonly b1: TestProvider;
  readonly b2: TestProvider;
  readonly database: Knex;
  readonly accounts: ProviderAccounts;
  readonly players: Players;
  readonly games: Games;
  /** What A exchanged, in order, as `B1 GetMessages 1 item 200`; polls that brought nothing are left out. */
  readonly transcript: string[];
  /** Resolves when the transcript has so many lines. */
  transcribed(lines: number): Promise<void>;
  readonly records: { readonly provider: string; readonly record: ExchangeRecord }[];
  readonly log: string[];
  /** A's line to B2: others reach B2 all the time. */
  readonly lineToB2: Line;
  /** A new bridge over the game's database, not started: the process after a crash is another one. */
  bridge(options?: { pace?: Partial<Pace>; hooks?: BridgeHooks; watch?: BridgeWatch }): Bridge;
  /** A person with an IM account, not registered with the game. */
  person(provider: TestProvider, name: string): Promise<Party>;
  /** A person with an IM account who is registered with the game under a username. */
  player(provider: TestProvider, name: string, username: string): Promise<Party>;
  /** Seats two players at one table and answers the game's id. */
  match(username: string, opponent: string): Promise<string>;
  close(): Promise<void>;
}

/** A connection that can be cut. */
export class Line implements SoapTransport {
  readonly #transport = new UndiciTransport();
  #cut = false;
  #refused: (() => void) | undefined;
  #keep: (() => void) | undefined;

  /** Cuts the line; resolves when somebody has noticed. */
  cut(): { readonly noticed: Promise<void> } {
    this.#cut = true;
    return { noticed: new Promise((resolve) => (this.#refused = resolve)) };
  }

  /** Keeps back the next answer that holds messages until its reader gives up; resolves when it is here. */
  keepBack(): Promise<void> {
    return new Promise((resolve) => (this.#keep = resolve));
  }

  mend(): void {
    this.#cut = false;
  }

  async post(request: Parameters<SoapTransport['post']>[0]): ReturnType<SoapTransport['post']> {
    if (!this.#cut) {
      const reply = await this.#transport.post(request);
      if (this.#keep === undefined || !Buffer.from(reply.body).includes('<receipt>')) return reply;
      this.#keep();
      this.#keep = undefined;
      await once(request.signal, 'abort');
      request.signal.throwIfAborted();
    }
    this.#refused?.();
    throw new InstantInboxError('NetworkError', { message: 'the line is cut' });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** Patience of a party that waits for a message. */
export const WAIT = { waitSeconds: 20 } as const;

/** A lease that ended is noticed soon. */
const SETTINGS = { wakeupFallbackMilliseconds: 100 };

/** Fast enough for a test; polls that end by themselves soon, so that a bridge can be stopped between two of them. */
const PACE: Partial<Pace> = { waitSeconds: 1, leaseSeconds: 20, retryMs: 20, maxRetryMs: 100 };

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const [b1, b2, own] = await Promise.all([
    startTestProvider({ domain: 'b1.example', settings: SETTINGS }),
    startTestProvider({ domain: 'b2.example', settings: { ...SETTINGS, ...options.b2 } }),
    emptyDatabase(),
  ]);
  const transcript: string[] = [];
  const onLine = new EventEmitter();
  const records: World['records'] = [];
  const log: string[] = [];
  const database = await openDatabase(own.url);
  const lineToB1 = new Line();
  const lineToB2 = new Line();
  const accounts = new ProviderAccounts(await Promise.all([b1, b2].map(accountAt)), {
    log: (level, message) => log.push(`${level} ${message}`),
    captureXml: true,
    transport: ({ domains }) => (domains.includes('b2.example') ? lineToB2 : lineToB1),
    onExchange: (provider, record) => {
      const line = lineOf(provider, record);
      if (line === undefined) return;
      transcript.push(line);
      records.push({ provider, record });
      onLine.emit('line');
    },
  });
  const changes = new Changes();
  const players = new Players(database, accounts);
  const matchmaking = new Matchmaking(database, players, changes);
  const bridges: Bridge[] = [];
  const person = async (provider: TestProvider, name: string): Promise<Party> =>
    new Party(provider, await provider.addPerson(name));
  const named = async (username: string): Promise<Player> => (await players.byUsername(username))!;
  return {
    b1,
    b2,
    database,
    accounts,
    players,
    games: new Games(database, changes),
    transcript,
    transcribed: async (lines) => {
      while (transcript.length < lines) await once(onLine, 'line');
    },
    records,
    log,
    lineToB2,
    bridge: ({ pace, hooks, watch } = {}) => {
      const bridge = new Bridge({
        accounts,
        players,
        database,
        howToRegister: 'Register at https://chess.example.',
        log: (level, message) => log.push(`${level} ${message}`),
        pace: { ...PACE, ...pace },
        hooks,
        watch,
      });
      bridges.push(bridge);
      return bridge;
    },
    person,
    player: async (provider, name, username) => {
      const party = await person(provider, name);
      await players.register({ username, imAddress: party.address });
      return party;
    },
    match: async (username, opponent) => {
      await matchmaking.request(await named(username), opponent);
      const result = await matchmaking.request(await named(opponent), username);
      if (result.status !== 'playing') throw new Error(`${username} and ${opponent} were not matched`);
      return result.gameId;
    },
    close: async () => {
      await Promise.all(bridges.map((bridge) => bridge.stop()));
      await accounts.close();
      await Promise.all([lineToB1.close(), lineToB2.close()]);
      await database.destroy();
      await Promise.all([b1.drop(), b2.drop(), own.drop()]);
    },
  };
}

async function accountAt(provider: TestProvider): Promise<ProviderSettings> {
  const { domain } = provider;
  return {
    domains: [domain],
    endpoint: provider.url,
    account: `wv:chess@${domain}`,
    serviceDomain: `chess.${domain}`,
    secret: await provider.addService('chess'),
  };
}

function lineOf(provider: string, { operation, counts, status }: ExchangeRecord): string | undefined {
  const name = provider.replace('.example', '').toUpperCase();
  switch (operation) {
    case 'GetMessages':
      return (counts.items ?? 0) === 0
        ? undefined
        : `${name} GetMessages ${plural(counts.items ?? 0, 'item')} ${status}`;
    case 'SendMessages':
      return `${name} SendMessages ${plural(counts.messages ?? 0, 'message')} ${status}`;
    default:
      return `${name} ${operation} ${status}`;
  }
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
