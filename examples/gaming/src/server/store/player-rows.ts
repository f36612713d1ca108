import type { Knex } from 'knex';

export interface PlayerRow {
  readonly id: string;
  readonly username: string;
  /** As the player gave it. */
  readonly im_address: string;
  /** The table the player sits at. */
  readonly game_id: string | null;
}

export interface NewPlayer {
  readonly username: string;
  readonly usernameKey: string;
  readonly imAddress: string;
  readonly imKey: string;
  readonly tokenHash: Buffer;
}

const players = (database: Knex) =>
  database<PlayerRow>('player')
    .leftJoin('seat', 'seat.player_id', 'player.id')
    .select('player.id', 'player.username', 'player.im_address', 'seat.game_id');

/** @throws PostgreSQL's 23505 on `player_username` or `player_im_address` */
export async function insertPlayer(database: Knex, player: NewPlayer): Promise<void> {
  await database('player').insert({
    username: player.username,
    username_key: player.usernameKey,
    im_address: player.imAddress,
    im_key: player.imKey,
    token_hash: player.tokenHash,
  });
}

export function playerBy(
  database: Knex,
  column: 'id' | 'username_key' | 'im_key',
  value: string,
): Promise<PlayerRow | undefined> {
  return players(database).where(`player.${column}`, value).first<PlayerRow | undefined>();
}

/** By the token of the registration or of a later sign-in. */
export function playerByToken(database: Knex, tokenHash: Buffer): Promise<PlayerRow | undefined> {
  return players(database)
    .where('player.token_hash', tokenHash)
    .orWhereIn('player.id', database('sign_in_token').where('token_hash', tokenHash).select('player_id'))
    .first<PlayerRow | undefined>();
}

/** Adds a token, and forgets the oldest beyond `most`. */
export async function insertToken(database: Knex, playerId: string, tokenHash: Buffer, most: number): Promise<void> {
  await database('sign_in_token').insert({ player_id: playerId, token_hash: tokenHash });
  const kept = database('sign_in_token')
    .where({ player_id: playerId })
    .orderBy('issued_at', 'desc')
    .limit(most)
    .select('token_hash');
  await database('sign_in_token').where({ player_id: playerId }).whereNotIn('token_hash', kept).delete();
}

export function playersById(database: Knex, ids: readonly string[]): Promise<PlayerRow[]> {
  return players(database).whereIn('player.id', [...ids]);
}
