import type { Knex } from 'knex';

/**
 * What a hand-out counts for, and what operators see of dead letters. A process of the version before neither reads nor
 * writes the new columns: what it hands out counts as ever.
 *
 * - `lease.spared`: hand-outs among `attempts` that do not count towards the dead letters. `is_spared`: the one at hand
 *   is such a one if it ends as it stands. `counted_at`: when the last one began that counts. `reason`: what the
 *   consumer said the last time it gave the item back.
 * - `dead_letter.reason`: the last of these. `expires_at`: as in the inbox, for when it returns there.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE lease
      ADD COLUMN spared integer NOT NULL DEFAULT 0,
      ADD COLUMN is_spared boolean NOT NULL DEFAULT false,
      ADD COLUMN counted_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN reason text;
    ALTER TABLE dead_letter ADD COLUMN reason text, ADD COLUMN expires_at timestamptz;
    CREATE INDEX dead_letter_by_age ON dead_letter (died_at);
    CREATE INDEX dead_letter_by_order ON dead_letter (seq);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX dead_letter_by_order, dead_letter_by_age;
    ALTER TABLE dead_letter DROP COLUMN expires_at, DROP COLUMN reason;
    ALTER TABLE lease DROP COLUMN spared, DROP COLUMN is_spared, DROP COLUMN counted_at, DROP COLUMN reason;
  `);
}
