import type { Knex } from 'knex';
import type { ChessGame } from '../../rules/chess-game.js';
import { otherColour, type Colour, type Outcome } from '../../rules/outcome.js';

export interface GameRow {
  readonly id: string;
  readonly white_id: string;
  readonly black_id: string;
  readonly white: string;
  readonly black: string;
  /** UCI. */
  readonly moves: string[];
  readonly resigned_by: Colour | null;
  readonly draw_offered_by: Colour | null;
  readonly outcome: Outcome | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

const GAME_ID = /^\d{1,18}$/;

export interface MatchRequestRow {
  readonly player_id: string;
  readonly username: string;
  /** Null: anybody. */
  readonly opponent_id: string | null;
  readonly opponent: string | null;
}

/** Undefined also for what is no id at all. */
export async function gameById(database: Knex, id: string): Promise<GameRow | undefined> {
  if (!GAME_ID.test(id)) return undefined;
  return database('game')
    .join('player as w', 'w.id', 'game.white_id')
    .join('player as b', 'b.id', 'game.black_id')
    .where('game.id', id)
    .select('game.*', 'w.username as white', 'b.username as black')
    .first<GameRow | undefined>();
}

/** Begins a game and seats both. */
export async function insertGame(database: Knex, whiteId: string, blackId: string): Promise<string> {
  const [row] = await database('game')
    .insert({ white_id: whiteId, black_id: blackId })
    .returning<{ id: string }[]>('id');
  if (row === undefined) throw new Error('the new game has no id');
  await database('seat')
    .insert([whiteId, blackId].map((player) => ({ player_id: player, game_id: row.id })))
    .onConflict('player_id')
    .merge();
  return row.id;
}

/** Whoever changes the game holds this until the transaction ends. */
export async function lockGame(database: Knex, id: string): Promise<void> {
  if (GAME_ID.test(id)) await database('game').where({ id }).forUpdate().first('id');
}

/** The games that any of the players is playing, locked, in an order in which nobody waits for another for ever. */
export async function lockRunningGames(database: Knex, playerIds: readonly string[]): Promise<string[]> {
  const rows = await database('game')
    .whereNull('outcome')
    .whereIn('id', database('seat').whereIn('player_id', playerIds).select('game_id'))
    .orderBy('id')
    .forUpdate()
    .select<{ id: string }[]>('id');
  return rows.map(({ id }) => id);
}

/** Writes what the game has become. To be called under its lock. */
export async function updateGame(database: Knex, id: string, game: ChessGame): Promise<void> {
  const { moves, outcome, drawOfferedBy } = game;
  await database('game')
    .where({ id })
    .update({
      moves: moves.map(({ uci }) => uci),
      draw_offered_by: drawOfferedBy ?? null,
      resigned_by: outcome?.kind === 'resignation' ? otherColour(outcome.winner) : null,
      outcome: outcome === undefined ? null : JSON.stringify(outcome),
      ended_at: outcome === undefined ? null : database.fn.now(),
    });
}

/** Whoever is matched holds this until the transaction ends. */
export async function lockMatchDesk(database: Knex): Promise<void> {
  await database('match_desk').where({ id: 1 }).forUpdate().first();
}

/** First come, first served. */
export function waitingPlayers(database: Knex): Promise<MatchRequestRow[]> {
  return database('match_request')
    .join('player', 'player.id', 'match_request.player_id')
    .leftJoin('player as opponent', 'opponent.id', 'match_request.opponent_id')
    .orderBy('requested_at')
    .select<MatchRequestRow[]>(
      'match_request.player_id',
      'player.username',
      'match_request.opponent_id',
      'opponent.username as opponent',
    );
}

export async function putMatchRequest(database: Knex, playerId: string, opponentId: string | null): Promise<void> {
  await database('match_request')
    .insert({ player_id: playerId, opponent_id: opponentId })
    .onConflict('player_id')
    .merge(['opponent_id']);
}

/**
 * Ends the waiting of these players.
 *
 * @param forOpponent only if it was for this one
 * @returns everybody whom that concerns: those who waited and those they waited for; empty when nobody did
 */
export async function removeMatchRequests(
  database: Knex,
  playerIds: readonly string[],
  forOpponent?: string,
): Promise<string[]> {
  const removed = await database('match_request')
    .whereIn('player_id', playerIds)
    .andWhere(forOpponent === undefined ? {} : { opponent_id: forOpponent })
    .delete()
    .returning<{ player_id: string; opponent_id: string | null }[]>(['player_id', 'opponent_id']);
  return removed.flatMap((row) => (row.opponent_id === null ? [row.player_id] : [row.player_id, row.opponent_id]));
}
