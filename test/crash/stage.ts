import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import { freePorts } from '../support/free-ports.js';
import { Actor } from './actor.js';
import { seatPlayers } from './game.js';
import { CALM, Line, type Weather } from './line.js';
import type { CrashOptions } from './options.js';
import type { Credentials, InboxPlan, Phase, ReaderPlan, SenderPlan, WriterPlan } from './plans.js';
import { ProviderStore } from './provider-store.js';
import { Random, seedOf } from './random.js';

const PROVIDER = fileURLToPath(new URL('../../packages/provider/dist/main.js', import.meta.url));
const GAME = fileURLToPath(new URL('../../examples/gaming/dist/server/main.js', import.meta.url));
const program = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** So long a message rests when its reader is killed with it in hand; readers are frozen for longer. */
export const LEASE_SECONDS = 3;
const INBOXES = ['r1', 'r2', 'r3'] as const;
const PAIRS = [
  ['u1', 'v1'],
  ['u2', 'v2'],
] as const;
/** Small enough to be full now and then. */
const INBOX_DEPTH = 1_500;

/** Everybody who takes part, over a PostgreSQL of their own. */
export interface Stage {
  readonly directory: string;
  readonly server: LocalPostgres;
  readonly providers: readonly Actor[];
  readonly writers: readonly Actor[];
  readonly readers: readonly Actor[];
  readonly game: Actor;
  readonly lines: readonly Line[];
  /** Whoever sends, at the first provider. */
  readonly senders: readonly SenderPlan[];
  /** Of the first provider. */
  readonly endpoint: string;
  /** Each with the addresses whose inboxes are read. */
  readonly stores: readonly { readonly store: ProviderStore; readonly addresses: readonly string[] }[];
  readonly journals: readonly string[];
  setPhase(phase: Phase): void;
  setWeather(weather: Weather): void;
  /** Messages that wait for somebody. */
  waiting(): Promise<number>;
  close(): Promise<void>;
}

/** @throws what keeps somebody from taking part; the server is stopped then, and the processes end with this one */
export async function openStage(directory: string, options: CrashOptions): Promise<Stage> {
  const dataDir = join(directory, 'data');
  await mkdir(dataDir);
  const server = await LocalPostgres.start({
    dataDir,
    databases: ['game'],
    // As in production: what is lost with a killed server must be what nobody was told to be stored.
    durable: true,
    settings: { max_connections: '200' },
    onRestart: (event) => {
      if (event.outcome === 'given-up') process.stderr.write(`crash: ${event.error.message}\n`);
    },
  });
  try {
    return await gather(directory, server, options);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function gather(directory: string, server: LocalPostgres, options: CrashOptions): Promise<Stage> {
  const { seed, processes } = options;
  const phase = join(directory, 'phase');
  const setPhase = (now: Phase): void => writeFileSync(phase, now);
  setPhase('run');
  const dataDir = join(directory, 'data');
  const [b1, b2] = [
    await ProviderStore.create(server, 'b1.example', dataDir),
    await ProviderStore.create(server, 'b2.example', dataDir),
  ];
  const providers: Actor[] = [];
  const lines: Line[] = [];
  for (const [store, count] of [
    [b1, processes],
    [b2, 1],
  ] as const) {
    const ports = await freePorts(count);
    for (const [index, port] of ports.entries()) {
      const name = `provider-${store.domain}-${String(index + 1)}`;
      providers.push(new Actor({ name, directory, args: providerArguments(store, port, dataDir) }));
    }
    await Promise.all(ports.map(listening));
    lines.push(await Line.open(ports, new Random(seedOf(seed, store.domain, 'line'))));
  }
  const [endpoint1, endpoint2] = lines.map(({ port }) => `http://127.0.0.1:${String(port)}/soap/im`) as [
    string,
    string,
  ];

  const inboxes: InboxPlan[] = [];
  for (const name of INBOXES) inboxes.push({ name, endpoint: endpoint1, credentials: await b1.person(name) });
  const ends: InboxPlan[] = [];
  const settings = [];
  for (const [store, endpoint] of [
    [b1, endpoint1],
    [b2, endpoint2],
  ] as const) {
    const { address: account, secret = '' } = await store.service('chess');
    settings.push({ domains: [store.domain], endpoint, account, serviceDomain: `chess.${store.domain}`, secret });
  }
  const targets = inboxes.map(({ name, credentials }) => ({ inbox: name, address: credentials.address }));
  const senders: Omit<SenderPlan, 'count'>[] = [];
  for (const name of ['s1', 's2', 's3', 's4']) senders.push({ name, credentials: await b1.service(name), targets });
  const pairs = [];
  for (const [writer, reader] of PAIRS) {
    const credentials = await b1.person(writer);
    const end = { name: reader, endpoint: endpoint2, credentials: await b2.person(reader) };
    ends.push(end);
    senders.push({ name: writer, credentials, targets: [{ inbox: reader, address: `wv:${reader}@chess.b1.example` }] });
    pairs.push({
      writer: { username: writer, address: credentials.address },
      reader: { username: reader, address: end.credentials.address },
    });
  }
  const gameUrl = server.connectionString('game');
  await seatPlayers(gameUrl, settings, pairs);
  const game = new Actor({
    name: 'game',
    directory,
    args: [GAME],
    env: {
      GAME_PORT: '0',
      GAME_DATABASE_URL: gameUrl,
      GAME_LEASE_SECONDS: String(LEASE_SECONDS),
      GAME_WAIT_SECONDS: '2',
      GAME_PROVIDERS: JSON.stringify(settings),
    },
  });

  const journals: string[] = [];
  const start = (
    name: string,
    kind: 'writer' | 'reader',
    plan: (journal: string) => WriterPlan | ReaderPlan,
  ): Actor => {
    const journal = join(directory, `${name}.journal`);
    journals.push(journal);
    const file = join(directory, `${name}.json`);
    writeFileSync(file, JSON.stringify(plan(journal)));
    return new Actor({ name, directory, args: [program(kind), file] });
  };
  const counted = shares(options.messages, senders);
  const half = (own: 0 | 1): SenderPlan[] => counted.filter((_, index) => index % 2 === own);
  const writers = (['sdk', 'raw'] as const).map((kind, index) =>
    start(`writer-${kind}`, 'writer', (journal) => ({
      ...{ kind, seed, journal, phase, endpoint: endpoint1 },
      senders: half(index === 0 ? 0 : 1),
    })),
  );
  const readers = (['process', 'receive', 'raw', 'raw'] as const).map((kind, index) =>
    start(`reader-${kind}-${String(index + 1)}`, 'reader', (journal) => ({
      ...{ kind, seed, journal, phase, leaseSeconds: LEASE_SECONDS },
      inboxes: [...inboxes, ...ends],
    })),
  );

  const addressOf = ({ credentials }: { credentials: Credentials }): string => credentials.address;
  const stores = [
    { store: b1, addresses: [...inboxes.map(addressOf), 'wv:chess@b1.example'] },
    { store: b2, addresses: [...ends.map(addressOf), 'wv:chess@b2.example'] },
  ];
  return {
    ...{ directory, server, providers, writers, readers, game, lines, stores, journals, setPhase },
    senders: counted,
    endpoint: endpoint1,
    setWeather: (weather) => {
      for (const line of lines) line.weather = weather;
    },
    waiting: async () => {
      let sum = 0;
      for (const { store, addresses } of stores) sum += await store.waiting(addresses);
      return sum;
    },
    close: async () => {
      for (const line of lines) {
        line.weather = CALM;
        line.close();
      }
      await Promise.all([...writers, ...readers, game, ...providers].map((actor) => actor.retire()));
      await Promise.all(stores.map(({ store }) => store.close()));
      await server.stop();
    },
  };
}

const providerArguments = ({ url, domain }: ProviderStore, port: number, dataDir: string): string[] => [
  ...[PROVIDER, 'serve', '--port', String(port), '--domain', domain, '--database-url', url, '--data-dir', dataDir],
  ...['--inbox-depth-limit', String(INBOX_DEPTH), '--log-level', 'warn', '--wakeup-fallback-milliseconds', '1000'],
  // Killed readers use up many; what is set aside after too many of them is a matter of its own.
  ...['--max-delivery-attempts', '10000', '--statement-timeout-milliseconds', '10000'],
];

/** The messages of all are as many as were asked for. */
function shares(messages: number, senders: readonly Omit<SenderPlan, 'count'>[]): SenderPlan[] {
  // What goes through the game takes a longer way.
  const weights = senders.map(({ targets }) => (targets.length > 1 ? 5 : 1));
  let left = messages;
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0);
  return senders.map((sender, index) => {
    const weight = weights[index]!;
    const count = Math.round((left * weight) / weightLeft);
    left -= count;
    weightLeft -= weight;
    return { ...sender, count };
  });
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(100);
  }
}
