import type { Knex } from 'knex';

/**
 * `dead_letter.behind`: where an urgent message stood in the line, as `inbox.behind`, for when it returns there. A process of
 * the version before redrives urgent messages to the front.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE dead_letter ADD COLUMN behind bigint');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE dead_letter DROP COLUMN behind');
}
