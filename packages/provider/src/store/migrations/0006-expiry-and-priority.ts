import type { Knex } from 'knex';

/**
 * Messages that expire, and messages that are more or less urgent than others.
 *
 * - `inbox.expires_at`: from then on nobody is given it; null when it waits for as long as it takes.
 * - `inbox.behind`: where an urgent message stands in the line: behind the item of this order number, the last of its own
 *   sender's that waited when it came; 0, the front, when none did. Null for all others, which stand at their own number.
 *
 * How urgent an item is, the range of its order number says. No index has an entry for a
 * message that is neither urgent nor deferred and does not expire. A process of the version before hands out urgent
 * messages last and expired ones too.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE inbox ADD COLUMN expires_at timestamptz, ADD COLUMN behind bigint;
    CREATE INDEX inbox_by_expiry ON inbox (expires_at) WHERE expires_at IS NOT NULL;
    CREATE INDEX inbox_urgent ON inbox (owner_id, (coalesce(behind, 0)), seq) WHERE seq >= 2305843009213693952;
    CREATE INDEX inbox_prioritised_by_sender ON inbox (owner_id, sender, seq) WHERE seq >= 1152921504606846976;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX inbox_prioritised_by_sender, inbox_urgent, inbox_by_expiry;
    ALTER TABLE inbox DROP COLUMN behind, DROP COLUMN expires_at;
  `);
}
