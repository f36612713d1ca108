import { fileURLToPath } from 'node:url';
import { LocalPostgres } from '@imps-wsi/local-postgres';
import type { ProviderSettings } from '../server/messaging/provider-accounts.js';
import { Child } from './child.js';
import { isGameEvent, type GameCommand, type GameEvent } from './game-messages.js';
import type { DemoProvider } from './provider-process.js';

const GAME = fileURLToPath(new URL('./game-process.js', import.meta.url));

export interface DemoGameOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly providers: readonly ProviderSettings[];
  /** Further settings, as in `server/config.ts`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onEvent?: (event: GameEvent) => void;
  readonly onLine?: (line: string) => void;
}

/** The game's account at a provider of the demonstration. */
export const accountAt = (provider: DemoProvider, secret: string): ProviderSettings => ({
  domains: [provider.domain],
  endpoint: provider.url,
  account: `wv:chess@${provider.domain}`,
  serviceDomain: `chess.${provider.domain}`,
  secret,
});

/** The game in a process of its own. */
export class DemoGame {
  readonly #child: Child;

  private constructor(child: Child) {
    this.#child = child;
  }

  static async start(options: DemoGameOptions, signal?: AbortSignal): Promise<DemoGame> {
    const { port, dataDir, providers, settings, onEvent, onLine } = options;
    const child = await Child.start(
      {
        name: 'the game',
        args: [GAME],
        env: {
          GAME_HOST: '127.0.0.1',
          GAME_PORT: String(port),
          GAME_DATA_DIR: dataDir,
          GAME_DATABASE_URL: '',
          GAME_PROVIDERS_FILE: '',
          GAME_PROVIDERS: JSON.stringify(providers),
          ...settings,
        },
        ready: /ready: (\S+)/,
        onMessage: (message) => {
          if (isGameEvent(message)) onEvent?.(message);
        },
        ...(onLine === undefined ? {} : { onLine }),
      },
      signal,
    );
    return new DemoGame(child);
  }

  get url(): string {
    return this.#child.url;
  }

  get exited(): Promise<void> {
    return this.#child.exited;
  }

  tell(command: GameCommand): void {
    this.#child.tell(command);
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  kill(): Promise<void> {
    return this.#child.kill();
  }
}

/** Ends a database whose game was killed. Fine if it does not run. */
export async function stopLeftDatabase(dataDir: string): Promise<void> {
  const database = await LocalPostgres.open({ dataDir });
  await database.stop();
}
