import type { Knex } from 'knex';

/** Tables of which a statement names the owner first; the rows of one owner may be three, or most of the table. */
const BY_OWNER = ['delivery', 'inbox', 'lease', 'lease_batch', 'dead_letter', 'conversation_entry'];

/** Where rows come and go at the pace of messages. */
const CHURNING = ['inbox', 'lease', 'content_chunk', 'content_use'];

/**
 * What keeps the cost of a delivery from growing with what is there.
 *
 * - `n_distinct = 1`: planned as if all rows were the one owner's. A prepared statement has one plan for all owners, made
 *   for the average one: with many small inboxes that finds "few rows of the owner" first and looks through them, which in
 *   the inbox that holds a hundred thousand takes hundreds of milliseconds for each acknowledgement. Planned for the
 *   worst, each row is found by its whole key, which costs the small inboxes nothing.
 * - Vacuum comes after a hundredth of the table, not a fifth: what was removed stands at the front of its inbox's index,
 *   just where reading begins.
 */
export async function up(knex: Knex): Promise<void> {
  for (const table of BY_OWNER) {
    await knex.raw(`ALTER TABLE ${table} ALTER COLUMN owner_id SET (n_distinct = 1)`);
  }
  for (const table of CHURNING) {
    await knex.raw(
      `ALTER TABLE ${table} SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
                                 autovacuum_analyze_scale_factor = 0.05)`,
    );
  }
  // Never by a fifth of two weeks of deliveries.
  await knex.raw(
    'ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05)',
  );
  // Statistics of a store that is in use take it up now.
  await knex.raw(`ANALYZE ${BY_OWNER.join(', ')}`);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of BY_OWNER) await knex.raw(`ALTER TABLE ${table} ALTER COLUMN owner_id RESET (n_distinct)`);
  for (const table of [...CHURNING, 'delivery']) {
    await knex.raw(
      `ALTER TABLE ${table} RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,
                                   autovacuum_analyze_scale_factor)`,
    );
  }
}
