import { EventEmitter, on } from 'node:events';
import { join } from 'node:path';
import { InstantInboxClient, type ExchangeRecord } from '@imps-wsi/consumer-sdk';
import type { ProviderSettings } from '../server/messaging/provider-accounts.js';
import { reasonOf } from '../server/log.js';
import { accountAt, DemoGame, stopLeftDatabase } from './demo-game.js';
import { exchangeLine } from './exchange-line.js';
import type { GameEvent } from './game-messages.js';
import { DemoProvider, randomPassword } from './provider-process.js';

/** A person with an account at a provider. */
export interface Party {
  /** As the use cases call them: U1, U2. */
  readonly name: string;
  readonly address: string;
  readonly client: InstantInboxClient;
}

/** Short pauses: nobody wants to wait for a demonstration. Leases end soon after the game was killed. */
const GAME_SETTINGS = { GAME_LEASE_SECONDS: '3', GAME_WAIT_SECONDS: '1' };
const PROVIDER_SETTINGS = { IMPS_WSI_WAKEUP_FALLBACK_MILLISECONDS: '500' };
const KEPT_WORDS = 15;

/** B1, B2 and the game as processes, and the line about every exchange. */
export class Stage {
  readonly #directory: string;
  readonly #say: (line: string) => void;
  readonly #signal: AbortSignal;
  readonly #events = new EventEmitter();
  readonly #clients: InstantInboxClient[] = [];
  readonly #words: string[] = [];
  /** Nothing that is just being started may be forgotten at the end. */
  readonly #starting: Promise<unknown>[] = [];
  readonly #providers: DemoProvider[] = [];
  #accounts: ProviderSettings[] = [];
  #game: DemoGame | undefined;
  #gameWasStarted = false;

  constructor(directory: string, say: (line: string) => void, signal: AbortSignal) {
    this.#directory = directory;
    this.#say = say;
    this.#signal = signal;
    this.#events.setMaxListeners(0);
  }

  /** Starts B1 and B2 at once and opens the game's account at each. */
  async openProviders(): Promise<void> {
    const opening = ['b1.example', 'b2.example'].map(async (domain) => {
      const dataDir = join(this.#directory, domain);
      const provider = await DemoProvider.start(
        { domain, port: 0, dataDir, settings: PROVIDER_SETTINGS, onLine: this.#heard(domain) },
        this.#signal,
      );
      this.#providers.push(provider);
      return accountAt(provider, await provider.addService('chess', this.#signal));
    });
    this.#starting.push(...opening);
    this.#accounts = await Promise.all(opening);
  }

  /** Starts the game, or starts it again. */
  async openGame(): Promise<void> {
    this.#gameWasStarted = true;
    const opening = DemoGame.start(
      {
        port: 0,
        dataDir: this.#gameDir,
        providers: this.#accounts,
        settings: GAME_SETTINGS,
        onEvent: (event) => this.#happened(event),
        onLine: this.#heard('game'),
      },
      this.#signal,
    ).then((game) => (this.#game = game));
    this.#starting.push(opening);
    await opening;
  }

  get game(): DemoGame {
    if (this.#game === undefined) throw new Error('the game is not started');
    return this.#game;
  }

  /** Opens an account with a random password for a person. */
  async openParty(name: string, account: string, domain: string): Promise<Party> {
    const provider = this.#providers.find((each) => each.domain === domain);
    if (provider === undefined) throw new Error(`${domain} is not started`);
    const password = randomPassword();
    await provider.addPerson(account, password, this.#signal);
    const address = `wv:${account}@${domain}`;
    const client = new InstantInboxClient({
      endpoint: provider.url,
      username: address,
      password,
      onExchange: (record) => this.#exchanged(Date.now(), name, domain, record),
    });
    this.#clients.push(client);
    return { name, address, client };
  }

  /**
   * Resolves with the next event of the game that satisfies the condition; ask before causing it.
   *
   * @throws the reason when the demonstration ends before
   */
  next<Event extends GameEvent>(condition: (event: GameEvent) => event is Event): Promise<Event> {
    const found = this.#find(condition);
    // It may end before anybody waits for it; whoever does is told all the same.
    found.catch(() => undefined);
    return found;
  }

  /** Every SOAP exchange of the game from now on; call the answer to end the record. */
  record(): () => { readonly provider: string; readonly record: ExchangeRecord }[] {
    const records: { readonly provider: string; readonly record: ExchangeRecord }[] = [];
    const note = (event: GameEvent): void => {
      if (event.type === 'exchange') records.push(event);
    };
    this.#events.on('event', note);
    return () => {
      this.#events.off('event', note);
      return records;
    };
  }

  /** What the processes said last, to explain a failure. */
  get lastWords(): readonly string[] {
    return this.#words;
  }

  /** Ends everything, also what was killed or is only half started. Never rejects. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.allSettled(this.#starting);
    await this.#game?.stop();
    if (this.#gameWasStarted) {
      await stopLeftDatabase(this.#gameDir).catch((error: unknown) => this.#say(`left behind: ${reasonOf(error)}`));
    }
    await Promise.all(this.#providers.map((provider) => provider.stop()));
  }

  async #find<Event extends GameEvent>(condition: (event: GameEvent) => event is Event): Promise<Event> {
    for await (const [event] of on(this.#events, 'event', { signal: this.#signal }) as AsyncIterable<[GameEvent]>) {
      if (condition(event)) return event;
    }
    throw new Error('the game says nothing any more');
  }

  get #gameDir(): string {
    return join(this.#directory, 'game');
  }

  #happened(event: GameEvent): void {
    if (event.type === 'exchange') this.#exchanged(event.at, 'A', event.provider, event.record);
    this.#events.emit('event', event);
  }

  #exchanged(at: number, party: string, domain: string, record: ExchangeRecord): void {
    this.#say(exchangeLine(at, party, domain.replace('.example', '').toUpperCase(), record));
  }

  #heard(who: string): (line: string) => void {
    return (line) => {
      this.#words.push(`${who}: ${line}`);
      if (this.#words.length > KEPT_WORDS) this.#words.shift();
    };
  }
}
