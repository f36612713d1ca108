import type { Knex } from 'knex';

interface Migration {
  readonly name: string;
  readonly up: (database: Knex) => Promise<void>;
}

/** Additive only: a running service of the version before must be able to work on. */
const steps: readonly Migration[] = [
  {
    name: '0001-players-and-games',
    up: async (database) => {
      await database.raw(`
        CREATE TABLE player (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          username text NOT NULL,
          username_key text NOT NULL CONSTRAINT player_username UNIQUE,
          im_address text NOT NULL,
          im_key text NOT NULL CONSTRAINT player_im_address UNIQUE,
          token_hash bytea NOT NULL CONSTRAINT player_token UNIQUE,
          registered_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE game (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          white_id bigint NOT NULL REFERENCES player (id),
          black_id bigint NOT NULL REFERENCES player (id),
          moves text[] NOT NULL DEFAULT '{}',
          resigned_by text CHECK (resigned_by IN ('white', 'black')),
          outcome jsonb,
          started_at timestamptz NOT NULL DEFAULT now(),
          ended_at timestamptz,
          CHECK (white_id <> black_id)
        );
        -- The table a player sits at: the game being played, or the last one until another begins.
        CREATE TABLE seat (
          player_id bigint PRIMARY KEY REFERENCES player (id),
          game_id bigint NOT NULL REFERENCES game (id)
        );
        -- A player who waits for an opponent: for the named one, or for anybody.
        CREATE TABLE match_request (
          player_id bigint PRIMARY KEY REFERENCES player (id),
          opponent_id bigint REFERENCES player (id),
          requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          CHECK (player_id <> opponent_id)
        );
        -- One row, locked while players are matched: two who come at once must see each other.
        CREATE TABLE match_desk (id int PRIMARY KEY CHECK (id = 1));
        INSERT INTO match_desk VALUES (1);`);
    },
  },
  {
    name: '0002-relayed-messages',
    up: async (database) => {
      await database.raw(`
        -- What was decided about a message before it was sent on, so that a second attempt does the very same.
        CREATE TABLE relayed_message (
          source text NOT NULL,
          message_id text NOT NULL,
          decision jsonb NOT NULL,
          target text,
          relayed_id text,
          decided_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (source, message_id)
        );
        CREATE INDEX relayed_message_by_relayed_id ON relayed_message (target, relayed_id) WHERE relayed_id IS NOT NULL;
        CREATE INDEX relayed_message_by_age ON relayed_message (decided_at);`);
    },
  },
  {
    name: '0003-draws-and-sign-in',
    up: async (database) => {
      await database.raw(`
        ALTER TABLE game ADD COLUMN draw_offered_by text CHECK (draw_offered_by IN ('white', 'black'));
        -- The token of the registration stands with the player; here are those of later sign-ins.
        CREATE TABLE sign_in_token (
          token_hash bytea PRIMARY KEY,
          player_id bigint NOT NULL REFERENCES player (id),
          issued_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE INDEX sign_in_token_by_player ON sign_in_token (player_id, issued_at);
        -- Of a player's codes the last one counts; those before it tell how many were sent of late.
        CREATE TABLE sign_in_code (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          player_id bigint NOT NULL REFERENCES player (id),
          salt bytea NOT NULL,
          code_hash bytea NOT NULL,
          tries_left int NOT NULL,
          used boolean NOT NULL DEFAULT false,
          sent_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE INDEX sign_in_code_by_player ON sign_in_code (player_id, id);`);
    },
  },
];

export const migrations: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...steps]),
  getMigrationName: (step) => step.name,
  getMigration: (step) =>
    Promise.resolve({ up: step.up, down: () => Promise.reject(new Error('migrations only grow')) }),
};
