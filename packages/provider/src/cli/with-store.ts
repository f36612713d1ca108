import type pg from 'pg';
import { givenOptions, type Config } from '../config.js';
import { createLogger, type Logger } from '../log.js';
import { readConfigFlags } from './config-flags.js';
import { EXIT_FAILURE, type CliContext } from './context.js';
import { findStore, type TargetQuestion } from './store-target.js';

export interface StoreQuestion extends TargetQuestion {
  /** Bring the schema up to date, whoever's server it is; otherwise only that of a built-in store. */
  readonly migrate?: boolean;
}

export interface StoreAtHand {
  readonly pool: pg.Pool;
  readonly config: Config;
  /** See `StoreTarget`. */
  readonly domainsGiven: boolean;
}

/** Opens the store that is meant, for the length of `work`; the built-in database of a running provider is joined. */
export async function withStore(
  context: CliContext,
  question: StoreQuestion,
  work: (store: StoreAtHand) => Promise<void>,
): Promise<void> {
  const { config, domainsGiven } = findStore(context, question);
  // The schema of a built-in store is ours to keep up to date; that of a server is changed by `migrate` only.
  const migrate = question.migrate ?? config.databaseUrl === undefined;
  const log = commandLog(context, config, question.options);
  const store = await context.openStore(config, { migrate, join: true, log });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= store.close());
  // A database that was started for this command does not stay behind when the command is interrupted.
  const forget = context.onSignal(() => {
    void close().finally(() => {
      context.exit(EXIT_FAILURE);
    });
  });
  try {
    await work({ pool: store.pool, config, domainsGiven });
  } finally {
    forget();
    await close();
  }
}

/** Commands speak when something is wrong, unless asked for more. */
function commandLog(context: CliContext, config: Config, options: Readonly<Record<string, unknown>>): Logger {
  const asked = givenOptions({ ...readConfigFlags(options), env: context.env, cwd: context.cwd }).has('logLevel');
  return createLogger({ level: asked ? config.logLevel : 'warn', format: config.logFormat, write: context.err });
}
