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
  column: 'username_key' | 'im_key' | 'token_hash',
  value: string | Buffer,
): Promise<PlayerRow | undefined> {
  return players(database).where(`player.${column}`, value).first<PlayerRow | undefined>();
}

export function playersById(database: Knex, ids: readonly string[]): Promise<PlayerRow[]> {
  return players(database).whereIn('player.id', [...ids]);
}
