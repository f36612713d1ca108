import { join } from 'node:path';
import { reasonOf } from '../server/log.js';
import type { ProviderSettings } from '../server/messaging/provider-accounts.js';
import { accountAt, DemoGame, stopLeftDatabase } from './demo-game.js';
import type { GameEvent } from './game-messages.js';
import type { KeptValues } from './kept-values.js';
import type { DemoPorts } from './ports.js';
import { DemoProvider } from './provider-process.js';
import { openAccounts } from './sample-players.js';
import type { ProcessName, ProcessState } from './stage-messages.js';
import { Supervised } from './supervised.js';

export interface DemoPartiesOptions {
  readonly directory: string;
  readonly ports: DemoPorts;
  /** Where players reach the game. */
  readonly publicUrl: string;
  readonly kept: KeptValues;
  /** Ends whatever is just being started. */
  readonly signal: AbortSignal;
  readonly onState: (name: ProcessName, state: ProcessState) => void;
  readonly onGameEvent: (event: GameEvent) => void;
  /** The game ended by itself, or is there again. */
  readonly onMishap: (what: string) => void;
}

export type ProviderName = 'b1' | 'b2';

/** Nobody who plays with the switches wants to wait for the end of a lease. */
const GAME_SETTINGS = { GAME_LEASE_SECONDS: '5', GAME_WAIT_SECONDS: '20' };
/** A game that ends by itself is started again, but not for ever. */
const MOST_RESTARTS = 3;
const RESTARTS_WITHIN_MS = 60_000;

export const domainOf = (name: ProviderName): string => `${name}.example`;

/** B1, B2 and the game A, as `npm start` runs them: each can be stopped and started again. */
export class DemoParties {
  readonly b1: Supervised<DemoProvider>;
  readonly b2: Supervised<DemoProvider>;
  readonly game: Supervised<DemoGame>;
  /** Rejects when one ended by itself that cannot be helped, with a line for people. */
  readonly failed: Promise<never>;
  readonly #options: DemoPartiesOptions;
  readonly #accounts = new Map<ProviderName, ProviderSettings>();
  readonly #restarts: number[] = [];
  #fail: (error: Error) => void = () => undefined;
  #closing = false;

  constructor(options: DemoPartiesOptions) {
    this.#options = options;
    this.failed = new Promise<never>((_, reject) => (this.#fail = reject));
    // It may come before anybody waits for it.
    this.failed.catch(() => undefined);
    this.b1 = this.#provider('b1');
    this.b2 = this.#provider('b2');
    this.game = new Supervised<DemoGame>({
      name: 'a',
      start: () => this.#startGame(),
      onState: options.onState,
      onOwnEnd: () => void this.#gameEnded(),
    });
  }

  provider(name: ProviderName): Supervised<DemoProvider> {
    return name === 'b1' ? this.b1 : this.b2;
  }

  /** Where the provider is reached, running or not. */
  originOf(name: ProviderName): string {
    return `http://127.0.0.1:${this.#options.ports[name]}`;
  }

  /** The game's account at a provider; undefined before the start. */
  account(name: ProviderName): ProviderSettings | undefined {
    return this.#accounts.get(name);
  }

  /** Starts the providers at once, opens the accounts, then starts the game. @throws the first failure */
  async start(): Promise<void> {
    const starting = (['b1', 'b2'] as const).map(async (name) => {
      const supervised = this.provider(name);
      await supervised.start();
      const { running } = supervised;
      if (running === undefined) throw new Error(`${domainOf(name)} ended at once`);
      const secret = await openAccounts(running, this.#options.kept, this.#options.signal);
      this.#accounts.set(name, accountAt(running, secret));
    });
    // All of them settle before anything is stopped, so that none is forgotten.
    await Promise.allSettled(starting);
    await Promise.all(starting);
    await this.game.start();
  }

  /** Ends everything; the game first, which has no business without its providers. Never rejects. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.game.stop();
    await Promise.all([this.b1.stop(), this.b2.stop()]);
  }

  #provider(name: ProviderName): Supervised<DemoProvider> {
    const domain = domainOf(name);
    const dataDir = this.#dataDir(domain);
    return new Supervised<DemoProvider>({
      name,
      start: () => DemoProvider.start({ domain, port: this.#options.ports[name], dataDir }, this.#options.signal),
      onState: this.#options.onState,
      onOwnEnd: () => void this.#cannotBeHelped(domain, dataDir),
    });
  }

  #startGame(): Promise<DemoGame> {
    return DemoGame.start(
      {
        port: 0,
        dataDir: this.#dataDir('game'),
        providers: [...this.#accounts.values()],
        settings: { ...GAME_SETTINGS, GAME_PUBLIC_URL: this.#options.publicUrl },
        onEvent: this.#options.onGameEvent,
      },
      this.#options.signal,
    );
  }

  async #gameEnded(): Promise<void> {
    if (this.#closing) return;
    const { onMishap } = this.#options;
    const now = Date.now();
    while ((this.#restarts[0] ?? now) < now - RESTARTS_WITHIN_MS) this.#restarts.shift();
    this.#restarts.push(now);
    if (this.#restarts.length > MOST_RESTARTS) return this.#cannotBeHelped('the game', this.#dataDir('game'));
    onMishap('The game ended by itself; it is started again.');
    try {
      await this.game.start();
      onMishap('The game is there again.');
    } catch (error) {
      if (this.#options.signal.aborted) return;
      onMishap(`The game could not be started again: ${reasonOf(error)}`);
      await this.#cannotBeHelped('the game', this.#dataDir('game'));
    }
  }

  async #cannotBeHelped(name: string, dataDir: string): Promise<void> {
    if (this.#closing) return;
    // One that was killed has left its database running.
    await stopLeftDatabase(dataDir).catch(() => undefined);
    this.#fail(new Error(`${name} ended by itself; the others are stopped. Run npm start again.`));
  }

  #dataDir(name: string): string {
    return join(this.#options.directory, name);
  }
}
