import type { Knex } from 'knex';

/**
 * Client access: the sessions of IM users, and what each of them sent and received.
 *
 * - `client_session`: who is signed in. Of the token only its digest is kept.
 * - `conversation_entry`: one row a message in the log of one account. `entry_id` is the order of creation, `change_id`
 *   is raised at every change; both are drawn while the owner's `inbox_head` row is locked, so that for each owner they
 *   commit in their order and a reader who asks for "after this change" misses nothing.
 *   `pending`: what became of an outgoing message is still open. `attempted_at`: when it was last tried to send it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE client_session (
      token_digest bytea PRIMARY KEY,
      owner_id bigint NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      last_used_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX client_session_by_owner ON client_session (owner_id, created_at);
    CREATE INDEX client_session_by_expiry ON client_session (expires_at);

    CREATE SEQUENCE conversation_order;

    CREATE TABLE conversation_entry (
      owner_id bigint NOT NULL,
      entry_id bigint NOT NULL DEFAULT nextval('conversation_order'),
      change_id bigint NOT NULL DEFAULT nextval('conversation_order'),
      peer text NOT NULL,
      outgoing boolean NOT NULL,
      client_message_id text,
      recipient_key text,
      digest bytea,
      seq bigint,
      header text,
      parts text NOT NULL,
      content bytea NOT NULL,
      size integer NOT NULL,
      state smallint NOT NULL,
      pending boolean NOT NULL DEFAULT false,
      code integer,
      reason text,
      retryable boolean NOT NULL DEFAULT false,
      at timestamptz NOT NULL DEFAULT now(),
      attempted_at timestamptz,
      PRIMARY KEY (owner_id, entry_id)
    ) WITH (fillfactor = 90);
    ALTER TABLE conversation_entry ALTER COLUMN content SET STORAGE EXTERNAL;
    CREATE UNIQUE INDEX conversation_entry_by_client_id ON conversation_entry (owner_id, client_message_id);
    CREATE UNIQUE INDEX conversation_entry_by_change ON conversation_entry (owner_id, change_id);
    CREATE INDEX conversation_entry_by_peer ON conversation_entry (owner_id, peer, entry_id);
    CREATE INDEX conversation_entry_pending ON conversation_entry (owner_id, entry_id) WHERE pending;
    CREATE INDEX conversation_entry_by_age ON conversation_entry (at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE conversation_entry, client_session; DROP SEQUENCE conversation_order');
}
