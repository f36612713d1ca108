import type { Knex } from 'knex';
import type { Log } from '../log.js';
import type { BridgeHooks } from './batch-relay.js';
import { decide, type PlayerDirectory } from './decision.js';
import { InboxLoop, type LoopState } from './inbox-loop.js';
import { NoticeBudget } from './notices.js';
import { DEFAULT_PACE, type Pace } from './pace.js';
import type { ProviderAccounts } from './provider-accounts.js';
import { RelayLog } from './relay-log.js';

export interface BridgeOptions {
  readonly accounts: ProviderAccounts;
  readonly players: PlayerDirectory;
  readonly database: Knex;
  /** A sentence for people who write to the game and are not registered. */
  readonly howToRegister: string;
  readonly log: Log;
  readonly pace?: Partial<Pace> | undefined;
  readonly hooks?: BridgeHooks | undefined;
  readonly watch?: BridgeWatch | undefined;
}

/** Told of what the bridge does. */
export interface BridgeWatch {
  /** The state of the connection to a provider is another one now; gets all of them. */
  readonly onStates?: (states: Bridge['states']) => void;
  /** A poll begins at this provider. */
  readonly onPoll?: (provider: string) => void;
}

const PRUNE_EVERY_MS = 6 * 3600 * 1000;

/**
 * Carries the players' instant messages between the providers, by itself between start and stop. The rest of the game
 * has no part in it: of messaging it knows the {@link ProviderAccounts} besides, for the rules of addresses and to send
 * sign-in codes.
 */
export class Bridge {
  readonly #loops: ReadonlyMap<string, InboxLoop>;
  readonly #relayLog: RelayLog;
  readonly #log: Log;
  #pruning: NodeJS.Timeout | undefined;

  constructor(options: BridgeOptions) {
    const { accounts, players, howToRegister, log } = options;
    const relayLog = new RelayLog(options.database);
    this.#relayLog = relayLog;
    this.#log = log;
    const parts = {
      players,
      accounts,
      budget: new NoticeBudget(),
      howToRegister,
      counterpart: relayLog.counterpart.bind(relayLog),
    };
    const pace = { ...DEFAULT_PACE, ...options.pace };
    this.#loops = new Map(
      accounts.all.map((account) => [
        account.name,
        new InboxLoop(
          account,
          {
            accounts,
            relayLog,
            log,
            hooks: options.hooks ?? {},
            decide: (message, source) => decide(message, source, parts),
          },
          pace,
          {
            onState: () => options.watch?.onStates?.(this.states),
            onPoll: () => options.watch?.onPoll?.(account.name),
          },
        ),
      ]),
    );
  }

  /** Starts reading at every provider. Providers that are away are waited for. */
  start(): void {
    for (const loop of this.#loops.values()) loop.start();
    this.#prune();
    this.#pruning ??= setInterval(() => this.#prune(), PRUNE_EVERY_MS).unref();
  }

  /**
   * Ends cleanly: what was got and not sent goes back to its inbox. It can be started again.
   *
   * @param breakOff see {@link InboxLoop.stop}
   */
  async stop(breakOff = true): Promise<void> {
    clearInterval(this.#pruning);
    this.#pruning = undefined;
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop(breakOff)));
  }

  /**
   * How it asks from now on: `waitSeconds` (0 to 600) is how long the provider may hold an empty answer back, `restMs`
   * (0 to an hour) the pause between two polls. Takes effect at once.
   *
   * @throws RangeError
   */
  setPace({ waitSeconds, restMs }: Pick<Pace, 'waitSeconds' | 'restMs'>): void {
    if (!(Number.isInteger(waitSeconds) && waitSeconds >= 0 && waitSeconds <= 600)) {
      throw new RangeError('waitSeconds must be a whole number from 0 to 600');
    }
    if (!(restMs >= 0 && restMs <= 3_600_000)) throw new RangeError('restMs must be from 0 to 3600000');
    for (const loop of this.#loops.values()) loop.setPace({ waitSeconds, restMs });
  }

  /** By provider. */
  get states(): Readonly<Record<string, LoopState>> {
    return Object.fromEntries([...this.#loops].map(([name, loop]) => [name, loop.state]));
  }

  #prune(): void {
    this.#relayLog
      .prune()
      .catch((error: unknown) => this.#log('warn', `old entries were not removed: ${String(error)}`));
  }
}
