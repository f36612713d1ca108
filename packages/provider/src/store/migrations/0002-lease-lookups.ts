import type { Knex } from 'knex';

/**
 * - `lease_batch.replayed`: an answer that is still growing must know that its requestId was asked for again, and stop
 *   growing: what it added would stand in no answer that anybody reads.
 * - `lease_by_sender`: whether a sender's earlier message is leased, without looking at all leases of the inbox.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE lease_batch ADD COLUMN replayed boolean NOT NULL DEFAULT false;
    CREATE INDEX lease_by_sender ON lease (owner_id, sender, seq);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX lease_by_sender;
    ALTER TABLE lease_batch DROP COLUMN replayed;
  `);
}
