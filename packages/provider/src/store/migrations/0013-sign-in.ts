import type { Knex } from 'knex';

/**
 * What protects signing in, and who did what.
 *
 * - `nonce_memory`: since when `used_nonce` remembers. Unlogged like it, so that a crash of the database empties both
 *   and who finds no row knows that nonces were forgotten. A store that is new, or was never without them, has forgotten
 *   nothing.
 * - `used_nonce_ahead`: nonces of tokens that were created after the moment of their use, by a clock that runs ahead: by
 *   their creation time alone they could not be told from those of after a crash. Logged; such tokens are few.
 * - `sign_in_source`: failures and successes by network and account, for all processes; account '' is the whole network.
 *   The terms of the last failure stand beside it, so that one statement can count for many. Unlogged: what a crash forgets
 *   is how often somebody guessed.
 * - `audit_event`: who signed in, was refused, and changed something. `times`: so many like it, `at` is the last of them.
 * - `operator`: which roles of the database have rights here, so that a later schema can give them theirs again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE UNLOGGED TABLE nonce_memory (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      since timestamptz NOT NULL
    );
    INSERT INTO nonce_memory (since) VALUES ('-infinity');

    CREATE TABLE used_nonce_ahead (
      account_id bigint NOT NULL,
      nonce_digest bytea NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (account_id, nonce_digest)
    );
    CREATE INDEX used_nonce_ahead_by_expiry ON used_nonce_ahead (expires_at);

    CREATE UNLOGGED TABLE sign_in_source (
      network text NOT NULL,
      account text NOT NULL,
      free integer,
      max_delay_seconds integer,
      failures integer NOT NULL DEFAULT 0,
      failed_at timestamptz,
      refused_until timestamptz,
      succeeded_at timestamptz,
      touched_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (network, account)
    );
    CREATE INDEX sign_in_source_by_account ON sign_in_source (account);
    CREATE INDEX sign_in_source_by_age ON sign_in_source (touched_at);

    CREATE TABLE audit_event (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      kind text NOT NULL,
      outcome text NOT NULL,
      account text,
      actor text,
      source text,
      detail text,
      times integer NOT NULL DEFAULT 1,
      database_role text NOT NULL DEFAULT session_user
    );
    CREATE INDEX audit_event_by_time ON audit_event (at);
    CREATE INDEX audit_event_by_account ON audit_event (account, id);

    CREATE TABLE operator (
      name text PRIMARY KEY,
      role text NOT NULL,
      granted_at timestamptz NOT NULL DEFAULT now()
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE operator, audit_event, sign_in_source, used_nonce_ahead, nonce_memory');
}
