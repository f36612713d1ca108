import type { Knex } from 'knex';

/**
 * Accounts and Instant Inboxes. Everything of a delivery is keyed by the inbox owner, so that on a distributed server
 * each dequeue, lease and acknowledge goes to one shard:
 *
 * - `delivery`: one row a message and recipient, kept for the idempotency window: makes a replay answer as the first
 *   time, and is what GetMessageStatus reads. It draws the order number.
 * - `inbox`: what still waits. Never updated: leases are rows of their own, so that handing a message out does not
 *   rewrite its content.
 * - `lease`: who has what until when. A row stays after release or expiry, because it counts the attempts.
 * - `lease_batch`: what one GetMessages answer leased, under its receipt and, if the consumer named one, its requestId.
 *   `replayed`: an answer that is still growing must know that its requestId was asked for again, and stop growing: what
 *   it added would stand in no answer that anybody reads.
 * - `inbox_head`: the row whose lock makes lease, acknowledge and release of one inbox take turns, across processes.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE setting (
      name text PRIMARY KEY,
      value text NOT NULL
    );

    CREATE TABLE account (
      owner_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      address text NOT NULL UNIQUE,
      kind text NOT NULL CHECK (kind IN ('person', 'service')),
      service_domain text UNIQUE,
      password_hash text,
      secret_sealed bytea,
      secret_previous_sealed bytea,
      secret_previous_until timestamptz,
      disabled_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE UNLOGGED TABLE used_nonce (
      account_id bigint NOT NULL,
      nonce_digest bytea NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (account_id, nonce_digest)
    );
    CREATE INDEX used_nonce_by_expiry ON used_nonce (expires_at);

    CREATE TABLE inbox_head (
      owner_id bigint PRIMARY KEY
    );

    CREATE SEQUENCE delivery_order;

    CREATE TABLE delivery (
      owner_id bigint NOT NULL,
      sender_id bigint NOT NULL,
      client_message_id text NOT NULL,
      recipient_key text NOT NULL,
      seq bigint NOT NULL DEFAULT nextval('delivery_order'),
      digest bytea NOT NULL,
      recipient text NOT NULL,
      state smallint NOT NULL DEFAULT 0,
      reason text,
      accepted_at timestamptz NOT NULL DEFAULT now(),
      changed_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner_id, sender_id, client_message_id, recipient_key)
    ) WITH (fillfactor = 90);
    CREATE INDEX delivery_by_sender ON delivery (sender_id, client_message_id);
    CREATE INDEX delivery_by_order ON delivery (seq);

    CREATE TABLE inbox (
      owner_id bigint NOT NULL,
      seq bigint NOT NULL,
      sender_id bigint NOT NULL,
      client_message_id text NOT NULL,
      recipient_key text NOT NULL,
      sender text NOT NULL,
      recipient text NOT NULL,
      header text,
      parts text NOT NULL,
      content bytea NOT NULL,
      size integer NOT NULL,
      accepted_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner_id, seq)
    );
    ALTER TABLE inbox ALTER COLUMN content SET STORAGE EXTERNAL;

    CREATE TABLE lease (
      owner_id bigint NOT NULL,
      seq bigint NOT NULL,
      batch_id text NOT NULL,
      sender text NOT NULL,
      leased_until timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 1,
      sent boolean NOT NULL DEFAULT false,
      PRIMARY KEY (owner_id, seq)
    );
    CREATE INDEX lease_by_batch ON lease (owner_id, batch_id);
    CREATE INDEX lease_by_sender ON lease (owner_id, sender, seq);
    CREATE INDEX lease_sent ON lease (leased_until) WHERE sent;

    CREATE TABLE lease_batch (
      owner_id bigint NOT NULL,
      batch_id text NOT NULL,
      request_id text,
      created_at timestamptz NOT NULL DEFAULT now(),
      taken_back integer NOT NULL DEFAULT 0,
      replayed boolean NOT NULL DEFAULT false,
      PRIMARY KEY (owner_id, batch_id)
    );
    CREATE UNIQUE INDEX lease_batch_by_request ON lease_batch (owner_id, request_id) WHERE request_id IS NOT NULL;
    CREATE INDEX lease_batch_by_age ON lease_batch (created_at);

    CREATE TABLE dead_letter (
      owner_id bigint NOT NULL,
      seq bigint NOT NULL,
      sender_id bigint NOT NULL,
      client_message_id text NOT NULL,
      recipient_key text NOT NULL,
      sender text NOT NULL,
      recipient text NOT NULL,
      header text,
      parts text NOT NULL,
      content bytea NOT NULL,
      size integer NOT NULL,
      accepted_at timestamptz NOT NULL,
      attempts integer NOT NULL,
      died_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner_id, seq)
    );
    ALTER TABLE dead_letter ALTER COLUMN content SET STORAGE EXTERNAL;
  `);
  // Ids of this store never meet ids of another one, or of this one after its data was thrown away.
  await knex.raw(
    `INSERT INTO setting (name, value) VALUES ('store-epoch', substr(md5(random()::text || clock_timestamp()::text), 1, 10))`,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    `DROP TABLE dead_letter, lease_batch, lease, inbox, delivery, inbox_head, used_nonce, account, setting;
     DROP SEQUENCE delivery_order`,
  );
}
