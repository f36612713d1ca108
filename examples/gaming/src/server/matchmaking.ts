import type { Knex } from 'knex';
import { abandon } from '../rules/chess-game.js';
import type { Changes } from './changes.js';
import { Refusal } from './errors.js';
import { restored } from './games.js';
import type { Player, Players } from './players.js';
import {
  gameById,
  insertGame,
  lockMatchDesk,
  lockRunningGames,
  putMatchRequest,
  removeMatchRequests,
  updateGame,
  waitingPlayers,
  type MatchRequestRow,
} from './store/game-rows.js';
import { playersById } from './store/player-rows.js';

/** `playing` names the new game; `waiting` lasts until the opponent, or anybody, asks for a match too. */
export type MatchResult =
  | { readonly status: 'playing'; readonly gameId: string }
  | { readonly status: 'waiting'; readonly opponent: string | undefined };

/** What a player waits for, and who waits for the player. */
export interface Waiting {
  readonly own: boolean;
  /** Undefined: anybody, if `own`. */
  readonly opponent: string | undefined;
  readonly challengers: readonly string[];
}

/** Finds two players for each game. */
export class Matchmaking {
  readonly #database: Knex;
  readonly #players: Players;
  readonly #changes: Changes;

  constructor(database: Knex, players: Players, changes: Changes) {
    this.#database = database;
    this.#players = players;
    this.#changes = changes;
  }

  /**
   * Asks for a game: against the named player, who accepts by naming this one or by asking for any opponent, or against
   * whoever waits. Who waited plays white; a rematch changes the colours. Asking again replaces what was asked.
   *
   * @throws Refusal UNKNOWN_PLAYER, BAD_REQUEST, ALREADY_PLAYING, OPPONENT_PLAYING
   */
  async request(player: Player, opponentName?: string): Promise<MatchResult> {
    const opponent = opponentName === undefined ? undefined : await this.#opponent(player, opponentName);
    return this.#atTheDesk(async (transaction, concerned) => {
      if (await isPlaying(transaction, player.id)) {
        throw new Refusal('ALREADY_PLAYING', 'You are in a game; finish it or resign first.');
      }
      if (opponent !== undefined && (await isPlaying(transaction, opponent.id))) {
        throw new Refusal('OPPONENT_PLAYING', `${opponent.username} is in a game; ask again later.`);
      }
      const waiting = await waitingPlayers(transaction);
      const match = waiting.find((request) => suits(request, player, opponent));
      if (match === undefined) {
        const before = waiting.find((request) => request.player_id === player.id)?.opponent_id;
        await putMatchRequest(transaction, player.id, opponent?.id ?? null);
        concerned(player.id, opponent?.id, before);
        return { status: 'waiting', opponent: opponent?.username };
      }
      const [white, black] = await colours(transaction, match.player_id, player.id);
      return { status: 'playing', gameId: await seat(transaction, white, black, concerned) };
    });
  }

  /** Stops waiting; answers whether the player waited. */
  async withdraw(player: Player): Promise<boolean> {
    return this.#removed([player.id]);
  }

  /** Ends the waiting of a player for this one; answers whether that one did. */
  async decline(player: Player, challengerName: string): Promise<boolean> {
    const challenger = await this.#players.byUsername(challengerName);
    return challenger !== undefined && (await this.#removed([challenger.id], player.id));
  }

  /** Whom the player waits for, and who waits for the player. */
  async waiting(player: Player): Promise<Waiting> {
    const requests = await waitingPlayers(this.#database);
    const own = requests.find((request) => request.player_id === player.id);
    return {
      own: own !== undefined,
      opponent: own?.opponent ?? undefined,
      challengers: requests.filter(({ opponent_id: id }) => id === player.id).map(({ username }) => username),
    };
  }

  /**
   * Seats two players at a new game, whatever they do: what either of them plays is abandoned. Not for players, but for
   * those who run the service.
   *
   * @throws Refusal UNKNOWN_PLAYER, BAD_REQUEST
   */
  async reseat(whiteName: string, blackName: string): Promise<string> {
    const white = await this.#known(whiteName);
    const black = await this.#opponent(white, blackName);
    return this.#atTheDesk(async (transaction, concerned) => {
      for (const id of await lockRunningGames(transaction, [white.id, black.id])) {
        const game = await gameById(transaction, id);
        if (game === undefined) continue;
        await updateGame(transaction, id, abandon(restored(game)));
        concerned(game.white_id, game.black_id);
      }
      return seat(transaction, white.id, black.id, concerned);
    });
  }

  /** One after the other, and those whom it concerns are told when it is done. */
  async #atTheDesk<T>(work: (transaction: Knex, concerned: Concerned) => Promise<T>): Promise<T> {
    const ids = new Set<string>();
    const result = await this.#database.transaction(async (transaction) => {
      await lockMatchDesk(transaction);
      return work(transaction, (...playerIds) => {
        for (const id of playerIds) if (typeof id === 'string') ids.add(id);
      });
    });
    this.#changes.announce(ids);
    return result;
  }

  async #removed(playerIds: readonly string[], forOpponent?: string): Promise<boolean> {
    const concerned = await removeMatchRequests(this.#database, playerIds, forOpponent);
    this.#changes.announce(concerned);
    return concerned.length > 0;
  }

  async #opponent(player: Player, name: string): Promise<Player> {
    const opponent = await this.#known(name);
    if (opponent.id === player.id) throw new Refusal('BAD_REQUEST', 'Nobody plays against himself here.');
    return opponent;
  }

  async #known(name: string): Promise<Player> {
    const player = await this.#players.byUsername(name);
    if (player === undefined) throw new Refusal('UNKNOWN_PLAYER', `Nobody here is called ${name.slice(0, 40)}.`);
    return player;
  }
}

/** Notes for whom something changes. */
type Concerned = (...playerIds: readonly (string | null | undefined)[]) => void;

/** Neither waits any longer: they play. */
async function seat(transaction: Knex, whiteId: string, blackId: string, concerned: Concerned): Promise<string> {
  concerned(whiteId, blackId, ...(await removeMatchRequests(transaction, [whiteId, blackId])));
  return insertGame(transaction, whiteId, blackId);
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
