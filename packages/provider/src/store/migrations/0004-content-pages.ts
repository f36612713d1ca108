import type { Knex } from 'knex';

/**
 * Chunks of large content lie in the table itself, one to a page, where they fit into one; up to here each was cut into
 * pieces of 2 kB, with an index entry for each, in the table's TOAST. Rows that are there already, and larger ones that a
 * process of the version before still writes, stay readable as they are.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content_chunk SET (toast_tuple_target = 8160)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE content_chunk RESET (toast_tuple_target)');
}
