import type { Knex } from 'knex';
import {
  endDrawOffer,
  offerDraw,
  playMove,
  resign,
  restoreGame,
  RuleViolation,
  type ChessGame,
} from '../rules/chess-game.js';
import type { Changes } from './changes.js';
import { Refusal } from './errors.js';
import type { Player } from './players.js';
import { gameById, lockGame, updateGame, type GameRow } from './store/game-rows.js';

/** A game with the name it is kept under. */
export interface StoredGame extends ChessGame {
  readonly id: string;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
}

/** The games: read, moved on, ended. */
export class Games {
  readonly #database: Knex;
  readonly #changes: Changes;

  constructor(database: Knex, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
  }

  /** @throws Refusal NOT_FOUND */
  async byId(id: string): Promise<StoredGame> {
    return gameOf(await this.#row(this.#database, id));
  }

  /** The game at the player's table, being played or over; undefined before the first. */
  async of(player: Player): Promise<StoredGame | undefined> {
    return player.gameId === undefined ? undefined : this.byId(player.gameId);
  }

  /** @throws Refusal NOT_FOUND, GAME_OVER, NOT_YOUR_TURN, ILLEGAL_MOVE */
  async move(player: Player, id: string, move: string): Promise<StoredGame> {
    return this.#change(id, (game) => playMove(game, player.username, move));
  }

  /** @throws Refusal NOT_FOUND, GAME_OVER */
  async resign(player: Player, id: string): Promise<StoredGame> {
    return this.#change(id, (game) => resign(game, player.username));
  }

  /** Offers a draw, or accepts the opponent's offer. @throws Refusal NOT_FOUND, GAME_OVER */
  async offerDraw(player: Player, id: string): Promise<StoredGame> {
    return this.#change(id, (game) => offerDraw(game, player.username));
  }

  /** Declines the opponent's offer of a draw, or takes back one's own. @throws Refusal NOT_FOUND, GAME_OVER, NO_DRAW_OFFER */
  async endDrawOffer(player: Player, id: string): Promise<StoredGame> {
    return this.#change(id, (game) => endDrawOffer(game, player.username));
  }

  /** Of what two players do at once, one thing comes first, and the other is judged by what the game is then. */
  async #change(id: string, change: (game: ChessGame) => ChessGame): Promise<StoredGame> {
    const row = await this.#database.transaction(async (transaction) => {
      await lockGame(transaction, id);
      const before = await this.#row(transaction, id);
      await updateGame(
        transaction,
        id,
        byTheRules(() => change(restored(before))),
      );
      return this.#row(transaction, id);
    });
    this.#changes.announce([row.white_id, row.black_id]);
    return gameOf(row);
  }

  async #row(database: Knex, id: string): Promise<GameRow> {
    const row = await gameById(database, id);
    if (row === undefined) throw new Refusal('NOT_FOUND', `There is no game ${id.slice(0, 20)}.`);
    return row;
  }
}

/** What breaks the rules of chess is the player's mistake, except for a record that was written by us. */
function byTheRules(change: () => ChessGame): ChessGame {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof RuleViolation) || error.code === 'BROKEN_RECORD') throw error;
    throw new Refusal(error.code === 'NOT_A_PLAYER' ? 'NOT_FOUND' : error.code, error.message);
  }
}

const gameOf = (row: GameRow): StoredGame => ({
  ...restored(row),
  id: row.id,
  startedAt: row.started_at,
  endedAt: row.ended_at ?? undefined,
});

/** Also used where games are ended from the outside. */
export function restored(row: GameRow): ChessGame {
  const { white, black, moves, outcome } = row;
  return restoreGame({
    white,
    black,
    moves,
    resignedBy: row.resigned_by ?? undefined,
    closed:
      outcome?.kind === 'abandoned'
        ? 'abandoned'
        : outcome?.kind === 'draw' && outcome.reason === 'agreement'
          ? 'agreement'
          : undefined,
    drawOfferedBy: row.draw_offered_by ?? undefined,
  });
}
