import type { Knex } from 'knex';

/**
 * Presence. All is keyed by the owner; `presentity` is '' for the account itself, else an address in its service domain.
 *
 * - `presence`: what was published, one row each, written as a whole: a publication costs one row however many watch.
 * - `presence_watcher`: who may see it; `watcher` '' is everybody without a rule of their own. `access` 0: asked in vain.
 * - `presence_session`: until when an account counts as in session. Unlogged: a crash of the database ends connections
 *   too, and who is still there is told anew within the grace.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE presence (
      owner_id bigint NOT NULL,
      presentity text NOT NULL,
      attributes text NOT NULL DEFAULT '[]',
      changed_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner_id, presentity)
    ) WITH (fillfactor = 70);

    CREATE TABLE presence_watcher (
      owner_id bigint NOT NULL,
      presentity text NOT NULL,
      watcher text COLLATE "C" NOT NULL,
      access smallint NOT NULL,
      attribute_names text,
      changed_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (owner_id, presentity, watcher)
    );
    CREATE INDEX presence_watcher_asked ON presence_watcher (owner_id, watcher) WHERE access = 0;

    CREATE UNLOGGED TABLE presence_session (
      owner_id bigint PRIMARY KEY,
      online_until timestamptz NOT NULL
    ) WITH (fillfactor = 70);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE presence_session, presence_watcher, presence');
}
