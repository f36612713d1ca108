import type { Knex } from 'knex';

/**
 * Certificates that accounts sign requests with. Each belongs to one account; an account may have several, so that one can
 * be replaced without a gap. What messages may name them by is kept beside them: `thumbprint` is the SHA-1 of the DER,
 * `serial` the serial number in hex without leading zeros.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE account_certificate (
      fingerprint bytea PRIMARY KEY,
      owner_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
      der bytea NOT NULL,
      thumbprint bytea NOT NULL,
      subject_key_identifier bytea,
      serial text NOT NULL,
      subject text NOT NULL,
      not_after timestamptz NOT NULL,
      added_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX account_certificate_by_owner ON account_certificate (owner_id);
    CREATE INDEX account_certificate_by_thumbprint ON account_certificate (thumbprint);
    CREATE INDEX account_certificate_by_key ON account_certificate (subject_key_identifier);
    CREATE INDEX account_certificate_by_serial ON account_certificate (serial);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE account_certificate');
}
