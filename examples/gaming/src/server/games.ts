import type { Knex } from 'knex';
import { playMove, resign, restoreGame, RuleViolation, type ChessGame } from '../rules/chess-game.js';
import { Refusal } from './errors.js';
import type { Player } from './players.js';
import { gameById, updateGame, type GameRow } from './store/game-rows.js';

/** A game with the name it is kept under. */
export interface StoredGame extends ChessGame {
  readonly id: string;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
}

/** The games: read, moved on, ended. */
export class Games {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** @throws Refusal NOT_FOUND */
  async byId(id: string): Promise<StoredGame> {
    const row = /^\d{1,18}$/.test(id) ? await gameById(this.#database, id) : undefined;
    if (row === undefined) throw new Refusal('NOT_FOUND', `There is no game ${id.slice(0, 20)}.`);
    return gameOf(row);
  }

  /** The game at the player's table, being played or over; undefined before the first. */
  async of(player: Player): Promise<StoredGame | undefined> {
    return player.gameId === undefined ? undefined : this.byId(player.gameId);
  }

  /** @throws Refusal NOT_FOUND, GAME_OVER, NOT_YOUR_TURN, ILLEGAL_MOVE */
  async move(player: Player, id: string, move: string): Promise<StoredGame> {
    return this.#change(player, id, (game) => playMove(game, player.username, move));
  }

  /** @throws Refusal NOT_FOUND, GAME_OVER */
  async resign(player: Player, id: string): Promise<StoredGame> {
    return this.#change(player, id, (game) => resign(game, player.username));
  }

  async #change(player: Player, id: string, change: (game: ChessGame) => ChessGame): Promise<StoredGame> {
    const game = await this.byId(id);
    const next = byTheRules(() => change(game));
    const written = await updateGame(this.#database, id, game.moves.length, {
      moves: next.moves.map(({ uci }) => uci),
      outcome: next.outcome,
      ...(next.outcome?.kind === 'resignation'
        ? { resignedBy: game.white === player.username ? ('white' as const) : ('black' as const) }
        : {}),
    });
    if (!written) throw new Refusal('NOT_YOUR_TURN', 'The game changed meanwhile; look at it and try again.');
    return this.byId(id);
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

function gameOf(row: GameRow): StoredGame {
  const game = restoreGame({
    white: row.white,
    black: row.black,
    moves: row.moves,
    resignedBy: row.resigned_by ?? undefined,
  });
  return { ...game, id: row.id, startedAt: row.started_at, endedAt: row.ended_at ?? undefined };
}
