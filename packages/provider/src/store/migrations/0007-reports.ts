import type { Knex } from 'knex';

/**
 * Reports to senders: what became of their messages, as items of their own inboxes.
 *
 * - `delivery.report`: which reports the sender asked for (1 failure, 2 delivery); null when none. Negative from the end
 *   of the message until that is told: the row is its own outbox, written in the transaction that ends the message,
 *   whoever ends it. A row that nobody wants to hear of is never in the index, and its updates stay heap-only.
 * - `report_to`, `report_conversation`: the address that the message was sent from, and its conversation.
 * - `inbox_reports`: items whose `sender_id` is 0 were made by the provider.
 * - `report_allowance`: how many reports of failures an inbox may still get. No row: as many as ever.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE delivery ADD COLUMN report smallint, ADD COLUMN report_to text, ADD COLUMN report_conversation text;
    CREATE INDEX delivery_report_due ON delivery (seq) WHERE report < 0;
    CREATE INDEX inbox_reports ON inbox (owner_id, seq) WHERE sender_id = 0;

    CREATE TABLE report_allowance (
      owner_id bigint PRIMARY KEY,
      tokens double precision NOT NULL,
      filled_at timestamptz NOT NULL
    );

    INSERT INTO setting (name, value) VALUES ('report-courier', 'its lock is held by whoever carries reports');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DELETE FROM setting WHERE name = 'report-courier';
    DROP TABLE report_allowance;
    DROP INDEX inbox_reports;
    DROP INDEX delivery_report_due;
    ALTER TABLE delivery DROP COLUMN report_conversation, DROP COLUMN report_to, DROP COLUMN report;
  `);
}
