import type { Knex } from 'knex';

/**
 * What was settled for single accounts: sizes, media types, and what later releases add, by the names of the registry in
 * `domain/account-policy.ts`. No row, and no name in it: as the deployment has it. A document, so that a new policy is no
 * new column, and so that processes of two releases can work on one store: each reads the names that it knows.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE account_policy (
      owner_id bigint PRIMARY KEY REFERENCES account ON DELETE CASCADE,
      policy jsonb NOT NULL CHECK (jsonb_typeof(policy) = 'object'),
      changed_at timestamptz NOT NULL DEFAULT now()
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE account_policy');
}
