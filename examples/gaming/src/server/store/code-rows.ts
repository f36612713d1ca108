import type { Knex } from 'knex';

export interface CodeRow {
  readonly id: string;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/**
 * Makes this the player's one open code.
 *
 * @returns false when so many codes were made within the minutes that there is none more
 */
export async function insertCode(
  database: Knex,
  playerId: string,
  code: Omit<CodeRow, 'id'>,
  limits: { readonly tries: number; readonly codes: number; readonly minutes: number },
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    // One after the other, so that those who ask at once are counted.
    await transaction('player').where({ id: playerId }).forNoKeyUpdate().first('id');
    await transaction('sign_in_code')
      .whereRaw('sent_at < clock_timestamp() - make_interval(mins => ?)', [limits.minutes])
      .delete();
    const made = await transaction('sign_in_code').where({ player_id: playerId }).select<{ id: string }[]>('id');
    if (made.length >= limits.codes) return false;
    await transaction('sign_in_code').insert({
      player_id: playerId,
      salt: code.salt,
      code_hash: code.hash,
      tries_left: limits.tries,
    });
    return true;
  });
}

/** The player's open code, with one try less; undefined when there is none, or no try is left. */
export async function spendTry(database: Knex, playerId: string, minutes: number): Promise<CodeRow | undefined> {
  const last = database('sign_in_code').where({ player_id: playerId }).max('id');
  const [row] = await database('sign_in_code')
    .where('id', '=', last)
    .where('tries_left', '>', 0)
    .whereRaw('sent_at >= clock_timestamp() - make_interval(mins => ?)', [minutes])
    .decrement('tries_left')
    .returning<CodeRow[]>(['id', 'salt', 'code_hash as hash']);
  return row;
}

/** The code has served; false when it had before. */
export async function closeCode(database: Knex, id: string): Promise<boolean> {
  return (await database('sign_in_code').where({ id, used: false }).update({ used: true, tries_left: 0 })) === 1;
}
