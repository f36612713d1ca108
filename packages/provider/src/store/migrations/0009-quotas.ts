import type { Knex } from 'knex';

/**
 * What is used of quotas, a row an account and quota; owner 0 is everybody. The terms under which something was taken last
 * stand beside it, so that one statement can take for many accounts, and `account usage` can tell what is left.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE quota_use (
      owner_id bigint NOT NULL,
      quota text NOT NULL,
      used double precision NOT NULL,
      granted double precision NOT NULL,
      wanted double precision NOT NULL,
      capacity double precision NOT NULL,
      per_second double precision NOT NULL,
      period_seconds integer NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner_id, quota)
    ) WITH (fillfactor = 50);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE quota_use');
}
