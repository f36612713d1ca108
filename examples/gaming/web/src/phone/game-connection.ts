import { EventStream } from '../shared/event-stream.js';
import { CallError } from '../shared/http.js';
import { GameClient } from './clients/game-client.js';
import type { GameView, PlayerState } from './model/game.js';
import type { Store } from './store.js';

/** So long a move is tried, and so long a try waits for the next one, in milliseconds. */
const MOVE_PATIENCE = 6_000;
const MOVE_PAUSE = 600;

const UNREACHABLE = 'The game cannot be reached right now. Try again in a moment.';

/** One player's line to the game: what happens comes as a stream, what the player does goes as calls. */
export class GameConnection {
  readonly #client: GameClient;
  readonly #store: Store;
  readonly #stream: EventStream;
  #closed = false;

  /** @param onSignedOut the game does not know the token (any more) */
  constructor(token: string, store: Store, onSignedOut: () => void) {
    this.#client = new GameClient(token);
    this.#store = store;
    this.#stream = new EventStream({
      url: '/api/events',
      headers: () => this.#client.headers,
      events: ['state'],
      onEvent: (_kind, data) => this.#store.table({ type: 'state', player: JSON.parse(data) as PlayerState }),
      onUp: () => this.#connection('up'),
      onDown: () => this.#connection('down'),
      onRefused: onSignedOut,
    });
  }

  start(): void {
    this.#stream.start();
  }

  close(): void {
    this.#closed = true;
    this.#stream.close();
  }

  /** Plays a move that is shown at once, and taken back if the game refuses it. @param uci such as `e7e8q` */
  async move(uci: string): Promise<void> {
    const game = this.#store.state.table.player?.game;
    if (game === null || game === undefined) return;
    this.#store.table({ type: 'playing', uci });
    await this.#told(
      () => this.#moveUntilAnswered(game.id, uci),
      'The game did not answer, so the move was taken back. Try again.',
    );
  }

  /** A game that is being started again answers a little later; so long the move stays on the board. */
  async #moveUntilAnswered(gameId: string, uci: string): Promise<void> {
    const patience = performance.now() + MOVE_PATIENCE;
    for (let isFirst = true; ; isFirst = false) {
      try {
        this.#store.table({ type: 'game', game: await this.#client.move(gameId, uci) });
        return;
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        if (!isFirst && error.code === 'NOT_YOUR_TURN') {
          // An attempt before this one got through, and its answer did not.
          this.#store.table({ type: 'state', player: await this.#client.state() });
          return;
        }
        if (!error.isTemporary || performance.now() > patience) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, MOVE_PAUSE));
      // The stream has told meanwhile what became of it.
      if (this.#store.state.table.pending?.uci !== uci) return;
    }
  }

  resign = (): Promise<void> => this.#inGame((id) => this.#client.resign(id));

  offerDraw = (): Promise<void> => this.#inGame((id) => this.#client.offerDraw(id));

  declineDraw = (): Promise<void> => this.#inGame((id) => this.#client.declineDraw(id));

  /** Asks for a game, or accepts one. @param opponent a name; without it anybody will do */
  match(opponent?: string): Promise<void> {
    return this.#whole(this.#client.match(opponent));
  }

  decline(challenger: string): Promise<void> {
    return this.#whole(this.#client.decline(challenger));
  }

  stopWaiting(): Promise<void> {
    return this.#whole(this.#client.stopWaiting());
  }

  async #inGame(perform: (gameId: string) => Promise<GameView>): Promise<void> {
    const id = this.#store.state.table.player?.game?.id;
    if (id !== undefined) await this.#game(perform(id));
  }

  async #game(answer: Promise<GameView>): Promise<void> {
    await this.#told(async () => this.#store.table({ type: 'game', game: await answer }));
  }

  /** A wish after which everything is looked at again. */
  async #whole(wish: Promise<void>): Promise<void> {
    await this.#told(async () => {
      await wish;
      this.#store.table({ type: 'asking', asking: 'nothing' });
      this.#store.table({ type: 'state', player: await this.#client.state() });
    });
  }

  async #told(perform: () => Promise<void>, unreachable = UNREACHABLE): Promise<void> {
    try {
      await perform();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.#store.table({ type: 'refused', reason: error.isTemporary ? unreachable : error.message });
    }
  }

  #connection(connection: 'up' | 'down'): void {
    if (!this.#closed && this.#store.state.table.connection !== connection) {
      this.#store.table({ type: 'connection', connection });
    }
  }
}
