import type { Knex } from 'knex';
import { Refusal } from './errors.js';
import type { Player, Players } from './players.js';
import {
  gameById,
  insertGame,
  lockMatchDesk,
  putMatchRequest,
  removeMatchRequests,
  waitingPlayers,
  type MatchRequestRow,
} from './store/game-rows.js';
import { playersById } from './store/player-rows.js';

/** `playing` names the new game; `waiting` lasts until the opponent, or anybody, asks for a match too. */
export type MatchResult =
  | { readonly status: 'playing'; readonly gameId: string }
  | { readonly status: 'waiting'; readonly opponent: string | undefined };

/** Finds two players for each game. */
export class Matchmaking {
  readonly #database: Knex;
  readonly #players: Players;

  constructor(database: Knex, players: Players) {
    this.#database = database;
    this.#players = players;
  }

  /**
   * Asks for a game: against the named player, who accepts by naming this one or by asking for any opponent, or against
   * whoever waits. Who waited plays white; a rematch changes the colours. Asking again replaces what was asked.
   *
   * @throws Refusal UNKNOWN_PLAYER, BAD_REQUEST, ALREADY_PLAYING, OPPONENT_PLAYING
   */
  async request(player: Player, opponentName?: string): Promise<MatchResult> {
    const opponent = opponentName === undefined ? undefined : await this.#opponent(player, opponentName);
    return this.#database.transaction(async (transaction) => {
      await lockMatchDesk(transaction);
      if (await isPlaying(transaction, player.id)) {
        throw new Refusal('ALREADY_PLAYING', 'You are in a game; finish it or resign first.');
      }
      if (opponent !== undefined && (await isPlaying(transaction, opponent.id))) {
        throw new Refusal('OPPONENT_PLAYING', `${opponent.username} is in a game; ask again later.`);
      }
      const match = (await waitingPlayers(transaction)).find((waiting) => suits(waiting, player, opponent));
      if (match === undefined) {
        await putMatchRequest(transaction, player.id, opponent?.id ?? null);
        return { status: 'waiting', opponent: opponent?.username };
      }
      await removeMatchRequests(transaction, [player.id, match.player_id]);
      const [white, black] = await colours(transaction, match.player_id, player.id);
      return { status: 'playing', gameId: await insertGame(transaction, white, black) };
    });
  }

  /** Stops waiting; answers whether the player waited. */
  async withdraw(player: Player): Promise<boolean> {
    return (await removeMatchRequests(this.#database, [player.id])) > 0;
  }

  /** Whom the player waits for, and who waits for the player. */
  async waiting(player: Player): Promise<{ readonly own: boolean; readonly challengers: readonly string[] }> {
    const requests = await waitingPlayers(this.#database);
    return {
      own: requests.some((request) => request.player_id === player.id),
      challengers: requests.filter(({ opponent_id: id }) => id === player.id).map(({ username }) => username),
    };
  }

  async #opponent(player: Player, name: string): Promise<Player> {
    const opponent = await this.#players.byUsername(name);
    if (opponent === undefined) throw new Refusal('UNKNOWN_PLAYER', `Nobody here is called ${name.slice(0, 40)}.`);
    if (opponent.id === player.id) throw new Refusal('BAD_REQUEST', 'Nobody plays against himself here.');
    return opponent;
  }
}

/** Whether one who waits and one who asks want each other. */
function suits(waiting: MatchRequestRow, player: Player, opponent: Player | undefined): boolean {
  if (waiting.player_id === player.id) return false;
  if (waiting.opponent_id !== null && waiting.opponent_id !== player.id) return false;
  return opponent === undefined || opponent.id === waiting.player_id;
}

async function isPlaying(database: Knex, playerId: string): Promise<boolean> {
  const game = await lastGame(database, playerId);
  return game?.outcome === null;
}

async function lastGame(database: Knex, playerId: string) {
  const [row] = await playersById(database, [playerId]);
  const gameId = row?.game_id ?? undefined;
  return gameId === undefined ? undefined : gameById(database, gameId);
}

/** White and black. */
async function colours(database: Knex, waitedId: string, cameId: string): Promise<readonly [string, string]> {
  const before = await lastGame(database, cameId);
  const isRematch = before !== undefined && [before.white_id, before.black_id].includes(waitedId);
  if (isRematch) return [before.black_id, before.white_id];
  return [waitedId, cameId];
}
