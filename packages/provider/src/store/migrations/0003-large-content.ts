import type { Knex } from 'knex';

/**
 * Large content, stored once however many have it. Keyed by itself; what it belongs to is not known here.
 *
 * - `content`: a run of bytes. `touched_at`: somebody is still uploading or sending it, or it has to be looked at again;
 *   null once it is in use and nobody has to look. `usable` turns false when it is about to be removed, and is part of
 *   the key that uses refer to: from then on the database lets nobody come to use it, however late they come.
 * - `content_chunk`: its bytes, found by where they begin. No chunk can outlive its content.
 * - `content_use`: who needs it. `holder`: 1 an item of the owner's inbox or dead letters (`item_id` its order number),
 *   2 an entry of the owner's log; negative when that item is gone, until somebody has looked whether the content is
 *   needed any more.
 *
 * `stored_size`: bytes of the item's parts that lie in `content`; what lies in the row is `size`, as ever.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE content (
      content_id uuid PRIMARY KEY,
      usable boolean NOT NULL DEFAULT true,
      touched_at timestamptz DEFAULT now(),
      UNIQUE (content_id, usable)
    );
    CREATE INDEX content_to_look_at ON content (touched_at) WHERE touched_at IS NOT NULL;

    CREATE TABLE content_chunk (
      content_id uuid NOT NULL REFERENCES content,
      position bigint NOT NULL,
      bytes bytea NOT NULL,
      PRIMARY KEY (content_id, position)
    );
    ALTER TABLE content_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

    CREATE TABLE content_use (
      content_id uuid NOT NULL,
      usable boolean NOT NULL DEFAULT true CHECK (usable),
      owner_id bigint NOT NULL,
      holder smallint NOT NULL,
      item_id bigint NOT NULL,
      PRIMARY KEY (content_id, owner_id, holder, item_id),
      FOREIGN KEY (content_id, usable) REFERENCES content (content_id, usable)
    );
    CREATE INDEX content_use_let_go ON content_use (content_id) WHERE holder < 0;

    ALTER TABLE inbox ADD COLUMN stored_size bigint NOT NULL DEFAULT 0;
    ALTER TABLE dead_letter ADD COLUMN stored_size bigint NOT NULL DEFAULT 0;
    ALTER TABLE conversation_entry ADD COLUMN stored_size bigint NOT NULL DEFAULT 0;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE conversation_entry DROP COLUMN stored_size;
    ALTER TABLE dead_letter DROP COLUMN stored_size;
    ALTER TABLE inbox DROP COLUMN stored_size;
    DROP TABLE content_use, content_chunk, content;
  `);
}
