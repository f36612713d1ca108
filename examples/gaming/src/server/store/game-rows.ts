import type { Knex } from 'knex';
import type { Colour, Outcome } from '../../rules/outcome.js';

export interface GameRow {
  readonly id: string;
  readonly white_id: string;
  readonly black_id: string;
  readonly white: string;
  readonly black: string;
  /** UCI. */
  readonly moves: string[];
  readonly resigned_by: Colour | null;
  readonly outcome: Outcome | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

export interface MatchRequestRow {
  readonly player_id: string;
  readonly username: string;
  /** Null: anybody. */
  readonly opponent_id: string | null;
}

export async function gameById(database: Knex, id: string): Promise<GameRow | undefined> {
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

/**
 * Writes a change of a game.
 *
 * @param ply how many moves the game had when it was read
 * @returns false when somebody else changed it meanwhile
 */
export async function updateGame(
  database: Knex,
  id: string,
  ply: number,
  change: { readonly moves: readonly string[]; readonly resignedBy?: Colour; readonly outcome: Outcome | undefined },
): Promise<boolean> {
  const changed = await database('game')
    .where({ id })
    .whereNull('outcome')
    .whereRaw('cardinality(moves) = ?', [ply])
    .update({
      moves: [...change.moves],
      resigned_by: change.resignedBy ?? null,
      outcome: change.outcome === undefined ? null : JSON.stringify(change.outcome),
      ...(change.outcome === undefined ? {} : { ended_at: database.fn.now() }),
    });
  return changed === 1;
}

/** Whoever is matched holds this until the transaction ends. */
export async function lockMatchDesk(database: Knex): Promise<void> {
  await database('match_desk').where({ id: 1 }).forUpdate().first();
}

/** First come, first served. */
export function waitingPlayers(database: Knex): Promise<MatchRequestRow[]> {
  return database('match_request')
    .join('player', 'player.id', 'match_request.player_id')
    .orderBy('requested_at')
    .select<MatchRequestRow[]>('match_request.player_id', 'player.username', 'match_request.opponent_id');
}

export async function putMatchRequest(database: Knex, playerId: string, opponentId: string | null): Promise<void> {
  await database('match_request')
    .insert({ player_id: playerId, opponent_id: opponentId })
    .onConflict('player_id')
    .merge(['opponent_id']);
}

export async function removeMatchRequests(database: Knex, playerIds: readonly string[]): Promise<number> {
  return database('match_request')
    .whereIn('player_id', [...playerIds])
    .delete();
}
